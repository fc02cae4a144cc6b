//! Cues: how likely each word is the head of a cue ("said", "according", "claim", the colon after a name).

use std::ops::Range;

use super::sight::{Sight, bucket};
use crate::annotate::lexicon::Classes;
use crate::annotate::token::Tag;
use crate::annotate::token::tag::VERBS;
use crate::model::{Feature, Model, Row};

/// How far ahead the word that opens reported content is looked for, in tokens.
const AHEAD: usize = 8;

/// Whether the word can be the head of a cue at all.
pub fn is_candidate(sight: &Sight, i: usize) -> bool {
    let (reading, tag) = (sight.reading, sight.reading.tag(i));
    let word = reading.lexicon.word(reading.token(i).word);
    let verbal = VERBS.any(word.tags) && !tag.is_closed() && !tag.is_name();
    tag.is_verb() || tag == Tag::Colon || verbal || word.classes.has(Classes::CUE_HEAD)
}

/// Where the words right beside a candidate speak so much against it, in natural logarithms of odds, nothing else is
/// looked at: of six in ten, among which one in a thousand would have been likely enough for what comes next.
const HOPELESS: f32 = -2.9;

/// The chance that token `i` is the head of a cue; 0 where it is hopeless.
pub fn chance(model: &Model<1>, sight: &Sight, i: usize, block: &Range<usize>) -> f32 {
    let beside = model.score(&beside(sight, i, block));
    if (beside as f32) * model.unit < HOPELESS {
        return 0.0;
    }
    model.chance_of(beside + model.score(&around(sight, i, block)) - model.start[0])
}

/// What is seen around a candidate.
pub fn features(sight: &Sight, i: usize, block: &Range<usize>) -> impl Iterator<Item = Feature> {
    beside(sight, i, block).into_iter().chain(around(sight, i, block))
}

/// The words right beside it.
fn beside(sight: &Sight, i: usize, block: &Range<usize>) -> [Feature; 31] {
    let mut f = Row::new(0);
    let at = |offset: isize| sight.at(i as isize + offset, block);
    let (here, next, before) = (at(0), at(1), at(-1));
    let (lemma, tag) = (here.lemma, here.tag);
    f.one(0);
    f.one(lemma);
    f.one(here.word);
    f.two(lemma, tag);
    f.one(here.suffix);
    for offset in [-3, -2, -1, 1, 2, 3] {
        f.one(at(offset).word);
        f.one(at(offset).tag);
    }
    f.two(lemma, next.word);
    f.two(lemma, next.tag);
    f.three(lemma, next.tag, at(2).tag);
    f.two(lemma, before.word);
    f.two(lemma, before.tag);
    f.three(tag, next.word, at(2).tag);
    f.three(before.tag, tag, next.tag);
    f.three(tag, next.tag, at(2).tag);
    f.three(at(-2).tag, before.tag, tag);
    f.three(here.quote, before.quote, next.quote);
    f.two(here.quote, lemma);
    f.three(before.figure, tag, next.tag);
    f.two(lemma, before.figure);
    f.two(lemma, next.figure);
    f.done()
}

/// Where it stands in its sentence, and what of that may be its subject and what opens what is said.
fn around(sight: &Sight, i: usize, block: &Range<usize>) -> [Feature; 22] {
    let mut f = Row::new(100);
    let reading = sight.reading;
    let here = sight.of(i);
    let (lemma, tag) = (here.lemma, here.tag);
    let sentence = reading.tokens.sentence(i);
    let marks = (bucket(here.since_mark.into()), bucket(here.to_mark.into()));
    f.three(here.quote, marks.0, marks.1);
    f.three(tag, here.quote, marks.1);
    f.three(tag, here.quote, marks.0);
    f.three(lemma, marks.0.min(3), marks.1.min(4));
    f.two(bucket(i - sentence.start), bucket(sentence.end - i));
    f.two(lemma, bucket(sentence.end - i));
    f.two(tag, bucket(i - sentence.start));
    let first = sight.of(sentence.start);
    f.two(first.word, tag);
    let last = sight.of(sentence.end - 1);
    f.three(first.quote, last.quote, here.quote);
    let (opener, distance) = opener(sight, i, &sentence);
    f.two(opener, bucket(distance));
    f.two(lemma, opener);
    f.three(tag, opener, bucket(distance));
    let (subject, far) = subject(sight, i, &sentence);
    f.two(subject.figure, bucket(far));
    f.two(subject.word, tag);
    f.three(subject.figure, subject.tag, tag);
    f.two(lemma, subject.figure);
    f.two(subject.word, lemma);
    let finite = (i + 1..sentence.end.min(i + 16)).find(|i| reading.tag(*i).is_finite());
    let finite = finite.map_or((0, 0), |at| (bucket(at - i), sight.of(at).tag));
    f.three(tag, finite.0, finite.1);
    f.two(lemma, finite.0);
    let helper = helper(sight, i, &sentence);
    f.two(helper, tag);
    f.two(helper, lemma);
    let up = block.start == sentence.start;
    f.three(u32::from(up), u32::from(sentence.end == block.end), bucket(block.len()));
    f.done()
}

/// The first word ahead that may open reported content, and how far it is; 0 for none.
fn opener(sight: &Sight, i: usize, sentence: &Range<usize>) -> (u32, usize) {
    let reading = sight.reading;
    for at in i + 1..sentence.end.min(i + AHEAD) {
        let tag = reading.tag(at);
        let opens = match tag {
            Tag::To | Tag::Wrb | Tag::Wp | Tag::Colon | Tag::Quote | Tag::Comma | Tag::Stop => true,
            _ => reading.is(at, &["that", "if", "whether", "for", "as", "about", "of", "against"]),
        };
        if opens {
            return (sight.of(at).word, at - i);
        }
    }
    (0, 0)
}

/// The noun or pronoun nearest to the left in the sentence, and how far it is.
fn subject<'a>(sight: &'a Sight, i: usize, sentence: &Range<usize>) -> (&'a super::sight::Seen, usize) {
    let reading = sight.reading;
    let low = sentence.start.max(i.saturating_sub(10));
    let is_head = |at: &usize| {
        let tag = reading.tag(*at);
        tag.is_noun() || matches!(tag, Tag::Prp | Tag::Wp | Tag::Wdt)
    };
    let found = (low..i).rev().find(is_head);
    found.map_or((sight.of(i), 0), |at| (sight.of(at), i - at))
}

/// The auxiliary, modal or "to" before a verb, adverbs left out; 0 for none.
fn helper(sight: &Sight, i: usize, sentence: &Range<usize>) -> u32 {
    let reading = sight.reading;
    let low = sentence.start.max(i.saturating_sub(4));
    let before = (low..i).rev().find(|at| !reading.tag(*at).is_adverb());
    let helps = |at: &usize| {
        let tag = reading.tag(*at);
        tag == Tag::Md || tag == Tag::To || sight.of(*at).shape & 1 << 4 != 0
    };
    before.filter(helps).map_or(0, |at| sight.of(at).word)
}
