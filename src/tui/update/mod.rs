//! Update: a message changes the app and may ask for tasks. The only place where the app changes.

pub mod article;
pub mod check;
pub mod choice;
pub mod correct;
mod dossier;
mod finder;
mod fold;
mod highlight;
pub mod hint;
mod history;
mod feeds;
pub mod label;
pub mod jump;
pub mod line;
mod link;
pub mod mouse;
pub mod overlay;
pub mod panel;
mod pipe;
mod place;
mod prompt;
mod paste;
mod reload;
pub mod scroll;
pub mod select;
mod session;
pub mod take;

use crossterm::event::{KeyEvent, KeyEventKind};

use self::jump::Way;
use self::scroll::Spot;
use super::app::{App, Await, Message, Overlay, Panes, Prompt, Purpose, SLIMMEST, Size, Task};
use super::command::Command;
use super::finder::Sought;
use super::keymap::{Context, Key, Lookup};
use super::reader::{Reader, Tab, Target};
use crate::state::State;

/// Changes `app` by what happened.
pub fn update(app: &mut App, message: Message) -> Vec<Task> {
    let tasks = happened(app, message);
    tasks.into_iter().chain(place::catalogue(app)).collect()
}

fn happened(app: &mut App, message: Message) -> Vec<Task> {
    match message {
        Message::Key(event) => {
            let before = history::before(app);
            let tasks = key(app, &event);
            let flash = history::after(app, before);
            tasks.into_iter().chain(flash).chain(place::moved(app)).chain(label::reached(app)).collect()
        }
        Message::Pasted(words) => paste::pasted(app, &words),
        Message::Mouse(event) => {
            let tasks = mouse::mouse(app, event);
            tasks.into_iter().chain(place::moved(app)).chain(label::reached(app)).collect()
        }
        Message::Resize(width, height) => resize(app, Size { width, height }),
        Message::Opened { request, name, whole, result, raw } => {
            article::opened(app, request, (name, raw), whole, result)
        }
        Message::Waited { request, waiting } => article::waited(app, request, waiting),
        Message::Cleaned { request, article, marks } => article::cleaned(app, request, article, marks),
        Message::Annotated { request, document, index } => article::annotated(app, request, document, index),
        Message::Told(result) => notice(app, result.unwrap_or_else(|error| error)),
        Message::Kept(result) => correct::kept(app, result),
        Message::Recalled { request, article, place } => place::recalled(app, request, &article, place),
        Message::Recorded { article, records } => {
            history::recalled(app, &article, records.bookmarks);
            label::recalled(app, &article, records.labels);
            highlight::recalled(app, &article, records.highlights);
            check::recalled(app, &article, records.checks);
            Vec::new()
        }
        Message::Former { article, former } => reload::known(app, &article, &former),
        Message::Calm { flash } => history::calm(app, flash),
        Message::Dossier(rows) => dossier::answered(app, rows),
        Message::Gathered { of, said, left } => dossier::gathered(app, &of, said, left),
        Message::Refreshing(words) => notice(app, words),
        Message::Refreshed { rows, lists, said } => feeds::refreshed(app, rows, lists, said),
        Message::Labelled(labels) => label::answered(app, labels),
        Message::Background { light } => background(app, light),
        Message::NoLibrary(words) => {
            app.library = false;
            notice(app, words)
        }
        Message::Suspend => vec![Task::Suspend],
        Message::Continue => vec![Task::Redraw],
        Message::End => quit(app),
    }
}

/// The theme that fits the background, where it is to decide.
fn background(app: &mut App, light: bool) -> Vec<Task> {
    if let Some([for_light, for_dark]) = app.by_background.take() {
        app.theme = if light { for_light } else { for_dark };
    }
    Vec::new()
}

fn notice(app: &mut App, words: String) -> Vec<Task> {
    app.notice = Some(words);
    Vec::new()
}

fn quit(app: &mut App) -> Vec<Task> {
    app.over = true;
    Vec::new()
}

fn resize(app: &mut App, size: Size) -> Vec<Task> {
    app.size = size;
    settle(app);
    Vec::new()
}

/// Brings the reader in order after the sizes of the panes changed.
fn settle(app: &mut App) {
    let column = app.panes().column;
    if let Some(reader) = &mut app.reader {
        scroll::settle(reader, column);
    }
}

