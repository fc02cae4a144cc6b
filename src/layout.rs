//! Layout: a width makes rows of an article's blocks, from any offset on, and leads from cells back to offsets.
//!
//! Works piece by piece (a block, or a stretch of a huge one), so that nothing walks the whole article before
//! the first frame or on a key press. Every byte of the text belongs to exactly one row. Line-break
//! opportunities follow UAX 14; lines are chosen by optimal fit (Knuth and Plass, 1981, as in the crate
//! textwrap), by first fit where a block is huge. Ragged right; words are hyphenated where that is asked for.

mod table;
mod words;

use std::ops::Range;

pub use self::words::Hyphens;
use self::words::{Line, wrap};
use crate::article::{Article, BlockKind, block_at};
use crate::harmless;
use crate::span::Span;

/// How a block appears.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    #[default]
    Full,
    Dimmed,
    /// Clutter: a run of them is one row that says so.
    Folded,
    /// Left out by a skim view: a run of them is one row.
    Skimmed,
}

impl Shown {
    fn is_hidden(self) -> bool {
        matches!(self, Shown::Folded | Shown::Skimmed)
    }
}

/// How each block appears; blocks beyond its end are shown in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visibility {
    pub blocks: Vec<Shown>,
}

impl Visibility {
    pub fn of(&self, block: usize) -> Shown {
        self.blocks.get(block).copied().unwrap_or_default()
    }
}

/// One row of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The words drawn on it: bytes of the article's text, without the space at its end.
    pub span: Span,
    /// Where the next row begins; `span.start..next` are the bytes that belong to this row.
    pub next: usize,
    pub block: usize,
    /// Cells left free before the words.
    pub indent: usize,
    /// Whether a hyphen is drawn after the words: the word goes on in the next row.
    pub hyphen: bool,
    /// Blank cells drawn before bytes of the words, which bring the columns of a table in line.
    pub blanks: Vec<(usize, usize)>,
    pub kind: RowKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    Text,
    /// Between two blocks.
    Blank,
    /// Stands for blocks that are folded or skimmed.
    Fold(Range<usize>),
}

impl Row {
    /// Whether the byte at `offset` belongs to this row.
    pub fn has(&self, offset: usize) -> bool {
        self.span.start <= offset && offset < self.next
    }

    /// The cells `span` takes on this row, counted from the first cell of the text column.
    pub fn cells(&self, text: &str, span: Span) -> Option<Range<usize>> {
        let common = self.span.common(span)?;
        let before = self.blank(|at| at <= common.start);
        let inside = self.blank(|at| common.start < at && at < common.end);
        let start = self.indent + before + harmless::cells(&text[self.span.start..common.start]);
        let width = harmless::cells(common.of(text)) + inside;
        (width > 0).then_some(start..start + width)
    }

    /// The offset of the character drawn at `cell` of the text column; the nearest one outside of the words.
    pub fn offset_at(&self, text: &str, cell: usize) -> usize {
        let mut at = self.indent;
        for glyph in harmless::glyphs(self.span.of(text)) {
            at += glyph.cells + self.blank(|at| at == self.span.start + glyph.start);
            if cell < at {
                return self.span.start + glyph.start;
            }
        }
        self.span.end.max(self.span.start)
    }

    /// Blank cells at the bytes that are asked for.
    fn blank(&self, is_there: impl Fn(usize) -> bool) -> usize {
        self.blanks.iter().filter(|(at, _)| is_there(*at)).map(|(_, cells)| cells).sum()
    }

    /// The words in stretches, each with the blank cells before it.
    pub fn stretches<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let starts = std::iter::once((self.span.start, 0)).chain(self.blanks.iter().copied());
        let ends = self.blanks.iter().map(|(at, _)| *at).chain([self.span.end]);
        starts.zip(ends).map(|((start, blank), end)| (blank, &text[start..end]))
    }
}

/// The rows of an article at one width.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    article: &'a Article,
    visibility: &'a Visibility,
    /// Cells, at least 1.
    width: usize,
    hyphens: Option<Hyphens>,
}

