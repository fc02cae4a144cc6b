//! Formats: what files of each kind become.

use flate2::Compression;
use flate2::write::GzEncoder;
use pullquote::article::{Article, BlockKind, Corrections, Markup};
use pullquote::document::Pipeline;
use pullquote::load::{self, Error, Item, Loaded, Source};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::Write;
use std::sync::Arc;

pub fn article(name: &str, bytes: &[u8]) -> Article {
    match load::parse(name, bytes) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("no article: {other:?}"),
    }
}

pub fn listing(name: &str, bytes: &[u8]) -> Vec<Item> {
    match load::parse(name, bytes) {
        Ok(Loaded::Listing(items)) => items,
        other => panic!("no listing: {other:?}"),
    }
}

/// One letter for each block's kind, and its words.
pub fn draw(article: &Article) -> String {
    let line = |block: &pullquote::article::Block| {
        let kind = match block.kind {
            BlockKind::Title => "T".to_string(),
            BlockKind::Heading(level) => format!("H{level}"),
            BlockKind::ListItem => "L".to_string(),
            BlockKind::Quote => "Q".to_string(),
            BlockKind::Code => "C".to_string(),
            BlockKind::TableRow => "R".to_string(),
            BlockKind::Image => "I".to_string(),
            _ => "P".to_string(),
        };
        format!("{kind} {}", block.span.of(&article.text))
    };
    article.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The words of the folded blocks.
fn folded(article: &Article) -> Vec<String> {
    let document = Pipeline::bundled().read(Arc::new(article.clone()), &Corrections::default());
    let blocks = document.article.blocks.iter().enumerate();
    let folded = blocks.filter(|(i, _)| document.marks.is_folded(*i));
    folded.map(|(_, block)| block.span.of(&article.text).to_string()).collect()
}

fn marked<'a>(article: &'a Article, wanted: &Markup) -> Vec<&'a str> {
    let all = article.blocks.iter().flat_map(|block| &block.markup);
    all.filter(|(_, markup)| markup == wanted).map(|(span, _)| span.of(&article.text)).collect()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

pub const MARKDOWN: &str = "\
# The weir

