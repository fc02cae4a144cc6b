//! JSON-LD: what a page says about its article in schema.org's words. Sloppy JSON is forgiven where that is safe.

use dom_query::Document;
use serde_json::Value;

use super::dom::{self, attribute, name, squeeze};

/// Objects looked at in one page.
const MOST: usize = 2000;

/// What the data says about the article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    pub body: Option<String>,
    /// The type it calls the page's main thing.
    pub kind: Option<String>,
}

/// Reads every script of data in the page.
pub fn facts(page: &Document) -> Facts {
    let mut objects = Vec::new();
    for script in page.root().descendants_it().filter(|node| name(node) == "script") {
        let kind = attribute(&script, "type").unwrap_or_default().to_ascii_lowercase();
        if kind.trim().starts_with("application/ld+json")
            && let Some(value) = parse(&script.text())
        {
            gather(value, &mut objects);
        }
    }
    let article = objects.iter().find(|object| is_article(object));
    let other = objects.iter().find(|object| is_page(object));
    let mut facts = article.or(other).map(read).unwrap_or_default();
    facts.kind = article.or(objects.first()).and_then(|object| types(object).into_iter().next());
    facts
}

/// Line breaks inside strings, comments round the data and semicolons after it are common mistakes.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let script = script.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim();
    let script = script.trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let tidy: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&tidy).ok()
    })
}

/// All objects in the data, the outer ones first.
fn gather(value: Value, objects: &mut Vec<Value>) {
    let mut waiting = std::collections::VecDeque::from([value]);
    while let Some(value) = waiting.pop_front().filter(|_| objects.len() < MOST) {
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(ref map) => {
                waiting.extend(map.values().filter(|inner| inner.is_object() || inner.is_array()).cloned());
                objects.push(value);
            }
            _ => {}
        }
    }
}

fn types(object: &Value) -> Vec<String> {
    let one = |value: &Value| value.as_str().map(|name| name.rsplit('/').next().unwrap_or(name).to_string());
    match object.get("@type") {
        Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn is_article(object: &Value) -> bool {
    let of_text = |name: &String| {
        name.ends_with("Article")
            || matches!(name.as_str(), "BlogPosting" | "LiveBlogPosting" | "Report" | "Review" | "Recipe")
    };
    types(object).iter().any(of_text)
}

fn is_page(object: &Value) -> bool {
    types(object).iter().any(|name| name.ends_with("WebPage") || name.ends_with("VideoObject"))
}

fn read(object: &Value) -> Facts {
    let text = |key: &str| object.get(key).and_then(words);
    Facts {
        headline: text("headline").or_else(|| text("name")),
        authors: object.get("author").or(object.get("creator")).map(names).unwrap_or_default(),
        publisher: object.get("publisher").and_then(|value| names(value).into_iter().next()),
        published: text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("uploadDate")),
        url: text("url").or_else(|| object.get("mainEntityOfPage").and_then(address)),
        language: text("inLanguage"),
        body: object.get("articleBody").and_then(Value::as_str).map(plain),
        kind: None,
    }
}

fn words(value: &Value) -> Option<String> {
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    let words = squeeze(&html_escape::decode_html_entities(value.as_str()?));
    (!words.is_empty()).then_some(words)
}

fn address(value: &Value) -> Option<String> {
    value.as_str().or_else(|| value.get("@id")?.as_str()).map(str::to_string)
}

/// The names of people or of an organization: strings, or objects with a name.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(map) => map.get("name").map(names).unwrap_or_default(),
        value => words(value).into_iter().collect(),
    }
}

/// The words of a body that may hold markup, a line for each paragraph.
fn plain(body: &str) -> String {
    let body = html_escape::decode_html_entities(body);
    let words = if body.contains("</") { super::bare::text(&body) } else { body.into_owned() };
    words.lines().map(dom::squeeze).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(data: &str) -> Facts {
        facts(&Document::from(format!("<script type='application/ld+json'>{data}</script>")))
    }

    #[test]
    fn an_article_is_found_wherever_it_is() {
        let found = of(
            r#"{"@graph": [{"@type": "WebSite", "name": "x"}, {"@type": ["NewsArticle"], "headline": "Bridge &amp; river",
            "author": [{"name": "Ines Vale"}, "Otto Bruun"], "publisher": {"name": "Orvanne Courier"},
            "datePublished": "2021-03-04T05:06:07Z", "mainEntityOfPage": {"@id": "https://example.org/b"}}]};"#,
        );
        assert_eq!(found.headline.as_deref(), Some("Bridge & river"));
        assert_eq!(found.authors, ["Ines Vale", "Otto Bruun"]);
        assert_eq!(found.publisher.as_deref(), Some("Orvanne Courier"));
        assert_eq!(found.published.as_deref(), Some("2021-03-04T05:06:07Z"));
        assert_eq!(found.url.as_deref(), Some("https://example.org/b"));
    }

    #[test]
    fn sloppy_data_is_read_and_broken_data_left() {
        let found = of("{\"@type\": \"Article\", \"headline\": \"two\nlines\"}");
        assert_eq!(found.headline.as_deref(), Some("two lines"));
        for broken in ["", "{", "[[[[", "\"x\"", "{\"@type\": 3, \"headline\": {}}", &"[".repeat(5000)] {
            assert_eq!(of(broken).headline, None);
        }
    }
}
