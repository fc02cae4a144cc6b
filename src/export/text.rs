//! The cleaned article as plain text and as Markdown: what a pipe gets.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::Own;
use crate::anchor::Anchor;
use crate::article::BlockKind;
use crate::document::Document;
use crate::harmless;
use crate::highlight::{Highlight, Highlights};
use crate::span::Span;

/// Title and every block that is `shown`, an empty line between two of them; harmless to any terminal.
pub fn plain(document: &Document, shown: impl Fn(usize) -> bool) -> String {
    body(document, shown, |_, words| words.to_string())
}

/// The same with Markdown's marks for headings, lists and quotes, and the statements after it.
pub fn markdown(document: &Document, shown: impl Fn(usize) -> bool) -> String {
    let own = Own { highlights: &Highlights::default(), bookmarks: &BTreeMap::new() };
    marked(document, shown, own)
}

/// The same with the highlights: `<mark>` round their words, and all of them with their notes in a list.
pub fn marked(document: &Document, shown: impl Fn(usize) -> bool, own: Own) -> String {
    let highlights = own.highlights;
    let mut out = body(document, &shown, |block, words| match block {
        Some(block) => mark(document.article.blocks[block].kind, &in_marks(document, block, highlights)),
        None => mark(BlockKind::Title, &escape(words)),
    });
    let numbers = document.numbers(shown);
    let listed = numbers.iter().enumerate().filter_map(|(i, number)| Some((i, (*number)?)));
    let quotes: Vec<String> = listed.map(|(i, number)| quote(document, i, number)).collect();
    if !quotes.is_empty() {
        let _ = write!(out, "\n## Who said what\n\n{}", quotes.concat());
    }
    let highlight = |(place, highlight): (Option<Span>, &Highlight)| {
        item("- ", &super::quote::highlight(document, place, highlight))
    };
    let rows: String = highlights.iter().map(highlight).collect();
    if !rows.is_empty() {
        let _ = write!(out, "\n## Highlights and notes\n\n{rows}");
    }
    let rows: String = bookmarks(document, own).iter().map(|words| item("- ", words)).collect();
    if !rows.is_empty() {
        let _ = write!(out, "\n## Bookmarks\n\n{rows}");
    }
    out
}

/// "a: paragraph 4, “the row it was set at”"; a place that is gone says so.
pub(super) fn bookmarks(document: &Document, own: Own) -> Vec<String> {
    let paragraphs = document.paragraphs();
    let row = |(letter, anchor): (&char, &Anchor)| {
        let place = anchor.place(&document.article.text);
        let paragraph = place.and_then(|span| paragraphs[document.block_at(span.start)]);
        let place = match (place, paragraph) {
            (None, _) => "gone from the article, ".to_string(),
            (_, Some(number)) => format!("paragraph {number}, "),
            _ => String::new(),
        };
        format!("{letter}: {place}“{}”", harmless::line(anchor.words.trim()))
    };
    own.bookmarks.iter().map(row).collect()
}

/// The words of a block, escaped, with `<mark>` round those that are highlighted; code as it stands.
fn in_marks(document: &Document, block: usize, highlights: &Highlights) -> String {
    let text = &document.article.text;
    let block = &document.article.blocks[block];
    if block.kind == BlockKind::Code {
        return harmless::line(block.span.of(text)).into_owned();
    }
    let bullet = match block.kind {
        BlockKind::ListItem => {
            let words = block.span.of(text);
            words.len() - words.trim_start_matches(['-', '*', '•', ' ']).len()
        }
        _ => 0,
    };
    let span = Span::new(block.span.start + bullet, block.span.end);
    let marked: Vec<Span> = highlights.placed().filter_map(|(place, _)| place.common(span)).collect();
    let mut cuts: Vec<usize> = marked.iter().flat_map(|place| [place.start, place.end]).collect();
    cuts.extend([span.start, span.end]);
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |ends: &[usize]| {
        let piece = Span::new(ends[0], ends[1]);
        let words = escape(&harmless::line(piece.of(text)));
        if marked.iter().any(|place| place.covers(piece)) { format!("<mark>{words}</mark>") } else { words }
    };
    cuts.windows(2).map(piece).collect::<String>().replace("</mark><mark>", "")
}

fn quote(document: &Document, i: usize, number: usize) -> String {
    item(&format!("{number}. "), &super::quote::statement(document, crate::annotate::StatementId::new(i)))
}

/// An item of a list; its other lines stand under the first.
fn item(bullet: &str, words: &str) -> String {
    let mut lines = words.lines().map(escape);
    let first = lines.next().unwrap_or_default();
    let indent = if bullet == "- " { "  " } else { "   " };
    lines.fold(format!("{bullet}{first}\n"), |out, line| out + indent + &line + "\n")
}

fn body(
    document: &Document,
    shown: impl Fn(usize) -> bool,
    word: impl Fn(Option<usize>, &str) -> String,
) -> String {
    let article = &document.article;
    let mut out = String::new();
    if let Some(title) = article.title_apart() {
        out.push_str(&word(None, &harmless::line(title)));
        out.push_str("\n\n");
    }
    let shown = (0..article.blocks.len()).filter(|block| shown(*block));
    let mut above: Option<BlockKind> = None;
    for (i, block) in shown.map(|i| (i, &article.blocks[i])) {
        if let Some(above) = above {
            out.push_str(if above.is_followed_closely_by(block.kind) { "\n" } else { "\n\n" });
        }
        out.push_str(&word(Some(i), &harmless::line(block.span.of(&article.text))));
        above = Some(block.kind);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// Words that are escaped already, with the marks of their kind.
fn mark(kind: BlockKind, words: &str) -> String {
    match kind {
        BlockKind::Title => format!("# {words}"),
        BlockKind::Heading(level) => format!("{} {words}", "#".repeat(usize::from(level.clamp(1, 5)) + 1)),
        BlockKind::Quote => format!("> {words}"),
        BlockKind::ListItem => format!("- {words}"),
        BlockKind::Code => format!("    {words}"),
        _ => words.to_string(),
    }
}

/// Characters that Markdown would read as marks.
pub(super) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '[' | ']' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
