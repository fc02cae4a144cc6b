//! Whole journeys in a real terminal, with a library that outlives the program.

#![cfg(unix)]

use super::terminal::{Terminal, program, sample};

fn open(arguments: &[&str]) -> Terminal {
    let terminal = Terminal::start(80, 24, program(arguments));
    terminal.wait_for("statements by");
    terminal
}

fn leave(mut terminal: Terminal) {
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn highlights_and_notes_are_there_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let mut terminal = open(&["--library", &library, &sample()]);
    terminal.press("ssa");
    terminal.wait_for("highlighted “");
    terminal.press("ssAheard it on the quay\r");
    terminal.wait_for("noted at “");
    leave(terminal);
    let mut again = open(&["--library", &library, &sample()]);
    again.press("H");
    again.wait_for("Highlights and notes");
    again.wait_for("+ heard it on the quay");
    again.press("d");
    again.wait_for("the highlight is removed");
    leave(again);
    let mut third = open(&["--library", &library, &sample()]);
    third.press("H");
    third.wait_for("+ heard it on the quay");
    third.wait_until("one is left", |terminal| terminal.text().matches("¶").count() == 1);
    leave(third);
}
