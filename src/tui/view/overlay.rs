//! What lies over the text: help, cards, outline.

use ratatui::buffer::Buffer;

use super::{card, clear, finder, hint, put, tint};
use crate::annotate::Support;
use crate::answers::Row;
use crate::export::form::Taken;
use crate::harmless::{cells, cut, line};
use crate::highlight::Highlight;
use crate::query::changed::Change;
use crate::span::Span;
use crate::tui::app::{App, Area, Overlay};
use crate::tui::command::{COMMANDS, Group};
use crate::tui::index::{Index, count};
use crate::tui::listing::first_shown;
use crate::tui::reader::Reader;
use crate::tui::update::choice;
use crate::tui::update::overlay::headings;
use crate::tui::update::take;

pub fn paint(app: &App, buffer: &mut Buffer) {
    if let (Some(Overlay::Finder { what, typed, found, chosen }), Some(reader)) = (&app.overlay, &app.reader)
    {
        let list = finder::List { what: *what, typed, found, chosen: *chosen };
        return finder::paint(app, reader, &list, buffer);
    }
    if let (Some(Overlay::Hints { typed }), Some(reader)) = (&app.overlay, &app.reader) {
        return hint::paint(app, reader, &app.panes(), typed, buffer);
    }
    let Some(Sheet { title, lines, top, chosen }) = laid(app) else { return };
    sheet(app, &title, &lines, top, chosen, buffer);
}

/// A framed list of lines, how far it is scrolled, and which of them is chosen.
struct Sheet {
    title: String,
    lines: Vec<String>,
    top: usize,
    chosen: Option<usize>,
}

/// What lies over the text, in words: its title, the line that is chosen, its lines.
pub fn words(app: &App) -> Option<(String, Option<usize>, Vec<String>)> {
    if let Some(Overlay::Finder { typed, found, chosen, .. }) = &app.overlay {
        let rows = found.iter().map(|found| format!("{} {}", found.mark, found.words)).collect();
        return Some((format!("find {typed}, {} found", found.len()), Some(*chosen), rows));
    }
    laid(app).map(|sheet| (sheet.title, sheet.chosen, sheet.lines))
}

fn laid(app: &App) -> Option<Sheet> {
    let width = (app.size.width.saturating_sub(4)).min(76).saturating_sub(4);
    let card =
        |title: &str, lines: Vec<String>, top: usize| Sheet { title: title.into(), lines, top, chosen: None };
    let list = |title: String, lines: Vec<String>, chosen: usize| Sheet {
        title,
        lines,
        top: 0,
        chosen: Some(chosen),
    };
    let reader = app.reader.as_ref();
    Some(match app.overlay.as_ref()? {
        Overlay::Help { query, top } => {
            let title = if query.is_empty() { "Keys".to_string() } else { format!("Keys: \"{query}\"") };
            card(&title, help(app, query), *top)
        }
        Overlay::Card { top } => card("Card", card::lines(app, reader?, width), *top),
        Overlay::Article { top } => card("Article", article(app, reader?, width), *top),
        Overlay::Dossier { rows, chosen } => {
            let (lines, chosen) = wrapped(rows, *chosen, width);
            list("All they said".into(), lines, chosen)
        }
        Overlay::Changes { chosen } => {
            let (lines, chosen) = changes(reader?, *chosen, width);
            list(format!("Changed: {}", reader?.changes.summary()), lines, chosen)
        }
        Overlay::Outline { chosen } => list("Outline".into(), outline(reader?), *chosen),
        Overlay::Links { chosen } => list("Links".into(), links(reader?, width), *chosen),
        Overlay::Highlights { chosen } => {
            list("Highlights and notes".into(), highlights(reader?, width), *chosen)
        }
        Overlay::Forms { chosen } => {
            let lines = take::rows().into_iter().map(take::label).collect();
            list(format!("Take away: {}", taken(reader?)), lines, *chosen)
        }
        Overlay::Choose { what, typed, chosen } => {
            let here = reader?;
            let offer = if typed.is_empty() { choice::offer(what) } else { "" };
            let title = format!("{} {typed}█{offer}", choice::question(here, what));
            let rows = choice::rows(here, what, typed);
            let mut lines: Vec<String> =
                rows.into_iter().map(|row| choice::label(here, row, typed)).collect();
            if lines.is_empty() {
                lines.push(format!("nothing of that name: {}", line(typed)));
            }
            list(title, lines, *chosen)
        }
        Overlay::Finder { .. } | Overlay::Hints { .. } => return None,
    })
}

/// Rows in the width of the sheet, what goes on set in below its statement; and which line begins the chosen one.
fn wrapped(rows: &[Row], chosen: usize, width: usize) -> (Vec<String>, usize) {
    let mut lines = Vec::new();
    let (mut statements, mut at) = (0, 0);
    for row in rows {
        if row.said.is_some() {
            at = if statements == chosen { lines.len() } else { at };
            statements += 1;
        }
        let indent = if row.said.is_some() { "         " } else { "" };
        let options = textwrap::Options::new(width.max(20)).subsequent_indent(indent);
        lines.extend(textwrap::wrap(&row.words, options).into_iter().map(|part| part.into_owned()));
    }
    (lines, at)
}

