//! Checks: statements right, wrong, another's, other words, missing; figures that are one or two; and taking it back.

use std::sync::Arc;

use super::{choice, jump, notice, panel, place};
use crate::anchor::Anchor;
use crate::annotate::{FigureId, Form, StatementId};
use crate::article::Article;
use crate::check::{self, Check, Verdict};
use crate::harmless;
use crate::library::Record;
use crate::span::Span;
use crate::tui::app::{App, Choice, Step, Task};
use crate::tui::index::statement;
use crate::tui::reader::{Reader, Stage, Target};

/// "This is a statement, and its speaker is right."
pub fn right(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok((reader, id)) => {
            let speakers = speakers(reader, id);
            say(app, id, Verdict::Right, speakers, "right")
        }
        Err(why) => notice(app, why.into()),
    }
}

/// "This is no statement."
pub fn wrong(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok((_, id)) => say(app, id, Verdict::Wrong, Vec::new(), "no statement"),
        Err(why) => notice(app, why.into()),
    }
}

/// Lays the list of figures over the text.
pub fn other_speaker(app: &mut App) -> Vec<Task> {
    match current(app) {
        Ok(_) => choice::ask(app, Choice::Speaker),
        Err(why) => notice(app, why.into()),
    }
}

/// The figure of this name, chosen or typed, says the current statement.
pub fn said_by(app: &mut App, name: String) -> Vec<Task> {
    match current(app) {
        Ok((_, id)) => {
            let words = format!("said by {}", harmless::line(&name));
            say(app, id, Verdict::Speaker, vec![name], &words)
        }
        Err(why) => notice(app, why.into()),
    }
}

/// Asks who says the selected words.
pub fn add(app: &mut App) -> Vec<Task> {
    match selected(app) {
        Ok((reader, span)) => match check::about(span, &reader.document.annotations.statements) {
            Some(id) if reader.index.listed.contains(&id) => {
                let number = number(reader, id);
                notice(
                    app,
                    format!("{number} is these words already: c s gives it another speaker, c e edges"),
                )
            }
            _ => choice::ask(app, Choice::SpeakerOf(span)),
        },
        Err(why) => notice(app, why.into()),
    }
}

/// Adds a statement of these words.
pub fn added(app: &mut App, content: Span, speakers: Vec<String>, cue: Option<Span>) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let text = reader.text();
    let cue = cue.map(|span| Anchor::new(text, span));
    let who = match &speakers[..] {
        [] => "no speaker".to_string(),
        names => format!("said by {}", harmless::line(&names.join(", "))),
    };
    let check = Check { anchor: Anchor::new(text, content), verdict: Verdict::Added(cue), speakers };
    reader.selection = None;
    let tasks = keep(app, check);
    let statement = app.reader.as_mut().and_then(|reader| {
        let id = check::about(content, &reader.document.annotations.statements)?;
        jump::choose(reader, Target::Statement(id));
        panel::follow(reader);
        Some(number(reader, id))
    });
    let words =
        statement.map_or("the statement is added".into(), |number| format!("added as {number}, {who}"));
    told(app, &words);
    tasks
}

/// The selected words are the content of the current statement.
pub fn edges(app: &mut App) -> Vec<Task> {
    let (check, number) = match (selected(app), current(app)) {
        (Err(why), _) | (_, Err(why)) => return notice(app, why.into()),
        (Ok((reader, span)), Ok((_, id))) => {
            let content = statement(&reader.document, id).content_span();
            if !content.overlaps(span) {
                return notice(app, "the selection is elsewhere: c c adds a statement".into());
            }
            if content == span {
                return notice(app, "the selection is the content already: h l and o move its ends".into());
            }
            let text = reader.text();
            let verdict = Verdict::Edges(Anchor::new(text, span));
            let check = Check { anchor: Anchor::new(text, content), verdict, speakers: Vec::new() };
            (check, number(reader, id))
        }
    };
    if let Some(reader) = &mut app.reader {
        reader.selection = None;
    }
    let tasks = keep(app, check);
    told(app, &format!("{number} has other words now"));
    tasks
}

