//! Linear: the reader as lines one after the other, for screen readers and braille: no boxes, no colours, nothing is
//! drawn over, and every mark is a word. What a key changed is said once.

use std::ops::Range;
use std::sync::Arc;

use super::{panel, shelf, status};
use crate::annotate::{Doubt, StatementId};
use crate::article::Article;
use crate::harmless;
use crate::layout::RowKind;
use crate::span::Span;
use crate::tui::app::App;
use crate::tui::index::{count, fold_label, is_checked, statement};
use crate::tui::listing;
use crate::tui::reader::{Reader, Selection, Stage, Tab, Target};
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
    /// The row of the panel.
    chosen: Option<usize>,
    selection: Option<Selection>,
    /// The end of the article that the screen is at, and the keys so far when that was said.
    edge: (Option<&'static str>, u64),
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
        self.selection(app, &mut lines);
        self.panel(app, &mut lines);
        self.overlay(app, &mut lines);
        self.notices(app, &mut lines);
        self.edges(app, &mut lines);
        let told: String =
            lines.into_iter().map(|line| harmless::line(&line).into_owned() + "\r\n").collect();
        // A line that was typed ends before what came of it.
        let closed = if self.prompt.is_some() && app.input.prompt.is_none() { "\r\n" } else { "" };
        closed.to_string() + &told + &self.prompt(app)
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
            self.edge.0 = None;
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
        // What the panel chose is said by its row, what a selection reached by its ends.
        let elsewhere = reader.panel.focused || reader.selection.is_some();
        let current = reader.current.filter(|_| reader.current != self.current);
        match current {
            _ if elsewhere => {}
            Some(target) => lines.extend(described(reader, target, column.width)),
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
        let chosen = open.map(|reader| reader.panel.chosen);
        if let Some(reader) = open.filter(|_| chosen != self.chosen || tab != self.tab) {
            lines.push(row(app, reader));
        }
        (self.tab, self.chosen) = (tab, chosen);
    }

    /// What is selected, and which of its ends moves.
    fn selection(&mut self, app: &App, lines: &mut Vec<String>) {
        let reader = app.reader.as_ref();
        let selection = reader.and_then(|reader| reader.selection);
        if let (Some(reader), true) = (reader, selection != self.selection) {
            match (selection, self.selection) {
                (Some(now), Some(before)) if now.span() == before.span() => {
                    let end = if now.head.start < now.fixed.start { "beginning" } else { "end" };
                    lines.push(format!("the {end} moves now"));
                }
                (Some(_), _) => lines.push(selected(reader)),
                (None, _) => lines.push("nothing is selected any more".into()),
            }
        }
        self.selection = selection;
    }

    /// That the article goes no further: as it is reached, and for each key that would go on and cannot.
    fn edges(&mut self, app: &App, lines: &mut Vec<String>) {
        let Some(reader) = app.reader.as_ref().filter(|reader| reader.stage == Stage::Done) else { return };
        let edge = edge(reader, self.read.clone());
        let input = &app.input;
        let typing = !input.keys.is_empty() || input.count.is_some() || input.prompt.is_some();
        let here = app.overlay.is_none() && !reader.panel.focused && !typing;
        let vain = here && lines.is_empty() && app.pressed != self.edge.1;
        if let Some(words) = edge.filter(|_| vain || (here && edge != self.edge.0 && self.edge.1 > 0)) {
            lines.push(words.into());
        }
        self.edge = (edge, app.pressed);
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
        let typed = app.input.prompt.as_ref().map(|prompt| {
            let place = prompt
                .walk
                .as_ref()
                .map_or(String::new(), |walk| format!(" ({} of {})", walk.nth + 1, walk.names.len()));
            status::typed(prompt, usize::MAX) + &place
        });
        let said = match (&typed, &self.prompt) {
            (Some(now), Some(before)) => match now.strip_prefix(before.as_str()) {
                Some(more) => more.to_string(),
                None => format!("\r\n{now}"),
            },
            (Some(now), None) => now.clone(),
            (None, _) => String::new(),
        };
        self.prompt = typed;
        said
    }
}

/// The current thing in words.
fn described(reader: &Reader, target: Target, width: usize) -> Vec<String> {
    match target {
        Target::Statement(id) => said(reader, id),
        // How many there are is said as a notice.
        Target::Hit(_) => vec![surroundings(reader, reader.span_of(target), width)],
        Target::Mention(..) | Target::Link(_) => {
            vec![status::current(reader, target), surroundings(reader, reader.span_of(target), width)]
        }
        target => vec![status::current(reader, target)],
    }
}

/// The row or rows that words stand in: "Paragraph 3: the ropes were new".
fn surroundings(reader: &Reader, words: Span, width: usize) -> String {
    let rows = reader.layout(width).rows(words.start, words.len() + 1);
    let rows = rows.iter().take_while(|row| row.span.start < words.end.max(words.start + 1));
    let span = rows.map(|row| row.span).reduce(Span::hull).unwrap_or(words);
    let block = reader.document.block_at(words.start);
    let place = match reader.index.paragraphs.get(block).copied().flatten() {
        Some(number) => format!("Paragraph {number}: "),
        None => kind(reader, block).to_string(),
    };
    place + span.of(reader.text())
}

/// As many selected words are said one by one; of more, the first and the last.
const SELECTED: usize = 12;

/// "3 words selected: the last boat"; "40 words selected, from “the” to “noon”".
fn selected(reader: &Reader) -> String {
    let pieces = reader.selected();
    let all = pieces.iter().map(|piece| piece.of(reader.text())).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = all.split_whitespace().collect();
    let counted = count(words.len(), "word");
    match &words[..] {
        [first, .., last] if words.len() > SELECTED => {
            format!("{counted} selected, from “{first}” to “{last}”")
        }
        _ => format!("{counted} selected: {}", words.join(" ")),
    }
}

/// The end of the article that is on the screen, where it is longer than the screen.
fn edge(reader: &Reader, screen: Range<usize>) -> Option<&'static str> {
    match (screen.start == 0 && reader.place.offset == 0, screen.end >= reader.text().len()) {
        (true, true) => None,
        (true, _) => Some("top of the article"),
        (_, true) => Some("end of the article"),
        _ => None,
    }
}

/// The chosen row of the panel: "2 of 12: ...".
fn row(app: &App, reader: &Reader) -> String {
    let choices = listing::choices(reader);
    let entries = listing::entries(reader);
    let Some((at, target)) = choices.get(reader.panel.chosen).copied() else {
        return entries.iter().map(|entry| panel::words(app, reader, entry)).collect::<Vec<_>>().join(" ");
    };
    let words = match target {
        Target::Statement(id) => said(reader, id).join(" "),
        _ => panel::words(app, reader, &entries[at]),
    };
    format!("{} of {}: {words}", reader.panel.chosen + 1, choices.len())
}

fn said(reader: &Reader, id: StatementId) -> Vec<String> {
    let said = statement(&reader.document, id);
    let number = match reader.index.numbers[id.index()] {
        Some(number) => format!("Statement {number} of {}", reader.index.counts.statements),
        None => "The headline's statement".into(),
    };
    let who = reader.index.voice_of(id).map_or("no speaker found".to_string(), |voice| {
        let unnamed = match (voice.named, voice.unresolved) {
            (true, _) => "",
            (_, true) => ", not known who that is",
            _ => ", an unnamed source",
        };
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
