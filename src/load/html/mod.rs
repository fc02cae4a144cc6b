//! HTML: a page becomes an article. What a parser may not get is looked for first (`guard`); then what the page says
//! about itself (`meta`), its content (`content`), and the content's blocks (`blocks`, `table`, `writer`).

mod address;
mod bare;
mod blocks;
mod content;
mod date;
mod dom;
mod guard;
mod json_ld;
mod kind;
mod meta;
mod mojibake;
mod roles;
mod table;
mod writer;

use dom_query::Document;

use self::writer::Writer;
use super::{pack, plain as plain_text};
use crate::article::{Article, BlockKind, Meta, Note};

/// Whether a file goes by the name of a page.
pub fn is_name(name: &str) -> bool {
    let name = pack::bare_name(name).to_ascii_lowercase();
    [".html", ".htm", ".xhtml", ".shtml"].iter().any(|end| name.ends_with(end))
}

/// As much of a text tells whether it is a page, in bytes.
const LOOKED_AT: usize = 4096;

/// Whether a text begins like a page, or like a part of one.
pub fn is_content(text: &str) -> bool {
    let part = ["<div", "<p>", "<p ", "<article", "<section", "<h1", "<table", "<main"];
    let front = front(text);
    is_page(&front) || part.iter().any(|tag| front.starts_with(tag))
}

/// Whether a text begins like a whole page.
pub fn is_whole(text: &str) -> bool {
    is_page(&front(text))
}

fn is_page(front: &str) -> bool {
    let page = ["<!doctype html", "<html", "<head", "<body", "<meta ", "<title"];
    front.starts_with('<') && page.iter().any(|tag| front.contains(tag))
}

/// The beginning of a text that has tags there, in lower case; empty for any other.
fn front(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.starts_with('<') {
        return String::new();
    }
    let end = (0..=text.len().min(LOOKED_AT)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].to_ascii_lowercase()
}

/// The words of a page's title element, for a listing: the page is not parsed.
pub fn title(page: &str) -> String {
    let lower = page.get(..page.len().min(1 << 16)).unwrap_or(page);
    let start =
        lower.to_ascii_lowercase().find("<title").and_then(|at| Some(at + lower[at..].find('>')? + 1));
    let rest = start.map_or("", |start| &page[start..]);
    dom::squeeze(&html_escape::decode_html_entities(rest.split('<').next().unwrap_or_default()))
}

/// Where a browser saved a page from, as it notes at the top ("saved from url=(0023)https://example.org/a").
fn saved_from(page: &str) -> Option<String> {
    let end = (0..=page.len().min(LOOKED_AT)).rev().find(|at| page.is_char_boundary(*at)).unwrap_or(0);
    let front = &page[..end];
    let after = front
        .split_once("saved from url=(")
        .map(|(_, rest)| rest.split_once(')').map_or("", |(_, rest)| rest));
    let single = || front.split_once("SingleFile").and_then(|(_, rest)| Some(rest.split_once("url: ")?.1));
    let address = after.or_else(single)?.split_whitespace().next()?;
    crate::article::is_web_address(address).then(|| address.to_string())
}

/// The feed that a page names in its head, made whole against `address`.
pub fn feed_named(page: &str, address: &str) -> Option<String> {
    if guard::objection(page).is_some() {
        return None;
    }
    let document = Document::from(page);
    let kinds = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    let links = document.select("link[rel~=alternate]");
    let named = links.nodes().iter().filter(|link| {
        let kind = dom::attribute(link, "type").unwrap_or_default().to_ascii_lowercase();
        kinds.contains(&kind.trim())
    });
    let mut whole = named.filter_map(|link| address::whole(Some(address), &dom::attribute(link, "href")?));
    whole.find(|link| address::is_web(link))
}

/// The words of a line of HTML.
pub fn plain(line: &str) -> String {
    dom::squeeze(&Document::from(line).text())
}

/// The article in a page; `address` is where the page is from.
pub fn article(page: &str, address: Option<&str>) -> Article {
    let saved = if address.is_none() { saved_from(page) } else { None };
    let address = address.or(saved.as_deref());
    let Some((right, count)) = mojibake::repair(page) else { return sound(page, address) };
    let mut article = sound(&right, address);
    let note = format!(
        "The page's letters were garbled (UTF-8 read as Windows-1252) in {count} places; they were put right."
    );
    article.notes.push(Note(note));
    article
}

fn sound(page: &str, address: Option<&str>) -> Article {
    if let Some(why) = guard::objection(page) {
        return bare(page, &why);
    }
    let document = Document::from(page);
    if dom::depth(&document) > DEEPEST {
        return bare(page, "its elements are nested too deep");
    }
    let about = meta::read(&document, address);
    let base = about.meta.url.as_deref();
    let (mut writer, from) = content::find(&document, base, &about.facts);
    content::add_notes(&document, base, &mut writer);
    let Writer { text, mut blocks, .. } = writer;
    roles::assign(&text, &mut blocks, &about.meta);
    let mut meta = about.meta;
    meta.byline = meta.byline.or_else(|| roles::byline(&text, &blocks));
    let data = "The page itself does not show its text: it was taken from the page's data.";
    let data = (from == content::From::Data).then(|| Note(data.to_string()));
    let kind = kind::note(&text, &blocks, &about.facts, about.kind.as_deref());
    let notes = data.into_iter().chain(kind).collect();
    Article { meta, text, blocks, source_map: None, notes }
}

/// The article that a page is as a whole, such as a chapter of a book or a letter: all of it, and what `meta` says of it.
pub fn document(page: &str, meta: Meta) -> Article {
    if let Some(why) = guard::objection(page) {
        return Article { meta, ..bare(page, &why) };
    }
    let document = Document::from(page);
    if dom::depth(&document) > DEEPEST {
        return Article { meta, ..bare(page, "its elements are nested too deep") };
    }
    let Writer { text, mut blocks, .. } = blocks::write(&document.root(), meta.url.as_deref());
    let heading = blocks.iter().take(3).find(|block| matches!(block.kind, BlockKind::Heading(1 | 2)));
    let heading = heading.map(|block| block.span.of(&text).to_string());
    let title = meta.title.clone().or(heading).or_else(|| Some(title(page)));
    let meta = Meta { title: title.filter(|title| !title.is_empty()), ..meta };
    roles::assign(&text, &mut blocks, &meta);
    Article { meta, text, blocks, source_map: None, notes: Vec::new() }
}

/// The parser may have nested elements deeper than their tags are.
const DEEPEST: usize = 300;

/// The words of a page that cannot be parsed, or not in time; `why` goes into a note.
pub fn bare(page: &str, why: &str) -> Article {
    let mut article = plain_text::article(&bare::text(page));
    article.source_map = None;
    article.meta.title = Some(title(page)).filter(|title| !title.is_empty());
    article.notes.push(Note(format!("The page is not like an article's ({why}): its bare text is shown.")));
    article
}
