//! Parts of speech: the lexicon's most frequent tag for a word, a guess from the endings of unknown words, and a
//! few repairs from the words around (Brill, "A Simple Rule-Based Part of Speech Tagger", ANLP 1992).

use super::tag::{FINITE, NOUNS, TagSet, VERBS};
use super::{Shape, Tag, Token};
use crate::annotate::Lexicon;
use crate::annotate::lexicon::Word;

/// Endings of unknown words and what they tell, the first that fits.
const ENDINGS: [(&str, Tag); 22] = [
    ("ing", Tag::Vbg),
    ("ed", Tag::Vbd),
    ("ly", Tag::Rb),
    ("able", Tag::Jj),
    ("ible", Tag::Jj),
    ("ful", Tag::Jj),
    ("ous", Tag::Jj),
    ("ive", Tag::Jj),
    ("less", Tag::Jj),
    ("ish", Tag::Jj),
    ("ical", Tag::Jj),
    ("ary", Tag::Jj),
    ("ial", Tag::Jj),
    ("ic", Tag::Jj),
    ("est", Tag::Jjs),
    ("ize", Tag::Vb),
    ("ise", Tag::Vb),
    ("ss", Tag::Nn),
    ("us", Tag::Nn),
    ("is", Tag::Nn),
    ("'s", Tag::Pos),
    ("s", Tag::Nns),
];

/// Tags the words of one sentence.
pub fn tag(text: &str, sentence: &mut [Token], lexicon: &Lexicon) {
    for i in 0..sentence.len() {
        if sentence[i].is_word() {
            sentence[i].tag = guess(text, sentence, i, lexicon);
        }
    }
    for i in 0..sentence.len() {
        sentence[i].tag = repair(sentence, i, lexicon);
    }
}

fn guess(text: &str, sentence: &[Token], i: usize, lexicon: &Lexicon) -> Tag {
    let token = &sentence[i];
    let word = lexicon.word(token.word);
    if token.shape.has(Shape::CAPITAL) {
        return capitalised(text, sentence, i, word);
    }
    word.tag.unwrap_or_else(|| unknown(text, token))
}

fn capitalised(text: &str, sentence: &[Token], i: usize, word: &Word) -> Tag {
    let token = &sentence[i];
    let tag = word.tag.filter(|tag| !tag.is_name());
    if tag.is_some_and(|tag| tag.is_closed() && tag != Tag::Md) {
        return tag.unwrap_or(Tag::Nnp);
    }
    if token.shape.has(Shape::TITLED) || starts_clause(sentence, i) {
        return tag.filter(|tag| !leads_name(sentence, i, *tag)).unwrap_or(Tag::Nnp);
    }
    if word.tag.is_none() && token.shape.has(Shape::DIGIT) {
        return unknown(text, token);
    }
    word.capital.unwrap_or(Tag::Nnp)
}

/// Whether a capital is due here whatever the word.
fn starts_clause(sentence: &[Token], i: usize) -> bool {
    let before = sentence[..i].iter().rev().find(|token| token.tag != Tag::Open);
    before.is_none_or(|token| matches!(token.tag, Tag::Quote | Tag::Colon | Tag::Stop | Tag::Ellipsis))
}

/// A noun or verb at the start of a sentence with a capital after it: "Mark Vane", "Bill Ode".
fn leads_name(sentence: &[Token], i: usize, tag: Tag) -> bool {
    let leads = NOUNS.has(tag) || matches!(tag, Tag::Vb | Tag::Vbp | Tag::Md | Tag::Jj);
    let next = sentence.get(i + 1);
    leads
        && !sentence[i].shape.has(Shape::TITLED)
        && next.is_some_and(|next| next.shape.has(Shape::CAPITAL) && next.is_word())
}

fn unknown(text: &str, token: &Token) -> Tag {
    let word = token.span().of(text);
    if token.shape.has(Shape::DIGIT) {
        return numeral(word);
    }
    let last = word.rsplit('-').next().filter(|last| last.len() < word.len());
    if last.is_some_and(|last| ["ed", "ing", "old", "en"].iter().any(|end| last.ends_with(end))) {
        return Tag::Jj;
    }
    let ending = ENDINGS.iter().find(|(ending, _)| word.len() > ending.len() + 1 && word.ends_with(ending));
    ending.map_or(Tag::Nn, |entry| entry.1)
}

