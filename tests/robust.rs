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
    spans.extend(annotations.quotations.iter().map(|quotation| quotation.span()));
    spans
        .extend(annotations.figures.iter().flat_map(|figure| &figure.mentions).map(|mention| mention.span()));
    for statement in &annotations.statements {
        spans.extend(statement.content.iter());
        spans.extend(statement.speaker.iter().map(|speaker| speaker.span()));
        spans.extend(statement.cue.iter().map(|cue| cue.span()));
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
        out += &quote::statement(&document, pullquote::annotate::StatementId::new(id));
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

/// Tags whole and broken, and words with what is special in a page.
fn page_piece() -> impl Strategy<Value = String> {
    let names = "(div|p|b|a|table|tr|td|th|ul|ol|li|blockquote|pre|h1|h2|sup|br|img|figure|figcaption|svg|script|q|time|\
                 article|iframe|template|select|title|meta|object|span|x-y)";
    let keys =
        "(class|id|href|src|alt|style|hidden|datetime|itemprop|lang|start|value|content|property|name|width)";
    let open = format!("<{names}( {keys}(=[\"']?[ -~é\u{1b}]{{0,12}}[\"']?)?){{0,3}}/?>?");
    let regex = |pattern: &str| proptest::string::string_regex(pattern).expect("a pattern");
    prop_oneof![
        3 => regex(&open),
        2 => regex(&format!("</{names}>")),
        3 => regex("[A-Za-z,.“”é \u{a0}\u{1b}&;#<\n]{0,60}"),
        1 => Just("<a href='#n'><sup>1</sup></a><p id=n>note".to_string()),
        1 => Just("The harbour office said on Monday that the night ferry would sail again. ".repeat(4)),
        1 => Just("â€™ Ã©".to_string()),
    ]
}

/// The article in a page, checked: blocks stand one byte apart and hold their markup.
fn check_page(page: &str) -> Result<(), TestCaseError> {
    let Ok(Loaded::Article(article)) = load::parse("random.html", page.as_bytes()) else { return Ok(()) };
    let mut next = 0;
    for block in &article.blocks {
        prop_assert_eq!(block.span.start, next);
        let words = article.text.get(block.span.range()).unwrap_or_default();
        prop_assert!(!words.is_empty() && !words.contains('\n'), "{:?}", words);
        for (span, _) in &block.markup {
            prop_assert!(block.span.covers(*span) && article.text.get(span.range()).is_some());
        }
        next = block.span.end + 1;
    }
    prop_assert_eq!(article.text.len() + 1, next);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_page_is_survived(pieces in prop::collection::vec(page_piece(), 0..60)) {
        let page = format!("<html>{}", pieces.concat());
        check_page(&page)?;
        check(page.as_bytes())?;
    }
}

#[test]
fn monotonous_pages_are_survived() {
    let things = [
        "<p>",
        "<div>",
        "</div>",
        "<b>",
        "<a href=x>y",
        "<table><tr><td>",
        "<br>",
        "<li>",
        "<sup>1",
        "<!--",
        "<",
        "&amp;",
        "<h1>x",
        "<time>",
        "<svg/>",
        "<p class=date>1",
        "<object>",
        "<script>",
        "<pre>\n",
        "Ã©",
        "<img alt=xyz>",
        "<a href='#n'>1</a>",
        "<select><option>",
        "<template>",
        "<p id=n>word",
        "<iframe src=https://example.org>",
    ];
    for thing in things {
        let words = "The harbour office said on Monday that the night ferry would sail again.";
        let page = format!("<html><p>{words}<p>{}", thing.repeat(100_000 / thing.len()));
        check_page(&page).expect(thing);
    }
}
