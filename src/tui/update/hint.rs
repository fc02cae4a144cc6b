//! Hints on the visible links: letters over each of them, which open it when typed.

use super::{jump, link, notice};
use crate::layout::RowKind;
use crate::span::Span;
use crate::tui::app::{App, Area, Overlay, Task};
use crate::tui::keymap::Key;
use crate::tui::reader::{Reader, Target};

/// The letters of hints, those under the fingers first.
const LETTERS: &[u8; 26] = b"asdfghjklqwertyuiopzxcvbnm";

/// A link on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Its place among the links of the article.
    pub nth: usize,
    /// Its words, as far as they are on one row.
    pub words: Span,
    /// Row of the text, the first being 0.
    pub row: usize,
    /// One letter, two where there are more links than letters.
    pub letters: String,
}

/// The links in sight, in order of the text.
pub fn hints(reader: &Reader, column: Area) -> Vec<Hint> {
    let links = reader.document.article.links();
    let rows = reader.rows(column.width, column.height);
    let first = |(nth, (span, _)): (usize, &(Span, &str))| {
        let shown = rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Text);
        let mut pieces = shown.filter_map(|(y, row)| Some((y, row.span.common(*span)?)));
        pieces.find(|(_, words)| !words.is_empty()).map(|(row, words)| (nth, words, row))
    };
    let seen: Vec<(usize, Span, usize)> = links.iter().enumerate().filter_map(first).collect();
    let count = seen.len();
    let hint = |(i, (nth, words, row))| Hint { nth, words, row, letters: letters(i, count) };
    seen.into_iter().enumerate().map(hint).collect()
}

/// The letters of the hint at place `i` of `count`.
fn letters(i: usize, count: usize) -> String {
    let letter = |i: usize| char::from(LETTERS[i % LETTERS.len()]);
    match count <= LETTERS.len() {
        true => letter(i).to_string(),
        false => [letter(i / LETTERS.len()), letter(i)].iter().collect(),
    }
}

/// Lays hints over the links in sight.
pub fn lay(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &app.reader else { return Vec::new() };
    match hints(reader, column).is_empty() {
        true => notice(app, "no links on the screen: L lists those of the article".into()),
        false => super::lay_over(app, Overlay::Hints { typed: String::new() }),
    }
}

/// Keys while hints lie over the links.
pub fn key(app: &mut App, key: &Key) -> Vec<Task> {
    let column = app.panes().column;
    let (Some(Overlay::Hints { typed }), Some(reader)) = (&mut app.overlay, &app.reader) else {
        return Vec::new();
    };
    match (key.0.as_str(), key.typed()) {
        ("Backspace" | "C-h", _) if typed.pop().is_some() => return Vec::new(),
        (_, Some(letter)) if letter.is_alphabetic() => typed.extend(letter.to_lowercase()),
        _ => {
            app.overlay = None;
            return Vec::new();
        }
    }
    let typed = typed.clone();
    let left: Vec<Hint> =
        hints(reader, column).into_iter().filter(|hint| hint.letters.starts_with(&typed)).collect();
    match left.iter().find(|hint| hint.letters == typed) {
        Some(hint) => open(app, hint.nth),
        None if left.is_empty() => {
            app.overlay = None;
            notice(app, format!("no link goes by \"{typed}\""))
        }
        None => Vec::new(),
    }
}

/// The link is current then: what its address was can be looked up in the list.
fn open(app: &mut App, nth: usize) -> Vec<Task> {
    app.overlay = None;
    if let Some(reader) = &mut app.reader {
        jump::choose(reader, Target::Link(nth));
    }
    link::open(app, nth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hint_begins_another() {
        for count in [1, 26, 27, 100, 676] {
            let all: Vec<String> = (0..count).map(|i| letters(i, count)).collect();
            let mut own = all.clone();
            own.sort();
            own.dedup();
            assert_eq!(own.len(), count);
            assert!(all.iter().all(|letters| letters.len() == all[0].len()));
        }
    }
}