fn key(app: &mut App, event: &KeyEvent) -> Vec<Task> {
    let Some(key) = Key::of(event).filter(|_| event.kind != KeyEventKind::Release) else { return Vec::new() };
    app.notice = None;
    app.pressed += 1;
    if app.waiting.is_some() && matches!(key.0.as_str(), "Esc" | "C-c") {
        return article::cancel(app);
    }
    if let Some(reader) = &mut app.reader {
        reader.flash = None;
    }
    if let Some(what) = app.input.awaits.take() {
        return history::answered(app, what, &key);
    }
    if app.input.prompt.is_some() {
        return prompt::type_line(app, &key);
    }
    match app.overlay {
        Some(Overlay::Choose { .. }) => return choice::key(app, &key),
        Some(Overlay::Finder { .. }) => return finder::key(app, &key),
        _ => {}
    }
    if let Some(Overlay::Hints { .. }) = app.overlay {
        return hint::key(app, &key);
    }
    if let Some(digit) = key.digit().filter(|digit| is_count(app, *digit)) {
        app.input.count = Some((app.input.count.unwrap_or(0) * 10 + digit).min(1_000_000));
        return Vec::new();
    }
    app.input.keys.push(key);
    match app.keymap.lookup(app.context(), &app.input.keys) {
        Lookup::Pending => Vec::new(),
        Lookup::Command(command) => {
            app.input.keys.clear();
            let count = app.input.count.take();
            run(app, command, count)
        }
        Lookup::Nothing => {
            app.input.count = None;
            let keys: String = app.input.keys.drain(..).map(|key| key.0).collect();
            notice(app, format!("{keys}: no command; ? lists them"))
        }
    }
}

/// Whether a digit goes on a count: not as a tab of the panel, not as a leading zero.
fn is_count(app: &App, digit: usize) -> bool {
    let key = [Key(digit.to_string())];
    let bound = matches!(app.keymap.lookup(app.context(), &key), Lookup::Command(_));
    app.input.keys.is_empty() && (app.input.count.is_some() || (digit > 0 && !bound))
}

fn tell(app: &mut App, outcome: jump::Outcome) -> Vec<Task> {
    app.notice = outcome.unwrap_or_else(Some);
    Vec::new()
}

/// Runs a command, whatever has the keys.
fn run(app: &mut App, command: Command, count: Option<usize>) -> Vec<Task> {
    match command {
        Command::Quit => return quit(app),
        Command::Suspend => return vec![Task::Suspend],
        Command::Redraw => return vec![Task::Redraw],
        Command::Help => return help(app),
        Command::Line => return line(app),
        Command::Star if app.overlay.is_none() => return label::star(app),
        Command::Read if app.overlay.is_none() => return label::read(app),
        Command::Tags if app.overlay.is_none() => return label::tags(app),
        Command::Refresh if app.overlay.is_none() => return feeds::refresh(app),
        Command::Reload if app.overlay.is_none() && app.reader.is_none() => return feeds::refresh(app),
        Command::NextArticle => return article::step(app, Way::Forward),
        Command::PreviousArticle => return article::step(app, Way::Back),
        _ => {}
    }
    if app.overlay.is_some() {
        return overlay::over(app, command, count);
    }
    match (&app.reader, app.context()) {
        (None, _) => shelf(app, command, count),
        (Some(_), Context::Panel) => in_panel(app, command, count),
        (Some(_), _) => in_text(app, command, count),
    }
}

fn line(app: &mut App) -> Vec<Task> {
    app.overlay = None;
    app.input.prompt = Some(Prompt { purpose: Purpose::Line, ..Prompt::default() });
    Vec::new()
}

fn help(app: &mut App) -> Vec<Task> {
    app.overlay = match app.overlay {
        Some(Overlay::Help { .. }) => None,
        _ => Some(Overlay::Help { query: String::new(), top: 0 }),
    };
    Vec::new()
}

/// How far a scrolling command goes in a list; 0 when it does not scroll.
pub(super) fn vertical(command: Command, count: usize, page: usize) -> isize {
    let (rows, down) = match command {
        Command::LineDown => (count, true),
        Command::LineUp => (count, false),
        Command::PageDown | Command::HalfDown => (count * page.max(1), true),
        Command::PageUp | Command::HalfUp => (count * page.max(1), false),
        Command::Start => (1_000_000, false),
        Command::End => (1_000_000, true),
        _ => (0, true),
    };
    let rows = rows as isize;
    if down { rows } else { -rows }
}

fn shelf(app: &mut App, command: Command, count: Option<usize>) -> Vec<Task> {
    let page = app.size.height.saturating_sub(3);
    let inner = app.shelves.len() > 1;
    let Some(shelf) = app.shelves.last_mut() else { return quit(app) };
    let last = shelf.items.len().saturating_sub(1);
    match command {
        Command::Card => return article::open(app),
        Command::Search => app.input.prompt = Some(Prompt::default()),
        Command::Up => return article::leave_shelf(app),
        Command::Back if inner => return article::leave_shelf(app),
        _ => {
            let steps = vertical(command, count.unwrap_or(1), page);
            shelf.chosen = shelf.chosen.saturating_add_signed(steps).min(last);
        }
    }
    Vec::new()
}

