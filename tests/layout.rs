//! Layout: rows as a reader sees them, and what must hold at any width.

use proptest::prelude::*;
use pullquote::article::{Article, Block, BlockKind};
use pullquote::harmless;
use pullquote::layout::{Hyphens, Layout, Row, RowKind, Shown, Visibility};
use pullquote::span::Span;

/// An article of these blocks.
fn article(blocks: &[(BlockKind, &str)]) -> Article {
    let mut article = Article::default();
    for (kind, words) in blocks {
        if !article.text.is_empty() {
            article.text.push('\n');
        }
        let start = article.text.len();
        article.text.push_str(words);
        let span = Span::new(start, article.text.len());
        article.blocks.push(Block { span, kind: *kind, markup: Default::default(), origin: None });
    }
    article
}

fn draw(article: &Article, row: &Row) -> String {
    let words = match &row.kind {
        RowKind::Fold(blocks) => format!("[{} folded]", blocks.len()),
        _ => row.span.of(&article.text).to_string(),
    };
    match row.kind {
        RowKind::Text => {
            let stretches = row.stretches(&article.text);
            let words = stretches.map(|(blank, words)| " ".repeat(blank) + words);
            " ".repeat(row.indent) + &words.collect::<String>()
        }
        _ => words,
    }
}

fn screen(article: &Article, visibility: &Visibility, width: usize) -> String {
    let rows = Layout::new(article, visibility, width).rows(0, 1000);
    rows.iter().map(|row| draw(article, row)).collect::<Vec<_>>().join("\n")
}

use BlockKind::{Code, Heading, ListItem, Paragraph, Quote, TableRow, Title};

