//! A listing: one article a row; `*` has a star, what was read is dimmed and says so.

use ratatui::buffer::Buffer;

use super::{put, put_right, tint};
use crate::harmless;
use crate::library::Labels;
use crate::load::Item;
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
        let labels = app.labels.get(&item.source.name());
        // A title keeps half of the row, what labels say is whole.
        let beside = width.saturating_sub(6 + harmless::cells(&item.title).min(width / 2));
        let detail = if width >= 50 { detail(item, labels, beside) } else { String::new() };
        let room = width.saturating_sub(harmless::cells(&detail) + 6);
        let read = labels.is_some_and(|labels| labels.read);
        let mark = if row == shelf.chosen { ">" } else { " " };
        put(buffer, 0, y, mark, 1, app.theme.title);
        if labels.is_some_and(|labels| labels.star) {
            put(buffer, 1, y, "*", 1, app.theme.title);
        }
        let style = if read { app.theme.read } else { app.theme.panel };
        put(buffer, 2, y, &harmless::cut(&item.title, room), room, style);
        put_right(buffer, width.saturating_sub(1), y, &detail, app.theme.hint);
        if row == shelf.chosen {
            tint(buffer, 2, y, width.saturating_sub(3), app.theme.chosen);
        }
    }
}

/// What is known of a row, in words: ", starred, 4 KB".
pub(super) fn words(app: &App, item: &Item) -> String {
    let labels = app.labels.get(&item.source.name());
    let star = labels.is_some_and(|labels| labels.star).then(|| "starred".to_string());
    let detail = Some(detail(item, labels, usize::MAX / 2)).filter(|detail| !detail.is_empty());
    star.into_iter().chain(detail).map(|part| format!(", {part}")).collect()
}

/// Size or date, whether it was read, and the tags: "read" stands there in words, for screens that cannot dim.
fn detail(item: &Item, labels: Option<&Labels>, room: usize) -> String {
    let read = labels.is_some_and(|labels| labels.read).then(|| "read".to_string());
    let tags = labels.map_or(String::new(), Labels::line);
    let said = [tags].into_iter().chain(read).filter(|part| !part.is_empty());
    let said = harmless::cut(&said.collect::<Vec<_>>().join(" · "), room);
    let room = room.saturating_sub(harmless::cells(&said) + 3);
    let parts = [harmless::cut(&item.detail, room), said].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}
