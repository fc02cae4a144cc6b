//! The panel and the list of all that somebody said: finding names, kinds of speakers, following a figure into the next
//! article.

use pullquote::answers::dossier_rows;
use pullquote::load::fetch::{Limits, Web};
use pullquote::load::{Item, Source};
use pullquote::query::link::Links;
use pullquote::query::said::said;
use pullquote::tui::app::{Message, Overlay, Task};
use pullquote::tui::reader::Naming;
use pullquote::tui::update::update;

use super::stage::{Stage, event};

const COUNCIL: &str = "The tower of Sall Ferry\n\nMayor Ilse Brandt said the tower would stand for another winter. “It has stood \
     through worse,” she said.\n\nA union official said the masons had not been paid since May.\n\nBuilder Tomas Wray denied that the \
     stones were loose. “They only look loose,” said Wray.\n";

const LATER: &str = "The tower leans\n\nIt rained for a week in Sall Ferry and nobody climbed the stairs.\n\nIlse Brandt said the \
     tower had always leaned. “Towers do,” said Brandt.\n\nTomas Wray was not seen.\n";

fn open(width: usize) -> Stage {
    Stage::of(COUNCIL, width, 24)
}

/// The rows of the panel that name a speaker, by what stands in the list.
fn shows(stage: &Stage, name: &str) -> bool {
    let screen = stage.screen();
    screen.lines().skip_while(|row| !row.contains("Who said what")).skip(1).any(|row| row.contains(name))
}

#[test]
fn speakers_are_listed_by_how_they_are_named() {
    let mut stage = open(80);
    stage.keys("s Tab f");
    assert_eq!(stage.app.reader.as_ref().unwrap().panel.naming, Naming::Named);
    assert!(shows(&stage, "Ilse Brandt") && !shows(&stage, "union official"), "{}", stage.screen());
    assert!(stage.screen().contains("[1 named]"), "{}", stage.screen());
    stage.keys("f");
    assert!(!shows(&stage, "Ilse Brandt") && shows(&stage, "union official"), "{}", stage.screen());
    stage.keys("f");
    assert!(shows(&stage, "Nobody unresolved"), "{}", stage.screen());
    stage.keys("f");
    assert!(shows(&stage, "Ilse Brandt") && shows(&stage, "union official"), "{}", stage.screen());
}

#[test]
fn a_name_is_found_in_the_panel_and_found_again() {
    let mut stage = open(80);
    stage.keys("Tab / W R A Y Enter");
    let first = stage.current_words();
    assert!(first.contains("Wray") && first.contains("stones were loose"), "{first}");
    stage.keys("n");
    assert_eq!(stage.current_words(), first, "the next of that name, not his next statement");
    // "Brandt" and "Wray" both have an r.
    stage.keys("j / r Enter");
    assert!(stage.current_words().contains("another winter"), "round the end: {}", stage.current_words());
    stage.keys("n");
    assert_eq!(stage.current_words(), first);
    stage.keys("N N");
    assert_eq!(stage.current_words(), first, "round the other end");
    stage.keys("/ n o b o d y Enter");
    assert!(stage.screen().contains("no such name in this tab: nobody"), "{}", stage.screen());
}

#[test]
fn the_row_that_is_pointed_at_is_the_one_spoken_of() {
    let mut stage = open(80);
    stage.keys("s Tab f f");
    let screen = stage.screen();
    let pointed =
        screen.lines().skip_while(|row| !row.contains("Who said what")).find(|row| row.starts_with('>'));
    assert!(pointed.is_some_and(|row| row.contains("had not been paid")), "{screen}");
    assert!(!stage.status().contains("Ilse Brandt"), "{}", stage.status());
    stage.keys("y");
    assert!(stage.copied[0].contains("had not been paid"), "{:?}", stage.copied);
}

#[test]
fn a_figure_that_is_current_is_found_among_the_speakers() {
    let mut stage = open(80);
    stage.keys("e e e Tab");
    assert!(stage.status().starts_with("Tomas Wray"), "{}", stage.screen());
}

