//! Pages: what loading and cleaning make of each page in `tests/pages`, compared whole, and bad pages.
//! `UPDATE=1 cargo test pages` rewrites; the diff is what gets reviewed.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use pullquote::article::{Article, Corrections};
use pullquote::clean::{Rules, clean};
use pullquote::harmless;
use pullquote::load::{self, Error, Loaded, Source};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

fn article(name: &str, bytes: &[u8]) -> Result<Article, Error> {
    match load::parse(name, bytes)? {
        Loaded::Article(article) => Ok(*article),
        Loaded::Listing(_) => panic!("{name} is a listing"),
    }
}

#[test]
fn pages_read_as_they_did() {
    let rules = Rules::bundled();
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "html"));
    paths.sort();
    assert!(paths.len() > 5);
    let mut changed = Vec::new();
    for path in paths {
        let drawn =
            draw(&article(&path.display().to_string(), &std::fs::read(&path).unwrap()).unwrap(), &rules);
        let golden = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&golden, &drawn).unwrap();
        } else if std::fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n") != drawn {
            changed.push(format!("{}\n{drawn}", golden.display()));
        }
    }
    assert!(changed.is_empty(), "{}\nUPDATE=1 cargo test pages rewrites", changed.join("\n"));
}

/// What the page says of itself, then each block with its kind and its mark, then the links.
fn draw(article: &Article, rules: &Rules) -> String {
    let mut out = String::new();
    let meta = &article.meta;
    let fields = [
        ("title", &meta.title),
        ("byline", &meta.byline),
        ("site", &meta.site),
        ("published", &meta.published),
        ("language", &meta.language),
        ("url", &meta.url),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "{name}: {}", harmless::line(value)).unwrap();
        }
    }
    for note in &article.notes {
        writeln!(out, "note: {}", note.0).unwrap();
    }
    let marks = clean(article, rules, &Corrections::default());
    for (block, mark) in article.blocks.iter().zip(&marks.clutter) {
        let mark =
            mark.as_ref().map_or(String::new(), |mark| format!(" [{} {:?}]", mark.reason.word(), mark.show));
        writeln!(out, "{:?}{mark}: {}", block.kind, harmless::line(block.span.of(&article.text))).unwrap();
    }
    for (i, (span, address)) in article.links().into_iter().enumerate() {
        let words = harmless::line(span.of(&article.text)).into_owned();
        writeln!(out, "{} {words:?} -> {}", i + 1, harmless::line(address)).unwrap();
    }
    out
}

#[test]
fn monstrous_pages_are_read_bare() {
    let words = "The harbour office said on Monday that the night ferry would sail again.";
    let wrap = |front: String| format!("<html><body>{front}<p>{words}</p>");
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=x")).collect();
    let pages = [
        wrap("<div>".repeat(100_000)),
        wrap("<b><i>".repeat(60_000)),
        wrap(format!("<div {attributes}>")),
        wrap("<table><tr><td>".repeat(20_000)),
        wrap("<a href=x>".repeat(20_000)),
        wrap("<div></b>".repeat(50_000)),
        wrap("<svg><g>".repeat(20_000)),
        wrap("<ul><li>".repeat(20_000)),
    ];
    for page in pages {
        let article = article("x.html", page.as_bytes()).expect("its words");
        assert!(article.text.contains(words));
        assert!(article.notes.iter().any(|note| note.0.contains("bare text")), "{:?}", &page[..40]);
    }
}

#[test]
fn pages_without_words_say_so() {
    for page in
        ["<html><body></body></html>", "<html><script>let a = 1;</script>", "<!doctype html><img src=x>"]
    {
        let error = article("x.html", page.as_bytes()).expect_err("nothing").to_string();
        assert_eq!(error, "x.html: no article in this page; it may show its text only in a browser");
    }
    let huge = format!("<html><p>{}", "word ".repeat(14 << 20));
    let error = article("x.html", huge.as_bytes()).expect_err("too large").to_string();
    assert!(error.starts_with("x.html: larger than 64 MB"), "{error}");
}

#[test]
fn pages_are_known_by_their_first_tags() {
    let page = std::fs::read(folder().join("ferry.html")).unwrap();
    let by_content = article("-", &page).expect("a page");
    assert_eq!(by_content.meta.byline.as_deref(), Some("Marit Osk, Pell Andry"));
    let text = article("notes.txt", b"<3 is what she wrote on the wall.\n\nNobody knew why.").expect("text");
    assert!(text.text.starts_with("<3 is"));
}

#[test]
fn garbled_pages_are_put_right_and_it_is_noted() {
    let good = "<html><body><p>« Nous n’avons pas le choix », a déclaré la maire à la fin de l’été.</p>";
    let garbled: String =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(good.as_bytes()).0.into_owned();
    let article = article("x.html", garbled.as_bytes()).expect("words");
    assert!(
        article.text.contains("n’avons pas le choix », a déclaré la maire à la fin de l’été"),
        "{}",
        article.text
    );
    assert!(article.notes.iter().any(|note| note.0.contains("garbled")));
}

#[test]
fn records_may_hold_pages() {
    let line = r#"{"id": 7, "html": "<html><title>T</title><body><p>The ferry stays in port, the harbour office said.</p>", "url": "https://example.org/f"}"#;
    let mut seen = Vec::new();
    let source = Source::Memory { name: "x.jsonl".into(), bytes: line.as_bytes().into() };
    load::stream(&source, &mut |id, article| {
        seen.push((id, article.expect("a record")));
        true
    });
    let (id, article) = &seen[0];
    assert_eq!((id.as_str(), article.meta.url.as_deref()), ("7", Some("https://example.org/f")));
    assert_eq!(article.text, "The ferry stays in port, the harbour office said.");
}

/// dom_smoothie 0.19 cuts the addresses of embedded videos at bytes.
#[test]
fn an_address_of_a_video_may_hold_any_characters() {
    let words =
        "The harbour office said on Monday that the night ferry would sail again, and the crews agreed. "
            .repeat(4);
    for address in ["xxÈÈyoutube.com/embed/1", "èwww.youtube.com", "aé//player.vimeo.com"] {
        let page = format!(
            "<html><body><article><p>{words}</p><iframe src='{address}'></iframe><p>{words}x</p></article>"
        );
        let article = article("x.html", page.as_bytes()).expect("words");
        assert!(article.text.contains(words.trim()));
    }
}
