//! The screen: keys in, cells out. What a reader sees, as snapshots; `INSTA_UPDATE=always cargo test screen` rewrites.

use std::sync::Arc;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use pullquote::article::Corrections;
use pullquote::clean;
use pullquote::load::{self, Loaded, Source, samples};
use pullquote::rule_file::RuleFile;
use pullquote::tui::app::Message;
use pullquote::tui::reader::Target;
use pullquote::tui::update::update;

use super::stage::{Stage, pipeline};

#[test]
fn an_article_as_it_opens() {
    insta::assert_snapshot!("opened_80x24", Stage::sample("harbour.txt", 80, 24).screen());
    insta::assert_snapshot!("opened_40x12", Stage::sample("harbour.txt", 40, 12).screen());
    insta::assert_snapshot!("opened_200x60", Stage::sample("harbour.txt", 200, 60).screen());
}

#[test]
fn a_statement_is_current() {
    insta::assert_snapshot!("statement_80x24", Stage::sample("harbour.txt", 80, 24).keys("s s s s").screen());
    insta::assert_snapshot!("card_80x24", Stage::sample("harbour.txt", 80, 24).keys("s s s Enter").screen());
}

#[test]
fn the_panel() {
    insta::assert_snapshot!("sheet_80x24", Stage::sample("harbour.txt", 80, 24).keys("s s Tab").screen());
    insta::assert_snapshot!(
        "beside_120x40",
        Stage::sample("harbour.txt", 120, 40).keys("s s s Tab").screen()
    );
    insta::assert_snapshot!("figures_80x24", Stage::sample("harbour.txt", 80, 24).keys("Tab 2").screen());
    insta::assert_snapshot!("folded_80x24", Stage::sample("harbour.txt", 80, 24).keys("Tab 3").screen());
    insta::assert_snapshot!("loose_80x24", Stage::sample("harbour.txt", 80, 24).keys("Tab 4").screen());
}

#[test]
fn other_states() {
    insta::assert_snapshot!("nothing_80x24", Stage::sample("notices.txt", 80, 24).screen());
    insta::assert_snapshot!("not_supported_80x24", Stage::sample("porto.txt", 80, 24).screen());
    insta::assert_snapshot!("suspect_80x24", Stage::sample("reservoir.txt", 80, 24).keys("d d").screen());
    insta::assert_snapshot!("newsboat_80x24", Stage::sample("newsboat.txt", 80, 24).screen());
    insta::assert_snapshot!("end_80x24", Stage::sample("harbour.txt", 80, 24).keys("G").screen());
    insta::assert_snapshot!("listing_80x24", Stage::listing(samples::samples(), 80, 24).screen());
    insta::assert_snapshot!("records_80x24", Stage::sample("records.jsonl", 80, 24).screen());
    insta::assert_snapshot!("empty_80x24", Stage::listing(Vec::new(), 80, 24).screen());
    insta::assert_snapshot!("help_80x24", Stage::sample("harbour.txt", 80, 24).keys("?").screen());
    insta::assert_snapshot!("article_card_80x24", Stage::sample("harbour.txt", 80, 24).keys("=").screen());
    insta::assert_snapshot!("outline_80x24", Stage::sample("orchard.txt", 80, 24).keys("t").screen());
    insta::assert_snapshot!("skim_80x24", Stage::sample("harbour.txt", 80, 24).keys("&").screen());
    insta::assert_snapshot!("too_small_10x3", Stage::sample("harbour.txt", 10, 3).screen());
}

const TALE: &str = "The bells of Nether Wallop\n\nMayor Una Pell said the bells would ring again. “They are only \
     tired,” she said.\n\nWATCH: The bells in slow motion\n\nVicar Tom Reeve brought the mayor a rope of his own.\n\n\
     “The rope is new,” said Reeve. “The ringers are not.”\n\nComments are closed\n";

