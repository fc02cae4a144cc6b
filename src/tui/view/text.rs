//! The text: rows of words, then everything found in them painted over; gutter and position strip beside it.

use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};

use super::{put, put_row, tint};
use crate::annotate::{Form, StatementId};
use crate::article::{BlockKind, Markup};
use crate::harmless;
use crate::layout::{Row, RowKind, Shown};
use crate::span::Span;
use crate::tui::app::{App, Panes};
use crate::tui::index::{fold_label, is_checked, is_unsure, statement};
use crate::tui::reader::{Reader, Target};
use crate::tui::theme::Theme;

pub fn paint(app: &App, reader: &Reader, panes: &Panes, buffer: &mut Buffer) {
    let column = panes.column;
    let head = reader.head(column.width);
    let shown = reader.place.head.min(head.len()).min(column.height);
    for (y, line) in head[head.len() - shown..].iter().enumerate() {
        put(buffer, column.x, y, line, column.width, app.theme.title);
    }
    let rows = reader.rows(column.width, column.height);
    let pane = Pane { reader, panes, theme: &app.theme, top: shown };
    for (y, row) in rows.iter().enumerate() {
        pane.words(row, y + shown, buffer);
    }
    pane.over(&rows, buffer);
    pane.gutter(&rows, buffer);
    pane.strip(buffer);
}

/// The row that stands for hidden blocks.
pub fn fold(reader: &Reader, blocks: &std::ops::Range<usize>) -> String {
    match reader.visibility.of(blocks.start) {
        Shown::Skimmed => format!("··· {}", crate::tui::index::count(blocks.len(), "paragraph")),
        _ => format!("[+] {}", fold_label(&reader.document, blocks)),
    }
}

struct Pane<'a> {
    reader: &'a Reader,
    panes: &'a Panes,
    theme: &'a Theme,
    /// Rows of the head above the first row.
    top: usize,
}

