//! Highlights: marking words, writing notes, the list of them, and taking them out.

use std::sync::Arc;

use super::{jump, lay_over, notice, place};
use crate::article::Article;
use crate::export::quote;
use crate::harmless;
use crate::highlight::{Change, Highlight};
use crate::library::Record;
use crate::span::Span;
use crate::tui::app::{App, Overlay, Prompt, Purpose, Step, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Stage, Target};

/// As much of the words is repeated in a notice, in cells.
const REPEATED: usize = 28;

/// Marks the selection, else the current thing.
pub fn mark(app: &mut App) -> Vec<Task> {
    let span = match meant(app) {
        Ok(span) => span,
        Err(why) => return notice(app, why.into()),
    };
    let Some(reader) = &mut app.reader else { return Vec::new() };
    reader.selection = None;
    if let Some(nth) = reader.highlights.at(span) {
        reader.current = Some(Target::Highlight(nth));
        return notice(app, "highlighted already: A writes a note, H lists them".into());
    }
    let added = vec![Highlight::new(reader.text(), span, "")];
    say(app, Change { added, removed: Vec::new() }, &format!("highlighted {}", repeated(app, span)))
}

/// Asks for a note about the selection, else about the current thing.
pub fn note(app: &mut App) -> Vec<Task> {
    match meant(app) {
        Ok(span) => ask(app, span),
        Err(why) => notice(app, why.into()),
    }
}

fn ask(app: &mut App, span: Span) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let before = reader.highlights.at(span).and_then(|nth| reader.highlights.get(nth));
    let line = before.map_or(String::new(), |(_, highlight)| highlight.note.clone());
    app.input.prompt = Some(Prompt { line, purpose: Purpose::Note(span), walk: None });
    Vec::new()
}

/// The note was typed: it takes the place of the one that was there.
pub fn noted(app: &mut App, span: Span, line: &str) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    reader.selection = None;
    let before = reader.highlights.at(span).and_then(|nth| reader.highlights.get(nth));
    let removed: Vec<Highlight> = before.map(|(_, highlight)| highlight.clone()).into_iter().collect();
    let added = vec![Highlight::new(reader.text(), span, line)];
    if removed == added {
        return notice(app, "the note stays as it was".into());
    }
    say(app, Change { added, removed }, &format!("noted at {}", repeated(app, span)))
}

/// Lays the list over the text.
pub fn list(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    if reader.highlights.is_empty() {
        return notice(app, "no highlights yet: v selects words, a highlights them, A adds a note".into());
    }
    let chosen = match reader.current {
        Some(Target::Highlight(nth)) => nth,
        _ => 0,
    };
    lay_over(app, Overlay::Highlights { chosen })
}

/// Commands while the list lies over the text.
pub fn over(app: &mut App, chosen: usize, command: Command, steps: isize) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let last = reader.highlights.len().saturating_sub(1);
    let chosen = chosen.min(last);
    let place = reader.highlights.get(chosen).and_then(|(span, _)| span);
    match command {
        Command::Card => return go(app, chosen),
        Command::Remove => return remove(app, chosen),
        Command::Note => match place {
            Some(span) => return ask(app, span),
            None => return notice(app, GONE.into()),
        },
        Command::Copy => return copy(reader, chosen),
        Command::Undo => return super::correct::undo(app),
        _ if steps != 0 => {
            let chosen = chosen.saturating_add_signed(steps).min(last);
            app.overlay = Some(Overlay::Highlights { chosen });
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

const GONE: &str = "its words are not in this version of the article";

fn go(app: &mut App, chosen: usize) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    match reader.highlights.get(chosen) {
        Some((Some(_), _)) => jump::to(reader, column, Target::Highlight(chosen)),
        _ => return notice(app, GONE.into()),
    }
    app.overlay = None;
    Vec::new()
}

pub fn copy(reader: &Reader, chosen: usize) -> Vec<Task> {
    let Some((span, highlight)) = reader.highlights.get(chosen) else { return Vec::new() };
    vec![Task::Copy(quote::highlight(&reader.document, span, highlight))]
}

fn remove(app: &mut App, chosen: usize) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let Some((_, highlight)) = reader.highlights.get(chosen) else { return Vec::new() };
    let removed = vec![highlight.clone()];
    let tasks = say(app, Change { added: Vec::new(), removed }, "the highlight is removed");
    let left = app.reader.as_ref().map_or(0, |reader| reader.highlights.len());
    app.overlay = (left > 0).then(|| Overlay::Highlights { chosen: chosen.min(left - 1) });
    tasks
}

