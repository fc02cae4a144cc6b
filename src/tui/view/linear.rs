//! Linear: the reader as lines one after the other, for screen readers and braille: no boxes, no colours, nothing is
//! drawn over, and every mark is a word. What a key changed is said once.

use std::ops::Range;
use std::sync::Arc;

use super::{shelf, status};
use crate::annotate::{Doubt, StatementId};
use crate::article::Article;
use crate::harmless;
use crate::layout::RowKind;
use crate::span::Span;
use crate::tui::app::App;
use crate::tui::index::{fold_label, is_checked, statement};
use crate::tui::reader::{Reader, Stage, Tab, Target};
use crate::tui::sheet;

/// What was said so far, to say only what is new.
#[derive(Default)]
pub struct Teller {
    article: Option<Arc<Article>>,
    stage: Option<Stage>,
    /// The bytes on the last screen that was read out.
    read: Range<usize>,
    current: Option<Target>,
    folded: usize,
    overlay: Option<(String, Option<usize>, Vec<String>)>,
    tab: Option<Tab>,
    row: Option<(usize, usize)>,
    notice: Option<String>,
    waiting: Option<String>,
    prompt: Option<String>,
}

impl Teller {
    /// What there is to say now, line breaks included; nothing where nothing changed.
    pub fn tell(&mut self, app: &App) -> String {
        let mut lines = Vec::new();
        self.shelf(app, &mut lines);
        self.article(app, &mut lines);
        self.panel(app, &mut lines);
        self.overlay(app, &mut lines);
        self.notices(app, &mut lines);
        let told: String =
            lines.into_iter().map(|line| harmless::line(&line).into_owned() + "\r\n").collect();
        told + &self.prompt(app)
    }

    fn shelf(&mut self, app: &App, lines: &mut Vec<String>) {
        let row = app.shelf().filter(|_| app.reader.is_none()).map(|shelf| (app.shelves.len(), shelf.chosen));
        let Some(shelf) = app.shelf().filter(|_| row != self.row && row.is_some()) else {
            self.row = row;
            return;
        };
        if self.row.map(|(depth, _)| depth) != Some(app.shelves.len()) {
            lines.push(shelf.title.clone());
        }
        self.row = row;
        (self.article, self.read) = (None, 0..0);
        match shelf.items.get(shelf.chosen) {
            Some(item) => {
                let labels = shelf::words(app, item);
                lines.push(format!("{} of {}: {}{labels}", shelf.chosen + 1, shelf.items.len(), item.title));
            }
            None => lines.push("Nothing is listed.".into()),
        }
    }

    fn article(&mut self, app: &App, lines: &mut Vec<String>) {
        let Some(reader) = &app.reader else { return };
        let column = app.panes().column;
        let article = &reader.document.article;
        if !self.article.as_ref().is_some_and(|known| Arc::ptr_eq(known, article)) {
            (self.article, self.stage, self.read, self.current) = (Some(article.clone()), None, 0..0, None);
            lines.extend(reader.head(column.width).into_iter().filter(|line| !line.is_empty()));
        }
        // Marks belong to the words: the text is read out once they are there.
        if reader.stage != Stage::Done && reader.stage != Stage::Arriving {
            return;
        }
        if self.stage != Some(reader.stage) {
            self.stage = Some(reader.stage);
            lines.push(status::counts(reader));
        }
        let screen = reader.on_screen(column.width, column.height);
        let folded = reader.index.folds.iter().filter(|fold| reader.folds_away(fold.start)).count();
        let current = reader.current.filter(|_| reader.current != self.current);
        match current {
            Some(target) => lines.extend(described(reader, target)),
            None if screen != self.read || folded != self.folded => {
                // Going down, what was read out already is not said again.
                let on = (self.read.start..self.read.end).contains(&screen.start) && folded == self.folded;
                let from = if on { self.read.end.max(screen.start) } else { screen.start };
                lines.extend(text(reader, from..screen.end, column.width));
            }
            None => {}
        }
        (self.read, self.folded, self.current) = (screen, folded, reader.current);
    }