#[test]
fn jumps_set_the_current_thing() {
    // keys -> what the current words hold
    let cases = [
        ("s", "Una Pell"),
        ("s s", "tired"),
        ("2 s", "tired"),
        ("s s S", "ring again"),
        ("s s s", "rope is new"),
        ("s )", "tired"),
        ("s ) (", "ring again"),
        ("s ]", "tired"),
        ("s ;", "tired"),
        ("s ; ,", "ring again"),
        ("e", "Nether Wallop"),
        ("e e", "Una Pell"),
        ("e e *", "she"),
        ("e e * #", "Una Pell"),
        ("/ r o p e Enter", "rope"),
        ("/ W A T C H Enter", "WATCH"),
    ];
    for (keys, expected) in cases {
        let mut stage = Stage::of(TALE, 80, 24);
        stage.keys(keys);
        let words = stage.current_words();
        assert!(words.contains(expected), "{keys}: {words:?} does not hold {expected:?}");
    }
}

#[test]
fn search_is_smart_about_case_counts_hits_and_reaches_into_folds() {
    let mut stage = Stage::of(TALE, 80, 24);
    stage.keys("/ r o p e Enter");
    assert!(stage.status().starts_with("1 of 2"), "{}", stage.status());
    stage.keys("n n");
    assert!(stage.status().contains("1 of 2"), "{}", stage.status());
    assert!(stage.status().contains("from the start"), "{}", stage.status());
    for (keys, hits) in [("/ t h e Space b e Enter", "1 of 3"), ("/ T h e Space b e Enter", "1 of 2")] {
        let mut stage = Stage::of(TALE, 80, 24);
        assert!(stage.keys(keys).status().starts_with(hits), "{keys}: {}", stage.status());
    }
    stage.keys("/ s l o w Enter");
    assert!(stage.screen().contains("WATCH: The bells in slow motion"), "the fold is open");
    stage.keys("/ z e b r a Enter");
    assert!(stage.status().contains("not found: zebra"), "{}", stage.status());
}

#[test]
fn folds_open_one_by_one_and_all() {
    let mut stage = Stage::of(TALE, 80, 24);
    assert!(stage.screen().contains("[+] 1 line folded: promo"), "{}", stage.screen());
    assert!(stage.screen().contains("[+] 1 line folded: comments"), "{}", stage.screen());
    stage.keys("x");
    assert!(stage.screen().contains("WATCH: The bells"), "all folds open");
    assert!(stage.screen().contains("Comments are closed"), "all folds open");
    stage.keys("x");
    assert!(!stage.screen().contains("WATCH: The bells"), "all folds closed");
    stage.keys("Tab 3 Enter x Tab q");
    assert!(stage.screen().contains("WATCH: The bells"), "the current fold opens");
    assert!(stage.screen().contains("[+] 1 line folded: comments"), "the other one stays");
}

#[test]
fn a_resize_keeps_the_line_being_read() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("d d j j j");
    let reader = stage.app.reader.as_ref().expect("an article");
    let before = stage.top();
    let word = reader.text()[before..].split(' ').next().expect("a word").to_string();
    for (width, height) in [(40, 12), (200, 60), (33, 9), (120, 40), (80, 24)] {
        stage.send(Message::Resize(width, height));
        let first = stage.screen().lines().next().expect("a row").to_string();
        assert!(first.contains(&word), "{width}x{height}: {first:?} does not hold {word:?}");
    }
    assert!(stage.top() <= before);
}

#[test]
fn counts_and_ends() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("5 G");
    assert!(stage.screen().lines().next().is_some_and(|row| !row.trim().is_empty()));
    assert!(matches!(stage.app.reader.as_ref().expect("an article").current, Some(Target::Block(_))));
    stage.keys("G");
    let end = stage.top();
    stage.keys("5 0 %");
    assert!(stage.top() < end && stage.top() > 0);
    stage.keys("g");
    assert_eq!(stage.top(), 0);
    stage.keys("1 0 j");
    let ten = stage.top();
    stage.keys("g j j j j j j j j j j");
    assert_eq!(stage.top(), ten);
}

#[test]
fn copies_are_honest() {
    let mut stage = Stage::of(TALE, 80, 24);
    stage.keys("s y s y s y");
    let copied = stage.copied.join("\n\n");
    let wanted = [
        "[reported] the bells would ring again",
        "“They are only tired,”",
        "she [Una Pell]",
        "“The rope is new,” [...] “The ringers are not.”",
    ];
    for words in wanted {
        assert!(copied.contains(words), "{words:?} is missing in\n{copied}");
    }
}

