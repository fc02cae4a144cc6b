//! The reader on the screen: messages come in over a channel, update changes the app, view paints it.

pub mod command;
pub mod keymap;
pub mod theme;
pub mod clipboard;
pub mod browser;
mod saving;
pub mod history;
pub mod index;
pub mod search;
pub mod reader;
pub mod listing;
pub mod panes;
pub mod finder;
pub mod app;
mod background;
mod lazy;
pub mod gather;
mod console;
mod replies;
pub mod card;
pub mod sheet;
pub mod update;
pub mod view;
pub mod terminal;
mod shell;
mod turn;
pub mod room;
pub mod keeper;
mod patience;
mod arriving;
mod tasks;

use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use self::app::{App, Message, Shelf, Size, Task, Waiting};
use self::keymap::Keymap;
pub use self::lazy::Lazy;
use self::terminal::Screen;
use self::theme::Theme;
use crate::article::Corrections;
use crate::config::Config;
use crate::load::fetch::Web;
use crate::load::{Loaded, Raw, Source};
use crate::rule_file::RuleFile;

/// What to show first.
pub struct Start {
    pub shelf: Shelf,
    /// The article to open at once, under its name, and the bytes it was made of: loaded already, so that errors are
    /// told before the screen opens.
    pub article: Option<First>,
    /// What to open behind the screen: standard input as it comes, a page of the web.
    pub opening: Option<Source>,
    pub notice: Option<String>,
    pub theme: Theme,
    /// The themes for a light and a dark background, where the terminal is to be asked for its own.
    pub by_background: Option<[Theme; 2]>,
    pub keymap: Keymap,
    pub config: Config,
    /// What the user said about lines, and where that is kept.
    pub corrections: Corrections,
    pub rule_file: Option<RuleFile>,
    /// The way to what files link to.
    pub web: Arc<Web>,
    /// The cells of the text column, as they were last set, and where that is kept.
    pub width: Option<usize>,
    pub state_file: Option<std::path::PathBuf>,
    /// Where the library is; `None` reads without one.
    pub library: Option<std::path::PathBuf>,
}

/// What is opened first.
pub struct First {
    pub name: String,
    pub loaded: Loaded,
    pub raw: Raw,
}

/// Runs the reader until the user leaves it; gives the reason where there was nothing to show.
pub fn run(start: Start, pipeline: Arc<Lazy>) -> io::Result<Option<String>> {
    let (sender, receiver) = mpsc::channel();
    let mut screen = Screen::open(start.config.screen.mouse, start.config.screen.linear)?;
    let (width, height) = screen.size()?;
    let mut app = App::new(start.shelf, start.keymap, start.theme, Size { width, height });
    app.corrected.corrections = Arc::new(start.corrections);
    app.library = start.library.is_some();
    app.width = start.width;
    app.config = start.config.clone();
    app.by_background = start.by_background;
    app.named = start.article.is_some() || start.opening.is_some();
    if !app.named && app.library {
        // The home screen lists what the library knows: nothing of it has to be read again.
        app.gathered.of = app.shelf().map_or(String::new(), |shelf| shelf.title.clone());
    }
    let keeper = start.library.clone().map(|path| keeper::Keeper::start(path, sender.clone()));
    let desk = tasks::Desk {
        pipeline,
        sender: sender.clone(),
        rule_file: start.rule_file,
        keeper,
        library: start.library,
        web: start.web.clone(),
        state_file: start.state_file,
        config: start.config,
        progress: RefCell::default(),
    };
    let term = std::env::var("TERM").ok();
    let asks =
        app.by_background.is_some() && !app.config.screen.linear && background::can_ask(term.as_deref());
    if asks {
        background::ask()?;
    }
    terminal::listen(sender, asks)?;
    // What it became before anybody listened.
    resized(&mut app, &screen)?;
    let mut first = first(&mut app, start.article, start.opening);
    first.extend(update::label::ask(&app));
    if start.notice.is_some() {
        app.notice = start.notice;
    }
    // Nothing else runs while the first frame is made.
    screen.draw(&app)?;
    let early = desk.pipeline.clone();
    std::thread::spawn(move || early.prepare());
    perform(&mut app, &mut screen, &desk, first)?;
    let ended = draw_and_listen(&mut app, &mut screen, &receiver, &desk);
    if let Some(keeper) = desk.keeper {
        keeper.finish();
    }
    match ended {
        // The terminal went away: there is no one left to tell.
        Err(error) if error.raw_os_error() != Some(libc::EIO) => Err(error),
        _ => Ok(app.farewell),
    }
}

/// The tasks that bring the first article.
fn first(app: &mut App, article: Option<First>, opening: Option<Source>) -> Vec<Task> {
    app.request += 1;
    match article {
        Some(First { name, loaded, raw }) => {
            let request = app.request;
            let message = Message::Opened { request, name, whole: true, result: Ok(loaded), raw };
            update::update(app, message)
        }
        None => opening.into_iter().map(|source| open(app, source)).collect(),
    }
}

fn open(app: &mut App, source: Source) -> Task {
    let name = if source == Source::Stdin { "standard input".to_string() } else { source.name() };
    app.waiting = Some(Waiting { name, ..Waiting::default() });
    Task::Open { request: app.request, source }
}

fn draw_and_listen(
    app: &mut App,
    screen: &mut Screen,
    receiver: &Receiver<Message>,
    desk: &tasks::Desk,
) -> io::Result<()> {
    while !app.over {
        let Ok(message) = receiver.recv() else { break };
        // All that is waiting is taken before the next frame.
        let mut messages = std::iter::once(message).chain(receiver.try_iter());
        while let Some(message) = messages.next().filter(|_| !app.over) {
            let tasks = update::update(app, message);
            perform(app, screen, desk, tasks)?;
        }
        if !app.over {
            screen.draw(app)?;
        }
    }
    Ok(())
}

fn perform(app: &mut App, screen: &mut Screen, desk: &tasks::Desk, tasks: Vec<Task>) -> io::Result<()> {
    for task in tasks {
        match task {
            Task::Suspend => suspend(app, screen)?,
            Task::Redraw => screen.clear()?,
            Task::Pipe { command, words } => pipe(app, screen, desk, &command, &words)?,
            task => desk.perform(task),
        }
    }
    Ok(())
}

/// Gives the terminal back, stops, and takes it again on `fg`.
fn suspend(app: &mut App, screen: &mut Screen) -> io::Result<()> {
    screen.suspend()?;
    resized(app, screen)
}

/// Runs a command on the user's own screen; the reader goes on where it was.
fn pipe(
    app: &mut App,
    screen: &mut Screen,
    desk: &tasks::Desk,
    command: &str,
    words: &str,
) -> io::Result<()> {
    let told = screen.lend(|| shell::run(command, words))?;
    resized(app, screen)?;
    let _ = desk.sender.send(Message::Told(told));
    Ok(())
}

fn resized(app: &mut App, screen: &Screen) -> io::Result<()> {
    let (width, height) = screen.size()?;
    let tasks = update::update(app, Message::Resize(width, height));
    debug_assert!(tasks.is_empty());
    Ok(())
}

/// A channel end for answers.
pub type Answers = Sender<Message>;