/// Bytes of a block that are laid out at once; a longer one is cut at spaces.
const PIECE: usize = 8 * 1024;

/// What is laid out at once: a block, a stretch of a huge block, or a run of hidden blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    span: Span,
    blocks: Range<usize>,
}

impl<'a> Layout<'a> {
    pub fn new(article: &'a Article, visibility: &'a Visibility, width: usize) -> Layout<'a> {
        Layout { article, visibility, width: width.max(1), hyphens: None }
    }

    /// The same with words hyphenated; not in code, tables, titles and headings.
    pub fn hyphenated(self, hyphens: Option<Hyphens>) -> Layout<'a> {
        Layout { hyphens, ..self }
    }

    /// Up to `count` rows, the first being the one that holds `offset`.
    pub fn rows(&self, offset: usize, count: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut piece = self.piece_at(offset);
        while let Some(here) = piece {
            let from = if rows.is_empty() { offset } else { 0 };
            rows.extend(self.rows_of(&here).into_iter().filter(|row| row.next > from));
            if rows.len() >= count {
                break;
            }
            piece = self.after(&here);
        }
        rows.truncate(count);
        rows
    }

    /// Where the row that holds `offset` starts.
    pub fn row_start(&self, offset: usize) -> usize {
        self.rows(offset, 1).first().map_or(0, |row| row.span.start)
    }

    /// Where the row `count` rows below the one at `offset` starts; the last row at most.
    pub fn down(&self, offset: usize, count: usize) -> usize {
        let rows = self.rows(offset, count.saturating_add(1));
        rows.last().map_or(0, |row| row.span.start)
    }

    /// Where the row `count` rows above the one at `offset` starts, and how many rows are missing to `count`.
    pub fn up(&self, offset: usize, count: usize) -> (usize, usize) {
        let mut left = count;
        let mut before = offset;
        let mut piece = self.piece_at(offset);
        let mut top = self.row_start(offset);
        while let Some(here) = piece {
            let rows = self.rows_of(&here);
            let above = rows.iter().filter(|row| row.next <= before).count();
            if left <= above {
                return (rows.get(above - left).map_or(top, |row| row.span.start), 0);
            }
            left -= above;
            top = here.span.start;
            before = here.span.start;
            piece = self.before(&here);
        }
        (top, left)
    }

    /// The offset to put at the top so that the last row of the text is the `height`th on the screen.
    pub fn last_top(&self, height: usize) -> usize {
        self.up(self.article.text.len(), height.saturating_sub(1)).0
    }

    /// How many rows from the row at `from` down to the row that holds `to`; at most `limit`.
    pub fn distance(&self, from: usize, to: usize, limit: usize) -> usize {
        self.rows(from, limit).iter().position(|row| row.has(to)).unwrap_or(limit)
    }

    fn piece_at(&self, offset: usize) -> Option<Piece> {
        let blocks = &self.article.blocks;
        if blocks.is_empty() {
            return None;
        }
        let block = block_at(self.article, offset);
        if self.visibility.of(block).is_hidden() {
            return Some(self.run_at(block));
        }
        let span = blocks[block].span;
        let nth = offset.clamp(span.start, span.end).saturating_sub(span.start) / PIECE;
        let start = self.cut(span, nth);
        let nth = if offset < start && nth > 0 { nth - 1 } else { nth };
        Some(self.stretch(block, nth))
    }

    fn after(&self, piece: &Piece) -> Option<Piece> {
        let next = piece.span.end + 1;
        let block = &self.article.blocks[piece.blocks.end - 1];
        let offset = if piece.span.end < block.span.end { piece.span.end } else { next };
        (offset < self.article.text.len()).then(|| self.piece_at(offset)).flatten()
    }

    fn before(&self, piece: &Piece) -> Option<Piece> {
        piece.span.start.checked_sub(1).and_then(|offset| self.piece_at(offset))
    }

    /// The run of blocks hidden for the same reason around `block`.
    fn run_at(&self, block: usize) -> Piece {
        let like = self.visibility.of(block);
        let blocks = &self.article.blocks;
        let first = (0..block).rev().take_while(|&i| self.visibility.of(i) == like).last().unwrap_or(block);
        let rest = (block + 1..blocks.len()).take_while(|&i| self.visibility.of(i) == like);
        let last = rest.last().unwrap_or(block);
        Piece { span: blocks[first].span.hull(blocks[last].span), blocks: first..last + 1 }
    }

    fn stretch(&self, block: usize, nth: usize) -> Piece {
        let span = self.article.blocks[block].span;
        let (start, end) = (self.cut(span, nth), self.cut(span, nth + 1));
        Piece { span: Span::new(start, end), blocks: block..block + 1 }
    }

    /// Where the `nth` stretch of a block starts: after the first space from `nth * PIECE` bytes on.
    fn cut(&self, block: Span, nth: usize) -> usize {
        let text = &self.article.text;
        if nth == 0 {
            return block.start;
        }
        let from = block.start.saturating_add(nth.saturating_mul(PIECE));
        // A stretch is never empty: the next one is looked for in less than PIECE bytes.
        let limit = from.saturating_add(PIECE / 2);
        if limit >= block.end {
            return block.end;
        }
        let space = text.as_bytes()[from..limit].iter().position(|&byte| byte == b' ');
        let cut = space.map_or(from, |at| from + at + 1);
        (cut..=block.end).find(|&i| text.is_char_boundary(i)).unwrap_or(block.end)
    }

    fn rows_of(&self, piece: &Piece) -> Vec<Row> {
        let last = piece.blocks.end - 1;
        let mut rows = match self.visibility.of(last).is_hidden() {
            true => vec![self.fold(piece)],
            false => self.wrapped(piece),
        };
        if piece.span.end == self.article.blocks[last].span.end {
            self.close(&mut rows, last);
        }
        rows
    }

    fn fold(&self, piece: &Piece) -> Row {
        let kind = RowKind::Fold(piece.blocks.clone());
        Row {
            span: piece.span,
            next: piece.span.end,
            block: piece.blocks.start,
            indent: 0,
            hyphen: false,
            blanks: Vec::new(),
            kind,
        }
    }

    /// Gives the line break after a block to a blank row, or to its last row where the next block follows closely.
    fn close(&self, rows: &mut Vec<Row>, block: usize) {
        let end = self.article.blocks[block].span.end;
        let Some(next) = self.article.blocks.get(block + 1) else {
            if let Some(row) = rows.last_mut() {
                row.next = end + 1;
            }
            return;
        };
        let close = self.article.blocks[block].kind.is_followed_closely_by(next.kind)
            && !self.visibility.of(block).is_hidden()
            && !self.visibility.of(block + 1).is_hidden();
        match rows.last_mut() {
            Some(row) if close => row.next = next.span.start,
            _ => rows.push(Row {
                span: Span::new(end, end),
                next: next.span.start,
                block,
                indent: 0,
                hyphen: false,
                blanks: Vec::new(),
                kind: RowKind::Blank,
            }),
        }
    }

    fn wrapped(&self, piece: &Piece) -> Vec<Row> {
        let block = piece.blocks.start;
        let whole = piece.span == self.article.blocks[block].span;
        match table::lay(self.article, block, self.width).filter(|_| whole) {
            Some(table::Laid::Columns(blanks, last, begins)) => {
                self.columns(piece.span, block, blanks, (last, begins))
            }
            Some(table::Laid::Stacked(cells)) => self.stacked(block, &cells),
            None => self.lines(piece),
        }
    }

    /// A row of a table in columns, what does not fit of its last cell below where that begins.
    fn columns(
        &self,
        span: Span,
        block: usize,
        blanks: Vec<(usize, usize)>,
        (last, begins): (Span, usize),
    ) -> Vec<Row> {
        let widths = [self.width.saturating_sub(begins).max(1) as f64; 2];
        let lines = wrap(last.of(&self.article.text), &widths, false, None);
        let starts: Vec<usize> = lines.iter().map(|line| last.start + line.words.start).collect();
        let ends = lines.iter().map(|line| last.start + line.words.end);
        let row = |(i, end): (usize, usize)| Row {
            span: Span::new(if i == 0 { span.start } else { starts[i] }, end),
            next: starts.get(i + 1).copied().unwrap_or(span.end),
            block,
            indent: if i == 0 { 0 } else { begins },
            hyphen: false,
            blanks: if i == 0 { blanks.clone() } else { Vec::new() },
            kind: RowKind::Text,
        };
        let rows: Vec<Row> = ends.enumerate().map(row).collect();
        match rows.is_empty() {
            // The last cell is empty.
            true => {
                let (kind, next) = (RowKind::Text, span.end);
                let span = Span::new(span.start, last.start);
                vec![Row { span, next, block, indent: 0, hyphen: false, blanks, kind }]
            }
            false => rows,
        }
    }

    /// A row of a table, its cells below each other, those after the first set in.
    fn stacked(&self, block: usize, cells: &[(Span, usize)]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (nth, (span, end)) in cells.iter().enumerate() {
            let indent = if nth == 0 || self.width < 20 { 0 } else { 2 };
            let widths = [self.width.saturating_sub(indent).max(1) as f64; 2];
            let lines = wrap(span.of(&self.article.text), &widths, false, None);
            let first = rows.len();
            rows.extend(lines.iter().map(|line| {
                let span = Span::new(span.start + line.words.start, span.start + line.words.end);
                let (blanks, kind) = (Vec::new(), RowKind::Text);
                Row { span, next: span.end, block, indent, hyphen: line.hyphen, blanks, kind }
            }));
            for i in first + 1..rows.len() {
                rows[i - 1].next = rows[i].span.start;
            }
            if let Some(last) = rows.last_mut() {
                last.next = *end;
            }
        }
        rows
    }

    fn lines(&self, piece: &Piece) -> Vec<Row> {
        let block = piece.blocks.start;
        let first = piece.span.start == self.article.blocks[block].span.start;
        let (lead, hang) = indents(self.article, block, self.width);
        let huge = self.article.blocks[block].span.len() > PIECE;
        let width = |indent: usize| self.width.saturating_sub(indent).max(1) as f64;
        let widths = [width(if first { lead } else { hang }), width(hang)];
        let hyphens = self.hyphens.filter(|_| is_prose(self.article.blocks[block].kind));
        let lines = wrap(piece.span.of(&self.article.text), &widths, huge, hyphens);
        let starts: Vec<usize> = lines.iter().map(|line| piece.span.start + line.words.start).collect();
        let row = |(i, line): (usize, &Line)| Row {
            span: Span::new(piece.span.start + line.words.start, piece.span.start + line.words.end),
            next: starts.get(i + 1).copied().unwrap_or(piece.span.end),
            block,
            indent: if i == 0 && first { lead } else { hang },
            hyphen: line.hyphen,
            blanks: Vec::new(),
            kind: RowKind::Text,
        };
        lines.iter().enumerate().map(row).collect()
    }
}

/// Whether words may be hyphenated.
fn is_prose(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::Caption)
}

/// Cells before the first row of a block and before its other rows.
fn indents(article: &Article, block: usize, width: usize) -> (usize, usize) {
    let block = &article.blocks[block];
    let (first, rest) = match block.kind {
        // An item of a list inside a list.
        BlockKind::ListItem if block.span.of(&article.text).starts_with("◦ ") => (2, 4),
        BlockKind::ListItem => (0, 2),
        BlockKind::Quote => (2, 2),
        BlockKind::Code => (2, 4),
        BlockKind::Caption => (4, 4),
        _ => (0, 0),
    };
    if width < 20 { (0, 0) } else { (first, rest) }
}
