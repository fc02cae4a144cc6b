//! Pasted words: part of the line being typed, never commands. What somebody copied from a page would else press keys,
//! down to the one that runs a shell command.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{key, notice};
use crate::tui::app::{App, Overlay, Task};

/// Most characters that are taken: a line is short.
const MOST: usize = 2000;

pub fn pasted(app: &mut App, words: &str) -> Vec<Task> {
    let list = matches!(app.overlay, Some(Overlay::Choose { .. } | Overlay::Finder { .. }));
    if app.input.prompt.is_none() && !list {
        return notice(app, "nothing is being typed: / and : take what is pasted".into());
    }
    let line: Vec<&str> = words.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    let line = line.join(" ");
    let letters = line.chars().filter(|c| !c.is_control()).take(MOST);
    letters.flat_map(|c| key(app, &KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).collect()
}