#[test]
fn back_never_quits_and_up_does() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("s Tab Esc Esc Esc Esc Esc Esc");
    assert!(!stage.app.over && stage.app.reader.is_some());
    stage.keys("q");
    assert!(!stage.app.over && stage.app.reader.is_none());
    stage.keys("Esc Esc q");
    assert!(stage.app.over);
}

#[test]
fn marks_that_come_late_move_nothing_on_the_screen() {
    let source = Source::Memory { name: "late.txt".into(), bytes: TALE.as_bytes().into() };
    let Ok(Loaded::Article(article)) = load::load(&source) else { panic!("an article") };
    let article = Arc::new(*article);
    let mut stage = Stage::listing(Vec::new(), 80, 24);
    stage.app.request = 7;
    let opened = Loaded::Article(Box::new((*article).clone()));
    let _ = update(
        &mut stage.app,
        Message::Opened {
            request: 7,
            name: "late".into(),
            whole: true,
            result: Ok(opened),
            raw: Default::default(),
        },
    );
    stage.keys("j k");
    let before = stage.screen();
    let article = stage.app.reader.as_ref().expect("an article").document.article.clone();
    let marks = Arc::new(clean::clean(&article, &pipeline().rules, &Corrections::default()));
    stage.send(Message::Cleaned { request: 7, article: article.clone(), marks: marks.clone() });
    let rows = |screen: &str| {
        screen
            .lines()
            .take(15)
            .map(|row| row[row.len().min(7)..].trim_end_matches(['█', '░', ' ']).to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&before), rows(&stage.screen()));
    // An answer to an older request changes nothing.
    stage.send(Message::Cleaned { request: 6, article, marks: Default::default() });
    assert!(stage.app.reader.as_ref().expect("an article").document.marks == marks);
}

#[test]
fn nothing_of_an_article_steers_the_terminal() {
    let hostile = "Title\u{1b}[2J here\n\nHe said\u{9b}31m \u{202e}“no\u{200b}pe” \u{7}and left\u{1b}]52;c;aGk=\u{7}. Words follow.\n";
    let mut stage = Stage::of(hostile, 80, 24);
    for keys in ["s", "Tab", "2", "3", "4", "Esc", "=", "Esc", "?"] {
        let screen = stage.keys(keys).screen();
        let bad = screen.chars().find(|c| *c != '\n' && pullquote::harmless::placeholder(*c).is_some());
        assert_eq!(bad, None, "after {keys}");
    }
}

#[test]
fn any_keys_at_any_size_are_survived() {
    let all: Vec<String> = "jkfbdugG%}{sSeE*#)(][/nN;,&xyc=tJK?qQU0123456789zavvAHhlwoY:m'+-FRTLc"
        .chars()
        .map(String::from)
        .collect();
    let named =
        ["Tab", "Enter", "Esc", "Space", "Down", "Left", "C-d", "C-l", "C-z", "C-o", "C-n"].map(String::from);
    let keys: Vec<String> = all.into_iter().filter(|key| key != "q" && key != "Q").chain(named).collect();
    let mut seed = 12_345_u64;
    let mut random = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for name in ["harbour.txt", "reservoir.txt", "newsboat.txt", "porto.txt"] {
        let mut stage = Stage::sample(name, 80, 24);
        for _ in 0..800 {
            if random(12) == 0 {
                stage.send(Message::Resize(1 + random(150), 1 + random(50)));
            }
            let key = keys[random(keys.len())].clone();
            stage.keys(&key);
            let _ = stage.screen();
        }
    }
}

