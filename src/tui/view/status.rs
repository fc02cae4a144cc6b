//! The two rows at the bottom: where you are, and (hints) what you can do.

use ratatui::buffer::Buffer;

use super::hints::hints;
use super::{put, put_right};
use crate::annotate::{Doubt, Form, StatementId, Support, language};
use crate::harmless;
use crate::load::size;
use crate::span::Span;
use crate::tui::app::{App, Await, Panes, Piped, Prompt, Purpose, Waiting};
use crate::tui::command::Command;
use crate::tui::index::{Index, clutter_word, count, reasons, statement};
use crate::tui::listing;
use crate::tui::reader::{Naming, Reader, Stage, Tab, Target};

pub fn paint(app: &App, panes: &Panes, buffer: &mut Buffer) {
    let width = app.size.width;
    if let Some(prompt) = &app.input.prompt {
        let line = format!(" {}", typed(prompt, width.saturating_sub(2)));
        let used = put(buffer, 0, panes.status, &line, width, app.theme.status);
        put(buffer, used, panes.status, "█", 1, app.theme.status);
    } else {
        let (left, right) = status(app, panes);
        let fits = harmless::cells(&left) + harmless::cells(&right) + 4 <= width;
        let right = if fits || app.reader.as_ref().is_none_or(|reader| !reader.fresh) {
            right
        } else {
            String::new()
        };
        put_right(buffer, width.saturating_sub(2), panes.status, &right, app.theme.status);
        let room = width.saturating_sub(harmless::cells(&right) + 4);
        put(buffer, 1, panes.status, &harmless::cut(&left, room), room, app.theme.status);
    }
    if let Some(y) = panes.hint {
        put(buffer, 1, y, &hints(app), width.saturating_sub(1), app.theme.hint);
    }
}

/// The line being typed after its sign; of a long one the end.
pub(super) fn typed(prompt: &Prompt, room: usize) -> String {
    let sign = match prompt.purpose {
        Purpose::Search => "/",
        Purpose::Line => ":",
        Purpose::Tags => "tags: ",
        Purpose::Note(_) => "note: ",
        Purpose::Pipe(Piped::Article) => "article | ",
        Purpose::Pipe(Piped::Statements) => "table of statements | ",
        Purpose::Pipe(Piped::Selection) => "selection | ",
    };
    let line = harmless::line(&prompt.line);
    let room = room.saturating_sub(sign.len());
    let all = harmless::cells(&line);
    let mut left_out = 0;
    let tail = harmless::glyphs(&line).skip_while(|glyph| {
        let skip = all - left_out > room;
        left_out += glyph.cells;
        skip
    });
    let tail: String = tail.map(|glyph| glyph.symbol.into_owned()).collect();
    format!("{sign}{tail}")
}

/// What the status row says, left and right.
fn status(app: &App, panes: &Panes) -> (String, String) {
    let pending = pending(app);
    if !pending.is_empty() {
        return (pending, String::new());
    }
    if let Some(notice) = &app.notice {
        return (notice.clone(), String::new());
    }
    if let Some(waiting) = &app.waiting {
        return (wait(waiting), "Esc cancels".into());
    }
    let Some(reader) = &app.reader else { return (shelf(app), String::new()) };
    let on_screen = reader.on_screen(panes.column.width, panes.column.height);
    let per_cent = reader.per_cent(&on_screen);
    if reader.panel.open && reader.panel.focused {
        return panel(app, reader);
    }
    if reader.selection.is_some() {
        return selecting(reader);
    }
    match reader.current {
        Some(target) => (current(reader, target), place(app, reader, target, per_cent)),
        None if reader.fresh || reader.stage != Stage::Done => opened(app, reader),
        None if per_cent == 100 => (end(app), "100 %".into()),
        None => (counts(reader), format!("{per_cent} %")),
    }
}