/// The changes, wrapped, and which line begins the chosen one.
fn changes(reader: &Reader, chosen: usize, width: usize) -> (Vec<String>, usize) {
    let row = |change: &Change| {
        let paragraph = reader.index.paragraphs.get(change.block).copied().flatten();
        let place = paragraph.map_or(String::new(), |number| format!("¶{number}"));
        let what = match (change.quotation, &change.before, &change.after) {
            (true, ..) => "quotation: ",
            (_, None, _) => "new: ",
            (_, _, None) => "gone: ",
            _ => "",
        };
        format!("{place:<5}{what}{}", line(&change.words()))
    };
    let (mut lines, mut at) = (Vec::new(), 0);
    for (i, change) in reader.changes.all.iter().enumerate() {
        at = if i == chosen { lines.len() } else { at };
        let options = textwrap::Options::new(width.max(20)).subsequent_indent("     ");
        lines.extend(textwrap::wrap(&row(change), options).into_iter().map(|part| part.into_owned()));
    }
    (lines, at)
}

/// What is taken, in a few words.
fn taken(reader: &Reader) -> &'static str {
    match take::taken(reader) {
        Taken::Statement(_) => "this statement",
        Taken::Quotation(_) => "this quotation",
        Taken::Words(pieces) if pieces.is_empty() => "the article",
        Taken::Words(_) => "these words",
    }
}

/// Cells for the words of a highlight that has a note; half of a narrow row.
const MARKED_WORDS: usize = 30;

/// "¶4  “the bells would ring”  a note"; the words alone where there is no note.
fn highlights(reader: &Reader, width: usize) -> Vec<String> {
    let row = |(place, highlight): (Option<Span>, &Highlight)| {
        let paragraph = place.and_then(|span| reader.index.paragraphs[reader.document.block_at(span.start)]);
        let paragraph = match (place, paragraph) {
            (None, _) => "gone".to_string(),
            (_, Some(n)) => format!("¶{n}"),
            (_, None) => String::new(),
        };
        let words = line(&highlight.anchor.words);
        let row = match highlight.note.as_str() {
            "" => format!("{paragraph:<5}{words}"),
            note => format!("{paragraph:<5}{}  + {}", cut(&words, MARKED_WORDS.min(width / 2)), line(note)),
        };
        cut(&row, width)
    };
    reader.highlights.iter().map(row).collect()
}

/// A framed list of lines in the middle of the screen, as high as it needs to be.
fn sheet(app: &App, title: &str, lines: &[String], top: usize, chosen: Option<usize>, buffer: &mut Buffer) {
    let room = app.size.height.saturating_sub(4);
    let height = lines.len().min(room);
    let widest = lines.iter().map(|line| cells(line)).max().unwrap_or(0).max(cells(title) + 4);
    let width = (widest + 4).min(app.size.width);
    let area = Area {
        x: (app.size.width - width) / 2,
        y: (app.size.height.saturating_sub(height + 4)) / 2,
        width,
        height: height + 2,
    };
    clear(buffer, area, app.theme.panel);
    frame(app, area, title, buffer);
    let last = lines.len().saturating_sub(height);
    let top = chosen.map_or(top.min(last), |chosen| first_shown(chosen, lines.len(), height));
    for (y, words) in lines.iter().skip(top).take(height).enumerate() {
        let row = area.y + 1 + y;
        put(buffer, area.x + 2, row, &cut(words, width - 4), width - 4, app.theme.panel);
        if chosen == Some(top + y) {
            put(buffer, area.x + 1, row, ">", 1, app.theme.title);
            tint(buffer, area.x + 2, row, width - 4, app.theme.chosen);
        }
    }
    if top < last {
        let more = format!(" {} more ", lines.len() - top - height);
        put(buffer, area.x + 2, area.y + area.height - 1, &more, width, app.theme.hint);
    }
}

pub fn frame(app: &App, area: Area, title: &str, buffer: &mut Buffer) {
    let style = app.theme.gutter;
    let line = "─".repeat(area.width - 2);
    let bottom = area.y + area.height - 1;
    put(buffer, area.x, area.y, &format!("┌{line}┐"), area.width, style);
    put(buffer, area.x, bottom, &format!("└{line}┘"), area.width, style);
    for y in area.y + 1..bottom {
        put(buffer, area.x, y, "│", 1, style);
        put(buffer, area.x + area.width - 1, y, "│", 1, style);
    }
    let title = cut(&format!(" {title} "), area.width.saturating_sub(4));
    put(buffer, area.x + 2, area.y, &title, area.width - 4, app.theme.title);
}

