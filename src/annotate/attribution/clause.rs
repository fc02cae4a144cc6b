//! Clauses around a cue verb: its subject to the left, what it takes to the right, and where that ends.

use std::ops::Range;

use crate::annotate::lexicon::{Classes, Frame};
use crate::annotate::phrase::Reading;
use crate::annotate::token::Tag;

/// Most tokens of reported content, so that a sentence of any length is read in linear time.
pub const LONGEST: usize = 150;
/// How far left the governing verb of a participle or infinitive is looked for, in tokens.
const REACH: usize = 40;

/// The words that name who speaks, and how they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    pub span: Range<usize>,
    pub link: Link,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Right before the verb.
    Near,
    /// "said Ode"
    Inverted,
    /// "who said"
    Relative,
    /// Shared with a verb before: "came and said", ", saying", "tried to say".
    Shared,
}

/// What the verb takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Complement {
    pub frame: Frame,
    /// The last token of the cue, which a preposition or particle may extend.
    pub cue_end: usize,
    pub content: Range<usize>,
}

/// Auxiliaries, modals, adverbs and "not" between subject and verb.
fn is_helper(reading: &Reading, i: usize) -> bool {
    let tag = reading.tag(i);
    let helper = reading.is(
        i,
        &["be", "is", "was", "are", "were", "been", "has", "have", "had", "'ve", "'d", "did", "does", "do"],
    );
    !reading.is_quoted(i)
        && (tag.is_adverb()
            || tag == Tag::Md
            || helper
            || tag == Tag::Vbz && reading.is(i, &["'s"])
            || reading.is(i, &["also", "n't"]))
}

/// The first token of the verb group that ends in `verb`.
pub fn group_start(reading: &Reading, verb: usize, low: usize) -> usize {
    let mut start = verb;
    while start > low && verb - start < 8 && is_helper(reading, start - 1) {
        start -= 1;
    }
    start
}

/// Whether a form of "be" comes right before (adverbs left out) and the verb is a past participle.
pub fn is_passive(reading: &Reading, verb: usize, low: usize) -> bool {
    let start = group_start(reading, verb, low);
    let be = ["be", "is", "was", "are", "were", "been", "being", "'s", "'re", "'m", "am"];
    reading.tag(verb) == Tag::Vbn && (start..verb).any(|i| reading.is(i, &be))
        || reading.tag(verb) == Tag::Vbn && start == verb
}

pub fn subject(reading: &Reading, verb: usize, low: usize) -> Option<Subject> {
    let start = group_start(reading, verb, low);
    let free = start > low && !reading.is_quoted(start - 1);
    let close = || relative(reading, start).or_else(|| near(reading, verb, start, low));
    if free { close() } else { None }.or_else(|| shared(reading, verb, start, low))
}

fn relative(reading: &Reading, start: usize) -> Option<Subject> {
    let before = start - 1;
    let found = matches!(reading.tag(before), Tag::Wp | Tag::Wdt) && !reading.is(before, &["what"]);
    found.then_some(Subject { span: before..start, link: Link::Relative })
}

fn near(reading: &Reading, verb: usize, start: usize, low: usize) -> Option<Subject> {
    let bare = start == verb && matches!(reading.tag(verb), Tag::Vbg | Tag::Vb);
    if bare || matches!(reading.tag(start - 1), Tag::Cc | Tag::To) {
        return None;
    }
    let span = reading.before(start, low)?;
    Some(Subject { span, link: Link::Near })
}

/// The subject of the nearest finite verb to the left, for participles, infinitives and joined verbs.
fn shared(reading: &Reading, verb: usize, start: usize, low: usize) -> Option<Subject> {
    let hangs = reading.tag(verb) == Tag::Vbg
        || start > low && matches!(reading.tag(start - 1), Tag::Cc | Tag::To | Tag::Comma)
        || reading.tag(verb) == Tag::Vb;
    if !hangs {
        return None;
    }
    let low = low.max(start.saturating_sub(REACH));
    let tense = reading.tag(verb);
    let fits =
        |i: &usize| if tense.is_finite() { reading.tag(*i) == tense } else { reading.tag(*i).is_finite() };
    let verbs = (low..start).rev().filter(|i| fits(i) && !reading.is_quoted(*i));
    for finite in verbs.take(4) {
        let first = group_start(reading, finite, low);
        if first <= low || reading.is_quoted(first - 1) {
            continue;
        }
        let span = match relative(reading, first) {
            Some(found) if reading.tag(start - 1) == Tag::Comma => antecedent(reading, found.span.start, low),
            Some(found) => Some(found.span),
            None => reading.before(first, low),
        };
        if let Some(span) = span {
            return Some(Subject { span, link: Link::Shared });
        }
    }
    None
}

/// The phrase that the relative at `relative` takes up.
fn antecedent(reading: &Reading, relative: usize, low: usize) -> Option<Range<usize>> {
    let comma = relative > low && reading.tag(relative - 1) == Tag::Comma;
    reading.before(relative - usize::from(comma), low)
}

