//! The constructions that introduce statements, block by block, verb by verb.

use std::ops::Range;

use super::clause::{self, Complement, Link, Subject};
use crate::annotate::CueClass;
use crate::annotate::lexicon::{Classes, CueEntry, Frame};
use crate::annotate::phrase::Reading;
use crate::annotate::token::{Shape, Tag};

/// A statement in the making: all ranges are of tokens.
#[derive(Clone, Debug)]
pub struct Draft {
    pub construction: Construction,
    pub cue: Option<Range<usize>>,
    /// The verb or noun of the cue.
    pub verb: Option<usize>,
    pub class: CueClass,
    pub speaker: Option<Range<usize>>,
    pub content: Vec<Range<usize>>,
    /// Percent, from the cue's entry; 0 where the construction has no verb.
    pub rate: u8,
    /// The content holds a quotation.
    pub quoted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construction {
    Verb(Frame, Option<Link>),
    AccordingTo,
    /// "Ode: ..."
    Turn,
    /// "She was clear: '...'"
    Colon,
    /// "his claim that ..."
    Noun,
    /// A quotation that takes up the speaker before it.
    Continued,
}

impl Construction {
    /// In words, for the card.
    pub fn words(self) -> &'static str {
        use Construction::*;
        match self {
            Verb(_, Some(Link::Relative)) => "who + reporting verb",
            Verb(_, Some(Link::Shared)) => "reporting verb that shares its subject",
            Verb(Frame::Quotation, _) => "name + reporting verb + quotation",
            Verb(Frame::AfterQuotation, Some(Link::Inverted)) => "quotation + reporting verb + name",
            Verb(Frame::AfterQuotation, _) => "quotation + name + reporting verb",
            Verb(Frame::AfterClause, _) => "clause + name + reporting verb",
            Verb(Frame::That, _) => "name + reporting verb + that",
            Verb(Frame::Clause, _) => "name + reporting verb + clause",
            Verb(Frame::Infinitive, _) => "name + reporting verb + to",
            Verb(Frame::Question, _) => "name + reporting verb + question word",
            Verb(Frame::Object, _) => "name + reporting verb + object",
            Verb(Frame::Preposition, _) => "name + reporting verb + preposition",
            AccordingTo => "according to + name",
            Turn => "name + colon",
            Colon => "clause + colon + quotation",
            Noun => "possessor + noun + that",
            Continued => "quotation that goes on",
        }
    }
}

/// The drafts of the article so far.
pub struct Finder<'a> {
    pub reading: &'a Reading<'a>,
    pub drafts: Vec<Draft>,
    /// For each quotation the draft it belongs to.
    pub owners: Vec<Option<usize>>,
}

