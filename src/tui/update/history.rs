//! Going where one was: back and forward in the jump list, bookmarks by a letter; the place reached flashes once.

use std::sync::Arc;

use super::scroll::{self, Spot};
use super::{notice, place};
use crate::anchor::Anchor;
use crate::article::Article;
use crate::layout::RowKind;
use crate::library::{Bookmark, Record};
use crate::span::Span;
use crate::tui::app::{App, Area, Await, Task};
use crate::tui::history::History;
use crate::tui::keymap::Key;
use crate::tui::reader::{Reader, Stage, Target};

/// Before a key is looked at: the article and the top of the screen.
pub fn before(app: &App) -> Option<(Arc<Article>, usize)> {
    let reader = app.reader.as_ref()?;
    Some((reader.document.article.clone(), reader.place.offset))
}

/// After it: where another part of the same article is on the screen and no one scrolled there, that was a jump. A
/// line that was jumped to flashes; statements and figures are lit as long as they are current.
pub fn after(app: &mut App, before: Option<(Arc<Article>, usize)>) -> Vec<Task> {
    let column = app.panes().column;
    let walked = std::mem::take(&mut app.walked);
    let (Some((article, place)), Some(reader)) = (before, &mut app.reader) else { return Vec::new() };
    let same = Arc::ptr_eq(&article, &reader.document.article);
    if !same || walked || reader.on_screen(column.width, column.height).contains(&place) {
        return Vec::new();
    }
    reader.history.jumped(place);
    match reader.current {
        Some(Target::Block(_)) => here(reader, column).map_or(Vec::new(), |row| flash(app, row)),
        _ => Vec::new(),
    }
}

pub fn back(app: &mut App) -> Vec<Task> {
    go(app, |history, here| history.back(here), "this is the first place of the jump list")
}

pub fn forward(app: &mut App) -> Vec<Task> {
    go(app, |history, _| history.forward(), "this is the last place of the jump list")
}

fn go(
    app: &mut App,
    step: impl FnOnce(&mut History, usize) -> Option<usize>,
    none: &'static str,
) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let Some(to) = step(&mut reader.history, reader.place.offset) else { return notice(app, none.into()) };
    match to {
        0 => scroll::to_start(reader, column),
        to => scroll::to(reader, column, to),
    }
    app.walked = true;
    flash_top(app)
}

/// Waits for the letter of a bookmark to set, or to go to.
pub fn ask(app: &mut App, what: Await) -> Vec<Task> {
    app.input.awaits = Some(what);
    Vec::new()
}

/// The key after `m` or `'`.
pub fn answered(app: &mut App, what: Await, key: &Key) -> Vec<Task> {
    match (what, key.typed()) {
        (Await::Bookmark, Some(letter)) if letter.is_alphanumeric() => set(app, letter),
        (Await::GoTo, Some('\'')) => forward(app),
        (Await::GoTo, Some(letter)) if letter.is_alphanumeric() => go_to(app, letter),
        (_, None) if key.0 == "Esc" => Vec::new(),
        _ => notice(app, "bookmarks are letters or digits".into()),
    }
}

/// Sets a bookmark at the current thing, else at the top of the screen.
fn set(app: &mut App, letter: char) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if reader.stage == Stage::Arriving {
        return notice(app, "still arriving: try again in a moment".into());
    }
    let Some(span) = here(reader, column) else { return notice(app, "there is nothing to bookmark".into()) };
    let bookmark = Bookmark { letter, anchor: Anchor::new(reader.text(), span) };
    reader.bookmarks.insert(letter, bookmark.anchor.clone());
    let lost = if app.library { "" } else { " · not kept (no library)" };
    let opened = place::opened(reader);
    app.notice = Some(format!("bookmark {letter}: '{letter} comes back here{lost}"));
    match app.library {
        true => vec![Task::KeepRecord { opened, record: Record::Bookmark(bookmark) }],
        false => Vec::new(),
    }
}

/// The row of the current thing, else the first one with words.
fn here(reader: &Reader, column: Area) -> Option<Span> {
    let current = reader.current.map(|target| reader.span_of(target).start);
    let rows = reader.rows(column.width, column.height);
    let has = |offset: usize| rows.iter().find(|row| row.kind == RowKind::Text && row.has(offset));
    let row = current.and_then(has).or_else(|| rows.iter().find(|row| row.kind == RowKind::Text))?;
    Some(row.span)
}

fn go_to(app: &mut App, letter: char) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let Some(anchor) = reader.bookmarks.get(&letter) else {
        return notice(app, format!("no bookmark {letter}: m{letter} sets it"));
    };
    let Some(span) = anchor.place(reader.text()) else {
        return notice(app, format!("bookmark {letter}: its words are gone from the article"));
    };
    scroll::show(reader, column, span, Spot::Near);
    flash(app, span)
}

/// Lights words up for a moment, so that the eye finds them.
pub fn flash(app: &mut App, span: Span) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if app.config.screen.flash == 0 {
        return Vec::new();
    }
    reader.flash = Some(span);
    app.flashes += 1;
    vec![Task::Calm { flash: app.flashes }]
}

fn flash_top(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let span = app.reader.as_ref().and_then(|reader| {
        let rows = reader.rows(column.width, column.height);
        rows.iter().find(|row| row.kind == RowKind::Text).map(|row| row.span)
    });
    span.map_or(Vec::new(), |span| flash(app, span))
}

/// The moment is over.
pub fn calm(app: &mut App, flash: u64) -> Vec<Task> {
    if let Some(reader) = app.reader.as_mut().filter(|_| flash == app.flashes) {
        reader.flash = None;
    }
    Vec::new()
}

/// Bookmarks of former times.
pub fn recalled(app: &mut App, article: &Arc<Article>, bookmarks: Vec<Bookmark>) {
    let reader = app.reader.as_mut().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    let Some(reader) = reader else { return };
    for bookmark in bookmarks {
        reader.bookmarks.entry(bookmark.letter).or_insert(bookmark.anchor);
    }
}
