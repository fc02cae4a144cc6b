//! Everything the current speaker said: over the library, else in this article. Enter goes to a statement, into another
//! article where it stands there.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{article, jump, lay_over, notice};
use crate::annotate::StatementId;
use crate::answers::{Row, dossier_rows};
use crate::library;
use crate::load::{Item, Source};
use crate::query::link::Links;
use crate::query::said::{Said, said};
use crate::tui::app::{App, Overlay, Task, Wanted};
use crate::tui::command::Command;
use crate::tui::gather::{self, Gathered, MOST, is_read_ahead};
use crate::tui::index::statement;
use crate::tui::reader::{Reader, Target};

/// Asks for it, by the name of who speaks in the current statement, else of the current figure.
pub fn ask(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return notice(app, "no article is open".into()) };
    let Some(name) = name(reader) else {
        return notice(app, "nobody chosen: s goes to a statement, e to a figure".into());
    };
    let more = gather(app);
    found(app, name).into_iter().chain(more).collect()
}

/// What is known so far: of the library, else of this article; with what was gathered.
fn found(app: &mut App, name: String) -> Vec<Task> {
    let gathered = app.gathered.said.clone();
    if app.library {
        app.gathered.asked = true;
        return vec![Task::AskWho { name, gathered }];
    }
    let Some(reader) = &app.reader else { return Vec::new() };
    let own = said(&reader.name, &reader.document);
    let others = gathered.iter().filter(|said| !is_here(reader, said)).cloned();
    let all: Vec<Said> = own.chain(others).collect();
    let articles = all.iter().map(|said| &said.about.source).collect::<BTreeSet<_>>().len();
    let rows = dossier_rows(&name, &all, &Links::default(), articles.max(1));
    answered(app, rows)
}

/// Asks for what the other articles of the listing say, once.
fn gather(app: &mut App) -> Option<Task> {
    let shelf = app.shelves.last().filter(|shelf| shelf.items.len() > 1 && shelf.title != app.gathered.of)?;
    let named = app.named && app.shelves.len() == 1;
    // The open one too: another may be open when it is asked the next time.
    let sources = shelf.items.iter().map(|item| &item.source).filter(|source| is_read_ahead(source, named));
    let sources: Vec<Source> = sources.take(MOST).cloned().collect();
    let (of, left) = (shelf.title.clone(), sources.len());
    app.gathered = Gathered { of: of.clone(), left, ..Gathered::default() };
    let corrections = app.corrected.corrections.clone();
    (left > 0).then_some(Task::Gather { of, sources, corrections })
}

/// More of it came: the list that lies over the text grows.
pub fn gathered(app: &mut App, of: &str, said: Vec<Said>, left: usize) -> Vec<Task> {
    if app.gathered.of != of {
        return Vec::new();
    }
    Arc::make_mut(&mut app.gathered.said).extend(said);
    app.gathered.left = left;
    let name = app.reader.as_ref().and_then(name);
    // What was asked of the library before this came is asked again.
    let wanted = app.gathered.asked || matches!(app.overlay, Some(Overlay::Dossier { .. }));
    name.filter(|_| wanted).map_or(Vec::new(), |name| found(app, name))
}

fn name(reader: &Reader) -> Option<String> {
    let figure = match reader.current {
        Some(Target::Statement(id)) => statement(&reader.document, id)
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.figures.first().copied()),
        Some(Target::Mention(figure, _)) => Some(figure),
        _ => reader.figure,
    };
    figure.map(|figure| reader.document.annotations.figures[figure.index()].name.to_string())
}

/// Lays it over the text, the current statement chosen where it is among them; what was chosen before more came stays
/// chosen.
pub fn answered(app: &mut App, rows: Vec<Row>) -> Vec<Task> {
    app.gathered.asked = false;
    let before = match &app.overlay {
        Some(Overlay::Dossier { rows, chosen }) => {
            rows.iter().filter_map(|row| row.said.clone()).nth(*chosen)
        }
        _ => None,
    };
    let Some(reader) = &app.reader else { return Vec::new() };
    let is_current = |said: &&Said| is_here(reader, said) && reader.current == here(reader, &pieces(said));
    let statements = || rows.iter().filter_map(|row| row.said.as_deref());
    let same = before.and_then(|before| statements().position(|said| *said == *before));
    let chosen = same.or_else(|| statements().position(|said| is_current(&said))).unwrap_or(0);
    lay_over(app, Overlay::Dossier { rows, chosen })
}

