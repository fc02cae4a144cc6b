//! The library as the place to start from: what the reader opens with, and what it takes in while one reads.

#![cfg(unix)]

use std::process::Command;

use pullquote::library::{Labels, Library};
use pullquote::load::{self, Loaded};

use super::pty::{PROGRAM, Terminal, program, sample};

const RECORDS: &str = r#"{"id": "courier", "site": "courier.example", "published": "2024-05-02T18:00:00Z", "title": "Bridge at Vale to open before winter", "text": "Bridge at Vale to open before winter\n\n“We will open the bridge before the first snow falls on the pass,” said Mayor Ana Duarte."}
{"id": "gazette", "title": "Café owners count the days", "text": "Café owners count the days\n\n“The season is short and the road is long,” Ana Duarte said in Vale."}
"#;

fn run(arguments: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    let output = command.env("XDG_CONFIG_HOME", "/nonexistent").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_reader_opens_with_what_the_library_has() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let records = folder.path().join("two.jsonl").display().to_string();
    std::fs::write(&records, RECORDS).unwrap();
    run(&["add", "--library", &library, &records]);
    // What is in the library can be read when its source is gone.
    std::fs::remove_file(&records).unwrap();
    let mut terminal = Terminal::start(80, 24, program(&["--library", &library]));
    terminal.wait_for("Library: 2 articles, 2 unread");
    terminal.wait_for("courier.example · 2024-05-02");
    terminal.press("j\r");
    terminal.wait_for("We will open the bridge");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn what_is_read_is_searched_later() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let mut terminal = Terminal::start(80, 24, program(&["--library", &library, &sample()]));
    terminal.wait_for("statements by");
    terminal.press("ss");
    terminal.wait_for("1/22");
    terminal.press("cw");
    terminal.wait_for("is no statement");
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
    let words = run(&["who", "Tarrick", "--library", &library]);
    assert!(words.contains("The offer is fair"), "{words}");
    assert!(run(&["search", "circus", "--library", &library]).contains("Every ferry out of Port Hesper"));
    // The corrected article is what counts.
    assert!(!run(&["search", "kind:direct", "--library", &library]).contains("We will not sail in the dark"));
}

#[test]
fn what_is_begun_and_starred_comes_before_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let mut library = Library::open(&folder.path().join("library.sqlite")).unwrap();
    let article =
        |words: &str| match load::parse(words, format!("{words}\n\nSome text about {words}.\n").as_bytes()) {
            Ok(Loaded::Article(article)) => *article,
            other => panic!("an article: {other:?}"),
        };
    for name in ["one", "two", "three", "four", "five"] {
        library.keep_article(name, &article(name)).unwrap();
    }
    library.keep_place(Some("two"), &article("two"), 6).unwrap();
    let labels = |read, star| Labels { read, star, tags: Vec::new() };
    library.keep_labels(Some("three"), None, &labels(false, true)).unwrap();
    library.keep_labels(Some("five"), None, &labels(true, false)).unwrap();
    let names: Vec<String> = library.shelf(10).unwrap().into_iter().map(|kept| kept.source).collect();
    assert_eq!(names, ["two", "three", "four", "one", "five"]);
    let tally = library.tally().unwrap();
    assert_eq!((tally.all, tally.unread, tally.starred), (5, 4, 1));
    assert_eq!(library.shelf(2).unwrap().len(), 2);
}

#[test]
fn all_that_the_current_speaker_said_is_laid_over_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library.sqlite").display().to_string();
    let records = folder.path().join("two.jsonl").display().to_string();
    std::fs::write(&records, RECORDS).unwrap();
    run(&["add", "--library", &library, &records]);
    let mut terminal = Terminal::start(80, 24, program(&["--library", &library]));
    terminal.wait_for("Library: 2 articles");
    terminal.press("j\r");
    terminal.wait_for("statement by");
    terminal.press("sw");
    terminal.wait_for("All they said");
    terminal.wait_for("in 2 articles");
    terminal.wait_for("The season is short");
    terminal.press("\u{1b}");
    terminal.wait_until("closed", |terminal| !terminal.text().contains("All they said"));
    terminal.press("Q");
    assert_eq!(terminal.end(), 0);
}
