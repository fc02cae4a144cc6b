//! Scrolling: lines, pages, ends, and bringing a target into view. Places are text offsets, never rows.

use crate::span::Span;
use crate::tui::app::Area;
use crate::tui::reader::{Place, Reader, Target};

/// Moves the top `rows` rows down.
pub fn down(reader: &mut Reader, column: Area, rows: usize) {
    let skipped = rows.min(reader.place.head);
    let layout = reader.layout(column.width);
    let last = layout.last_top(column.height);
    let offset = layout.down(reader.place.offset, rows - skipped).min(last.max(reader.place.offset));
    let head = reader.place.head - skipped;
    go(reader, column, Place { offset, head });
}

/// Moves the top `rows` rows up, into the head at last.
pub fn up(reader: &mut Reader, column: Area, rows: usize) {
    let head = reader.head(column.width).len();
    let (offset, missing) = reader.layout(column.width).up(reader.place.offset, rows);
    let head = if offset == 0 { (reader.place.head + missing).min(head) } else { 0 };
    go(reader, column, Place { offset, head });
}

pub fn to_start(reader: &mut Reader, column: Area) {
    let head = reader.head(column.width).len();
    go(reader, column, Place { offset: 0, head });
}

pub fn to_end(reader: &mut Reader, column: Area) {
    let offset = reader.layout(column.width).last_top(column.height);
    let head = reader.head(column.width).len();
    // A short article stays where it is: its head too.
    if offset == 0 && reader.rows(column.width, usize::MAX - head).len() + head <= column.height {
        return to_start(reader, column);
    }
    go(reader, column, Place { offset, head: 0 });
}

/// Puts the row that holds `offset` at the top.
pub fn to(reader: &mut Reader, column: Area, offset: usize) {
    let layout = reader.layout(column.width);
    let offset = layout.row_start(offset.min(reader.text().len()));
    let last = layout.last_top(column.height);
    go(reader, column, Place { offset: offset.min(last), head: 0 });
}

/// Where on the screen a span is brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Only as far as needed; a third down when it was out of sight.
    Near,
    Top,
    Centre,
    Bottom,
}

/// Brings `span` into view.
pub fn show(reader: &mut Reader, column: Area, span: Span, spot: Spot) {
    let on_screen = reader.on_screen(column.width, column.height);
    let seen = on_screen.contains(&span.start) && span.end <= on_screen.end;
    let rows = reader.layout(column.width).distance(span.start, span.end.saturating_sub(1), column.height);
    let above = match spot {
        Spot::Near if seen => return,
        Spot::Near => (column.height / 3).min(column.height.saturating_sub(rows + 1)),
        Spot::Top => 0,
        Spot::Centre => column.height / 2,
        Spot::Bottom => column.height.saturating_sub(1),
    };
    put(reader, column, span.start, above);
}

/// Puts the row that holds `offset` `above` rows below the top.
fn put(reader: &mut Reader, column: Area, offset: usize, above: usize) {
    let layout = reader.layout(column.width);
    let start = layout.row_start(offset);
    let (offset, missing) = layout.up(start, above);
    let last = layout.last_top(column.height);
    let head = if offset == 0 { missing.min(reader.head(column.width).len()) } else { 0 };
    go(reader, column, Place { offset: offset.min(last), head });
}

/// After a resize: the row that holds the first byte stays at the top.
pub fn settle(reader: &mut Reader, column: Area) {
    let head = reader.head(column.width).len();
    let place = reader.place;
    reader.place =
        Place { offset: reader.layout(column.width).row_start(place.offset), head: place.head.min(head) };
}

fn go(reader: &mut Reader, column: Area, place: Place) {
    reader.place = place;
    settle_folds(reader, column);
    forget(reader, column);
}

/// Folds that came late close once they are off the screen.
fn settle_folds(reader: &mut Reader, column: Area) {
    if reader.folds.lingering.is_empty() {
        return;
    }
    let on_screen = reader.on_screen(column.width, column.height);
    let article = reader.document.article.clone();
    let visible = |block: &usize| {
        let span = article.blocks[*block].span;
        span.start < on_screen.end && on_screen.start < span.end
    };
    let before = reader.folds.lingering.len();
    reader.folds.lingering.retain(visible);
    if reader.folds.lingering.len() != before {
        reader.look_anew();
    }
}

/// The current thing lasts while it is on the screen.
fn forget(reader: &mut Reader, column: Area) {
    let Some(current) = reader.current else { return };
    if !is_on_screen(reader, column, current) {
        reader.current = None;
    }
}

pub fn is_on_screen(reader: &Reader, column: Area, target: Target) -> bool {
    let span = reader.span_of(target);
    let on_screen = reader.on_screen(column.width, column.height);
    span.start < on_screen.end && on_screen.start < span.end.max(span.start + 1)
}
