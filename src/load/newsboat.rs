//! What newsboat hands to a pager: header lines, the hard-wrapped article with `[1]` marks, and the links at the end.

use std::collections::HashMap;

use super::plain::{self, Setting};
use crate::article::{Article, Block, Markup, Meta};
use crate::span::Span;

const KEYS: [&str; 5] = ["Feed", "Title", "Author", "Link", "Date"];

/// Whether a text is such a hand-over: at least two of the header lines, one of them `Feed` or `Title` first.
pub fn is_newsboat(source: &str) -> bool {
    let headers = headers(source);
    headers.len() >= 2 && matches!(headers[0].0, "Feed" | "Title")
}

pub fn article(source: &str) -> Article {
    let meta = meta(&headers(source));
    let start = source.len() - after_headers(source).len();
    let (end, links) = links(source, start);
    let marks = marks(source, Span::new(start, end), &links);
    let cuts: Vec<Span> = marks.iter().map(|mark| mark.0).collect();
    let urls: Vec<String> = marks.iter().map(|mark| mark.1.to_string()).collect();
    let (mut article, cut_at) = plain::article_in(source, Span::new(start, end), &cuts, Setting::Wrapped);
    for (at, url) in cut_at.into_iter().zip(urls) {
        link(&article.text, &mut article.blocks, at, url);
    }
    article.meta = meta;
    article
}

fn headers(source: &str) -> Vec<(&'static str, &str)> {
    source.lines().map_while(header).collect()
}

fn header(line: &str) -> Option<(&'static str, &str)> {
    let (key, value) = line.split_once(": ")?;
    KEYS.iter().find(|known| **known == key).map(|known| (*known, value.trim()))
}

fn after_headers(source: &str) -> &str {
    let lines = source.split_inclusive('\n').take_while(|line| header(line).is_some());
    &source[lines.map(str::len).sum()..]
}

fn meta(headers: &[(&str, &str)]) -> Meta {
    let value = |key: &str| {
        let found = headers.iter().find(|(known, value)| *known == key && !value.is_empty());
        found.map(|(_, value)| value.to_string())
    };
    let (site, title, byline) = (value("Feed"), value("Title"), value("Author"));
    Meta { url: value("Link"), title, byline, site, published: value("Date"), language: None }
}

type Links<'a> = HashMap<&'a str, &'a str>;

/// Where the article ends, and the addresses listed after that by their numbers.
fn links(source: &str, start: usize) -> (usize, Links<'_>) {
    let body = &source[start..];
    let tail = body.rfind("\nLinks:").map(|at| at + 1);
    let Some(tail) = tail else { return (source.len(), Links::new()) };
    let mut lines = body[tail..].lines().skip(1).filter(|line| !line.trim().is_empty());
    let all: Option<Links> = lines.by_ref().map(link_line).collect();
    all.map_or((source.len(), Links::new()), |links| (start + tail, links))
}

/// `[1]: https://example.org/page (link)`
fn link_line(line: &str) -> Option<(&str, &str)> {
    let (number, rest) = line.trim().strip_prefix('[')?.split_once("]: ")?;
    let url = rest.split_whitespace().next()?;
    number.bytes().all(|b| b.is_ascii_digit()).then_some((number, url))
}

/// The marks in the body that a listed link answers to, with the space before them, and where they lead.
fn marks<'a>(source: &'a str, body: Span, links: &Links<'a>) -> Vec<(Span, &'a str)> {
    let mut marks = Vec::new();
    for (at, _) in body.of(source).match_indices('[') {
        let start = body.start + at;
        let Some(number) = source[start + 1..body.end].split(']').next().filter(|n| n.len() <= 4) else {
            continue;
        };
        let Some(url) = links.get(number) else { continue };
        let space = usize::from(source[..start].ends_with(' '));
        marks.push((Span::new(start - space, start + number.len() + 2), *url));
    }
    marks
}

/// The word before the mark carries the link; the anchor's own beginning is lost in this format.
fn link(text: &str, blocks: &mut [Block], at: usize, url: String) {
    let index = blocks.partition_point(|block| block.span.start <= at).saturating_sub(1);
    let Some(block) = blocks.get_mut(index) else { return };
    let before = &text[block.span.start..at.clamp(block.span.start, block.span.end)];
    let word = before.trim_end();
    let start = word
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
    if start < word.len() {
        let span = Span::new(block.span.start + start, block.span.start + word.len());
        block.markup.push((span, Markup::Link(url)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "Feed: Orvanne Courier\nTitle: Bridge opens\nAuthor: \nLink: https://example.org/bridge\n\n\
        The bridge over the river opened on Sunday [1], nine years\nafter the flood, said the council\n[2]. \
        Nobody [9] came.\n\nLinks: \n[1]: https://example.org/open (link)\n[2]: https://example.org/council (link)\n";

    #[test]
    fn headers_marks_and_links_become_markup() {
        assert!(is_newsboat(SOURCE));
        let article = article(SOURCE);
        assert_eq!(article.meta.site.as_deref(), Some("Orvanne Courier"));
        assert_eq!(article.meta.title.as_deref(), Some("Bridge opens"));
        assert_eq!(article.meta.byline, None);
        assert_eq!(article.meta.url.as_deref(), Some("https://example.org/bridge"));
        assert_eq!(
            article.text,
            "The bridge over the river opened on Sunday, nine years after the flood, said the council. Nobody [9] came."
        );
        let links: Vec<(&str, &Markup)> =
            article.blocks[0].markup.iter().map(|(span, markup)| (span.of(&article.text), markup)).collect();
        let link = |url: &str| Markup::Link(url.to_string());
        let expected = [
            ("Sunday", &link("https://example.org/open")),
            ("council", &link("https://example.org/council")),
        ];
        assert_eq!(links, expected);
    }

    #[test]
    fn other_texts_are_left_alone() {
        for source in
            ["", "Title: one header alone\n\nText.", "Dear Feed: reader\nTitle: x", "Date: x\nTitle: y\n\nz"]
        {
            assert!(!is_newsboat(source), "{source:?}");
        }
    }
}
