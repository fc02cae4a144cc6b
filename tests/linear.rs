//! The reader line by line, for screen readers; and the tour.

use pullquote::load::{Item, samples};
use pullquote::tui::view::linear::Teller;

use super::stage::Stage;

const FERRY: &str = "The ferry of Sall\n\nMayor Ilse Brandt said the ferry would sail on Friday. “She has sailed in worse,” Brandt \
     said.\n\nWATCH: The ferry in slow motion\n\nTom Reeve said the ropes were new.\n";

/// What is said after each of these keys.
fn said(stage: &mut Stage, teller: &mut Teller, keys: &str) -> String {
    let mut said = String::new();
    for key in keys.split(' ').filter(|key| !key.is_empty()) {
        stage.keys(key);
        said.push_str(&teller.tell(&stage.app));
    }
    said
}

fn open() -> (Stage, Teller, String) {
    let stage = Stage::of(FERRY, 80, 24);
    let mut teller = Teller::default();
    let first = teller.tell(&stage.app);
    (stage, teller, first)
}

#[test]
fn an_article_is_read_out_with_its_marks_as_words() {
    let (stage, mut teller, first) = open();
    for words in [
        "3 statements by 2 speakers",
        "Title: The ferry of Sall\r\n",
        "Mayor Ilse Brandt said (statement 1, Ilse Brandt) the ferry would sail on Friday (end of statement).",
        "(statement 2, Ilse Brandt) “She has sailed in worse,” (end of statement) Brandt said.",
        "(1 line folded: promo)",
        "Tom Reeve said (statement 3, Tom Reeve",
    ] {
        assert!(first.contains(words), "{words:?} is missing in\n{first}");
    }
    assert!(!first.contains(['│', '█', '░', '┌', '\u{1b}']), "no boxes, no colours:\n{first}");
    assert_eq!(teller.tell(&stage.app), "", "what was said is not said again");
}

#[test]
fn what_a_key_changes_is_said_once() {
    let (mut stage, mut teller, _) = open();
    let mut after = |keys: &str| said(&mut stage, &mut teller, keys);
    let first = after("s");
    assert!(
        first.starts_with("Statement 1 of 3, indirect: Ilse Brandt, said: the ferry would sail on Friday."),
        "{first}"
    );
    assert!(first.ends_with("Paragraph 1.\r\n"), "{first}");
    assert!(after("s").contains("direct: Ilse Brandt, said: “She has sailed in worse,”"));
    assert!(after("s").contains("Tom Reeve, said: the ropes were new"));
    let edge = after("s");
    assert_eq!(edge, "no statement further down\r\n");
    let card = after("Enter");
    assert!(card.starts_with("Card\r\n") && card.contains("speaker  Tom Reeve"), "{card}");
    assert_eq!(after("Esc"), "closed\r\n");
    let typed = after("/ r o p e");
    assert_eq!(typed, "/rope");
    let found = after("Enter");
    assert!(found.contains("1 of 1 for \"rope\""), "{found}");
    let list = after("p");
    assert!(list.starts_with("find") && list.contains("1 of "), "{list}");
    let next = after("Down");
    assert!(next.starts_with("2 of ") && next.lines().count() == 1, "a list says the row it is at: {next}");
    after("Esc");
    let panel = after("Tab");
    assert!(panel.contains("panel, speakers: 3 statements"), "{panel}");
    assert_eq!(after("Tab"), "text\r\n");
}

#[test]
fn the_line_of_a_hit_is_read_out() {
    let (mut stage, mut teller, _) = open();
    let found = said(&mut stage, &mut teller, "/ r o p e s Enter");
    assert!(found.contains("\r\nParagraph 2: Tom Reeve said the ropes were new.\r\n"), "{found}");
}

#[test]
fn a_selection_says_what_it_holds() {
    let (mut stage, mut teller, _) = open();
    let mut after = |keys: &str| said(&mut stage, &mut teller, keys);
    after("s");
    assert_eq!(after("v"), "6 words selected: the ferry would sail on Friday\r\n");
    assert_eq!(after("h"), "5 words selected: the ferry would sail on\r\n");
    assert_eq!(after("o"), "the beginning moves now\r\n");
    assert_eq!(after("l"), "4 words selected: ferry would sail on\r\n");
    let more = after("o j j j");
    assert!(more.contains(" words selected, from “ferry” to “"), "{more}");
    assert_eq!(after("Esc"), "nothing is selected any more\r\n");
}

