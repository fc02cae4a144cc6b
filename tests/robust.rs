//! Random input for what must never happen: a panic, a span outside of the text, a steering character on its way out.

use std::sync::{Arc, OnceLock};

use proptest::prelude::*;
use pullquote::article::Corrections;
use pullquote::document::{Document, Pipeline};
use pullquote::export::{escape, json, quote, text};
use pullquote::harmless;
use pullquote::load::{self, Loaded};
use pullquote::span::Span;

fn read(bytes: &[u8]) -> Option<Document> {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    let Ok(Loaded::Article(article)) = load::parse("random.txt", bytes) else { return None };
    Some(PIPELINE.get_or_init(Pipeline::bundled).read(Arc::new(*article), &Corrections::default()))
}

/// Every span that the document holds.
fn spans(document: &Document) -> Vec<Span> {
    let annotations = &document.annotations;
    let mut spans: Vec<Span> = document.article.blocks.iter().map(|block| block.span).collect();
    spans.extend(document.marks.suspects.iter().map(|suspect| suspect.span));
    spans.extend(annotations.quotations.iter().map(|quotation| quotation.span));
    spans.extend(annotations.figures.iter().flat_map(|figure| &figure.mentions).map(|mention| mention.span));
    for statement in &annotations.statements {
        spans.extend(&statement.content);
        spans.extend(statement.speaker.iter().map(|speaker| speaker.span));
        spans.extend(statement.cue.iter().map(|cue| cue.span));
    }
    spans
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Some(document) = read(bytes) else { return Ok(()) };
    for span in spans(&document) {
        prop_assert!(
            document.article.text.get(span.range()).is_some_and(|words| !words.is_empty()),
            "{:?}",
            span
        );
    }
    for statement in &document.annotations.statements {
        prop_assert!(!statement.content.is_empty());
        let chances =
            [statement.confidence.statement, statement.confidence.speaker, statement.confidence.figure];
        prop_assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)));
    }
    let mut out = text::plain(&document, |_| true) + &text::markdown(&document, |_| true);
    for id in 0..document.annotations.statements.len() {
        out += &quote::statement(&document, pullquote::annotate::StatementId(id));
    }
    let ids = json::Ids::new(&document);
    let mut wire = Vec::new();
    escape::compact(&mut wire, &json::article("random", &document, &ids)).expect("written to memory");
    out += &String::from_utf8(wire).expect("JSON is UTF-8");
    let bad = out.chars().find(|c| *c != '\n' && harmless::placeholder(*c).is_some());
    prop_assert_eq!(bad, None);
    Ok(())
}

/// Pieces that news is made of, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "Ana Duarte",
        "Mr. Pell",
        "said",
        "says that",
        "“",
        "”",
        "\"",
        "''",
        "``",
        "‘",
        "’",
        "'s",
        "n't",
        ", ",
        ". ",
        "he",
        "She",
        "according to",
        "denied",
        "the mayor",
        "U.S.",
        "\n\n",
        "\n",
        "\r\n",
        "WATCH:\u{a0}It",
        "(",
        ")",
        " and ",
        "蓝鲸",
        "é",
        "e\u{301}",
        "\u{200b}",
        "\u{202e}",
        "\u{1b}[31m",
        "👨‍👩‍👧",
        "’8é",
        "—",
        "...",
        "“‘",
        "Q: ",
        "MAYOR PELL: ",
        "«",
        "»",
        "„",
        "1,000",
        "al-Haddad",
        "\t",
        "\u{ad}",
        "\u{feff}",
        "Ａ",
        "ﬁ",
        "ß",
        "İ",
    ]);
    prop_oneof![6 => fixed.prop_map(String::from), 2 => "[a-zA-Z]{1,9} ", 1 => "\\PC{0,6}", 1 => Just(" ".to_string())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn news_like_text_is_survived(pieces in prop::collection::vec(piece(), 0..80)) {
        check(pieces.concat().as_bytes())?;
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }
}

/// Each of these is long and made of one thing; all must end soon, in time that grows with length alone.
#[test]
fn monotony_is_survived() {
    let things = [
        "“",
        "\"",
        "'",
        "’s ",
        "said ",
        "Ana ",
        "he ",
        ", ",
        "(",
        "a",
        " ",
        "\n",
        "\n\n",
        "“a” said ",
        "Mr. ",
        "the mayor ",
        "蓝",
        "- a\n",
        "\u{200b}",
        "A.",
        "and ",
        "Pell said ",
        "“Pell” ",
        "word, ",
        "> ",
        "1. ",
    ];
    for thing in things {
        let text = thing.repeat(200_000 / thing.len());
        check(text.as_bytes()).expect(thing);
    }
}