/// README shows what the program shows; `UPDATE=1 cargo test readme` rewrites it.
#[test]
fn readme_shows_the_real_screen() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("README.md");
    let screen = Stage::sample("harbour.txt", 80, 24).keys("s s s s Tab").screen();
    if readme.contains(&screen) {
        return;
    }
    assert!(
        std::env::var_os("UPDATE").is_some(),
        "README's screen is out of date; the program shows\n{screen}"
    );
    let (before, rest) = readme.split_once("```text\n").expect("a screen in README.md");
    let (_, after) = rest.split_once("\n```").expect("the end of the screen in README.md");
    std::fs::write(path, format!("{before}```text\n{screen}\n```{after}")).expect("README.md is written");
}

fn mouse(kind: MouseEventKind, column: u16, row: u16) -> Message {
    Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

#[test]
fn the_mouse_scrolls_and_chooses() {
    let mut stage = Stage::of(TALE, 80, 12);
    stage.send(mouse(MouseEventKind::ScrollDown, 20, 3));
    assert!(stage.top() > 0);
    stage.send(mouse(MouseEventKind::ScrollUp, 20, 3));
    assert_eq!(stage.top(), 0);
    let mut stage = Stage::of(TALE, 80, 24);
    let row = |stage: &Stage, words: &str| {
        stage
            .screen()
            .lines()
            .position(|row| row.contains(words))
            .unwrap_or_else(|| panic!("no {words} in\n{}", stage.screen())) as u16
    };
    let at = row(&stage, "The rope is new");
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), 12, at));
    assert!(stage.current_words().contains("rope is new"), "{}", stage.current_words());
    let at = row(&stage, "brought the mayor");
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), 60, at));
    assert!(stage.current_words().starts_with("Vicar Tom Reeve brought"), "a click chooses the line");
    let at = row(&stage, "folded: promo");
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), 12, at));
    assert!(stage.screen().contains("WATCH: The bells"), "a click opens the fold");
    stage.keys("Tab");
    let at = row(&stage, "1 speakers");
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), 56, at));
    assert!(stage.screen().contains("[2 figures]"), "a click chooses the tab:\n{}", stage.screen());
    let at = row(&stage, "Una Pell, Mayor");
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), 12, at));
    assert!(stage.current_words().contains("Una Pell"), "a click chooses the row");
}

#[test]
fn help_is_searched() {
    let mut stage = Stage::sample("harbour.txt", 80, 24);
    stage.keys("? / c o p y Enter");
    let screen = stage.screen();
    assert!(
        screen.contains("copy selection or statement, with attribution") && !screen.contains("half a page"),
        "{screen}"
    );
}

fn with_site(text: &str) -> String {
    format!("Feed: Nether Wallop Gazette\nTitle: The bells\nLink: https://www.wallop.example/bells\n\n{text}")
}

#[test]
fn paragraphs_and_folds_are_stepped_through() {
    let mut stage = Stage::of(TALE, 80, 24);
    let words: Vec<String> = (0..6).map(|_| stage.keys("}").current_words()).collect();
    let starts: Vec<&str> = words.iter().map(|words| words.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(starts, ["Mayor", "WATCH:", "Vicar", "“The", "Comments", "Comments"]);
    assert_eq!(stage.keys("{ {").current_words().split(' ').next(), Some("Vicar"));
    stage.keys("{ x");
    assert!(stage.screen().contains("WATCH: The bells"), "x opens the fold it is at:\n{}", stage.screen());
    assert!(stage.screen().contains("[+] 1 line folded: comments"), "{}", stage.screen());
}

#[test]
fn a_correction_shows_at_once_and_is_undone() {
    let mut stage = Stage::of(TALE, 80, 24);
    stage.keys("} } c a");
    assert!(stage.screen().contains("WATCH: The bells in slow motion"), "{}", stage.screen());
    assert!(stage.status().contains("is the article now · U takes it back"), "{}", stage.status());
    stage.keys("} c x");
    assert!(!stage.screen().contains("rope of his own"), "{}", stage.screen());
    assert!(stage.status().starts_with("“Vicar Tom Reeve"), "{}", stage.status());
    stage.keys("U");
    assert!(stage.screen().contains("Vicar Tom Reeve"), "{}", stage.screen());
    stage.keys("U");
    assert!(stage.screen().contains("[+] 1 line folded: promo"), "{}", stage.screen());
    stage.keys("U");
    assert_eq!(stage.status(), "nothing to take back");
}

#[test]
fn corrections_say_what_is_missing() {
    let cases = [
        ("s c x", "c speaks of lines"),
        ("c a", "this is the article already"),
        ("} } c x", "this is clutter already"),
        ("U", "nothing to take back"),
        ("c z", "cz: no command"),
    ];
    for (keys, expected) in cases {
        let mut stage = Stage::of(TALE, 80, 24);
        assert!(stage.keys(keys).status().starts_with(expected), "{keys}: {}", stage.status());
    }
    assert!(Stage::of(TALE, 80, 24).keys("c").screen().contains("a is the article"));
}

#[test]
fn a_correction_is_kept_for_its_site_and_taken_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = RuleFile::at(folder.path().join("pullquote/clutter.toml"));
    let mut stage = Stage::of(&with_site(TALE), 80, 24);
    stage.rule_file = Some(file.clone());
    stage.keys("} } } } c x");
    assert!(stage.status().contains("on wallop.example too"), "{}", stage.status());
    let text = std::fs::read_to_string(file.path()).expect("the file");
    assert!(text.contains("[[site.\"wallop.example\"]]\nline = \"Vicar Tom Reeve"), "{text}");
    let (_, corrections) = file.read().expect("read");
    let next = Stage::corrected(&with_site(&TALE.replace("WATCH", "VIDEO")), corrections, 80, 24);
    assert!(!next.screen().contains("rope of his own"), "{}", next.screen());
    stage.keys("U");
    let (_, corrections) = file.read().expect("read");
    assert_eq!(corrections, Corrections::default());
}

