//! Folds: opening and closing the one that is current, else all of them.

use super::notice;
use super::scroll;
use crate::tui::app::{App, Task};
use crate::tui::reader::{Reader, Target};

/// Opens or closes the current fold, else all of them.
pub fn fold(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if reader.index.folds.is_empty() {
        return notice(app, "nothing is folded in this article".into());
    }
    let words = match fold_here(reader) {
        Some(block) => toggle_fold(reader, block),
        None => toggle_all(reader),
    };
    reader.refresh();
    scroll::settle(reader, column);
    notice(app, words)
}

/// The fold that is current, or that the current line belongs to, or that stands at the top.
fn fold_here(reader: &Reader) -> Option<usize> {
    let block = match reader.current {
        Some(Target::Fold(block) | Target::Block(block)) => block,
        Some(_) => return None,
        None if reader.place.head > 0 => return None,
        None => reader.document.block_at(reader.place.offset),
    };
    reader.index.folds.iter().any(|fold| fold.contains(&block)).then_some(block)
}

fn toggle_fold(reader: &mut Reader, block: usize) -> String {
    let Some(fold) = reader.index.folds.iter().find(|fold| fold.contains(&block)).cloned() else {
        return String::new();
    };
    let opens = reader.folds_away(block);
    if reader.folds.all {
        reader.folds.all = false;
        reader.folds.opened = reader.index.folds.iter().cloned().flatten().collect();
    }
    for block in fold {
        let _ = if opens { reader.folds.opened.insert(block) } else { reader.folds.opened.remove(&block) };
    }
    if opens { "fold opened; x closes it".into() } else { "fold closed".into() }
}

fn toggle_all(reader: &mut Reader) -> String {
    let any_open = reader.folds.all || !reader.folds.opened.is_empty();
    reader.folds.opened.clear();
    reader.folds.all = !any_open;
    if any_open { "all folds closed".into() } else { "all folds opened; x closes them".into() }
}
