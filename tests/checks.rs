//! Checks of statements on the screen: right, wrong, another speaker, and back.

use super::screen::Stage;

#[test]
fn after_a_wrong_statement_one_goes_on_from_there() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let third = stage.keys("s s s s").status();
    stage.keys("S c w");
    assert!(stage.status().starts_with("2 is no statement · checked 0 of"), "{}", stage.status());
    let words = |status: &str| status.split_once(' ').map(|(_, words)| words.to_string());
    assert_eq!(words(stage.keys("s").status().as_str()), words(&third), "now the second");
}

#[test]
fn statements_are_checked() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let all = stage.app.reader.as_ref().unwrap().index.listed.len();
    insta::assert_snapshot!("checked_right_80x24", stage.keys("s s c r").screen());
    insta::assert_snapshot!("speakers_80x24", stage.keys("c s l o r").screen());
    insta::assert_snapshot!("checked_speaker_80x24", stage.keys("Enter Tab").screen());
    stage.keys("Tab s c w");
    assert_eq!(stage.app.reader.as_ref().unwrap().index.listed.len(), all - 1);
    assert_eq!(stage.keys("U").app.reader.as_ref().unwrap().index.listed.len(), all);
    assert!(stage.keys("U").status().contains("checked 1 of"), "right again, not corrected");
    assert!(stage.keys("U").status().contains("checked 0 of"));
    assert_eq!(stage.keys("U").status(), "nothing to take back");
}
