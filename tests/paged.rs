//! Articles that a site cuts into pages, and what `extract` prints of links.

use std::sync::atomic::Ordering;

use assert_cmd::Command;
use pullquote::article::{Article, Markup};
use pullquote::load::fetch::Web;
use pullquote::load::{self, Loaded, Source};

use crate::fetch::{limits, reply, server};

/// A page of an article; `next` is where its link to the next one leads.
fn page(number: usize, next: &str) -> String {
    let next = if next.is_empty() {
        String::new()
    } else {
        format!("<a class=pager href='{next}' rel='nofollow next'>More</a>")
    };
    format!(
        "<html><head><title>The weir</title></head><body><article><h1>The weir</h1><p class=byline>By Ines Corvane</p>\
         <p>This is part {number} of what the <a href='/keeper/{number}'>keeper</a> told us about the weir and the flood \
         that took it away, in a year that nobody on the river will soon forget.</p>\
         <p>\u{201c}Number {number} of the gates was open,\u{201d} he said, and went back to the bank of the river.</p></article>{next}</body></html>"
    )
}

fn read(address: &str) -> Article {
    let web = Web::new(limits(), None);
    match load::load(&Source::Web(web.page(address))) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("no article: {other:?}"),
    }
}

fn notes(article: &Article) -> String {
    article.notes.iter().map(|note| note.0.as_str()).collect()
}

#[test]
fn the_pages_of_an_article_are_joined() {
    let (host, count) = server(|path, _, stream| match path {
        "/weir" => reply(stream, "200 OK", "", page(1, "/weir/2").as_bytes()),
        "/weir/2" => reply(stream, "200 OK", "", page(2, "/weir/3").as_bytes()),
        "/weir/3" => reply(stream, "200 OK", "", page(3, "/heron").as_bytes()),
        _ => reply(stream, "404 Not Found", "", b""),
    });
    let article = read(&format!("{host}/weir"));
    assert_eq!(count.load(Ordering::SeqCst), 3);
    let parts: Vec<usize> =
        (1..=3).map(|n| article.text.find(&format!("This is part {n}")).expect("a part")).collect();
    assert!(parts.is_sorted());
    assert!(article.text.matches("The weir").count() <= 1);
    assert!(article.text.matches("Ines Corvane").count() <= 1);
    assert!(notes(&article).contains("3 were joined"), "{:?}", article.notes);
    let mut next = 0;
    for block in &article.blocks {
        assert_eq!(block.span.start, next);
        next = block.span.end + 1;
        for (span, markup) in &block.markup {
            assert!(block.span.covers(*span));
            assert!(!matches!(markup, Markup::Link(_)) || span.of(&article.text) == "keeper");
        }
    }
    assert_eq!(next, article.text.len() + 1);
}

#[test]
fn a_page_that_is_missing_is_named_and_endless_ones_end() {
    let (host, _) = server(|path, _, stream| match path {
        "/weir" => reply(stream, "200 OK", "", page(1, "/weir/2").as_bytes()),
        _ => reply(stream, "404 Not Found", "", b""),
    });
    let article = read(&format!("{host}/weir"));
    assert!(notes(&article).contains("Page 2 is missing: ") && notes(&article).contains("no such page"));
    let (host, count) = server(|path, _, stream| {
        let number: usize = path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        reply(stream, "200 OK", "", page(number, &format!("/weir/{}", number + 1)).as_bytes());
    });
    let article = read(&format!("{host}/weir"));
    assert_eq!(count.load(Ordering::SeqCst), 20);
    assert!(notes(&article).contains("There are more pages than the first 20: "), "{:?}", article.notes);
}

#[test]
fn links_are_numbered_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weir.md");
    std::fs::write(
        &path,
        "# Déjà\n\nThe [keeper](https://a.example/k) of the [weir](https://a.example/w).\n",
    )
    .unwrap();
    let output = Command::cargo_bin("pullquote").unwrap().arg("extract").arg(&path).output().unwrap();
    let article: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let links = serde_json::json!([
        {"n": 1, "start": 9, "end": 15, "url": "https://a.example/k"},
        {"n": 2, "start": 23, "end": 27, "url": "https://a.example/w"},
    ]);
    assert_eq!(article["links"], links);
}