impl Pane<'_> {
    fn words(&self, row: &Row, y: usize, buffer: &mut Buffer) {
        let column = self.panes.column;
        match &row.kind {
            RowKind::Blank => {}
            RowKind::Fold(blocks) => {
                let words = harmless::cut(&fold(self.reader, blocks), column.width);
                put(buffer, column.x, y, &words, column.width, self.theme.fold);
            }
            RowKind::Text => {
                let width = column.width.saturating_sub(row.indent);
                let (x, text) = (column.x + row.indent, self.reader.text());
                let used = put_row(buffer, x, y, row, text, width, self.style(row));
                if row.hyphen {
                    put(buffer, column.x + row.indent + used, y, "-", 1, self.style(row));
                }
            }
        }
    }

    fn style(&self, row: &Row) -> Style {
        let kind = self.reader.document.article.blocks[row.block].kind;
        match (self.reader.visibility.of(row.block), kind) {
            (Shown::Dimmed, _) => self.theme.clutter,
            (_, BlockKind::Title) => self.theme.title,
            (_, BlockKind::Heading(1 | 2)) => self.theme.heading,
            (_, BlockKind::Heading(_)) => self.theme.subheading,
            (_, BlockKind::Code) => self.theme.code,
            (_, BlockKind::Caption | BlockKind::Image | BlockKind::Embed) => self.theme.caption,
            _ => Style::new(),
        }
    }

    /// Paints what was found over the finished rows; later layers lie on top.
    fn over(&self, rows: &[Row], buffer: &mut Buffer) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let seen = Span::new(first.span.start, last.next.max(first.span.start));
        for (span, style) in self.layers(seen) {
            self.lay(rows, span, style, buffer);
        }
    }

    fn layers(&self, seen: Span) -> Vec<(Span, Style)> {
        let reader = self.reader;
        let annotations = &reader.document.annotations;
        let mut layers = self.markup(seen);
        let quoted = annotations.quotations.iter().map(|quotation| quotation.span());
        layers.extend(quoted.filter(|span| span.overlaps(seen)).map(|span| (span, self.theme.quotation)));
        let named = annotations.figures.iter().flat_map(|figure| &figure.mentions);
        let named = named.filter(|mention| mention.form() == Form::Name && mention.span().overlaps(seen));
        layers.extend(named.map(|mention| (mention.span(), self.theme.name)));
        for id in reader.index.touching(&reader.document, seen.range()) {
            let speaker = statement(&reader.document, id).speaker.as_ref();
            layers.extend(speaker.map(|speaker| (speaker.span(), self.theme.speaker)));
        }
        let marked = reader.highlights.placed().map(|(span, _)| span);
        layers.extend(marked.filter(|span| span.overlaps(seen)).map(|span| (span, self.theme.highlight)));
        if let Some(Target::Mention(figure, _)) = reader.current {
            let mentions = annotations.figures[figure.index()].mentions.iter();
            let mentions = mentions.filter(|mention| mention.span().overlaps(seen));
            layers.extend(mentions.map(|mention| (mention.span(), self.theme.figure)));
        }
        // Beside the selection nothing else is reversed.
        if let Some(target) = reader.current.filter(|_| reader.selection.is_none()) {
            layers.extend(reader.lit(target).into_iter().map(|span| (span, self.theme.current)));
        }
        let hits = reader.search.iter().flat_map(|search| &search.hits);
        layers.extend(hits.filter(|hit| hit.overlaps(seen)).map(|hit| (*hit, self.theme.hit)));
        let suspects = reader.document.marks.suspects.iter().map(|suspect| suspect.span);
        layers.extend(suspects.filter(|span| span.overlaps(seen)).map(|span| (span, self.theme.suspect)));
        layers.extend(reader.flash.map(|span| (span, self.theme.current)));
        layers.extend(reader.selected().into_iter().map(|span| (span, self.theme.selection)));
        layers
    }

    /// What the article itself sets apart.
    fn markup(&self, seen: Span) -> Vec<(Span, Style)> {
        let document = &self.reader.document;
        let blocks = document.block_at(seen.start)..=document.block_at(seen.end);
        let blocks = document.article.blocks.get(blocks).unwrap_or_default();
        let style = |markup: &Markup| match markup {
            Markup::Emphasis => self.theme.emphasis,
            Markup::Strong => self.theme.strong,
            Markup::Code => self.theme.code,
            Markup::Link(_) => self.theme.link,
        };
        let all = blocks.iter().flat_map(|block| &block.markup);
        all.filter(|(span, _)| span.overlaps(seen)).map(|(span, markup)| (*span, style(markup))).collect()
    }

    fn lay(&self, rows: &[Row], span: Span, style: Style, buffer: &mut Buffer) {
        for (y, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Text) {
            if let Some(cells) = row.cells(self.reader.text(), span) {
                let column = self.panes.column;
                let end = cells.end.min(column.width);
                tint(buffer, column.x + cells.start, y + self.top, end.saturating_sub(cells.start), style);
            }
        }
    }

    fn gutter(&self, rows: &[Row], buffer: &mut Buffer) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let ids = self.reader.index.touching(&self.reader.document, first.span.start..last.next);
        let numbers = self.numbers(rows, &ids);
        for (y, row) in rows.iter().enumerate() {
            let marks = self.marks(row, &ids, numbers[y]);
            let gutter = self.panes.gutter;
            let words = if gutter.width >= 7 { marks.wide() } else { marks.slim() };
            put(buffer, gutter.x, y + self.top, &words, gutter.width, self.theme.gutter);
            if marks.current {
                tint(
                    buffer,
                    gutter.x,
                    y + self.top,
                    gutter.width,
                    Style::reset().add_modifier(Modifier::BOLD),
                );
            }
        }
    }

    /// The statement whose number stands on each row, and whether more begin there. Of several that begin in one row
    /// the current one, else the first, has it there, the others on the rows that they go on in.
    fn numbers(&self, rows: &[Row], ids: &[StatementId]) -> Vec<(Option<StatementId>, bool)> {
        let mut numbers = vec![(None, false); rows.len()];
        let mut waiting: Vec<(StatementId, usize)> = Vec::new();
        for (y, row) in rows.iter().enumerate().filter(|(_, row)| row.kind == RowKind::Text) {
            let span = words_of(row);
            waiting.retain(|(id, began)| {
                let goes_on = self.reaches(*id, span);
                numbers[*began].1 |= !goes_on;
                goes_on
            });
            let begins = |id: &&StatementId| row.has(statement(&self.reader.document, **id).span().start);
            let here = ids.iter().filter(begins).filter(|id| self.reaches(**id, span));
            waiting.extend(here.map(|id| (*id, y)));
            let current =
                |(id, _): &(StatementId, usize)| self.reader.current == Some(Target::Statement(*id));
            let place = waiting.iter().position(current).unwrap_or(0);
            if !waiting.is_empty() {
                numbers[y].0 = Some(waiting.remove(place).0);
            }
        }
        let end = rows.last().map_or(0, |row| row.next);
        for (id, began) in waiting {
            numbers[began].1 |= statement(&self.reader.document, id).span().end <= end;
        }
        numbers
    }

    fn marks(&self, row: &Row, ids: &[StatementId], (named, more): (Option<StatementId>, bool)) -> Gutter {
        let reader = self.reader;
        let span = words_of(row);
        let current = reader.current;
        let here = |id: &&StatementId| row.kind == RowKind::Text && self.reaches(**id, span);
        let is_current = |id: &StatementId| current == Some(Target::Statement(*id));
        let suspects = &reader.document.marks.suspects;
        Gutter {
            pointer: current.is_some_and(|target| row.has(reader.span_of(target).start)),
            number: named.map(|id| self.number(id)),
            more,
            unsure: named.is_some_and(|id| is_unsure(statement(&reader.document, id))),
            checked: named.is_some_and(|id| is_checked(&reader.document, id)),
            highlight: self.highlight(row, span),
            suspect: row.kind == RowKind::Text && suspects.iter().any(|suspect| suspect.span.overlaps(span)),
            clutter: row.kind == RowKind::Text && reader.visibility.of(row.block) == Shown::Dimmed,
            bar: ids.iter().any(|id| here(&id)),
            changed: row.kind == RowKind::Text && reader.changes.marks(row.block),
            current: ids.iter().any(|id| is_current(id) && here(&id)),
        }
    }

    /// The mark of the highlights on a row: whether one of them has a note.
    fn highlight(&self, row: &Row, span: Span) -> Option<char> {
        let on_row = || self.reader.highlights.placed().filter(|(place, _)| place.overlaps(span));
        let noted = on_row().any(|(place, highlight)| !highlight.note.is_empty() && row.has(place.start));
        let any = row.kind == RowKind::Text && on_row().next().is_some();
        any.then_some(if noted { '+' } else { '*' })
    }

    /// Whether the words of a statement reach into a row.
    fn reaches(&self, id: StatementId, row: Span) -> bool {
        let said = statement(&self.reader.document, id);
        let pieces = said.content.iter();
        let ends = said.speaker.iter().map(|s| s.span()).chain(said.cue.iter().map(|c| c.span()));
        said.span().overlaps(row)
            && (said.content.len() < 3 || pieces.chain(ends).any(|span| span.overlaps(row)))
    }

    fn number(&self, id: StatementId) -> String {
        let number = self.reader.index.numbers[id.index()];
        number.map_or("T".to_string(), |number| number.to_string())
    }

    /// The position on the right edge, with `o` where the current speaker speaks.
    fn strip(&self, buffer: &mut Buffer) {
        let reader = self.reader;
        let column = self.panes.column;
        let height = column.height;
        let all = reader.text().len().max(1);
        let on_screen = reader.on_screen(column.width, height);
        let cell = |offset: usize| (offset * height / all).min(height.saturating_sub(1));
        let (first, last) =
            (cell(on_screen.start), cell(on_screen.end.saturating_sub(1).max(on_screen.start)));
        for y in 0..height {
            let symbol = if (first..=last).contains(&y) { "█" } else { "░" };
            put(buffer, self.panes.strip, y, symbol, 1, self.theme.strip);
        }
        if reader.current.is_none() && reader.figure.is_none() {
            return;
        }
        for id in reader.by_current_speaker() {
            let y = cell(statement(&reader.document, id).content_span().start);
            put(buffer, self.panes.strip, y, "o", 1, Style::reset().add_modifier(Modifier::BOLD));
        }
    }
}

