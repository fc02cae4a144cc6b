//! The hint row: what can be done now.

use crate::anchor::Anchor;
use crate::harmless;
use crate::load::Source;
use crate::tui::app::{App, Await, Overlay, Purpose};
use crate::tui::command::Command;
use crate::tui::keymap::Context;
use crate::tui::reader::{Reader, Stage, Target};
use crate::tui::update::line;

/// What can be done now, as far as it fits.
pub fn hints(app: &App) -> String {
    use Command::*;
    let key = |command: Command, word: &str| format!("{} {word}  ", app.keymap.key_of(command));
    match app.input.prompt.as_ref().map(|prompt| prompt.purpose) {
        Some(Purpose::Line) => return completions(app),
        Some(Purpose::Search) => return "Enter find  Esc leave".into(),
        Some(Purpose::Tags) => return "words between spaces  Enter keep  Esc leave".into(),
        Some(Purpose::Pipe(_)) => return "a shell command  Tab other input  Enter run  Esc leave".into(),
        Some(Purpose::Note(_)) => return "Enter keep the note  Esc leave".into(),
        None => {}
    }
    if let Some(what) = app.input.awaits {
        return bookmarks(app, what);
    }
    if !app.input.keys.is_empty() {
        let follow = app.keymap.continuations(app.context(), &app.input.keys);
        return fitting(following(app, follow), app.size.width.saturating_sub(2));
    }
    let line = match (&app.overlay, app.context(), &app.reader) {
        (Some(Overlay::Help { .. }), ..) => {
            vec![key(LineDown, "down"), key(Search, "search"), key(Back, "close")]
        }
        (Some(Overlay::Outline { .. } | Overlay::Forms { .. } | Overlay::Changes { .. }), ..) => {
            vec![key(LineDown, "down"), key(Card, "go"), key(Back, "close")]
        }
        (Some(Overlay::Links { .. }), ..) => {
            vec![key(LineDown, "down"), key(Card, "show"), key(OpenLink, "browser"), key(Back, "close")]
        }
        (Some(Overlay::Hints { .. }), ..) => {
            vec!["type the letters of a link: browser  ".into(), "Esc leave".into()]
        }
        (Some(Overlay::Card { .. }), ..) => {
            vec![key(NextStatement, "next"), key(Copy, "copy"), key(Back, "close")]
        }
        (Some(Overlay::Highlights { .. }), ..) => {
            let rest = [(LineDown, "down"), (Card, "go"), (Remove, "remove"), (Note, "note"), (Undo, "undo")];
            let rest = rest.map(|(command, word)| key(command, word));
            rest.into_iter().chain([key(Copy, "copy"), key(Back, "close")]).collect()
        }
        (Some(Overlay::Choose { .. } | Overlay::Finder { .. }), ..) => {
            vec![
                "type letters  ".into(),
                "Down Up move  ".into(),
                "Enter choose  ".into(),
                "Esc leave".into(),
            ]
        }
        (Some(Overlay::Article { .. }), ..) => vec![key(Back, "close")],
        (Some(Overlay::Dossier { .. }), ..) => {
            vec![key(LineDown, "down"), key(Card, "go there"), key(Back, "close")]
        }
        (None, _, None) => {
            let refresh = has_feeds(app).then_some((Reload, "refresh"));
            let open = [(LineDown, "down"), (Card, "open"), (Search, "find")];
            let label = [(Star, "star"), (Read, "read"), (Tags, "tags")];
            let rest = [(Up, "quit"), (Help, "help")];
            let all = open.into_iter().chain(refresh).chain(label).chain(rest);
            all.map(|(command, word)| key(command, word)).collect()
        }
        (None, Context::Panel, _) => {
            let move_ = format!("{} {} move  ", app.keymap.key_of(LineDown), app.keymap.key_of(LineUp));
            let rest = [(Card, "go"), (Search, "find a name"), (Copy, "copy")].map(|(c, w)| key(c, w));
            let tabs = "1-4 tab  ".to_string() + &key(Naming, "named");
            let close = [(Panel, "text"), (Up, "close"), (Help, "help")].map(|(c, w)| key(c, w));
            std::iter::once(move_).chain(rest).chain([tabs]).chain(close).collect()
        }
        (None, Context::Selection, Some(_)) => {
            let move_ = "h l w b j k move  ".to_string();
            let rest = [(SwapEnds, "other end"), (Copy, "copy"), (Highlight, "highlight"), (Note, "note")];
            let rest = rest.map(|(command, word)| key(command, word));
            let add = key(AddStatement, "add statement");
            std::iter::once(move_).chain(rest).chain([add, key(Back, "leave")]).collect()
        }
        (None, _, Some(reader)) => text_hints(app, reader),
    };
    fitting(line, app.size.width.saturating_sub(2))
}

/// Whether there are feeds that can be asked.
fn has_feeds(app: &App) -> bool {
    let mut items = app.shelves.iter().flat_map(|shelf| &shelf.items);
    app.library && items.any(|item| matches!(item.source, Source::Feed(_)))
}

/// The bookmarks there are, each with the first words of its place.
fn bookmarks(app: &App, what: Await) -> String {
    let known = app.reader.iter().flat_map(|reader| &reader.bookmarks);
    let words =
        |(letter, anchor): (&char, &Anchor)| format!("{letter}: {}  ", harmless::cut(&anchor.words, 18));
    let mut hints: Vec<String> = known.map(words).collect();
    hints.push(match what {
        Await::Bookmark => "a letter sets a bookmark  Esc".into(),
        Await::GoTo => "' forward  Esc".into(),
    });
    fitting(hints, app.size.width.saturating_sub(2))
}