*Ines Corvane* walked\nalong the [bank](https://example.org/bank) and said **nothing**.[^1]

> \"It leaks,\" she said.

1. boots
2. a hat

| year | weirs |
|------|-------|
| 1990 | 3     |

```sh
ls  -l
```

![The weir at dawn, seen from the bank](weir.jpg)

<script>alert(1)</script>

[^1]: Much later.
";

#[test]
fn markdown_becomes_blocks_and_markup() {
    let article = article("notes/weir.md", MARKDOWN.as_bytes());
    assert_eq!(
        draw(&article),
        "T The weir\nP Ines Corvane walked along the bank and said nothing.[1]\nQ \"It leaks,\" she said.\n\
         L 1. boots\nL 2. a hat\nR year  │ weirs\nR 1990  │ 3\nC ls  -l\n\
         I Image: The weir at dawn, seen from the bank\nP [1] Much later."
    );
    assert_eq!(article.meta.title.as_deref(), Some("The weir"));
    assert_eq!(marked(&article, &Markup::Emphasis), ["Ines Corvane"]);
    assert_eq!(marked(&article, &Markup::Strong), ["nothing"]);
    assert_eq!(marked(&article, &Markup::Link("https://example.org/bank".into())), ["bank"]);
}

#[test]
fn what_goes_by_the_name_of_markdown_may_be_a_page() {
    let page = article(
        "https://example.org/README.md",
        b"<!doctype html><title>x</title><p>It stands at the river.",
    );
    assert_eq!(page.text, "It stands at the river.");
    let readme = article("README.md", b"<p align=center>A *weir*</p>\n\nIt **stands** here.\n");
    assert_eq!(marked(&readme, &Markup::Strong), ["stands"]);
    let typed = article("-", b"---\ntitle: The weir\n---\nIt **stands** here.\n");
    assert_eq!((typed.meta.title.as_deref(), typed.text.as_str()), (Some("The weir"), "It stands here."));
}

pub const LETTER: &str = "\
From: =?utf-8?q?Am=C3=A9lie_Roux?= <amelie@example.org>
Newsgroups: example.rivers
Subject: Re: The weir
  at Orvanne
Date: Thu, 02 Apr 2026 08:30:00 +0200
Message-ID: <a1@example.org>

On Wed, Aldous Tarrick wrote:
> The weir will hold for as long as there is a river, and nobody
> needs to look at it.
>
>> Is it safe?
> It is.

I do not think so. The keeper told me that the gate has not been
opened since the flood.

Yours,
Amélie
-- 
Amélie Roux, Orvanne
Everything here is my own opinion.
";

#[test]
fn a_letter_has_quotations_and_its_signature_is_folded() {
    let letter = article("news.txt", LETTER.as_bytes());
    assert_eq!(
        draw(&letter),
        "P On Wed, Aldous Tarrick wrote:\nQ The weir will hold for as long as there is a river, and nobody needs to look at it.\n\
         Q Is it safe?\nQ It is.\nP I do not think so. The keeper told me that the gate has not been opened since the flood.\n\
         P Yours,\nP Amélie\nP --\nP Amélie Roux, Orvanne\nP Everything here is my own opinion."
    );
    assert_eq!(letter.meta.title.as_deref(), Some("Re: The weir at Orvanne"));
    assert_eq!(letter.meta.byline.as_deref(), Some("Amélie Roux"));
    assert_eq!(letter.meta.site.as_deref(), Some("example.rivers"));
    assert_eq!(letter.meta.published.as_deref(), Some("2026-04-02T08:30:00+02:00"));
    assert_eq!(folded(&letter), ["--", "Amélie Roux, Orvanne", "Everything here is my own opinion."]);
}

#[test]
fn letters_are_unpacked_and_what_is_attached_is_named() {
    let letter = "From: Ines <ines@example.org>\r\nTo: all@example.org\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
        Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        The weir is ferm=E9, she said.\r\n--b\r\nContent-Type: application/pdf; name=\"plan.pdf\"\r\n\
        Content-Disposition: attachment; filename=\"plan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n";
    let read = article("x.eml", letter.as_bytes());
    assert_eq!(read.text, "The weir is fermé, she said.");
    assert!(read.notes[0].0.contains("1 attachment not shown: plan.pdf"), "{:?}", read.notes);
    let html =
        letter.replace("text/plain", "text/html").replace("The weir", "<h1>News</h1><p>The <b>weir</b>");
    let read = article("x.eml", html.as_bytes());
    assert_eq!(draw(&read), "T News\nP The weir is fermé, she said.");
    // No character set is named, and it is not UTF-8.
    let latin = b"From: a@example.org\nSubject: Br\xfccke\n\nDie Br\xfccke \xfcber die Orvanne ist seit gestern gesperrt.\n";
    let read = article("-", latin);
    assert_eq!(read.meta.title.as_deref(), Some("Brücke"));
    assert_eq!(read.text, "Die Brücke über die Orvanne ist seit gestern gesperrt.");
}

#[test]
fn texts_that_only_look_like_letters_are_left_alone() {
    for text in [
        "From: the mayor\n\nIt stands.",
        "From: a\nthe Subject: of it\n\nIt stands.",
        "Subject: weirs\n\nIt stands.",
    ] {
        assert!(article("x.txt", text.as_bytes()).text.contains(text.split('\n').next().unwrap()), "{text}");
    }
}

#[test]
fn a_mailbox_is_a_listing_of_its_letters() {
    let mailbox = format!(
        "From amelie@example.org Thu Apr  2 08:30:00 2026\n{LETTER}\nFrom b@example.org Fri Apr  3 08:30:00 2026\n\
         From: Ben <b@example.org>\nSubject: Second\n\nFrom here on it stands.\n\nFrom the bank one sees it.\n"
    );
    let items = listing("box.mbox", mailbox.as_bytes());
    let shown: Vec<(&str, &str)> =
        items.iter().map(|item| (item.title.as_str(), item.detail.as_str())).collect();
    assert_eq!(shown, [("Re: The weir at Orvanne", "Amélie Roux, 2026-04-02"), ("Second", "Ben")]);
    let Ok(Loaded::Article(second)) = load::load(&items[1].source) else { panic!() };
    assert_eq!(second.text, "From here on it stands.\nFrom the bank one sees it.");
    let mut names = Vec::new();
    let source = Source::Memory { name: "box.mbox".into(), bytes: mailbox.into_bytes().into() };
    load::stream(&source, &mut |name, article| {
        names.push((name, article.is_ok()));
        true
    });
    assert_eq!(names, [("box.mbox:1".to_string(), true), ("box.mbox:2".to_string(), true)]);
}

pub const BOOK: &str = "\u{feff}The Project Gutenberg eBook of The Weir Keeper

This ebook is for anyone anywhere who likes invented books about weirs.

Title: The Weir Keeper

Author: Ottilie Brandt

Release date: April 2, 2026 [eBook #00000]

Language: English

*** START OF THE PROJECT GUTENBERG EBOOK THE WEIR KEEPER ***

THE WEIR KEEPER

PART ONE

CHAPTER I.
The Gate

The keeper had not opened the gate since the flood, and he did _not_
mean to open it now. \u{201c}Never!\u{201d} he said; he said it _twice_.

    The river runs,
    The keeper sleeps.

Nobody heard him
but the heron, which stood in the reeds as it had stood all that year.

*** END OF THE PROJECT GUTENBERG EBOOK THE WEIR KEEPER ***

Updated editions will replace the previous one.
";

#[test]
fn a_book_has_chapters_and_its_licence_is_folded() {
    let book = article("weir.txt", BOOK.as_bytes());
    let drawn = draw(&book);
    let inside = drawn.split("***").nth(2).unwrap();
    assert_eq!(
        inside.trim(),
        "T THE WEIR KEEPER\nH1 PART ONE\nH2 CHAPTER I. The Gate\n\
         P The keeper had not opened the gate since the flood, and he did not mean to open it now. “Never!” he said; he said it twice.\n\
         P The river runs,\nP The keeper sleeps.\n\
         P Nobody heard him but the heron, which stood in the reeds as it had stood all that year.\nP"
    );
    assert_eq!(book.meta.title.as_deref(), Some("The Weir Keeper"));
    assert_eq!(book.meta.byline.as_deref(), Some("Ottilie Brandt"));
    assert_eq!(book.meta.published.as_deref(), Some("April 2, 2026"));
    assert_eq!(book.meta.language.as_deref(), Some("en"));
    assert_eq!(marked(&book, &Markup::Emphasis), ["not", "twice"]);
    let folded = folded(&book);
    assert_eq!(folded.len(), 9, "{folded:?}");
    assert!(folded.iter().all(|line| !line.contains("keeper ")) && folded[8].starts_with("Updated"));
    // Offsets lead back to the file's own text.
    let map = book.source_map.as_ref().expect("it was changed");
    let source = map.source(&book.text);
    assert_eq!(source, BOOK);
    let at = book.text.find("twice").unwrap();
    assert!(source[map.to_source(at)..].starts_with("twice_"));
}

#[test]
fn zstandard_files_are_unpacked_frame_by_frame() {
    let pack = |words: &str| compress_to_vec(words.as_bytes(), CompressionLevel::Fastest);
    let skipped = [&0x184D_2A50_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
    let packed = [pack("It stands.\n"), skipped, pack("It fell.\n")].concat();
    assert_eq!(article("x.txt.zst", &packed).text, "It stands.\nIt fell.");
    let whole = pack(&"The weir stands at the river. ".repeat(9000));
    let broken = load::parse("x.txt.zst", &whole[..whole.len() / 2]);
    assert!(matches!(broken, Err(Error::Unreadable(..))), "{broken:?}");
}

#[test]
fn packed_files_stream_by_what_they_are_not_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let records = "{\"id\": \"a\", \"text\": \"One.\"}\n{\"id\": \"b\", \"text\": \"Two.\"}\n".as_bytes();
    let files = [
        ("a.jsonl.zst", compress_to_vec(records, CompressionLevel::Fastest)),
        ("b.jsonl", gzip(records)),
        ("c.jsonl", records.to_vec()),
    ];
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut ids = Vec::new();
        load::stream(&Source::Path(path), &mut |id, article| {
            ids.push((id, article.expect("an article").text));
            true
        });
        assert_eq!(ids, [("a".to_string(), "One.".to_string()), ("b".to_string(), "Two.".to_string())]);
    }
}

#[test]
fn a_pdf_says_what_to_run_first() {
    let Err(error) = load::parse("plan.pdf", b"%PDF-1.7\n\x00\x01") else { panic!() };
    assert!(error.to_string().contains("plan.pdf: a PDF; turn it into text first: pdftotext"), "{error}");
}