/// The command table, or the lines of it that hold `query`.
fn help(app: &App, query: &str) -> Vec<String> {
    let wanted = query.to_lowercase();
    let mut lines = Vec::new();
    // Narrow screens need the room for what the keys do.
    let room = if app.size.width < 60 { 6 } else { 18 };
    for group in Group::ALL {
        let entries = COMMANDS.iter().filter(|entry| entry.group == group);
        let rows = entries.map(|entry| {
            let keys = fitting_keys(&app.keymap.keys_of(entry.command), room);
            format!("  {keys:<room$} {}", entry.does)
        });
        let rows: Vec<String> = rows.filter(|row| row.to_lowercase().contains(&wanted)).collect();
        if !rows.is_empty() {
            lines.push(group.title().to_string());
            lines.extend(rows);
        }
    }
    if query.is_empty() {
        lines.extend(MARKS.iter().map(|mark| mark.to_string()));
    }
    if lines.is_empty() { vec![format!("nothing about \"{query}\"")] } else { lines }
}

/// As many keys as fit, the shortest first; the first one always.
fn fitting_keys(keys: &[String], room: usize) -> String {
    let mut line = String::new();
    for key in keys {
        if !line.is_empty() && cells(&line) + 1 + cells(key) > room {
            break;
        }
        line = if line.is_empty() { key.clone() } else { format!("{line} {key}") };
    }
    line
}

/// What the marks on the screen mean.
const MARKS: [&str; 12] = [
    "Marks",
    "  >               the current thing",
    "  12 │            statement 12; T: the headline's",
    "  ?               unsure: the card says of what",
    "  =               checked: you called it right or corrected it",
    "  * +             highlighted, with a note",
    "  !               suspect: the text may have been tampered with",
    "  ~               clutter shown: an opened fold, or one not sure enough to fold",
    "  ±               new or changed since the article was read",
    "  [+]             folded lines, with the reason",
    "  █ ░ o           where you are; where the current speaker speaks",
    "  �               a hidden or control character",
];

fn article(app: &App, reader: &Reader, width: usize) -> Vec<String> {
    let document = &reader.document;
    let meta = &document.article.meta;
    let mut lines = Vec::new();
    let fields = [
        ("title", &meta.title),
        ("byline", &meta.byline),
        ("site", &meta.site),
        ("date", &meta.published),
        ("address", &meta.url),
    ];
    card::field(&mut lines, "source", &reader.name, width);
    for (name, value) in fields {
        if let Some(value) = value {
            card::field(&mut lines, name, value, width);
        }
    }
    let language = document.annotations.language.as_deref();
    let language = language.map_or("not known", crate::annotate::language::name);
    let support = match document.annotations.support {
        Support::Full => "",
        Support::Quoted => " (speakers of quotations only)",
        Support::QuotationsOnly => " (quotations only)",
        Support::None => " (not read)",
    };
    card::field(&mut lines, "language", &format!("{language}{support}"), width);
    let words = reader.text().split_whitespace().count();
    card::field(&mut lines, "words", &words.to_string(), width);
    card::field(&mut lines, "found", &found(&reader.index), width);
    if let Some(labels) = app.labels.get(&reader.name) {
        let star = labels.star.then_some("star");
        let parts = star.into_iter().chain([if labels.read { "read" } else { "unread" }]).map(String::from);
        let parts: Vec<String> = parts.chain([labels.line()]).filter(|part| !part.is_empty()).collect();
        card::field(&mut lines, "labels", &parts.join(", "), width);
    }
    for note in &document.article.notes {
        card::field(&mut lines, "note", &line(&note.0), width);
    }
    lines
}

fn found(index: &Index) -> String {
    let counts = index.counts;
    let parts = [
        count(counts.statements, "statement"),
        format!("{} unsure", counts.unsure),
        count(index.figures.len(), "figure"),
        format!("{} folded", count(counts.folded, "line")),
        count(counts.suspects, "suspect"),
    ];
    parts.join(", ")
}

/// Cells for the words of a link.
const LINK_WORDS: usize = 34;

/// " 3 the council's report              example.org/report".
fn links(reader: &Reader, width: usize) -> Vec<String> {
    let links = reader.document.article.links();
    let digits = links.len().to_string().len();
    let row = |(i, (span, address)): (usize, &(Span, &str))| {
        let words = cut(&line(span.of(reader.text())), LINK_WORDS);
        let pad = " ".repeat(LINK_WORDS.saturating_sub(cells(&words)));
        let bare = address.split_once("://").map_or(*address, |(_, rest)| rest).trim_start_matches("www.");
        let row = format!("{:>digits$} {words}{pad}  {}", i + 1, line(bare));
        cut(&row, width)
    };
    links.iter().enumerate().map(row).collect()
}

fn outline(reader: &Reader) -> Vec<String> {
    let blocks = &reader.document.article.blocks;
    let heading = |block: usize| {
        let indent = match blocks[block].kind {
            crate::article::BlockKind::Heading(level) => 2 * usize::from(level.saturating_sub(1)),
            _ => 0,
        };
        " ".repeat(indent) + &line(blocks[block].span.of(reader.text()))
    };
    headings(reader).into_iter().map(heading).collect()
}
