//! Selection: words chosen by keys. One end stays, the other moves by words, rows and paragraphs.

use unicode_segmentation::UnicodeSegmentation;

use super::scroll::{self, Spot};
use super::{notice, panel};
use crate::export::quote;
use crate::layout::{Row, RowKind};
use crate::span::Span;
use crate::tui::app::{App, Area, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Selection, Target};

/// Begins with the words of the current thing, else with the first word on the screen; ends what was begun.
pub fn select(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if reader.selection.take().is_some() {
        return Vec::new();
    }
    let Some(span) = first(reader, column) else { return notice(app, "there is nothing to select".into()) };
    let text = reader.text();
    let words = (unit_from(text, span.start, Step::Mark), unit_before(text, span.end, Step::Mark));
    if let (Some(first), Some(last)) = words {
        reader.selection = Some(Selection { fixed: first, head: last.max(first), goal: None });
        reader.panel.focused = false;
        reader.fresh = false;
    }
    Vec::new()
}

/// What a selection begins with.
fn first(reader: &Reader, column: Area) -> Option<Span> {
    match reader.current {
        Some(Target::Statement(id)) => {
            Some(reader.document.annotations.statements[id.index()].content_span())
        }
        Some(Target::Fold(_)) | None => {
            let rows = reader.rows(column.width, column.height);
            let row = rows.iter().find(|row| row.kind == RowKind::Text)?;
            unit_from(reader.text(), row.span.start, Step::Mark)
        }
        Some(Target::Block(block)) => {
            unit_from(reader.text(), reader.document.article.blocks[block].span.start, Step::Mark)
        }
        Some(target) => Some(reader.span_of(target)),
    }
}

/// Runs a command that moves the end, or swaps the ends; false when it is none.
pub fn moved(reader: &mut Reader, column: Area, command: Command, count: Option<usize>) -> bool {
    let Some(selection) = reader.selection else { return false };
    let times = count.unwrap_or(1).min(10_000);
    let page = column.height.saturating_sub(2).max(1);
    let head = selection.head;
    let by =
        |step: Step, on: bool| repeat(reader, head, times, |reader, from| stepped(reader, from, step, on));
    let rows = |n: usize, down: bool| by_rows(reader, column, selection, n, down);
    let (head, goal) = match command {
        Command::SwapEnds => {
            let swapped = Selection { fixed: head, head: selection.fixed, goal: None };
            reader.selection = Some(swapped);
            bring_into_view(reader, column, swapped.head);
            return true;
        }
        Command::MarkOn => (by(Step::Mark, true), None),
        Command::MarkBack => (by(Step::Mark, false), None),
        Command::WordOn => (by(Step::Word, true), None),
        Command::WordBack => (by(Step::Word, false), None),
        Command::LineDown => rows(times, true),
        Command::LineUp => rows(times, false),
        Command::PageDown => rows(times * page, true),
        Command::PageUp => rows(times * page, false),
        Command::HalfDown => rows(times * (page / 2).max(1), true),
        Command::HalfUp => rows(times * (page / 2).max(1), false),
        Command::ParagraphDown => (repeat(reader, head, times, |r, from| paragraph(r, from, true)), None),
        Command::ParagraphUp => (repeat(reader, head, times, |r, from| paragraph(r, from, false)), None),
        Command::Start => (edge(reader, head, true), None),
        Command::End => (edge(reader, head, false), None),
        _ => return false,
    };
    reader.selection = Some(Selection { head, goal, ..selection });
    bring_into_view(reader, column, head);
    true
}

/// Selects the words from one place to another, whatever their order.
pub fn span(reader: &mut Reader, column: Area, from: usize, to: usize) {
    let unit = |at: usize| {
        let row = reader.layout(column.width).rows(at, 1).into_iter().next()?;
        unit_at(reader.text(), at, row.span)
    };
    if let (Some(fixed), Some(head)) = (unit(from), unit(to)) {
        reader.selection = Some(Selection { fixed, head, goal: None });
    }
}

/// After a jump the selection reaches to what was jumped to.
pub fn reach(reader: &mut Reader, column: Area) {
    let (Some(selection), Some(target)) = (reader.selection, reader.current) else { return };
    let span = reader.span_of(target);
    let text = reader.text();
    let head = if span.start < selection.fixed.start {
        unit_from(text, span.start, Step::Mark)
    } else {
        unit_before(text, span.end, Step::Mark)
    };
    if let Some(head) = head {
        reader.selection = Some(Selection { head, goal: None, ..selection });
        bring_into_view(reader, column, head);
    }
}

/// Copies the selected words and ends the selection.
pub fn copy(app: &mut App) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let words = quote::selection(&reader.document, &reader.selected());
    reader.selection = None;
    panel::follow(reader);
    vec![Task::Copy(words)]
}

/// What one step passes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A word, or a mark such as a comma or a quotation mark.
    Mark,
    /// All up to the next space.
    Word,
}

fn repeat(reader: &Reader, from: Span, times: usize, step: impl Fn(&Reader, Span) -> Span) -> Span {
    let mut head = from;
    for _ in 0..times {
        let next = step(reader, head);
        if next == head {
            break;
        }
        head = next;
    }
    head
}

