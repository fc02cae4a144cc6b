//! A listing: one article a row.

use ratatui::buffer::Buffer;

use super::{put, put_right, tint};
use crate::harmless;
use crate::tui::app::App;
use crate::tui::listing::first_shown;

pub fn paint(app: &App, buffer: &mut Buffer) {
    let Some(shelf) = app.shelf() else { return };
    let width = app.size.width;
    let height = app.size.height.saturating_sub(3);
    put(buffer, 1, 0, &harmless::cut(&shelf.title, width.saturating_sub(2)), width, app.theme.title);
    let top = first_shown(shelf.chosen, shelf.items.len(), height);
    for (row, item) in shelf.items.iter().enumerate().skip(top).take(height) {
        let y = row - top + 1;
        let detail = if width >= 50 { harmless::line(&item.detail).into_owned() } else { String::new() };
        let room = width.saturating_sub(harmless::cells(&detail) + 6);
        let mark = if row == shelf.chosen { ">" } else { " " };
        put(buffer, 0, y, mark, 1, app.theme.title);
        put(buffer, 2, y, &harmless::cut(&item.title, room), room, app.theme.panel);
        put_right(buffer, width.saturating_sub(1), y, &detail, app.theme.hint);
        if row == shelf.chosen {
            tint(buffer, 2, y, width.saturating_sub(3), app.theme.chosen);
        }
    }
}
