//! Sight: what the learned models see of each token, gathered once an article.

use std::ops::Range;

use crate::annotate::lexicon::Classes;
use crate::annotate::phrase::Reading;
use crate::annotate::token::{Shape, Tag};
use crate::annotate::{Figure, FigureKind, Form};

/// What is seen of a token; all numbers are names of what was seen, without order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// The word without regard to case.
    pub word: u32,
    /// The base form where the lexicon has the word, else the word.
    pub lemma: u32,
    /// Its last three letters.
    pub suffix: u32,
    pub tag: u32,
    pub shape: u32,
    pub quote: u32,
    /// Kind and form of the mention that holds it.
    pub figure: u32,
    /// Clauses end or start here.
    pub is_border: bool,
    /// What is said often starts after it.
    pub is_opener: bool,
    /// Tokens since the last quotation mark and to the next one, 255 at most.
    pub since_mark: u8,
    pub to_mark: u8,
}

/// Places of a token in a quotation.
pub const OUTSIDE: u32 = 0;
pub const INSIDE: u32 = 1;
pub const OPENS: u32 = 2;
pub const CLOSES: u32 = 3;

/// What stands beyond the ends of a block.
pub const NOTHING: Seen = Seen {
    word: 1,
    lemma: 1,
    suffix: 1,
    tag: 99,
    shape: 99,
    quote: OUTSIDE,
    figure: 0,
    is_border: false,
    is_opener: false,
    since_mark: 255,
    to_mark: 255,
};

/// All tokens as the models see them.
pub struct Sight<'a> {
    pub reading: &'a Reading<'a>,
    seen: Vec<Seen>,
}

impl<'a> Sight<'a> {
    pub fn new(reading: &'a Reading<'a>, figures: &[Figure]) -> Sight<'a> {
        let mut seen: Vec<Seen> = (0..reading.count()).map(|i| look(reading, i)).collect();
        place_quotations(reading, &mut seen);
        place_figures(reading, figures, &mut seen);
        for block in &reading.tokens.blocks {
            measure_marks(&mut seen[block.start as usize..block.end as usize]);
        }
        Sight { reading, seen }
    }

    /// What is seen at token `i` of a block; beyond its ends nothing is.
    pub fn at(&self, i: isize, block: &Range<usize>) -> &Seen {
        let inside = i >= block.start as isize && i < block.end as isize;
        if inside { &self.seen[i as usize] } else { &NOTHING }
    }

    /// What is seen at token `i` of a block and at two tokens on each side; `edge` is room for them where the block begins or
    /// ends there.
    #[inline(always)]
    pub fn near<'s>(&'s self, i: usize, block: &Range<usize>, edge: &'s mut [Seen; 5]) -> &'s [Seen; 5] {
        let inside = i >= block.start + 2 && i + 2 < block.end;
        let chunk = self.seen.get(i.saturating_sub(2)..).and_then(|rest| rest.first_chunk());
        chunk.filter(|_| inside).unwrap_or_else(|| {
            *edge = [-2, -1, 0, 1, 2].map(|offset| *self.at(i as isize + offset, block));
            edge
        })
    }

    pub fn of(&self, i: usize) -> &Seen {
        &self.seen[i]
    }

    /// The class of token `i` as a cue, as a measure; -1 for words that are not known as one.
    pub fn class(&self, i: usize) -> f32 {
        let lemma = self.reading.lexicon.lemma(self.reading.token(i).word);
        self.reading.lexicon.word(lemma).cue.map_or(-1.0, |class| f32::from(class as u8))
    }
}

fn look(reading: &Reading, i: usize) -> Seen {
    let token = reading.token(i);
    let text = reading.text(i).as_bytes();
    let lemma = reading.lexicon.lemma_hash(token.word);
    Seen {
        word: if token.is_word() { token.hash } else { mark_word(token.tag, text) },
        lemma: if lemma == 0 { token.hash } else { lemma },
        suffix: suffix(text),
        tag: token.tag as u32,
        shape: shape(token.shape, text),
        quote: OUTSIDE,
        figure: 0,
        is_border: is_border(reading, i),
        is_opener: is_opener(reading, i),
        since_mark: 255,
        to_mark: 255,
    }
}