    fn panel(&mut self, app: &App, lines: &mut Vec<String>) {
        let open = app.reader.as_ref().filter(|reader| reader.panel.open && reader.panel.focused);
        let tab = open.map(|reader| reader.panel.tab);
        if tab != self.tab {
            match open {
                Some(reader) => {
                    lines.push(format!("panel, {}: {}", reader.panel.tab.word(), status::counts(reader)))
                }
                None => lines.push("text".into()),
            }
        }
        self.tab = tab;
    }

    fn overlay(&mut self, app: &App, lines: &mut Vec<String>) {
        let overlay = app.overlay.as_ref().and_then(|_| sheet::words(app));
        if overlay == self.overlay {
            return;
        }
        match (&overlay, &self.overlay) {
            (None, _) => lines.push("closed".into()),
            (Some((title, chosen, rows)), before) => {
                let same = before
                    .as_ref()
                    .is_some_and(|(known, _, known_rows)| known == title && known_rows == rows);
                if !same {
                    lines.push(title.clone());
                }
                match chosen {
                    Some(chosen) => {
                        let row = rows.get(*chosen).map_or("nothing", |row| row.trim());
                        lines.push(format!("{} of {}: {row}", chosen + 1, rows.len()));
                    }
                    // Scrolling says nothing new: all of it was said.
                    None if !same => lines.extend(rows.iter().map(|row| row.trim().to_string())),
                    None => {}
                }
            }
        }
        self.overlay = overlay;
    }

    fn notices(&mut self, app: &App, lines: &mut Vec<String>) {
        let waiting = app.waiting.as_ref().map(|waiting| waiting.name.clone());
        if waiting != self.waiting {
            lines.extend(waiting.iter().map(|name| format!("opening {name}; Escape gives up")));
        }
        if app.notice != self.notice {
            lines.extend(app.notice.clone());
        }
        (self.waiting, self.notice) = (waiting, app.notice.clone());
    }

    /// A line being typed is said letter by letter, as the terminal would.
    fn prompt(&mut self, app: &App) -> String {
        let typed = app.input.prompt.as_ref().map(|prompt| status::typed(prompt, usize::MAX));
        let said = match (&typed, &self.prompt) {
            (Some(now), Some(before)) => match now.strip_prefix(before.as_str()) {
                Some(more) => more.to_string(),
                None => format!("\r\n{now}"),
            },
            (Some(now), None) => now.clone(),
            (None, Some(_)) => "\r\n".into(),
            (None, None) => String::new(),
        };
        self.prompt = typed;
        said
    }
}

/// The current thing in words.
fn described(reader: &Reader, target: Target) -> Vec<String> {
    match target {
        Target::Statement(id) => said(reader, id),
        target => vec![status::current(reader, target)],
    }
}

fn said(reader: &Reader, id: StatementId) -> Vec<String> {
    let said = statement(&reader.document, id);
    let number = match reader.index.numbers[id.index()] {
        Some(number) => format!("Statement {number} of {}", reader.index.counts.statements),
        None => "The headline's statement".into(),
    };
    let who = reader.index.voice_of(id).map_or("no speaker found".to_string(), |voice| {
        let unnamed = if voice.named { "" } else { ", an unnamed source" };
        format!("{}{unnamed}", voice.name)
    });
    let cue = said.cue.as_ref().map_or(String::new(), |cue| format!(", {}", cue.span().of(reader.text())));
    let pieces: Vec<&str> = said.content.iter().map(|piece| piece.of(reader.text())).collect();
    let block = reader.document.block_at(said.span().start);
    let place =
        reader.index.paragraphs[block].map_or(String::new(), |number| format!(" Paragraph {number}."));
    vec![format!(
        "{number}{}, {}: {who}{cue}: {}.{place}",
        standing(reader, id),
        said.kind.word(),
        pieces.join(" … ").trim_end_matches('.')
    )]
}

