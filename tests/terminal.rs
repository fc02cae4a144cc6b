//! The reader in a real terminal: a pseudo terminal, with vt100 as its screen.

#![cfg(unix)]

use portable_pty::{CommandBuilder, native_pty_system};
use pullquote::tui::terminal::Screen;

use super::pty::*;

#[test]
fn it_opens_and_quits() {
    let mut terminal = Terminal::open(80, 24);
    let sent = terminal.sent(0);
    assert!(sent.contains(ENTER_ALTERNATE) && sent.contains(MOUSE_ON), "{sent:?}");
    assert_ne!(modes(&terminal.pair), terminal.before, "keys come one by one");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
}

#[test]
fn what_is_pasted_is_no_command() {
    let mut terminal = Terminal::open(80, 24);
    terminal.press("\x1b[200~Q\r|touch x\rQ\x1b[201~");
    terminal.wait_for("nothing is being typed");
    terminal.press("/\x1b[200~night\ncrews\x1b[201~");
    terminal.wait_for("/night crews");
    terminal.press("\rQ");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
}

#[test]
fn without_sources_a_sample_opens() {
    let mut terminal = Terminal::start(80, 24, program(&[]));
    terminal.wait_for(TITLE);
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
}

#[test]
fn a_correction_is_kept_for_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let mut command = program(&[&sample()]);
        command.env("XDG_CONFIG_HOME", folder.path());
        let terminal = Terminal::start(80, 24, command);
        terminal.wait_for("lines folded");
        terminal
    };
    let mut terminal = open();
    terminal.press("}}cx");
    terminal.wait_for("is clutter now");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let kept = std::fs::read_to_string(folder.path().join("pullquote/clutter.toml")).unwrap();
    assert!(kept.contains("is = \"clutter\""), "{kept}");
    assert!(open().text().contains("1 line folded: promo"));
}

#[test]
fn what_was_left_is_come_back_to() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let open = || Terminal::start(80, 24, program(&["--library", &library, &sample()]));
    let mut terminal = open();
    terminal.wait_for("statements by");
    terminal.press("  ");
    terminal.wait_until("scrolled", |terminal| !terminal.text().contains(TITLE));
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let mut again = open();
    again.wait_for("where you were");
    assert!(!again.text().contains(TITLE), "{}", again.text());
    again.press("gq");
    assert_eq!(again.end(), 0);
    let mut third = open();
    third.wait_for(TITLE);
    third.press("Q");
    assert_eq!(third.end(), 0);
}

#[test]
fn a_corrected_speaker_stays_corrected_until_undone() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let open = || {
        let terminal = Terminal::start(80, 24, program(&["--library", &library, &sample()]));
        terminal.wait_for("statements by");
        terminal
    };
    let mut terminal = open();
    terminal.press("sscs");
    terminal.wait_for("Who says it?");
    terminal.press("lorne\r");
    terminal.wait_for("is said by Cuthbert Lorne · checked 1 of");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let mut again = open();
    again.wait_for("checked 1 of");
    again.press("U");
    again.wait_for("checked 0 of");
    again.press("q");
    assert_eq!(again.end(), 0);
    let mut third = open();
    third.press("sscr");
    third.wait_for("is right · checked 1 of");
    third.press("Q");
    assert_eq!(third.end(), 0);
}

