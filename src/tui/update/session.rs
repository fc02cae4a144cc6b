//! Session: what was said of articles and marked in them while no library keeps it, until the program ends.

use crate::check::Check;
use crate::highlight::{Change, Highlight};
use crate::library::{Bookmark, Records};
use crate::tui::app::App;
use crate::tui::reader::Reader;

/// Before the article gives way to another one: keeps what the library does not.
pub fn leave(app: &mut App) {
    let Some(reader) = app.reader.as_ref().filter(|_| !app.library) else { return };
    let records = records(reader);
    let name = reader.name.clone();
    match records == Records::default() {
        true => app.session.remove(&name),
        false => app.session.insert(name, records),
    };
}

fn records(reader: &Reader) -> Records {
    let highlights: Vec<Highlight> =
        reader.highlights.iter().map(|(_, highlight)| highlight.clone()).collect();
    let checks: Vec<Check> = reader.checks.clone();
    let bookmark = |(letter, anchor): (&char, &_)| Bookmark { letter: *letter, anchor: Clone::clone(anchor) };
    let bookmarks = reader.bookmarks.iter().map(bookmark).collect();
    Records { highlights, checks, bookmarks, ..Records::default() }
}

/// When it is opened again: all of it is there, found by its words. Checks count once statements are found.
pub fn come_back(app: &mut App) {
    let Some(reader) = &mut app.reader else { return };
    let Some(records) = app.session.get(&reader.name).cloned() else { return };
    let article = reader.document.article.clone();
    reader.highlights.revise(&article.text, &Change { added: records.highlights, removed: Vec::new() });
    reader.checks = records.checks;
    reader.bookmarks.extend(records.bookmarks.into_iter().map(|bookmark| (bookmark.letter, bookmark.anchor)));
}