/// "/ 120 KB, 3 s: opening example.org": what moves comes first, where names are cut.
fn wait(waiting: &Waiting) -> String {
    let sign = ['|', '/', '-', '\\'][waiting.tenths as usize % 4];
    let bytes = (waiting.bytes > 0).then(|| size(waiting.bytes));
    let seconds = (waiting.tenths >= 10).then(|| format!("{} s", waiting.tenths / 10));
    let so_far = bytes.into_iter().chain(seconds).collect::<Vec<_>>().join(", ");
    let colon = if so_far.is_empty() { "" } else { ": " };
    format!("{sign} {so_far}{colon}opening {}", harmless::line(&waiting.name))
}

/// "12 words selected: the bells ... ring", and who says them.
fn selecting(reader: &Reader) -> (String, String) {
    let pieces = reader.selected();
    let words = |piece: &Span| harmless::line(piece.of(reader.text())).into_owned();
    let all = pieces.iter().map(words).collect::<Vec<_>>().join(" ");
    let counted = all.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    (format!("{} selected: {all}", count(counted, "word")), String::new())
}

/// A count or the start of a key sequence.
fn pending(app: &App) -> String {
    let count = app.input.count.map_or(String::new(), |count| count.to_string());
    match app.input.awaits {
        Some(Await::Bookmark) => return "m".into(),
        Some(Await::GoTo) => return "'".into(),
        None => {}
    }
    count + &app.input.keys.iter().map(|key| key.0.as_str()).collect::<String>()
}

fn shelf(app: &App) -> String {
    let Some(shelf) = app.shelf() else { return String::new() };
    if shelf.items.is_empty() {
        return "Nothing read yet.  pullquote FILE | FOLDER | -  ·  pullquote tour".into();
    }
    format!("{} of {}", shelf.chosen + 1, shelf.items.len())
}

fn opened(app: &App, reader: &Reader) -> (String, String) {
    match reader.stage {
        Stage::Arriving => ("still arriving ...".into(), String::new()),
        Stage::Reading => ("reading along ...".into(), String::new()),
        Stage::Done if reader.index.counts.statements > 0 => {
            let starts = format!("{} starts", app.keymap.key_of(Command::NextStatement));
            (counts(reader), starts)
        }
        Stage::Done => (counts(reader).replace(NOTHING, nothing(app.size.width)), String::new()),
    }
}

/// What is said of an article in which nobody says anything.
const NOTHING: &str = "No quotations or reported statements found.";

/// The same as it fits, so that what there is comes into sight after it.
fn nothing(width: usize) -> &'static str {
    if width < 60 { "No statements." } else { NOTHING }
}

/// What was found in the article.
pub(super) fn counts(reader: &Reader) -> String {
    let annotations = &reader.document.annotations;
    if !matches!(annotations.support, Support::Full | Support::Quoted) {
        return not_supported(annotations.language.as_deref(), annotations.support) + &others(&reader.index);
    }
    if reader.index.counts.statements == 0 {
        let figures = count(reader.index.figures.len(), "figure");
        return format!("{NOTHING} {figures} (e).") + &others(&reader.index);
    }
    let found = count(reader.index.counts.statements, "statement");
    let speakers = count(reader.index.speakers.len(), "speaker");
    let unsure = match reader.index.counts.unsure {
        0 => String::new(),
        n => format!(" · {n} unsure"),
    };
    let checked = match reader.index.counts.checked + reader.index.counts.dismissed {
        0 => String::new(),
        _ => format!(" · {}", reader.index.counts.tally()),
    };
    format!("{found} by {speakers}{unsure}{checked}{}", others(&reader.index))
}

fn others(index: &Index) -> String {
    let folded = match index.counts.folded {
        0 => String::new(),
        n => format!(" · {} folded", count(n, "line")),
    };
    let suspects = match index.counts.suspects {
        0 => String::new(),
        n => format!(" · {}", count(n, "suspect")),
    };
    folded + &suspects
}

fn not_supported(language: Option<&str>, support: Support) -> String {
    let name = language.map_or("Unknown language", language::name);
    match support {
        Support::None => format!("{name}: nothing is looked for."),
        _ => format!("{name}: text in quotation marks is shown, speakers are not looked for."),
    }
}

