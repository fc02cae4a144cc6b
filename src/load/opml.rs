//! OPML: a list of feeds, as feed readers exchange them, becomes a listing; an item opens its feed.

use super::xml::{self, Element, Piece};
use super::{Error, Item, Known, Source, feed};

/// Whether a text begins like a list of feeds.
pub fn is_content(text: &str) -> bool {
    feed::root(text).get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<opml"))
}

/// The feeds of a list, in its order, with the folders that they are in.
pub fn listing(from: &Known, text: &str) -> Result<Vec<Item>, Error> {
    let (mut items, mut folders) = (Vec::new(), Vec::new());
    for piece in xml::pieces(feed::root(text)) {
        match piece {
            Piece::Open(outline) if outline.name == "outline" => {
                items.extend(item(from, &outline, &folders));
                folders.push(title(&outline).unwrap_or_default());
            }
            Piece::Close(name) if name == "outline" => {
                folders.pop();
            }
            _ => {}
        }
    }
    let why =
        if from.web.is_none() && from.page.is_none() { "feeds need the web" } else { "it names no feeds" };
    if items.is_empty() { Err(Error::BadFeed(from.name.to_string(), why.to_string())) } else { Ok(items) }
}

fn item(from: &Known, outline: &Element, folders: &[String]) -> Option<Item> {
    let address = outline.attribute("xmlurl")?;
    let page = from.page_at(address)?;
    let folder = folders.iter().rfind(|folder| !folder.is_empty()).cloned();
    let detail: Vec<String> = folder.into_iter().chain([address.to_string()]).collect();
    let title = title(outline).unwrap_or_else(|| address.to_string());
    Some(Item { title: super::heading(&title), detail: detail.join(", "), source: Source::Web(page) })
}

fn title(outline: &Element) -> Option<String> {
    outline.attribute("title").or_else(|| outline.attribute("text")).map(str::to_string)
}
