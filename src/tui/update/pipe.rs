//! Piping: the article, its table of statements or the selected words into a command of the shell.

use super::notice;
use crate::export::json;
use crate::export::only::Only;
use crate::export::table::{Table, rows};
use crate::export::text;
use crate::extract::lines;
use crate::harmless;
use crate::tui::app::{App, Piped, Prompt, Purpose, Task};
use crate::tui::reader::Reader;

/// Asks for the command; what is selected goes first.
pub fn ask(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let piped = if reader.selection.is_some() { Piped::Selection } else { Piped::Article };
    app.input.prompt = Some(Prompt { purpose: Purpose::Pipe(piped), ..Prompt::default() });
    Vec::new()
}

/// The next thing that can be piped, for one that is being piped.
pub fn other(purpose: Purpose, reader: Option<&Reader>) -> Purpose {
    let selecting = reader.is_some_and(|reader| reader.selection.is_some());
    match purpose {
        Purpose::Pipe(Piped::Article) => Purpose::Pipe(Piped::Statements),
        Purpose::Pipe(Piped::Statements) if selecting => Purpose::Pipe(Piped::Selection),
        Purpose::Pipe(_) => Purpose::Pipe(Piped::Article),
        purpose => purpose,
    }
}

pub fn enter(app: &mut App, piped: Piped, line: &str) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    if line.trim().is_empty() {
        return notice(app, "nothing was run".into());
    }
    vec![Task::Pipe { command: line.trim().to_string(), words: words(reader, piped) }]
}

/// The words that the command gets; nothing in them steers a terminal.
fn words(reader: &Reader, piped: Piped) -> String {
    let document = &reader.document;
    match piped {
        Piped::Article => text::plain(document, |block| !document.marks.is_folded(block)),
        Piped::Selection => {
            let pieces = reader.selected();
            pieces.iter().map(|piece| harmless::text(piece.of(reader.text())).into_owned() + "\n").collect()
        }
        Piped::Statements => statements(reader).unwrap_or_default(),
    }
}

/// The table that `extract --format csv` prints. Writing into memory does not fail.
fn statements(reader: &Reader) -> Option<String> {
    let ids = json::Ids::new(&reader.document);
    let wire = json::article(&reader.name, &reader.document, &ids);
    let rows = rows(Table::Statements, &wire, &reader.document, &Only::default());
    let mut out = lines::header(Table::Statements).ok()?;
    lines::csv(&rows, &mut out).ok()?;
    String::from_utf8(out).ok()
}
