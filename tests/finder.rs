//! The finder, the list of hits, and what a shell command is given.

use pullquote::tui::app::{Overlay, Task};
use pullquote::tui::update::update;

use super::stage::{Stage, event};

const MILL: &str = "<html><head><title>The mill at Corrie Weir</title></head><body><article><h1>The mill at Corrie Weir</h1>\
    <p>Miller Aude Brandt said the wheel would turn again. “It has only rested,” she said.</p><h2>What it costs</h2>\
    <p>Mayor Piet Vasko denied that the town would pay for the wheel.</p><h2>Who comes</h2>\
    <p>The eels come every spring, and in the autumn they leave for the sea as they always have.</p></article></body></html>";

fn found(stage: &Stage) -> Vec<String> {
    match &stage.app.overlay {
        Some(Overlay::Finder { found, .. }) => {
            found.iter().map(|found| format!("{} {}", found.mark, found.words)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn letters_find_statements_figures_and_headings() {
    // letters -> the first row, where Enter leads
    let cases = [
        ("v a s k o Space p a y", "Vasko", "the town would pay"),
        ("w h o c o m", "# Who comes", "Who comes"),
        ("a u d e Space b r", "Aude Brandt", "Aude Brandt"),
        ("r e s t e d", "only rested", "only rested"),
    ];
    for (letters, row, words) in cases {
        let mut stage = Stage::of(MILL, 80, 24);
        stage.keys("p").keys(letters);
        assert!(
            found(&stage).first().is_some_and(|first| first.contains(row)),
            "{letters}: {:?}",
            found(&stage)
        );
        stage.keys("Enter");
        assert!(stage.app.overlay.is_none());
        assert!(stage.current_words().contains(words), "{letters}: {}", stage.current_words());
    }
}

#[test]
fn the_finder_shows_where_things_stand_and_is_left_without_a_trace() {
    let mut stage = Stage::of(MILL, 80, 24);
    stage.keys("s p v a s k o");
    let screen = stage.screen();
    assert!(screen.contains("Find: vasko█"), "{screen}");
    assert!(screen.contains("Mayor Piet Vasko denied that the town would pay for the wheel."), "{screen}");
    let before = stage.top();
    stage.keys("Esc");
    assert!(stage.app.overlay.is_none() && stage.top() == before);
    assert!(stage.current_words().contains("Aude Brandt"), "what was current stays so");
    stage.keys("p z z z z Enter");
    assert!(stage.screen().contains("nothing fits"), "{}", stage.screen());
    stage.keys("C-u");
    assert!(found(&stage).len() > 4, "all of it again: {:?}", found(&stage));
}

#[test]
fn hits_are_listed_and_gone_to() {
    let mut stage = Stage::of(MILL, 80, 24);
    stage.keys("i");
    assert!(stage.screen().contains("nothing searched yet"), "{}", stage.screen());
    stage.keys("/ w h e e l Enter i");
    assert_eq!(found(&stage).len(), 2, "{:?}", found(&stage));
    assert!(found(&stage)[1].ends_with("pay for the wheel."), "{:?}", found(&stage));
    stage.keys("Down Enter");
    assert!(stage.status().starts_with("2 of 2 for \"wheel\""), "{}", stage.status());
    stage.keys("i p a y Enter");
    assert!(stage.status().starts_with("2 of 2"), "letters narrow the hits down: {}", stage.status());
}

/// The command and the words of the pipe that these keys ask for.
fn piped(stage: &mut Stage, keys: &str) -> Option<(String, String)> {
    let mut piped = None;
    for key in keys.split(' ') {
        for task in update(&mut stage.app, pullquote::tui::app::Message::Key(event(key))) {
            if let Task::Pipe { command, words } = task {
                piped = Some((command, words));
            }
        }
    }
    piped
}

#[test]
fn the_article_its_statements_or_the_selection_go_into_a_command() {
    let mut stage = Stage::of(&MILL.replace("every spring", "every \u{1b}[5mspring"), 80, 24);
    let (command, words) = piped(&mut stage, "| w c Space - w Enter").expect("a pipe");
    assert_eq!(command, "wc -w");
    assert!(words.contains("The eels") && !words.contains('\u{1b}'), "{words}");
    let (_, table) = piped(&mut stage, "| Tab c a t Enter").expect("a pipe");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    assert!(rows.headers().expect("a head").iter().any(|name| name == "content"), "{table}");
    assert_eq!(
        rows.records().count(),
        stage.app.reader.as_ref().unwrap().document.annotations.statements.len()
    );
    let (_, selected) = piped(&mut stage, "/ e e l s Enter v w | c a t Enter").expect("a pipe");
    assert!(selected.starts_with("eels") && selected.len() < 20, "{selected}");
    assert_eq!(piped(&mut stage, "| Space Enter"), None);
}