/// The next unit, on or back, that is in sight; the same one at the ends of the text.
fn stepped(reader: &Reader, from: Span, step: Step, on: bool) -> Span {
    let text = reader.text();
    let mut at = if on { from.end } else { from.start };
    loop {
        let unit = if on { unit_from(text, at, step) } else { unit_before(text, at, step) };
        let Some(unit) = unit else { return from };
        let block = reader.document.block_at(unit.start);
        if !reader.is_hidden(block) {
            return unit;
        }
        let hidden = reader.document.article.blocks[block].span;
        at = if on { hidden.end } else { hidden.start };
    }
}

/// The first unit that starts at `at` or after it.
fn unit_from(text: &str, at: usize, step: Step) -> Option<Span> {
    let rest = &text[at..];
    match step {
        Step::Mark => {
            let mut bounds = rest.split_word_bound_indices();
            let (start, word) = bounds.find(|(_, word)| !word.trim().is_empty())?;
            Some(Span::new(at + start, at + start + word.len()))
        }
        Step::Word => {
            let start = at + (rest.len() - rest.trim_start().len());
            let word = text[start..].split_whitespace().next()?;
            Some(Span::new(start, start + word.len()))
        }
    }
}

/// The last unit that ends at `at` or before it.
fn unit_before(text: &str, at: usize, step: Step) -> Option<Span> {
    let front = &text[..at];
    match step {
        Step::Mark => {
            let mut bounds = front.split_word_bound_indices().rev();
            let (start, word) = bounds.find(|(_, word)| !word.trim().is_empty())?;
            Some(Span::new(start, start + word.len()))
        }
        Step::Word => {
            let front = front.trim_end();
            let word = front.rsplit(char::is_whitespace).next().filter(|word| !word.is_empty())?;
            Some(Span::new(front.len() - word.len(), front.len()))
        }
    }
}

/// The end after `n` rows down or up, and the cell it keeps to.
fn by_rows(
    reader: &Reader,
    column: Area,
    selection: Selection,
    n: usize,
    down: bool,
) -> (Span, Option<usize>) {
    let text = reader.text();
    let layout = reader.layout(column.width);
    let row_at = |offset: usize| layout.rows(offset, 1).into_iter().next();
    let mut head = selection.head;
    let here = row_at(head.start);
    let cell = |row: &Row| row.cells(text, head).map_or(0, |cells| cells.start);
    let goal = selection.goal.or_else(|| here.as_ref().map(cell)).unwrap_or(0);
    for _ in 0..n {
        let mut at = layout.row_start(head.start);
        let row = loop {
            let next = if down { layout.down(at, 1) } else { layout.up(at, 1).0 };
            match row_at(next).filter(|_| next != at) {
                Some(row) if row.kind == RowKind::Text => break Some(row),
                Some(_) => at = next,
                None => break None,
            }
        };
        let Some(row) = row else { break };
        head = unit_at(text, row.offset_at(text, goal).min(row.span.end), row.span).unwrap_or(head);
    }
    (head, Some(goal))
}

/// The unit that holds `offset`, else the one before it, on a row.
fn unit_at(text: &str, offset: usize, row: Span) -> Option<Span> {
    let words = row.of(text).split_word_bound_indices();
    let units = words.filter(|(_, word)| !word.trim().is_empty());
    let spans = units.map(|(at, word)| Span::new(row.start + at, row.start + at + word.len()));
    spans.take_while(|span| span.start <= offset).last().or_else(|| unit_from(text, row.start, Step::Mark))
}

/// The last word of this paragraph, or of the next one where it is reached already; the first one going up.
fn paragraph(reader: &Reader, from: Span, on: bool) -> Span {
    let edge = |at: usize| {
        let span = reader.document.article.blocks[reader.document.block_at(at)].span;
        let text = reader.text();
        let unit = if on {
            unit_before(text, span.end, Step::Mark)
        } else {
            unit_from(text, span.start, Step::Mark)
        };
        unit.unwrap_or(from)
    };
    match edge(from.start) {
        here if here != from => here,
        _ => edge(stepped(reader, from, Step::Mark, on).start),
    }
}

fn edge(reader: &Reader, from: Span, start: bool) -> Span {
    let blocks = &reader.document.article.blocks;
    let mut shown = (0..blocks.len()).filter(|block| !reader.is_hidden(*block));
    let block = if start { shown.next() } else { shown.next_back() };
    let unit = block.and_then(|block| match start {
        true => unit_from(reader.text(), blocks[block].span.start, Step::Mark),
        false => unit_before(reader.text(), blocks[block].span.end, Step::Mark),
    });
    unit.unwrap_or(from)
}

fn bring_into_view(reader: &mut Reader, column: Area, head: Span) {
    let seen = reader.on_screen(column.width, column.height);
    if head.start < seen.start {
        scroll::show(reader, column, head, Spot::Top);
    } else if head.end > seen.end {
        scroll::show(reader, column, head, Spot::Bottom);
    }
}
