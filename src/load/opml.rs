//! OPML: a list of feeds, as feed readers exchange them, becomes a listing; an item opens its feed.

use super::xml::{self, Element, Piece};
use super::{Error, Item, Known, Source, feed};

/// Whether a text begins like a list of feeds.
pub fn is_content(text: &str) -> bool {
    feed::root(text).get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<opml"))
}

/// A feed of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    pub title: Option<String>,
    pub address: String,
    /// The innermost folder that it is in.
    pub folder: Option<String>,
}

/// The feeds of a list, in its order, with the folders that they are in.
pub fn listing(from: &Known, text: &str) -> Result<Vec<Item>, Error> {
    let items: Vec<Item> = outlines(text).into_iter().filter_map(|outline| item(from, outline)).collect();
    let why =
        if from.web.is_none() && from.page.is_none() { "feeds need the web" } else { "it names no feeds" };
    if items.is_empty() { Err(Error::BadFeed(from.name.to_string(), why.to_string())) } else { Ok(items) }
}

/// All that a list says.
pub fn outlines(text: &str) -> Vec<Outline> {
    let (mut outlines, mut folders) = (Vec::new(), Vec::<String>::new());
    for piece in xml::pieces(feed::root(text)) {
        match piece {
            Piece::Open(outline) if outline.name == "outline" => {
                outlines.extend(outline_of(&outline, &folders));
                folders.push(title(&outline).unwrap_or_default());
            }
            Piece::Close(name) if name == "outline" => {
                folders.pop();
            }
            _ => {}
        }
    }
    outlines
}

fn outline_of(outline: &Element, folders: &[String]) -> Option<Outline> {
    let address = outline.attribute("xmlurl")?.to_string();
    let folder = folders.iter().rfind(|folder| !folder.is_empty()).cloned();
    Some(Outline { title: title(outline), address, folder })
}

fn item(from: &Known, outline: Outline) -> Option<Item> {
    let Outline { title, address, folder } = outline;
    let page = from.page_at(&address)?;
    let title = super::heading(title.as_ref().unwrap_or(&address));
    let detail: Vec<String> = folder.into_iter().chain([address]).collect();
    Some(Item { title, detail: detail.join(", "), source: Source::Web(page) })
}

fn title(outline: &Element) -> Option<String> {
    outline.attribute("title").or_else(|| outline.attribute("text")).map(str::to_string)
}
