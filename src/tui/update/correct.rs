//! Corrections: "this is the article", "this is clutter", and taking it back. Said of the current thing, or of the
//! line at the top where nothing is current.

use std::ops::Range;
use std::sync::Arc;

use super::{check, highlight, notice};
use crate::article::Change;
use crate::clean::corrections::correction;
use crate::harmless;
use crate::tui::app::{App, Step, Task};
use crate::tui::index::count;
use crate::tui::reader::{Reader, Stage, Target};

/// As much of a line is repeated in a notice, in cells.
const REPEATED: usize = 28;

pub fn say(app: &mut App, is_clutter: bool) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let blocks = match blocks(reader, is_clutter) {
        Ok(blocks) => blocks,
        Err(why) => return notice(app, why),
    };
    let said = blocks.clone().map(|block| correction(&reader.document.article, block, is_clutter)).collect();
    let words = words(reader, &blocks, is_clutter);
    let change = app.corrected.corrections.change(said);
    app.corrected.changes.push(Step::Lines(change.clone()));
    let tasks = revise(app, change);
    if let Some(reader) = &mut app.reader {
        reader.folds.opened.retain(|block| !blocks.contains(block));
        let first = blocks.start;
        reader.current = Some(if is_clutter { Target::Fold(first) } else { Target::Block(first) });
    }
    app.notice = Some(words);
    tasks
}

/// Takes the last thing back that was said of the open article, or of lines anywhere.
pub fn undo(app: &mut App) -> Vec<Task> {
    let still_reading = app.reader.as_ref().is_some_and(|reader| reader.stage != Stage::Done);
    if still_reading {
        return notice(app, STILL_READING.into());
    }
    let article = app.reader.as_ref().map_or("", |reader| &reader.name);
    let changes = &mut app.corrected.changes;
    let last = changes.iter().rposition(|step| step.is_of(article));
    let change = match last.map(|last| changes.remove(last)) {
        Some(Step::Lines(change)) => change,
        Some(Step::Check(_)) => return check::undo(app),
        Some(Step::Highlights(_, change)) => return highlight::undo(app, change),
        None if app.reader.as_ref().is_some_and(|reader| !reader.checks.is_empty()) => {
            return check::undo(app);
        }
        None => return notice(app, "nothing to take back".into()),
    };
    let words = undone(&change);
    let tasks = revise(app, change.back());
    if let Some(reader) = &mut app.reader {
        reader.current = None;
    }
    app.notice = Some(words);
    tasks
}

/// "taken back: “Buy bells” is clutter".
fn undone(change: &Change) -> String {
    let Some(first) = change.add.first() else { return "the last correction is taken back".into() };
    let words = harmless::line(&first.words);
    let is = if first.is_clutter { "clutter" } else { "the article" };
    match change.add.len() {
        1 => format!("taken back: “{}” is {is}", harmless::cut(&words, REPEATED)),
        n => format!("taken back: {} are {is}", count(n, "line")),
    }
}

/// A correction that could not be written counts until the program ends.
pub fn kept(app: &mut App, result: Result<(), String>) -> Vec<Task> {
    match result {
        Ok(()) => Vec::new(),
        Err(why) => notice(app, format!("counts until you quit, not kept: {why}")),
    }
}

const STILL_READING: &str = "still reading along: try again in a moment";

fn revise(app: &mut App, change: Change) -> Vec<Task> {
    Arc::make_mut(&mut app.corrected.corrections).revise(&change);
    app.request += 1;
    let request = app.request;
    let corrections = app.corrected.corrections.clone();
    let article = app.reader.as_ref().map(|reader| reader.document.article.clone());
    let read = article.map(|article| Task::Read { request, article, corrections });
    read.into_iter().chain([Task::Keep(change)]).collect()
}

/// The blocks that are meant, or why there are none.
fn blocks(reader: &Reader, is_clutter: bool) -> Result<Range<usize>, String> {
    if reader.stage != Stage::Done {
        return Err(STILL_READING.into());
    }
    let blocks = meant(reader)?;
    let is = |block: usize| reader.document.marks.clutter.get(block).is_some_and(Option::is_some);
    let folded = |block: usize| reader.document.marks.is_folded(block);
    match is_clutter {
        true if blocks.clone().all(folded) => {
            Err("this is clutter already: c a says that it is the article".into())
        }
        false if !blocks.clone().any(is) => {
            Err("this is the article already: c x says that it is clutter".into())
        }
        _ => Ok(blocks),
    }
}

fn meant(reader: &Reader) -> Result<Range<usize>, String> {
    let one = |block: usize| block..block + 1;
    match reader.current {
        Some(Target::Statement(_)) => {
            Err("c speaks of lines: Esc lets go of the statement, } chooses a line".into())
        }
        Some(Target::Fold(block)) => Ok(fold(reader, block)),
        Some(target) => Ok(one(reader.document.block_at(reader.span_of(target).start))),
        None if reader.document.article.blocks.is_empty() => Err("there is no line here".into()),
        None => Ok(fold(reader, reader.document.block_at(reader.place.offset))),
    }
}

/// The run of lines that is folded with a block; the block alone where it is open.
fn fold(reader: &Reader, block: usize) -> Range<usize> {
    if reader.folds_away(block) { reader.fold_of(block) } else { block..block + 1 }
}

fn words(reader: &Reader, blocks: &Range<usize>, is_clutter: bool) -> String {
    let article = &reader.document.article;
    let what = match blocks.len() {
        1 => {
            let line = harmless::line(article.blocks[blocks.start].span.of(&article.text));
            format!("“{}”", harmless::cut(&line, REPEATED))
        }
        n => count(n, "line"),
    };
    let verb = if blocks.len() == 1 { "is" } else { "are" };
    let is = if is_clutter { "clutter" } else { "the article" };
    let site = article.site().map_or(String::new(), |site| format!(", on {} too", harmless::line(&site)));
    format!("{what} {verb} {is} now{site} · U takes it back")
}
