//! Hostile text on the command line: nothing of it steers a terminal or a pipe, and JSON keeps it whole.

use serde_json::Value;

use super::cli::{err, extract, file, folder, out, records, run};

/// Characters that steer a terminal or hide in a text: controls but line break and tab, invisible and bidi ones, tags.
pub fn is_hostile(c: char) -> bool {
    let invisible = ['\u{ad}', '\u{61c}', '\u{180e}', '\u{feff}'];
    (c.is_control() && c != '\n' && c != '\t')
        || invisible.contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// Every hostile character, in the words, the names, the title and the address.
fn hostile(name: &str) -> String {
    let all: String = ('\0'..='\u{e007f}').filter(|c| is_hostile(*c) && *c != '\0' && *c != '\r').collect();
    let text = format!(
        "Mayor\u{1b}[31m Ana {all}Dorrel\u{9b}2J spoke.\n\nMayor Ana\u{202e}Dorrel of Port\u{200b}Hesper said the \
         “boat\u{7} {all} is\u{1b}]0;gone\u{7} old”. “It\u{2066} is,” said Bo\u{200d} Dorrel\u{1b}[0m. {}",
        "It rained all day in the town and no one minded. ".repeat(20)
    );
    let record = serde_json::json!({"id": name, "title": text.lines().next(), "url": name, "text": text});
    format!("{record}\n")
}

#[test]
fn nothing_hostile_comes_out() {
    let folder = folder();
    let id = "\u{1b}[1mid\u{202e}\u{200b}\u{9b}";
    let path = file(&folder, "hostile.jsonl", hostile(id));
    let bad = file(&folder, "bad\u{1b}[31m\u{202e}.jsonl", "{\"text\": \u{1b}[31m\n");
    let mut cases = vec![vec![]];
    cases.extend(["jsonl", "json", "markdown", "text"].map(|format| vec!["extract", "--format", format]));
    for table in
        ["articles", "statements", "statement_speakers", "quotations", "figures", "mentions", "blocks"]
    {
        let formats = ["csv", "jsonl", "json"];
        cases.extend(formats.map(|format| vec!["extract", "--table", table, "--format", format]));
    }
    for case in cases {
        let output = run(&[case.as_slice(), &[&path, &bad]].concat());
        assert_eq!(output.status.code(), Some(1), "{case:?}");
        assert!(
            out(&output).contains("Dorrel")
                || case.contains(&"quotations")
                || case.contains(&"statement_speakers"),
            "{case:?}: {}",
            out(&output)
        );
        for (stream, words) in [("stdout", out(&output)), ("stderr", err(&output))] {
            let found: Vec<char> = words.chars().filter(|c| is_hostile(*c)).collect();
            assert_eq!(found, Vec::<char>::new(), "{stream} of {case:?}: {words:?}");
        }
    }
}

#[test]
fn json_keeps_the_hostile_text_whole() {
    let folder = folder();
    let input = hostile("id");
    let output = extract(&[&file(&folder, "hostile.jsonl", &input)]);
    let expected: Value = serde_json::from_str(&input).unwrap();
    assert_eq!(records(&output)[0]["text"], expected["text"]);
}
