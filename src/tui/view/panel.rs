//! The panel: who said what, the figures, what is folded, loose ends. Beside the text, or a sheet below it.

use ratatui::buffer::Buffer;

use super::{put, put_right, tint};
use crate::annotate::{FigureId, StatementId};
use crate::harmless::{cells, cut, line};
use crate::tui::app::{App, Area};
use crate::tui::card;
use crate::tui::index::{Loose, Voice, is_checked, is_unsure, reasons, statement};
use crate::tui::listing::{self, Entry, HEAD};
use crate::tui::reader::{Reader, Stage};

pub fn paint(app: &App, reader: &Reader, area: Area, beside: bool, buffer: &mut Buffer) {
    let pane = Pane { app, reader, area, beside };
    pane.head(buffer);
    let (height, card) = listing::heights(area, beside);
    let top = listing::top(reader, area, beside);
    let choices = listing::choices(reader);
    let chosen = choices.get(reader.panel.chosen).map(|(row, _)| *row);
    let entries = listing::entries(reader);
    for (row, entry) in entries.iter().enumerate().skip(top).take(height) {
        let y = area.y + HEAD[usize::from(beside)] + row - top;
        pane.entry(entry, y, buffer);
        if Some(row) == chosen {
            pane.choose(y, buffer);
        }
    }
    if card > 0 {
        let y = area.y + area.height - card;
        let rule = "─".repeat(area.width - 1);
        put(buffer, area.x + 1, y, &rule, area.width - 1, app.theme.gutter);
        let lines = card::lines(app, reader, area.width - 4);
        for (i, words) in lines.iter().take(card - 1).enumerate() {
            put(buffer, area.x + 2, y + 1 + i, words, area.width - 3, app.theme.panel);
        }
    }
}

/// A row of the panel in words, for those who hear it.
pub fn words(app: &App, reader: &Reader, entry: &Entry) -> String {
    let area = Area { x: 0, y: 0, width: SPOKEN, height: 1 };
    let (words, tail) = Pane { app, reader, area, beside: false }.parts(entry);
    let tail = tail.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match entry {
        Entry::Fold(_) => words.replacen("[+]", "folded:", 1).replacen("[-]", "opened:", 1),
        _ => words.trim_start_matches(['!', ' ']).to_string(),
    };
    if tail.is_empty() { words } else { format!("{words}, {tail}") }
}

/// Cells that a spoken row may take where some are cut.
const SPOKEN: usize = 200;

struct Pane<'a> {
    app: &'a App,
    reader: &'a Reader,
    area: Area,
    beside: bool,
}

