//! Reading again: the place is kept, and what changed is marked and listed.

use std::sync::Arc;

use super::scroll::{self, Spot};
use super::{article, jump, lay_over, notice};
use crate::article::Article;
use crate::query::changed::compare;
use crate::tui::app::{App, Overlay, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Target};

/// Opens the source of the article again.
pub fn ask(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return notice(app, "no article is open".into()) };
    let name = reader.name.clone();
    if name == "-" {
        return notice(app, "standard input cannot be read again".into());
    }
    app.again = Some(name.clone());
    app.notice = Some("reading it again ...".into());
    let item = app.shelf().and_then(|shelf| shelf.items.get(shelf.chosen));
    match item.filter(|item| item.source.name() == name) {
        Some(_) => article::open(app),
        None => article::open_named(app, &name),
    }
}

/// The reader of the former version, where the article that comes is the same one read again.
pub fn former(app: &mut App, name: &str) -> Option<Reader> {
    let again = app.again.take().filter(|again| again == name)?;
    app.reader.take_if(|reader| reader.name == again)
}

/// Puts the reader of the new version where the one of the former was.
pub fn come_back(reader: &mut Reader, former: Reader) {
    let (old, new) = (former.document.article.clone(), reader.document.article.clone());
    let changes = compare(&old, &new);
    reader.place.offset = changes.offset(&old, &new, former.place.offset);
    reader.place.head = if reader.place.offset == 0 { former.place.head } else { 0 };
    (reader.panel, reader.fresh) = (former.panel, false);
    reader.changes = changes;
}

/// What is said of it.
pub fn told(reader: &Reader) -> String {
    match reader.changes.summary() {
        changes if changes.is_empty() => "nothing changed".into(),
        changes => format!("{changes} · C lists them"),
    }
}

/// The library knew another version of the article.
pub fn known(app: &mut App, article: &Arc<Article>, former: &Article) -> Vec<Task> {
    let reader = app.reader.as_mut().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    let Some(reader) = reader.filter(|reader| reader.changes.is_empty()) else { return Vec::new() };
    reader.changes = compare(former, article);
    match reader.changes.summary() {
        changes if changes.is_empty() => Vec::new(),
        changes => notice(app, format!("since you read it: {changes} · C lists them")),
    }
}

/// Lays the list of changes over the text.
pub fn list(app: &mut App) -> Vec<Task> {
    match &app.reader {
        Some(reader) if reader.changes.is_empty() => {
            notice(app, "no changes known: r reads the article again".into())
        }
        Some(_) => lay_over(app, Overlay::Changes { chosen: 0 }),
        None => Vec::new(),
    }
}

/// Commands while the list lies over the text.
pub fn over(app: &mut App, chosen: usize, command: Command, steps: isize) -> Vec<Task> {
    let last = app.reader.as_ref().map_or(0, |reader| reader.changes.all.len().saturating_sub(1));
    match command {
        Command::Card => go(app, chosen),
        _ if steps != 0 => {
            app.overlay = Some(Overlay::Changes { chosen: chosen.saturating_add_signed(steps).min(last) });
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

fn go(app: &mut App, chosen: usize) {
    app.overlay = None;
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return };
    let Some(block) = reader.changes.all.get(chosen).map(|change| change.block) else { return };
    let target = Target::Block(block);
    jump::to(reader, column, target);
    let span = reader.span_of(target);
    scroll::show(reader, column, span, Spot::Near);
}
