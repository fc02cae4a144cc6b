//! Whole journeys in a real terminal, with a library that outlives the program.

#![cfg(unix)]

use std::process::Command;

use super::terminal::{PROGRAM, Terminal, program, sample};

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

/// The statements of the sample that have a status, as `extract --library` prints them: status and content.
fn checked(library: &str) -> Vec<(String, String)> {
    let arguments = ["extract", "--library", library, &sample()];
    let out = Command::new(PROGRAM).args(arguments).env("XDG_CONFIG_HOME", "/nonexistent").output().unwrap();
    let article: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let text: Vec<char> = article["text"].as_str().unwrap().chars().collect();
    let words = |piece: &serde_json::Value| {
        let at = |name: &str| piece[name].as_u64().unwrap() as usize;
        text[at("start")..at("end")].iter().collect::<String>()
    };
    let statements = article["statements"].as_array().unwrap().iter();
    let checked = statements.filter(|statement| statement["status"] != "machine");
    checked.map(|s| (s["status"].as_str().unwrap().to_string(), words(&s["content"][0]))).collect()
}

#[test]
fn added_and_corrected_statements_are_extracted() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let mut terminal = open(&["--library", &library, &sample()]);
    terminal.press("/Nine ferries\rvwwwcc");
    terminal.wait_for("Who says it?");
    terminal.press("lorne\r");
    terminal.wait_for("Which words tell that it is said?");
    terminal.press("\r");
    terminal.wait_for("said by Cuthbert Lorne · checked 1 of");
    terminal.press("ssvhhhce");
    terminal.wait_for("has other words now · checked 2 of");
    leave(terminal);
    let kept = checked(&library);
    let statuses: Vec<&str> = kept.iter().map(|(status, _)| status.as_str()).collect();
    assert_eq!(statuses, ["added", "corrected"], "{kept:?}");
    assert_eq!(kept[0].1, "Nine ferries sat idle in");
    let mut again = open(&["--library", &library, &sample()]);
    again.wait_for("checked 2 of");
    again.press("UU");
    again.wait_for("checked 0 of");
    leave(again);
    assert_eq!(checked(&library), []);
}
