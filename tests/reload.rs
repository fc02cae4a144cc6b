//! Reading again: the place stays, what changed is marked and listed; what is gone from its place is read as kept.

use std::path::Path;

use pullquote::load::{Item, Source};
use pullquote::tui::app::{Message, Overlay, Task};
use pullquote::tui::update::update;

use super::stage::{Stage, event};

const FIRST: &str = "The lock at Sall Ferry stays shut\n\n“The gate will open on Monday,” said lock keeper Edda Marsh.\n\nEleven boats wait \
     above the lock, and four below it.\n\nThe geese have the basin to themselves.\n\nMarsh said the water was too high.\n";

fn second() -> String {
    FIRST
        .replace("will open", "will not open")
        .replace("Eleven boats", "Twelve boats")
        .replace("The geese have the basin to themselves.\n\n", "")
        + "\nA pump has been ordered from the city.\n"
}

/// The article at `path`, open from a listing.
fn open(path: &Path) -> Stage {
    let item = Item { title: "lock".into(), detail: String::new(), source: Source::Path(path.into()) };
    let mut stage = Stage::listing(vec![item.clone(), item], 80, 24);
    stage.keys("Enter");
    stage
}

#[test]
fn what_changed_is_said_marked_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock.txt");
    std::fs::write(&path, FIRST).unwrap();
    let mut stage = open(&path);
    stage.keys("C");
    assert!(stage.screen().contains("no changes known"), "{}", stage.screen());
    stage.keys("r");
    assert!(stage.screen().contains("nothing changed"), "{}", stage.screen());
    std::fs::write(&path, second()).unwrap();
    stage.keys("s r");
    let screen = stage.screen();
    assert!(screen.contains("1 quotation changed, 1 line changed, 1 line new, 1 line gone"), "{screen}");
    let marked: Vec<&str> = screen.lines().filter(|row| row.contains('±')).collect();
    assert_eq!(marked.len(), 3, "{screen}");
    assert!(marked[0].contains("will not open"), "{screen}");
    stage.keys("C");
    let screen = stage.screen();
    let row = |words: &str| {
        screen.lines().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}\n{screen}"))
    };
    assert!(row("quotation:") < row("[-Eleven-] {+Twelve+}"), "quotations first");
    assert!(row("gone: [-The geese") > 0 && row("new: {+A pump") > 0);
    stage.keys("j Enter");
    assert!(stage.current_words().starts_with("Twelve boats"), "{}", stage.current_words());
    stage.keys("C G");
    assert!(matches!(stage.app.overlay, Some(Overlay::Changes { chosen: 3 })));
}

#[test]
fn what_is_read_as_it_was_kept_is_told_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lock.txt");
    std::fs::write(&path, FIRST).unwrap();
    let mut stage = open(&path);
    let Some(Task::Open { request, source }) = update(&mut stage.app, Message::Key(event("r"))).pop() else {
        panic!("it is opened again")
    };
    let mut result = pullquote::load::load(&source).map_err(|error| error.to_string());
    if let Ok(pullquote::load::Loaded::Article(article)) = &mut result {
        article.notes.insert(0, pullquote::article::Note("Gone from its place.".into()));
    }
    let (name, raw) = (source.name(), Default::default());
    stage.send(Message::Opened { request, name, whole: true, result, raw });
    assert_eq!(stage.status(), "Gone from its place. · nothing changed");
}

#[test]
fn the_place_stays_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.txt");
    let lines: Vec<String> =
        (0..60).map(|n| format!("Line {n} of the long report about the lock.")).collect();
    std::fs::write(&path, lines.join("\n\n")).unwrap();
    let mut stage = open(&path);
    stage.keys("3 0 G j j");
    let top = stage.screen().lines().next().unwrap().to_string();
    let more: Vec<String> = (0..20).map(|n| format!("An earlier line, the {n}th that was put in.")).collect();
    std::fs::write(&path, [more, lines].concat().join("\n\n")).unwrap();
    stage.keys("r");
    assert_eq!(
        stage.screen().lines().next().unwrap().trim_end_matches(['░', '█', ' ']),
        top.trim_end_matches(['░', '█', ' '])
    );
    assert!(stage.screen().contains("20 lines new"), "{}", stage.screen());
}

#[cfg(unix)]
mod journeys {
    use super::*;
    use crate::pty::{Terminal, leave, program};

    fn start(library: &str, path: &str) -> Terminal {
        let terminal = Terminal::start(80, 24, program(&["--library", library, path]));
        terminal.wait_for("The lock at Sall Ferry");
        terminal.wait_for("statements by");
        terminal
    }

    #[test]
    fn an_edited_article_says_so_when_it_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("library.sqlite").display().to_string();
        let path = folder.path().join("lock.txt");
        std::fs::write(&path, FIRST).unwrap();
        let name = path.display().to_string();
        let mut terminal = start(&library, &name);
        terminal.press("j");
        leave(terminal);
        std::fs::write(&path, second()).unwrap();
        let mut terminal = Terminal::start(80, 24, program(&["--library", &library, &name]));
        terminal.wait_for("since you read it: 1 quotation changed");
        terminal.press("C");
        terminal.wait_for("{+not+}");
        leave(terminal);
        // The next time it is known as it is.
        let terminal = start(&library, &name);
        assert!(!terminal.text().contains("since you read it"), "{}", terminal.text());
        leave(terminal);
    }

    #[test]
    fn what_is_gone_is_read_as_it_was_kept() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("library.sqlite").display().to_string();
        let path = folder.path().join("lock.txt");
        std::fs::write(&path, FIRST).unwrap();
        let name = path.display().to_string();
        leave(start(&library, &name));
        std::fs::remove_file(&path).unwrap();
        let terminal = Terminal::start(80, 24, program(&["--library", &library, &name]));
        terminal.wait_for("The lock at Sall Ferry");
        terminal.wait_for("Gone from its place");
        leave(terminal);
    }
}