fn numeral(word: &str) -> Tag {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    match word {
        _ if ends(&["st", "nd", "rd", "th", "old"]) => Tag::Jj,
        _ if word.starts_with(['@', '#']) => Tag::Nnp,
        _ if ends(&["0s"]) => Tag::Nns,
        _ => Tag::Cd,
    }
}

/// The tag of token `i` in the light of those around it; tags to its left are settled.
fn repair(sentence: &[Token], i: usize, lexicon: &Lexicon) -> Tag {
    let token = &sentence[i];
    let word = lexicon.word(token.word);
    let before = last_content(sentence, i);
    let next = sentence.get(i + 1).map_or(Tag::Stop, |token| token.tag);
    match token.tag {
        Tag::Quote => possessive_mark(sentence, i),
        Tag::Vbz | Tag::Pos if word.tags.has(Tag::Pos) => clitic_s(before, next),
        Tag::PrpS | Tag::Prp if word.tags.has(Tag::PrpS) => her(word, next),
        Tag::In | Tag::Wdt | Tag::Dt if word.text == "that" => that(before, next),
        tag if tag.is_mark() || tag.is_closed() => tag,
        tag => open_class(sentence, i, tag, next, lexicon),
    }
}

/// The tag before `i`, adverbs left out.
fn last_content(sentence: &[Token], i: usize) -> Tag {
    let before = sentence[..i].iter().rev().take(6).find(|token| !token.tag.is_adverb());
    before.map_or(Tag::Stop, |token| token.tag)
}

/// "the workers' hall": an apostrophe right after an s, no quotation open before it.
fn possessive_mark(sentence: &[Token], i: usize) -> Tag {
    let token = &sentence[i];
    let single = token.shape.has(Shape::SINGLE) && !token.shape.has(Shape::SPACED);
    let follows =
        i > 0 && sentence[i - 1].is_word() && matches!(sentence[i - 1].tag, Tag::Nns | Tag::Nnps | Tag::Nnp);
    let owns = sentence.get(i + 1).is_some_and(|next| next.is_word() && next.shape.has(Shape::SPACED));
    let open = sentence[..i].iter().rev().take(40).find(|token| token.tag == Tag::Quote);
    let inside = open.is_some_and(|open| open.shape.has(Shape::SINGLE) && open.shape.has(Shape::OPENS));
    if single && follows && owns && !inside { Tag::Pos } else { Tag::Quote }
}

fn clitic_s(before: Tag, next: Tag) -> Tag {
    let verb = matches!(before, Tag::Prp | Tag::Ex | Tag::Wp | Tag::Wrb | Tag::Dt | Tag::Md | Tag::Wdt);
    let complement = matches!(next, Tag::Dt | Tag::PrpS | Tag::Vbn | Tag::In | Tag::Prp);
    if verb || complement { Tag::Vbz } else { Tag::Pos }
}

fn her(word: &Word, next: Tag) -> Tag {
    let owned = NOUNS.has(next) || next.is_adjective() || matches!(next, Tag::Cd | Tag::Vbg | Tag::Vbn);
    if owned || !word.tags.has(Tag::Prp) { Tag::PrpS } else { Tag::Prp }
}

fn that(before: Tag, next: Tag) -> Tag {
    match (NOUNS.has(before), FINITE.has(next)) {
        (true, true) => Tag::Wdt,
        (false, true) => Tag::Dt,
        _ => Tag::In,
    }
}

