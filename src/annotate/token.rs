//! Tokens: words and marks of an article, with sentences and parts of speech.
//!
//! Three steps: cut each block into tokens (`split`), find where sentences end (`sentence`), settle the
//! part of speech of each word (`tagging`). Code and images are left out.

pub mod tag;
mod sentence;
mod split;
pub mod tagging;

use std::ops::Range;

use super::Lexicon;
use super::lexicon::{Word, WordId};
use crate::article::{Article, BlockKind};
use crate::span::{Narrow, Span};
pub use tag::Tag;

/// A word, a number or a mark.
///
/// "don't" is two tokens (do|n't), "Ana's" too (Ana|'s); "U.S.", "Mr.", "front-runner", "1,000" and "@name" are one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    start: u32,
    end: u32,
    /// The lexicon's entry for it, whatever its case.
    pub word: WordId,
    /// Of its letters without regard to case: the same words have the same number (and, rarely, others too).
    pub hash: u32,
    /// Index into [`Tokens::sentences`].
    pub sentence: u32,
    pub tag: Tag,
    pub shape: Shape,
}

impl Token {
    pub fn span(self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    pub fn is_word(self) -> bool {
        !self.tag.is_mark()
    }
}

/// How a token is written, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape(u16);

impl Shape {
    /// Starts with a capital letter.
    pub const CAPITAL: Shape = Shape(1);
    /// Two letters or more, all capitals.
    pub const CAPITALS: Shape = Shape(1 << 1);
    /// Holds a digit.
    pub const DIGIT: Shape = Shape(1 << 2);
    /// White space (or the start of the block) comes right before.
    pub const SPACED: Shape = Shape(1 << 3);
    /// A quotation mark that opens, by its form or by the spaces around it.
    pub const OPENS: Shape = Shape(1 << 4);
    /// A quotation mark that closes, likewise. An apostrophe that stands alone may be one.
    pub const CLOSES: Shape = Shape(1 << 5);
    /// A single quotation mark or apostrophe.
    pub const SINGLE: Shape = Shape(1 << 6);
    /// In a line whose words are capitalised anyway: capitals tell nothing.
    pub const TITLED: Shape = Shape(1 << 7);
    /// Ends in a full stop: "U.S.", "Mr.".
    pub const DOTTED: Shape = Shape(1 << 8);
    /// A form of "be" or "have".
    pub const AUXILIARY: Shape = Shape(1 << 9);
    /// "al-Assad", "el-Sisi", "d'Arc", "eBay": a name whose first letter is small.
    pub const PREFIXED: Shape = Shape(1 << 10);

    pub fn has(self, shape: Shape) -> bool {
        self.0 & shape.0 != 0
    }

    fn set(&mut self, shape: Shape) {
        self.0 |= shape.0;
    }

    /// The bits of both.
    pub const fn or(self, shape: Shape) -> Shape {
        Shape(self.0 | shape.0)
    }
}

/// The tokens of an article.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    pub all: Vec<Token>,
    /// The tokens of each sentence, as ranges of `all`. A sentence lies within one block.
    pub sentences: Vec<Range<u32>>,
    /// The tokens of each block that was read; empty for code and images.
    pub blocks: Vec<Range<u32>>,
    /// Which block of the article is the first of them.
    pub first_block: usize,
}

impl Tokens {
    /// The characters of token `i`.
    pub fn text<'a>(&self, i: usize, text: &'a str) -> &'a str {
        self.all[i].span().of(text)
    }

    /// The lexicon's entry for token `i`; an empty one for words it lacks.
    pub fn word<'a>(&self, i: usize, lexicon: &'a Lexicon) -> &'a Word {
        lexicon.word(self.all[i].word)
    }

    /// The sentence that holds token `i`, as a range of tokens.
    pub fn sentence(&self, i: usize) -> Range<usize> {
        usizes(&self.sentences[self.all[i].sentence as usize])
    }

    /// The words of each sentence, in order of the text.
    pub fn sentence_spans(&self) -> Vec<Narrow> {
        let span = |tokens: &Range<u32>| {
            let tokens = &self.all[usizes(tokens)];
            tokens.first().zip(tokens.last()).map(|(first, last)| first.span().hull(last.span()).into())
        };
        self.sentences.iter().filter_map(span).collect()
    }

    /// The tokens of the block that is the `i`th of those read.
    pub fn block(&self, i: usize) -> Range<usize> {
        self.blocks.get(i).map_or(0..0, usizes)
    }

    /// The tokens of the block that holds token `i`.
    pub fn block_of(&self, i: usize) -> Range<usize> {
        self.block(self.blocks.partition_point(|block| block.end as usize <= i))
    }

    /// From the first to the last of these tokens; empty at 0 for no tokens.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        match self.all.get(tokens) {
            Some([first, .., last]) => first.span().hull(last.span()),
            Some([only]) => only.span(),
            _ => Span::default(),
        }
    }

    /// The tokens that share a byte with `span`.
    pub fn within(&self, span: Span) -> Range<usize> {
        let start = self.all.partition_point(|token| token.end as usize <= span.start);
        let end = self.all.partition_point(|token| (token.start as usize) < span.end);
        start..end.max(start)
    }
}

fn usizes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}

/// Cuts the article into tokens and sentences and tags them. Linear; texts past 4 GB are cut off there.
pub fn tokens(article: &Article, lexicon: &Lexicon) -> Tokens {
    tokens_of(article, 0..article.blocks.len(), lexicon)
}

/// The same of some of its blocks.
pub fn tokens_of(article: &Article, blocks: Range<usize>, lexicon: &Lexicon) -> Tokens {
    let mut tokens = Tokens { first_block: blocks.start, ..Tokens::default() };
    let blocks = &article.blocks[blocks];
    let bytes: usize = blocks.iter().map(|block| block.span.len()).sum();
    tokens.all.reserve(bytes / 5);
    for block in blocks {
        let start = tokens.all.len();
        let reads = !matches!(block.kind, BlockKind::Code | BlockKind::Image);
        if reads && block.span.end < u32::MAX as usize {
            split::block(&article.text, block.span, lexicon, &mut tokens.all);
            sentence::sentences(&mut tokens, start, lexicon);
        }
        tokens.blocks.push(start as u32..tokens.all.len() as u32);
    }
    let mut room = tagging::Room::last(lexicon);
    for sentence in 0..tokens.sentences.len() {
        let range = usizes(&tokens.sentences[sentence]);
        tagging::tag(&article.text, &mut tokens.all[range], lexicon, &mut room);
    }
    room.keep();
    tokens
}

#[cfg(test)]
mod tests;
