//! Words chosen, copied, highlighted and noted on the screen.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use pullquote::tui::app::{Message, Task};
use pullquote::tui::update::update;
use ratatui::style::Modifier;

use super::stage::Stage;

/// Paragraphs with quotations, a fold between them, wide characters, and a passage without any statement.
const BELLS: &str = "The bells of Nether Wallop\n\nMayor Una Pell said the bells would ring again by noon.\n\n“They are \
     only tired,” she said. “So are we.”\n\nWATCH: The bells in slow motion\n\nA market filled the square. The clock read \
     杭州 o'clock.\n\n“The rope is new,” said Tom Reeve. “The ringers are not.”\n";

fn selected(stage: &Stage) -> String {
    let reader = stage.app.reader.as_ref().expect("an article");
    reader.selected().iter().map(|span| span.of(reader.text())).collect::<Vec<_>>().join(" / ")
}

#[test]
fn the_end_of_a_selection_moves_by_words_rows_and_paragraphs() {
    // keys -> the selected words
    let cases = [
        ("v", "The"),
        ("v l", "The bells"),
        ("v 3 l", "The bells of Nether"),
        ("v l l h", "The bells"),
        ("} v l l", "Mayor Una Pell"),
        ("} v l l o l", "Una Pell"),
        ("} v w w w", "Mayor Una Pell said"),
        ("} v w w w b", "Mayor Una Pell"),
        ("s v", "the bells would ring again by noon"),
        ("s v h h", "the bells would ring again"),
        ("s v h h o l", "bells would ring again"),
        ("/ m a r k e t Enter v h", "A market"),
        ("/ o ' c l o c k Enter v h", "州 o'clock"),
        ("/ c l o c k Enter v }", "clock read 杭州 o'clock."),
        ("/ s q u a r e Enter v {", "A market filled the square"),
        ("/ w e . ” Enter v }", "we.” / A market filled the square. The clock read 杭州 o'clock."),
        ("v Esc", ""),
        ("v v", ""),
        ("v q", ""),
    ];
    for (keys, expected) in cases {
        let mut stage = Stage::of(BELLS, 80, 24);
        assert_eq!(selected(stage.keys(keys)), expected, "{keys}");
        assert!(stage.app.reader.is_some() && !stage.app.over, "{keys}: the article stays");
    }
}

#[test]
fn rows_keep_the_cell_and_scroll() {
    let mut stage = Stage::sample("harbour.txt", 40, 12);
    stage.keys("} v l l");
    let first = selected(&stage);
    stage.keys("j k");
    assert_eq!(selected(&stage), first, "down and up again");
    let top = stage.app.reader.as_ref().unwrap().place.offset;
    stage.keys("2 0 j");
    assert!(selected(&stage).starts_with(&first) && selected(&stage).len() > first.len() + 300);
    assert!(stage.app.reader.as_ref().unwrap().place.offset > top, "the end stays in view");
    stage.keys("G");
    let all = selected(&stage);
    stage.keys("g");
    assert!(all.len() > 2000 && selected(&stage).starts_with("Every ferry"), "{}", selected(&stage));
}

#[test]
fn a_jump_takes_the_selection_along() {
    let mut stage = Stage::of(BELLS, 80, 24);
    stage.keys("} v / t i r e d Enter");
    assert!(selected(&stage).ends_with("by noon. / “They are only tired"), "{}", selected(&stage));
    stage.keys("y");
    assert_eq!(selected(&stage), "", "copied: the selection is over");
}

#[test]
fn copies_of_selections_are_honest() {
    // keys -> what the copy holds
    let cases: [(&str, &[&str]); 7] = [
        ("s v h h y", &["[reported] the bells would ring again [...]\n— ", "Una Pell, said"]),
        ("s s v o l l y", &["[...] “are only tired,” [...] “So are we.”\n— she [Una Pell], said"]),
        ("/ t i r e d Enter v y", &["[...] “tired” [...]", "she [Una Pell]"]),
        (
            "/ m a r k e t Enter v h l w w y",
            &["market filled the\n— “The bells of Nether Wallop”", "“The bells of Nether Wallop”", "¶3"],
        ),
        (
            "/ n o o n Enter v } } y",
            &["noon.\n“They are only tired,” she [Una Pell] said. “So are we.”\n— “The"],
        ),
        ("/ w e . ” Enter v } y", &["“we.”\n[...]\nA market filled", "o'clock."]),
        ("/ W A T C H Enter v } y", &["WATCH: The bells in slow motion\n— “The bells"]),
    ];
    for (keys, wanted) in cases {
        let mut stage = Stage::of(BELLS, 80, 24);
        stage.keys(keys);
        let copied = stage.copied.join("\n");
        for words in wanted {
            assert!(copied.contains(words), "{keys}: {words:?} is missing in\n{copied}");
        }
    }
}

