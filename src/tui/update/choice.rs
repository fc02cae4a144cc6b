//! Choosing from a list: figures and cues, those that hold the letters typed.

use super::{check, lay_over, notice};
use crate::annotate::FigureId;
use crate::harmless;
use crate::span::Span;
use crate::tui::app::{App, Choice, Overlay, Task};
use crate::tui::keymap::Key;
use crate::tui::reader::Reader;

/// One row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Figure(FigureId),
    /// A figure that the engine missed, by the name that was typed.
    Typed,
    /// A statement without a speaker.
    Nobody,
    /// Words of the article.
    Words(Span),
    NoCue,
    /// The words are another figure.
    Another(Span),
}

/// Lays a list over the text.
pub fn ask(app: &mut App, what: Choice) -> Vec<Task> {
    lay_over(app, Overlay::Choose { what, typed: String::new(), chosen: 0 })
}

/// Keys while a list lies over the text: what is typed filters it.
pub fn key(app: &mut App, key: &Key) -> Vec<Task> {
    let (Some(Overlay::Choose { what, typed, chosen }), Some(reader)) = (&mut app.overlay, &app.reader)
    else {
        return Vec::new();
    };
    let rows = rows(reader, what, typed).len();
    match type_in(key, typed, chosen, rows) {
        Typed::Leave => app.overlay = None,
        Typed::Enter => return enter(app),
        Typed::Letters | Typed::Moved => {}
    }
    Vec::new()
}

/// What a key did to a list that letters narrow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    Leave,
    Enter,
    /// Other letters: the list is another one now, its first row chosen.
    Letters,
    Moved,
}

/// One key for a list of `rows` rows: what is typed narrows it down, arrows and the usual control keys move.
pub fn type_in(key: &Key, typed: &mut String, chosen: &mut usize, rows: usize) -> Typed {
    let last = rows.saturating_sub(1);
    match key.0.as_str() {
        "Esc" | "C-c" | "C-g" => return Typed::Leave,
        "Enter" => return Typed::Enter,
        "Down" | "C-n" | "C-j" | "Tab" => *chosen = (*chosen + 1).min(last),
        "Up" | "C-p" | "C-k" | "BackTab" => *chosen = chosen.saturating_sub(1),
        "PageDown" => *chosen = (*chosen + PAGE).min(last),
        "PageUp" => *chosen = chosen.saturating_sub(PAGE),
        "C-u" => return letters(typed, chosen, String::clear),
        "C-w" => return letters(typed, chosen, cut_word),
        "Backspace" | "C-h" => return letters(typed, chosen, |typed| _ = typed.pop()),
        _ => {
            let Some(letter) = key.typed() else { return Typed::Moved };
            return letters(typed, chosen, |typed| typed.push(letter));
        }
    }
    Typed::Moved
}

/// Rows of a page in a list.
const PAGE: usize = 10;

fn letters(typed: &mut String, chosen: &mut usize, change: impl FnOnce(&mut String)) -> Typed {
    change(typed);
    *chosen = 0;
    Typed::Letters
}

/// Takes the last word away.
pub fn cut_word(line: &mut String) {
    let kept = line.trim_end().rfind(' ').map_or(0, |space| space + 1);
    line.truncate(kept);
}

fn enter(app: &mut App) -> Vec<Task> {
    let (Some(Overlay::Choose { what, typed, chosen }), Some(reader)) = (&app.overlay, &app.reader) else {
        return Vec::new();
    };
    let Some(row) = rows(reader, what, typed).get(*chosen).copied() else {
        return notice(app, "nothing of that name: Backspace takes letters back".into());
    };
    let name = name(reader, row, typed);
    let what = what.clone();
    app.overlay = None;
    match (what, row) {
        (Choice::Speaker, _) => name.map_or(Vec::new(), |name| check::said_by(app, name)),
        (Choice::SpeakerOf(content), _) => cue(app, content, name.into_iter().collect()),
        (Choice::Cue { content, speakers }, Row::Words(cue)) => {
            check::added(app, content, speakers, Some(cue))
        }
        (Choice::Cue { content, speakers }, _) => check::added(app, content, speakers, None),
        (Choice::Same { figure, .. }, Row::Figure(other)) => check::merged(app, figure, other),
        (Choice::Same { figure, words }, _) => check::split(app, figure, words),
    }
}

/// Goes on to the cue, where there are words that could be one.
fn cue(app: &mut App, content: Span, speakers: Vec<String>) -> Vec<Task> {
    let what = Choice::Cue { content, speakers };
    let any = app.reader.as_ref().is_some_and(|reader| rows(reader, &what, "").len() > 1);
    match what {
        what if any => ask(app, what),
        Choice::Cue { content, speakers } => check::added(app, content, speakers, None),
        _ => Vec::new(),
    }
}

/// The name of the figure that a row stands for.
fn name(reader: &Reader, row: Row, typed: &str) -> Option<String> {
    match row {
        Row::Figure(id) => Some(reader.document.annotations.figures[id.index()].name.to_string()),
        Row::Typed => Some(as_name(typed)),
        _ => None,
    }
}

