//! What lies over the text: the sheet, the finder or the letters of links, painted.

use ratatui::buffer::Buffer;

use super::{clear, finder, hint, put, tint};
use crate::harmless::cut;
use crate::tui::app::{App, Area, Overlay};
use crate::tui::sheet::{self, Sheet};

pub fn paint(app: &App, buffer: &mut Buffer) {
    if let (Some(Overlay::Finder { what, typed, found, chosen }), Some(reader)) = (&app.overlay, &app.reader)
    {
        let list = finder::List { what: *what, typed, found, chosen: *chosen };
        return finder::paint(app, reader, &list, buffer);
    }
    if let (Some(Overlay::Hints { typed }), Some(reader)) = (&app.overlay, &app.reader) {
        return hint::paint(app, reader, &app.panes(), typed, buffer);
    }
    if let Some(sheet) = sheet::laid(app) {
        paint_sheet(app, &sheet, buffer);
    }
}

/// A framed list of lines.
fn paint_sheet(app: &App, sheet: &Sheet, buffer: &mut Buffer) {
    let area = sheet.area(app);
    let (width, height, lines) = (area.width, area.height - 2, &sheet.lines);
    clear(buffer, area, app.theme.panel);
    frame(app, area, &sheet.title, buffer);
    let top = sheet.first(area);
    for (y, words) in lines.iter().skip(top).take(height).enumerate() {
        let row = area.y + 1 + y;
        put(buffer, area.x + 2, row, &cut(words, width - 4), width - 4, app.theme.panel);
        if sheet.chosen == Some(top + y) {
            put(buffer, area.x + 1, row, ">", 1, app.theme.title);
            tint(buffer, area.x + 2, row, width - 4, app.theme.chosen);
        }
    }
    if top + height < lines.len() {
        let more = format!(" {} more ", lines.len() - top - height);
        put(buffer, area.x + 2, area.y + area.height - 1, &more, width, app.theme.hint);
    }
}

pub fn frame(app: &App, area: Area, title: &str, buffer: &mut Buffer) {
    let style = app.theme.gutter;
    let line = "─".repeat(area.width - 2);
    let bottom = area.y + area.height - 1;
    put(buffer, area.x, area.y, &format!("┌{line}┐"), area.width, style);
    put(buffer, area.x, bottom, &format!("└{line}┘"), area.width, style);
    for y in area.y + 1..bottom {
        put(buffer, area.x, y, "│", 1, style);
        put(buffer, area.x + area.width - 1, y, "│", 1, style);
    }
    let title = cut(&format!(" {title} "), area.width.saturating_sub(4));
    put(buffer, area.x + 2, area.y, &title, area.width - 4, app.theme.title);
}
