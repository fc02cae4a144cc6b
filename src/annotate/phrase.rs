//! Phrases: the noun phrase that ends or starts at a token, found from parts of speech alone. Every search is
//! bounded, so a text of any shape is read in linear time.

use std::ops::Range;

use super::lexicon::Classes;
use super::token::{Shape, Tag, Token, Tokens};
use super::{Lexicon, Quotation};

/// Most tokens of a noun phrase, and of what may stand between commas after it.
const LONGEST: usize = 30;

/// Tokens with their quotations at hand.
pub struct Reading<'a> {
    pub text: &'a str,
    pub tokens: &'a Tokens,
    pub lexicon: &'a Lexicon,
    /// For each token one more than the index of its quotation, 0 outside.
    quoted: Vec<u32>,
    /// The tokens of each quotation, marks included.
    pub quotations: Vec<Range<usize>>,
}

impl<'a> Reading<'a> {
    pub fn new(text: &'a str, tokens: &'a Tokens, found: &[Quotation], lexicon: &'a Lexicon) -> Reading<'a> {
        let mut quoted = vec![0; tokens.all.len()];
        let quotations: Vec<Range<usize>> =
            found.iter().map(|quotation| tokens.within(quotation.span())).collect();
        for (index, range) in quotations.iter().enumerate() {
            quoted[range.clone()].fill(index as u32 + 1);
        }
        Reading { text, tokens, lexicon, quoted, quotations }
    }

    /// How many tokens the article has.
    pub fn count(&self) -> usize {
        self.tokens.all.len()
    }

    pub fn tag(&self, i: usize) -> Tag {
        self.tokens.all.get(i).map_or(Tag::Stop, |token| token.tag)
    }

    pub fn token(&self, i: usize) -> &Token {
        &self.tokens.all[i]
    }

    /// In lower case, as the lexicon has it; empty for words it lacks and for marks.
    pub fn word(&self, i: usize) -> &'static str {
        self.tokens.all.get(i).map_or("", |token| self.lexicon.word(token.word).text)
    }