#[test]
fn words_are_highlighted_and_noted() {
    let mut stage = Stage::of(BELLS, 80, 24);
    stage.keys("/ m a r k e t Enter v w w w a");
    assert!(stage.status().starts_with("highlighted “market filled the square"), "{}", stage.status());
    stage.keys("s s s A w h o Space a s k e d ? Enter");
    assert!(stage.status().contains("noted at ““The rope is new"), "{}", stage.status());
    insta::assert_snapshot!("marked_80x24", stage.keys("g").screen());
    insta::assert_snapshot!("list_80x24", stage.keys("H").screen());
    stage.keys("j Enter");
    assert!(stage.status().starts_with("highlight 2 of 2: note: who asked?"), "{}", stage.status());
    assert!(stage.current_words().starts_with("“The rope is new"));
    stage.keys("y");
    assert!(stage.copied[0].contains("Tom Reeve, said") && stage.copied[0].ends_with("\nNote: who asked?"));
}

/// The words on a row of the screen that are drawn in this way.
fn drawn(stage: &Stage, row: &str, how: Modifier) -> String {
    let buffer = stage.buffer();
    let y = stage.screen().lines().position(|line| line.contains(row)).expect("the row") as u16;
    let cells = (7..74).map(|x| &buffer[(x, y)]);
    cells.filter(|cell| cell.modifier.contains(how)).map(|cell| cell.symbol()).collect()
}

#[test]
fn without_colour_selections_and_highlights_keep_a_shape() {
    let mut stage = Stage::of(BELLS, 80, 24);
    stage.keys("s s v h h h h h o l l l");
    assert_eq!(drawn(&stage, "They are", Modifier::REVERSED), "only tired,” she said. “");
    stage.keys("a s");
    assert_eq!(drawn(&stage, "They are", Modifier::UNDERLINED), "only tired,” she said. “");
    assert_eq!(drawn(&stage, "They are", Modifier::REVERSED), "");
}

#[test]
fn highlights_are_removed_and_every_step_is_undone() {
    let mut stage = Stage::of(BELLS, 80, 24);
    let count = |stage: &Stage| stage.app.reader.as_ref().unwrap().highlights.len();
    let note =
        |stage: &Stage| stage.app.reader.as_ref().unwrap().highlights.get(0).map(|(_, h)| h.note.clone());
    stage.keys("s a s S a");
    assert_eq!(count(&stage), 1, "the same words are marked once");
    stage.keys("A o n e Enter A Backspace Backspace Backspace t w o Enter");
    assert_eq!((count(&stage), note(&stage)), (1, Some("two".into())));
    stage.keys("U");
    assert_eq!(note(&stage), Some("one".into()));
    stage.keys("U");
    assert_eq!(note(&stage), Some(String::new()));
    stage.keys("H d");
    assert_eq!(count(&stage), 0);
    assert!(stage.app.overlay.is_none(), "an empty list closes");
    stage.keys("U");
    assert_eq!(count(&stage), 1);
    stage.keys("U");
    assert_eq!(count(&stage), 0);
    stage.keys("U");
    assert_eq!(stage.status(), "nothing to take back");
}

#[test]
fn the_newest_step_is_undone_first_wherever_one_was_since() {
    let mut stage = Stage::listing(pullquote::load::samples::samples(), 80, 24);
    stage.keys("Enter s s c r s a J s a K");
    let left = |stage: &Stage| {
        let reader = stage.app.reader.as_ref().expect("an article");
        (reader.highlights.len(), reader.checks.len())
    };
    assert_eq!(left(&stage), (1, 1));
    assert_eq!(left(stage.keys("U")), (0, 1), "the highlight came last");
    assert_eq!(left(stage.keys("U")), (0, 0));
    assert_eq!(left(stage.keys("J")), (1, 0), "what was done elsewhere stays");
    assert_eq!(left(stage.keys("U")), (0, 0));
}