/// ", unsure who is meant"; ", checked by you".
fn standing(reader: &Reader, id: StatementId) -> &'static str {
    let doubt = statement(&reader.document, id).confidence.doubt();
    match (is_checked(&reader.document, id), doubt) {
        (true, _) => ", checked by you",
        (_, None) => "",
        (_, Some(Doubt::Statement)) => ", unsure whether it is one",
        (_, Some(Doubt::Speaker)) => ", unsure who speaks",
        (_, Some(Doubt::Figure)) => ", unsure who is meant",
    }
}

/// The text of some bytes, a line a block or fold, with its marks as words.
fn text(reader: &Reader, bytes: Range<usize>, width: usize) -> Vec<String> {
    let rows = reader.layout(width).rows(bytes.start, usize::MAX);
    let mut lines: Vec<(usize, Span)> = Vec::new();
    let mut said = Vec::new();
    for row in rows.into_iter().take_while(|row| row.span.start < bytes.end) {
        match (&row.kind, lines.last_mut()) {
            (RowKind::Blank, _) => {}
            (RowKind::Fold(blocks), _) => {
                said.extend(lines.drain(..).map(|(block, span)| line(reader, block, span)));
                said.push(format!("({})", fold_label(&reader.document, blocks)));
            }
            (RowKind::Text, Some((block, span))) if *block == row.block => *span = span.hull(row.span),
            (RowKind::Text, _) => lines.push((row.block, row.span)),
        }
    }
    said.extend(lines.into_iter().map(|(block, span)| line(reader, block, span)));
    said
}

/// The words of a block with what was found in them.
fn line(reader: &Reader, block: usize, span: Span) -> String {
    let text = reader.text();
    let mut marks: Vec<(usize, String)> = Vec::new();
    for id in reader.index.touching(&reader.document, span.range()) {
        let content = statement(&reader.document, id).content_span();
        let who = reader.index.voice_of(id).map_or("no speaker", |voice| voice.name.as_str());
        let number = reader.index.numbers[id.index()].map_or(String::new(), |number| format!(" {number}"));
        marks.push((content.start, format!("(statement{number}, {who}{}) ", standing(reader, id))));
        marks.push((content.end, " (end of statement)".into()));
    }
    for suspect in &reader.document.marks.suspects {
        marks.push((suspect.span.start, format!("(suspect, {}) ", suspect.reason.word())));
        marks.push((suspect.span.end, " (end of suspect)".into()));
    }
    for (place, highlight) in reader.highlights.placed() {
        let note =
            if highlight.note.is_empty() { String::new() } else { format!(", note: {}", highlight.note) };
        marks.push((place.start, format!("(highlighted{note}) ")));
        marks.push((place.end, " (end of highlight)".into()));
    }
    marks.retain(|(at, _)| (span.start..=span.end).contains(at));
    marks.sort_by_key(|(at, _)| *at);
    let mut line = kind(reader, block).to_string();
    let mut at = span.start;
    for (place, mark) in marks {
        line.push_str(&text[at..place]);
        line.push_str(&mark);
        at = place;
    }
    line + &text[at..span.end]
}

fn kind(reader: &Reader, block: usize) -> &'static str {
    use crate::article::BlockKind::{Caption, Code, Heading, Image, Quote, Title};
    let clutter = reader.document.marks.clutter.get(block).is_some_and(Option::is_some);
    let changed = reader.changes.marks(block);
    match reader.document.article.blocks[block].kind {
        _ if clutter => "(perhaps clutter) ",
        _ if changed => "(changed) ",
        Title => "Title: ",
        Heading(_) => "Heading: ",
        Quote => "Quote: ",
        Code => "Code: ",
        Caption => "Caption: ",
        Image => "Image: ",
        _ => "",
    }
}
