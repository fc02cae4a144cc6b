//! The terminal: taken, drawn on, and given back as it was — on quit, error, panic, signal and suspend.

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Answers;
use super::app::{App, Message};
use super::replies::Replies;
use super::view::linear::Teller;
use super::{background, console, turn, view};

/// A frame goes out in one piece: standard output alone would cut it at every kilobyte.
type Frame = BufWriter<Stdout>;

/// Bytes of a frame that are kept back; more than any screen takes.
const FRAME: usize = 256 << 10;

/// The screen while the reader has it; dropping it gives the terminal back.
pub struct Screen {
    /// Never dropped: it would show the cursor, which [`leave`] does, and panic where the terminal is gone.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<Frame>>>,
    mouse: bool,
    /// Whether it is the Linux console, which has few glyphs.
    console: bool,
    /// Says it in lines instead of drawing.
    teller: Option<Teller>,
}

/// Whether the program only writes lines: then nothing was switched on that has to be switched off.
static LINEAR: AtomicBool = AtomicBool::new(false);

impl Screen {
    /// `mouse`: whether the reader gets its clicks and turns.
    /// `linear`: whether it says things line by line.
    pub fn open(mouse: bool, linear: bool) -> io::Result<Screen> {
        LINEAR.store(linear, Ordering::Relaxed);
        restore_on_panic();
        enter(mouse)?;
        let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout())));
        terminal
            .map(|terminal| {
                let teller = linear.then(Teller::default);
                let console = console::is_console(std::env::var("TERM").ok().as_deref());
                Screen { terminal: ManuallyDrop::new(terminal), mouse, console, teller }
            })
            .inspect_err(|_| leave())
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<(usize, usize)> {
        let size = self.terminal.size()?;
        Ok((usize::from(size.width), usize::from(size.height)))
    }

    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        if let Some(teller) = &mut self.teller {
            let mut out = io::stdout();
            out.write_all(teller.tell(app).as_bytes())?;
            return out.flush();
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let console = self.console;
        self.terminal.draw(|frame| {
            view::view(app, frame);
            if console {
                console::fit(frame.buffer_mut());
            }
        })?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
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

/// Whether keys can be asked for without doubt (the kitty keyboard protocol: Esc alone is a key of its own then).
/// Terminals that do not know it pass over the question; the Linux console would not.
fn knows_keys() -> bool {
    !matches!(std::env::var("TERM").as_deref(), Err(_) | Ok("" | "dumb" | "linux"))
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    if LINEAR.load(Ordering::Relaxed) {
        return Ok(());
    }
    execute!(io::stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste)?;
    if knows_keys() {
        // The alternate screen has keys of its own: they are asked for after it, and given back before it.
        let flags = KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES;
        execute!(io::stdout(), PushKeyboardEnhancementFlags(flags))?;
    }
    if mouse { execute!(io::stdout(), EnableMouseCapture) } else { Ok(()) }
}

/// Errors are of no use here: the terminal may be gone.
fn leave() {
    if LINEAR.load(Ordering::Relaxed) {
        let _ = io::stdout().flush();
        let _ = disable_raw_mode();
        return;
    }
    let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableMouseCapture, DisableBracketedPaste);
    if knows_keys() {
        let _ = execute!(io::stdout(), PopKeyboardEnhancementFlags);
    }
    let _ = execute!(io::stdout(), LeaveAlternateScreen, Show);
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
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
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
                // Keys are not yet waited for when the first frame is there, and this may come before them.
                SIGWINCH => match crossterm::terminal::size() {
                    Ok((width, height)) => Message::Resize(width.into(), height.into()),
                    Err(_) => continue,
                },
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

/// What goes on from a late reply comes within this time; after it keys are somebody's again.
const AT_ONCE: Duration = Duration::from_millis(150);

/// The next event, but no reply of the terminal.
fn read(replies: &mut Replies) -> io::Result<Event> {
    loop {
        if replies.is_open()
            && !event::poll(AT_ONCE)?
            && let Some(key) = replies.rest()
        {
            return Ok(Event::Key(key));
        }
        match event::read()? {
            Event::Key(key) => {
                if let Some(key) = replies.take(key) {
                    return Ok(Event::Key(key));
                }
            }
            other => return Ok(other),
        }
    }
}

fn keys(sender: &Answers) {
    let mut replies = Replies::default();
    loop {
        turn::wait();
        let message = match read(&mut replies) {
            Ok(Event::Key(key)) => Message::Key(key),
            Ok(Event::Mouse(mouse)) => Message::Mouse(mouse),
            Ok(Event::Paste(words)) => Message::Pasted(words),
            // The window's size is told by signal: see [`listen`].
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
