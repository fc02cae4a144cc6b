//! Articles coming and going: opening from a listing, answers of the loading and reading threads.

use std::sync::Arc;

use super::jump::Way;
use super::{label, notice, quit, reload, session};
use crate::annotate::language;
use crate::article::{Article, Marks};
use crate::document::Document;
use crate::layout::Hyphens;
use crate::load::{Loaded, Raw, Source};
use crate::tui::app::{App, Shelf, Task, Waiting, Wanted};
use crate::tui::index::Index;
use crate::tui::keeper::Opened;
use crate::tui::reader::{Panel, Reader, Stage};

/// Asks for the chosen item of the innermost listing.
pub fn open(app: &mut App) -> Vec<Task> {
    let Some(item) = app.shelf().and_then(|shelf| shelf.items.get(shelf.chosen)).cloned() else {
        return Vec::new();
    };
    app.request += 1;
    app.overlay = None;
    vec![Task::Open { request: app.request, source: item.source }]
}

/// Asks for what the library knows by this name.
pub fn open_named(app: &mut App, name: &str) -> Vec<Task> {
    app.request += 1;
    app.overlay = None;
    vec![Task::OpenNamed { request: app.request, name: name.to_string() }]
}

/// The next or previous article of the listing.
pub fn step(app: &mut App, way: Way) -> Vec<Task> {
    let Some(shelf) = app.shelves.last_mut() else { return Vec::new() };
    let next = match way {
        Way::Forward => Some(shelf.chosen + 1).filter(|next| *next < shelf.items.len()),
        Way::Back => shelf.chosen.checked_sub(1),
    };
    match next {
        Some(next) => {
            shelf.chosen = next;
            // One that this article does not have is still looked for in the next.
            let still = app.wanted.take().filter(|wanted| matches!(wanted, Wanted::Figure(_)));
            app.wanted = app.reader.as_ref().and_then(figure).map(Wanted::Figure).or(still);
            if app.reader.is_some() { open(app) } else { Vec::new() }
        }
        None if way == Way::Forward => notice(app, "this is the last article".into()),
        None => notice(app, "this is the first article".into()),
    }
}

/// The name of the current figure.
fn figure(reader: &Reader) -> Option<String> {
    Some(reader.document.annotations.figures.get(reader.figure?.index())?.name.to_string())
}

/// Back from the article to the listing; quits where the article is all there is.
pub fn leave(app: &mut App) -> Vec<Task> {
    let alone = app.shelves.len() == 1 && app.shelf().is_none_or(|shelf| shelf.items.len() <= 1);
    if alone {
        return quit(app);
    }
    session::leave(app);
    app.reader = None;
    app.wanted = None;
    app.request += 1;
    app.waiting = None;
    vec![Task::Cancel]
}

/// Back from a listing to the one around it; quits from the outermost.
pub fn leave_shelf(app: &mut App) -> Vec<Task> {
    if app.shelves.len() <= 1 {
        return quit(app);
    }
    app.shelves.pop();
    // What was read of a feed counts in its row.
    let chosen = app.shelf().and_then(|shelf| shelf.items.get(shelf.chosen));
    match chosen.map(|item| &item.source) {
        Some(Source::Feed(_)) if app.library => vec![Task::AskFeeds],
        _ => Vec::new(),
    }
}

/// A source is still being loaded.
pub fn waited(app: &mut App, request: u64, waiting: Waiting) -> Vec<Task> {
    if request == app.request {
        app.waiting = Some(waiting);
    }
    Vec::new()
}

/// Gives up what is being opened; where nothing else is on the screen, that is the end.
pub fn cancel(app: &mut App) -> Vec<Task> {
    let Some(waiting) = app.waiting.take() else { return Vec::new() };
    app.request += 1;
    app.notice = Some(format!("cancelled: {}", waiting.name));
    app.over = app.is_bare();
    vec![Task::Cancel]
}

