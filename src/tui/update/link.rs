//! Links: the list of them, the one that is current, and the way into the browser.

use super::scroll::Spot;
use super::{jump, lay_over, notice, scroll};
use crate::article::is_web_address;
use crate::harmless;
use crate::tui::app::{App, Overlay, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Target};

/// Lays the list over the text, the current link chosen, else the first one on the screen.
pub fn list(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &app.reader else { return Vec::new() };
    let links = reader.document.article.links();
    if links.is_empty() {
        return notice(app, "no links in this article".into());
    }
    let chosen = match reader.current {
        Some(Target::Link(nth)) => nth,
        _ => {
            let seen = reader.on_screen(column.width, column.height);
            links.iter().position(|(span, _)| span.start >= seen.start).unwrap_or(links.len() - 1)
        }
    };
    lay_over(app, Overlay::Links { chosen })
}

/// Commands while the list lies over the text.
pub fn over(app: &mut App, chosen: usize, command: Command, steps: isize) -> Vec<Task> {
    let last =
        app.reader.as_ref().map_or(0, |reader| reader.document.article.links().len().saturating_sub(1));
    match command {
        Command::Card => return go(app, chosen),
        Command::OpenLink => return open(app, chosen),
        _ if steps != 0 => {
            app.overlay = Some(Overlay::Links { chosen: chosen.saturating_add_signed(steps).min(last) });
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

/// Shows a link where it stands in the text.
fn go(app: &mut App, chosen: usize) -> Vec<Task> {
    app.overlay = None;
    let column = app.panes().column;
    if let Some(reader) = &mut app.reader {
        let target = Target::Link(chosen);
        let span = reader.span_of(target);
        scroll::show(reader, column, span, Spot::Centre);
        jump::choose(reader, target);
    }
    Vec::new()
}

/// Opens the link with this number, else the current one.
pub fn open_chosen(app: &mut App, number: Option<usize>) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    match (number, reader.current) {
        (Some(number), _) => open(app, number.saturating_sub(1)),
        (None, Some(Target::Link(nth))) => open(app, nth),
        _ => notice(app, "no link chosen: L lists them, 3o opens the third".into()),
    }
}

pub(super) fn open(app: &mut App, nth: usize) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    match address(reader, nth) {
        Some(address) if is_web_address(&address) => vec![Task::Browse(address)],
        Some(address) if address.starts_with('#') => {
            notice(app, "this link leads to another place of the page".into())
        }
        Some(address) => notice(app, format!("no web address: {}", harmless::line(&address))),
        None => notice(app, format!("there is no link {}", nth + 1)),
    }
}

fn address(reader: &Reader, nth: usize) -> Option<String> {
    reader.document.article.links().get(nth).map(|(_, address)| address.to_string())
}
