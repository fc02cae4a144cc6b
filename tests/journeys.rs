//! Whole journeys in a real terminal, with a library that outlives the program.

#![cfg(unix)]

use std::process::Command;

use super::pty::{PROGRAM, Terminal, leave, program, sample};

fn open(arguments: &[&str]) -> Terminal {
    let terminal = Terminal::start(80, 24, program(arguments));
    terminal.wait_for("statements by");
    terminal
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

#[test]
fn a_speaker_who_was_missed_is_kept_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let mut terminal = open(&["--library", &library, &sample()]);
    terminal.press("sscs");
    terminal.wait_for("or type any name");
    terminal.press("Ivo Hale");
    terminal.wait_for("(someone not listed: Ivo Hale)");
    terminal.press("\r");
    terminal.wait_for("is said by Ivo Hale · checked 1 of");
    leave(terminal);
    let printed = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        let out = command.args(arguments).env("XDG_CONFIG_HOME", "/nonexistent").output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let table = printed(&["extract", "--library", &library, "--table", "statements", &sample()]);
    let row = table.lines().find(|row| row.contains("Ivo Hale")).expect("a row");
    assert!(row.contains(",named,") && row.ends_with(",corrected"), "{row}");
    let corrections = printed(&["export", "--corrections", "--library", &library]);
    assert!(corrections.contains(r#""speakers":["Ivo Hale"]"#), "{corrections}");
    let mut again = open(&["--library", &library, &sample()]);
    again.wait_for("checked 1 of");
    again.press("U");
    again.wait_for("is said by Ivo Hale · checked 0 of");
    leave(again);
    assert_eq!(checked(&library), []);
}

#[test]
fn a_folder_shows_what_was_read_starred_and_tagged() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let articles = folder.path().join("articles");
    std::fs::create_dir(&articles).unwrap();
    for (name, words) in [("a", "The first bell rang."), ("b", "The second bell was late.")] {
        std::fs::write(articles.join(name).with_extension("txt"), words).unwrap();
    }
    let articles = articles.display().to_string();
    let open = || {
        let terminal = Terminal::start(80, 24, program(&["--library", &library, &articles]));
        terminal.wait_for("second bell");
        terminal
    };
    let row = |terminal: &Terminal, words: &str| {
        terminal.text().lines().find(|row| row.contains(words)).unwrap_or_default().trim_end().to_string()
    };
    let mut terminal = open();
    terminal.press("/second\rFTlate news\r");
    terminal.wait_for("tagged #late #news");
    terminal.press("/first\r\r");
    terminal.wait_for("No quotations");
    terminal.press("jq");
    terminal.wait_until("it is read", |terminal| row(terminal, "first bell").ends_with("· read"));
    leave(terminal);
    let again = open();
    again.wait_until("it is read still", |terminal| row(terminal, "first bell").ends_with("· read"));
    again.wait_until("it has its star", |terminal| row(terminal, "second bell").contains("*The second"));
    assert!(row(&again, "second bell").ends_with("#late #news"), "{}", again.text());
    leave(again);
}

#[test]
fn bookmarks_and_the_width_are_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let open = || {
        let mut command = program(&["--library", &library, &sample()]);
        command.env("XDG_STATE_HOME", folder.path());
        let terminal = Terminal::start(80, 24, command);
        terminal.wait_for("statements by");
        terminal
    };
    let mut terminal = open();
    terminal.press("--/gull\rmxg");
    terminal.wait_for("Every ferry out of Port Hesper");
    terminal.press("--");
    terminal.wait_for("50 cells wide");
    leave(terminal);
    let mut again = open();
    let widest = again
        .text()
        .lines()
        .take(22)
        .map(|row| row.trim_end_matches(['█', '░', 'o', ' ']).chars().count())
        .max();
    assert!(widest.unwrap() < 70, "{}", again.text());
    again.press("'");
    again.wait_for("' forward");
    again.press("x");
    again.wait_for("gull");
    leave(again);
}