/// Asks whom the current figure, or the current statement's speaker, is the same as.
pub fn same(app: &mut App) -> Vec<Task> {
    match figure(app) {
        Ok((figure, words)) => choice::ask(app, Choice::Same { figure, words }),
        Err(why) => notice(app, why.into()),
    }
}

/// Two figures are one, by the fuller name.
pub fn merged(app: &mut App, one: FigureId, other: FigureId) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let figures = &reader.document.annotations.figures;
    let rank = |id: FigureId| (figures[id.index()].is_named(), figures[id.index()].name.chars().count());
    let (kept, gone) = if rank(other) > rank(one) { (other, one) } else { (one, other) };
    let names = [kept, gone].map(|id| figures[id.index()].name.to_string());
    if names[0] == names[1] {
        return notice(app, "both have the same name: names are all that figures are told apart by".into());
    }
    let words = format!("{} is {} now", names[1], names[0]);
    let tasks =
        keep(app, Check { anchor: Anchor::default(), verdict: Verdict::Same, speakers: names.into() });
    told(app, &words);
    tasks
}

/// The words mean another figure than they are taken for.
pub fn split(app: &mut App, figure: FigureId, words: Span) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    let name = reader.document.annotations.figures[figure.index()].name.to_string();
    let anchor = Anchor::new(reader.text(), words);
    let said = format!("“{}” is someone else than {name} now", harmless::line(&anchor.words));
    let tasks = keep(app, Check { anchor, verdict: Verdict::Apart, speakers: vec![name] });
    told(app, &said);
    tasks
}

/// Whether words can be set apart from their figure: no pronoun, and not all that it is called.
pub fn can_split(reader: &Reader, figure: FigureId, words: Span) -> bool {
    let mentions = &reader.document.annotations.figures[figure.index()].mentions;
    let here = mentions.iter().find(|mention| mention.span() == words);
    let alike = |span: Span| span.of(reader.text()) == words.of(reader.text());
    here.is_some_and(|mention| mention.form() != Form::Pronoun)
        && mentions.iter().any(|mention| mention.form() != Form::Pronoun && !alike(mention.span()))
}

/// Takes the last check of this article back.
pub fn undo(app: &mut App) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let Some(check) = reader.checks.pop() else { return notice(app, "nothing to take back".into()) };
    refresh(reader);
    let opened = place::opened(reader);
    app.notice = Some(format!("taken back: {}{}", words(&check), tally(app)));
    kept(app, Task::DropRecord { opened, record: Record::Check(check) })
}

/// What a check said, in a few words.
fn words(check: &Check) -> String {
    let about = format!("“{}”", harmless::cut(&harmless::line(&check.anchor.words), REPEATED));
    let names = harmless::line(&check.speakers.join(", ")).into_owned();
    match &check.verdict {
        Verdict::Right => format!("{about} is right"),
        Verdict::Wrong => format!("{about} is no statement"),
        Verdict::Speaker => format!("{about} is said by {names}"),
        Verdict::Edges(content) => {
            let now = harmless::line(&content.words);
            format!("{about} is “{}”", harmless::cut(&now, REPEATED))
        }
        Verdict::Added(_) => format!("{about} is added"),
        Verdict::Same => {
            check.speakers.iter().rev().map(|name| harmless::line(name)).collect::<Vec<_>>().join(" is ")
        }
        Verdict::Apart => format!("{about} is someone else than {names}"),
    }
}

/// As many cells of what was corrected are repeated in a notice.
const REPEATED: usize = 18;

/// Checks of former times stand before those said since.
pub fn recalled(app: &mut App, article: &Arc<Article>, checks: Vec<Check>) {
    let reader = app.reader.as_mut().filter(|reader| Arc::ptr_eq(&reader.document.article, article));
    if let Some(reader) = reader {
        let lost = checks.iter().filter(|check| !check.fits(&article.text)).count();
        reader.checks.splice(..0, checks);
        if reader.stage == Stage::Done {
            refresh(reader);
        }
        tell_lost(app, lost);
    }
}

/// Corrections about words that are not in the text any more: they are kept, and count again should the words come back.
fn tell_lost(app: &mut App, lost: usize) {
    let words = match lost {
        0 => return,
        1 => "1 correction no longer fits: its words were changed".to_string(),
        _ => format!("{lost} corrections no longer fit: their words were changed"),
    };
    app.notice = Some(app.notice.take().map_or(words.clone(), |before| format!("{before} · {words}")));
}

