//! Commands of the shell, run from the reader on the user's own screen.

#![cfg(unix)]

use super::pty::Terminal;
use super::pty::{program, sample};

fn open() -> Terminal {
    let terminal = Terminal::start(80, 24, program(&[&sample()]));
    terminal.wait_for("statements by");
    terminal
}

#[test]
fn a_command_gets_the_article_and_the_reader_comes_back() {
    let mut terminal = open();
    terminal.press("ss|grep -c ferr\r");
    terminal.wait_for("[done: grep -c ferr]");
    assert!(!terminal.text().contains("statements by"), "the command has the screen to itself");
    let from = terminal.now();
    terminal.press("\r");
    terminal.wait_for("Every ferry out of Port Hesper");
    assert!(terminal.sent(from).contains("\u{1b}[?1049h"), "the screen is the reader's again");
    terminal.press("s");
    terminal.wait_for("3/20");
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
    terminal.press("|echo sleep''ing; sleep 600\r");
    terminal.wait_for("sleeping");
    terminal.press("\u{3}");
    terminal.wait_for("[ended by a signal: echo sleep''ing; sleep 600]");
    terminal.press("\r");
    terminal.wait_for("Every ferry out of Port Hesper");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