#[test]
fn blocks_become_rows() {
    type Case<'a> = (&'a [(BlockKind, &'a str)], usize, &'a str);
    let cases: &[Case] = &[
        (&[(Paragraph, "one two three four")], 9, "one two\nthree\nfour"),
        (&[(Title, "Title"), (Paragraph, "a b")], 20, "Title\n\na b"),
        (&[(ListItem, "- a"), (ListItem, "- b"), (Paragraph, "c")], 20, "- a\n- b\n\nc"),
        (&[(ListItem, "- aaaa bbbb cccc dddd eeee")], 20, "- aaaa bbbb cccc\n  dddd eeee"),
        (&[(Quote, "quoted")], 20, "  quoted"),
        (&[(Code, "x = 1"), (Code, "y = 2")], 20, "  x = 1\n  y = 2"),
        (&[(Heading(2), "unbreakablelongword")], 8, "unbreaka\nblelongw\nord"),
        (&[(Paragraph, "杭州桑拿会所")], 5, "杭州\n桑拿\n会所"),
        (&[(Paragraph, "a\u{a0}b c")], 3, "a\u{a0}b\nc"),
    ];
    for (blocks, width, expected) in cases {
        assert_eq!(screen(&article(blocks), &Visibility::default(), *width), *expected, "{blocks:?}");
    }
}

#[test]
fn tables_are_lined_up_by_cells() {
    let rows = [
        (TableRow, "Boat │ Crew │ Leaves"),
        (TableRow, "渡し船 │ 4 │ at noon, or when the ice is gone"),
        (TableRow, "Gull"),
    ];
    let table = article(&rows);
    let lined_up = "\
Boat   │ Crew │ Leaves
渡し船 │ 4    │ at noon, or when the ice is gone
Gull";
    assert_eq!(screen(&table, &Visibility::default(), 60), lined_up);
    let wrapped = "\
Boat   │ Crew │ Leaves
渡し船 │ 4    │ at noon, or when
                the ice is gone
Gull";
    assert_eq!(screen(&table, &Visibility::default(), 34), wrapped);
    let stacked = "\
Boat
  Crew
  Leaves
渡し船
  4
  at noon, or when the ice
  is gone
Gull";
    assert_eq!(screen(&table, &Visibility::default(), 26), stacked);
    for width in [10, 26, 34, 60] {
        let rows = Layout::new(&table, &Visibility::default(), width).rows(0, 100);
        let joined: String =
            rows.iter().map(|row| &table.text[row.span.start..row.next.min(table.text.len())]).collect();
        assert_eq!(joined, table.text, "every byte is on a row at {width}");
    }
    // A cell of the screen leads to the word that is drawn there.
    let row = &Layout::new(&table, &Visibility::default(), 60).rows(0, 1)[0];
    let crew = table.text.find("Crew").unwrap();
    assert_eq!(row.cells(&table.text, Span::new(crew, crew + 4)), Some(9..13));
    assert_eq!(row.offset_at(&table.text, 9), crew);
}

#[test]
fn hidden_blocks_become_one_row() {
    let article = article(&[(Paragraph, "a"), (Paragraph, "b"), (Paragraph, "c"), (Paragraph, "d")]);
    let cases = [
        (vec![Shown::Full, Shown::Folded, Shown::Folded], "a\n\n[2 folded]\n\nd"),
        (
            vec![Shown::Folded, Shown::Full, Shown::Skimmed, Shown::Folded],
            "[1 folded]\n\nb\n\n[1 folded]\n\n[1 folded]",
        ),
        (vec![Shown::Dimmed; 4], "a\n\nb\n\nc\n\nd"),
    ];
    for (blocks, expected) in cases {
        assert_eq!(screen(&article, &Visibility { blocks }, 20), expected);
    }
}

#[test]
fn a_huge_block_is_laid_out_in_stretches() {
    let words = "word ".repeat(20_000);
    let article = article(&[(Paragraph, words.trim()), (Paragraph, "end")]);
    let visibility = Visibility::default();
    let layout = Layout::new(&article, &visibility, 60);
    let rows = layout.rows(article.text.len() - 20, 10);
    assert_eq!(draw(&article, rows.last().unwrap()), "end");
    let top = layout.last_top(10);
    assert_eq!(layout.rows(top, 100).len(), 10);
}

/// Wide, combining, joined and right-to-left characters: what a row takes is counted in cells.
const CELLS: [(&str, &str); 7] = [
    ("Chinese", "杭州的渡船在星期二停了，船长说冰太厚，没有人能过河。"),
    ("Japanese", "渡し船は火曜日に止まり、船長は「氷が厚すぎる」と言った。"),
    ("Korean", "나룻배는 화요일에 멈췄고 선장은 얼음이 너무 두껍다고 말했다."),
    ("emoji", "The crew 👨‍👩‍👧‍👦 waved a flag 🏳️‍🌈 and a heart ❤️ from the deck 🛥️ at noon 👍🏽 sharp."),
    (
        "marks",
        "Le\u{301}a cafe\u{301} no\u{308}el a\u{30a}ngstro\u{308}m nai\u{308}ve re\u{301}sume\u{301} cre\u{300}me bru\u{302}le\u{301}e",
    ),
    ("Hebrew", "רב החובל אמר כי המעבורת לא תצא לפני שהקרח יימס, והנוסעים המתינו ברציף."),
    ("Arabic", "قال القبطان إن العبارة لن تبحر قبل أن يذوب الجليد، وانتظر الركاب على الرصيف."),
];

#[test]
fn rows_are_counted_in_cells_and_keep_their_order() {
    for (name, words) in CELLS {
        let article = article(&[(Paragraph, words)]);
        for width in [4, 10, 17, 33, 66] {
            let rows = Layout::new(&article, &Visibility::default(), width).rows(0, usize::MAX);
            for row in &rows {
                let cells = harmless::cells(row.span.of(&article.text));
                assert!(
                    cells <= width,
                    "{name} at {width}: {cells} cells in {:?}",
                    row.span.of(&article.text)
                );
                // Every character is found again at the cell where it is drawn, and no character is cut.
                let mut at = 0;
                for glyph in harmless::glyphs(row.span.of(&article.text)).filter(|glyph| glyph.cells > 0) {
                    assert_eq!(row.offset_at(&article.text, at), row.span.start + glyph.start, "{name}");
                    let span = Span::new(row.span.start + glyph.start, row.span.start + glyph.end);
                    assert_eq!(row.cells(&article.text, span), Some(at..at + glyph.cells), "{name}");
                    at += glyph.cells;
                }
            }
            // Nothing is reordered: right-to-left words stay in the order they are read in, as terminals expect them.
            let joined: String = rows
                .iter()
                .map(|row| &article.text[row.span.start..row.next.min(article.text.len())])
                .collect();
            assert_eq!(joined, words, "{name} at {width}");
        }
    }
}

fn any_block() -> impl Strategy<Value = (BlockKind, String)> {
    let kind = prop_oneof![
        Just(Paragraph),
        Just(ListItem),
        Just(Quote),
        Just(Code),
        Just(Heading(2)),
        Just(TableRow)
    ];
    let words = prop_oneof![
        "[a-z .,]{1,200}",
        "\\PC{1,80}",
        "[杭州👨‍👩‍👧é\u{301} \u{ad}\u{200b}]{1,40}",
        "[a-c杭 │]{1,60}"
    ];
    (kind, words.prop_map(|w| w.replace(['\n', '\r'], " ")).prop_filter("not empty", |w| !w.is_empty()))
}

fn any_shown() -> impl Strategy<Value = Shown> {
    prop_oneof![3 => Just(Shown::Full), 1 => Just(Shown::Dimmed), 1 => Just(Shown::Folded), 1 => Just(Shown::Skimmed)]
}

proptest! {
    #[test]
    fn every_byte_is_on_exactly_one_row(
        blocks in prop::collection::vec(any_block(), 1..8),
        shown in prop::collection::vec(any_shown(), 0..8),
        width in 1usize..90,
        hyphens in prop_oneof![Just(None), Just(Hyphens::of("en")), Just(Hyphens::of("de"))],
    ) {
        let blocks: Vec<_> = blocks.iter().map(|(kind, words)| (*kind, words.as_str())).collect();
        let article = article(&blocks);
        let visibility = Visibility { blocks: shown };
        let layout = Layout::new(&article, &visibility, width).hyphenated(hyphens);
        let rows = layout.rows(0, usize::MAX);
        let mut at = 0;
        for row in &rows {
            prop_assert_eq!(row.span.start, at);
            prop_assert!(row.next > at || row.next == at && article.text.is_empty());
            let fits = matches!(row.kind, RowKind::Fold(_))
                || row.indent + harmless::cells(row.span.of(&article.text)) + usize::from(row.hyphen) <= width.max(2);
            prop_assert!(fits, "row {:?} is wider than {}", row, width);
            at = row.next;
        }
        prop_assert_eq!(at, article.text.len() + 1);
        // Going up undoes going down, from any row.
        for (i, row) in rows.iter().enumerate() {
            prop_assert_eq!(layout.down(0, i), row.span.start);
            prop_assert_eq!(layout.up(row.span.start, i), (0, 0));
            prop_assert_eq!(layout.row_start(row.next - 1), row.span.start);
        }
    }
}