#[test]
fn corrections_that_do_not_fit_any_more_are_told() {
    let mut stage = Stage::of(BELLS, 80, 24);
    stage.keys("s c r s c r");
    let checks = stage.app.reader.as_ref().expect("an article").checks.clone();
    let mut stage = Stage::of("The bells of Hither Green hang no more.\n", 80, 24);
    let article = stage.app.reader.as_ref().expect("an article").document.article.clone();
    let records = pullquote::library::Records { checks, ..Default::default() };
    stage.send(Message::Recorded { article, records });
    assert_eq!(stage.status(), "2 corrections no longer fit: their words were changed");
}

#[test]
fn nothing_is_counted_before_it_was_looked_for() {
    let mut stage = Stage::listing(pullquote::load::samples::samples(), 80, 24);
    let source = stage.app.shelves[0].items[0].source.clone();
    let tasks = update(&mut stage.app, Message::Key(super::stage::event("Enter")));
    let Some(Task::Open { request, .. }) = tasks.first() else { panic!("{tasks:?}") };
    let (request, name, result) = (*request, source.name(), pullquote::load::load(&source));
    let result = result.map_err(|error| error.to_string());
    update(&mut stage.app, Message::Opened { request, name, whole: true, result, raw: Default::default() });
    for keys in ["Tab", "2", "3", "4"] {
        let screen = stage.keys(keys).screen();
        assert!(screen.contains("Who said what: reading along ..."), "{screen}");
        assert!(screen.to_lowercase().matches("reading along ...").count() >= 2, "{screen}");
        assert!(!screen.contains("found") && !screen.contains("language"), "{screen}");
    }
}

#[test]
fn what_is_missing_is_said() {
    let mut stage = Stage::of(BELLS, 80, 24);
    assert!(stage.keys("a").status().starts_with("nothing to highlight: v selects words"));
    assert!(stage.keys("H").status().starts_with("no highlights yet"));
    assert!(stage.keys("y").status().contains("v selects words"));
    assert!(stage.keys("} } } a").status().starts_with("folded: x opens it"), "{}", stage.status());
}

#[test]
fn articles_are_read_starred_and_tagged() {
    let mut stage = Stage::listing(pullquote::load::samples::samples(), 80, 24);
    stage.keys("F j R j T h a r b o u r Space # s e a Enter");
    insta::assert_snapshot!("labels_80x24", stage.screen());
    stage.keys("g / # s e a Enter Enter");
    insta::assert_snapshot!("labels_card_80x24", stage.keys("=").screen());
    stage.keys("Esc T");
    assert!(stage.status().starts_with("tags: #harbour #sea"), "{}", stage.status());
    stage.keys("C-u Enter");
    assert!(stage.status().starts_with("no tags"), "{}", stage.status());
}

#[test]
fn an_article_is_read_at_its_end_unless_the_user_says_so() {
    let read = |stage: &Stage| stage.app.labels.get("harbour.txt").is_some_and(|labels| labels.read);
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    assert!(!read(stage.keys("d d")));
    assert!(read(stage.keys("G")));
    assert!(!read(stage.keys("R k j")), "unread, and stays so");
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    assert!(read(stage.keys("R")));
}

fn top(stage: &Stage) -> usize {
    stage.app.reader.as_ref().unwrap().place.offset
}

#[test]
fn one_goes_back_where_one_jumped_from() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let read = top(stage.keys("d j"));
    let end = top(stage.keys("G"));
    let found = top(stage.keys("/ s u c k l i n g Enter g"));
    assert_eq!(found, 0);
    assert_eq!(top(stage.keys("C-o")), end, "from the start to the end");
    assert_eq!(top(stage.keys("C-o")), read);
    assert!(stage.keys("C-o").status().contains("first place"), "{}", stage.status());
    assert_eq!(top(stage.keys("' '")), end);
    assert_eq!(top(stage.keys("C-n")), 0);
    assert!(stage.keys("' '").status().contains("last place"), "{}", stage.status());
    assert_eq!(top(stage.keys("d d d C-o")), end, "scrolling is no jump");
}