/// The names that begin as what was typed, as many as fit, and how many more there are; of those that Tab goes through,
/// from the one that it is at.
fn completions(app: &App) -> String {
    let Some(prompt) = &app.input.prompt else { return String::new() };
    let room = app.size.width.saturating_sub(2);
    let (names, chosen) = match &prompt.walk {
        Some(walk) => (walk.names.clone(), Some(walk.nth)),
        None => (line::completions(&prompt.line), None),
    };
    let first = chosen.unwrap_or(0);
    let row = |names: &[String], more: usize| {
        let name = |(i, name): (usize, &String)| match chosen {
            Some(_) if i == 0 => format!("[{name}]  "),
            _ => format!("{name}  "),
        };
        let shown: String = names.iter().enumerate().map(name).collect();
        match more {
            0 => shown + "Tab Enter Esc",
            more => format!("{shown}+{more} more  Tab"),
        }
    };
    let all = &names[first..];
    let counts = (0..=all.len()).rev();
    let mut rows = counts.map(|shown| row(&all[..shown], names.len() - shown));
    rows.find(|row| harmless::cells(row) <= room).unwrap_or_default()
}

/// What can follow the keys typed so far, what fits the current thing first.
fn following(app: &App, mut follow: Vec<(String, Command)>) -> Vec<String> {
    use Command::*;
    let reader = app.reader.as_ref();
    let selecting = reader.is_some_and(|reader| reader.selection.is_some());
    let first: &[Command] = match reader.and_then(|reader| reader.current) {
        _ if selecting => &[AddStatement, Edges],
        Some(Target::Statement(_)) => &[StatementRight, StatementWrong, OtherSpeaker, SameFigure],
        Some(Target::Mention(..)) => &[SameFigure],
        _ => &[IsArticle, IsClutter],
    };
    let rank = |command: &Command| first.iter().position(|c| c == command).unwrap_or(first.len());
    follow.sort_by_key(|(_, command)| rank(command));
    follow.into_iter().map(|(keys, command)| format!("{keys} {}  ", short(command))).collect()
}

/// What a command does, in one or two words where many share a key.
fn short(command: Command) -> &'static str {
    match command {
        Command::StatementRight => "right",
        Command::StatementWrong => "wrong",
        Command::OtherSpeaker => "other speaker",
        Command::AddStatement => "add statement",
        Command::Edges => "edges",
        Command::SameFigure => "merge, split",
        Command::IsArticle => "is the article",
        Command::IsClutter => "is clutter",
        command => command.entry().does,
    }
}

/// As many whole hints as fit; the last one (help, close) always.
fn fitting(hints: Vec<String>, width: usize) -> String {
    let Some((last, rest)) = hints.split_last() else { return String::new() };
    let mut room = width.saturating_sub(harmless::cells(last.trim_end()));
    let fits = rest.iter().take_while(|hint| {
        let fits = harmless::cells(hint) <= room;
        room = room.saturating_sub(harmless::cells(hint));
        fits
    });
    fits.map(String::as_str).collect::<String>() + last
}

/// What can be done with a line that is current.
fn line_hints(app: &App, reader: &Reader, block: usize) -> Vec<String> {
    use Command::*;
    let key = |command: Command, word: &str| format!("{} {word}  ", app.keymap.key_of(command));
    let mut hints = vec![key(ParagraphDown, "next line")];
    if reader.index.folds.iter().any(|fold| fold.contains(&block)) {
        hints.push(key(Fold, if reader.folds_away(block) { "open" } else { "close" }));
    }
    let marked = reader.document.marks.clutter.get(block).is_some_and(Option::is_some);
    if marked {
        hints.push(key(IsArticle, "this is the article"));
    }
    if !reader.document.marks.is_folded(block) {
        hints.push(key(IsClutter, "this is clutter"));
    }
    if !app.corrected.changes.is_empty() {
        hints.push(key(Undo, "undo"));
    }
    hints.push(key(Help, "help"));
    hints
}

fn text_hints(app: &App, reader: &Reader) -> Vec<String> {
    use Command::*;
    if let Some(Target::Fold(block) | Target::Block(block)) = reader.current {
        return line_hints(app, reader, block);
    }
    let key = |command: Command, word: &str| format!("{} {word}  ", app.keymap.key_of(command));
    if let Some(Target::Link(_)) = reader.current {
        return vec![key(OpenLink, "browser"), key(Links, "links"), key(Back, "back"), key(Help, "help")];
    }
    // Where nobody says anything, one goes from figure to figure.
    let silent = reader.index.listed.is_empty() && reader.stage == Stage::Done;
    let wide = app.size.width >= 100;
    let mut hints = Vec::new();
    if !silent {
        hints.extend([key(NextStatement, "next"), key(NextBySpeaker, "same speaker")]);
    }
    if (silent || wide) && !reader.index.figures.is_empty() {
        hints.push(key(NextFigure, "figure"));
    }
    if wide {
        hints.extend([key(Again, "again"), key(Card, "card")]);
    }
    hints.extend([key(Panel, "panel"), key(Copy, "copy")]);
    if reader.index.counts.folded > 0 {
        hints.push(key(Fold, &format!("{} folded", reader.index.counts.folded)));
    }
    hints.push(key(Search, "search"));
    hints.push(key(Help, "help"));
    hints
}