fn end(app: &App) -> String {
    match app.next_title() {
        Some(title) => format!("end · {} next: {title}", app.keymap.key_of(Command::NextArticle)),
        None => "end".into(),
    }
}

fn panel(app: &App, reader: &Reader) -> (String, String) {
    let index = &reader.index;
    match reader.panel.tab {
        _ if reader.stage != Stage::Done => opened(app, reader),
        Tab::Speakers | Tab::Figures => voice(reader),
        Tab::Folded => (folded(reader) + &others_only(index), String::new()),
        Tab::Loose => (count(index.loose.len(), "loose end"), String::new()),
    }
}

/// "5 lines folded: 4 promo, credit".
fn folded(reader: &Reader) -> String {
    let folds = &reader.index.folds;
    let lines = count(reader.index.counts.folded, "line");
    match reasons(&reader.document, folds.iter().cloned().flatten()) {
        reasons if reasons.is_empty() => format!("{lines} folded"),
        reasons => format!("{lines} folded: {reasons}"),
    }
}

fn others_only(index: &Index) -> String {
    if index.counts.suspects == 0 {
        String::new()
    } else {
        format!(" · {}", count(index.counts.suspects, "suspect"))
    }
}

fn voice(reader: &Reader) -> (String, String) {
    let naming = reader.panel.naming;
    let lets = |id: StatementId| reader.index.voice_of(id).is_some_and(|voice| naming.lets(voice));
    let listed = matches!(reader.current, Some(Target::Statement(id)) if lets(id));
    if reader.panel.tab == Tab::Speakers && naming != Naming::Any && !listed {
        let few = reader.index.speakers.iter().filter(|voice| naming.lets(voice)).count();
        let all = count(reader.index.speakers.len(), "speaker");
        return (format!("{} only: {few} of {all}", naming.word()), String::new());
    }
    // What the row that is pointed at says, whatever is current in the text.
    let pointed = listing::pointed(reader).filter(|_| reader.current.is_some());
    let Some(target) = pointed else { return (counts(reader), String::new()) };
    if let Target::Statement(id) = target
        && let Some(place) = reader.index.speakers.iter().position(|voice| voice.statements.contains(&id))
    {
        let voice = &reader.index.speakers[place];
        let heads = voice.statements.iter().filter(|id| statement(&reader.document, **id).headline).count();
        let said = count(voice.statements.len() - heads, "statement");
        let head = if heads > 0 { " + headline" } else { "" };
        let nobody = if voice.unresolved { "not known who" } else { "unnamed source" };
        let kind = voice
            .figures
            .first()
            .map_or(nobody, |figure| reader.document.annotations.figures[figure.index()].kind.word());
        let share = reader.index.share(voice) * 100.0;
        let of = match reader.panel.naming {
            Naming::Any => format!("{} of {}", place + 1, reader.index.speakers.len()),
            naming => format!("{} only", naming.word()),
        };
        let share = format!("{share:.0} % of the words found");
        return (format!("{}: {said}{head}, {share}; {kind}", voice.name), of);
    }
    (current(reader, target), String::new())
}

/// What the current thing is.
pub(super) fn current(reader: &Reader, target: Target) -> String {
    let words = |span: Span| harmless::line(span.of(reader.text())).into_owned();
    match target {
        Target::Statement(id) => said(reader, id),
        Target::Mention(figure, nth) => {
            let figure = &reader.document.annotations.figures[figure.index()];
            let role = figure.role.as_ref().map_or(String::new(), |role| format!(", {role}"));
            format!("{}{role}: mention {} of {}", figure.name, nth + 1, figure.mentions.len())
        }
        Target::Quotation(_) => format!("no speaker found: {}", words(reader.span_of(target))),
        Target::Fold(block) if reader.folds_away(block) => "folded: x opens it".into(),
        Target::Fold(_) => "fold opened: x closes it".into(),
        Target::Hit(hit) => {
            let search = reader.search.as_ref();
            search.map_or(String::new(), |s| format!("{} of {} for \"{}\"", hit + 1, s.hits.len(), s.query))
        }
        Target::Link(nth) => {
            let links = reader.document.article.links();
            let address = links.get(nth).map_or("", |(_, address)| address);
            harmless::line(&format!("link {} of {}: {address}", nth + 1, links.len())).into_owned()
        }
        Target::Highlight(nth) => highlight(reader, nth),
        Target::Block(block) => why(reader, block) + &words(reader.document.article.blocks[block].span),
    }
}