impl Pane<'_> {
    /// The first cell of the rows and the cell after the last.
    fn bounds(&self) -> (usize, usize) {
        (self.area.x + usize::from(self.beside), self.area.x + self.area.width)
    }

    fn head(&self, buffer: &mut Buffer) {
        let (theme, area) = (&self.app.theme, self.area);
        if self.beside {
            for y in area.y..area.y + area.height {
                put(buffer, area.x, y, "│", 1, theme.gutter);
            }
            put(buffer, area.x + 2, area.y, "Who said what", area.width, theme.title);
            put_right(buffer, area.x + area.width - 1, area.y, &found(self.reader), theme.panel);
        } else {
            put(buffer, area.x, area.y, &"─".repeat(area.width), area.width, theme.gutter);
            let room = area.width.saturating_sub(44);
            let title = format!(" Who said what: {} ", found(self.reader));
            put(buffer, area.x + 2, area.y, &cut(&title, room.max(4)), room, theme.title);
        }
        let y = area.y + usize::from(self.beside);
        for (x, tab, word) in listing::tabs(area, self.beside, &self.reader.panel) {
            let style = if tab == self.reader.panel.tab { theme.title } else { theme.panel };
            let word = if self.beside { word } else { format!("{word} ") };
            put(buffer, x, y, &word, area.width, style);
        }
    }

    fn choose(&self, y: usize, buffer: &mut Buffer) {
        let (left, right) = self.bounds();
        put(buffer, left, y, ">", 1, self.app.theme.title);
        if self.reader.panel.focused {
            tint(buffer, left + 1, y, right - left - 1, self.app.theme.chosen);
        }
    }

    fn entry(&self, entry: &Entry, y: usize, buffer: &mut Buffer) {
        match entry {
            Entry::Voice(i) => self.voice(&self.reader.index.speakers[*i], y, buffer),
            entry => {
                let (words, tail) = self.parts(entry);
                self.plain(&words, &tail, y, buffer);
            }
        }
    }

    /// What stands on the left and on the right of a row.
    fn parts(&self, entry: &Entry) -> (String, String) {
        match entry {
            Entry::Voice(i) => (self.reader.index.speakers[*i].name.to_string(), String::new()),
            Entry::Statement(id) => self.statement(*id),
            Entry::Figure(id) => self.figure(*id),
            Entry::Fold(i) => self.fold(*i),
            Entry::Suspect(i) => self.suspect(*i),
            Entry::Loose(loose) => self.loose(*loose),
            Entry::Nothing(words) => (words.to_string(), String::new()),
        }
    }

    fn voice(&self, voice: &Voice, y: usize, buffer: &mut Buffer) {
        let (left, right) = self.bounds();
        let share = self.reader.index.share(voice);
        let bar = "█".repeat((share * 10.0).round().clamp(1.0, 6.0) as usize);
        let slim = right - left < NARROW;
        let short = self.beside || slim;
        let mark = match (voice.named, voice.unresolved) {
            (true, _) => "",
            (_, true) if short => " [?]",
            (_, true) => "  [not known who]",
            _ if short => " [un]",
            _ => "  [unnamed source]",
        };
        let heads =
            voice.statements.iter().filter(|id| statement(&self.reader.document, **id).headline).count();
        let said = voice.statements.len() - heads;
        let tail = match self.beside {
            _ if slim && !self.beside => format!("{said:>2} {:>3.0} %", share * 100.0),
            true => format!("{said:>2} {:>3.0} % {bar:<6}", share * 100.0),
            false => format!("{bar:<6} {said:>12} {:>4.0} %", share * 100.0),
        };
        let room = (right - left).saturating_sub(cells(&tail) + 4 + mark.len());
        let name = cut(&voice.name, room) + mark;
        put(buffer, left + 1, y, &name, right - left, self.app.theme.speaker);
        put_right(buffer, right - 1, y, &tail, self.app.theme.panel);
    }

    fn statement(&self, id: StatementId) -> (String, String) {
        let document = &self.reader.document;
        let said = statement(document, id);
        let number = self.reader.index.numbers[id.index()].map_or("T".to_string(), |n| n.to_string());
        let doubt = match (is_checked(document, id), is_unsure(said)) {
            (true, _) => '=',
            (_, true) => '?',
            _ => ' ',
        };
        let cue = said.cue.as_ref().map_or("", |cue| cue.span().of(self.reader.text()));
        let words = match self.beside {
            true if said.headline => format!("{number:>2}{doubt} (headline) {}", self.content(id)),
            true => format!("{number:>2}{doubt} {}{}", lead(cue, &self.content(id)), self.content(id)),
            false if self.area.width < NARROW => format!("{number:>3}{doubt} {}", self.content(id)),
            false => format!("{number:>3}{doubt} {:<14} {}", cut(cue, 14), self.content(id)),
        };
        let place = match said.headline {
            true => if self.beside { "hd" } else { "head" }.to_string(),
            false => self.paragraph(said.content_span().start),
        };
        (words, place)
    }

    /// What is said, its pieces joined.
    fn content(&self, id: StatementId) -> String {
        let pieces = &statement(&self.reader.document, id).content;
        let words: Vec<_> = pieces.iter().map(|piece| line(piece.of(self.reader.text()))).collect();
        words.join(" … ")
    }

    fn paragraph(&self, offset: usize) -> String {
        let block = self.reader.document.block_at(offset);
        let number = self.reader.index.paragraphs.get(block).copied().flatten();
        number.map_or(String::new(), |n| format!("¶{n}"))
    }

    fn figure(&self, id: FigureId) -> (String, String) {
        let figure = &self.reader.document.annotations.figures[id.index()];
        let role = figure.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
        let said = self.reader.index.speakers.iter().filter(|voice| voice.figures.contains(&id));
        let said: usize = said.map(|voice| voice.statements.len()).sum();
        let said = if said > 0 { format!("{said} said  ") } else { String::new() };
        let tail = match self.beside {
            true => format!("{} {}x", &figure.kind.word()[..3], figure.mentions.len()),
            false => format!("{said}{}  {:>2} x", figure.kind.word(), figure.mentions.len()),
        };
        (format!("{}{role}", figure.name), tail)
    }

    fn fold(&self, i: usize) -> (String, String) {
        let document = &self.reader.document;
        let fold = &self.reader.index.folds[i];
        let open = if self.reader.folds_away(fold.start) { "[+]" } else { "[-]" };
        let words = document.article.blocks[fold.start].span.of(self.reader.text());
        let mut reasons = reasons(document, fold.clone());
        if fold.len() > 1 && !reasons.contains(',') {
            reasons = format!("{} {reasons}", fold.len());
        }
        let (left, right) = self.bounds();
        let reasons = cut(&reasons, (right - left) / 2);
        (format!("{open} {}", line(words)), reasons)
    }

    fn suspect(&self, i: usize) -> (String, String) {
        let suspect = &self.reader.document.marks.suspects[i];
        let words = format!("!   {} ({})", line(suspect.span.of(self.reader.text())), suspect.reason.word());
        (words, self.paragraph(suspect.span.start))
    }

    fn loose(&self, loose: Loose) -> (String, String) {
        let (label, offset, words) = match loose {
            Loose::Quotation(i) => {
                let span = self.reader.document.annotations.quotations[i].span();
                ("no speaker", span.start, line(span.of(self.reader.text())).into_owned())
            }
            Loose::NoSpeaker(id) => ("no speaker", self.start(id), self.content(id)),
            Loose::Possible(id) => ("possible", self.start(id), self.content(id)),
            Loose::Unresolved(id) => ("who is meant?", self.start(id), self.content(id)),
        };
        (format!("{label}: {words}"), self.paragraph(offset))
    }

    fn start(&self, id: StatementId) -> usize {
        statement(&self.reader.document, id).content_span().start
    }

    /// Words on the left, a few on the right.
    fn plain(&self, words: &str, tail: &str, y: usize, buffer: &mut Buffer) {
        let (left, right) = self.bounds();
        let room = (right - left).saturating_sub(cells(tail) + 4);
        put(buffer, left + 2, y, &cut(words, room), room, self.app.theme.panel);
        put_right(buffer, right - 1, y, tail, self.app.theme.panel);
    }
}

/// A sheet of fewer cells has no room for bars.
const NARROW: usize = 60;

/// The cue before words that do not show it themselves; a plain "said" says nothing.
fn lead(cue: &str, content: &str) -> String {
    let plain = ["", "said", "says", "say", "according to", "told", "tells", "saying"];
    let quoted = content.starts_with(['“', '"', '‘']);
    if quoted || plain.contains(&cue.to_lowercase().as_str()) { String::new() } else { format!("{cue}: ") }
}

/// "15 found, 2 unsure".
fn found(reader: &Reader) -> String {
    let counts = &reader.index.counts;
    match counts.unsure {
        _ if reader.stage != Stage::Done => "reading along ...".into(),
        0 => format!("{} found", counts.statements),
        unsure => format!("{} found, {unsure} unsure", counts.statements),
    }
}
