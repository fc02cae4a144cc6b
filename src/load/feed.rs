//! Feeds (RSS, Atom, JSON Feed): a listing of their items. An item that has its whole text opens from the feed
//! itself; one with a teaser opens the page that it links to.

use std::sync::Arc;

use feed_rs::model::Entry;
use feed_rs::parser;
use html_escape::{encode_double_quoted_attribute, encode_text};

use super::{Error, Item, Known, Source, decode, fetch, html, pack};

/// As much of a text tells whether it is a feed, in bytes.
const LOOKED_AT: usize = 4096;

/// A text of an item with so many code points, or more, is no teaser.
const WHOLE: usize = 1200;

/// Whether a text begins like a feed.
pub fn is_content(text: &str) -> bool {
    let root = root(text);
    if root.starts_with('{') {
        let front = root.char_indices().nth(LOOKED_AT).map_or(root, |(end, _)| &root[..end]);
        return front.contains("://jsonfeed.org/version/")
            || front.contains(":\\/\\/jsonfeed.org\\/version\\/");
    }
    let begins = |tag: &str| root.get(..tag.len()).is_some_and(|front| front.eq_ignore_ascii_case(tag));
    ["<rss", "<feed", "<rdf:RDF"].iter().any(|tag| begins(tag))
}

/// The text from its first element on: without marks, declarations and comments.
pub fn root(text: &str) -> &str {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    for (open, close) in [("<?", "?>"), ("<!--", "-->"), ("<!", ">")].iter().cycle().take(30) {
        if rest.starts_with(open)
            && let Some(end) = rest.find(close)
        {
            rest = rest[end + close.len()..].trim_start();
        }
    }
    rest
}

/// What a feed of the web has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Where it is: a page may have named it.
    pub address: String,
    pub title: Option<String>,
    /// In its order.
    pub items: Vec<Item>,
    /// The words of each item, as far as the feed has them.
    pub texts: Vec<String>,
}

/// What a feed has now. A page leads to the feed that it names, where it names one.
pub fn fetch(page: &fetch::Page) -> Result<Feed, Error> {
    match ask(page)? {
        Ok(feed) => Ok(feed),
        Err(Some(named)) => match ask(&page.linked(&named))? {
            Ok(feed) => Ok(feed),
            Err(_) => Err(Error::BadFeed(named, "it is a page".to_string())),
        },
        Err(None) => Err(Error::BadFeed(page.address.clone(), "it is a page, and names no feed".to_string())),
    }
}

/// The feed; else the address of the one that the page names.
fn ask(page: &fetch::Page) -> Result<Result<Feed, Option<String>>, Error> {
    let fetched = page.fetch_now().map_err(|why| Error::Web(page.address.clone(), why))?;
    let from = Known::web(page, &fetched);
    let (bytes, _) = pack::unpack(&fetched.bytes);
    let (text, _) = decode::decode_as(from.name, &bytes, from.charset)?;
    if !is_content(&text) {
        return Ok(Err(html::feed_named(&text, &fetched.address)));
    }
    let (title, read) = read(&from, &text)?;
    let (items, texts) = read.into_iter().unzip();
    Ok(Ok(Feed { address: page.address.clone(), title, items, texts }))
}

/// The items of a feed, in its order.
pub(super) fn listing(from: &Known, text: &str) -> Result<Vec<Item>, Error> {
    let items: Vec<Item> = read(from, text)?.1.into_iter().map(|(item, _)| item).collect();
    match items.is_empty() {
        true => Err(Error::BadFeed(from.name.to_string(), "it has no items".to_string())),
        false => Ok(items),
    }
}

type Read = Vec<(Item, String)>;

/// The title, and the items with their words.
fn read(from: &Known, text: &str) -> Result<(Option<String>, Read), Error> {
    let name = from.name;
    // The text is decoded already: the declaration in front of the root would have it decoded again.
    let base = from.page.map(|page| page.address.as_str());
    let parser = parser::Builder::new().base_uri(base).sanitize_content(false).build();
    let feed = parser
        .parse(root(text).as_bytes())
        .map_err(|why| Error::BadFeed(name.to_string(), why.to_string()))?;
    let title =
        feed.title.as_ref().map(|title| html::plain(&title.content)).filter(|title| !title.is_empty());
    Ok((title, feed.entries.into_iter().map(|entry| item(from, entry)).collect()))
}

fn item(from: &Known, entry: Entry) -> (Item, String) {
    let link = link(&entry);
    let words = words(&entry);
    let text = html::article(&in_page(&entry, &words), None).text;
    let title = entry.title.as_ref().map(|title| html::plain(&title.content));
    let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| super::heading(&text));
    let date = entry.published.or(entry.updated).map(|date| date.format("%Y-%m-%d").to_string());
    let whole = text.chars().count() >= WHOLE;
    let linked = link.as_deref().filter(|_| !whole).and_then(|link| from.page_at(link));
    let teaser = (!whole && linked.is_none()).then(|| "a teaser: the feed has no more".to_string());
    let detail = date.into_iter().chain(teaser).collect::<Vec<_>>().join(", ");
    let source =
        linked.map_or_else(|| record(from.name, &entry, &words, &title, link.as_deref()), Source::Web);
    (Item { title, detail, source }, text)
}

/// The page of an item.
fn link(entry: &Entry) -> Option<String> {
    let page = |link: &&feed_rs::model::Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let link = entry.links.iter().find(page).map(|link| link.href.clone());
    link.or_else(|| Some(entry.id.clone())).filter(|link| fetch::is_web_page(link))
}

/// What a feed says of an item, the longer of its texts.
fn words(entry: &Entry) -> String {
    let content = entry.content.as_ref().and_then(|content| content.body.clone()).unwrap_or_default();
    let summary = entry.summary.as_ref().map_or(String::new(), |summary| summary.content.clone());
    if summary.len() > content.len() { summary } else { content }
}

/// The words of an item as a page that says who wrote it and when.
fn in_page(entry: &Entry, words: &str) -> String {
    let meta = |name: &str, value: String| {
        format!("<meta name=\"{name}\" content=\"{}\">", encode_double_quoted_attribute(&value))
    };
    let authors: Vec<&str> = entry.authors.iter().filter_map(|author| author.name.as_deref()).collect();
    let author = if authors.is_empty() { String::new() } else { meta("author", authors.join(", ")) };
    let date = entry.published.or(entry.updated);
    let date = date.map_or(String::new(), |date| meta("article:published_time", date.to_rfc3339()));
    let title =
        entry.title.as_ref().map_or(String::new(), |title| encode_text(&html::plain(&title.content)).into());
    format!(
        "<html><head><title>{title}</title>{author}{date}</head><body><article>{words}</article></body></html>"
    )
}

/// The item as a record of JSON Lines.
fn record(name: &str, entry: &Entry, words: &str, title: &str, link: Option<&str>) -> Source {
    let name = link.map_or_else(|| format!("{name}#{}", entry.id), str::to_string);
    let page = in_page(entry, words);
    let record = serde_json::json!({ "id": name, "title": title, "url": link, "html": page });
    Source::Memory { name, bytes: Arc::from(record.to_string().into_bytes()) }
}