/// Commands while it lies over the text.
pub fn over(app: &mut App, command: Command, steps: isize) -> Vec<Task> {
    let Some(Overlay::Dossier { rows, chosen }) = &mut app.overlay else { return Vec::new() };
    let statements = || rows.iter().filter_map(|row| row.said.clone());
    match command {
        Command::Card => match statements().nth(*chosen) {
            Some(said) => return go(app, &said),
            None => app.overlay = None,
        },
        _ if steps != 0 => {
            let last = statements().count().saturating_sub(1);
            *chosen = chosen.saturating_add_signed(steps).min(last);
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

/// To the statement in this article, else into the article that has it.
fn go(app: &mut App, said: &Said) -> Vec<Task> {
    app.overlay = None;
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if !is_here(reader, said) {
        app.wanted = Some(Wanted::Statement(pieces(said)));
        return open(app, &said.about.source);
    }
    match here(reader, &pieces(said)) {
        Some(target) => jump::to(reader, column, target),
        None => return notice(app, GONE.into()),
    }
    Vec::new()
}

/// Opens an article by its name: as a row of the listing where it is one.
fn open(app: &mut App, source: &str) -> Vec<Task> {
    let is = |item: &Item| gather::name(&item.source) == source;
    let place = app.shelf().and_then(|shelf| shelf.items.iter().position(is));
    match (place, app.shelves.last_mut()) {
        (Some(place), Some(shelf)) => {
            shelf.chosen = place;
            article::open(app)
        }
        _ => article::open_named(app, source),
    }
}

const GONE: &str = "this statement is not in this version of the article";

fn pieces(said: &Said) -> Vec<String> {
    said.content.iter().map(|piece| piece.words.clone()).collect()
}

fn is_here(reader: &Reader, said: &Said) -> bool {
    said.about.source == reader.name || library::source(&reader.name).as_ref() == Some(&said.about.source)
}

/// The statement that has these pieces, else the first words of them.
fn here(reader: &Reader, pieces: &[String]) -> Option<Target> {
    let words = |id: usize| {
        let content = &statement(&reader.document, StatementId::new(id)).content;
        content.iter().map(|span| span.of(reader.text()).to_string()).collect::<Vec<_>>()
    };
    let ids = || 0..reader.document.annotations.statements.len();
    let exact = ids().find(|id| words(*id) == pieces);
    let alike = || ids().find(|id| words(*id).first() == pieces.first());
    exact.or_else(alike).map(|id| Target::Statement(StatementId::new(id)))
}

/// What was wanted of an article that is read now: its statement is gone to, its figure becomes current.
pub fn arrived(app: &mut App) {
    let column = app.panes().column;
    let (Some(wanted), Some(reader)) = (app.wanted.take(), &mut app.reader) else { return };
    let words = match wanted {
        Wanted::Statement(pieces) => match here(reader, &pieces) {
            Some(target) => {
                jump::to(reader, column, target);
                None
            }
            None => Some(GONE.to_string()),
        },
        Wanted::Figure(name) => {
            let words = follow(reader, &name);
            if reader.figure.is_none() {
                // Not in this article: it is looked for in the one after it.
                app.wanted = Some(Wanted::Figure(name));
            }
            words
        }
    };
    app.notice = words.or(app.notice.take());
}

/// Makes the figure current that has the name, or may be meant by it.
fn follow(reader: &mut Reader, name: &str) -> Option<String> {
    let asked = crate::query::name::Name::new(name)?;
    let figures = reader.document.annotations.figures.iter().enumerate();
    let linked = figures.filter_map(|(i, figure)| {
        let link = asked.link(&crate::export::json::key(&figure.name))?;
        Some((figure.name != name, link, i))
    });
    let (_, _, figure) = linked.min()?;
    reader.figure = Some(crate::annotate::FigureId::new(figure));
    let said = crate::tui::index::count(reader.by_current_speaker().len(), "statement");
    Some(format!("{name} speaks here too: {said}; ) goes to the first")).filter(|_| !said.starts_with('0'))
}
