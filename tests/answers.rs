//! `who` and `compare`: what one person said over articles, and what two reports share.

use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pullquote");

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.env("XDG_CONFIG_HOME", "/nonexistent").args(arguments).output().expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn file(folder: &tempfile::TempDir, name: &str, words: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, words).unwrap();
    path.display().to_string()
}

/// Two reports of one council meeting, and a third article by date before them.
const COURIER: &str = r#"{"id": "courier", "site": "courier.example", "published": "2024-05-02T18:00:00Z", "title": "Bridge at Vale to open before winter", "text": "Bridge at Vale to open before winter\n\nMayor Ana Duarte told the council on Thursday that the work was paid for.\n\n“We will open the bridge before the first snow falls on the pass,” said Duarte.\n\nKarl Brack, who runs the mill, said: “Nobody has asked the ferrymen what they think of it.”"}"#;
const GAZETTE: &str = r#"{"id": "gazette", "site": "gazette.example", "published": "2024-05-03", "title": "Ferrymen fear for their trade", "text": "Ferrymen fear for their trade\n\n“We will open this bridge before the first snow falls,” Mayor Ana Duarte said at the meeting in Vale.\n\n“My boat is all I have and all I want,” said the ferryman Ottmar Lind."}"#;
const EARLIER: &str = r#"{"id": "earlier", "published": "2024-04-30", "title": "Duarte takes office", "text": "Duarte takes office\n\n“I have no plan and a great deal of patience,” Ana Duarte said."}"#;

fn three() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, "three.jsonl", &[COURIER, GAZETTE, EARLIER].join("\n"));
    (folder, path)
}

#[test]
fn everything_one_person_said_comes_by_date() {
    let (_folder, path) = three();
    let output = run(&["who", "Ana Duarte", &path]);
    let words = out(&output);
    assert_eq!(output.status.code(), Some(0));
    let places: Vec<usize> =
        ["2024-04-30  Duarte takes office", "2024-05-02  Bridge at Vale", "2024-05-03  Ferrymen fear"]
            .iter()
            .map(|title| words.find(title).unwrap_or_else(|| panic!("{title} is missing:\n{words}")))
            .collect();
    assert!(places.is_sorted(), "{words}");
    assert!(words.starts_with("Ana Duarte (") && words.contains(" in 3 articles"), "{words}");
    assert!(words.contains("“I have no plan and a great deal of patience,”"), "{words}");
    assert!(!words.contains("ferrymen what they think"), "{words}");
}

#[test]
fn another_wording_stands_beside_the_first() {
    let (_folder, path) = three();
    let words = out(&run(&["who", "duarte", &path]));
    let second = words.lines().find(|line| line.contains("as in courier.example 2024-05-02")).expect(&words);
    assert!(second.contains("[-the-] {+this+} bridge") && second.contains("[-on the pass,”-]"), "{second}");
}

#[test]
fn who_as_json_has_a_statement_a_line() {
    let (_folder, path) = three();
    let words = out(&run(&["who", "--json", "Ana Duarte", &path]));
    let rows: Vec<Value> = words.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let third = rows.iter().find(|row| row["source"] == "gazette").expect("a row of the gazette");
    assert_eq!(
        (&third["who"], &third["site"]),
        (&Value::from("Ana Duarte"), &Value::from("gazette.example"))
    );
    assert_eq!(third["kind"], "direct");
    assert!(third["same_words_as"].is_number(), "{third}");
    assert_eq!(third["status"], "machine");
}

#[test]
fn nobody_of_that_name_is_said_so() {
    let (_folder, path) = three();
    let output = run(&["who", "Okafor", &path]);
    assert_eq!(out(&output), "Nothing that Okafor said was found in 3 articles.\n");
    let missing = run(&["who", "Ana Duarte", &path, "/nowhere/at-all.txt"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(out(&missing).contains("in 3 articles"));
}

#[test]
fn two_reports_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (file(&folder, "a.jsonl", COURIER), file(&folder, "b.jsonl", GAZETTE));
    let words = out(&run(&["compare", &a, &b]));
    assert!(words.contains("Quoted in both: 1"), "{words}");
    assert!(words.contains("in B: "), "{words}");
    let only_a = words.split("Quoted in A only").nth(1).expect(&words);
    assert!(only_a.contains("Karl Brack: “Nobody has asked"), "{words}");
    assert!(words.contains("Named in both") && words.contains("Ottmar Lind"), "{words}");
    let json: Value = serde_json::from_str(&out(&run(&["compare", "--json", &a, &b]))).unwrap();
    assert_eq!(json["shared"].as_array().map(Vec::len), Some(1));
    assert_eq!(json["shared"][0]["same_speaker"], true);
    assert!(json["figures_only_b"].as_array().unwrap().contains(&Value::from("Ottmar Lind")), "{json}");
}

#[test]
fn compare_takes_two_single_articles() {
    let (_folder, path) = three();
    let output = run(&["compare", &path, &path]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("several articles") && message.contains("three.jsonl"), "{message}");
}

#[test]
fn hostile_words_do_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Bridge \u{1b}]0;x\u{7} opens\n\n“We will \u{1b}[2J open the bridge before winter,” said Ana Duarte.\n";
    let path = file(&folder, "bad.txt", text);
    let output = run(&["who", "Duarte", &path]);
    assert!(out(&output).contains("Ana Duarte"), "{}", out(&output));
    assert!(!output.stdout.contains(&0x1b) && !output.stdout.contains(&0x07));
}
