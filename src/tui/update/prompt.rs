//! The prompt: a line being typed, and what it is for.

use std::collections::BTreeMap;

use super::{choice, highlight, jump, label, line, notice, panel, pipe, select, tell};
use crate::library::Labels;
use crate::load::Item;
use crate::tui::app::{App, Overlay, Prompt, Purpose, Task};
use crate::tui::command::Command;
use crate::tui::keymap::{Context, Key};

/// Keys while a line is being typed.
pub fn type_line(app: &mut App, key: &Key) -> Vec<Task> {
    let Some(prompt) = &mut app.input.prompt else { return Vec::new() };
    match key.0.as_str() {
        "Enter" => {
            let Prompt { line, purpose, .. } = std::mem::take(prompt);
            app.input.prompt = None;
            return match purpose {
                Purpose::Search => search(app, &line),
                Purpose::Line => line::enter(app, &line),
                Purpose::Pipe(piped) => pipe::enter(app, piped, &line),
                Purpose::Tags => label::tagged(app, &line),
                Purpose::Note(span) => highlight::noted(app, span, &line),
            };
        }
        "Esc" | "C-c" | "C-g" => app.input.prompt = None,
        "Backspace" | "C-h" if prompt.line.pop().is_none() => app.input.prompt = None,
        "Tab" | "BackTab" if prompt.purpose == Purpose::Line => {
            line::complete(prompt, key.0 == "Tab");
            return Vec::new();
        }
        "Tab" => prompt.purpose = pipe::other(prompt.purpose, app.reader.as_ref()),
        "C-u" => prompt.line.clear(),
        "C-w" => choice::cut_word(&mut prompt.line),
        _ => prompt.line.extend(key.typed()),
    }
    if let Some(prompt) = &mut app.input.prompt {
        prompt.walk = None;
    }
    Vec::new()
}

/// Help and panel look through their own rows, else the article is searched.
fn search(app: &mut App, line: &str) -> Vec<Task> {
    if let Some(Overlay::Help { query, top }) = &mut app.overlay {
        (*query, *top) = (line.to_string(), 0);
        return Vec::new();
    }
    let context = app.context();
    let panes = app.panes();
    let Some(reader) = &mut app.reader else { return search_shelf(app, line) };
    if context == Context::Panel {
        let found = panel::find(reader, panes, line);
        return found.err().map_or(Vec::new(), |words| notice(app, words));
    }
    if !line.is_empty()
        && let Err(why) = reader.search(line, app.config.search.regex)
    {
        return notice(app, why);
    }
    let outcome = jump::run(reader, panes.column, Command::NextHit, 1);
    select::reach(reader, panes.column);
    tell(app, outcome.unwrap_or(Ok(None)))
}

fn search_shelf(app: &mut App, line: &str) -> Vec<Task> {
    let Some(shelf) = app.shelves.last_mut() else { return Vec::new() };
    let labels = &app.labels;
    let wanted = line.to_lowercase();
    let places = (shelf.chosen + 1..shelf.items.len()).chain(0..shelf.items.len());
    let found = places.into_iter().find(|i| matches(&shelf.items[*i], &wanted, labels));
    match found {
        Some(place) => shelf.chosen = place,
        None => app.notice = Some(format!("not found: {line}")),
    }
    Vec::new()
}

/// Whether the title or a tag (`#harbour`) of a row holds what is looked for.
fn matches(item: &Item, wanted: &str, labels: &BTreeMap<String, Labels>) -> bool {
    let tags = labels.get(&item.source.name()).map_or(String::new(), Labels::line);
    item.title.to_lowercase().contains(wanted) || tags.to_lowercase().contains(wanted)
}
