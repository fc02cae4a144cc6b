//! A pseudo terminal with the program in it, and vt100 as its screen.
//!
//! Nothing here measures time: every step waits until the screen or the process is as it must be, and gives up
//! long after any machine would have got there.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtyPair, PtySize, native_pty_system};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");
pub const TITLE: &str = "Every ferry out of Port Hesper";
pub const PATIENCE: Duration = Duration::from_secs(60);

pub const ENTER_ALTERNATE: &str = "\x1b[?1049h";
pub const LEAVE_ALTERNATE: &str = "\x1b[?1049l";
pub const MOUSE_ON: &str = "\x1b[?1000h";
pub const MOUSE_OFF: &str = "\x1b[?1000l";
/// What the kitty keyboard protocol has to give back.
pub const KEYS_BACK: &str = "\x1b[<1u";
pub const SHOW_CURSOR: &str = "\x1b[?25h";

/// A terminal with a program in it.
pub struct Terminal {
    pub pair: PtyPair,
    pub child: Box<dyn Child + Send + Sync>,
    pub keys: Box<dyn Write + Send>,
    pub seen: Arc<Mutex<Seen>>,
    /// How the terminal treated lines before the program started.
    pub before: String,
}

/// What came out of it.
pub struct Seen {
    pub screen: vt100::Parser,
    pub bytes: Vec<u8>,
}

pub fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

pub fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has cells")
}

pub fn sample() -> String {
    format!("{}/assets/articles/harbour.txt", env!("CARGO_MANIFEST_DIR"))
}

pub fn program(arguments: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(PROGRAM);
    if !arguments.contains(&"--library") {
        command.arg("--no-library");
    }
    command.args(arguments);
    command.env("TERM", "xterm-256color");
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    command.env("XDG_STATE_HOME", "/nonexistent");
    command.env_remove("NO_COLOR");
    command
}

impl Terminal {
    pub fn start(columns: u16, rows: u16, command: CommandBuilder) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo terminal");
        let before = modes(&pair);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let screen = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Arc::new(Mutex::new(Seen { screen, bytes: Vec::new() }));
        read(pair.master.try_clone_reader().unwrap(), Arc::clone(&seen));
        let keys = pair.master.take_writer().unwrap();
        Terminal { pair, child, keys, seen, before }
    }

    pub fn open(columns: u16, rows: u16) -> Terminal {
        let terminal = Terminal::start(columns, rows, program(&[&sample()]));
        terminal.wait_for(TITLE);
        terminal
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    pub fn text(&self) -> String {
        self.seen().screen.screen().contents()
    }

    pub fn row(&self, row: usize) -> String {
        self.text().lines().nth(row).unwrap_or_default().to_string()
    }

    /// Everything that was sent since byte `from`.
    pub fn sent(&self, from: usize) -> String {
        String::from_utf8_lossy(&self.seen().bytes[from..]).into_owned()
    }

    pub fn now(&self) -> usize {
        self.seen().bytes.len()
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        self.seen().screen.screen_mut().set_size(cells(rows), cells(columns));
        self.pair.master.resize(size(columns, rows)).unwrap();
    }

    pub fn wait_until(&self, what: &str, is_so: impl Fn(&Terminal) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < end, "never: {what}\n{}\n{:?}", self.text(), self.sent(0));
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn wait_for(&self, words: &str) {
        self.wait_until(words, |terminal| terminal.text().contains(words));
    }

    pub fn end(&mut self) -> u32 {
        exit_code(&mut *self.child)
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.process_id().expect("it runs").to_string();
        let status = std::process::Command::new("kill").args([&format!("-{name}"), &pid]).status();
        assert!(status.unwrap().success());
    }

    /// Everything the program switched on is off again, by what it sent since byte `from`.
    pub fn assert_given_back(&self, from: usize) {
        self.wait_until("the screen is given back", |terminal| {
            let sent = terminal.sent(from);
            let all = [LEAVE_ALTERNATE, MOUSE_OFF, SHOW_CURSOR, KEYS_BACK]
                .iter()
                .all(|sequence| sent.contains(sequence));
            all && terminal.seen().is_as_before()
        });
        self.wait_until("raw mode is off", |terminal| modes(&terminal.pair) == terminal.before);
    }
}

impl Seen {
    pub fn is_as_before(&self) -> bool {
        let screen = self.screen.screen();
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        !screen.alternate_screen() && !screen.hide_cursor() && !mouse && !screen.bracketed_paste()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The exit code, once the program has ended.
pub fn exit_code(child: &mut dyn Child) -> u32 {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.exit_code();
        }
        assert!(Instant::now() < end, "it does not end");
        thread::sleep(Duration::from_millis(10));
    }
}

/// How the terminal treats what is typed and printed.
pub fn modes(pair: &PtyPair) -> String {
    let modes = pair.master.get_termios().expect("a terminal has modes");
    format!("{:?} {:?} {:?}", modes.input_flags, modes.output_flags, modes.local_flags)
}

pub fn read(mut output: Box<dyn Read + Send>, seen: Arc<Mutex<Seen>>) {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count) = output.read(&mut buffer)
            && count > 0
        {
            let mut seen = seen.lock().unwrap();
            seen.screen.process(&buffer[..count]);
            seen.bytes.extend_from_slice(&buffer[..count]);
        }
    });
}

/// Quits the reader, which ends well.
pub fn leave(mut terminal: Terminal) {
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