/// The note, else the words.
fn highlight(reader: &Reader, nth: usize) -> String {
    let Some((_, highlight)) = reader.highlights.get(nth) else { return String::new() };
    let words = match highlight.note.as_str() {
        "" => format!("“{}”", highlight.anchor.words),
        note => format!("note: {note}"),
    };
    harmless::line(&format!("highlight {} of {}: {words}", nth + 1, reader.highlights.len())).into_owned()
}

/// What is thought of a line that is shown although it may be clutter.
fn why(reader: &Reader, block: usize) -> String {
    let mark = reader.document.marks.clutter.get(block).and_then(Option::as_ref);
    mark.map_or(String::new(), |mark| format!("{}, {:.0} %: ", clutter_word(mark), mark.confidence * 100.0))
}

fn said(reader: &Reader, id: crate::annotate::StatementId) -> String {
    let document = &reader.document;
    let said = statement(document, id);
    let number = reader.index.numbers[id.index()].map_or("T".to_string(), |n| n.to_string());
    let doubt = said.confidence.doubt();
    let mark = if doubt.is_some() { "?" } else { "" };
    let number = format!("{number}/{}{mark}", reader.index.counts.statements);
    if let Some(guess) = guess(reader, id, doubt) {
        return format!("{number} {guess}");
    }
    let words = said.speaker.as_ref().map_or("no speaker found", |speaker| speaker.span().of(reader.text()));
    // A speaker that the user named has no words on the spot.
    let named = reader.index.voice_of(id).filter(|_| words.is_empty()).map(|voice| voice.name.as_str());
    let who = named.unwrap_or(words);
    let cue = said.cue.as_ref().map_or(String::new(), |cue| format!(", {}", cue.span().of(reader.text())));
    let pieces: Vec<&str> = said.content.iter().map(|piece| piece.of(reader.text())).collect();
    harmless::line(&format!("{number} {who}{cue}: {}", pieces.join(" … "))).into_owned()
}

/// "He" = Ana Duarte? — where it is not sure who is meant.
fn guess(reader: &Reader, id: crate::annotate::StatementId, doubt: Option<Doubt>) -> Option<String> {
    let speaker = statement(&reader.document, id).speaker.as_ref()?;
    if doubt != Some(Doubt::Figure) || speaker.form() == Form::Name {
        return None;
    }
    let words = harmless::line(speaker.span().of(reader.text())).into_owned();
    let figures = &reader.document.annotations.figures;
    let names: Vec<&str> =
        speaker.figures.iter().map(|figure| figures[figure.index()].name.as_str()).collect();
    match names.is_empty() {
        true => Some(format!("\"{words}\" = ? (not found who is meant)")),
        false => Some(format!("\"{words}\" = {}?", names.join(", "))),
    }
}

/// The paragraph and the per cent; where there is room also what else there is.
fn place(app: &App, reader: &Reader, target: Target, per_cent: usize) -> String {
    let block = reader.document.block_at(reader.span_of(target).start);
    let paragraph = reader.index.paragraphs.get(block).copied().flatten();
    let paragraph = paragraph.map_or(String::new(), |n| format!("¶{n}  "));
    if app.size.width < 100 {
        return format!("{paragraph}{per_cent} %");
    }
    let counts = reader.index.counts;
    let rest = [(counts.unsure, "unsure"), (counts.folded, "folded"), (counts.suspects, "suspect")];
    let rest = rest.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("  {n} {word}"));
    format!("{paragraph}{per_cent} % {}", rest.collect::<String>())
}
