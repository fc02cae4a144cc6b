//! Construction: how a statement is put, in words for the card: "name + reporting verb + quotation".

use super::candidate::Candidate;
use crate::annotate::phrase::Reading;
use crate::annotate::token::Tag;
use crate::annotate::{Form, StatementKind};

/// Speaker, cue and content of the statement in the order of the text.
pub fn words(reading: &Reading, it: &Candidate, form: Option<Form>, kind: StatementKind) -> String {
    let mut parts = vec![(it.content[0].start, content(kind))];
    match &it.cue {
        Some(range) => parts.push((range.start, cue(reading, it.head))),
        None => parts.push((0, "carried on")),
    }
    parts.extend(it.speaker.as_ref().map(|range| (range.start, speaker(form))));
    parts.sort_by_key(|(start, _)| *start);
    parts.iter().map(|(_, words)| *words).collect::<Vec<_>>().join(" + ")
}

fn speaker(form: Option<Form>) -> &'static str {
    match form {
        Some(Form::Pronoun) => "pronoun",
        Some(Form::Nominal) => "description",
        _ => "name",
    }
}

fn cue(reading: &Reading, head: usize) -> &'static str {
    match reading.tag(head) {
        Tag::Colon => "colon",
        tag if tag.is_verb() && reading.is(head, &["according"]) => "\u{201c}according to\u{201d}",
        tag if tag.is_verb() => "reporting verb",
        tag if tag.is_noun() => "noun of speech",
        tag if tag.is_adjective() => "adjective",
        _ => "cue",
    }
}

fn content(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Direct => "quotation",
        StatementKind::Mixed => "words partly quoted",
        StatementKind::Indirect => "reported words",
    }
}
