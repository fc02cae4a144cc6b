//! Export: a document as JSON, tables, Markdown, HTML or plain text. Bytes become code points here and nowhere else.

pub mod aliases;
pub mod corrections;
pub mod escape;
pub mod form;
pub mod json;
pub mod only;
pub mod page;
pub mod quote;
pub mod schema;
pub mod table;
pub mod text;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::anchor::Anchor;
use crate::article::Article;
use crate::document::Document;
use crate::highlight::Highlights;
use crate::span::Span;

/// What the user marked in an article.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    pub highlights: &'a Highlights,
    /// Places by their letters.
    pub bookmarks: &'a BTreeMap<char, Anchor>,
}

/// A whole article with what the user said about it and marked in it, as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Markdown,
    /// One page that needs nothing else.
    Html,
    Json,
}

impl File {
    pub const ALL: [File; 3] = [File::Markdown, File::Html, File::Json];

    /// What the command line calls it.
    pub fn word(self) -> &'static str {
        match self {
            File::Markdown => "markdown",
            File::Html => "html",
            File::Json => "json",
        }
    }

    pub fn named(word: &str) -> Option<File> {
        File::ALL.into_iter().find(|file| file.word() == word)
    }

    /// The ending of its name.
    pub fn ending(self) -> &'static str {
        match self {
            File::Markdown => "md",
            file => file.word(),
        }
    }

    /// What is in it; `source` is the name of the article. Markdown leaves folded lines out.
    pub fn of(self, source: &str, document: &Document, own: Own) -> String {
        match self {
            File::Markdown => text::marked(document, |block| !document.marks.is_folded(block), own),
            File::Html => page::page(document, own),
            File::Json => {
                let ids = json::Ids::new(document);
                let mut out = Vec::new();
                // Writing into memory does not fail.
                let _ = escape::pretty(&mut out, &json::marked(source, document, &ids, own));
                out.push(b'\n');
                String::from_utf8_lossy(&out).into_owned()
            }
        }
    }
}

/// Turns spans of the article's text into code points of the text that is printed: the input's own where
/// there is a source map, else the article's.
pub struct CodePoints<'a> {
    article: &'a Article,
    printed: Cow<'a, str>,
    /// Code points before every 64th byte of `printed`; empty when it is ASCII.
    counts: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'a> CodePoints<'a> {
    pub fn new(article: &'a Article) -> CodePoints<'a> {
        let map = article.source_map.as_ref();
        let printed =
            map.map_or(Cow::Borrowed(article.text.as_str()), |map| map.source(&article.text).into());
        let counts = if printed.is_ascii() { Vec::new() } else { counts(&printed) };
        CodePoints { article, printed, counts }
    }

    /// The text that offsets count in.
    pub fn into_text(self) -> Cow<'a, str> {
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