fn in_panel(app: &mut App, command: Command, count: Option<usize>) -> Vec<Task> {
    let panes = app.panes();
    let page = panes.panel.map_or(1, |panel| panel.height.saturating_sub(2));
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let steps = vertical(command, count.unwrap_or(1), page);
    match command {
        _ if steps != 0 => panel::step(reader, panes, steps),
        Command::TabSpeakers => panel::show_tab(reader, Tab::Speakers),
        Command::TabFigures => panel::show_tab(reader, Tab::Figures),
        Command::TabFolded => panel::show_tab(reader, Tab::Folded),
        Command::TabLoose => panel::show_tab(reader, Tab::Loose),
        Command::Naming => panel::filter(reader),
        Command::NextHit | Command::PreviousHit if !reader.panel.sought.is_empty() => {
            let way = if command == Command::NextHit { Way::Forward } else { Way::Back };
            let found = panel::find_again(reader, panes, way);
            return found.err().map_or(Vec::new(), |words| notice(app, words));
        }
        Command::Card => panel::enter(reader, panes),
        Command::Panel => reader.panel.focused = false,
        Command::Up | Command::Back => {
            reader.panel.open = false;
            reader.panel.focused = false;
            settle(app);
        }
        Command::Search => app.input.prompt = Some(Prompt::default()),
        _ => {
            if panel::acts(command) {
                panel::take(reader);
            }
            return in_text(app, command, count);
        }
    }
    Vec::new()
}

fn in_text(app: &mut App, command: Command, count: Option<usize>) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if select::moved(reader, column, command, count) {
        app.walked = true;
        return Vec::new();
    }
    if let Some(outcome) = jump::run(reader, column, command, count.unwrap_or(1)) {
        select::reach(reader, column);
        panel::follow(reader);
        return tell(app, outcome);
    }
    if scrolled(reader, column, app.config.screen.overlap, command, count) {
        reader.fresh = false;
        app.walked = !matches!(command, Command::Start | Command::End | Command::Percent);
        return Vec::new();
    }
    let selecting = reader.selection.is_some();
    match command {
        Command::Again | Command::AgainBack => {
            let way = if command == Command::Again { Way::Forward } else { Way::Back };
            let outcome = jump::again(reader, column, way, count.unwrap_or(1));
            tell(app, outcome)
        }
        Command::Search => {
            app.input.prompt = Some(Prompt::default());
            Vec::new()
        }
        Command::Panel => open_panel(app),
        Command::Card => card(app),
        Command::Skim => skim(app),
        Command::Fold => fold::fold(app),
        Command::IsArticle => correct::say(app, false),
        Command::IsClutter => correct::say(app, true),
        Command::StatementRight => check::right(app),
        Command::StatementWrong => check::wrong(app),
        Command::OtherSpeaker => check::other_speaker(app),
        Command::AddStatement => check::add(app),
        Command::Edges => check::edges(app),
        Command::SameFigure => check::same(app),
        Command::Undo => correct::undo(app),
        Command::Copy => copy(app),
        Command::CopyAs => take::list(app),
        Command::Select => select::select(app),
        Command::Highlight => highlight::mark(app),
        Command::Note => highlight::note(app),
        Command::Highlights => highlight::list(app),
        Command::ArticleCard => lay_over(app, Overlay::Article { top: 0 }),
        Command::Reload => reload::ask(app),
        Command::Changes => reload::list(app),
        Command::Outline => overlay::outline(app),
        Command::Finder => finder::open(app, Sought::Anything),
        Command::Hits => finder::open(app, Sought::Hits),
        Command::AllTheySaid => dossier::ask(app),
        Command::BackPlace => history::back(app),
        Command::ForwardPlace => history::forward(app),
        Command::Bookmark => history::ask(app, Await::Bookmark),
        Command::GoTo => history::ask(app, Await::GoTo),
        Command::Wider => wider(app, STEP as isize),
        Command::Narrower => wider(app, -(STEP as isize)),
        Command::Links => link::list(app),
        Command::OpenLink => link::open_chosen(app, count),
        Command::Hints => hint::lay(app),
        Command::Pipe => pipe::ask(app),
        Command::Back => back(app),
        Command::Up if selecting => back(app),
        Command::Up => article::leave(app),
        _ => Vec::new(),
    }
}

/// Cells that the column grows or shrinks by.
const STEP: usize = 4;

