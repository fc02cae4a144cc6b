//! Mouse: the wheel scrolls, a click makes current what lies under it, dragging selects words.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{article, fold, jump, key, link, overlay, panel, scroll, select};
use crate::layout::RowKind;
use crate::tui::app::{App, Overlay, Panes, Task};
use crate::tui::command::Command;
use crate::tui::finder;
use crate::tui::index::statement;
use crate::tui::listing;
use crate::tui::reader::{Reader, Target};
use crate::tui::sheet;

pub fn mouse(app: &mut App, event: MouseEvent) -> Vec<Task> {
    let (x, y) = (usize::from(event.column), usize::from(event.row));
    let rows = app.config.screen.wheel as isize;
    match event.kind {
        MouseEventKind::ScrollDown => wheel(app, x, y, rows),
        MouseEventKind::ScrollUp => wheel(app, x, y, -rows),
        MouseEventKind::Down(MouseButton::Left) => click(app, x, y),
        MouseEventKind::Drag(MouseButton::Left) => drag(app, x, y),
        _ => Vec::new(),
    }
}

fn wheel(app: &mut App, x: usize, y: usize, steps: isize) -> Vec<Task> {
    let panes = app.panes();
    if app.overlay.is_some() {
        let command = if steps > 0 { Command::LineDown } else { Command::LineUp };
        return overlay::turned(app, command, steps.unsigned_abs());
    }
    match &mut app.reader {
        Some(reader) if panes.panel.is_some_and(|panel| panel.has(x, y)) => panel::step(reader, panes, steps),
        Some(reader) if steps > 0 => scroll::down(reader, panes.column, steps.unsigned_abs()),
        Some(reader) => scroll::up(reader, panes.column, steps.unsigned_abs()),
        None => {
            if let Some(shelf) = app.shelves.last_mut() {
                let last = shelf.items.len().saturating_sub(1);
                shelf.chosen = shelf.chosen.saturating_add_signed(steps.signum()).min(last);
            }
        }
    }
    Vec::new()
}

/// From where the button went down to the word under the pointer; beyond the first and last row the text scrolls.
fn drag(app: &mut App, x: usize, y: usize) -> Vec<Task> {
    let panes = app.panes();
    let Some(reader) = app.reader.as_mut().filter(|_| app.overlay.is_none()) else { return Vec::new() };
    let Some(from) = reader.pressed else { return Vec::new() };
    match y {
        0 => scroll::up(reader, panes.column, 1),
        y if y + 1 >= panes.column.height => scroll::down(reader, panes.column, 1),
        _ => {}
    }
    if let Some(to) = offset_at(reader, panes, x, y.min(panes.column.height.saturating_sub(1))) {
        select::span(reader, panes.column, from, to);
    }
    Vec::new()
}

/// The character under a cell of the text.
fn offset_at(reader: &Reader, panes: Panes, x: usize, y: usize) -> Option<usize> {
    let rows = reader.rows(panes.column.width, panes.column.height);
    let row = rows.get(y.checked_sub(reader.place.head)?).filter(|row| row.kind == RowKind::Text)?;
    Some(row.offset_at(reader.text(), x.saturating_sub(panes.column.x)))
}