#[test]
fn bookmarks_lead_back() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("d m a");
    assert!(stage.status().starts_with("bookmark a: 'a comes back here"), "{}", stage.status());
    let marked = top(&stage);
    stage.keys("G m Z '");
    insta::assert_snapshot!("bookmarks_80x24", stage.screen());
    stage.keys("a");
    let reader = stage.app.reader.as_ref().unwrap();
    let flash = reader.flash.expect("the place flashes");
    assert_eq!(flash.start, marked);
    assert!(reader.on_screen(66, 22).contains(&marked));
    stage.keys("j");
    assert_eq!(stage.app.reader.as_ref().unwrap().flash, None, "any key ends it");
    assert!(stage.keys("' b").status().starts_with("no bookmark b: mb sets it"));
    assert!(stage.keys("m !").status().starts_with("bookmarks are letters"));
    assert_eq!(stage.keys("m Esc").app.notice, None);
}

#[test]
fn a_flash_ends_when_its_moment_is_over() {
    let mut stage = Stage::sample("orchard.txt", 80, 24);
    stage.keys("t j j Enter");
    let flash = |stage: &Stage| stage.app.reader.as_ref().unwrap().flash;
    assert!(flash(&stage).is_some(), "a heading jumped to");
    let number = stage.app.flashes;
    stage.send(Message::Calm { flash: number - 1 });
    assert!(flash(&stage).is_some(), "the end of an older one");
    stage.send(Message::Calm { flash: number });
    assert_eq!(flash(&stage), None);
}

#[test]
fn the_column_grows_and_shrinks() {
    let mut stage = Stage::sample("harbour.txt", 120, 40);
    let width = |stage: &Stage| stage.app.panes().column.width;
    let words = |stage: &Stage| {
        let reader = stage.app.reader.as_ref().unwrap();
        reader.text()[reader.place.offset..].split_whitespace().next().unwrap().to_string()
    };
    stage.keys("d j j");
    let first = words(&stage);
    assert_eq!((width(&stage), width(stage.keys("+"))), (80, 84));
    let seen = stage.screen().lines().take(2).any(|row| row.contains(&first));
    assert!(seen, "the line being read stays: {first}\n{}", stage.screen());
    assert_eq!(width(stage.keys("- -")), 76);
    stage.keys(&["-"; 40].join(" "));
    assert_eq!(width(&stage), 24);
    assert!(stage.status().contains("no narrower"), "{}", stage.status());
    stage.keys(&["+"; 40].join(" "));
    assert_eq!(width(&stage), 111);
    assert!(stage.status().contains("all there is room for"), "{}", stage.status());
    stage.send(Message::Resize(60, 20));
    assert!(width(&stage) <= 53 && !stage.screen().is_empty());
}

#[test]
fn without_a_library_the_session_keeps_it() {
    let mut stage = Stage::listing(pullquote::load::samples::samples(), 80, 24);
    stage.keys("Enter s s a c r m k J K");
    let reader = stage.app.reader.as_ref().unwrap();
    assert_eq!((reader.name.as_str(), reader.highlights.len(), reader.checks.len()), ("harbour.txt", 1, 1));
    assert_eq!(reader.index.counts.checked, 1);
    assert!(reader.bookmarks.contains_key(&'k'));
    stage.keys("q Enter U");
    assert!(stage.status().contains("checked 0 of"), "{}", stage.status());
    stage.keys("H d q Enter");
    assert!(stage.app.reader.as_ref().unwrap().highlights.is_empty());
}

#[test]
fn moving_the_end_of_a_selection_is_no_jump() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("v");
    stage.keys(&["j"; 60].join(" "));
    assert!(top(&stage) > 0);
    assert!(stage.keys("Esc C-o").status().contains("first place"), "{}", stage.status());
}

