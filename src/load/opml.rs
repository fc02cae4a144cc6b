//! OPML: a list of feeds, as feed readers exchange them, becomes a listing; an item opens its feed.

use std::borrow::Cow;

use html_escape::encode_double_quoted_attribute;

use super::xml::{self, Element, Piece};
use super::{Error, Item, Known, Source, decode, feed};

/// Whether a text begins like a list of feeds.
pub fn is_content(text: &str) -> bool {
    feed::root(text).get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<opml"))
}

/// One feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    pub title: Option<String>,
    pub address: String,
    /// The innermost folder that it is in.
    pub folder: Option<String>,
}

/// The feeds that a file lists, in its order; nothing where it is no list of feeds.
pub fn read(name: &str, bytes: &[u8]) -> Vec<Outline> {
    let text = decode::decode(name, bytes).map_or_else(|_| Cow::default(), |(text, _)| text);
    if is_content(&text) { outlines(&text) } else { Vec::new() }
}

/// A list of feeds, as other feed readers take it.
pub fn write(outlines: &[Outline]) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  \
        <head><title>Feeds</title></head>\n  <body>\n"
        .to_string();
    let mut folder: Option<&str> = None;
    for outline in outlines {
        if folder != outline.folder.as_deref() {
            out += if folder.is_some() { "    </outline>\n" } else { "" };
            folder = outline.folder.as_deref();
            out += &folder.map_or(String::new(), |name| format!("    <outline text=\"{}\">\n", quoted(name)));
        }
        let title = quoted(outline.title.as_deref().unwrap_or(&outline.address));
        let address = quoted(&outline.address);
        let indent = if folder.is_some() { "      " } else { "    " };
        out += &format!(
            "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{address}\"/>\n"
        );
    }
    out += if folder.is_some() { "    </outline>\n" } else { "" };
    out + "  </body>\n</opml>\n"
}

/// Control characters cannot be in XML.
fn quoted(words: &str) -> String {
    let words: String = words.chars().filter(|c| !c.is_control()).collect();
    encode_double_quoted_attribute(&words).into_owned()
}

/// The feeds of a list as a listing, with the folders that they are in.
pub(super) fn listing(from: &Known, text: &str) -> Result<Vec<Item>, Error> {
    let items: Vec<Item> = outlines(text).iter().filter_map(|outline| item(from, outline)).collect();
    let why =
        if from.web.is_none() && from.page.is_none() { "feeds need the web" } else { "it names no feeds" };
    if items.is_empty() { Err(Error::BadFeed(from.name.to_string(), why.to_string())) } else { Ok(items) }
}

fn outlines(text: &str) -> Vec<Outline> {
    let (mut outlines, mut folders) = (Vec::new(), Vec::new());
    for piece in xml::pieces(feed::root(text)) {
        match piece {
            Piece::Open(element) if element.name == "outline" => {
                outlines.extend(outline(&element, &folders));
                folders.push(title(&element).unwrap_or_default());
            }
            Piece::Close(name) if name == "outline" => {
                folders.pop();
            }
            _ => {}
        }
    }
    outlines
}

fn outline(element: &Element, folders: &[String]) -> Option<Outline> {
    let address = element.attribute("xmlurl")?.to_string();
    let folder = folders.iter().rfind(|folder| !folder.is_empty()).cloned();
    Some(Outline { title: title(element), address, folder })
}

fn item(from: &Known, outline: &Outline) -> Option<Item> {
    let Outline { title, address, folder } = outline;
    let page = from.page_at(address)?;
    let detail: Vec<&str> = folder.as_deref().into_iter().chain([address.as_str()]).collect();
    let title = title.as_ref().unwrap_or(address);
    Some(Item { title: super::heading(title), detail: detail.join(", "), source: Source::Web(page) })
}

fn title(outline: &Element) -> Option<String> {
    outline.attribute("title").or_else(|| outline.attribute("text")).map(str::to_string)
}
