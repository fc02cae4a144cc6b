//! Texts of Project Gutenberg: the licence before and after the book is marked as such and kept, chapters are headings,
//! hard-wrapped lines are joined, `_words_` are emphasis.

use super::plain::{self, Setting};
use crate::article::{Article, Block, BlockKind, Markup, Meta};
use crate::span::Span;

/// The class (see `assets/classes.toml`) of the lines that are not the book.
const LICENCE: &str = "gutenberg-licence";

const MARKS: [&str; 2] = ["PROJECT GUTENBERG EBOOK", "PROJECT GUTENBERG ETEXT"];

/// Bytes at the top in which the book begins.
const TOP: usize = 64 << 10;

/// Whether a text is one of theirs, by the line that says where the book begins.
pub fn is_content(text: &str) -> bool {
    find(text, "*** START OF ", 0).is_some_and(|line| line.start < TOP)
}

pub fn article(source: &str) -> Article {
    let end = source.len();
    let start = find(source, "*** START OF ", 0).map_or(0, |line| line.end);
    let end = find(source, "*** END OF ", start).map_or(end, |line| line.start);
    let meta = meta(&source[..start]);
    let marks = emphasis(source, Span::new(start, end));
    let cuts: Vec<Span> = marks.iter().flat_map(|(open, close)| [*open, *close]).collect();
    let whole = Span::new(0, source.len());
    let (mut article, cut_at) = plain::article_in(source, whole, &cuts, Setting::Book);
    let is_book = |at: usize| (start..end).contains(&at);
    plain::name_blocks(&mut article, LICENCE, |at| !is_book(at));
    for pair in cut_at.chunks_exact(2) {
        emphasise(&mut article.blocks, Span::new(pair[0], pair[1].max(pair[0])));
    }
    article.meta = meta;
    find_title(&mut article);
    article
}

/// The first line of the book that says its title.
fn find_title(article: &mut Article) {
    let Some(title) = article.meta.title.as_deref().map(str::to_lowercase) else { return };
    let body = article.blocks.iter_mut().filter(|block| block.origin.is_none()).take(TITLE_PAGE);
    let mut same = body.filter(|block| block.span.of(&article.text).to_lowercase() == title);
    if let Some(block) = same.next() {
        block.kind = BlockKind::Title;
    }
}

/// Lines of a book that its title stands among.
const TITLE_PAGE: usize = 8;

/// The line, from `from` on, that begins with `words` and names the project.
fn find(text: &str, words: &str, from: usize) -> Option<Span> {
    let bare = words.replace("*** ", "***");
    let found = |words: &str| text[from..].match_indices(words).map(|(at, _)| from + at).collect::<Vec<_>>();
    let starts = [found(words), found(&bare)].concat();
    starts.into_iter().find_map(|start| {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[start..end].to_ascii_uppercase();
        let at_edge = start == 0 || text[..start].ends_with(['\n', '\r', '\u{feff}']);
        (at_edge && MARKS.iter().any(|mark| line.contains(mark))).then(|| Span::new(start, end))
    })
}

/// `Title: ...` and the like, before the book.
fn meta(head: &str) -> Meta {
    let value = |key: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(key))?;
        Some(line.trim().to_string()).filter(|value| !value.is_empty())
    };
    let date = || value("Release date: ").or_else(|| value("Release Date: "));
    let date = date().map(|date| date.split(" [").next().unwrap_or_default().to_string());
    Meta {
        title: value("Title: "),
        byline: value("Author: "),
        site: Some("Project Gutenberg".to_string()),
        published: date,
        language: value("Language: ").and_then(|name| code(&name)),
        ..Meta::default()
    }
}

/// The code of a language that the project names in English.
fn code(name: &str) -> Option<String> {
    let known = [
        ("English", "en"),
        ("French", "fr"),
        ("German", "de"),
        ("Spanish", "es"),
        ("Portuguese", "pt"),
        ("Italian", "it"),
        ("Dutch", "nl"),
        ("Finnish", "fi"),
        ("Chinese", "zh"),
    ];
    known.iter().find(|(known, _)| name.starts_with(known)).map(|(_, code)| code.to_string())
}

/// Bytes of the longest emphasis.
const LONGEST: usize = 600;

/// The pairs of `_` round words, within a paragraph.
fn emphasis(source: &str, book: Span) -> Vec<(Span, Span)> {
    let bytes = source.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(b' ');
    let (mut pairs, mut i) = (Vec::new(), book.start);
    while let Some(open) = (i..book.end).find(|&i| bytes[i] == b'_') {
        let opens = open == 0 || !at(open - 1).is_ascii_alphanumeric() && at(open - 1) != b'_';
        let opens = opens && (at(open + 1).is_ascii_alphanumeric() || at(open + 1) >= 0x80);
        let close = closing(&bytes[..book.end], open).filter(|_| opens);
        pairs.extend(close.map(|close| (Span::new(open, open + 1), Span::new(close, close + 1))));
        i = close.unwrap_or(open) + 1;
    }
    pairs
}

/// The `_` that ends what `open` begins: before it a word, no blank line between.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let end = (open + LONGEST).min(bytes.len());
    let close = (open + 1..end).find(|&i| bytes[i] == b'_')?;
    let blank = |pair: &[u8]| pair == b"\n\n" || pair == b"\n\r";
    let inner = &bytes[open + 1..close];
    let ends = !inner.last().is_some_and(u8::is_ascii_whitespace);
    (ends && !inner.is_empty() && !inner.windows(2).any(blank)).then_some(close)
}

fn emphasise(blocks: &mut [Block], words: Span) {
    let index = blocks.partition_point(|block| block.span.start <= words.start).saturating_sub(1);
    let Some(block) = blocks.get_mut(index) else { return };
    if block.span.covers(words) && !words.is_empty() {
        block.markup.push((words, Markup::Emphasis));
    }
}