#[test]
fn dragging_selects_words_either_way() {
    let mut stage = Stage::of(BELLS, 80, 24);
    let place = |stage: &Stage, words: &str| {
        let screen = stage.screen();
        let y = screen.lines().position(|row| row.contains(words)).expect("the words");
        let row = screen.lines().nth(y).unwrap();
        (row[..row.find(words).unwrap()].chars().count() as u16, y as u16)
    };
    let mouse = |stage: &mut Stage, kind: MouseEventKind, (column, row): (u16, u16)| {
        stage.send(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    };
    let (pell, noon) = (place(&stage, "Pell"), place(&stage, "noon"));
    let left = MouseButton::Left;
    for (from, to) in [(pell, noon), (noon, pell)] {
        mouse(&mut stage, MouseEventKind::Down(left), from);
        assert_eq!(selected(&stage), "", "a click is no selection");
        mouse(&mut stage, MouseEventKind::Drag(left), (40, from.1));
        mouse(&mut stage, MouseEventKind::Drag(left), to);
        mouse(&mut stage, MouseEventKind::Up(left), to);
        assert_eq!(selected(&stage), "Pell said the bells would ring again by noon");
    }
    stage.keys("a");
    assert_eq!(stage.app.reader.as_ref().unwrap().highlights.len(), 1);
    let mut long = Stage::sample("harbour.txt", 80, 12);
    mouse(&mut long, MouseEventKind::Down(left), (10, 3));
    for _ in 0..8 {
        mouse(&mut long, MouseEventKind::Drag(left), (20, 9));
    }
    assert!(top(&long) > 0, "the text scrolls along");
    assert!(selected(&long).len() > 300, "{}", selected(&long));
}

#[test]
fn a_click_on_a_row_of_a_list_chooses_it() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    let click = |stage: &mut Stage, words: &str| {
        let screen = stage.screen();
        let row =
            screen.lines().position(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}\n{screen}"));
        let (column, row) = (screen.lines().nth(row).and_then(|row| row.find(words)).unwrap_or(0), row);
        let column = screen.lines().nth(row).map_or(0, |line| line[..column].chars().count());
        let kind = MouseEventKind::Down(MouseButton::Left);
        let (column, row) = (column as u16, row as u16);
        stage.send(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    };
    stage.keys("s c s");
    click(&mut stage, "Cuthbert Lorne");
    assert!(stage.screen().contains(">Cuthbert Lorne"), "{}", stage.screen());
    click(&mut stage, "Cuthbert Lorne");
    assert!(
        stage.status().contains("said by Cuthbert Lorne"),
        "the second click takes it: {}",
        stage.status()
    );
    stage.keys("U s s w j");
    let second = stage.screen();
    assert!(second.contains("All they said"), "{second}");
    click(&mut stage, "gull’s idea");
    assert!(stage.screen().contains(">    ¶6 ? called"), "{}", stage.screen());
    stage.keys("Esc p");
    click(&mut stage, "We will not sail");
    assert!(stage.app.overlay.is_some(), "a row of the finder");
    click(&mut stage, "Find:");
    assert!(stage.app.overlay.is_none(), "elsewhere it closes");
}

#[test]
fn help_finds_names_of_commands() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("? / o t h e r - s p Enter");
    assert!(stage.screen().contains(":other-speaker  other speaker"), "{}", stage.screen());
}

#[test]
fn every_statement_that_has_a_row_has_its_number() {
    let text = "The quay\n\n“It leaks,” said Ana Duarte. “It does not leak and it never has leaked,” said Tom Reeve, who built \
                it and has looked after it since then.\n\n“No,” said Ana Duarte. “Yes,” said Tom Reeve.\n";
    let mut stage = Stage::of(text, 80, 24);
    let screen = stage.screen();
    let numbers: Vec<&str> = screen.lines().map(|row| row.get(..5).unwrap_or("").trim()).collect();
    assert!(numbers.contains(&"1") && numbers.contains(&"2"), "{screen}");
    assert!(screen.contains("3…"), "{screen}");
    insta::assert_snapshot!("numbers_80x24", stage.keys("s").screen());
}

#[test]
fn the_border_of_a_sheet_is_whole_over_wide_characters() {
    let text = "杭州的渡船在星期二停了船长说冰太厚没有人能过河杭州的渡船在星期二停了。\n\n".repeat(6);
    for width in [79, 80, 81] {
        let mut stage = Stage::of(&text, width, 24);
        stage.keys("=");
        let buffer = stage.buffer();
        let rows = 0..buffer.area.height;
        let border =
            |y: u16| (0..buffer.area.width).find(|x| ["│", "┌", "└"].contains(&buffer[(*x, y)].symbol()));
        let rows: Vec<(u16, u16)> =
            rows.filter_map(|y| Some((border(y)?, y))).filter(|(x, _)| *x > 0).collect();
        assert!(rows.len() > 3, "{}", stage.screen());
        for (x, y) in rows {
            assert!(pullquote::harmless::cells(buffer[(x - 1, y)].symbol()) < 2, "{}", stage.screen());
        }
    }
}

#[test]
fn what_is_taken_back_is_named() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("s a U");
    assert!(stage.status().starts_with("taken back: the highlight of “"), "{}", stage.status());
    stage.keys("Esc Esc g } c x U");
    assert!(
        stage.status().starts_with("taken back: “") && stage.status().contains("is clutter"),
        "{}",
        stage.status()
    );
}
