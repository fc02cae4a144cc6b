//! The panel: moving through its rows moves the current thing, and the text follows only as far as needed.

use super::jump::{self, Way};
use super::scroll::{self, Spot};
use crate::export::quote;
use crate::tui::app::{Area, Panes};
use crate::tui::command::Command;
use crate::tui::listing;
use crate::tui::reader::{Naming, Reader, Tab, Target};

/// Moves the choice by `steps` rows.
pub fn step(reader: &mut Reader, panes: Panes, steps: isize) {
    let last = listing::choices(reader).len().saturating_sub(1);
    let chosen = reader.panel.chosen.saturating_add_signed(steps).min(last);
    choose(reader, panes, chosen);
}

/// Chooses a row: its target becomes current. Folds stay folded until Enter.
pub fn choose(reader: &mut Reader, panes: Panes, chosen: usize) {
    reader.panel.chosen = chosen;
    if let Some((_, target)) = listing::choices(reader).get(chosen).copied() {
        let span = reader.span_of(target);
        scroll::show(reader, panes.column, span, Spot::Near);
        jump::choose(reader, target);
    }
}

pub fn show_tab(reader: &mut Reader, tab: Tab) {
    reader.panel.tab = tab;
    reader.panel.chosen = 0;
    follow(reader);
}

/// Enter on a row: the keys go to the text, with the row's target current.
pub fn enter(reader: &mut Reader, panes: Panes) {
    if let Some((_, target)) = listing::choices(reader).get(reader.panel.chosen).copied() {
        jump::to(reader, panes.column, target);
    }
    reader.panel.focused = false;
}

/// Brings the choice to the current thing, where the tab has it.
pub fn follow(reader: &mut Reader) {
    if !reader.panel.open {
        return;
    }
    let choices = listing::choices(reader);
    let place = choices.iter().position(|(_, target)| listing::is_current(reader, *target));
    // A figure that is current has statements in the tab of speakers.
    let by_figure = || choices.iter().position(|(_, target)| is_by_figure(reader, *target));
    if let Some(place) = place.or_else(by_figure) {
        reader.panel.chosen = place;
    }
}

fn is_by_figure(reader: &Reader, target: Target) -> bool {
    match (target, reader.current) {
        (Target::Statement(id), Some(Target::Mention(figure, _))) => {
            reader.index.voice_of(id).is_some_and(|voice| voice.figures.contains(&figure))
        }
        _ => false,
    }
}

/// What the chosen row stands for becomes current, before something is done with it.
pub fn take(reader: &mut Reader) {
    if let Some(target) = listing::pointed(reader).filter(|target| reader.current != Some(*target)) {
        jump::choose(reader, target);
    }
}

/// Whether a command does something with the current thing.
pub fn acts(command: Command) -> bool {
    use Command::*;
    matches!(
        command,
        Copy | CopyAs
            | Highlight
            | Note
            | Select
            | AllTheySaid
            | StatementRight
            | StatementWrong
            | OtherSpeaker
            | SameFigure
            | IsArticle
            | IsClutter
            | Fold
    )
}

/// After the panel opened: the current thing stays in view.
pub fn keep_in_view(reader: &mut Reader, column: Area) {
    if let Some(target) = reader.current {
        let span = reader.span_of(target);
        scroll::show(reader, column, span, Spot::Near);
    }
}

/// The next kind of speakers only, in the tab of speakers.
pub fn filter(reader: &mut Reader) {
    reader.panel.naming =
        if reader.panel.tab == Tab::Speakers { reader.panel.naming.next() } else { Naming::Any };
    show_tab(reader, Tab::Speakers);
}

/// Chooses the next row whose name holds `name`; the last name again where it is empty.
pub fn find(reader: &mut Reader, panes: Panes, name: &str) -> Result<(), String> {
    if !name.is_empty() {
        reader.panel.sought = name.to_string();
    }
    find_again(reader, panes, Way::Forward)
}

/// The next or previous row whose name holds what was last looked for.
pub fn find_again(reader: &mut Reader, panes: Panes, way: Way) -> Result<(), String> {
    let name = &reader.panel.sought;
    let found = listing::find(reader, name, way);
    let place = found.ok_or_else(|| format!("no such name in this tab: {name}"))?;
    choose(reader, panes, place);
    Ok(())
}

/// What `y` takes away.
pub fn words_to_copy(reader: &Reader, target: Target) -> String {
    match target {
        Target::Statement(id) => quote::statement(&reader.document, id),
        target => quote::bare(&reader.document, reader.span_of(target)),
    }
}
