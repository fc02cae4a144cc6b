//! Sheets: the lists and cards that lie over the text — their lines, which line begins which choice, and where on the
//! screen they are. Update finds what was clicked on by it, view paints it.

use super::app::{App, Area, Overlay};
use super::card;
use super::command::{COMMANDS, Group};
use super::index::{Index, count};
use super::listing::first_shown;
use super::reader::Reader;
use super::update::choice;
use super::update::overlay::headings;
use super::update::take;
use crate::annotate::Support;
use crate::answers::Row;
use crate::export::form::Taken;
use crate::harmless::{cells, cut, line};
use crate::highlight::Highlight;
use crate::query::changed::Change;
use crate::span::Span;

/// A framed list of lines, how far it is scrolled, and which of them is chosen.
pub struct Sheet {
    pub title: String,
    pub lines: Vec<String>,
    pub top: usize,
    /// The line that begins the chosen one.
    pub chosen: Option<usize>,
    /// The lines that begin the choices, where they are not all the lines.
    starts: Option<Vec<usize>>,
}

impl Sheet {
    /// Where it lies: in the middle of the screen, as high and as wide as it needs to be.
    pub fn area(&self, app: &App) -> Area {
        let height = self.lines.len().min(app.size.height.saturating_sub(4));
        let widest = self.lines.iter().map(|line| cells(line)).max().unwrap_or(0).max(cells(&self.title) + 4);
        let width = (widest + 4).min(app.size.width);
        Area {
            x: (app.size.width - width) / 2,
            y: (app.size.height.saturating_sub(height + 4)) / 2,
            width,
            height: height + 2,
        }
    }

    /// The first line shown.
    pub fn first(&self, area: Area) -> usize {
        let height = area.height - 2;
        let last = self.lines.len().saturating_sub(height);
        self.chosen.map_or(self.top.min(last), |chosen| first_shown(chosen, self.lines.len(), height))
    }

    /// The choice whose line lies at a cell.
    pub fn choice_at(&self, app: &App, x: usize, y: usize) -> Option<usize> {
        self.chosen?;
        let area = self.area(app);
        let row = y.checked_sub(area.y + 1).filter(|row| *row < area.height - 2 && area.has(x, y))?;
        let line = self.first(area) + row;
        match &self.starts {
            None => Some(line),
            Some(starts) => starts.iter().rposition(|start| *start <= line),
        }
    }
}

/// What lies over the text, in words: its title, the line that is chosen, its lines.
pub fn words(app: &App) -> Option<(String, Option<usize>, Vec<String>)> {
    if let Some(Overlay::Finder { typed, found, chosen, .. }) = &app.overlay {
        let rows = found.iter().map(|found| format!("{} {}", found.mark, found.words)).collect();
        return Some((format!("find {typed}, {} found", found.len()), Some(*chosen), rows));
    }
    laid(app).map(|sheet| (sheet.title, sheet.chosen, sheet.lines))
}

/// What lies over the text, where that is a sheet.
pub fn laid(app: &App) -> Option<Sheet> {
    let width = (app.size.width.saturating_sub(4)).min(76).saturating_sub(4);
    let card = |title: &str, lines: Vec<String>, top: usize| Sheet {
        title: title.into(),
        lines,
        top,
        chosen: None,
        starts: None,
    };
    let list = |title: String, lines: Vec<String>, chosen: usize| Sheet {
        title,
        lines,
        top: 0,
        chosen: Some(chosen),
        starts: None,
    };
    let wrapped_list = |title: String, (lines, starts): (Vec<String>, Vec<usize>), chosen: usize| Sheet {
        title,
        lines,
        top: 0,
        chosen: Some(starts.get(chosen).copied().unwrap_or(0)),
        starts: Some(starts),
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
            let title = match app.gathered.left {
                0 => "All they said".to_string(),
                left => format!("All they said (still reading {})", count(left, "article")),
            };
            wrapped_list(title, wrapped(rows, width), *chosen)
        }
        Overlay::Changes { chosen } => {
            let title = format!("Changed: {}", reader?.changes.summary());
            wrapped_list(title, changes(reader?, width), *chosen)
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

/// Rows in the width of the sheet, what goes on set in below its statement; and which lines begin a statement.
fn wrapped(rows: &[Row], width: usize) -> (Vec<String>, Vec<usize>) {
    let (mut lines, mut starts) = (Vec::new(), Vec::new());
    for row in rows {
        if row.said.is_some() {
            starts.push(lines.len());
        }
        let indent = if row.said.is_some() { "         " } else { "" };
        let options = textwrap::Options::new(width.max(20)).subsequent_indent(indent);
        lines.extend(textwrap::wrap(&row.words, options).into_iter().map(|part| part.into_owned()));
    }
    (lines, starts)
}

/// The changes, wrapped, and which lines begin one.
fn changes(reader: &Reader, width: usize) -> (Vec<String>, Vec<usize>) {
    let row = |change: &Change| {
        let paragraph = reader.index.paragraphs.get(change.block).copied().flatten();
        let place = paragraph.map_or(String::new(), |number| format!("¶{number}"));
        let what = match (change.quotation, &change.before, &change.after) {
            (true, None, _) => "new, with a quotation: ",
            (true, _, None) => "gone, with a quotation: ",
            (true, ..) => "quotation: ",
            (_, None, _) => "new: ",
            (_, _, None) => "gone: ",
            _ => "",
        };
        format!("{place:<5}{what}{}", line(&change.words()))
    };
    let (mut lines, mut starts) = (Vec::new(), Vec::new());
    for change in &reader.changes.all {
        starts.push(lines.len());
        let options = textwrap::Options::new(width.max(20)).subsequent_indent("     ");
        lines.extend(textwrap::wrap(&row(change), options).into_iter().map(|part| part.into_owned()));
    }
    (lines, starts)
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
            let row = format!("  {keys:<room$} {}", entry.does);
            // The name is what a command line or a key map calls it: shown where it is what was looked for.
            match row.to_lowercase().contains(&wanted) {
                true => Some(row),
                false => entry
                    .name
                    .contains(&wanted)
                    .then(|| format!("  {keys:<room$} :{}  {}", entry.name, entry.does)),
            }
        });
        let rows: Vec<String> = rows.flatten().collect();
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
const MARKS: [&str; 13] = [
    "Marks",
    "  >               the current thing",
    "  12 │            statement 12; T: the headline's",
    "  12…│            more statements begin here and end in the same row",
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
