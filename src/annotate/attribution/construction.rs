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
    /// Each with its words, in the order of their numbers.
    const ALL: [(Part, &str); 15] = [
        (Part::Name, "name"),
        (Part::Description, "description"),
        (Part::Pronoun, "pronoun"),
        (Part::Colon, "colon"),
        (Part::AccordingTo, "\u{201c}according to\u{201d}"),
        (Part::Verb, "reporting verb"),
        (Part::Noun, "noun of speech"),
        (Part::Adjective, "adjective"),
        (Part::Cue, "cue"),
        (Part::CarriedOn, "carried on"),
        (Part::Quotation, "quotation"),
        (Part::PartlyQuoted, "words partly quoted"),
        (Part::Reported, "reported words"),
        (Part::CueBeside, "quotation with a cue beside it"),
        (Part::ByUser, "added by you"),
    ];

    fn words(self) -> &'static str {
        Part::ALL[self as usize].1
    }
}

/// The parts of a statement in the order of the text, the first in the lowest four bits: two bytes, as a long article has
/// many statements.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Construction(u16);

impl Construction {
    pub fn only(part: Part) -> Construction {
        Construction::new([Some(part), None, None])
    }

    /// Each by its place in [`Part::ALL`], counted from 1.
    fn new(parts: [Option<Part>; 3]) -> Construction {
        let number = |part: Option<Part>| part.map_or(0, |part| part as u16 + 1);
        Construction(parts.into_iter().rev().fold(0, |all, part| all << 4 | number(part)))
    }

    fn parts(self) -> impl Iterator<Item = Part> {
        [0, 4, 8]
            .into_iter()
            .filter_map(move |bits| Some(Part::ALL[usize::from(self.0 >> bits & 15).checked_sub(1)?].0))
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
        Construction::new(parts.map(|part| part.map(|(_, part)| part)))
    }
}

impl fmt::Debug for Construction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_list().entries(self.parts()).finish()
    }
}

impl fmt::Display for Construction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words: Vec<&str> = self.parts().map(Part::words).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lead_back_to_what_they_stand_for() {
        for (number, (part, _)) in Part::ALL.into_iter().enumerate() {
            assert_eq!(part as usize, number);
            assert!(Construction::only(part).parts().eq([part]));
            let all = [Some(part), Some(Part::Verb), Some(part)];
            assert!(Construction::new(all).parts().eq(all.into_iter().flatten()));
        }
    }
}