/// Takes a step back.
pub fn undo(app: &mut App, change: Change) -> Vec<Task> {
    let words = undone(&change);
    let tasks = revise(app, &change.back());
    app.notice = Some(words);
    if app.reader.as_ref().is_some_and(|reader| reader.highlights.is_empty()) {
        app.overlay = None;
    }
    tasks
}

/// "taken back: the highlight of “the bells”".
fn undone(change: &Change) -> String {
    let words = |highlight: &Highlight| {
        let words = harmless::line(&highlight.anchor.words).into_owned();
        format!("“{}”", harmless::cut(&words, REPEATED))
    };
    match (change.added.first(), change.removed.first()) {
        (Some(new), Some(old)) if new.anchor == old.anchor => {
            format!("taken back: the note about {}", words(new))
        }
        (Some(new), _) => format!("taken back: the highlight of {}", words(new)),
        (None, Some(old)) => format!("taken back: removing the highlight of {}", words(old)),
        (None, None) => "the last change of the highlights is taken back".into(),
    }
}

/// Highlights of former times.
pub fn recalled(app: &mut App, article: &Arc<Article>, highlights: Vec<Highlight>) {
    let reader = app.reader.as_mut().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    if let Some(reader) = reader {
        reader.highlights.revise(&article.text, &Change { added: highlights, removed: Vec::new() });
    }
}

fn say(app: &mut App, change: Change, words: &str) -> Vec<Task> {
    let tasks = revise(app, &change);
    let lost = if app.library { "" } else { " · not kept (no library)" };
    app.notice = Some(format!("{words} · U takes it back{lost}"));
    let article = app.reader.as_ref().map_or(String::new(), |reader| reader.name.clone());
    app.corrected.changes.push(Step::Highlights(article, change));
    tasks
}

/// Makes a change count, on the screen and in the library.
fn revise(app: &mut App, change: &Change) -> Vec<Task> {
    let kept = app.library;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let article = reader.document.article.clone();
    reader.highlights.revise(&article.text, change);
    let added = change.added.first().and_then(|highlight| highlight.anchor.place(&article.text));
    // Words that are current stay so; else the highlight is.
    if matches!(reader.current, None | Some(Target::Highlight(_))) {
        reader.current = added.and_then(|span| reader.highlights.at(span)).map(Target::Highlight);
    }
    if !kept {
        return Vec::new();
    }
    let opened = place::opened(reader);
    let drop = |highlight: &Highlight| Task::DropRecord {
        opened: opened.clone(),
        record: Record::Highlight(highlight.clone()),
    };
    let keep = |highlight: &Highlight| Task::KeepRecord {
        opened: opened.clone(),
        record: Record::Highlight(highlight.clone()),
    };
    change.removed.iter().map(drop).chain(change.added.iter().map(keep)).collect()
}

/// The words that are meant, or why there are none.
fn meant(app: &App) -> Result<Span, &'static str> {
    let Some(reader) = &app.reader else { return Err("no article is open") };
    if reader.stage == Stage::Arriving {
        return Err("still arriving: try again in a moment");
    }
    let span = match (reader.selection, reader.current) {
        (Some(selection), _) => selection.span(),
        (None, Some(Target::Fold(_))) => return Err("folded: x opens it, v selects words in it"),
        (None, Some(Target::Statement(id))) => {
            reader.document.annotations.statements[id.index()].content_span()
        }
        (None, Some(target)) => reader.span_of(target),
        (None, None) => return Err("nothing to highlight: v selects words, s goes to a statement"),
    };
    Ok(span)
}

fn repeated(app: &App, span: Span) -> String {
    let words = app.reader.as_ref().map_or("", |reader| span.of(reader.text()));
    format!("“{}”", harmless::cut(&harmless::line(words), REPEATED))
}
