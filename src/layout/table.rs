//! Tables: the rows of a table lined up in columns by cells. Where that is too wide the last column is wrapped, and where
//! even that leaves it no room, each cell stands on a line of its own.

use std::ops::Range;

use crate::article::{Article, BlockKind};
use crate::harmless;
use crate::span::Span;

/// Stands between two cells of a row, in the text itself.
const BAR: char = '│';

/// Rows that are lined up together: a long table is measured in parts.
const TOGETHER: usize = 100;

/// Rows that are looked back at for the first one of a table.
const FAR: usize = 1000;

/// How a row of a table is laid out.
pub enum Laid {
    /// In columns: blank cells before bytes of the text, the words of the last cell, and the cell that they begin at.
    Columns(Vec<(usize, usize)>, Span, usize),
    /// Too wide for that: its cells, without the bars between them, and where each one's bytes end.
    Stacked(Vec<(Span, usize)>),
}

/// The layout of a block in `width` cells; `None` where it is to be wrapped as any other.
pub fn lay(article: &Article, block: usize, width: usize) -> Option<Laid> {
    let span = article.blocks[block].span;
    if article.blocks[block].kind != BlockKind::TableRow || !span.of(&article.text).contains(BAR) {
        return None;
    }
    let own = parts(&article.text, span);
    let widths = widths(article, together(article, block));
    let all = widths.iter().sum::<usize>() + widths.len() - 1;
    let before_last = all - widths.last().copied().unwrap_or(0);
    if all > width && before_last + LAST > width {
        // Without a first cell there is nothing that the others could stand below.
        let has_first = !own[0].trim(&article.text).is_empty();
        return has_first.then(|| Laid::Stacked(stacked(&article.text, &own)));
    }
    let short = |(part, width): (&Span, &usize)| {
        let blank = width - harmless::cells(part.of(&article.text));
        (part.end, blank)
    };
    let before_bars = own.iter().zip(&widths).take(own.len() - 1).map(short);
    let part = own[own.len() - 1];
    let words = part.trim(&article.text);
    let last = if words.is_empty() { Span::new(part.start, part.start) } else { words };
    let before = Span::new(part.start, last.start);
    let columns = widths.iter().take(own.len() - 1).map(|width| width + 1).sum::<usize>();
    let begins = columns + harmless::cells(before.of(&article.text));
    Some(Laid::Columns(before_bars.filter(|(_, blank)| *blank > 0).collect(), last, begins))
}

/// Cells that the last column has at least, where it is wrapped.
const LAST: usize = 16;

/// What stands between the bars, spaces round it included.
fn parts(text: &str, row: Span) -> Vec<Span> {
    let mut start = row.start;
    let part = |words: &str| {
        let part = Span::new(start, start + words.len());
        start = part.end + BAR.len_utf8();
        part
    };
    row.of(text).split(BAR).map(part).collect()
}

/// The rows of the table that are lined up with a block.
fn together(article: &Article, block: usize) -> Range<usize> {
    let is_row = |block: &usize| article.blocks[*block].kind == BlockKind::TableRow;
    let first = (0..block).rev().take(FAR).take_while(is_row).last().unwrap_or(block);
    // Where the table began is not looked for any further: its parts are counted from the start of the article.
    let first = if block - first == FAR { block % TOGETHER } else { first };
    let start = first + (block - first) / TOGETHER * TOGETHER;
    let end = (start..article.blocks.len().min(start + TOGETHER)).take_while(is_row).count() + start;
    start..end
}

/// The cells of each column.
fn widths(article: &Article, rows: Range<usize>) -> Vec<usize> {
    let mut widths = Vec::new();
    for row in rows {
        let parts = parts(&article.text, article.blocks[row].span);
        widths.resize(parts.len().max(widths.len()), 0);
        for (width, part) in widths.iter_mut().zip(&parts) {
            *width = harmless::cells(part.of(&article.text)).max(*width);
        }
    }
    widths
}

/// The words of each cell; its bytes go on to the next cell. Empty cells belong to the one before.
fn stacked(text: &str, parts: &[Span]) -> Vec<(Span, usize)> {
    let mut cells: Vec<(Span, usize)> = Vec::new();
    for part in parts {
        let words = part.trim(text);
        match cells.last_mut() {
            Some(last) if words.is_empty() => last.1 = part.end,
            Some(last) => {
                last.1 = words.start;
                cells.push((words, part.end));
            }
            None => cells.push((Span::new(part.start, words.end), part.end)),
        }
    }
    cells
}
