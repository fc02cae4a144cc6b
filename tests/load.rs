//! Loading: what a source becomes, and what must hold for any text.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use pullquote::article::{Article, BlockKind};
use pullquote::load::plain::{Setting, article_in};
use pullquote::load::{self, Error, Loaded, Source};
use pullquote::span::Span;

fn article(bytes: &[u8]) -> Article {
    match load::parse("test", bytes) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("no article: {other:?}"),
    }
}

/// One letter for each block's kind, and its words.
fn draw(article: &Article) -> String {
    let line = |block: &pullquote::article::Block| {
        let kind = match block.kind {
            BlockKind::Title => 'T',
            BlockKind::Heading(_) => 'H',
            BlockKind::ListItem => 'L',
            BlockKind::Quote => 'Q',
            _ => 'P',
        };
        format!("{kind} {}", block.span.of(&article.text))
    };
    article.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

const WRAPPED: &str = "The ferry to Gull Rock will not sail before the end of the\nweek, the harbour office said, \
    because the captain has\nbeen called away.\n\n\"We are sorry,\" it said in a note that was nailed to the\ndoor of the office.\n";

#[test]
fn plain_text_falls_into_blocks() {
    let cases: &[(&str, &str)] = &[
        (
            "Ferry stays in\nIt will not sail.\nNobody minds.",
            "T Ferry stays in\nP It will not sail.\nP Nobody minds.",
        ),
        (
            WRAPPED,
            "P The ferry to Gull Rock will not sail before the end of the week, the harbour office said, because the \
             captain has been called away.\nP \"We are sorry,\" it said in a note that was nailed to the door of the office.",
        ),
        ("One.\r\nTwo.\rThree.\u{c}Four.", "P One.\nP Two.\nP Three.\nP Four."),
        ("\u{feff}A title\n\n Text  with\t tabs. \u{a0}\n", "T A title\nP Text with tabs."),
        ("WATCH:\u{a0}The ferry.\n", "P WATCH:\u{a0}The ferry."),
        ("It rained.\n\n- boots\n- a hat\n2. a coat\n", "P It rained.\nL - boots\nL - a hat\nL 2. a coat"),
        ("It rained.\n\n> Not here,\n>\n> he wrote.\n", "P It rained.\nQ Not here,\nQ he wrote."),
        (
            "It rained.\n\nThe morning after\n\nIt snowed.\n",
            "P It rained.\nH The morning after\nP It snowed.",
        ),
        (
            "It rained.\n\nRELATED\nOne link\nAnother link\n",
            "P It rained.\nP RELATED\nP One link\nP Another link",
        ),
        (
            "It rained.\n\nWATCH:\u{a0}The flood\n\nIt snowed.\n",
            "P It rained.\nP WATCH:\u{a0}The flood\nP It snowed.",
        ),
        ("Only this", "P Only this"),
    ];
    for (source, expected) in cases {
        assert_eq!(draw(&article(source.as_bytes())), *expected, "{source:?}");
    }
}

#[test]
fn a_text_that_stays_as_it_is_needs_no_map() {
    assert_eq!(article(b"One.\nTwo.").source_map, None);
    assert!(article(b"One.\n\nTwo.").source_map.is_some());
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Every article of a source: its name, and its first block or the message.
fn stream(source: &Source) -> Vec<(String, String)> {
    let mut all = Vec::new();
    load::stream(source, &mut |name, article| {
        let words = article.map_or_else(|e| e.to_string(), |a| a.blocks[0].span.of(&a.text).to_string());
        all.push((name, words));
        true
    });
    all
}

fn memory(name: &str, bytes: &[u8]) -> Source {
    Source::Memory { name: name.to_string(), bytes: bytes.into() }
}

const RECORDS: &str = "{\"id\": \"a\", \"text\": \"One.\", \"title\": \"First\"}\n{\"id\": 7, \"text\": \"Two.\"}\n\nnonsense\n{\"text\": \"Four.\"}\n";

#[test]
fn records_are_streamed_and_a_bad_one_does_not_stop_them() {
    for source in [memory("x.jsonl", RECORDS.as_bytes()), memory("-", &packed(RECORDS.as_bytes()))] {
        let all = stream(&source);
        let names: Vec<&str> = all.iter().map(|(name, _)| name.rsplit(':').next().unwrap()).collect();
        assert_eq!(names, ["a", "7", "4", "5"]);
        assert_eq!(all[1].1, "Two.");
        assert!(all[2].1.contains(":4: not a record"), "{}", all[2].1);
    }
}

#[test]
fn a_packed_file_that_breaks_off_gives_what_came_before() {
    let text: String = (0..20_000)
        .map(|i| format!("{{\"id\": {i}, \"text\": \"Number {}.\"}}\n", i * 7919 % 10_007))
        .collect();
    let bytes = packed(text.as_bytes());
    let all = stream(&memory("x.jsonl.gz", &bytes[..bytes.len() / 2]));
    assert!(all.len() > 100);
    assert!(all.last().unwrap().1.contains("cannot be read"), "{:?}", all.last());
    assert_eq!(all[99].0, "99");
}

#[test]
fn records_are_a_listing_for_the_reader() {
    let Ok(Loaded::Listing(items)) = load::parse("x.jsonl", RECORDS.as_bytes()) else { panic!("no listing") };
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles[..2], ["First", "Two."]);
    assert!(titles[2].starts_with("No record"), "{titles:?}");
    let Ok(Loaded::Article(article)) = load::load(&items[0].source) else { panic!("no article") };
    assert_eq!((article.text.as_str(), article.meta.title.as_deref()), ("One.", Some("First")));
}

#[test]
fn a_title_that_begins_the_text_is_its_title_block() {
    let article = article(b"{\"title\": \"It rained.\", \"text\": \"It  rained.\\nThen it stopped.\"}");
    assert_eq!(draw(&article), "T It rained.\nP Then it stopped.");
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn folders_list_their_texts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    assert!(matches!(load::load(&Source::Path(path.into())), Err(Error::NoArticles(_))));
    write(path, "a.txt", b"Ferry stays in\nIt will not sail.");
    write(path, "deep/er/b.md", b"It rained.");
    write(path, ".hidden/c.txt", b"Hidden.");
    write(path, "d.png", b"\x89PNG\0\0");
    write(path, "noise", b"\x7fELF\0\0\0");
    write(path, "e.txt.gz", &packed(b"Packed."));
    #[cfg(unix)]
    std::os::unix::fs::symlink(path, path.join("deep/loop")).unwrap();
    let Ok(Loaded::Listing(items)) = load::load(&Source::Path(path.into())) else { panic!("no listing") };
    let mut titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    titles.sort();
    assert_eq!(titles, ["Ferry stays in", "It rained.", "Packed."]);
    let all: Vec<String> = stream(&Source::Path(path.into())).into_iter().map(|(_, words)| words).collect();
    assert_eq!(all, ["Ferry stays in", "It rained.", "Packed."]);
}

#[test]
fn failures_name_the_input_and_say_what_to_do() {
    let missing = load::load(&Source::Path("no/such/file".into())).unwrap_err().to_string();
    assert_eq!(missing, "no/such/file: no such file or folder; check the spelling");
    assert!(matches!(load::parse("x", b" \n"), Err(Error::Empty(_))));
    assert!(matches!(load::parse("x", b"\x7fELF\0\0"), Err(Error::Binary(_))));
}

#[test]
fn the_beginning_of_a_stream_is_an_article() {
    let Ok(Loaded::Article(article)) = load::prefix("-", &"It was déjà".as_bytes()[..11]) else { panic!() };
    assert_eq!(article.text, "It was déj");
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-Za-z]{1,9}[.,]?", 4 => "[ \t\u{a0}\u{3000}]{1,3}", 2 => "(\r\n|\n|\r|\u{c}|\u{2028}|\u{85}){1,3}",
        1 => Just("> ".to_string()), 1 => Just("- ".to_string()), 1 => "\\PC{1,4}", 1 => "[\u{200b}\u{feff}\u{1b}é杭👨‍👩‍👧]{1,3}",
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn blocks_and_map_hold_for_any_text(source in any_text()) {
        let article = load::plain::article(&source);
        let mut at = 0;
        for (i, block) in article.blocks.iter().enumerate() {
            prop_assert_eq!(block.span.start, at + usize::from(i > 0));
            let words = block.span.of(&article.text);
            prop_assert!(!words.is_empty() && words.trim() == words, "{:?}", words);
            prop_assert!(!words.contains('\n') && !words.contains("  "), "{:?}", words);
            at = block.span.end;
        }
        prop_assert_eq!(at, article.text.len());
        prop_assert_eq!(article.source_map.is_some(), source != article.text);
        let map = article.source_map.clone().unwrap_or_default();
        for (offset, c) in article.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let there = if article.source_map.is_some() { map.to_source(offset) } else { offset };
            prop_assert_eq!(source[there..].chars().next(), Some(c), "at {}", offset);
        }
    }

    #[test]
    fn the_source_is_made_again_from_text_and_map(source in any_text(), marks in "[a-e]{0,3}") {
        let places = source.match_indices(|c| marks.contains(c));
        let cuts: Vec<Span> = places.map(|(at, _)| Span::new(at, at + 1)).collect();
        for setting in [Setting::Unknown, Setting::Wrapped, Setting::Letter, Setting::Book] {
            let (article, _) = article_in(&source, Span::new(0, source.len()), &cuts, setting);
            let again = article.source_map.as_ref().map(|map| map.source(&article.text));
            prop_assert_eq!(again.as_ref().unwrap_or(&article.text), &source, "{:?}", setting);
        }
    }
}