/// What the verb at `verb` takes to its right, before `high`.
pub fn complement(reading: &Reading, verb: usize, high: usize) -> Option<Complement> {
    let mut at = verb + 1;
    while at < high && reading.tag(at).is_adverb() {
        at += 1;
    }
    let at = past_addressee(reading, verb, at, high);
    let at = past_adverbial(reading, at, high);
    if at >= high {
        return None;
    }
    let (frame, start) = frame(reading, verb, at, high)?;
    let cue_end = if frame == Frame::Preposition { start } else { verb + 1 };
    let end = clause_end(reading, Some(verb), start, high);
    (end > start).then_some(Complement { frame, cue_end, content: start..end })
}

fn opens_quotation(reading: &Reading, at: usize) -> bool {
    reading.quotation(at).is_some_and(|q| reading.quotations[q].start == at)
}

/// "told reporters that": past whom it was said to.
fn past_addressee(reading: &Reading, verb: usize, at: usize, high: usize) -> usize {
    let tells = [
        "tell", "assure", "remind", "inform", "warn", "urge", "ask", "advise", "thank", "notify", "promise",
        "order",
    ];
    let tells = tells.contains(&reading.lemma(verb)) || reading.lemma(verb) == "encourage";
    let phrase = if tells { reading.simple(at, high) } else { None };
    let Some(phrase) = phrase else { return at };
    let end = past_adverbial(reading, phrase.end, high);
    let takes = matches!(
        reading.tag(end),
        Tag::To | Tag::Prp | Tag::Wrb | Tag::Wp | Tag::Comma | Tag::Colon | Tag::Dt
    ) || reading.is(end, &["that", "about", "whether", "if", "there"])
        || reading.tag(end).is_name()
        || opens_quotation(reading, end);
    if takes { end } else { at }
}

/// Past "on Monday", "in a statement", "at a rally in Vale" where a clause or quotation follows.
fn past_adverbial(reading: &Reading, at: usize, high: usize) -> usize {
    let mut end = at;
    for _ in 0..4 {
        end = past_phrase(reading, end, high);
    }
    let comma = usize::from(reading.tag(end) == Tag::Comma);
    let quotation = opens_quotation(reading, end)
        || matches!(reading.tag(end), Tag::Colon | Tag::Comma) && opens_quotation(reading, end + 1);
    let clause =
        reading.is(end + comma, &["that", "he", "she", "they", "it", "there", "we", "i", "whether", "to"]);
    let dated = end == at + 1;
    if end < high && (quotation || clause || dated) { end } else { at }
}

fn past_phrase(reading: &Reading, at: usize, high: usize) -> usize {
    if at < high && reading.has(at, Classes::DATE) {
        return at + 1;
    }
    let opens = [
        "on", "in", "at", "during", "after", "to", "before", "from", "last", "this", "earlier", "of", "via",
        "with", "late",
    ];
    if at >= high || !reading.is(at, &opens) || matches!(reading.tag(at + 1), Tag::Vb) {
        return at;
    }
    let start = at + usize::from(matches!(reading.tag(at), Tag::In | Tag::To));
    let mut end = reading.simple(start, high).map_or(at, |phrase| phrase.end);
    while end < high && end > at && reading.has(end, Classes::DATE) {
        end += 1;
    }
    end
}

fn frame(reading: &Reading, verb: usize, at: usize, high: usize) -> Option<(Frame, usize)> {
    let tag = reading.tag(at);
    if matches!(tag, Tag::Comma | Tag::Colon) {
        let that = tag == Tag::Comma && reading.is(at + 1, &["that"]);
        return match opens_quotation(reading, at + 1) && at + 1 < high {
            true => Some((Frame::Quotation, at + 1)),
            false if that => Some((Frame::That, at + 1)),
            false if tag == Tag::Colon && at + 2 < high => Some((Frame::Clause, at + 1)),
            false => None,
        };
    }
    if opens_quotation(reading, at) {
        return Some((Frame::Quotation, at));
    }
    match tag {
        Tag::In | Tag::Dt | Tag::Wdt
            if reading.is(at, &["that"])
                && (!reading.tag(at + 1).is_mark() || opens_quotation(reading, at + 1)) =>
        {
            Some((Frame::That, at))
        }
        Tag::Wrb | Tag::Wp | Tag::Wdt => Some((Frame::Question, at)),
        Tag::In if reading.is(at, &["whether", "if"]) => Some((Frame::Question, at)),
        Tag::To if matches!(reading.tag(at + 1), Tag::Vb | Tag::Rb | Tag::Vbp) => {
            Some((Frame::Infinitive, at))
        }
        Tag::In | Tag::To | Tag::Rp if at + 1 < high => Some((Frame::Preposition, at + 1)),
        _ if tag.is_mark() && tag != Tag::Symbol => None,
        _ if is_clause(reading, at, high) => Some((Frame::Clause, at)),
        _ if reading.lemma(verb) == "say" => Some((Frame::Clause, at)),
        _ => Some((Frame::Object, at)),
    }
}