/// The bytes that belong to a row, at least one.
fn words_of(row: &Row) -> Span {
    Span::new(row.span.start, row.span.end.max(row.span.start + 1))
}

/// What stands left of a row.
struct Gutter {
    pointer: bool,
    number: Option<String>,
    /// Whether other statements begin and end in the row.
    more: bool,
    unsure: bool,
    checked: bool,
    /// `*`, or `+` where a note begins.
    highlight: Option<char>,
    suspect: bool,
    clutter: bool,
    bar: bool,
    /// New or changed since the article was read.
    changed: bool,
    current: bool,
}

impl Gutter {
    /// Seven cells: pointer, highlight and number, doubt, bar, space. A number of three digits leaves the highlight
    /// the cell of the pointer.
    fn wide(&self) -> String {
        let number = self.named(3);
        let (pointer, number) = match (self.highlight, number.chars().count()) {
            (Some(mark), 0..3) => (if self.pointer { '>' } else { ' ' }, format!("{mark}{number:>2}")),
            _ => (self.pointer(), format!("{number:>3}")),
        };
        format!("{pointer}{number}{}{}{}", self.doubt(), self.bar(), self.change())
    }

    /// Five cells: pointer, doubt or highlight, number, bar, space.
    fn slim(&self) -> String {
        let first = match self.doubt() {
            ' ' => self.pointer(),
            _ if self.pointer => '>',
            doubt => doubt,
        };
        format!("{first}{:>2}{}{}", self.named(2), self.bar(), self.change())
    }

    /// The number, with a mark where more begin and there is room for it.
    fn named(&self, cells: usize) -> String {
        let number = self.number.as_deref().unwrap_or(if self.clutter { "~" } else { "" });
        let more = if self.more && number.len() < cells { "…" } else { "" };
        format!("{}{more}", cut(number, cells))
    }

    fn pointer(&self) -> char {
        if self.pointer { '>' } else { self.highlight.unwrap_or(' ') }
    }

    fn change(&self) -> char {
        if self.changed { '±' } else { ' ' }
    }

    fn doubt(&self) -> char {
        match (self.suspect, self.checked, self.unsure) {
            (true, ..) => '!',
            (_, true, _) => '=',
            (_, _, true) => '?',
            _ => ' ',
        }
    }

    fn bar(&self) -> char {
        match (self.current, self.bar) {
            (true, _) => '┃',
            (_, true) => '│',
            _ => ' ',
        }
    }
}

/// The last digits of a number that is too long for the gutter.
fn cut(number: &str, cells: usize) -> &str {
    if harmless::cells(number) <= cells { number } else { &number[number.len() - cells..] }
}