    /// The base form of a verb, likewise.
    pub fn lemma(&self, i: usize) -> &'static str {
        let id = self.tokens.all.get(i).map_or(super::lexicon::WordId::UNKNOWN, |token| token.word);
        self.lexicon.word(self.lexicon.lemma(id)).text
    }

    pub fn is(&self, i: usize, words: &[&str]) -> bool {
        let word = self.word(i);
        !word.is_empty() && words.contains(&word)
    }

    pub fn has(&self, i: usize, class: Classes) -> bool {
        self.tokens.all.get(i).is_some_and(|token| self.lexicon.word(token.word).classes.has(class))
    }

    /// The index of the quotation that holds token `i`.
    pub fn quotation(&self, i: usize) -> Option<usize> {
        self.quoted.get(i).and_then(|index| (*index as usize).checked_sub(1))
    }

    pub fn is_quoted(&self, i: usize) -> bool {
        self.quotation(i).is_some()
    }

    fn is_nominal(&self, i: usize) -> bool {
        let tag = self.tag(i);
        let fits = tag.is_noun()
            || tag.is_adjective()
            || matches!(
                tag,
                Tag::Dt | Tag::Cd | Tag::PrpS | Tag::Pos | Tag::Prp | Tag::Vbn | Tag::Vbg | Tag::Pdt
            );
        (fits || self.is(i, &["both"]) || tag == Tag::Symbol && self.text(i) != "|") && !self.is_quoted(i)
    }

    pub fn text(&self, i: usize) -> &'a str {
        self.tokens.all.get(i).map_or("", |token| token.span().of(self.text))
    }

    fn is_head(&self, i: usize) -> bool {
        let tag = self.tag(i);
        tag.is_noun()
            || matches!(tag, Tag::Prp | Tag::Cd)
            || self.is(i, &["this", "that", "those", "these", "some"])
            || self.is(
                i,
                &[
                    "many", "others", "most", "both", "all", "few", "several", "one", "another", "none",
                    "each",
                ],
            )
    }

    /// "of", "for" ... between two nouns.
    fn is_link(&self, i: usize) -> bool {
        self.is(
            i,
            &["of", "for", "from", "at", "in", "on", "with", "to", "under", "against", "behind", "near"],
        )
    }

    /// "two people familiar with the talks": an adjective that stands behind its noun and opens a phrase.
    fn is_postmodifier(&self, i: usize) -> bool {
        self.is(i, &["familiar", "close", "loyal", "involved", "responsible"])
    }

    /// The noun phrase that ends right before token `end`, not reaching left of `low`.
    pub fn before(&self, end: usize, low: usize) -> Option<Range<usize>> {
        let low = low.max(end.saturating_sub(LONGEST * 2));
        let end = self.before_date(end, low);
        if end <= low {
            return None;
        }
        match self.tag(end - 1) {
            Tag::Close => self.before_bracket(end, low),
            Tag::Comma => self.before_comma(end, low),
            Tag::Dash => self.before_comma(end, low),
            _ => self.simple_before(end, low),
        }
    }

    /// Skips "on Monday", "late Tuesday", "last week" between subject and verb.
    fn before_date(&self, end: usize, low: usize) -> usize {
        let mut at = end;
        while at > low + 1 && (self.has(at - 1, Classes::DATE) || at < end && self.tag(at - 1) == Tag::Cd) {
            at -= 1;
        }
        if at == end {
            return end;
        }
        while at > low + 1
            && self.is(at - 1, &["on", "in", "late", "early", "last", "this", "earlier", "later", "the"])
        {
            at -= 1;
        }
        let subject =
            self.tag(at - 1).is_noun() || matches!(self.tag(at - 1), Tag::Prp | Tag::Comma | Tag::Close);
        if at > low && subject && !self.is_quoted(at - 1) { at } else { end }
    }

    /// "Ana Ode (D-Ohio) said".
    fn before_bracket(&self, end: usize, low: usize) -> Option<Range<usize>> {
        let open = (low..end - 1).rev().take(15).find(|i| self.tag(*i) == Tag::Open)?;
        let phrase = self.before(open, low).filter(|phrase| phrase.end == open)?;
        Some(phrase.start..end)
    }

    /// "Ana Ode, the mayor of Vale, said": the words between the commas belong to the phrase.
    fn before_comma(&self, end: usize, low: usize) -> Option<Range<usize>> {
        let mark = self.tag(end - 1);
        let mut at = end - 1;
        for _ in 0..4 {
            at = (low..at).rev().take(LONGEST).find(|i| self.tag(*i) == mark && !self.is_quoted(*i))?;
            let phrase = self.simple_before(at, low).filter(|phrase| self.opens_clause(phrase.start, low));
            if let Some(phrase) = phrase {
                return Some(phrase.start..end - 1);
            }
        }
        None
    }

    /// Whether a subject can start here: at the start of the sentence or after a mark or a conjunction.
    fn opens_clause(&self, start: usize, low: usize) -> bool {
        let links = [
            "that", "but", "and", "as", "while", "when", "because", "if", "after", "before", "though",
            "although",
        ];
        start <= low
            || matches!(
                self.tag(start - 1),
                Tag::Quote | Tag::Colon | Tag::Comma | Tag::Dash | Tag::Semicolon
            )
            || self.is(start - 1, &links)
            || self.tag(start - 1).is_adverb()
    }

    fn simple_before(&self, end: usize, low: usize) -> Option<Range<usize>> {
        let (mut start, mut seen) = (end, false);
        while start > low && end - start < LONGEST && self.extends_left(start, end, seen, low) {
            start -= 1;
            seen = true;
        }
        while start < end && (self.is_link(start) || matches!(self.tag(start), Tag::Cc | Tag::Pos)) {
            start += 1;
        }
        let phrase = start..end;
        (start < end && phrase.clone().any(|i| self.is_head(i))).then_some(phrase)
    }

    fn extends_left(&self, start: usize, end: usize, seen: bool, low: usize) -> bool {
        let (i, tag) = (start - 1, self.tag(start - 1));
        if self.is_nominal(i) {
            let pronoun = tag == Tag::Prp;
            let closed = seen && self.tag(start) == Tag::Dt && !matches!(tag, Tag::Pdt);
            let after_noun = i > low && tag == Tag::Vbn && self.tag(i - 1).is_noun();
            let participle = matches!(tag, Tag::Vbn | Tag::Vbg) && !after_noun && (!seen || start - low < 2);
            let before_pronoun = seen && self.tag(start) == Tag::Prp && start == end - 1;
            return !(pronoun && seen || participle || closed || before_pronoun);
        }
        let joins = seen
            && i > low
            && (self.tag(i - 1).is_noun() || self.tag(i - 1) == Tag::Cd || self.is_postmodifier(i - 1))
            && !self.is_quoted(i - 1);
        let list = tag == Tag::Cc
            || tag == Tag::Comma && self.tag(start) == Tag::Nnp && self.is_place_tail(start, end);
        joins && !self.is_quoted(i) && self.tag(start) != Tag::Prp && (self.is_link(i) || list)
    }

    /// "Vale, Ohio": a comma inside a name of a place stays inside only when a bracket or title follows; kept simple.
    fn is_place_tail(&self, start: usize, end: usize) -> bool {
        end - start > 2 && (start..end).any(|i| self.tag(i) == Tag::Cc)
    }

    /// The noun phrase that starts at token `start`, not reaching `high`; an apposition after a name belongs to it.
    pub fn after(&self, start: usize, high: usize) -> Option<Range<usize>> {
        let end = self.simple_after(start, high)?;
        Some(start..self.apposition_end(start, end, high))
    }

    /// The same without appositions.
    pub fn simple(&self, start: usize, high: usize) -> Option<Range<usize>> {
        Some(start..self.simple_after(start, high)?)
    }

    fn simple_after(&self, start: usize, high: usize) -> Option<usize> {
        let (mut at, mut seen, high) = (start, false, high.min(start + LONGEST));
        while at < high && self.extends_right(start, at, seen, high) {
            seen |= self.is_head(at);
            at += 1;
        }
        while at > start && (self.is_link(at - 1) || matches!(self.tag(at - 1), Tag::Cc | Tag::Dt)) {
            at -= 1;
        }
        (seen && at > start).then_some(at)
    }

    fn extends_right(&self, start: usize, at: usize, seen: bool, high: usize) -> bool {
        let tag = self.tag(at);
        if self.is_nominal(at) {
            let again = seen && matches!(tag, Tag::Dt | Tag::Prp | Tag::PrpS) && !self.joined(at);
            let verbal = seen && matches!(tag, Tag::Vbg | Tag::Vbn);
            let after_pronoun = at > start && self.tag(start) == Tag::Prp;
            let dated = seen && self.has(at, Classes::DATE) && !self.joined(at);
            return !(again || verbal || after_pronoun || dated);
        }
        let next = at + 1 < high && self.is_nominal(at + 1) && !self.has(at + 1, Classes::DATE);
        let names = tag == Tag::Cc
            && self.tag(at + 1).is_name() == self.tag(at - 1).is_name()
            && self.tag(at + 1) != Tag::Prp;
        seen && next && self.tag(start) != Tag::Prp && !self.is_quoted(at) && (self.is_link(at) || names)
    }

    fn joined(&self, at: usize) -> bool {
        at > 0 && (self.is_link(at - 1) || matches!(self.tag(at - 1), Tag::Cc | Tag::Pdt))
    }

    /// ", the mayor of Vale," after a name: up to the next comma or the end of the sentence.
    fn apposition_end(&self, start: usize, end: usize, high: usize) -> usize {
        let named = (start..end).any(|i| self.tag(i).is_name());
        let opens = self.tag(end + 1).is_noun()
            || matches!(self.tag(end + 1), Tag::Dt | Tag::Jj | Tag::PrpS | Tag::Wp | Tag::Cd);
        if !named || self.tag(end) != Tag::Comma || !opens || end + 1 >= high {
            return end;
        }
        let relative = self.tag(end + 1) == Tag::Wp;
        let stops = |i: &usize| {
            matches!(self.tag(*i), Tag::Comma | Tag::Stop | Tag::Semicolon | Tag::Dash | Tag::Colon)
                || self.is_quoted(*i)
        };
        let stop = (end + 1..high.min(end + LONGEST)).find(stops).unwrap_or(high.min(end + LONGEST));
        let clause = (end + 1..stop).any(|i| matches!(self.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md));
        if clause && !relative { end } else { stop }
    }

    /// Whether white space is right before token `i`.
    pub fn is_spaced(&self, i: usize) -> bool {
        self.token(i).shape.has(Shape::SPACED)
    }
}
