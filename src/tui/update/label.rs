//! Labels: read and unread, the star, tags; of the open article, or of the chosen row of a listing.

use std::sync::Arc;

use super::notice;
use crate::article::Article;
use crate::library::Labels;
use crate::tui::app::{App, Prompt, Purpose, Task};
use crate::tui::reader::Stage;

/// Asks the library for the labels of the innermost listing.
pub fn ask(app: &App) -> Vec<Task> {
    let Some(shelf) = app.shelf().filter(|_| app.library) else { return Vec::new() };
    let names: Vec<String> = shelf.items.iter().map(|item| item.source.name()).collect();
    if names.is_empty() { Vec::new() } else { vec![Task::AskLabels { names }] }
}

/// The labels of the open article, which may have come from another source of the same words.
pub fn recalled(app: &mut App, article: &Arc<Article>, labels: Labels) {
    let reader = app.reader.as_ref().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    if let Some(name) = reader.map(|reader| reader.name.clone()) {
        app.labels.entry(name).or_insert(labels);
    }
}

/// The library's answer; what was said meanwhile counts.
pub fn answered(app: &mut App, labels: Vec<(String, Labels)>) -> Vec<Task> {
    for (name, labels) in labels {
        app.labels.entry(name).or_insert(labels);
    }
    Vec::new()
}

pub fn star(app: &mut App) -> Vec<Task> {
    change(
        app,
        |labels| labels.star = !labels.star,
        |labels| match labels.star {
            true => "starred".into(),
            false => "no star any more".into(),
        },
    )
}

pub fn read(app: &mut App) -> Vec<Task> {
    change(
        app,
        |labels| labels.read = !labels.read,
        |labels| match labels.read {
            true => "read".into(),
            false => "unread".into(),
        },
    )
}

/// Asks for the tags; those that are there can be changed.
pub fn tags(app: &mut App) -> Vec<Task> {
    let Some(name) = name(app) else { return notice(app, "nothing to tag here".into()) };
    let line = app.labels.get(&name).map_or(String::new(), Labels::line);
    app.input.prompt = Some(Prompt { line, purpose: Purpose::Tags, walk: None });
    Vec::new()
}

pub fn tagged(app: &mut App, line: &str) -> Vec<Task> {
    let tags = Labels::tags(line);
    change(
        app,
        |labels| labels.tags = tags,
        |labels| match labels.line() {
            line if line.is_empty() => "no tags".into(),
            line => format!("tagged {line}"),
        },
    )
}

/// The end of the article was reached: it is read.
pub fn reached(app: &mut App) -> Option<Task> {
    if !app.config.library.end_is_read {
        return None;
    }
    let column = app.panes().column;
    let reader = app.reader.as_ref().filter(|reader| reader.stage == Stage::Done)?;
    let on_screen = reader.on_screen(column.width, column.height);
    let known = app.labels.get(&reader.name);
    // Whoever calls it unread at its end means it: only news of the end counts.
    if reader.ended || on_screen.end < reader.text().len() || known.is_some_and(|labels| labels.read) {
        return None;
    }
    app.reader.as_mut()?.ended = true;
    let name = name(app)?;
    app.labels.entry(name.clone()).or_default().read = true;
    kept(app, name)
}

/// The article that is meant.
fn name(app: &App) -> Option<String> {
    match &app.reader {
        Some(reader) => Some(reader.name.clone()),
        None => {
            let shelf = app.shelf()?;
            shelf.items.get(shelf.chosen).map(|item| item.source.name())
        }
    }
}

fn change(
    app: &mut App,
    change: impl FnOnce(&mut Labels),
    words: impl FnOnce(&Labels) -> String,
) -> Vec<Task> {
    let Some(name) = name(app) else { return notice(app, "nothing to label here".into()) };
    let labels = app.labels.entry(name.clone()).or_default();
    change(labels);
    let words = words(labels);
    if let Some(reader) = &mut app.reader {
        reader.ended = true;
    }
    let lost = if app.library { "" } else { " · not kept (no library)" };
    app.notice = Some(format!("{words}{lost}"));
    kept(app, name).into_iter().collect()
}

fn kept(app: &App, name: String) -> Option<Task> {
    let labels = app.labels.get(&name).filter(|_| app.library)?.clone();
    let article = app.reader.as_ref().map(|reader| reader.document.article.clone());
    Some(Task::KeepLabels { name, article, labels })
}
