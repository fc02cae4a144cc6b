//! The card: everything known of the current thing, as lines.

use std::ops::Range;

use crate::annotate::{Figure, FigureId, Form, StatementId};
use crate::check::Status;
use crate::harmless::line;
use crate::tui::app::App;
use crate::tui::index::{clutter_word, count, statement};
use crate::tui::reader::{Reader, Target};

/// The lines of the current thing's card, wrapped at `width` cells.
pub fn lines(app: &App, reader: &Reader, width: usize) -> Vec<String> {
    match reader.current {
        Some(Target::Statement(id)) => said(reader, id, width),
        Some(Target::Mention(figure, _)) => figure_card(reader, figure, width),
        Some(Target::Quotation(i)) => {
            let words = reader.document.annotations.quotations[i].span().of(reader.text());
            let mut lines = vec!["a quotation without a speaker".to_string()];
            field(&mut lines, "words", words, width);
            lines
        }
        Some(Target::Fold(block)) => clutter(reader, reader.fold_of(block), width),
        Some(Target::Block(block))
            if reader.document.marks.clutter.get(block).is_some_and(Option::is_some) =>
        {
            clutter(reader, block..block + 1, width)
        }
        _ => vec![format!(
            "{} goes to a statement",
            app.keymap.key_of(crate::tui::command::Command::NextStatement)
        )],
    }
}

/// Adds `name  words`, the words wrapped beside the name.
pub fn field(lines: &mut Vec<String>, name: &str, words: &str, width: usize) {
    let words = line(words);
    let wrapped = textwrap::wrap(&words, width.saturating_sub(NAME).max(8));
    for (i, part) in wrapped.iter().enumerate() {
        lines.push(format!("{:<NAME$}{part}", if i == 0 { name } else { "" }));
    }
}

const NAME: usize = 9;

/// Why lines are thought to be clutter.
fn clutter(reader: &Reader, blocks: Range<usize>, width: usize) -> Vec<String> {
    let document = &reader.document;
    let what = if document.marks.is_folded(blocks.start) { "folded" } else { "dimmed" };
    let mut lines = vec![format!("{} {what}", count(blocks.len(), "line"))];
    for block in blocks {
        let Some(Some(mark)) = document.marks.clutter.get(block) else { continue };
        field(&mut lines, "words", document.article.blocks[block].span.of(reader.text()), width);
        let chance = (mark.confidence * 100.0).round();
        let why = format!("{} (rule {}), {chance} % sure", clutter_word(mark), mark.rule.0);
        field(&mut lines, "why", &why, width);
    }
    lines
}

fn said(reader: &Reader, id: StatementId, width: usize) -> Vec<String> {
    let document = &reader.document;
    let said = statement(document, id);
    let number = reader.index.numbers[id.index()].map_or("T".to_string(), |n| n.to_string());
    let parts =
        if said.content.len() > 1 { format!(", {} parts", said.content.len()) } else { String::new() };
    let mut lines = vec![format!("{number}  {}{parts}", said.kind.word())];
    field(&mut lines, "speaker", &speaker(reader, id), width);
    if let Some(cue) = &said.cue {
        field(
            &mut lines,
            "cue",
            &format!("{} ({})", cue.span().of(reader.text()), cue.class().word()),
            width,
        );
    }
    for (i, piece) in said.content.iter().enumerate() {
        field(&mut lines, if i == 0 { "words" } else { "" }, piece.of(reader.text()), width);
    }
    let chance = said.confidence;
    let doubt = said.confidence.doubt().is_some();
    let per_cent = |chance: f32| (chance * 100.0).round();
    let sure = format!(
        "statement {} %  speaker {} %  figure {} %",
        per_cent(chance.statement),
        per_cent(chance.speaker),
        per_cent(chance.figure)
    );
    field(&mut lines, if doubt { "unsure" } else { "sure" }, &sure, width);
    field(&mut lines, "why", &said.construction.to_string(), width);
    match document.status(id) {
        Status::Machine => {}
        status => field(&mut lines, "checked", &format!("{} by you", status.word()), width),
    }
    lines
}

/// Who speaks: the words on the spot, and whom they mean where that is someone else's name.
fn speaker(reader: &Reader, id: StatementId) -> String {
    let Some(speaker) = &statement(&reader.document, id).speaker else { return "not found".into() };
    let words = speaker.span().of(reader.text());
    let figures = &reader.document.annotations.figures;
    let names: Vec<&str> =
        speaker.figures.iter().map(|figure| figures[figure.index()].name.as_str()).collect();
    let Some(first) = speaker.figures.first().map(|figure| &figures[figure.index()]) else {
        return format!("{words} (not found who is meant)");
    };
    let named = if first.is_named() { "named" } else { "unnamed" };
    let role = first.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
    match names.join(", ") {
        names if names == words => format!("{names} ({}, {named}{role})", first.kind.word()),
        names => format!("{names} ({}, {named}{role}), here \"{words}\"", first.kind.word()),
    }
}

fn figure_card(reader: &Reader, id: FigureId, width: usize) -> Vec<String> {
    let figure = &reader.document.annotations.figures[id.index()];
    let mut lines = vec![line(&figure.name).into_owned()];
    field(&mut lines, "kind", figure.kind.word(), width);
    if let Some(role) = &figure.role {
        field(&mut lines, "role", role, width);
    }
    field(&mut lines, "called", &called(reader, id), width);
    let said: Vec<String> = reader
        .by_current_speaker()
        .iter()
        .filter_map(|id| reader.index.numbers[id.index()].map(|n| n.to_string()))
        .collect();
    let said = if said.is_empty() { "nothing found".to_string() } else { said.join(", ") };
    field(&mut lines, "said", &said, width);
    if let Some(voice) = reader.index.speakers.iter().find(|voice| *voice.figures == [id]) {
        let share = reader.index.share(voice) * 100.0;
        field(&mut lines, "share", &format!("{share:.0} % of the words found to be said"), width);
    }
    field(&mut lines, "mentions", &mentions(reader, figure), width);
    lines
}

/// "12, the first in ¶3".
fn mentions(reader: &Reader, figure: &Figure) -> String {
    let first = figure.mentions.first().map(|mention| reader.document.block_at(mention.span().start));
    let paragraph = first.and_then(|block| reader.index.paragraphs.get(block).copied().flatten());
    let place = match (first, paragraph) {
        (None, _) => return "none".into(),
        (_, Some(number)) => format!("in ¶{number}"),
        (Some(0), None) => "in the title".into(),
        _ => "outside of the paragraphs".into(),
    };
    format!("{}, the first {place}", figure.mentions.len())
}

/// All names and descriptions used for a figure, each once, with how often.
fn called(reader: &Reader, id: FigureId) -> String {
    let mut names: Vec<(&str, usize)> = Vec::new();
    let mentions = &reader.document.annotations.figures[id.index()].mentions;
    for mention in mentions.iter().filter(|mention| mention.form() != Form::Pronoun) {
        let words = mention.span().of(reader.text());
        match names.iter_mut().find(|(name, _)| *name == words) {
            Some((_, times)) => *times += 1,
            None => names.push((words, 1)),
        }
    }
    let pronouns = mentions.iter().filter(|mention| mention.form() == Form::Pronoun).count();
    let mut words: Vec<String> = names.iter().map(|(name, times)| format!("{name} ({times})")).collect();
    if pronouns > 0 {
        words.push(format!("pronouns ({pronouns})"));
    }
    words.join(", ")
}
