//! Checks of statements: right, wrong, another speaker, and taking them back.

use std::sync::Arc;

use super::{lay_over, notice, panel, place};
use crate::annotate::{FigureId, StatementId};
use crate::article::Article;
use crate::check::{Check, Verdict};
use crate::library::Record;
use crate::tui::app::{App, Overlay, Step, Task};
use crate::tui::index::statement;
use crate::tui::keymap::Key;
use crate::tui::reader::{Reader, Stage, Target};

/// "This is a statement, and its speaker is right."
pub fn right(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok((reader, id)) => {
            let speakers = speakers(reader, id);
            say(app, id, Verdict::Right, speakers, "right")
        }
        Err(why) => notice(app, why.into()),
    }
}

/// "This is no statement."
pub fn wrong(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok((_, id)) => say(app, id, Verdict::Wrong, Vec::new(), "no statement"),
        Err(why) => notice(app, why.into()),
    }
}

/// Lays the list of figures over the text.
pub fn other_speaker(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok((reader, _)) if choices(reader, "").is_empty() => {
            notice(app, "no figures were found in this article".into())
        }
        Ok(_) => lay_over(app, Overlay::Speakers { typed: String::new(), chosen: 0 }),
        Err(why) => notice(app, why.into()),
    }
}

/// Keys while the list of figures lies over the text: what is typed filters it.
pub fn choose(app: &mut App, key: &Key) -> Vec<Task> {
    let (Some(Overlay::Speakers { typed, chosen }), Some(reader)) = (&mut app.overlay, &app.reader) else {
        return Vec::new();
    };
    let last = choices(reader, typed).len().saturating_sub(1);
    match key.0.as_str() {
        "Esc" | "C-c" | "C-g" => app.overlay = None,
        "Enter" => return chosen_speaker(app),
        "Down" | "C-n" | "Tab" => *chosen = (*chosen + 1).min(last),
        "Up" | "C-p" | "BackTab" => *chosen = chosen.saturating_sub(1),
        "C-u" => (*typed, *chosen) = (String::new(), 0),
        "Backspace" | "C-h" => {
            typed.pop();
            *chosen = 0;
        }
        _ => {
            typed.extend(key.typed());
            *chosen = 0;
        }
    }
    Vec::new()
}

fn chosen_speaker(app: &mut App) -> Vec<Task> {
    let Some(Overlay::Speakers { typed, chosen }) = &app.overlay else { return Vec::new() };
    let Some(reader) = &app.reader else { return Vec::new() };
    let Some(figure) = choices(reader, typed).get(*chosen).copied() else {
        return notice(app, "no figure of that name: Backspace takes letters back".into());
    };
    let name = reader.document.annotations.figures[figure.0].name.clone();
    app.overlay = None;
    match current(app) {
        Ok((_, id)) => {
            let words = format!("said by {name}");
            say(app, id, Verdict::Speaker, vec![name], &words)
        }
        Err(why) => notice(app, why.into()),
    }
}

/// The figures whose name holds what was typed (in any case): those who speak first, then those with a name.
pub fn choices(reader: &Reader, typed: &str) -> Vec<FigureId> {
    let speaking = reader.index.speakers.iter().flat_map(|voice| &voice.figures);
    let mut all: Vec<FigureId> = Vec::new();
    for id in speaking.chain(&reader.index.figures) {
        if !all.contains(id) {
            all.push(*id);
        }
    }
    let wanted = typed.to_lowercase();
    let figures = &reader.document.annotations.figures;
    all.retain(|id| figures[id.0].name.to_lowercase().contains(&wanted));
    all
}

/// Takes the last check of this article back.
pub fn undo(app: &mut App) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let Some(check) = reader.checks.pop() else { return notice(app, "nothing to take back".into()) };
    refresh(reader);
    let opened = place::opened(reader);
    app.notice = Some(format!("the last correction is taken back{}", tally(app)));
    kept(app, Task::DropRecord { opened, record: Record::Check(check) })
}

/// Checks of former times stand before those said since.
pub fn recalled(app: &mut App, article: &Arc<Article>, checks: Vec<Check>) {
    let reader = app.reader.as_mut().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    if let Some(reader) = reader {
        reader.checks.splice(..0, checks);
        if reader.stage == Stage::Done {
            refresh(reader);
        }
    }
}

fn say(app: &mut App, id: StatementId, verdict: Verdict, speakers: Vec<String>, words: &str) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let number = reader.index.numbers[id.0].map_or("this".to_string(), |number| number.to_string());
    let check = Check::new(reader.text(), statement(&reader.document, id), verdict, speakers);
    reader.checks.push(check.clone());
    let block = reader.document.block_at(statement(&reader.document, id).content_span().start);
    refresh(reader);
    if verdict == Verdict::Wrong {
        // The next jump goes on from here.
        reader.current = Some(Target::Block(block));
    }
    let opened = place::opened(reader);
    app.corrected.changes.push(Step::Check);
    let lost = if app.library { "" } else { " · not kept (no library)" };
    app.notice = Some(format!("{number} is {words}{} · U takes it back{lost}", tally(app)));
    kept(app, Task::KeepRecord { opened, record: Record::Check(check) })
}

fn kept(app: &App, task: Task) -> Vec<Task> {
    if app.library { vec![task] } else { Vec::new() }
}

/// " · checked 5 of 15".
fn tally(app: &App) -> String {
    let counts = app.reader.as_ref().map(|reader| reader.index.counts).unwrap_or_default();
    format!(" · checked {} of {}", counts.checked, counts.statements)
}

fn refresh(reader: &mut Reader) {
    reader.apply_checks();
    panel::follow(reader);
}

/// The current statement, or why there is none to speak of.
fn current(app: &App) -> Result<(&Reader, StatementId), &'static str> {
    match &app.reader {
        Some(reader) if reader.stage != Stage::Done => Err("still reading along: try again in a moment"),
        Some(reader) => match reader.current {
            Some(Target::Statement(id)) => Ok((reader, id)),
            _ => Err("no statement chosen: s goes to one"),
        },
        None => Err("no article is open"),
    }
}

fn speakers(reader: &Reader, id: StatementId) -> Vec<String> {
    let figures = &reader.document.annotations.figures;
    let speaker = statement(&reader.document, id).speaker.as_ref();
    let ids = speaker.map_or(&[][..], |speaker| &speaker.figures);
    ids.iter().map(|figure| figures[figure.0].name.clone()).collect()
}
