//! Plain text: paragraphs are lines or runs of lines between blank ones.

use crate::article::{Article, Block, BlockKind, Meta, SourceMap};
use crate::span::Span;

/// The article in a plain text.
pub fn article(source: String) -> Article {
    let mut text = String::with_capacity(source.len());
    let mut blocks = Vec::new();
    let mut steps = vec![(0, 0)];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let words = line.trim();
        if !words.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            let start = text.len();
            let from = at + (line.len() - line.trim_start().len());
            steps.push((start, from));
            text.push_str(words);
            blocks.push(Block {
                span: Span::new(start, text.len()),
                kind: BlockKind::Paragraph,
                markup: Vec::new(),
                origin: None,
            });
        }
        at += line.len();
    }
    let source_map = Some(SourceMap { source, steps });
    Article { meta: Meta::default(), text, blocks, source_map, notes: Vec::new() }
}
