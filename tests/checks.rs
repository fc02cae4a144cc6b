//! Checks of statements on the screen: right, wrong, another speaker, and back.

use super::stage::Stage;

#[test]
fn after_a_wrong_statement_one_goes_on_from_there() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let fourth = stage.keys("4 s").status();
    let number =
        |status: &str| status.split('/').next().and_then(|n| n.parse::<usize>().ok()).expect("a number");
    let before = number(&fourth) - 1;
    stage.keys("S c w");
    let told = format!("{before} is no statement · checked 1 of");
    assert!(stage.status().starts_with(&told), "{}", stage.status());
    let words = |status: &str| status.split_once(' ').map(|(_, words)| words.to_string());
    let next = stage.keys("s").status();
    assert_eq!((number(&next), words(&next)), (before, words(&fourth)), "one number less, the same words");
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

#[test]
fn what_is_called_wrong_is_checked_and_stays_in_the_total() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let all = stage.app.reader.as_ref().unwrap().index.counts.statements;
    assert!(stage.keys("s s c w").status().contains(&format!(" · checked 1 of {all} · ")));
    stage.keys("s c r");
    assert!(stage.status().contains(&format!(" · checked 2 of {all} · ")), "{}", stage.status());
    stage.keys("U U");
    assert!(stage.status().contains(&format!(" · checked 0 of {all}")), "{}", stage.status());
}

#[test]
fn a_speaker_that_was_missed_is_typed() {
    let mut stage = Stage::of(PIER, 80, 24);
    let before = names(&stage);
    stage.keys("s c s I v o Space");
    insta::assert_snapshot!("typed_speaker_80x24", stage.keys("H a l e").screen());
    stage.keys("Enter");
    assert!(stage.status().starts_with("1 is said by Ivo Hale · checked 1 of"), "{}", stage.status());
    assert!(names(&stage).contains(&"Ivo Hale".to_string()));
    insta::assert_snapshot!("typed_speaker_panel_80x24", stage.keys("Tab").screen());
    stage.keys("Tab s c s i v o Enter");
    assert_eq!(names(&stage).iter().filter(|name| *name == "Ivo Hale").count(), 1, "listed from then on");
    stage.keys("U");
    assert!(stage.status().starts_with("taken back: “"), "{}", stage.status());
    assert!(stage.status().contains("” is said by Ivo Hale"), "{}", stage.status());
    stage.keys("U");
    assert_eq!(names(&stage), before);
}

#[test]
fn an_added_statement_is_said_by_anyone() {
    let mut stage = Stage::of(PIER, 80, 24);
    stage.keys("/ T h e Space p l a n k s Enter v w w w w w c c I v o Enter Enter");
    assert!(stage.status().starts_with("added as 1, said by Ivo · checked 1 of"), "{}", stage.status());
}

/// A statement that no cue or quotation mark tells, and one name for two people.
const PIER: &str = "The pier of Nether Wallop\n\nMayor Una Pell opened the pier. The planks are older than the town, by \
     her reckoning.\n\n“The pier is safe,” said Tom Reeve, an engineer. “The ladder is not.”\n\nPell told the crowd that \
     the ladder would be mended by noon on Friday.\n";

fn current(stage: &Stage) -> Vec<String> {
    let reader = stage.app.reader.as_ref().expect("an article");
    let target = reader.current.expect("something is current");
    reader.lit(target).iter().map(|span| span.of(reader.text()).to_string()).collect()
}

fn names(stage: &Stage) -> Vec<String> {
    let reader = stage.app.reader.as_ref().expect("an article");
    reader.document.annotations.figures.iter().map(|figure| figure.name.to_string()).collect()
}

#[test]
fn a_missing_statement_is_added_with_speaker_and_cue() {
    let mut stage = Stage::of(PIER, 80, 24);
    let all = stage.app.reader.as_ref().unwrap().index.counts.statements;
    stage.keys("/ T h e Space p l a n k s Enter v w w w w w c c");
    insta::assert_snapshot!("added_speaker_80x24", stage.keys("p e l").screen());
    insta::assert_snapshot!("added_cue_80x24", stage.keys("Enter r e c").screen());
    stage.keys("Enter");
    assert!(stage.status().starts_with("added as 1, said by Una Pell · checked 1 of"), "{}", stage.status());
    assert_eq!(stage.app.reader.as_ref().unwrap().index.counts.statements, all + 1);
    assert_eq!(current(&stage), ["The planks are older than the town,"]);
    insta::assert_snapshot!("added_80x24", stage.keys("Enter").screen());
    stage.keys("Esc U");
    assert_eq!(stage.app.reader.as_ref().unwrap().index.counts.statements, all);
}

#[test]
fn what_is_a_statement_already_is_not_added() {
    let mut stage = Stage::of(PIER, 80, 24);
    stage.keys("s v c c");
    assert!(stage.status().contains("is these words already"), "{}", stage.status());
    stage.keys("Esc Esc c c");
    assert!(stage.status().starts_with("no words are selected"), "{}", stage.status());
}

#[test]
fn edges_of_a_statement_are_moved() {
    let mut stage = Stage::of(PIER, 80, 24);
    stage.keys("s s v h h h c e");
    assert!(stage.status().contains("has other words now · checked 1 of"), "{}", stage.status());
    assert_eq!(current(&stage), ["that the ladder would be mended by"]);
    stage.keys("v h c e");
    assert_eq!(current(&stage), ["that the ladder would be mended"]);
    stage.keys("U");
    assert_eq!(current(&stage), ["that the ladder would be mended by"]);
    stage.keys("v c e");
    assert!(stage.status().contains("the content already"), "{}", stage.status());
    stage.keys("Esc Esc g } v c e");
    assert!(stage.status().starts_with("no statement chosen"), "{}", stage.status());
}

#[test]
fn figures_are_merged_and_split() {
    let mut stage = Stage::of(PIER, 80, 24);
    let before = names(&stage);
    assert!(
        before.contains(&"Una Pell".to_string()) && before.contains(&"Tom Reeve".to_string()),
        "{before:?}"
    );
    stage.keys("e c m");
    insta::assert_snapshot!("merge_80x24", stage.screen());
    stage.keys("r e e v Enter");
    assert!(stage.status().contains("Una Pell is Tom Reeve now"), "{}", stage.status());
    assert!(!names(&stage).contains(&"Una Pell".to_string()));
    stage.keys("U");
    assert_eq!(names(&stage), before);
    stage.keys("* * c m h e r e Enter");
    assert!(stage.status().contains("is someone else than Una Pell now"), "{}", stage.status());
    assert_eq!(names(&stage).len(), before.len() + 1);
    stage.keys("U");
    assert_eq!(names(&stage), before);
}
