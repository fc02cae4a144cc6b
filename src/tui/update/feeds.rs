//! Feeds that the library keeps: asking them what is new, and what then changes in the lists on the screen.

use super::{label, notice};
use crate::feeds;
use crate::load::{Item, Source};
use crate::tui::app::{App, Shelf, Task};

/// Asks the feed that one is in, or whose row is chosen; all feeds where it is neither.
pub fn refresh(app: &mut App) -> Vec<Task> {
    if !app.library {
        return notice(app, "no library, no feeds: pullquote feeds add ADDRESS follows one".into());
    }
    let chosen = |shelf: &Shelf| shelf.items.get(shelf.chosen).and_then(address);
    let addresses: Vec<String> = match app.shelves.iter().rev().find_map(chosen) {
        Some(address) if address != feeds::ALL => vec![address],
        _ => app.shelves.iter().flat_map(|shelf| shelf.items.iter().filter_map(address)).collect(),
    };
    let addresses: Vec<String> = addresses.into_iter().filter(|address| address != feeds::ALL).collect();
    if addresses.is_empty() {
        return notice(app, "no feeds here: pullquote feeds add ADDRESS follows one".into());
    }
    app.notice = Some(format!("asking {} ...", crate::tui::index::count(addresses.len(), "feed")));
    vec![Task::Refresh { addresses }]
}

fn address(item: &Item) -> Option<String> {
    match &item.source {
        Source::Feed(page) => Some(page.address.clone()),
        _ => None,
    }
}

/// Rows of feeds say what is unread now; the list of one that is open shows what is new, the same item chosen.
pub fn refreshed(app: &mut App, rows: Vec<Item>, lists: Vec<(String, Vec<Item>)>, said: String) -> Vec<Task> {
    for item in app.shelves.iter_mut().flat_map(|shelf| &mut shelf.items) {
        let row = address(item).and_then(|own| rows.iter().find(|row| address(row).as_ref() == Some(&own)));
        if let Some(row) = row {
            *item = row.clone();
        }
    }
    for (feed, items) in lists {
        for inner in 1..app.shelves.len() {
            let outer = &app.shelves[inner - 1];
            let open = outer.items.get(outer.chosen).and_then(address);
            if open.as_ref() == Some(&feed) {
                replace(&mut app.shelves[inner], items.clone());
            }
        }
    }
    app.notice = Some(said).filter(|said| !said.is_empty());
    label::ask(app)
}

fn replace(shelf: &mut Shelf, items: Vec<Item>) {
    let chosen = shelf.items.get(shelf.chosen).map(|item| item.source.name());
    let again = items.iter().position(|item| Some(item.source.name()) == chosen);
    shelf.chosen = again.unwrap_or_else(|| shelf.chosen.min(items.len().saturating_sub(1)));
    shelf.items = items;
}