#[test]
fn a_correction_that_cannot_be_kept_counts_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("clutter.toml");
    std::fs::write(&path, "[[rule]\n").expect("a file");
    let mut stage = Stage::of(TALE, 120, 24);
    stage.rule_file = Some(RuleFile::at(path));
    stage.keys("} c x");
    assert!(stage.status().starts_with("counts until you quit, not kept: "), "{}", stage.status());
    assert!(!stage.screen().contains("Mayor Una Pell"), "{}", stage.screen());
}

const MESSY: &str = "The lamp of Cape Merrow\n\nKeeper Bram Oldacre said the lamp would go dark in March, after a hundred \
     years of storms.\n\nPhoto: The lens in winter\n\nWATCH: A night in the lamp room\n\nAdvertisement\n\nREAD MORE: Nine fog \
     signals\n\nMayor Hesper Vane said she would bring a torch to the last night of the lamp.\n";

#[test]
fn a_messy_article_says_what_it_folds_and_why() {
    insta::assert_snapshot!("messy_80x24", Stage::of(MESSY, 80, 24).screen());
    insta::assert_snapshot!("messy_fold_80x24", Stage::of(MESSY, 80, 24).keys("} } }").screen());
    insta::assert_snapshot!("messy_pending_80x24", Stage::of(MESSY, 80, 24).keys("} } c").screen());
    insta::assert_snapshot!("messy_corrected_80x24", Stage::of(MESSY, 80, 24).keys("} c x").screen());
    insta::assert_snapshot!("messy_card_80x24", Stage::of(MESSY, 80, 24).keys("} } Enter").screen());
    insta::assert_snapshot!("messy_why_120x40", Stage::of(MESSY, 120, 40).keys("Tab 3 j").screen());
    insta::assert_snapshot!("messy_40x12", Stage::of(MESSY, 40, 12).keys("} } }").screen());
}

const PAGE: &str = "<html><head><title>The tower clock</title></head><body><article><h1>The tower clock</h1>\
    <p>The council said on Monday that <a href='https://example.org/clock?a=1'>the tower clock</a> would be mended before the winter.<sup><a href='#n1'>1</a></sup></p>\
    <h2>What it costs</h2><table><tr><th>Part</th><th>Price</th></tr><tr><td>Wheels</td><td>900</td></tr><tr><td>Bell</td><td>4,000</td></tr></table>\
    <figure><img src='https://example.org/a.jpg' alt='The \u{1b}[5mclock at noon'><figcaption>The clock, as it stands now.</figcaption></figure>\
    <blockquote><p>Time waits for nobody, and neither do we.</p></blockquote><ul><li>wheels<ul><li>large ones</li></ul></li></ul>\
    <pre>tick\n  tock</pre><p>The bell was cast in <a href='mailto:bell@example.org'>Orvanne</a> ninety years ago, said the clockmaker, and nobody has touched it since.</p>\
    <p id='n1'>The money comes from the fund for old stones, which the town has had since the flood.</p></article></body></html>";

