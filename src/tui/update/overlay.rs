//! Commands while something lies over the text: lists are moved through, cards scrolled, anything else closes them.

use super::scroll::{self, Spot};
use super::{choice, copy, dossier, highlight, jump, lay_over, link, notice, reload, run, take, vertical};
use crate::tui::app::{App, Overlay, Prompt, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Target};

/// Commands while something lies over the text.
pub fn over(app: &mut App, command: Command, count: Option<usize>) -> Vec<Task> {
    let page = app.size.height / 2;
    let steps = vertical(command, count.unwrap_or(1), page);
    if let Some(Overlay::Links { chosen }) = app.overlay {
        return link::over(app, chosen, command, steps);
    }
    if let Some(Overlay::Highlights { chosen }) = app.overlay {
        return highlight::over(app, chosen, command, steps);
    }
    if let Some(Overlay::Dossier { .. }) = app.overlay {
        return dossier::over(app, command, steps);
    }
    if let Some(Overlay::Changes { chosen }) = app.overlay {
        return reload::over(app, chosen, command, steps);
    }
    if let Some(Overlay::Forms { chosen }) = app.overlay {
        return take::over(app, chosen, command, steps);
    }
    match (&mut app.overlay, command) {
        (Some(Overlay::Help { .. }), Command::Search) => app.input.prompt = Some(Prompt::default()),
        (Some(Overlay::Outline { chosen }), Command::Card) => {
            let chosen = *chosen;
            return go_to_heading(app, chosen);
        }
        (Some(Overlay::Outline { chosen }), _) if steps != 0 => {
            let last = app.reader.as_ref().map_or(0, |reader| headings(reader).len().saturating_sub(1));
            *chosen = chosen.saturating_add_signed(steps).min(last);
        }
        (Some(Overlay::Help { top, .. } | Overlay::Card { top } | Overlay::Article { top }), _)
            if steps != 0 =>
        {
            *top = top.saturating_add_signed(steps);
        }
        (Some(Overlay::Card { .. }), Command::Copy) => return copy(app),
        (Some(Overlay::Card { .. }), c) if jump_again(c) => {
            app.overlay = None;
            return run(app, command, count);
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

/// The choice of a list that lies over the text.
pub fn chosen(overlay: &mut Overlay) -> Option<&mut usize> {
    match overlay {
        Overlay::Outline { chosen }
        | Overlay::Links { chosen }
        | Overlay::Highlights { chosen }
        | Overlay::Changes { chosen }
        | Overlay::Dossier { chosen, .. }
        | Overlay::Forms { chosen }
        | Overlay::Finder { chosen, .. }
        | Overlay::Choose { chosen, .. } => Some(chosen),
        Overlay::Help { .. } | Overlay::Card { .. } | Overlay::Article { .. } | Overlay::Hints { .. } => None,
    }
}

/// The wheel over it: cards scroll, lists move.
pub fn turned(app: &mut App, command: Command, rows: usize) -> Vec<Task> {
    let steps = if command == Command::LineDown { 1 } else { -1 };
    match &mut app.overlay {
        Some(Overlay::Choose { chosen, what, typed }) => {
            let all = app.reader.as_ref().map_or(0, |reader| choice::rows(reader, what, typed).len());
            *chosen = chosen.saturating_add_signed(steps).min(all.saturating_sub(1));
        }
        Some(Overlay::Finder { chosen, found, .. }) => {
            *chosen = chosen.saturating_add_signed(steps).min(found.len().saturating_sub(1));
        }
        Some(Overlay::Help { .. } | Overlay::Card { .. } | Overlay::Article { .. }) => {
            return over(app, command, Some(rows));
        }
        _ => return over(app, command, Some(1)),
    }
    Vec::new()
}

/// Whether a command goes to another statement: a card follows it by closing.
fn jump_again(command: Command) -> bool {
    use Command::*;
    matches!(
        command,
        NextStatement | PreviousStatement | NextBySpeaker | PreviousBySpeaker | NextFigure | NextMention
    )
}

/// The blocks an outline lists.
pub fn headings(reader: &Reader) -> Vec<usize> {
    use crate::article::BlockKind::{Heading, Title};
    let blocks = reader.document.article.blocks.iter().enumerate();
    blocks.filter(|(_, block)| matches!(block.kind, Heading(_) | Title)).map(|(i, _)| i).collect()
}

fn go_to_heading(app: &mut App, chosen: usize) -> Vec<Task> {
    app.overlay = None;
    let column = app.panes().column;
    if let Some(reader) = &mut app.reader
        && let Some(block) = headings(reader).get(chosen).copied()
    {
        let span = reader.document.article.blocks[block].span;
        scroll::show(reader, column, span, Spot::Top);
        jump::choose(reader, Target::Block(block));
    }
    Vec::new()
}

/// Lays the outline over the text.
pub fn outline(app: &mut App) -> Vec<Task> {
    match &app.reader {
        Some(reader) if headings(reader).is_empty() => notice(app, "no headings in this article".into()),
        Some(_) => lay_over(app, Overlay::Outline { chosen: 0 }),
        None => Vec::new(),
    }
}