#[test]
fn a_narrow_panel_keeps_names_whole() {
    let mut stage = Stage::of(COUNCIL, 40, 16);
    let screen = stage.keys("s Tab").screen();
    assert!(screen.contains(" Ilse Brandt "), "{screen}");
    assert!(screen.contains("the tower would"), "what is said has room too:\n{screen}");
}

#[test]
fn a_wide_window_gives_the_panel_room() {
    let mut stage = Stage::of(COUNCIL, 200, 40);
    let screen = stage.keys("s Tab").screen();
    assert!(screen.contains("the tower would stand for another winter"), "{screen}");
}

#[test]
fn a_speaker_who_is_not_known_is_no_unnamed_source() {
    let mut stage = Stage::of("The quay\n\n\u{201c}It leaks,\u{201d} he said.\n", 80, 24);
    let screen = stage.keys("s Tab").screen();
    assert!(screen.contains("[not known who]") && !screen.contains("[unnamed source]"), "{screen}");
}

#[test]
fn a_figure_that_an_article_lacks_is_found_in_the_one_after_it() {
    let dry = "The drought\n\nIt has not rained since March, and the wells are low in all three parishes.\n";
    let items = vec![item("one.txt", COUNCIL), item("dry.txt", dry), item("two.txt", LATER)];
    let mut stage = Stage::listing(items, 100, 24);
    stage.keys("Enter s J");
    assert!(stage.app.reader.as_ref().unwrap().figure.is_none());
    stage.keys("J");
    assert!(stage.screen().contains("Ilse Brandt speaks here too: 2 statements"), "{}", stage.screen());
}

#[test]
fn a_share_says_of_what() {
    let mut stage = open(100);
    stage.keys("s Tab");
    assert!(stage.status().contains("% of the words found"), "{}", stage.status());
    stage.keys("Tab e e Enter");
    let screen = stage.screen();
    assert!(
        screen.contains("of the words found to be said") && screen.contains("the first in ¶3"),
        "{screen}"
    );
}

fn item(name: &str, text: &str) -> Item {
    let source = Source::Memory { name: name.into(), bytes: text.as_bytes().into() };
    Item { title: name.into(), detail: String::new(), source }
}

#[test]
fn a_figure_stays_chosen_in_the_next_article() {
    let items = vec![item("one.txt", COUNCIL), item("two.txt", LATER)];
    let mut stage = Stage::listing(items, 100, 24);
    stage.keys("Enter s J");
    assert!(stage.screen().contains("Ilse Brandt speaks here too: 2 statements"), "{}", stage.screen());
    let strip = stage.screen().lines().filter(|row| row.ends_with('o')).count();
    assert!(strip > 0, "the strip shows where she speaks:\n{}", stage.screen());
    stage.keys(")");
    assert!(stage.current_words().contains("always leaned"), "{}", stage.current_words());
    stage.keys("K");
    assert!(stage.screen().contains("speaks here too: 2 statements"), "{}", stage.screen());
    // Who does not speak there is not spoken of.
    stage.keys("Tab / w r a y Enter Tab J");
    assert!(!stage.screen().contains("speaks here too"), "{}", stage.screen());
}

#[test]
fn all_they_said_is_a_list_to_move_in() {
    let mut stage = open(80);
    stage.keys("s w");
    let screen = stage.screen();
    assert!(screen.contains("All they said") && screen.contains("> "), "{screen}");
    stage.keys("j Enter");
    assert!(stage.app.overlay.is_none());
    assert!(stage.current_words().contains("It has stood through worse"), "{}", stage.current_words());
    stage.keys("w");
    assert!(
        matches!(stage.app.overlay, Some(Overlay::Dossier { chosen: 1, .. })),
        "the current one is chosen"
    );
    stage.keys("k Enter");
    assert!(stage.current_words().contains("another winter"), "{}", stage.current_words());
}

