//! Everything the current speaker said: over the library, else in this article.

use super::{lay_over, notice};
use crate::answers::dossier_of;
use crate::query::link::Links;
use crate::query::said::said;
use crate::tui::app::{App, Overlay, Task};
use crate::tui::index::statement;
use crate::tui::reader::{Reader, Target};

/// Asks for it, by the name of who speaks in the current statement, else of the current figure.
pub fn ask(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return notice(app, "no article is open".into()) };
    let Some(name) = name(reader) else {
        return notice(app, "nobody chosen: s goes to a statement, e to a figure".into());
    };
    if app.library {
        return vec![Task::AskWho { name }];
    }
    let words = dossier_of(&name, said(&reader.name, &reader.document), &Links::default(), 1);
    answered(app, &words)
}

fn name(reader: &Reader) -> Option<String> {
    let figure = match reader.current {
        Some(Target::Statement(id)) => statement(&reader.document, id)
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.figures.first().copied()),
        Some(Target::Mention(figure, _)) => Some(figure),
        _ => reader.figure,
    };
    figure.map(|figure| reader.document.annotations.figures[figure.0].name.clone())
}

/// Lays it over the text.
pub fn answered(app: &mut App, words: &str) -> Vec<Task> {
    let lines = words.lines().map(String::from).collect();
    lay_over(app, Overlay::Dossier { lines, top: 0 })
}
