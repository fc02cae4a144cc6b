//! The article as one page of HTML that needs nothing else: no scripts, no fonts, no pictures, nothing from elsewhere.
//! Everything of the article is escaped; the page's own policy forbids what would slip through.

use std::fmt::Write;
use std::ops::Range;

use super::{Own, quote, text};
use crate::annotate::StatementId;
use crate::article::{BlockKind, Markup, is_web_address};
use crate::document::Document;
use crate::harmless;
use crate::span::Span;

const STYLE: &str = include_str!("../../assets/page.css");

/// The whole page.
pub fn page(document: &Document, own: Own) -> String {
    let title = document.article.title().unwrap_or("Article");
    let language = document
        .annotations
        .language
        .as_deref()
        .filter(|code| code.len() <= 3 && code.bytes().all(|byte| byte.is_ascii_lowercase()));
    let page = Page { document, own, numbers: document.numbers(|block| !document.marks.is_folded(block)) };
    let mut out = String::new();
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<article>\n{}",
        language.unwrap_or("en"),
        escape(title),
        page.head(),
    );
    page.blocks(&mut out);
    out.push_str("</article>\n");
    page.said(&mut out);
    page.marked(&mut out);
    page.bookmarks(&mut out);
    out.push_str("</body>\n</html>\n");
    out
}

struct Page<'a> {
    document: &'a Document,
    own: Own<'a>,
    numbers: Vec<Option<usize>>,
}

impl Page<'_> {
    fn head(&self) -> String {
        let article = &self.document.article;
        let meta = &article.meta;
        let title = article.title_apart().map(|title| format!("<h1>{}</h1>\n", escape(title)));
        let date = meta.published.as_deref().map(quote::day);
        let parts = [&meta.site, &meta.byline, &date].into_iter().flatten();
        let mut parts: Vec<String> = parts.map(|part| escape(part)).collect();
        if let Some(url) = meta.url.as_deref().filter(|url| is_web_address(url)) {
            parts.push(anchor(url, &escape(url)));
        }
        let from = if parts.is_empty() {
            String::new()
        } else {
            format!("<p class=\"from\">{}</p>\n", parts.join(" · "))
        };
        title.unwrap_or_default() + &from
    }

    /// The blocks in order: lists and code together, folded lines closed with their reason.
    fn blocks(&self, out: &mut String) {
        let mut block = 0;
        while block < self.document.article.blocks.len() {
            let run = self.run(block);
            let blocks: String = run.clone().map(|block| self.block(block)).collect();
            let blocks = match self.document.article.blocks[block].kind {
                BlockKind::ListItem => format!("<ul>\n{blocks}</ul>\n"),
                BlockKind::Code => format!("<pre>{}</pre>\n", blocks.trim_end()),
                _ => blocks,
            };
            if self.document.marks.is_folded(block) {
                let label = match run.len() {
                    1 => format!("1 line folded: {}", self.reason(block)),
                    n => format!("{n} lines folded: {}", self.reason(block)),
                };
                let _ = write!(out, "<details><summary>{label}</summary>\n{blocks}</details>\n");
            } else {
                out.push_str(&blocks);
            }
            block = run.end;
        }
    }

    /// The blocks from `first` on that stand in one list, one piece of code, or one fold of the same kind.
    fn run(&self, first: usize) -> Range<usize> {
        let blocks = &self.document.article.blocks;
        let folded = |block: usize| self.document.marks.is_folded(block);
        let like = |block: &usize| {
            let same = blocks[*block].kind == blocks[first].kind && folded(*block) == folded(first);
            let joined = matches!(blocks[first].kind, BlockKind::ListItem | BlockKind::Code);
            same && (joined || folded(first)) && (!folded(first) || self.reason(*block) == self.reason(first))
        };
        let end = (first + 1..blocks.len()).take_while(like).last().map_or(first + 1, |last| last + 1);
        first..end
    }

    fn reason(&self, block: usize) -> &'static str {
        let clutter = self.document.marks.clutter.get(block).and_then(Option::as_ref);
        clutter.map_or("folded", |clutter| clutter.reason.word())
    }

    fn block(&self, block: usize) -> String {
        let words = self.letters(block) + &self.words(block);
        let kind = self.document.article.blocks[block].kind;
        match kind {
            BlockKind::Title => format!("<h1>{words}</h1>\n"),
            BlockKind::Heading(level) => {
                let level = level.clamp(1, 5) + 1;
                format!("<h{level}>{words}</h{level}>\n")
            }
            BlockKind::ListItem => format!("<li>{words}</li>\n"),
            BlockKind::Code => format!("{words}\n"),
            BlockKind::Quote => format!("<blockquote>{words}</blockquote>\n"),
            BlockKind::Paragraph => format!("<p>{words}</p>\n"),
            kind => format!("<p class=\"{}\">{words}</p>\n", super::json::kind(kind)),
        }
    }

    /// The words of a block, cut where anything begins or ends, each piece wrapped for itself: overlaps need no care.
    fn words(&self, block: usize) -> String {
        let span = self.document.article.blocks[block].span;
        let layers = self.layers(block);
        let mut cuts: Vec<usize> =
            layers.iter().flat_map(|layer| [layer.span.start, layer.span.end]).collect();
        cuts.extend([span.start, span.end]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.windows(2).map(|ends| self.piece(Span::new(ends[0], ends[1]), &layers)).collect()
    }

    fn piece(&self, piece: Span, layers: &[Layer]) -> String {
        let mut words = escape(piece.of(&self.document.article.text));
        for layer in layers.iter().filter(|layer| layer.span.overlaps(piece)) {
            words = match &layer.what {
                What::Link(address) => anchor(address, &words),
                What::Strong => format!("<strong>{words}</strong>"),
                What::Emphasis => format!("<em>{words}</em>"),
                What::Code => format!("<code>{words}</code>"),
                What::Said(number, who) => {
                    let first = if layer.span.start == piece.start { number.as_str() } else { "" };
                    format!("{first}<span class=\"said\" title=\"{who}\">{words}</span>")
                }
                What::Suspect(reason) => format!("<span class=\"suspect\" title=\"{reason}\">{words}</span>"),
                What::Highlight(note) if note.is_empty() => format!("<mark>{words}</mark>"),
                What::Highlight(note) => format!("<mark title=\"{note}\">{words}</mark>"),
            };
        }
        words
    }

    /// The letters of the bookmarks that stand in a block: where links to them lead.
    fn letters(&self, block: usize) -> String {
        let around = self.document.article.blocks[block].span;
        let text = &self.document.article.text;
        let here = self.own.bookmarks.iter().filter(|(_, anchor)| {
            anchor.place(text).is_some_and(|place| (around.start..=around.end).contains(&place.start))
        });
        here.map(|(letter, _)| format!("<span id=\"bookmark-{}\"></span>", u32::from(*letter))).collect()
    }

    /// What lies over the words of a block, the innermost first.
    fn layers(&self, block: usize) -> Vec<Layer> {
        let document = self.document;
        let around = document.article.blocks[block].span;
        let mut layers = Vec::new();
        let mut add = |span: Span, what: What| {
            if let Some(span) = span.common(around) {
                layers.push(Layer { span, what });
            }
        };
        for (span, markup) in &document.article.blocks[block].markup {
            match markup {
                Markup::Emphasis => add(*span, What::Emphasis),
                Markup::Strong => add(*span, What::Strong),
                Markup::Code => add(*span, What::Code),
                Markup::Link(address) if is_web_address(address) => add(*span, What::Link(address.clone())),
                Markup::Link(_) => {}
            }
        }
        for (i, number) in self.numbers.iter().enumerate() {
            let Some(number) = number else { continue };
            let statement = &document.annotations.statements[i];
            for (nth, piece) in statement.content.iter().enumerate() {
                let link = format!("<sup><a href=\"#s{number}\">{number}</a></sup>");
                let number = if nth == 0 { link } else { String::new() };
                add(piece, What::Said(number, escape(&self.who(i))));
            }
        }
        for suspect in &document.marks.suspects {
            add(suspect.span, What::Suspect(suspect.reason.word()));
        }
        for (span, highlight) in self.own.highlights.placed() {
            add(span, What::Highlight(escape(&highlight.note)));
        }
        layers
    }

    fn who(&self, statement: usize) -> String {
        let speaker = self.document.annotations.statements[statement].speaker.as_ref();
        let figures = &self.document.annotations.figures;
        let names = speaker.into_iter().flat_map(|speaker| &speaker.figures);
        let names: Vec<&str> = names.map(|figure| figures[figure.index()].name.as_str()).collect();
        if names.is_empty() { "speaker not found".into() } else { names.join(", ") }
    }

    /// All statements as they are copied, by their numbers.
    fn said(&self, out: &mut String) {
        let numbered = self.numbers.iter().enumerate().filter_map(|(i, number)| Some((i, (*number)?)));
        let mut rows = String::new();
        for (i, number) in numbered {
            let id = StatementId::new(i);
            let lines = lines(&quote::statement(self.document, id));
            let status = self.document.status(id).word();
            let _ = writeln!(rows, "<li id=\"s{number}\" value=\"{number}\" class=\"{status}\">{lines}</li>");
        }
        if !rows.is_empty() {
            let _ = write!(out, "<section>\n<h2>Who said what</h2>\n<ol>\n{rows}</ol>\n</section>\n");
        }
    }

    /// All highlights, also those whose words are gone.
    fn marked(&self, out: &mut String) {
        let row = |(place, highlight): (Option<Span>, &crate::highlight::Highlight)| {
            format!("<li>{}</li>\n", lines(&quote::highlight(self.document, place, highlight)))
        };
        let rows: String = self.own.highlights.iter().map(row).collect();
        if !rows.is_empty() {
            let _ = write!(out, "<section>\n<h2>Highlights and notes</h2>\n<ul>\n{rows}</ul>\n</section>\n");
        }
    }
}