/// Whether a subject and a finite verb start here.
fn is_clause(reading: &Reading, at: usize, high: usize) -> bool {
    if reading.is(at, &["he", "she", "they", "we", "i", "there", "if", "while", "when", "because", "as"]) {
        return true;
    }
    let finite = |i: &usize| reading.tag(*i).is_finite() && !reading.is_quoted(*i);
    let Some(verb) = (at + 1..high.min(at + 14)).find(finite) else { return false };
    let broken = (at..verb).any(|i| {
        matches!(reading.tag(i), Tag::Comma | Tag::Wp | Tag::Wdt | Tag::Semicolon | Tag::Colon | Tag::Wrb)
    });
    let joined = (at..verb).any(|i| {
        reading.is(
            i,
            &["that", "who", "which", "as", "when", "while", "because", "after", "if", "before", "since"],
        )
    });
    let conjoined = reading.tag(verb - 1) == Tag::Cc;
    !broken && !joined && !conjoined
}

/// Where reported content that starts at `start` ends: at the end of the sentence, or where the writer takes over.
pub fn clause_end(reading: &Reading, verb: Option<usize>, start: usize, high: usize) -> usize {
    let high = high.min(start + LONGEST);
    let stop =
        (start + 2..high).find(|i| !reading.is_quoted(*i) && takes_over(reading, verb, *i, start, high));
    whole_quotation(reading, trim(reading, start, stop.unwrap_or(high)))
}

/// Past the end of the quotation that `end` falls into: its sentences belong together.
fn whole_quotation(reading: &Reading, end: usize) -> usize {
    let quotation = end.checked_sub(1).and_then(|last| reading.quotation(last));
    let over = quotation.map_or(end, |quotation| reading.quotations[quotation].end);
    if over < end + 4 * LONGEST { over } else { end }
}

/// Without marks at the end (a closing quotation mark stays).
pub fn trim(reading: &Reading, start: usize, end: usize) -> usize {
    let mut end = end;
    while end > start
        && reading.tag(end - 1).is_mark()
        && !reading.is_quoted(end - 1)
        && reading.tag(end - 1) != Tag::Close
    {
        end -= 1;
    }
    end
}

fn takes_over(reading: &Reading, verb: Option<usize>, i: usize, start: usize, high: usize) -> bool {
    if i > start + 2 && reading.is_quoted(i - 1) && matches!(reading.tag(i - 2), Tag::Comma | Tag::Stop) {
        return true;
    }
    match reading.tag(i) {
        Tag::Semicolon => true,
        Tag::Comma => after_comma(reading, verb, i + 1, start, high),
        Tag::Cc => reading.is(i, &["and", "but"]) && joins_cue(reading, verb, i + 1),
        _ => false,
    }
}

fn after_comma(reading: &Reading, verb: Option<usize>, next: usize, start: usize, high: usize) -> bool {
    let turns = ["but", "while", "although", "though", "whereas", "according"];
    let participle = reading.tag(next) == Tag::Vbg && has_cue(reading, next);
    let joined = reading.is(next, &["and", "but"]) && joins_cue(reading, verb, next + 1);
    let predicate = matches!(reading.tag(next), Tag::Vbd | Tag::Vbz | Tag::Md)
        && !reading.is_quoted(next)
        && (verb.is_some_and(|verb| !reading.tag(verb).is_finite()) || has_finite(reading, start, next));
    let tail = next + 1 < high && next - start > 3 && tag_follows(reading, next, high);
    reading.is(next, &turns) || participle || joined || predicate || tail
}

/// Whether a clause that starts at `start` has its verb before `end`.
pub fn has_finite(reading: &Reading, start: usize, end: usize) -> bool {
    (start.max(end.saturating_sub(REACH))..end).any(|i| reading.tag(i).is_finite())
}

/// Whether the word is a verb of the cue list.
pub fn has_cue(reading: &Reading, i: usize) -> bool {
    let id = reading.token(i).word;
    reading.lexicon.word(reading.lexicon.lemma(id)).cue.is_some()
}

/// "and added", "and he said": another statement starts, told in the tense of the verb before.
fn joins_cue(reading: &Reading, verb: Option<usize>, next: usize) -> bool {
    let joined = (next..next + 3).find(|i| !reading.tag(*i).is_adverb()).unwrap_or(next);
    let tense = verb.map(|verb| reading.tag(verb)).filter(|tag| tag.is_finite());
    let says = |i: usize| {
        let tag = reading.tag(i);
        let fits = tense.is_none_or(|tense| tense == tag);
        matches!(tag, Tag::Vbd | Tag::Vbz) && fits && i < reading.count() && has_cue(reading, i)
    };
    says(joined) || reading.tag(joined) == Tag::Prp && says(joined + 1)
}

/// ", she said" or ", said Ode" inside or after the content.
fn tag_follows(reading: &Reading, next: usize, high: usize) -> bool {
    let says = |i: usize| {
        matches!(reading.lemma(i), "say" | "add" | "note" | "write" | "argue") && reading.tag(i).is_finite()
    };
    if says(next) {
        return true;
    }
    let subject = reading.simple(next, high);
    let verb = subject.map_or(next, |phrase| phrase.end);
    verb > next && says(verb) && (verb + 1 >= high || reading.tag(verb + 1).is_mark())
}
