//! Parts of speech, by a linear-chain model over words, endings and shapes.

use std::cell::Cell;

use super::tag::{PARTS, Tag};
use super::{Shape, Token};
use crate::annotate::Lexicon;
use crate::annotate::tagger::{Tagger, shifted};
use crate::model::{Feature, Row, Totals};

/// The labels of the model: the parts of speech of words, and one for all marks.
pub const LABELS: usize = PARTS + 1;
const MARK: usize = PARTS;

/// See [`Tagger::best`]: with a wide beam not one word more in a thousand is right, and time goes with the square of it.
const BEAM: f32 = 5.0;

/// What is kept between sentences.
#[derive(Default)]
pub struct Room {
    seen: Vec<Seen>,
    labels: Vec<u8>,
    tagger: Tagger,
    forms: Forms,
}

/// Words with what they are wherever they stand, kept for those seen last: articles have few words, many times.
#[derive(Default)]
struct Forms {
    /// Which model they are of.
    model: usize,
    /// Empty until first used.
    kept: Vec<Form>,
}

/// A word as it is written.
#[derive(Clone, Copy, Default)]
struct Form {
    /// Word and shape.
    key: (u32, u32),
    totals: Totals,
}

/// How many words are kept: a power of two.
const FORMS: usize = 2048;

thread_local! {
    /// What the last text left behind.
    static ROOM: Cell<Option<Box<Room>>> = const { Cell::new(None) };
}

impl Room {
    /// The room of the last text that this thread tagged with this model.
    pub fn last(lexicon: &Lexicon) -> Box<Room> {
        let mut room = ROOM.take().unwrap_or_default();
        let model = lexicon.parts.id();
        if room.forms.model != model {
            room.forms = Forms { model, kept: Vec::new() };
        }
        room
    }

    /// Keeps it for the next text.
    pub fn keep(self: Box<Room>) {
        ROOM.set(Some(self));
    }
}

impl Forms {
    fn totals(&mut self, here: &Seen, bytes: &[u8], lexicon: &Lexicon) -> Totals {
        let key = (here.word, here.shape);
        self.kept.resize(FORMS, Form::default());
        let kept = &mut self.kept[(here.word ^ here.shape) as usize % FORMS];
        if kept.key != key {
            *kept = Form { key, ..Form::default() };
            lexicon.parts.sum(&own_features(here, bytes), &mut kept.totals);
        }
        kept.totals
    }
}

/// Tags the words of one sentence.
pub fn tag(text: &str, sentence: &mut [Token], lexicon: &Lexicon, room: &mut Room) {
    look(text, sentence, lexicon, |_| true, &mut room.seen);
    room.tagger.clear();
    let beam = shifted(&lexicon.parts, BEAM);
    for (i, token) in sentence.iter().enumerate() {
        if let Some(label) = only(token, lexicon) {
            room.tagger.only(label as u8);
            continue;
        }
        let mut totals = room.forms.totals(&room.seen[i], token.span().of(text).as_bytes(), lexicon);
        lexicon.parts.sum(&features(&room.seen, i), &mut totals);
        let scores = lexicon.parts.read(&totals);
        room.tagger.open(scores.first_chunk::<MARK>().expect("a score for marks too"), beam);
    }
    room.tagger.best(&lexicon.parts, &mut room.labels);
    for (token, label) in sentence.iter_mut().zip(&room.labels) {
        if let Some(part) = Tag::part(*label) {
            token.tag = part;
        }
    }
    for i in 1..sentence.len() {
        if owns(sentence, i) {
            sentence[i].tag = Tag::Pos;
        } else if is_month(sentence, i) {
            sentence[i].tag = Tag::Nnp;
        }
    }
}

/// "in May": no modal verb has a capital after a preposition.
fn is_month(sentence: &[Token], i: usize) -> bool {
    let token = &sentence[i];
    token.tag == Tag::Md && token.shape.has(Shape::CAPITAL) && sentence[i - 1].tag == Tag::In
}

