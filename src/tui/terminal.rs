//! The terminal: taken, drawn on, and given back as it was — on quit, error, panic, signal and suspend.

use std::io::{self, Stdout, Write};
use std::mem::ManuallyDrop;
use std::thread;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{self, DisableMouseCapture, EnableMouseCapture, Event};
use crossterm::execute;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use super::Answers;
use super::app::{App, Message};
use super::{background, turn, view};

/// The screen while the reader has it; dropping it gives the terminal back.
pub struct Screen {
    /// Never dropped: it would show the cursor, which [`leave`] does, and panic where the terminal is gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Stdout>>>,
    mouse: bool,
}

impl Screen {
    /// `mouse`: whether the reader gets its clicks and turns.
    pub fn open(mouse: bool) -> io::Result<Screen> {
        restore_on_panic();
        enter(mouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(io::stdout()));
        terminal
            .map(|terminal| Screen { terminal: ManuallyDrop::new(terminal), mouse })
            .inspect_err(|_| leave())
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(usize, usize)> {
        let size = self.terminal.size()?;
        Ok((usize::from(size.width), usize::from(size.height)))
    }

    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        execute!(io::stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| view::view(app, frame))?;
        execute!(io::stdout(), EndSynchronizedUpdate)
    }

    /// The next frame draws every cell. Through `resize`, since `Terminal::clear` asks the terminal where the cursor
    /// is, and the thread that waits for keys would take the answer.
    pub fn clear(&mut self) -> io::Result<()> {
        enter(self.mouse)?;
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Gives the terminal to someone else for a while: neither keys nor signals are the reader's until it is back.
    pub fn lend<T>(&mut self, work: impl FnOnce() -> T) -> io::Result<T> {
        leave();
        let lent = turn::lend();
        let done = work();
        drop(lent);
        self.clear()?;
        Ok(done)
    }

    /// Gives the terminal back and stops the process; returns when it is continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        signal_hook::low_level::emulate_default_handler(SIGTSTP)?;
        self.clear()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, Hide)?;
    if mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
}

/// Errors are of no use here: the terminal may be gone.
fn leave() {
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableMouseCapture, LeaveAlternateScreen, Show);
    let _ = io::stdout().flush();
    let _ = disable_raw_mode();
}

/// A panic's message is printed on the terminal as the user knows it. A thread that fails at its work takes no one
/// with it: the screen stays.
fn restore_on_panic() {
    let before = std::panic::take_hook();
    let reader = thread::current().id();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == reader {
            leave();
            before(panic);
        }
    }));
}

/// Sends what the terminal and the system have to say.
/// `background`: whether the terminal was asked for its background, and answers first.
pub fn listen(sender: Answers, background: bool) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT])?;
    let answers = sender.clone();
    thread::spawn(move || {
        for signal in &mut signals {
            let message = match signal {
                // The command that has the terminal got them too.
                SIGINT | SIGQUIT | SIGCONT if turn::is_lent() => continue,
                SIGTSTP if turn::is_lent() => {
                    let _ = signal_hook::low_level::emulate_default_handler(SIGTSTP);
                    continue;
                }
                SIGQUIT => continue,
                SIGTSTP => Message::Suspend,
                SIGCONT => Message::Continue,
                _ => Message::End,
            };
            if answers.send(message).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        if background {
            answered(&sender);
        }
        keys(&sender);
    });
    Ok(())
}

fn answered(sender: &Answers) {
    background::answers(&mut |answer| {
        let light = answer.light.map(|light| Message::Background { light });
        for message in light.into_iter().chain(answer.keys.into_iter().map(Message::Key)) {
            let _ = sender.send(message);
        }
    });
}

fn keys(sender: &Answers) {
    loop {
        turn::wait();
        let message = match event::read() {
            Ok(Event::Key(key)) => Message::Key(key),
            Ok(Event::Mouse(mouse)) => Message::Mouse(mouse),
            Ok(Event::Resize(width, height)) => Message::Resize(usize::from(width), usize::from(height)),
            Ok(_) => continue,
            // The terminal is gone.
            Err(_) => Message::End,
        };
        let over = matches!(message, Message::End);
        if sender.send(message).is_err() || over {
            break;
        }
    }
}
