//! The letters over the links in sight.

use ratatui::buffer::Buffer;

use super::put;
use crate::tui::app::{App, Panes};
use crate::tui::reader::Reader;
use crate::tui::update::hint;

/// Writes the letters that are still to be typed over the first cells of each link; links that go by other letters
/// than those typed are left alone.
pub fn paint(app: &App, reader: &Reader, panes: &Panes, typed: &str, buffer: &mut Buffer) {
    let column = panes.column;
    let top = reader.place.head.min(column.height);
    let rows = reader.rows(column.width, column.height);
    for hint in hint::hints(reader, column) {
        let Some(left) = hint.letters.strip_prefix(typed) else { continue };
        let Some(cells) = rows.get(hint.row).and_then(|row| row.cells(reader.text(), hint.words)) else {
            continue;
        };
        put(buffer, column.x + cells.start, hint.row + top, left, column.width, app.theme.chosen);
    }
}