/// "the workers' hall": an apostrophe right after an s, no quotation open before it.
fn owns(sentence: &[Token], i: usize) -> bool {
    let token = &sentence[i];
    let single = token.tag == Tag::Quote && token.shape.has(Shape::SINGLE) && !token.shape.has(Shape::SPACED);
    if !single || !matches!(sentence[i - 1].tag, Tag::Nns | Tag::Nnps | Tag::Nnp) {
        return false;
    }
    let owned = sentence.get(i + 1).is_some_and(|next| next.is_word() && next.shape.has(Shape::SPACED));
    let open = sentence[..i].iter().rev().take(40).find(|token| token.tag == Tag::Quote);
    owned && !open.is_some_and(|open| open.shape.has(Shape::SINGLE) && open.shape.has(Shape::OPENS))
}

/// The only label that a token can have: marks are marks, and many words are always the same part of speech, most of them
/// in small letters only.
fn only(token: &Token, lexicon: &Lexicon) -> Option<usize> {
    if !token.is_word() {
        return Some(MARK);
    }
    let word = lexicon.word(token.word);
    let tag = word.tag.filter(|tag| word.sure || tag.is_closed() && word.tags.is_single())?;
    let large = if tag.is_closed() { Shape::CAPITALS } else { Shape::CAPITAL };
    (!token.shape.has(large)).then_some(tag as usize)
}

/// The label that a token should get.
pub fn label(tag: Tag) -> u8 {
    (tag as u8).min(MARK as u8)
}

/// Hands the features of each token of a sentence to `each`: for training. Words that are not `known` are treated as
/// if the lexicon lacked them.
pub fn each_features(
    text: &str,
    sentence: &[Token],
    lexicon: &Lexicon,
    known: impl Fn(&Token) -> bool,
    mut each: impl FnMut(usize, &[Feature]),
) {
    let (mut seen, mut room) = (Vec::new(), Vec::new());
    look(text, sentence, lexicon, known, &mut seen);
    for i in 0..sentence.len() {
        room.clear();
        room.extend(own_features(&seen[i], sentence[i].span().of(text).as_bytes()));
        room.extend(features(&seen, i));
        each(i, &room);
    }
}

/// What is seen of a token.
#[derive(Clone, Copy)]
struct Seen {
    word: u32,
    /// Its last three letters.
    suffix: u32,
    shape: u32,
    /// The most frequent tag that the lexicon has for it, and all of them.
    tag: u32,
    tags: u32,
}

const NOTHING: Seen = Seen { word: 1, suffix: 1, shape: 1 << 10, tag: 98, tags: 98 };

fn look(
    text: &str,
    sentence: &[Token],
    lexicon: &Lexicon,
    known: impl Fn(&Token) -> bool,
    seen: &mut Vec<Seen>,
) {
    seen.clear();
    seen.extend(sentence.iter().map(|token| {
        let bytes = token.span().of(text).as_bytes();
        let word = if token.is_word() { token.hash } else { token.tag as u32 | 1 << 31 };
        let (tag, tags) = if known(token) { listed(token, lexicon) } else { (99, 99) };
        Seen { tag, tags, word, suffix: ends(bytes)[2], shape: shape(token, bytes) }
    }));
}

/// What the lexicon has for a word: its most frequent tag, and all of them as a number.
fn listed(token: &Token, lexicon: &Lexicon) -> (u32, u32) {
    if !token.is_word() {
        return (token.tag as u32, token.tag as u32);
    }
    let word = lexicon.word(token.word);
    let capital = word.capital.filter(|_| token.shape.has(Shape::CAPITAL));
    let tag = capital.or(word.tag).map_or(99, |tag| tag as u32);
    (tag, word.tags.number() ^ capital.map_or(0, |tag| tag as u32 + 1) << 20)
}