/// Makes the column wider or narrower, and remembers it.
fn wider(app: &mut App, by: isize) -> Vec<Task> {
    let before = app.panes().column.width;
    let room = Panes::new(app.size, app.panes().panel.is_some(), Some(usize::MAX)).column.width;
    let width = before.saturating_add_signed(by).clamp(SLIMMEST.min(room), room);
    app.width = Some(width);
    settle(app);
    let words = match width == before {
        true if by > 0 => format!("{width} cells: all there is room for"),
        true => format!("{width} cells: no narrower"),
        false => format!("{width} cells wide"),
    };
    app.notice = Some(words);
    vec![Task::Remember(State { width: app.width })]
}

fn lay_over(app: &mut App, overlay: Overlay) -> Vec<Task> {
    app.overlay = Some(overlay);
    Vec::new()
}

/// Runs a scrolling command; false when it is none.
fn scrolled(
    reader: &mut Reader,
    column: super::app::Area,
    overlap: usize,
    command: Command,
    count: Option<usize>,
) -> bool {
    let n = count.unwrap_or(1);
    let page = column.height.saturating_sub(overlap).max(1);
    let half = (column.height / 2).max(1);
    match (command, count) {
        (Command::LineDown, _) => scroll::down(reader, column, n),
        (Command::LineUp, _) => scroll::up(reader, column, n),
        (Command::PageDown, _) => scroll::down(reader, column, n.saturating_mul(page)),
        (Command::PageUp, _) => scroll::up(reader, column, n.saturating_mul(page)),
        (Command::HalfDown, _) => scroll::down(reader, column, n.saturating_mul(half)),
        (Command::HalfUp, _) => scroll::up(reader, column, n.saturating_mul(half)),
        (Command::Start | Command::End, Some(n)) => jump::to_paragraph(reader, column, n),
        (Command::Start, None) => scroll::to_start(reader, column),
        (Command::End, None) => scroll::to_end(reader, column),
        (Command::Percent, _) => {
            let offset = (reader.text().len() as u128 * count.unwrap_or(0).min(100) as u128 / 100) as usize;
            scroll::to(reader, column, offset);
        }
        (Command::Centre | Command::ToTop | Command::ToBottom, _) => {
            let spot = match command {
                Command::Centre => Spot::Centre,
                Command::ToTop => Spot::Top,
                _ => Spot::Bottom,
            };
            if let Some(target) = reader.current {
                let span = reader.span_of(target);
                scroll::show(reader, column, span, spot);
            }
        }
        _ => return false,
    }
    true
}

fn open_panel(app: &mut App) -> Vec<Task> {
    let Some(reader) = &mut app.reader else { return Vec::new() };
    let opening = !reader.panel.open;
    (reader.panel.open, reader.panel.focused) = (true, true);
    if opening && reader.index.listed.is_empty() {
        reader.panel.tab = Tab::Figures;
    }
    panel::follow(reader);
    settle(app);
    let panes: Panes = app.panes();
    if let Some(reader) = &mut app.reader {
        panel::keep_in_view(reader, panes.column);
    }
    Vec::new()
}

fn card(app: &mut App) -> Vec<Task> {
    match app.reader.as_ref().and_then(|reader| reader.current) {
        Some(Target::Fold(_)) => fold::fold(app),
        Some(_) => lay_over(app, Overlay::Card { top: 0 }),
        None => notice(app, "nothing chosen: s goes to a statement, e to a figure".into()),
    }
}

fn skim(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    reader.skim = reader.skim.next();
    if reader.skim == super::reader::Skim::Speaker && reader.by_current_speaker().is_empty() {
        reader.skim = reader.skim.next();
    }
    reader.look_anew();
    scroll::settle(reader, column);
    let words = format!("skim: {}", reader.skim.words());
    notice(app, words)
}

fn copy(app: &mut App) -> Vec<Task> {
    let Some(reader) = &app.reader else { return Vec::new() };
    if reader.selection.is_some() {
        return select::copy(app);
    }
    match reader.current {
        Some(Target::Highlight(nth)) => highlight::copy(reader, nth),
        Some(target @ (Target::Statement(_) | Target::Quotation(_))) => {
            vec![Task::Copy(panel::words_to_copy(reader, target))]
        }
        _ => notice(app, "nothing to copy: s goes to a statement, v selects words".into()),
    }
}

/// One step back, and never out of the article.
fn back(app: &mut App) -> Vec<Task> {
    let column = app.panes().column;
    let Some(reader) = &mut app.reader else { return Vec::new() };
    if reader.selection.is_some() {
        reader.selection = None;
    } else if reader.search.is_some() {
        reader.search = None;
        if matches!(reader.current, Some(Target::Hit(_))) {
            reader.current = None;
        }
    } else if reader.current.is_some() {
        reader.current = None;
        reader.figure = None;
    } else if reader.skim != Default::default() {
        reader.skim = Default::default();
        reader.look_anew();
        scroll::settle(reader, column);
    } else if reader.panel.open {
        reader.panel.open = false;
        settle(app);
    }
    Vec::new()
}
