//! The finder: what fits on top, below it the words of the chosen one where they stand.

use ratatui::buffer::Buffer;

use super::overlay::frame;
use super::{clear, put, put_row, tint};
use crate::harmless::{cut, glyphs, line};
use crate::layout::RowKind;
use crate::tui::app::{App, Area};
use crate::tui::finder::{Found, ROOMY, Sought, Window, window};
use crate::tui::listing::first_shown;
use crate::tui::reader::Reader;

/// What is shown of the list.
pub struct List<'a> {
    pub what: Sought,
    pub typed: &'a str,
    pub found: &'a [Found],
    pub chosen: usize,
}

/// Cells of the mark before the words of a row.
const MARK: usize = 5;

pub fn paint(app: &App, reader: &Reader, list: &List, buffer: &mut Buffer) {
    let Window { frame: area, rows: list_area } = window(app.size);
    let (width, height) = (area.width, area.height);
    clear(buffer, area, app.theme.panel);
    let what = if list.what == Sought::Hits { "Hits" } else { "Find" };
    let typed = line(list.typed);
    frame(app, area, &format!("{what}: {typed}█  {} found", list.found.len()), buffer);
    let rows = list_area.height;
    rows_of(app, list_area, list, buffer);
    if let Some(found) = list.found.get(list.chosen).filter(|_| height >= ROOMY) {
        let y = rows + 1;
        put(buffer, area.x + 1, y, &"─".repeat(width - 2), width, app.theme.gutter);
        let inner = Area { x: area.x + 2, y: y + 1, width: width - 4, height: height - rows - 3 };
        preview(app, reader, inner, found, buffer);
    }
}

fn rows_of(app: &App, area: Area, list: &List, buffer: &mut Buffer) {
    let top = first_shown(list.chosen, list.found.len(), area.height);
    for (place, found) in list.found.iter().enumerate().skip(top).take(area.height) {
        let y = area.y + place - top;
        let room = area.width.saturating_sub(MARK + 2);
        put(buffer, area.x + 1, y, &format!("{:>4}", found.mark), MARK, app.theme.gutter);
        let words = cut(&found.words, room);
        put(buffer, area.x + 1 + MARK, y, &words, room, app.theme.panel);
        if place == list.chosen {
            put(buffer, area.x, y, ">", 1, app.theme.title);
            tint(buffer, area.x + 1, y, area.width - 1, app.theme.chosen);
        }
        let mut x = area.x + 1 + MARK;
        for (nth, glyph) in glyphs(&words).enumerate() {
            if found.lit.binary_search(&nth).is_ok() {
                tint(buffer, x, y, glyph.cells, app.theme.speaker);
            }
            x += glyph.cells;
        }
    }
}

/// The rows around the words of a thing, as the text shows them.
fn preview(app: &App, reader: &Reader, area: Area, found: &Found, buffer: &mut Buffer) {
    let layout = reader.layout(area.width);
    let start = reader.span_of(found.target).start;
    let (top, _) = layout.up(start, area.height / 3);
    for (i, row) in layout.rows(top, area.height).iter().enumerate() {
        let y = area.y + i;
        let room = area.width.saturating_sub(row.indent);
        match &row.kind {
            RowKind::Text => {
                let used = put_row(buffer, area.x + row.indent, y, row, reader.text(), room, app.theme.panel);
                if row.hyphen {
                    put(buffer, area.x + row.indent + used, y, "-", 1, app.theme.panel);
                }
                for span in reader.lit(found.target) {
                    let cells = row.cells(reader.text(), span).unwrap_or_default();
                    tint(buffer, area.x + cells.start, y, cells.len(), app.theme.current);
                }
            }
            RowKind::Fold(blocks) => {
                let words = super::text::fold(reader, blocks);
                put(buffer, area.x, y, &cut(&words, area.width), area.width, app.theme.fold);
            }
            RowKind::Blank => {}
        }
    }
}