/// A source was loaded.
pub fn opened(
    app: &mut App,
    request: u64,
    (name, raw): (String, Raw),
    whole: bool,
    result: Result<Loaded, String>,
) -> Vec<Task> {
    if request != app.request {
        return Vec::new();
    }
    app.waiting = None;
    match result {
        Err(error) if app.is_bare() => {
            app.farewell = Some(error);
            quit(app)
        }
        Err(error) => notice(app, error),
        Ok(Loaded::Listing(items)) => {
            if app.is_bare() {
                app.shelves.clear();
            }
            session::leave(app);
            app.shelves.push(Shelf { title: name, items, chosen: 0 });
            app.reader = None;
            label::ask(app)
        }
        Ok(Loaded::Article(article)) => {
            let article = Arc::new(*article);
            let mut tasks = place(app, request, name.clone(), whole, article.clone());
            if app.library && whole {
                tasks.push(Task::KeepBytes { opened: Opened { name, article }, raw });
            }
            tasks
        }
    }
}

/// Puts an article on the screen; a longer prefix of the same one keeps the place.
fn place(app: &mut App, request: u64, name: String, whole: bool, article: Arc<Article>) -> Vec<Task> {
    let stage = if whole { Stage::Reading } else { Stage::Arriving };
    let notes = article.notes.first().map(|note| note.0.clone());
    session::leave(app);
    let former = reload::former(app, &name);
    let panel = app.reader.as_ref().map(|reader| reader.panel.clone());
    let arriving = app.reader.take().filter(|reader| reader.stage == Stage::Arriving && reader.name == name);
    let mut reader = Reader::new(name, article.clone(), stage);
    if app.config.screen.hyphenate {
        reader.hyphens = language::of(&article).and_then(|language| Hyphens::of(&language));
    }
    let mut told = None;
    match (former, arriving) {
        (Some(former), _) => {
            reload::come_back(&mut reader, former);
            told = Some(reload::told(&reader));
        }
        (None, Some(before)) => (reader.place, reader.panel) = (before.place, before.panel),
        (None, None) => reader.panel = Panel { chosen: 0, ..panel.unwrap_or_default() },
    }
    let kept = told.is_some();
    app.reader = Some(reader);
    session::come_back(app);
    let column = app.panes().column;
    if let Some(reader) = &mut app.reader {
        if reader.place.offset == 0 && !kept {
            reader.place.head = reader.head(column.width).len();
        }
        super::scroll::settle(reader, column);
    }
    // What the article says of itself comes first: that it is gone from its place, say.
    let said: Vec<String> = notes.into_iter().chain(told).collect();
    app.notice = Some(said.join(" · ")).filter(|said| !said.is_empty());
    let corrections = app.corrected.corrections.clone();
    if whole { vec![Task::Read { request, article, corrections }] } else { Vec::new() }
}

/// Cleaning is done: folds apply at once off the screen; on it they dim and fold when scrolled away.
pub fn cleaned(app: &mut App, request: u64, article: Arc<Article>, marks: Arc<Marks>) -> Vec<Task> {
    let column = app.panes().column;
    let drawn = app.reader.as_ref().is_some_and(|reader| !reader.fresh || reader.place.offset > 0);
    let Some(reader) = awaited(app, request, &article) else { return Vec::new() };
    let on_screen = reader.on_screen(column.width, column.height);
    reader.document.marks = marks;
    // Marks that come again follow a correction, which has to show at once.
    if drawn && reader.stage != Stage::Done {
        let blocks = reader.document.article.blocks.iter().enumerate();
        let seen = blocks.filter(|(i, block)| {
            let visible = block.span.start < on_screen.end && on_screen.start < block.span.end;
            visible && reader.document.marks.is_folded(*i)
        });
        reader.folds.lingering = seen.map(|(i, _)| i).collect();
    }
    let first = reader.stage != Stage::Done;
    reader.refresh();
    if first { super::place::recall(app) } else { Vec::new() }
}

pub fn annotated(app: &mut App, request: u64, document: Document, index: Index) -> Vec<Task> {
    let Some(reader) = awaited(app, request, &document.article) else { return Vec::new() };
    if reader.stage == Stage::Done {
        reader.forget_annotations();
    }
    reader.stage = Stage::Done;
    reader.found(&document, index);
    super::dossier::arrived(app);
    Vec::new()
}

/// The reader, when an answer is meant for the article in it.
fn awaited<'a>(app: &'a mut App, request: u64, article: &Arc<Article>) -> Option<&'a mut Reader> {
    let current = request == app.request;
    app.reader.as_mut().filter(|reader| current && Arc::ptr_eq(&reader.document.article, article))
}
