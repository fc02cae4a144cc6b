//! View: the app becomes a frame. Reads, paints, writes nothing. One file a pane.

mod finder;
mod hint;
mod hints;
pub mod linear;
mod overlay;
mod panel;
mod shelf;
mod status;
mod text;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::app::{App, Area, SMALLEST};
use crate::harmless;
use crate::layout::Row;

/// Paints the whole screen.
pub fn view(app: &App, frame: &mut Frame) {
    let buffer = frame.buffer_mut();
    if app.is_too_small() {
        return too_small(app, buffer);
    }
    let panes = app.panes();
    match &app.reader {
        Some(reader) => {
            text::paint(app, reader, &panes, buffer);
            if let Some(area) = panes.panel {
                panel::paint(app, reader, area, panes.beside(), buffer);
            }
        }
        None => shelf::paint(app, buffer),
    }
    status::paint(app, &panes, buffer);
    overlay::paint(app, buffer);
}

fn too_small(app: &App, buffer: &mut Buffer) {
    let words = format!("window too small: {}x{} needed", SMALLEST.width, SMALLEST.height);
    let lines = textwrap::wrap(&words, app.size.width.max(1));
    for (y, line) in lines.iter().take(app.size.height).enumerate() {
        put(buffer, 0, y, line, app.size.width, Style::new());
    }
}

/// Writes one line, cut at `width` cells; returns the cells used. Everything put on the screen goes through here.
fn put(buffer: &mut Buffer, x: usize, y: usize, words: &str, width: usize, style: Style) -> usize {
    let area = *buffer.area();
    let right = usize::from(area.width);
    if y >= usize::from(area.height) {
        return 0;
    }
    let mut used = 0;
    for glyph in harmless::glyphs(words) {
        if glyph.cells == 0 {
            continue;
        }
        if used + glyph.cells > width || x + used + glyph.cells > right {
            break;
        }
        buffer.set_string((x + used) as u16, y as u16, &glyph.symbol, style);
        used += glyph.cells;
    }
    used
}

/// Writes the words of a row of the text from the cell `x` on; returns the cells used.
fn put_row(
    buffer: &mut Buffer,
    x: usize,
    y: usize,
    row: &Row,
    text: &str,
    width: usize,
    style: Style,
) -> usize {
    let mut used = 0;
    for (blank, words) in row.stretches(text) {
        used += blank;
        used += put(buffer, x + used, y, words, width.saturating_sub(used), style);
    }
    used
}

/// Adds a style to cells that are written already.
fn tint(buffer: &mut Buffer, x: usize, y: usize, width: usize, style: Style) {
    let area = ratatui::layout::Rect::new(x as u16, y as u16, width as u16, 1).intersection(*buffer.area());
    buffer.set_style(area, style);
}

/// Writes words so that they end before the cell `right`.
fn put_right(buffer: &mut Buffer, right: usize, y: usize, words: &str, style: Style) {
    let width = harmless::cells(words);
    put(buffer, right.saturating_sub(width), y, words, width, style);
}

/// Clears an area and paints it in one style. A wide character that reaches into it from the left goes: its second half
/// would hide the border.
fn clear(buffer: &mut Buffer, area: Area, style: Style) {
    for y in area.y..area.y + area.height {
        let before = area.x.checked_sub(1).and_then(|x| buffer.cell_mut((x as u16, y as u16)));
        if let Some(cell) = before.filter(|cell| harmless::cells(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
        put(buffer, area.x, y, &" ".repeat(area.width), area.width, Style::reset());
        tint(buffer, area.x, y, area.width, style);
    }
}