fn say(app: &mut App, id: StatementId, verdict: Verdict, speakers: Vec<String>, words: &str) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let number = number(reader, id);
    let wrong = verdict == Verdict::Wrong;
    let check = Check::new(reader.text(), statement(&reader.document, id), verdict, speakers);
    let block = reader.document.block_at(statement(&reader.document, id).content_span().start);
    let tasks = keep(app, check);
    if let Some(reader) = app.reader.as_mut().filter(|_| wrong) {
        // The next jump goes on from here.
        reader.current = Some(Target::Block(block));
    }
    told(app, &format!("{number} is {words}"));
    tasks
}

/// Makes a check count, on the screen and in the library.
fn keep(app: &mut App, check: Check) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    reader.checks.push(check.clone());
    refresh(reader);
    let opened = place::opened(reader);
    app.corrected.changes.push(Step::Check(reader.name.clone()));
    kept(app, Task::KeepRecord { opened, record: Record::Check(check) })
}

fn told(app: &mut App, words: &str) {
    let lost = if app.library { "" } else { " · not kept (no library)" };
    app.notice = Some(format!("{words}{} · U takes it back{lost}", tally(app)));
}

/// What the gutter calls a statement.
fn number(reader: &Reader, id: StatementId) -> String {
    reader.index.numbers[id.index()].map_or("this".to_string(), |number| number.to_string())
}

fn kept(app: &App, task: Task) -> Vec<Task> {
    if app.library { vec![task] } else { Vec::new() }
}

/// " · checked 5 of 15".
fn tally(app: &App) -> String {
    let counts = app.reader.as_ref().map(|reader| reader.index.counts).unwrap_or_default();
    format!(" · {}", counts.tally())
}

fn refresh(reader: &mut Reader) {
    reader.apply_checks();
    panel::follow(reader);
}

/// The current statement, or why there is none to speak of.
fn current(app: &App) -> Result<(&Reader, StatementId), &'static str> {
    match &app.reader {
        Some(reader) if reader.stage != Stage::Done => Err("still reading along: try again in a moment"),
        Some(reader) => match reader.current {
            Some(Target::Statement(id)) => Ok((reader, id)),
            _ => Err("no statement chosen: s goes to one"),
        },
        None => Err("no article is open"),
    }
}

/// The selected words, in one piece, or why there are none to speak of.
fn selected(app: &App) -> Result<(&Reader, Span), &'static str> {
    let reader = app.reader.as_ref().ok_or("no article is open")?;
    let selection =
        reader.selection.ok_or("no words are selected: v selects them, from the current thing on")?;
    let span = selection.span();
    let mut blocks = reader.document.block_at(span.start)..=reader.document.block_at(span.end - 1);
    match reader.stage {
        Stage::Done if blocks.any(|block| reader.is_hidden(block)) => {
            Err("a folded line lies in the selection: select on one side of it")
        }
        Stage::Done => Ok((reader, span)),
        _ => Err("still reading along: try again in a moment"),
    }
}

/// The figure to speak of and the words that stand for it.
fn figure(app: &App) -> Result<(FigureId, Span), &'static str> {
    let reader = app.reader.as_ref().ok_or("no article is open")?;
    if reader.stage != Stage::Done {
        return Err("still reading along: try again in a moment");
    }
    match reader.current {
        Some(target @ Target::Mention(figure, _)) => Ok((figure, reader.span_of(target))),
        Some(Target::Statement(id)) => match &statement(&reader.document, id).speaker {
            Some(speaker) if speaker.figures.len() == 1 => Ok((speaker.figures[0], speaker.span())),
            _ => Err("this statement has not one speaker: e goes to a figure"),
        },
        _ => Err("no figure chosen: e goes to one, s to a statement"),
    }
}

fn speakers(reader: &Reader, id: StatementId) -> Vec<String> {
    let figures = &reader.document.annotations.figures;
    let speaker = statement(&reader.document, id).speaker.as_ref();
    let ids = speaker.map_or(&[][..], |speaker| &speaker.figures);
    ids.iter().map(|figure| figures[figure.index()].name.to_string()).collect()
}
