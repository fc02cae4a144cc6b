//! Taking away: the forms of a copy, and whole articles as files.

use std::path::PathBuf;

use super::{lay_over, notice};
use crate::export::File;
use crate::export::form::{self, Form, Taken};
use crate::tui::app::{App, Overlay, Task};
use crate::tui::command::Command;
use crate::tui::reader::{Reader, Target};

/// One row of the list of forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Form(Form),
    /// The whole article, copied.
    Article,
    /// The whole article, into a file.
    File(File),
}

pub fn rows() -> Vec<Row> {
    let files = File::ALL.map(Row::File);
    Form::ALL.map(Row::Form).into_iter().chain([Row::Article]).chain(files).collect()
}

/// How a row reads.
pub fn label(row: Row) -> String {
    match row {
        Row::Form(form) => form.words().to_string(),
        Row::Article => "the whole article, as Markdown".to_string(),
        Row::File(file) => {
            format!("the whole article into a file, with highlights: {}", file.word())
        }
    }
}

/// Lays the list over the text.
pub fn list(app: &mut App) -> Vec<Task> {
    lay_over(app, Overlay::Forms { chosen: 0 })
}

/// Commands while the list lies over the text.
pub fn over(app: &mut App, chosen: usize, command: Command, steps: isize) -> Vec<Task> {
    let rows = rows();
    match command {
        Command::Card | Command::Copy => {
            app.overlay = None;
            return rows.get(chosen).map_or(Vec::new(), |row| take(app, *row));
        }
        _ if steps != 0 => {
            let chosen = chosen.saturating_add_signed(steps).min(rows.len() - 1);
            app.overlay = Some(Overlay::Forms { chosen });
        }
        _ => app.overlay = None,
    }
    Vec::new()
}

fn take(app: &mut App, row: Row) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    match row {
        Row::Form(form) => {
            let taken = taken(reader);
            reader.selection = None;
            match form::take(&reader.document, &reader.name, &taken, form) {
                Ok(words) => vec![Task::Copy(words)],
                Err(why) => notice(app, why.into()),
            }
        }
        Row::Article => {
            vec![Task::Copy(File::Markdown.of(&reader.name, &reader.document, reader.own()))]
        }
        Row::File(file) => export(app, file, None),
    }
}

/// The selection, else the current words, else the article.
pub fn taken(reader: &Reader) -> Taken {
    let pieces = reader.selected();
    match reader.current {
        _ if !pieces.is_empty() => Taken::Words(pieces),
        Some(Target::Statement(id)) => Taken::Statement(id),
        Some(target @ Target::Quotation(_)) => Taken::Quotation(reader.span_of(target)),
        Some(target @ (Target::Highlight(_) | Target::Block(_))) => {
            Taken::Words(crate::export::quote::in_blocks(&reader.document, reader.span_of(target)))
        }
        _ => Taken::Words(Vec::new()),
    }
}

/// Writes the article into a file: by this name, else by one made of its title.
pub fn export(app: &mut App, file: File, path: Option<PathBuf>) -> Vec<Task> {
    let Some(reader) = &app.reader else { return notice(app, "no article is open".into()) };
    let words = file.of(&reader.name, &reader.document, reader.own());
    let own = || PathBuf::from(format!("{}.{}", slug(reader), file.ending()));
    vec![Task::Write { path: path.unwrap_or_else(own), words }]
}

/// Characters of a name made of a title, at most.
const NAME: usize = 60;

/// "the-bells-of-nether-wallop".
fn slug(reader: &Reader) -> String {
    let title = reader.document.article.title().or(reader.text().lines().next()).unwrap_or_default();
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words {
        if name.chars().count() + word.chars().count() > NAME {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(&word.to_lowercase());
    }
    if name.is_empty() { "article".into() } else { name }
}