impl Page<'_> {
    /// All bookmarks, each a link to its place.
    fn bookmarks(&self, out: &mut String) {
        let words = text::bookmarks(self.document, self.own);
        let rows = self.own.bookmarks.iter().zip(words).map(|((letter, anchor), words)| {
            let words = escape(&words);
            match anchor.place(&self.document.article.text) {
                Some(_) => format!("<li><a href=\"#bookmark-{}\">{words}</a></li>\n", u32::from(*letter)),
                None => format!("<li>{words}</li>\n"),
            }
        });
        let rows: String = rows.collect();
        if !rows.is_empty() {
            let _ = write!(out, "<section>\n<h2>Bookmarks</h2>\n<ul>\n{rows}</ul>\n</section>\n");
        }
    }
}

struct Layer {
    span: Span,
    what: What,
}

enum What {
    Link(String),
    Strong,
    Emphasis,
    Code,
    /// The mark before the first piece, and who says it: both HTML already.
    Said(String, String),
    Suspect(&'static str),
    Highlight(String),
}

fn anchor(address: &str, words: &str) -> String {
    format!("<a href=\"{}\" rel=\"noreferrer\">{words}</a>", escape(address))
}

fn lines(words: &str) -> String {
    words.lines().map(escape).collect::<Vec<_>>().join("<br>\n")
}

/// Harmless to a browser (no mark-up, no end of an attribute) and to a terminal.
fn escape(words: &str) -> String {
    html_escape::encode_quoted_attribute(&harmless::line(words)).into_owned()
}
