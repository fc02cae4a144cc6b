//! The finder: a list that letters typed narrow down, with a preview; Enter goes there.

use super::choice::{Typed, type_in};
use super::{jump, lay_over, notice};
use crate::tui::app::{App, Overlay, Task};
use crate::tui::finder::{Sought, all, fitting};
use crate::tui::keymap::Key;
use crate::tui::reader::Target;

/// Lays the list over the text: the current hit chosen, else the first row.
pub fn open(app: &mut App, what: Sought) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let found = all(reader, what);
    if found.is_empty() {
        let words = match (what, &reader.search) {
            (Sought::Hits, None) => "nothing searched yet: / searches".to_string(),
            (Sought::Hits, Some(search)) => format!("not found: {}", search.query),
            (Sought::Anything, _) => "no statements, figures or headings in this article".to_string(),
        };
        return notice(app, words);
    }
    let chosen = found.iter().position(|found| Some(found.target) == reader.current).unwrap_or(0);
    lay_over(app, Overlay::Finder { what, typed: String::new(), found, chosen })
}

/// Keys while it lies over the text.
pub fn key(app: &mut App, key: &Key) -> Vec<Task> {
    let (Some(Overlay::Finder { what, typed, found, chosen }), Some(reader)) =
        (&mut app.overlay, &app.reader)
    else {
        return Vec::new();
    };
    match type_in(key, typed, chosen, found.len()) {
        Typed::Leave => app.overlay = None,
        Typed::Enter => return enter(app),
        Typed::Letters => *found = fitting(all(reader, *what), typed),
        Typed::Moved => {}
    }
    Vec::new()
}

fn enter(app: &mut App) -> Vec<Task> {
    let Some(Overlay::Finder { found, chosen, .. }) = &app.overlay else { return Vec::new() };
    let Some(target) = found.get(*chosen).map(|found| found.target) else {
        return notice(app, "nothing fits: Backspace takes letters back".into());
    };
    app.overlay = None;
    let column = app.panes().column;
    if let Some(reader) = &mut app.reader {
        jump::to(reader, column, target);
        if matches!(target, Target::Block(_)) {
            let span = reader.span_of(target);
            super::scroll::show(reader, column, span, super::Spot::Top);
        }
        super::panel::follow(reader);
    }
    Vec::new()
}