/// Its last letters, one to four.
fn ends(bytes: &[u8]) -> [u32; 4] {
    let last = lower(match bytes {
        [.., a, b, c, d] => [*a, *b, *c, *d],
        [a, b, c] => [0, *a, *b, *c],
        [a, b] => [0, 0, *a, *b],
        [a] => [0, 0, 0, *a],
        [] => [0; 4],
    });
    [1, 2, 3, 4].map(|count: usize| hash(last, count.min(bytes.len())))
}

/// Its first letters, one to three.
fn starts(bytes: &[u8]) -> [u32; 3] {
    let first = lower(match bytes {
        [a, b, c, d, ..] => [*a, *b, *c, *d],
        [a, b, c] => [*a, *b, *c, 0],
        [a, b] => [*a, *b, 0, 0],
        [a] => [*a, 0, 0, 0],
        [] => [0; 4],
    });
    [1, 2, 3]
        .map(|count: usize| count.min(bytes.len()))
        .map(|count| hash(first.rotate_left(count as u32 * 8), count))
}

/// Four bytes in lower case, the first one highest.
fn lower(bytes: [u8; 4]) -> u32 {
    let all = u32::from_be_bytes(bytes);
    let low = all & 0x7F7F_7F7F;
    // The highest bit of each byte: from A on, not beyond Z, ASCII.
    let capitals = (low + 0x3F3F_3F3F) & !(low + 0x2525_2525) & !all & 0x8080_8080;
    all | capitals >> 2
}

/// Of as many bytes, which stand lowest in `bytes`.
fn hash(bytes: u32, count: usize) -> u32 {
    let all = u64::from(bytes) & ((1 << (8 * count)) - 1);
    (count as u32).rotate_left(8 * count as u32) ^ all as u32
}

fn shape(token: &Token, bytes: &[u8]) -> u32 {
    let bit = |has: bool, bit: u32| u32::from(has) << bit;
    bit(token.shape.has(Shape::CAPITAL), 0)
        | bit(token.shape.has(Shape::CAPITALS), 1)
        | bit(token.shape.has(Shape::DIGIT), 2)
        | bit(token.shape.has(Shape::TITLED), 3)
        | bit(token.shape.has(Shape::DOTTED), 4)
        | bit(bytes.contains(&b'-'), 5)
        | bit(bytes.len() < 4, 6)
        | bit(!token.shape.has(Shape::SPACED), 7)
}

/// What tells of a word wherever it stands; its letters are `bytes`.
fn own_features(here: &Seen, bytes: &[u8]) -> [Feature; 14] {
    let mut f = Row::new(0);
    let (ends, starts) = (ends(bytes), starts(bytes));
    f.one(here.word);
    f.two(here.word, here.shape & 3);
    for end in ends {
        f.one(end);
    }
    for start in starts {
        f.one(start);
    }
    f.two(ends[1], here.shape);
    f.two(ends[2], here.shape & 9);
    f.one(here.tag);
    f.two(here.tag, here.shape & 11);
    f.one(here.tags);
    f.done()
}

/// What its neighbours tell.
#[inline(always)]
fn features(seen: &[Seen], i: usize) -> [Feature; 16] {
    let at = |offset: isize| {
        usize::try_from(i as isize + offset).ok().and_then(|i| seen.get(i)).unwrap_or(&NOTHING)
    };
    let (here, before, next) = (at(0), at(-1), at(1));
    let first = u32::from(i == 0);
    let mut f = Row::new(50);
    f.two(here.shape, first);
    f.one(before.word);
    f.one(next.word);
    f.one(at(-2).word);
    f.one(at(2).word);
    f.one(before.suffix);
    f.one(next.suffix);
    f.two(before.shape & 15, here.shape & 15);
    f.two(here.shape & 15, next.shape & 15);
    f.two(before.tag, here.tags);
    f.two(here.tags, next.tag);
    f.three(at(-2).tag, before.tag, here.tag);
    f.three(here.tag, next.tag, at(2).tag);
    f.two(before.tag, next.tag);
    f.two(before.word, here.tag);
    f.two(here.tag, next.word);
    f.done()
}