#[test]
fn a_page_is_drawn_with_its_blocks_and_links() {
    let mut stage = Stage::of(PAGE, 80, 40);
    insta::assert_snapshot!("page_80x40", stage.screen());
    stage.keys("L");
    insta::assert_snapshot!("links_80x40", stage.screen());
}

#[test]
fn links_are_listed_shown_and_opened() {
    let mut stage = Stage::of(PAGE, 80, 24);
    stage.keys("o");
    assert!(stage.screen().contains("no link chosen"), "{}", stage.screen());
    stage.keys("L Enter");
    assert_eq!(stage.app.reader.as_ref().unwrap().current, Some(Target::Link(0)));
    assert!(stage.screen().contains("link 1 of 4: https://example.org/clock?a=1"), "{}", stage.screen());
    stage.keys("o");
    stage.keys("L j j o");
    assert_eq!(stage.browsed, ["https://example.org/clock?a=1", "https://example.org/a.jpg"]);
    stage.keys("Esc 2 o");
    assert!(stage.screen().contains("another place of the page"), "{}", stage.screen());
    stage.keys("4 o");
    assert!(stage.screen().contains("no web address: mailto:"), "{}", stage.screen());
    stage.keys("9 o");
    assert!(stage.screen().contains("there is no link 9"), "{}", stage.screen());
    assert_eq!(stage.browsed.len(), 2);
    let mut stage = Stage::of(PAGE, 80, 24);
    let at = stage.screen().lines().position(|row| row.contains("the tower clock would")).unwrap() as u16;
    let column = stage.screen().lines().nth(usize::from(at)).unwrap().find("the tower clock").unwrap() as u16;
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), column + 2, at));
    assert_eq!(stage.app.reader.as_ref().unwrap().current, Some(Target::Link(0)), "a click chooses the link");
    assert_eq!(stage.browsed.len(), 0);
    stage.send(mouse(MouseEventKind::Down(MouseButton::Left), column + 2, at));
    assert_eq!(stage.browsed, ["https://example.org/clock?a=1"], "the second one opens it");
    let mut plain = Stage::of("No links here.\n\nNone at all.", 80, 24);
    plain.keys("L");
    assert!(plain.screen().contains("no links in this article"));
}

#[test]
fn letters_over_the_links_in_sight_open_them() {
    let mut stage = Stage::of(PAGE, 80, 40);
    stage.keys("O");
    insta::assert_snapshot!("hints_80x40", stage.screen());
    stage.keys("a O d");
    assert_eq!(stage.browsed, ["https://example.org/clock?a=1", "https://example.org/a.jpg"]);
    assert_eq!(stage.app.reader.as_ref().unwrap().current, Some(Target::Link(2)));
    stage.keys("O z");
    assert!(stage.screen().contains("no link goes by \"z\""), "{}", stage.screen());
    stage.keys("O Esc a");
    assert_eq!(stage.browsed.len(), 2);
    stage.keys("G");
    let mut plain = Stage::of("No links here.\n\nNone at all.", 80, 24);
    plain.keys("O");
    assert!(plain.screen().contains("no links on the screen"));
}

#[test]
fn many_links_go_by_two_letters() {
    let links: String =
        (0..30).map(|i| format!("<a href='https://example.org/{i}'>clock {i}</a> ")).collect();
    let page = format!(
        "<html><body><article><p>The clocks of the town, said the mayor: {links}</p></article></body></html>"
    );
    let mut stage = Stage::of(&page, 80, 40);
    stage.keys("O s");
    assert!(stage.browsed.is_empty());
    stage.keys("Backspace s d");
    assert_eq!(stage.browsed, ["https://example.org/28"]);
}
