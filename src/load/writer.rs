//! Writes the article's text from stretches of its source, and keeps the way back.

use crate::article::{Block, BlockKind};
use crate::span::Span;

pub struct Writer<'a> {
    source: &'a str,
    /// Stretches of the source that stay out, in order; those written past are gone from the front.
    cuts: &'a [Span],
    pub text: String,
    pub blocks: Vec<Block>,
    /// See [`crate::article::SourceMap::steps`].
    pub steps: Vec<(usize, usize)>,
    /// Where in the text each cut was.
    pub cut_at: Vec<usize>,
}

impl<'a> Writer<'a> {
    pub fn new(source: &'a str, cuts: &'a [Span]) -> Writer<'a> {
        let text = String::with_capacity(source.len());
        Writer { source, cuts, text, blocks: Vec::new(), steps: vec![(0, 0)], cut_at: Vec::new() }
    }

    /// Writes a block of these lines (stretches of the source without white space round them).
    pub fn block(&mut self, lines: &[Span], kind: BlockKind) {
        let end = self.text.len();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        for line in lines {
            let line = if kind == BlockKind::Quote { self.without_marks(*line) } else { *line };
            self.line(line, start);
        }
        self.trim_end(start);
        if self.text.len() == start {
            self.text.truncate(end);
            return;
        }
        let span = Span::new(start, self.text.len());
        self.blocks.push(Block { span, kind, markup: Default::default(), origin: None });
    }

    /// The line without the `> ` of a quotation.
    fn without_marks(&self, line: Span) -> Span {
        let words = line.of(self.source);
        let kept = words.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
        Span::new(line.end - kept.len(), line.end)
    }

    fn line(&mut self, line: Span, block: usize) {
        if line.is_empty() {
            return;
        }
        if self.text.len() > block && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        let mut from = line.start;
        while let Some((cut, rest)) = self.cuts.split_first().filter(|(cut, _)| cut.start < line.end) {
            self.piece(Span::new(from, cut.start.max(from)), block);
            from = cut.end.max(from);
            self.close_up(from, block);
            self.cut_at.push(self.text.len());
            self.cuts = rest;
        }
        if from < line.end {
            self.piece(Span::new(from, line.end), block);
        }
    }

    /// Punctuation after a cut stands right after the word before it, also across lines.
    fn close_up(&mut self, from: usize, block: usize) {
        let mark = self.source[from..].starts_with(['.', ',', ';', ':', '!', '?', ')', '”', '"']);
        if mark && self.text.len() > block && self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    /// A stretch of one line; runs of spaces and tabs in it become one space.
    fn piece(&mut self, piece: Span, block: usize) {
        if is_tidy(piece.of(self.source).as_bytes()) {
            return self.copy(piece, block);
        }
        let words = piece.of(self.source);
        let mut at = piece.start;
        for word in words.split_inclusive([' ', '\t']) {
            let kept = word.trim_end_matches([' ', '\t']).len();
            self.copy(Span::new(at, at + kept), block);
            if kept < word.len() && self.text.len() > block && !self.text.ends_with(' ') {
                self.step(at + kept);
                self.text.push(' ');
            }
            at += word.len();
        }
    }

    fn copy(&mut self, piece: Span, block: usize) {
        let words = piece.of(self.source);
        // A space may have been written for what went before.
        let open = self.text.len() == block || self.text.ends_with(' ');
        let kept = if open { words.trim_start_matches(' ') } else { words };
        if !kept.is_empty() {
            self.step(piece.end - kept.len());
            self.text.push_str(kept);
        }
    }

    /// The next character of the text is the one at `from` in the source.
    fn step(&mut self, from: usize) {
        let to = self.text.len();
        let &(last_to, last_from) = self.steps.last().unwrap_or(&(0, 0));
        if from == last_from + (to - last_to) {
            return;
        }
        if last_to == to {
            self.steps.pop();
        }
        self.steps.push((to, from));
    }

    /// White space at the end of a block can come from a cut alone.
    fn trim_end(&mut self, block: usize) {
        let kept = self.text[block..].trim_end().len();
        self.text.truncate(block + kept);
        while self.steps.len() > 1 && self.steps.last().is_some_and(|step| step.0 > self.text.len()) {
            self.steps.pop();
        }
    }
}

/// Whether a line has no tab and no two spaces in a row. No early exit: this way it runs on many bytes at once.
fn is_tidy(line: &[u8]) -> bool {
    let Some(rest) = line.get(1..) else { return true };
    let pairs = line.iter().zip(rest);
    let untidy =
        |found, (&one, &next): (&u8, &u8)| found | ((one == b' ') & (next == b' ')) | (next == b'\t');
    !pairs.fold(line[0] == b'\t', untidy)
}
