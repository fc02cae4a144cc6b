//! Writer: puts the words of a page together as blocks, with the markup over them and where each came from.

use crate::article::{Block, BlockKind, Markup, Origin};
use crate::span::Span;

/// What holds for words at some place of the page.
#[derive(Clone, Default)]
pub struct Place {
    pub kind: Option<BlockKind>,
    /// Links and emphasis around the words.
    pub markup: Vec<Markup>,
    /// Class names and ids of the elements around, the nearest first.
    pub classes: Vec<String>,
    pub lists: Vec<List>,
    /// Whether spaces and line breaks count.
    pub verbatim: bool,
}

/// A list one is in: the number of its next item, or none where it is not numbered.
#[derive(Clone, Copy)]
pub struct List {
    pub number: Option<usize>,
}

#[derive(Default)]
pub struct Writer {
    pub text: String,
    pub blocks: Vec<Block>,
    /// Where the block being written starts.
    start: Option<usize>,
    kind: Option<BlockKind>,
    markup: Vec<(Span, Markup)>,
    classes: Vec<String>,
    /// Written before the next words: the mark of a list item.
    pub mark: Option<String>,
    /// Bytes of the mark in front of the block.
    marked: usize,
}

impl Writer {
    /// Adds words to the block being written; white space runs become one space.
    pub fn words(&mut self, words: &str, place: &Place) {
        if place.verbatim {
            return self.verbatim(words, place);
        }
        for piece in words.split_inclusive(is_space) {
            let word = piece.trim_end_matches(is_space);
            if !word.is_empty() {
                self.put(word, place);
            }
            if word.len() < piece.len() {
                self.space(place);
            }
        }
    }

    fn space(&mut self, place: &Place) {
        let open = self.start.is_some_and(|start| self.text.len() > start + self.marked);
        if open && !self.text.ends_with(' ') {
            self.put(" ", place);
        }
    }

    /// Words whose spaces count: each line a block.
    fn verbatim(&mut self, words: &str, place: &Place) {
        for (i, line) in words.split('\n').enumerate() {
            if i > 0 {
                self.end();
            }
            let line = line.trim_end_matches('\r').replace('\t', "    ");
            if !line.is_empty() && (self.start.is_some() || !line.trim().is_empty()) {
                self.put(&line, place);
            }
        }
    }

    /// Adds words as they are.
    fn put(&mut self, words: &str, place: &Place) {
        if self.start.is_none() {
            self.begin(place);
        }
        let start = self.text.len();
        self.text.push_str(words);
        for markup in &place.markup {
            self.mark_up(start, markup);
        }
    }

    fn begin(&mut self, place: &Place) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.start = Some(self.text.len());
        self.kind = place.kind;
        self.classes = place.classes.clone();
        let mark = self.mark.take().unwrap_or_default();
        self.marked = mark.len();
        self.text.push_str(&mark);
    }

    /// Lays markup over what was written from `start` on; what it already covers up to there grows.
    fn mark_up(&mut self, start: usize, markup: &Markup) {
        let end = self.text.len();
        let before =
            self.markup.iter_mut().rev().take(8).find(|(span, known)| span.end == start && known == markup);
        match before {
            Some((span, _)) => span.end = end,
            None => self.markup.push((Span::new(start, end), markup.clone())),
        }
    }

    /// The words of the block being written.
    pub fn open(&self) -> &str {
        self.start.map_or("", |start| &self.text[start..])
    }

    /// Ends the block being written.
    pub fn end(&mut self) {
        let Some(start) = self.start.take() else { return };
        self.text.truncate(self.text.trim_end().len().max(start));
        let end = self.text.len();
        let marked = std::mem::take(&mut self.marked);
        let markup = std::mem::take(&mut self.markup);
        if end <= start + marked.saturating_sub(1) || self.repeats(&self.text[start + marked..end]) {
            self.text.truncate(start.saturating_sub(1));
            return;
        }
        let markup = markup.into_iter().filter_map(|(span, markup)| Some((cut(span, end)?, markup)));
        let markup: Vec<(Span, Markup)> = markup.collect();
        let origin = Origin {
            classes: std::mem::take(&mut self.classes),
            link_density: density(&markup, end - start),
        };
        let kind = self.kind.unwrap_or(BlockKind::Paragraph);
        let markup = markup.into_iter().collect();
        self.blocks.push(Block { span: Span::new(start, end), kind, markup, origin: Some(Box::new(origin)) });
    }

    /// Whether some words only repeat the name of an image just before, or its caption.
    fn repeats(&self, words: &str) -> bool {
        let words = words.strip_prefix("Image: ").unwrap_or(words);
        let before = &self.blocks[self.blocks.len().saturating_sub(6)..];
        let same = |block: &Block| {
            let said = block.span.of(&self.text).trim_start_matches("• ");
            said.strip_prefix("Image: ").unwrap_or(said) == words
        };
        let again = words.len() > 40 && before.iter().rev().take(3).any(same);
        again
            || words.len() > 12
                && before.iter().any(|block| block.kind == BlockKind::Image)
                && before.iter().any(same)
    }

    /// A block of its own, on one line.
    pub fn line(&mut self, words: &str, kind: BlockKind, place: &Place) {
        self.end();
        if !words.trim().is_empty() {
            self.put(words, &Place { kind: Some(kind), ..place.clone() });
        }
        self.end();
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{b}' | '\u{85}' | '\u{a0}' | '\u{2028}' | '\u{2029}')
}

fn cut(span: Span, end: usize) -> Option<Span> {
    (span.start < end).then(|| Span::new(span.start, span.end.min(end)))
}

/// Share of a block that is links.
fn density(markup: &[(Span, Markup)], length: usize) -> f32 {
    let links = markup.iter().filter(|(_, markup)| matches!(markup, Markup::Link(_)));
    let linked: usize = links.map(|(span, _)| span.len()).sum();
    (linked as f32 / length.max(1) as f32).min(1.0)
}