#[test]
fn a_library_that_cannot_be_used_is_told_and_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l");
    std::fs::write(&path, "words, no database. ".repeat(99)).unwrap();
    let mut terminal =
        Terminal::start(80, 24, program(&["--library", &path.display().to_string(), &sample()]));
    terminal.wait_for("--library PATH puts it elsewhere");
    terminal.press("s");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_new_size_is_filled() {
    let mut terminal = Terminal::open(80, 24);
    terminal.wait_until("status in row 22", |terminal| terminal.row(22).contains("statements by"));
    for (columns, rows, status) in [(60, 20, 18), (110, 30, 28)] {
        let from = terminal.now();
        terminal.resize(columns, rows);
        let what = format!("all of it in {columns}x{rows}");
        terminal.wait_until(&what, |terminal| {
            let drawn = terminal.sent(from).contains("statements by");
            drawn && terminal.row(0).contains(TITLE) && terminal.row(status).contains("statements by")
        });
    }
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn signals_that_end_it_give_the_terminal_back() {
    for name in ["TERM", "HUP", "INT"] {
        let mut terminal = Terminal::open(80, 24);
        terminal.signal(name);
        terminal.end();
        terminal.assert_given_back(0);
    }
}

#[cfg(target_os = "linux")]
fn state(terminal: &Terminal) -> Option<char> {
    let pid = terminal.child.process_id()?;
    let line = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    line.rsplit_once(") ")?.1.chars().next()
}

#[cfg(target_os = "linux")]
#[test]
fn suspended_it_gives_the_terminal_back_and_takes_it_again() {
    let mut terminal = Terminal::open(80, 24);
    for stop in ["key", "signal"] {
        let from = terminal.now();
        match stop {
            "key" => terminal.press("\x1a"),
            _ => terminal.signal("TSTP"),
        }
        terminal.wait_until("it is stopped", |terminal| state(terminal) == Some('T'));
        terminal.assert_given_back(from);
        let from = terminal.now();
        terminal.signal("CONT");
        terminal.wait_until("it has the screen", |terminal| terminal.sent(from).contains(ENTER_ALTERNATE));
        terminal.wait_for(TITLE);
        assert!(terminal.sent(from).contains(MOUSE_ON));
        assert_ne!(modes(&terminal.pair), terminal.before);
    }
    let from = terminal.now();
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(from);
}

#[test]
fn the_screen_can_be_drawn_anew() {
    let mut terminal = Terminal::open(80, 24);
    terminal.wait_for("statements by");
    let from = terminal.now();
    terminal.press("\x0c");
    terminal.wait_until("all of it again", |terminal| terminal.sent(from).contains("statements by"));
    assert!(terminal.text().contains(TITLE), "{}", terminal.text());
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(from);
}

#[test]
fn keys_come_from_the_terminal_when_input_is_a_pipe() {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "cat \"$1\" | \"$2\" --no-library -", "sh", &sample(), PROGRAM]);
    command.env("TERM", "xterm-256color");
    let mut terminal = Terminal::start(80, 24, command);
    terminal.wait_for(TITLE);
    terminal.press("G");
    terminal.wait_for("100 %");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
}

#[test]
fn a_window_too_small_says_so() {
    let mut terminal = Terminal::start(10, 3, program(&[&sample()]));
    terminal.wait_until("too small", |terminal| {
        terminal.text().split_whitespace().collect::<Vec<_>>().join(" ").contains("too small")
    });
    terminal.resize(80, 24);
    terminal.wait_for(TITLE);
    terminal.resize(10, 3);
    terminal.wait_for("small");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
}

/// Sequences that would colour, clear, name the window or switch the mouse off, and characters that hide or reorder.
const HOSTILE: &str = "A \u{1b}[45mnotice\u{1b}]0;renamed\u{7}\n\nThe\u{9b}2J ferry\u{202e} is\u{200b} late\u{200d},\u{8}\u{8} \
    said\u{2066} Ana\u{1b}[?1000l Dorrel\u{feff}. \u{1b}Pq\u{1b}\\ It\u{e0041} rained.\n";

#[test]
fn an_article_cannot_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("\u{1b}[41mname\u{202e}.txt");
    std::fs::write(&path, HOSTILE).unwrap();
    let mut terminal = Terminal::start(80, 24, program(&[&path.display().to_string()]));
    terminal.wait_for("␛[45mnotice␛]0;renamed␇");
    terminal.wait_for("rained.");
    // No Esc: with the key after it, it would pass for Alt.
    let steps = [("=", "┌"), ("qs\t", "Who said what"), ("3", "[3 folded]"), ("\t/late\r?", "─ Keys ─")];
    for (keys, appears) in steps {
        terminal.press(keys);
        terminal.wait_for(appears);
    }
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
    let sent = terminal.sent(0);
    for sequence in ["\u{1b}[45m", "\u{1b}[41m", "\u{1b}]", "\u{1b}P", "\u{7}", "\u{8}"] {
        assert!(!sent.contains(sequence), "{sequence:?} in {sent:?}");
    }
    let hidden = |c: &char| *c != '\u{1b}' && *c != '\n' && pullquote::harmless::is_hidden(*c);
    assert_eq!(sent.chars().filter(hidden).filter(|c| *c != '\r').collect::<Vec<_>>(), Vec::<char>::new());
    assert_eq!(sent.matches(MOUSE_OFF).count(), 1, "switched off once, by the program");
}