#[test]
fn enter_opens_the_other_article_at_the_statement() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("later.txt");
    std::fs::write(&path, LATER).unwrap();
    let mut all = Vec::new();
    let later = Stage::of(LATER, 80, 24);
    all.extend(said(&path.display().to_string(), &later.app.reader.as_ref().unwrap().document));
    let mut stage = open(80);
    let here = stage.app.reader.as_ref().unwrap();
    all.extend(said(&here.name, &here.document));
    stage.keys("s");
    stage.send(Message::Dossier(dossier_rows("Ilse Brandt", &all, &Links::default(), 2)));
    let rows = match &stage.app.overlay {
        Some(Overlay::Dossier { rows, .. }) => {
            rows.iter().filter_map(|row| row.said.clone()).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let place =
        rows.iter().position(|said| said.content[0].words.contains("Towers do")).expect("it is listed");
    stage.keys("g");
    for _ in 0..place {
        stage.keys("j");
    }
    stage.keys("Enter");
    assert!(stage.screen().contains("The tower leans"), "{}", stage.screen());
    assert!(stage.current_words().contains("Towers do"), "{}", stage.current_words());
}

#[test]
fn statements_without_a_speaker_are_said_to_be_loose() {
    let mut stage = Stage::of("\u{201c}The wheel will turn again before the snow comes.\u{201d}\n", 80, 24);
    let screen = stage.keys("Tab 1").screen();
    assert!(screen.contains("No speaker found: see 4 loose."), "{screen}");
    let mut stage = Stage::of("It rained all day.\n", 80, 24);
    let screen = stage.keys("Tab 1").screen();
    assert!(screen.contains("No quotations or reported statements found."), "{screen}");
}

#[test]
fn all_they_said_holds_the_other_articles_that_were_given() {
    let items = vec![item("one.txt", COUNCIL), item("two.txt", LATER)];
    let mut stage = Stage::listing(items, 80, 24);
    stage.keys("Enter s w");
    let screen = stage.screen();
    assert!(screen.contains("4 statements in 2 articles") && screen.contains("Towers do"), "{screen}");
    assert!(screen.contains(">"), "the current one stays chosen: {screen}");
    stage.keys("G Enter");
    assert!(stage.screen().contains("The tower leans"), "{}", stage.screen());
    assert!(stage.current_words().contains("Towers do"), "{}", stage.current_words());
}

#[test]
fn what_is_gathered_before_the_library_answers_is_not_lost() {
    let items = vec![item("one.txt", COUNCIL), item("two.txt", LATER)];
    let mut stage = Stage::listing(items, 80, 24);
    stage.app.library = true;
    stage.keys("Enter s");
    let tasks = update(&mut stage.app, Message::Key(event("w")));
    assert!(tasks.iter().any(|task| matches!(task, Task::Gather { .. })), "{tasks:?}");
    let of = stage.app.gathered.of.clone();
    let later = Stage::of(LATER, 80, 24);
    let said: Vec<_> = said("two.txt", &later.app.reader.as_ref().unwrap().document).collect();
    let tasks = update(&mut stage.app, Message::Gathered { of, said, left: 0 });
    let asked =
        tasks.iter().any(|task| matches!(task, Task::AskWho { gathered, .. } if !gathered.is_empty()));
    assert!(asked, "{tasks:?}");
}

#[test]
fn pages_that_were_named_are_read_ahead_and_those_of_a_feed_are_not() {
    for named in [true, false] {
        let page = Source::Web(Web::new(Limits::default(), None).page("https://sall.example/tower.html"));
        let page = Item { title: "page".into(), detail: String::new(), source: page };
        let mut stage = Stage::listing(vec![item("one.txt", COUNCIL), page], 80, 24);
        stage.app.named = named;
        stage.keys("Enter s");
        let tasks = update(&mut stage.app, Message::Key(event("w")));
        let web = |task: &Task| match task {
            Task::Gather { sources, .. } => sources.iter().any(|source| matches!(source, Source::Web(_))),
            _ => false,
        };
        assert_eq!(tasks.iter().any(web), named);
    }
}
