//! Subject: who a verb most likely speaks of, read off parts of speech from the start of its sentence.
//!
//! Near verbs have their subject beside them; "…, saying that" and "… and added" have it far away, where the taggers'
//! own windows of words do not show it. This is a guess that they learn how far to trust, not a parse.

use std::ops::Range;

use smallvec::SmallVec;

use super::sight::Sight;
use crate::annotate::phrase::Reading;
use crate::annotate::token::{Shape, Tag};

/// How a subject was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    #[default]
    None,
    /// A noun phrase right before the verb, without another verb between.
    Own,
    /// Before the commas that the verb follows: "Ode, having seen the bridge, says".
    Across,
    /// That of the verb before: "Ode saw the bridge and said".
    Shared,
    /// That of the clause which the verb, in a form without a subject, hangs on: "Ode left, saying".
    Control,
    /// That of the clause to come: "Citing the cost, Ode said".
    Ahead,
}

/// A guess at the subject of one head, as ranges of tokens; empty where there is none.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub near: Range<usize>,
    /// The subject of the first verb of the sentence.
    pub main: Range<usize>,
    pub how: How,
}

impl Subject {
    /// What token `i` is to the head: a number for each way it may be (part of) its subject, 0 for none.
    pub fn code(&self, i: usize) -> u32 {
        let part = |range: &Range<usize>| match () {
            () if !range.contains(&i) => 0,
            () if i + 1 == range.end => 2,
            () => 1,
        };
        let (near, main) = (part(&self.near), part(&self.main));
        if near + main == 0 { 0 } else { 1 + self.how as u32 * 9 + near * 3 + main }
    }
}

/// The guess for the word at `head`, from at most `longest` tokens on each side.
pub fn subject(sight: &Sight, head: usize, longest: usize) -> Subject {
    let reading = sight.reading;
    let sentence = reading.tokens.sentence(head);
    let mut scan = Scan::new(reading);
    let mut i = sentence.start.max(head.saturating_sub(longest));
    let layer = reading.quotation(head);
    while i < head {
        i = if reading.quotation(i) == layer { scan.step(i, head) } else { i + 1 };
    }
    let main = scan.verbs.first().map_or(0..0, |verb| verb.1.clone());
    let (near, how) = scan.subject_of(head);
    if how != How::None {
        let main = if main.is_empty() { near.clone() } else { main };
        return Subject { near, main, how };
    }
    let end = sentence.end.min(head + longest);
    while i < end && scan.verbs.is_empty() {
        i = if reading.quotation(i) == layer { scan.step(i, end) } else { i + 1 };
    }
    match scan.verbs.first() {
        Some((_, ahead)) if !ahead.is_empty() && ahead.start > head => {
            Subject { near: ahead.clone(), main: ahead.clone(), how: How::Ahead }
        }
        _ => Subject::default(),
    }
}

/// What has been read of the sentence.
struct Scan<'a> {
    reading: &'a Reading<'a>,
    /// The last noun phrase that no preposition leads in, since the last verb.
    free: Option<Range<usize>>,
    /// The last one that a preposition leads in, likewise.
    led: Option<Range<usize>>,
    /// The first noun phrase of the clause that no verb has taken.
    waiting: Option<Range<usize>>,
    /// No verb came yet in this clause.
    fresh: bool,
    /// Verbs with their subjects.
    verbs: SmallVec<[(Tag, Range<usize>); 6]>,
    /// The subject that waits while a relative clause runs, and the verbs which that has had.
    outer: Option<(Range<usize>, usize)>,
}