/// The parameters of every sequence that sets colours or weight.
fn styles(sent: &str) -> Vec<u16> {
    let sequences = regex::Regex::new("\x1b\\[([0-9;]*)m").unwrap();
    let parameters = sequences.captures_iter(sent).map(|found| found[1].to_string()).collect::<Vec<_>>();
    parameters.iter().flat_map(|all| all.split(';')).filter_map(|one| one.parse().ok()).collect()
}

fn colours(sent: &str) -> Vec<u16> {
    let is_colour = |style: &u16| matches!(style, 30..=38 | 40..=48 | 90..=107);
    styles(sent).into_iter().filter(is_colour).collect()
}

#[test]
fn no_color_is_obeyed() {
    for (no_color, coloured) in [(None, true), (Some(""), true), (Some("1"), false)] {
        let mut command = program(&[&sample()]);
        no_color.into_iter().for_each(|value| command.env("NO_COLOR", value));
        let mut terminal = Terminal::start(80, 24, command);
        terminal.wait_for("statements by");
        terminal.press("s");
        terminal.wait_until("a style", |terminal| styles(&terminal.sent(0)).contains(&7));
        terminal.press("q");
        assert_eq!(terminal.end(), 0);
        terminal.assert_given_back(0);
        let found = colours(&terminal.sent(0));
        assert_eq!(!found.is_empty(), coloured, "NO_COLOR={no_color:?}: {found:?}");
    }
}

#[test]
fn a_terminal_that_goes_away_ends_it() {
    let pair = native_pty_system().openpty(size(80, 24)).unwrap();
    let mut child = pair.slave.spawn_command(program(&[&sample()])).unwrap();
    let mut output = pair.master.try_clone_reader().unwrap();
    let (mut seen, mut buffer) = (String::new(), [0; 4096]);
    while !seen.contains("Port Hesper") {
        let count = output.read(&mut buffer).unwrap();
        seen.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    drop((output, pair));
    let code = exit_code(&mut *child);
    assert!([0, 2].contains(&code), "{code}: told to end, or failing to draw; a panic would be 101");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "terminal::panics_on_the_screen", "--nocapture"]);
    command.env(PANIC, "1");
    command.env("TERM", "xterm-256color");
    let mut terminal = Terminal::start(80, 24, command);
    assert_eq!(terminal.end(), 0);
    terminal.assert_given_back(0);
    terminal.wait_until("the message", |terminal| terminal.sent(0).contains("on purpose"));
    let sent = terminal.sent(0);
    let told = sent.find("on purpose").unwrap();
    let (entered, left) = (sent.find(ENTER_ALTERNATE).unwrap(), sent.find(LEAVE_ALTERNATE).unwrap());
    assert!(entered < left && left < told, "{sent:?}");
}

/// Set where the test below is the program to be watched.
const PANIC: &str = "PULLQUOTE_TEST_PANIC";

/// Not a test of its own: run in a terminal by the one above, which looks at what it leaves behind.
#[test]
fn panics_on_the_screen() {
    if std::env::var_os(PANIC).is_none() {
        return;
    }
    let result = std::panic::catch_unwind(|| {
        let _screen = Screen::open(true, false).unwrap();
        panic!("on purpose");
    });
    assert!(result.is_err());
}

#[test]
fn an_error_is_told_without_a_screen() {
    let mut terminal = Terminal::start(80, 24, program(&["no-such-file.txt"]));
    assert_eq!(terminal.end(), 1);
    terminal.wait_for("pullquote: no-such-file.txt: no such file");
    assert!(!terminal.sent(0).contains('\x1b'), "{:?}", terminal.sent(0));
}