#[test]
fn the_ends_of_an_article_are_said() {
    let text = (1..40).map(|n| format!("Line {n} of the log of the ferry.\n\n")).collect::<String>();
    let mut stage = Stage::of(&text, 80, 12);
    let mut teller = Teller::default();
    teller.tell(&stage.app);
    let mut after = |keys: &str| said(&mut stage, &mut teller, keys);
    let end = after("G");
    assert!(end.contains("Line 39") && end.ends_with("end of the article\r\n"), "{end}");
    assert_eq!(after("j"), "end of the article\r\n", "for each key that would go on");
    assert!(after("g").ends_with("top of the article\r\n"));
    assert_eq!(after("k"), "top of the article\r\n");
}

#[test]
fn the_panel_says_its_rows() {
    let (mut stage, mut teller, _) = open();
    let mut after = |keys: &str| said(&mut stage, &mut teller, keys);
    let first = after("Tab");
    assert!(first.contains("1 of 3: Statement 1 of 3, indirect: Ilse Brandt"), "{first}");
    let next = after("j");
    assert!(next.starts_with("2 of 3: Statement 2 of 3") && next.lines().count() == 1, "{next}");
    let figures = after("2");
    assert!(
        figures.contains("panel, figures") && figures.contains("Ilse Brandt, Mayor, 2 said person"),
        "{figures}"
    );
    let folded = after("3");
    assert!(folded.contains("1 of 1: folded: WATCH: The ferry in slow motion, promo"), "{folded}");
}

#[test]
fn completions_are_said_one_by_one() {
    let (mut stage, mut teller, _) = open();
    let mut after = |keys: &str| said(&mut stage, &mut teller, keys);
    after(": t a b");
    assert_eq!(after("Tab"), "-");
    assert_eq!(after("Tab"), "figures (1 of 4)");
    assert!(after("Tab").contains(":tab-folded (2 of 4)"));
}

#[test]
fn a_listing_says_its_rows() {
    let mut stage = Stage::listing(samples::samples(), 80, 24);
    let mut teller = Teller::default();
    let first = teller.tell(&stage.app);
    assert!(first.contains("samples\r\n1 of 8: harbour.txt"), "{first}");
    assert!(said(&mut stage, &mut teller, "j F").contains("2 of 8: reservoir.txt"));
    let page = said(&mut stage, &mut teller, "Enter Space");
    assert!(page.contains("statements by"), "{page}");
    let back = said(&mut stage, &mut teller, "q");
    assert!(back.contains("2 of 8: reservoir.txt"), "{back}");
}

#[test]
fn nothing_of_an_article_steers_the_terminal_here_either() {
    let text = FERRY.replace("ropes", "ropes\u{1b}[31m\u{202e}");
    let stage = Stage::of(&text, 80, 24);
    let told = Teller::default().tell(&stage.app);
    assert!(told.contains("ropes") && !told.contains(['\u{1b}', '\u{202e}']), "{told:?}");
}

/// The tour does what it says.
#[test]
fn the_tour_can_be_walked_through() {
    let tour = samples::tour();
    let item = Item { title: "tour".into(), detail: String::new(), source: tour };
    let mut stage = Stage::listing(vec![item], 80, 24);
    stage.keys("Enter");
    insta::assert_snapshot!("tour_80x24", stage.screen());
    stage.keys("s");
    assert!(
        stage.current_words().contains("Hanna Brill said the lamp had burned"),
        "{}",
        stage.current_words()
    );
    stage.keys("s");
    assert!(stage.current_words().contains("set their clocks"), "{}", stage.current_words());
    stage.keys("Enter");
    assert!(
        stage.screen().contains("Hanna Brill") && stage.screen().contains("here \"she\""),
        "{}",
        stage.screen()
    );
    stage.keys("Esc )");
    assert!(stage.current_words().contains("painted that tower"), "{}", stage.current_words());
    stage.keys("Tab");
    assert!(
        stage.screen().contains("Joss Tarn") || stage.screen().contains("coast guard"),
        "{}",
        stage.screen()
    );
    stage.keys("3");
    assert!(stage.screen().contains("Sign up for our newsletter"), "the line is folded:\n{}", stage.screen());
    stage.keys("q p t a r n Enter w");
    assert!(
        stage.screen().contains("All they said") && stage.screen().contains("too weak"),
        "{}",
        stage.screen()
    );
}