impl<'a> Scan<'a> {
    fn new(reading: &'a Reading<'a>) -> Scan<'a> {
        Scan {
            reading,
            free: None,
            led: None,
            waiting: None,
            fresh: true,
            verbs: SmallVec::new(),
            outer: None,
        }
    }

    /// Reads the token or noun phrase at `i`; gives the token to go on with, `end` at most.
    fn step(&mut self, i: usize, end: usize) -> usize {
        let tag = self.reading.tag(i);
        if opens_phrase(tag) {
            let phrase = i..phrase_end(self.reading, i, end);
            self.phrase(phrase.clone());
            return phrase.end;
        }
        match tag {
            Tag::Wp | Tag::Wdt => {
                self.outer = self.waiting.take().or(self.free.take()).map(|outer| (outer, self.verbs.len()));
                self.free = Some(i..i + 1);
                self.fresh = true;
            }
            Tag::Cc | Tag::Semicolon | Tag::Colon | Tag::Wrb => self.fresh = true,
            Tag::In if is_subordinator(self.reading, i) => {
                (self.free, self.led, self.fresh) = (None, None, true);
            }
            _ if tag.is_finite() => self.verb(i),
            _ => {}
        }
        i + 1
    }

    fn phrase(&mut self, phrase: Range<usize>) {
        let before = phrase.start.checked_sub(1).map_or(Tag::Stop, |i| self.reading.tag(i));
        if matches!(before, Tag::In | Tag::To) && !is_subordinator(self.reading, phrase.start - 1) {
            self.led = Some(phrase);
            return;
        }
        let joined = before == Tag::Cc && self.free.as_ref().is_some_and(|free| free.end + 1 == phrase.start);
        let start =
            if joined { self.free.as_ref().map_or(phrase.start, |free| free.start) } else { phrase.start };
        self.free = Some(start..phrase.end);
        if self.fresh && (self.waiting.is_none() || joined) {
            self.waiting = self.free.clone();
        }
    }

    fn verb(&mut self, i: usize) {
        let follows = i > 0 && (self.reading.tag(i - 1) == Tag::Md || self.is_auxiliary(i - 1));
        if follows {
            return;
        }
        let (subject, _) = self.subject_of(i);
        if self.outer.as_ref().is_some_and(|(outer, _)| *outer == subject) {
            self.outer = None;
        }
        if self.waiting.as_ref() == Some(&subject) {
            self.waiting = None;
        }
        self.verbs.push((self.reading.tag(i), subject));
        (self.free, self.led, self.fresh) = (None, None, false);
    }

    fn is_auxiliary(&self, i: usize) -> bool {
        self.reading.token(i).shape.has(Shape::AUXILIARY)
    }

    /// The subject of a verb (or other head) at `i`, given all that came before it.
    fn subject_of(&self, i: usize) -> (Range<usize>, How) {
        let tag = self.reading.tag(i);
        let before = i.checked_sub(1).map_or(Tag::Stop, |i| self.reading.tag(i));
        let last = self.verbs.last().map(|verb| verb.1.clone());
        let found = if tag.is_finite() {
            let relative = self.outer.as_ref().is_some_and(|(_, verbs)| *verbs < self.verbs.len());
            match () {
                () if before == Tag::Cc => (self.parallel(tag), How::Shared),
                () if relative => (self.outer.as_ref().map(|outer| outer.0.clone()), How::Across),
                () if before == Tag::Comma && self.waiting.is_some() => (self.waiting.clone(), How::Across),
                () if before == Tag::Comma && last.is_some() => (self.parallel(tag), How::Shared),
                () if self.free.is_some() => (self.free.clone(), How::Own),
                () if self.led.is_some() && self.verbs.is_empty() => (self.led.clone(), How::Own),
                () => (last.or(self.led.clone()), How::Shared),
            }
        } else {
            (
                last.filter(|range| !range.is_empty()).or(self.waiting.clone()).or(self.free.clone()),
                How::Control,
            )
        };
        match found {
            (Some(range), how) if !range.is_empty() => (range, how),
            _ => (0..0, How::None),
        }
    }

    /// The subject of the last verb of the same form, else of the last one.
    fn parallel(&self, tag: Tag) -> Option<Range<usize>> {
        let same = self.verbs.iter().rev().find(|verb| verb.0 == tag);
        same.or(self.verbs.last()).map(|verb| verb.1.clone())
    }
}

fn opens_phrase(tag: Tag) -> bool {
    tag.is_noun()
        || tag.is_adjective()
        || matches!(tag, Tag::Dt | Tag::Pdt | Tag::PrpS | Tag::Prp | Tag::Cd | Tag::Ex | Tag::Symbol)
}

/// Where the noun phrase at `start` ends, without what follows it in apposition or after a preposition; at `limit` at the latest.
fn phrase_end(reading: &Reading, start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    if matches!(reading.tag(start), Tag::Prp | Tag::Ex) {
        return end;
    }
    loop {
        let tag = reading.tag(end);
        let inside =
            tag.is_noun() || tag.is_adjective() || matches!(tag, Tag::Cd | Tag::Pos | Tag::Dt | Tag::PrpS);
        let participle = matches!(tag, Tag::Vbn | Tag::Vbg) && reading.tag(end + 1).is_noun();
        if end >= limit || !(inside || participle) {
            return end.min(limit);
        }
        end += 1;
    }
}

fn is_subordinator(reading: &Reading, i: usize) -> bool {
    reading.is(
        i,
        &[
            "that", "because", "while", "although", "though", "if", "whether", "unless", "as", "since",
            "until",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Lexicon, quotation, token};
    use crate::article::Article;

    /// The subject of the word that stands between stars, and how it was found.
    fn found(marked: &str) -> (String, How) {
        let parts: Vec<&str> = marked.split('*').collect();
        let (at, text) = (parts[0].len(), parts.concat());
        let (article, lexicon) = (Article::of_lines(&text), Lexicon::bundled());
        let tokens = token::tokens(&article, &lexicon);
        let quotations = quotation::quotations(&article, &tokens);
        let reading = Reading::new(&article.text, &tokens, &quotations, &lexicon);
        let sight = Sight::new(&reading, &[]);
        let head = tokens.all.iter().position(|token| token.span().start == at).expect("a word");
        let subject = subject(&sight, head, 60);
        let words: Vec<&str> = subject.near.map(|i| reading.text(i)).collect();
        (words.join(" "), subject.how)
    }

    #[test]
    fn subjects_are_found_across_the_sentence() {
        for (text, who, how) in [
            ("Vane *said* that the bridge will open.", "Vane", How::Own),
            ("Vane said that the bridge *will* open.", "the bridge", How::Own),
            ("Vane left the room early, *saying* that the bridge will open.", "Vane", How::Control),
            ("The mayor saw the bridge and *praised* it.", "The mayor", How::Shared),
            ("Vane said the bridge will open and *added* that it is free.", "Vane", How::Shared),
            ("Vane, who built the bridge, *said* it is free.", "Vane", How::Across),
            ("Citing the cost, Vane *closed* the bridge.", "Vane", How::Own),
            ("*Citing* the cost, Vane closed the bridge.", "Vane", How::Ahead),
            ("“The bridge is free,” Vane *said*.", "Vane", How::Own),
        ] {
            assert_eq!(found(text), (who.to_string(), how), "{text}");
        }
    }

    #[test]
    fn a_word_without_a_sentence_around_it_has_none() {
        assert_eq!(found("*Open*"), (String::new(), How::None));
    }
}