fn is_border(reading: &Reading, i: usize) -> bool {
    is_border_tag(reading.tag(i)) || reading.has(i, Classes::BORDER)
}

fn is_opener(reading: &Reading, i: usize) -> bool {
    let tag = reading.tag(i);
    matches!(tag, Tag::To | Tag::Wrb | Tag::Wp | Tag::Colon | Tag::Quote | Tag::Comma)
        || reading.has(i, Classes::OPENER)
}

fn is_border_tag(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Comma
            | Tag::Semicolon
            | Tag::Colon
            | Tag::Dash
            | Tag::Open
            | Tag::Close
            | Tag::Cc
            | Tag::Wp
            | Tag::Wdt
            | Tag::Wrb
            | Tag::Stop
            | Tag::Quote
    )
}

/// Quotation marks and dashes of all forms are one word each.
fn mark_word(tag: Tag, text: &[u8]) -> u32 {
    let first = if matches!(tag, Tag::Quote | Tag::Dash) { 0 } else { u32::from(text[0]) };
    (tag as u32) << 8 | first
}

fn suffix(text: &[u8]) -> u32 {
    let last = &text[text.len().saturating_sub(3)..];
    last.iter().fold(text.len().min(3) as u32, |all, byte| all << 8 | u32::from(byte.to_ascii_lowercase()))
}

fn shape(shape: Shape, text: &[u8]) -> u32 {
    let bit = |has: bool, bit: u32| u32::from(has) << bit;
    bit(shape.has(Shape::CAPITAL), 0)
        | bit(shape.has(Shape::CAPITALS), 1)
        | bit(shape.has(Shape::DIGIT), 2)
        | bit(shape.has(Shape::TITLED), 3)
        | bit(shape.has(Shape::AUXILIARY), 4)
        | bit(text.contains(&b'-') && text.len() > 1, 5)
}

fn place_quotations(reading: &Reading, seen: &mut [Seen]) {
    for range in &reading.quotations {
        for token in &mut seen[range.clone()] {
            token.quote = INSIDE;
        }
        if let Some(first) = seen.get_mut(range.start) {
            first.quote = OPENS;
        }
        if range.len() > 1 && reading.tag(range.end - 1) == Tag::Quote {
            seen[range.end - 1].quote = CLOSES;
        }
    }
}

fn place_figures(reading: &Reading, figures: &[Figure], seen: &mut [Seen]) {
    for figure in figures {
        let kind = match figure.kind {
            FigureKind::Person => 1,
            FigureKind::Organization => 2,
            FigureKind::Place => 3,
            FigureKind::Other => 4,
        };
        for mention in &figure.mentions {
            let form = match mention.form() {
                Form::Name => 0,
                Form::Nominal => 1,
                Form::Pronoun => 2,
            };
            let range = reading.tokens.within(mention.span());
            let last = range.end.saturating_sub(1);
            for i in range {
                let code = kind * 6 + form * 2 + u32::from(i == last);
                if seen[i].figure == 0 || form == 0 {
                    seen[i].figure = code;
                }
            }
        }
    }
}

fn measure_marks(seen: &mut [Seen]) {
    let is_mark = |seen: &Seen| matches!(seen.quote, OPENS | CLOSES);
    let mut distance = 255u8;
    for token in seen.iter_mut() {
        distance = if is_mark(token) { 0 } else { distance.saturating_add(1) };
        token.since_mark = distance;
    }
    distance = 255;
    for token in seen.iter_mut().rev() {
        distance = if is_mark(token) { 0 } else { distance.saturating_add(1) };
        token.to_mark = distance;
    }
}

/// Distances in tokens, told apart finely near and coarsely far away.
#[inline]
pub fn bucket(distance: usize) -> u32 {
    BUCKETS[distance.min(BUCKETS.len() - 1)].into()
}

/// In a table: which one it is can hardly be foreseen.
const BUCKETS: [u8; 52] = {
    let mut buckets = [0; 52];
    let mut distance = 0;
    while distance < buckets.len() {
        buckets[distance] = match distance {
            0..=3 => distance as u8,
            4..=6 => 4,
            7..=12 => 5,
            13..=24 => 6,
            25..=50 => 7,
            _ => 8,
        };
        distance += 1;
    }
    buckets
};
