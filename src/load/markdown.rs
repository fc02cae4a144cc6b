//! Markdown: CommonMark with tables, foot notes, task lists and strikethrough (by pulldown-cmark), and the front
//! matter in front of it (`---` YAML or `+++` TOML), of which the lines with a title, author, date, language and address
//! are read.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::{html, pack};
use crate::article::{Article, Meta};

const ENDINGS: [&str; 4] = [".md", ".markdown", ".mdown", ".mkd"];

/// Whether a file goes by the name of one in Markdown.
pub fn is_name(name: &str) -> bool {
    let name = pack::bare_name(name).to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a text begins with front matter that has a title.
pub fn is_content(text: &str) -> bool {
    front_matter(text).is_some_and(|(front, _)| front.meta().title.is_some())
}

pub fn article(text: &str, address: Option<&str>) -> Article {
    let (mut meta, body) = match front_matter(text) {
        Some((front, body)) => (front.meta(), body),
        None => (Meta::default(), text.trim_start_matches('\u{feff}')),
    };
    meta.url = meta.url.or_else(|| address.map(str::to_string));
    let mut page = String::with_capacity(body.len() + body.len() / 4);
    pulldown_cmark::html::push_html(&mut page, noted(Parser::new_ext(body, options())));
    html::document(&page, meta)
}

/// With foot notes by number, `[1]`, also in front of the note itself.
fn noted<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut numbers: HashMap<CowStr<'a>, usize> = HashMap::new();
    let mut number = move |label: CowStr<'a>| {
        let next = numbers.len() + 1;
        *numbers.entry(label).or_insert(next)
    };
    let mut begun = None;
    let numbered = events.flat_map(move |event| match event {
        Event::FootnoteReference(label) => {
            let number = number(label);
            let mark = format!("<sup><a href=\"#note-{number}\">{number}</a></sup>");
            [Some(Event::InlineHtml(mark.into())), None]
        }
        Event::Start(Tag::FootnoteDefinition(label)) => {
            let number = number(label);
            begun = Some(number);
            [Some(Event::Html(format!("<div id=\"note-{number}\">").into())), None]
        }
        Event::End(TagEnd::FootnoteDefinition) => [Some(Event::Html("</div>".into())), None],
        Event::Start(Tag::Paragraph) => {
            let mark = begun.take().map(|number| Event::Text(format!("[{number}] ").into()));
            [Some(event), mark]
        }
        event => [Some(event), None],
    });
    numbered.flatten()
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Bytes of the longest front matter.
const LONGEST: usize = 64 << 10;

enum Front<'a> {
    Yaml(&'a str),
    Toml(&'a str),
}

/// The front matter of a text, and what comes after it.
fn front_matter(text: &str) -> Option<(Front<'_>, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let (fence, rest) = text.split_once('\n')?;
    let fence = fence.trim_end();
    let ends = match fence {
        "---" => ["---", "..."],
        "+++" => ["+++", "+++"],
        _ => return None,
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if at > LONGEST {
            break;
        }
        if ends.contains(&line.trim_end()) {
            let (inner, body) = (&rest[..at], &rest[at + line.len()..]);
            return Some((if fence == "---" { Front::Yaml(inner) } else { Front::Toml(inner) }, body));
        }
        at += line.len();
    }
    None
}

impl Front<'_> {
    fn meta(&self) -> Meta {
        match self {
            Front::Yaml(lines) => meta(|keys| keys.iter().find_map(|key| yaml(lines, key))),
            Front::Toml(lines) => {
                let table: toml::Table = lines.parse().unwrap_or_default();
                meta(|keys| keys.iter().find_map(|key| words(table.get(*key)?)))
            }
        }
    }
}

fn meta(value: impl Fn(&[&str]) -> Option<String>) -> Meta {
    let url = value(&["canonical_url", "canonical", "url", "link", "source"]);
    Meta {
        url: url.filter(|url| crate::article::is_web_address(url)),
        title: value(&["title"]),
        byline: value(&["author", "authors", "byline", "by"]),
        site: value(&["site", "publication", "publisher"]),
        published: value(&["date", "published", "publishdate", "created"]),
        language: value(&["lang", "language"]),
    }
}

/// The value of a key at the left edge: one line, or the items of a list joined by commas.
fn yaml(lines: &str, key: &str) -> Option<String> {
    let mut lines = lines.lines();
    let value = lines.by_ref().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim_end().eq_ignore_ascii_case(key).then(|| value.trim())
    })?;
    let items: Vec<&str> = match value {
        "" => lines.map_while(|line| line.trim_start().strip_prefix("- ")).collect(),
        value if value.starts_with('[') => value.trim_matches(['[', ']']).split(',').collect(),
        value => vec![value],
    };
    let items: Vec<&str> = items.into_iter().map(unquoted).filter(|item| !item.is_empty()).collect();
    Some(items.join(", ")).filter(|value| !value.is_empty())
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inside = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

fn words(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(words) => Some(words.clone()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Array(items) => {
            Some(items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
    .filter(|words| !words.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_says_what_the_article_is() {
        let yaml = "---\ntitle: \"The weir: a history\"\nauthors:\n  - Ines Corvane\n  - Aldous Tarrick\n\
            date: 2026-04-02\nlang: en\nurl: javascript:alert(1)\n---\n\nIt stands.\n";
        let article = super::article(yaml, None);
        assert_eq!(article.meta.title.as_deref(), Some("The weir: a history"));
        assert_eq!(article.meta.byline.as_deref(), Some("Ines Corvane, Aldous Tarrick"));
        assert_eq!(article.meta.published.as_deref(), Some("2026-04-02"));
        assert_eq!((article.meta.language.as_deref(), article.meta.url), (Some("en"), None));
        assert_eq!(article.text, "It stands.");
        let toml = "+++\ntitle = \"Weir\"\nauthor = [\"A\", \"B\"]\ndate = 2026-04-02\n+++\nIt stands.";
        let article = super::article(toml, None);
        assert_eq!(
            (
                article.meta.title.as_deref(),
                article.meta.byline.as_deref(),
                article.meta.published.as_deref()
            ),
            (Some("Weir"), Some("A, B"), Some("2026-04-02"))
        );
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        assert!(!is_content("---\n\nIt stands.\n\n---\n\nIt fell."));
        assert!(!is_content("---\nno end"));
        assert!(is_content("---\ntitle: x\n---\ny"));
        assert_eq!(super::article("---\nno end", None).text, "no end");
    }
}
