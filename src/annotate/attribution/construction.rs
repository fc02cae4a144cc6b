//! Construction: how a statement is put, in words for the card: "name + reporting verb + quotation".

use std::fmt;

use super::candidate::Candidate;
use crate::annotate::phrase::Reading;
use crate::annotate::token::Tag;
use crate::annotate::{Form, StatementKind};

/// A part of a statement, or how else it came to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Name,
    Description,
    Pronoun,
    Colon,
    AccordingTo,
    Verb,
    Noun,
    Adjective,
    Cue,
    CarriedOn,
    Quotation,
    PartlyQuoted,
    Reported,
    CueBeside,
    ByUser,
}

impl Part {
    fn words(self) -> &'static str {
        match self {
            Part::Name => "name",
            Part::Description => "description",
            Part::Pronoun => "pronoun",
            Part::Colon => "colon",
            Part::AccordingTo => "\u{201c}according to\u{201d}",
            Part::Verb => "reporting verb",
            Part::Noun => "noun of speech",
            Part::Adjective => "adjective",
            Part::Cue => "cue",
            Part::CarriedOn => "carried on",
            Part::Quotation => "quotation",
            Part::PartlyQuoted => "words partly quoted",
            Part::Reported => "reported words",
            Part::CueBeside => "quotation with a cue beside it",
            Part::ByUser => "added by you",
        }
    }
}

/// The parts of a statement in the order of the text: a few bytes, as a long article has many statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Construction([Option<Part>; 3]);

impl Construction {
    pub fn only(part: Part) -> Construction {
        Construction([Some(part), None, None])
    }

    /// Speaker, cue and content of a candidate.
    pub fn of(reading: &Reading, it: &Candidate, form: Option<Form>, kind: StatementKind) -> Construction {
        let cue = match &it.cue {
            Some(range) => (range.start, cue(reading, it.head)),
            None => (0, Part::CarriedOn),
        };
        let speaker = it.speaker.as_ref().map(|range| (range.start, speaker(form)));
        let mut parts = [Some((it.content[0].start, content(kind))), Some(cue), speaker];
        parts.sort_by_key(|part| part.map_or(usize::MAX, |(start, _)| start));
        Construction(parts.map(|part| part.map(|(_, part)| part)))
    }
}

impl fmt::Display for Construction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words: Vec<&str> = self.0.iter().flatten().map(|part| part.words()).collect();
        f.write_str(&words.join(" + "))
    }
}

fn speaker(form: Option<Form>) -> Part {
    match form {
        Some(Form::Pronoun) => Part::Pronoun,
        Some(Form::Nominal) => Part::Description,
        _ => Part::Name,
    }
}

fn cue(reading: &Reading, head: usize) -> Part {
    match reading.tag(head) {
        Tag::Colon => Part::Colon,
        tag if tag.is_verb() && reading.is(head, &["according"]) => Part::AccordingTo,
        tag if tag.is_verb() => Part::Verb,
        tag if tag.is_noun() => Part::Noun,
        tag if tag.is_adjective() => Part::Adjective,
        _ => Part::Cue,
    }
}

fn content(kind: StatementKind) -> Part {
    match kind {
        StatementKind::Direct => Part::Quotation,
        StatementKind::Mixed => Part::PartlyQuoted,
        StatementKind::Indirect => Part::Reported,
    }
}
