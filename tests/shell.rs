//! Commands of the shell, run from the reader on the user's own screen.

#![cfg(unix)]

use portable_pty::CommandBuilder;

use super::pty::{PROGRAM, Terminal, program, sample};

fn open() -> Terminal {
    let terminal = Terminal::start(80, 24, program(&[&sample()]));
    terminal.wait_for("statements by");
    terminal
}

#[test]
fn a_command_gets_the_article_and_the_reader_comes_back() {
    let mut terminal = open();
    terminal.press("sss|grep -c ferr\r");
    terminal.wait_for("[done: grep -c ferr]");
    assert!(!terminal.text().contains("statements by"), "the command has the screen to itself");
    let from = terminal.now();
    terminal.press("\r");
    terminal.wait_for("Every ferry out of Port Hesper");
    assert!(terminal.sent(from).contains("\u{1b}[?1049h"), "the screen is the reader's again");
    terminal.press("s");
    terminal.wait_for("3/22");
}

#[test]
fn keys_go_to_the_command_while_it_runs() {
    let mut terminal = open();
    terminal.press("|echo rea''dy; read word < /dev/tty; echo got-$word; exit 3\r");
    terminal.wait_for("ready");
    terminal.press("bells\r");
    terminal.wait_for("got-bells");
    terminal.wait_for("[exit status 3: echo");
    terminal.press("\r");
    terminal.wait_for("Every ferry out of Port Hesper");
}

#[test]
fn an_interrupt_ends_the_command_and_not_the_reader() {
    let mut terminal = open();
    terminal.press("|echo sleep''ing; exec sleep 600\r");
    terminal.wait_for("sleeping");
    terminal.press("\u{3}");
    terminal.wait_for("[ended by a signal: echo sleep''ing; exec sleep 600]");
    terminal.press("\r");
    terminal.wait_for("Every ferry out of Port Hesper");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn line_by_line_nothing_is_switched_on() {
    let mut terminal = Terminal::start(80, 24, program(&["--linear", &sample()]));
    terminal.wait_for("According to the Port Hesper");
    terminal.press("ss");
    terminal.wait_for("Statement 1 of 22");
    terminal.press("q");
    assert_eq!(terminal.end(), 0);
    let sent = terminal.sent(0);
    assert!(!sent.contains("\u{1b}["), "no sequence at all: {sent:?}");
}

#[test]
fn the_tour_opens_by_its_name() {
    let mut command = CommandBuilder::new(PROGRAM);
    command.arg("tour");
    command.env("TERM", "xterm-256color");
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    let mut terminal = Terminal::start(80, 24, command);
    terminal.wait_for("A tour of two minutes");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
