//! The cleaned article as plain text and as Markdown: what a pipe gets.

use std::fmt::Write;

use crate::article::BlockKind;
use crate::document::Document;
use crate::harmless;

/// Title and every block that is `shown`, an empty line between two of them; harmless to any terminal.
pub fn plain(document: &Document, shown: impl Fn(usize) -> bool) -> String {
    body(document, shown, |_, words| words.to_string())
}

/// The same with Markdown's marks for headings, lists and quotes, and the statements after it.
pub fn markdown(document: &Document, shown: impl Fn(usize) -> bool) -> String {
    let mut out = body(document, &shown, mark);
    let numbers = document.numbers(shown);
    let listed = numbers.iter().enumerate().filter_map(|(i, number)| Some((i, (*number)?)));
    let quotes: Vec<String> = listed.map(|(i, number)| quote(document, i, number)).collect();
    if !quotes.is_empty() {
        let _ = write!(out, "\n## Who said what\n\n{}", quotes.concat());
    }
    out
}

fn quote(document: &Document, i: usize, number: usize) -> String {
    let words = super::quote::statement(document, crate::annotate::StatementId(i));
    let mut lines = words.lines().map(escape);
    let first = lines.next().unwrap_or_default();
    lines.fold(format!("{number}. {first}\n"), |out, line| out + "   " + &line + "\n")
}

fn body(
    document: &Document,
    shown: impl Fn(usize) -> bool,
    word: impl Fn(BlockKind, &str) -> String,
) -> String {
    let article = &document.article;
    let mut out = String::new();
    if let Some(title) = article.title_apart() {
        out.push_str(&word(BlockKind::Title, &harmless::line(title)));
        out.push_str("\n\n");
    }
    let shown = (0..article.blocks.len()).filter(|block| shown(*block));
    let mut above: Option<BlockKind> = None;
    for block in shown.map(|i| &article.blocks[i]) {
        if let Some(above) = above {
            out.push_str(if above.is_followed_closely_by(block.kind) { "\n" } else { "\n\n" });
        }
        out.push_str(&word(block.kind, &harmless::line(block.span.of(&article.text))));
        above = Some(block.kind);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn mark(kind: BlockKind, words: &str) -> String {
    match kind {
        BlockKind::Title => format!("# {}", escape(words)),
        BlockKind::Heading(level) => {
            format!("{} {}", "#".repeat(usize::from(level.clamp(1, 5)) + 1), escape(words))
        }
        BlockKind::Quote => format!("> {}", escape(words)),
        BlockKind::ListItem => format!("- {}", escape(words.trim_start_matches(['-', '*', '•', ' ']))),
        BlockKind::Code => format!("    {words}"),
        _ => escape(words),
    }
}

/// Characters that Markdown would read as marks.
fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '*' | '_' | '`' | '<' | '[' | ']' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
