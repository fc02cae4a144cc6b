//! Export: a document as JSON, tables, Markdown or plain text. Bytes become code points here and nowhere else.

pub mod escape;
pub mod json;
pub mod quote;
pub mod table;
pub mod text;

use crate::article::{Article, BlockKind};
use crate::document::Document;
use crate::span::Span;

/// The title the source gives, else the words of the title block.
pub fn title(document: &Document) -> Option<&str> {
    let article = &document.article;
    let block = article.blocks.iter().find(|block| block.kind == BlockKind::Title);
    article.meta.title.as_deref().or(block.map(|block| block.span.of(&article.text)))
}

/// Turns spans of the article's text into code points of the text that is printed: the input's own where
/// there is a source map, else the article's.
pub struct CodePoints<'a> {
    article: &'a Article,
    printed: &'a str,
    /// Code points before every 64th byte of `printed`; empty when it is ASCII.
    counts: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'a> CodePoints<'a> {
    pub fn new(article: &'a Article) -> CodePoints<'a> {
        let printed = article.source_map.as_ref().map_or(article.text.as_str(), |map| map.source.as_str());
        let counts = if printed.is_ascii() { Vec::new() } else { counts(printed) };
        CodePoints { article, printed, counts }
    }

    /// The text that offsets count in.
    pub fn text(&self) -> &'a str {
        self.printed
    }

    /// `(start, end)` in code points, half open.
    pub fn of(&self, span: Span) -> (usize, usize) {
        let map = self.article.source_map.as_ref();
        let span = map.map_or(span, |map| map.span_to_source(&self.article.text, span));
        (self.at(span.start), self.at(span.end))
    }

    fn at(&self, offset: usize) -> usize {
        if self.counts.is_empty() {
            return offset;
        }
        let from = offset / STRIDE;
        self.counts[from] + starts(&self.printed.as_bytes()[from * STRIDE..offset])
    }
}

fn counts(text: &str) -> Vec<usize> {
    let mut count = 0;
    let mut counts = vec![0];
    for chunk in text.as_bytes().chunks(STRIDE) {
        count += starts(chunk);
        counts.push(count);
    }
    counts
}

/// How many code points start in these bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}