fn open_class(sentence: &[Token], i: usize, tag: Tag, next: Tag, lexicon: &Lexicon) -> Tag {
    let word = lexicon.word(sentence[i].word);
    let before = last_content(sentence, i);
    let right_before = i.checked_sub(1).map_or(Tag::Stop, |i| sentence[i].tag);
    let tags = if word.tags.is_empty() { possible(tag) } else { word.tags };
    let name = tag.is_name() && sentence[i].shape.has(Shape::CAPITAL);
    if name {
        return tag;
    }
    if matches!(before, Tag::To | Tag::Md) && tags.has(Tag::Vb) {
        return Tag::Vb;
    }
    if follows_auxiliary(sentence, i) && tags.has(Tag::Vbn) {
        return Tag::Vbn;
    }
    if matches!(right_before, Tag::Dt | Tag::PrpS | Tag::Pos) || right_before.is_adjective() {
        return nominal(tag, tags);
    }
    let bare = matches!(tag, Tag::Vb | Tag::Vbp) && tags.has(Tag::Nn);
    if bare && matches!(right_before, Tag::Nn | Tag::In | Tag::Cd) {
        return Tag::Nn;
    }
    if tag == Tag::Vbn && tags.has(Tag::Vbd) && takes_object(sentence, i, next, lexicon) {
        return Tag::Vbd;
    }
    let subject = matches!(before, Tag::Prp | Tag::Wp | Tag::Wdt) || NOUNS.has(before);
    if subject && VERBS.any(tags) {
        return predicate(tag, tags, before, next, NOUNS.has(before));
    }
    tag
}

/// After a mark or a conjunction, before an article or "that": a past tense, not a participle.
fn takes_object(sentence: &[Token], i: usize, next: Tag, lexicon: &Lexicon) -> bool {
    let that = sentence.get(i + 1).is_some_and(|token| lexicon.word(token.word).text == "that");
    let joined = i > 0 && matches!(sentence[i - 1].tag, Tag::Comma | Tag::Cc | Tag::Close | Tag::Rb);
    that || joined && matches!(next, Tag::Dt | Tag::PrpS | Tag::Prp | Tag::Nnp)
}

/// What a word that the lexicon lacks may be beside the guess.
fn possible(tag: Tag) -> TagSet {
    match tag {
        Tag::Vbd => TagSet::of(&[Tag::Vbd, Tag::Vbn]),
        Tag::Nn => TagSet::of(&[Tag::Nn]),
        Tag::Nns => TagSet::of(&[Tag::Nns]),
        tag => TagSet::of(&[tag]),
    }
}

/// A form of have or be comes before, adverbs and "not" left out.
fn follows_auxiliary(sentence: &[Token], i: usize) -> bool {
    let before = sentence[..i].iter().rev().take(5).find(|token| !token.tag.is_adverb());
    before.is_some_and(|token| token.shape.has(Shape::AUXILIARY))
}

/// After an article, a possessive or an adjective no finite verb can stand.
fn nominal(tag: Tag, tags: TagSet) -> Tag {
    match tag {
        Tag::Vb | Tag::Vbp if tags.has(Tag::Nn) => Tag::Nn,
        Tag::Vbz if tags.has(Tag::Nns) => Tag::Nns,
        Tag::Vbd if tags.has(Tag::Vbn) => Tag::Vbn,
        Tag::Vbd if tags.has(Tag::Nn) => Tag::Nn,
        tag => tag,
    }
}

/// After a subject: the finite form, where the word has one.
fn predicate(tag: Tag, tags: TagSet, before: Tag, next: Tag, noun: bool) -> Tag {
    let plural = matches!(before, Tag::Nns | Tag::Nnps | Tag::Prp | Tag::Wp | Tag::Wdt);
    let object =
        matches!(next, Tag::Dt | Tag::PrpS | Tag::Prp | Tag::In | Tag::To | Tag::Nnp | Tag::Wp | Tag::Wrb);
    let by_likely = !noun || tag.is_verb() || object;
    match tag {
        Tag::Vbn if tags.has(Tag::Vbd) && next != Tag::In => Tag::Vbd,
        Tag::Vbn if tags.has(Tag::Vbd) && (!noun || before.is_name()) => Tag::Vbd,
        Tag::Nns
            if tags.has(Tag::Vbz) && by_likely && !plural
                || tag == Tag::Nns && !noun && tags.has(Tag::Vbz) =>
        {
            Tag::Vbz
        }
        Tag::Nn | Tag::Vb if tags.has(Tag::Vbp) && by_likely && plural => Tag::Vbp,
        tag => tag,
    }
}