/// What was typed with single spaces, as names are kept.
fn as_name(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what was typed is a name that no figure has yet.
fn is_new(reader: &Reader, typed: &str) -> bool {
    let name = as_name(typed).to_lowercase();
    let figures = &reader.document.annotations.figures;
    !name.is_empty() && figures.iter().all(|figure| figure.name.to_lowercase() != name)
}

/// What the list asks.
pub fn question(reader: &Reader, what: &Choice) -> String {
    match what {
        Choice::Speaker | Choice::SpeakerOf(_) => "Who says it?".into(),
        Choice::Cue { .. } => "Which words tell that it is said?".into(),
        Choice::Same { figure, .. } => {
            let name = &reader.document.annotations.figures[figure.index()].name;
            format!("The same as {}?", harmless::cut(name, 24))
        }
    }
}

/// What may be typed, said as long as nothing is.
pub fn offer(what: &Choice) -> &'static str {
    match what {
        Choice::Speaker | Choice::SpeakerOf(_) => " (or type any name)",
        Choice::Cue { .. } | Choice::Same { .. } => "",
    }
}

/// The rows that hold what was typed (in any case).
pub fn rows(reader: &Reader, what: &Choice, typed: &str) -> Vec<Row> {
    let rows: Vec<Row> = match what {
        Choice::Speaker => figures(reader),
        Choice::SpeakerOf(_) => figures(reader).into_iter().chain([Row::Nobody]).collect(),
        Choice::Cue { content, .. } => return cues(reader, *content, typed),
        Choice::Same { figure, words } => {
            let others = figures(reader).into_iter().filter(|row| *row != Row::Figure(*figure));
            let split = check::can_split(reader, *figure, *words).then_some(Row::Another(*words));
            others.chain(split).collect()
        }
    };
    let wanted = typed.to_lowercase();
    let fits = |row: &Row| label(reader, *row, typed).to_lowercase().contains(&wanted);
    let asks_who = matches!(what, Choice::Speaker | Choice::SpeakerOf(_));
    let new = (asks_who && is_new(reader, typed)).then_some(Row::Typed);
    rows.into_iter().filter(fits).chain(new).collect()
}

/// How a row reads.
pub fn label(reader: &Reader, row: Row, typed: &str) -> String {
    let text = reader.text();
    match row {
        Row::Figure(id) => {
            let figure = &reader.document.annotations.figures[id.index()];
            let role = figure.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
            harmless::line(&format!("{}{role}", figure.name)).into_owned()
        }
        Row::Typed => format!("(someone not listed: {})", harmless::line(&as_name(typed))),
        Row::Nobody => "(no speaker)".into(),
        Row::Words(span) => harmless::line(span.of(text)).into_owned(),
        Row::NoCue => "(no such words)".into(),
        Row::Another(span) => format!("(split: “{}” is someone else here)", harmless::line(span.of(text))),
    }
}

/// Those who speak first, then those with a name.
fn figures(reader: &Reader) -> Vec<Row> {
    let speaking = reader.index.speakers.iter().flat_map(|voice| &voice.figures);
    let mut all: Vec<Row> = Vec::new();
    for id in speaking.chain(&reader.index.figures) {
        if !all.contains(&Row::Figure(*id)) {
            all.push(Row::Figure(*id));
        }
    }
    all
}

/// Words around a content in its blocks, the nearest first; what was typed itself, where it stands there.
fn cues(reader: &Reader, content: Span, typed: &str) -> Vec<Row> {
    let wanted = typed.trim().to_lowercase();
    let around = around(reader, content);
    let words = around.iter().flat_map(|span| words(reader.text(), *span));
    let alike = |span: &Span| span.of(reader.text()).to_lowercase().contains(&wanted);
    let mut found: Vec<Span> = words.filter(alike).collect();
    found.extend(around.iter().filter_map(|span| phrase(reader.text(), *span, &wanted)));
    let gap = |span: &Span| content.start.saturating_sub(span.end) + span.start.saturating_sub(content.end);
    found.sort_by_key(gap);
    found.dedup();
    let none = wanted.is_empty().then_some(Row::NoCue);
    none.into_iter().chain(found.into_iter().map(Row::Words)).collect()
}

/// The parts of the content's blocks that are not its pieces.
fn around(reader: &Reader, content: Span) -> Vec<Span> {
    let article = &reader.document.article;
    let first = reader.document.block_at(content.start);
    let last = reader.document.block_at(content.end - 1);
    let quoted = reader.document.annotations.quotations.iter().filter_map(|q| q.span().common(content));
    let quoted: Vec<Span> = quoted.collect();
    let ends = (quoted.first().map(|span| span.start), quoted.last().map(|span| span.end));
    let pieces = if ends == (Some(content.start), Some(content.end)) { quoted } else { vec![content] };
    let mut start = article.blocks[first].span.start;
    let mut parts = Vec::new();
    for piece in &pieces {
        parts.push(Span::new(start, piece.start));
        start = piece.end;
    }
    parts.push(Span::new(start, article.blocks[last].span.end));
    parts
}

fn words(text: &str, span: Span) -> Vec<Span> {
    use unicode_segmentation::UnicodeSegmentation;
    let words = span.of(text).unicode_word_indices();
    words.map(|(at, word)| Span::new(span.start + at, span.start + at + word.len())).collect()
}

/// Several words, where they stand as they were typed.
fn phrase(text: &str, span: Span, wanted: &str) -> Option<Span> {
    let part = span.of(text);
    // The case of other scripts may change lengths: then only the words alone are offered.
    let lower = part.to_lowercase();
    let at = lower.find(wanted).filter(|_| wanted.contains(' ') && lower.len() == part.len())?;
    part.get(at..at + wanted.len()).map(|_| Span::new(span.start + at, span.start + at + wanted.len()))
}