impl<'a> Finder<'a> {
    pub fn new(reading: &'a Reading<'a>) -> Finder<'a> {
        Finder { reading, drafts: Vec::new(), owners: vec![None; reading.quotations.len()] }
    }

    /// Adds the statements of the block whose tokens these are; `quotations` are the indices of its quotations.
    pub fn block(&mut self, block: Range<usize>, quotations: Range<usize>) {
        let first = self.drafts.len();
        self.turn(block.clone());
        for i in block.clone().filter(|i| !self.reading.is_quoted(*i)) {
            let tag = self.reading.tag(i);
            if self.reading.is(i, &["according"]) && self.reading.is(i + 1, &["to"]) {
                self.according(i);
            } else if tag.is_verb() {
                self.verb(i, block.clone());
            } else if tag.is_noun() && self.reading.has(i, Classes::SPEECH_NOUN) {
                self.noun(i);
            }
        }
        self.leftover(first, block, quotations);
    }

    fn add(&mut self, mut draft: Draft) {
        let index = self.drafts.len();
        for piece in &draft.content {
            let first = self.reading.quotations.partition_point(|q| q.end <= piece.start);
            for (q, range) in self.reading.quotations.iter().enumerate().skip(first) {
                if range.start >= piece.end {
                    break;
                }
                draft.quoted = true;
                self.owners[q].get_or_insert(index);
            }
        }
        self.drafts.push(draft);
    }

    fn verb(&mut self, verb: usize, block: Range<usize>) {
        let reading = self.reading;
        let lemma = reading.lexicon.lemma(reading.token(verb).word);
        let listed = reading.lexicon.word(lemma).cue;
        let entry = match listed {
            Some(entry) => entry,
            None if self.stands_by_quotation(verb) => UNLISTED,
            None => return,
        };
        let sentence = reading.tokens.sentence(verb);
        let low = self.low(verb, &sentence);
        let subject = clause::subject(reading, verb, low);
        let found = self.after_quotation(verb, &entry, subject.as_ref(), &sentence, block)
            || self.after_clause(verb, &entry, subject.as_ref(), &sentence);
        let told = listed.is_some() || self.introduces_quotation(verb, sentence.end);
        if !found && told && !clause::is_passive(reading, verb, low) {
            self.before_content(verb, &entry, subject, sentence.end);
        }
    }

    /// Whether a verb outside the cue list is a past or present form with a quotation near.
    fn stands_by_quotation(&self, verb: usize) -> bool {
        let reading = self.reading;
        let near = verb.saturating_sub(12)..reading.count().min(verb + 8);
        matches!(reading.tag(verb), Tag::Vbd | Tag::Vbz)
            && !is_auxiliary(reading, verb)
            && near.into_iter().any(|i| reading.is_quoted(i))
    }

    /// ", '...'" or ": '...'" right after the verb and its particle.
    fn introduces_quotation(&self, verb: usize, high: usize) -> bool {
        let reading = self.reading;
        let particle = usize::from(matches!(reading.tag(verb + 1), Tag::Rp | Tag::Rb | Tag::In));
        let mark = verb + 1 + particle;
        mark + 1 < high && matches!(reading.tag(mark), Tag::Comma | Tag::Colon) && reading.is_quoted(mark + 1)
    }

    /// Subjects are not looked for across a quotation or beyond the reach of a clause.
    fn low(&self, verb: usize, sentence: &Range<usize>) -> usize {
        let reach = sentence.start.max(verb.saturating_sub(80));
        (reach..verb).rev().find(|i| self.reading.is_quoted(*i)).map_or(reach, |i| i + 1)
    }

    /// "...," she said; "...," said Ode.
    fn after_quotation(
        &mut self,
        verb: usize,
        entry: &CueEntry,
        subject: Option<&Subject>,
        sentence: &Range<usize>,
        block: Range<usize>,
    ) -> bool {
        let reading = self.reading;
        let inverted =
            || reading.after(verb + 1, sentence.end).map(|span| Subject { span, link: Link::Inverted });
        let near = subject.filter(|s| s.link == Link::Near).cloned();
        let start = near.as_ref().map_or(clause::group_start(reading, verb, block.start), |s| s.span.start);
        let Some(quotation) = self.quotation_before(start, block.start) else { return false };
        let Some(subject) = near.or_else(inverted) else { return false };
        let content = self.with_lead(quotation);
        self.add(draft(Frame::AfterQuotation, verb, verb + 1, entry, Some(subject), content));
        true
    }

    /// The free quotation that ends in a comma or a stop right before token `start`.
    fn quotation_before(&self, start: usize, low: usize) -> Option<usize> {
        let reading = self.reading;
        let comma = start > low && reading.tag(start - 1) == Tag::Comma && !reading.is_quoted(start - 1);
        let last = start.checked_sub(1 + usize::from(comma)).filter(|last| *last >= low)?;
        let quotation = reading.quotation(last).filter(|q| reading.quotations[*q].end == last + 1)?;
        let ends =
            comma || matches!(reading.tag(last - 1), Tag::Comma | Tag::Stop | Tag::Dash | Tag::Ellipsis);
        (ends && self.owners[quotation].is_none()).then_some(quotation)
    }

    /// The quotation with the words of its sentence before it ("We 'cannot wait'," she said).
    fn with_lead(&self, quotation: usize) -> Range<usize> {
        let range = self.reading.quotations[quotation].clone();
        let sentence = self.reading.tokens.sentence(range.start);
        let near = range.start - sentence.start < 40;
        let lead = sentence.start..range.start;
        let free = lead.clone().all(|i| !self.is_cue(i) && !matches!(self.reading.tag(i), Tag::Colon));
        if near && free && !lead.is_empty() { sentence.start..range.end } else { range }
    }

    fn is_cue(&self, i: usize) -> bool {
        self.drafts.iter().rev().take(4).any(|draft| draft.verb == Some(i))
    }

    /// ..., she said.
    fn after_clause(
        &mut self,
        verb: usize,
        entry: &CueEntry,
        subject: Option<&Subject>,
        sentence: &Range<usize>,
    ) -> bool {
        let reading = self.reading;
        let near = subject.filter(|s| s.link == Link::Near).cloned();
        let start = near.as_ref().map_or(verb, |s| s.span.start);
        let low = self.past_label(sentence.start).max(start.saturating_sub(clause::LONGEST));
        if start < low + 2 || reading.tag(start - 1) != Tag::Comma || reading.is_quoted(start - 1) {
            return false;
        }
        let inverted =
            || reading.after(verb + 1, sentence.end).map(|span| Subject { span, link: Link::Inverted });
        let Some(subject) = near.or_else(|| inverted().filter(|_| reading.tag(verb) != Tag::Vbg)) else {
            return false;
        };
        let after = if subject.link == Link::Inverted { subject.span.end } else { verb + 1 };
        let rest = self.goes_on(after, sentence.end);
        // A headline needs no verb in the form that a sentence does.
        let sentence_like = reading.tag(sentence.end - 1) == Tag::Stop;
        let bare = |i| reading.tag(i) == Tag::Vb && !reading.is(i - 1, &["to"]);
        let verbless =
            sentence_like && !clause::has_finite(reading, low, start) && !(low + 1..start).any(bare);
        if rest.is_none() && (start < low + 4 || verbless || !self.ends_tag(after, sentence.end)) {
            return false;
        }
        let mut found = draft(Frame::AfterClause, verb, verb + 1, entry, Some(subject), low..start - 1);
        found.content.extend(rest);
        self.add(found);
        true
    }

    /// Past "Update:" and the like at the start of a sentence.
    fn past_label(&self, start: usize) -> usize {
        let label = (start..self.reading.count().min(start + 4)).find(|i| self.reading.tag(*i) == Tag::Colon);
        label.map_or(start, |colon| colon + 1)
    }

    /// The rest of a clause that a tag interrupts: "The bridge, she said, will open."
    fn goes_on(&self, after: usize, high: usize) -> Option<Range<usize>> {
        let comma = self.reading.tag(after) == Tag::Comma && after + 1 < high;
        let participle =
            self.reading.tag(after + 1) == Tag::Vbg && comma && clause::has_cue(self.reading, after + 1);
        let end = clause::clause_end(self.reading, None, after + 1, high);
        (comma && end > after + 3 && !participle).then_some(after + 1..end)
    }

    /// Whether the tag ", she said on Monday" is over soon: a mark or the end of the sentence.
    fn ends_tag(&self, after: usize, high: usize) -> bool {
        let reading = self.reading;
        let date =
            reading.has(after, Classes::DATE) || reading.is(after, &["in", "on", "at", "during", "after"]);
        after >= high || reading.tag(after).is_mark() && !reading.is_quoted(after) || date
    }

    fn before_content(&mut self, verb: usize, entry: &CueEntry, subject: Option<Subject>, high: usize) {
        let Some(Complement { frame, cue_end, content }) = clause::complement(self.reading, verb, high)
        else {
            return;
        };
        let content = if frame == Frame::Quotation { self.whole_quotation(content) } else { content };
        let mut found = draft(frame, verb, cue_end, entry, subject, content);
        if entry.class == CueClass::Judge {
            self.keep_quotations(&mut found);
        }
        self.add(found);
    }

    /// A quotation that holds several sentences is content to its end.
    fn whole_quotation(&self, content: Range<usize>) -> Range<usize> {
        let quotation = self
            .reading
            .quotation(content.start)
            .map_or(content.clone(), |q| self.reading.quotations[q].clone());
        let last = self.reading.tag(quotation.end.saturating_sub(2));
        if last == Tag::Stop || quotation.end > content.end { quotation } else { content }
    }

    /// Of a judgement that is mostly quoted ('called it a "farce"') the quotations are the content.
    fn keep_quotations(&self, found: &mut Draft) {
        let Some(content) = found.content.first().cloned() else { return };
        let span = self.reading.tokens.span(content.clone());
        let inside = |q: &&Range<usize>| q.start >= content.start && q.end <= content.end;
        let first = self.reading.quotations.partition_point(|q| q.start < content.start);
        let pieces: Vec<Range<usize>> =
            self.reading.quotations[first..].iter().take_while(inside).cloned().collect();
        let quoted: usize = pieces.iter().map(|piece| self.reading.tokens.span(piece.clone()).len()).sum();
        if quoted * 2 >= span.len() {
            found.content = pieces;
        }
    }

    fn according(&mut self, at: usize) {
        let reading = self.reading;
        let sentence = reading.tokens.sentence(at);
        let Some(speaker) = reading.after(at + 2, sentence.end) else { return };
        let low = sentence.start.max(at.saturating_sub(clause::LONGEST));
        let content = if at - low <= 1 {
            let start = speaker.end + usize::from(reading.tag(speaker.end) == Tag::Comma);
            start..clause::clause_end(reading, None, start, sentence.end)
        } else {
            low..clause::trim(reading, low, at)
        };
        if content.end < content.start + 3 {
            return;
        }
        self.add(Draft {
            construction: Construction::AccordingTo,
            cue: Some(at..at + 2),
            verb: Some(at),
            class: CueClass::Say,
            speaker: Some(speaker),
            content: vec![content],
            rate: 0,
            quoted: false,
        });
    }

    /// "ODE: We will win." and headlines of the form "Ode: We will win".
    fn turn(&mut self, block: Range<usize>) {
        let reading = self.reading;
        let Some(colon) = block.clone().take(6).find(|i| reading.tag(*i) == Tag::Colon) else { return };
        let names = block.start..colon;
        let capital = |i: usize| {
            reading.token(i).shape.has(Shape::CAPITAL) && self.can_name(i) || reading.tag(i) == Tag::Cc
        };
        let capitals = names.clone().any(|i| reading.token(i).shape.has(Shape::CAPITALS));
        let start = colon + 1;
        let quoted = start < block.end && reading.is_quoted(start);
        let headline = block.len() < 40 && reading.tag(block.end - 1) != Tag::Stop;
        let titled = headline || reading.token(block.start).shape.has(Shape::TITLED);
        let shaped = !names.is_empty() && names.clone().all(capital) && block.end > start + 2;
        let asked = names.len() == 1 && matches!(reading.text(block.start), "Q" | "A");
        if !shaped || !(capitals || quoted || titled || asked) {
            return;
        }
        let end = clause::trim(reading, start, block.end.min(start + 4 * clause::LONGEST));
        let content = start..end.max(start + 1);
        self.add(Draft {
            construction: Construction::Turn,
            cue: Some(colon..start),
            verb: Some(colon),
            class: CueClass::Say,
            speaker: Some(names),
            content: vec![content],
            rate: 0,
            quoted: false,
        });
    }

    /// Whether the capitalised word may be (part of) a name: "WATCH" and "More" are none.
    fn can_name(&self, i: usize) -> bool {
        let word = self.reading.lexicon.word(self.reading.token(i).word);
        let asked = i + 1 < self.reading.count()
            && matches!(self.reading.text(i), "Q" | "A")
            && self.reading.tag(i + 1) == Tag::Colon;
        asked || word.tags.is_empty() || word.capital.is_some_and(Tag::is_name)
    }

    /// "his claim that ...", "Ode's claim that ..."
    fn noun(&mut self, noun: usize) {
        let reading = self.reading;
        let sentence = reading.tokens.sentence(noun);
        let that =
            reading.is(noun + 1, &["that"]) && noun + 3 < sentence.end && !reading.tag(noun + 2).is_finite();
        if !that {
            return;
        }
        let low = sentence.start.max(noun.saturating_sub(4));
        let owner = (low..noun).rev().find(|i| matches!(reading.tag(*i), Tag::PrpS | Tag::Pos));
        let speaker = owner.and_then(|i| match reading.tag(i) {
            Tag::Pos => reading.before(i, sentence.start),
            _ => Some(i..i + 1),
        });
        if speaker.is_none() {
            return;
        }
        let content = noun + 1..clause::clause_end(reading, None, noun + 1, sentence.end);
        self.add(Draft {
            construction: Construction::Noun,
            cue: Some(noun..noun + 1),
            verb: Some(noun),
            class: CueClass::Say,
            speaker,
            content: vec![content],
            rate: 0,
            quoted: false,
        });
    }

    /// Quotations that no cue of their own introduces.
    fn leftover(&mut self, first: usize, block: Range<usize>, quotations: Range<usize>) {
        for q in quotations {
            let range = self.reading.quotations[q].clone();
            let words = range.clone().filter(|i| self.reading.token(*i).is_word()).count();
            if self.owners[q].is_some() || words < 3 {
                continue;
            }
            if let Some(draft) = self.continues(first, &range, &block) {
                self.owners[q] = Some(draft);
                self.drafts[draft].content.push(range);
            } else if self.reading.tag(range.start.wrapping_sub(1)) == Tag::Colon && range.start > block.start
            {
                self.colon(range);
            } else if words >= 5 {
                self.carried(first, range, &block);
            }
        }
    }

    /// The draft that the quotation goes on: the one before it in the block, or at a block's start that of the block before.
    fn continues(&self, first: usize, range: &Range<usize>, block: &Range<usize>) -> Option<usize> {
        let reading = self.reading;
        let starts = reading.tokens.sentence(range.start).start == range.start;
        let after_tag =
            range.start > block.start && matches!(reading.tag(range.start - 1), Tag::Comma | Tag::Colon);
        let last = |draft: &Draft| draft.content.last().map_or(0, |piece| piece.end);
        let quoted = |draft: &Draft| last(draft).checked_sub(1).is_some_and(|i| reading.is_quoted(i));
        let recent = || first.max(self.drafts.len().saturating_sub(16))..self.drafts.len();
        if recent().any(|i| last(&self.drafts[i]) <= range.start) {
            let fits = |i: &usize| last(&self.drafts[*i]) <= range.start && quoted(&self.drafts[*i]);
            let before = recent().filter(fits).max_by_key(|i| last(&self.drafts[*i]))?;
            let next = (starts || after_tag) && self.is_next(&self.drafts[before], range.start);
            return next.then_some(before);
        }
        let previous = first.checked_sub(1).filter(|_| range.start == block.start)?;
        let open = quoted(&self.drafts[previous]) || reading.tag(block.start.wrapping_sub(1)) == Tag::Colon;
        (open && block.start - last(&self.drafts[previous]) < 40).then_some(previous)
    }

    /// Whether the statement reaches into the sentence right before token `start`.
    fn is_next(&self, draft: &Draft, start: usize) -> bool {
        let sentence = |i: usize| self.reading.token(i).sentence;
        let last = draft.content.last().map_or(0, |piece| piece.end.saturating_sub(1));
        start > 0
            && [draft.verb.unwrap_or(last), last].into_iter().any(|i| sentence(i) >= sentence(start - 1))
    }

    /// "Her answer was short: '...'": the subject of the sentence speaks.
    fn colon(&mut self, range: Range<usize>) {
        let reading = self.reading;
        let colon = range.start - 1;
        let low = reading.tokens.sentence(colon).start.max(colon.saturating_sub(40));
        let verb = (low..colon)
            .rev()
            .find(|i| reading.tag(*i).is_finite() && !reading.is_quoted(*i) && !is_auxiliary(reading, *i));
        let same = |draft: &&Draft| draft.verb.is_some_and(|cue| cue >= low && cue < colon);
        let before = self.drafts.iter().rev().take(4).find(same).and_then(|draft| draft.speaker.clone());
        let speaker = before
            .or_else(|| verb.and_then(|verb| reading.before(clause::group_start(reading, verb, low), low)));
        self.add(Draft {
            construction: Construction::Colon,
            cue: Some(colon..range.start),
            verb: None,
            class: CueClass::Say,
            speaker,
            content: vec![range],
            rate: 0,
            quoted: false,
        });
    }

    /// Who speaks in the outermost of the last sentence's statements.
    fn last_speaker(&self, first: usize) -> Option<Range<usize>> {
        let sentence = |draft: &Draft| draft.verb.map(|verb| self.reading.token(verb).sentence);
        let recent = &self.drafts[first.max(self.drafts.len().saturating_sub(16))..];
        let last = recent.iter().rev().find(|draft| draft.speaker.is_some()).map(sentence)?;
        let outer = recent.iter().find(|draft| draft.speaker.is_some() && sentence(draft) == last)?;
        outer.speaker.clone()
    }

    /// A quotation without any cue: whoever spoke last in the block, else the subject of its sentence, may go on.
    fn carried(&mut self, first: usize, range: Range<usize>, block: &Range<usize>) {
        let reading = self.reading;
        let before = self.last_speaker(first);
        let low =
            reading.tokens.sentence(range.start).start.max(range.start.saturating_sub(40)).max(block.start);
        let verb = (low..range.start).find(|i| reading.tag(*i).is_finite() && !reading.is_quoted(*i));
        let subject = verb.and_then(|verb| reading.before(clause::group_start(reading, verb, low), low));
        let Some(speaker) = before.or(subject) else { return };
        self.add(Draft {
            construction: Construction::Continued,
            cue: None,
            verb: None,
            class: CueClass::Say,
            speaker: Some(speaker),
            content: vec![range],
            rate: 0,
            quoted: false,
        });
    }
}

/// Any verb may introduce a quotation that a comma or a colon sets off ("she shot back").
const UNLISTED: CueEntry = CueEntry { class: CueClass::Say, rates: [70, 80, 0, 0, 0, 0, 0, 0, 0] };

fn is_auxiliary(reading: &Reading, i: usize) -> bool {
    reading.token(i).shape.has(Shape::AUXILIARY) || reading.is(i, &["do", "does", "did"])
}

fn draft(
    frame: Frame,
    verb: usize,
    cue_end: usize,
    entry: &CueEntry,
    subject: Option<Subject>,
    content: Range<usize>,
) -> Draft {
    Draft {
        construction: Construction::Verb(frame, subject.as_ref().map(|subject| subject.link)),
        cue: Some(verb..cue_end),
        verb: Some(verb),
        class: entry.class,
        speaker: subject.map(|subject| subject.span),
        content: vec![content],
        rate: entry.rates[frame as usize],
        quoted: false,
    }
}