/// A row of a list that lies over the text: the first click chooses it, the second goes there. Anywhere else a click
/// closes what lies there.
fn click_over(app: &mut App, x: usize, y: usize) -> Vec<Task> {
    let Some(row) = row_at(app, x, y) else {
        app.overlay = None;
        return Vec::new();
    };
    match app.overlay.as_mut().and_then(overlay::chosen) {
        Some(chosen) if *chosen == row => key(app, &KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)),
        Some(chosen) => {
            *chosen = row;
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The row of a list under a cell.
fn row_at(app: &App, x: usize, y: usize) -> Option<usize> {
    if let Some(Overlay::Finder { found, chosen, .. }) = &app.overlay {
        let rows = finder::window(app.size).rows;
        let top = listing::first_shown(*chosen, found.len(), rows.height);
        return rows.has(x, y).then(|| top + y - rows.y).filter(|row| *row < found.len());
    }
    sheet::laid(app)?.choice_at(app, x, y)
}

fn click(app: &mut App, x: usize, y: usize) -> Vec<Task> {
    if app.overlay.is_some() {
        return click_over(app, x, y);
    }
    let panes = app.panes();
    let height = app.size.height;
    let Some(reader) = &mut app.reader else { return click_shelf(app, y, height) };
    if panes.panel.is_some_and(|panel| panel.has(x, y)) {
        reader.pressed = None;
        click_panel(reader, panes, x, y);
        return Vec::new();
    }
    reader.panel.focused = false;
    reader.selection = None;
    reader.pressed = offset_at(reader, panes, x, y);
    let Some(target) = target_at(reader, panes, x, y) else { return Vec::new() };
    // The second click on a link opens it.
    if matches!(target, Target::Link(_)) && reader.current == Some(target) {
        return link::open_chosen(app, None);
    }
    jump::choose(reader, target);
    panel::follow(reader);
    if matches!(target, Target::Fold(_)) { fold::fold(app) } else { Vec::new() }
}

/// What lies under a cell: a link, else a statement, else a mention, else the line itself; or a fold.
fn target_at(reader: &Reader, panes: Panes, x: usize, y: usize) -> Option<Target> {
    let rows = reader.rows(panes.column.width, panes.column.height);
    let row = rows.get(y.checked_sub(reader.place.head)?)?;
    if let RowKind::Fold(blocks) = &row.kind {
        return Some(Target::Fold(blocks.start));
    }
    let offset = row.offset_at(reader.text(), x.saturating_sub(panes.column.x));
    let ids = reader.index.touching(&reader.document, offset..offset + 1);
    let said = ids.into_iter().filter(|id| statement(&reader.document, *id).span().has(offset));
    let said = said.min_by_key(|id| statement(&reader.document, *id).span().len()).map(Target::Statement);
    let links = reader.document.article.links();
    let link = links.iter().position(|(span, _)| span.has(offset)).filter(|_| row.kind == RowKind::Text);
    let line = (row.kind == RowKind::Text).then_some(Target::Block(row.block));
    link.map(Target::Link).or(said).or_else(|| mention_at(reader, offset)).or(line)
}

fn mention_at(reader: &Reader, offset: usize) -> Option<Target> {
    reader.index.figures.iter().find_map(|figure| {
        let mentions = &reader.document.annotations.figures[figure.index()].mentions;
        let nth = mentions.iter().position(|mention| mention.span().has(offset))?;
        Some(Target::Mention(*figure, nth))
    })
}

fn click_panel(reader: &mut Reader, panes: Panes, x: usize, y: usize) {
    let Some(area) = panes.panel else { return };
    reader.panel.focused = true;
    let top = listing::top(reader, area, panes.beside());
    let tabs = if panes.beside() { 1 } else { 0 };
    if y == area.y + tabs {
        if let Some(tab) = listing::tab_at(area, panes.beside(), &reader.panel, x) {
            panel::show_tab(reader, tab);
        }
        return;
    }
    let row = top + y.saturating_sub(area.y + listing::HEAD[usize::from(panes.beside())]);
    if let Some(place) = listing::choices(reader).iter().position(|(at, _)| *at == row) {
        panel::choose(reader, panes, place);
    }
}

fn click_shelf(app: &mut App, y: usize, height: usize) -> Vec<Task> {
    let Some(shelf) = app.shelves.last_mut() else { return Vec::new() };
    let top = listing::first_shown(shelf.chosen, shelf.items.len(), height.saturating_sub(3));
    let Some(row) = y.checked_sub(1) else { return Vec::new() };
    if top + row >= shelf.items.len() {
        return Vec::new();
    }
    if shelf.chosen == top + row {
        return article::open(app);
    }
    shelf.chosen = top + row;
    Vec::new()
}
