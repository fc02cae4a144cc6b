use std::sync::Arc;

use super::*;
use crate::article::{Article, Marks, Meta};

const TEXT: &str = "Lamps & shadows\nThe lamp went out, twice - or so they say.\nThe lamp went out again, and nobody in \
     the whole of the long grey street had thought to bring a candle along.";

fn document(url: Option<&str>) -> Document {
    let meta = Meta {
        url: url.map(String::from),
        title: Some("Lamps & shadows {draft}".into()),
        byline: Some("By Odile_Farrant".into()),
        site: Some("The Lantern".into()),
        published: Some("2021-03-04T05:06:07Z".into()),
        language: Some("en".into()),
    };
    let article = Article { meta, ..Article::of_lines(TEXT) };
    Document {
        marks: Marks { clutter: vec![None; article.blocks.len()], suspects: Vec::new() }.into(),
        article: Arc::new(article),
        annotations: Default::default(),
        statuses: Vec::new(),
    }
}

fn words(first: &str, nth: usize) -> Taken {
    let (start, _) = TEXT.match_indices(first).nth(nth).expect("the words");
    Taken::Words(vec![Span::new(start, start + first.len())])
}

#[test]
fn links_lead_to_the_words() {
    let document = document(Some("https://lantern.example/lamps"));
    let cases = [
        (words("nobody", 0), "https://lantern.example/lamps#:~:text=nobody"),
        // The same words stand twice: what stands around them tells.
        (words("lamp went out", 0), "#:~:text=The-,lamp%20went%20out,-%2C%20twice%20%2D%20or"),
        (words("lamp went out", 1), "#:~:text=The-,lamp%20went%20out,-again%2C%20and%20nobody%20in"),
        (words("twice - or", 0), "#:~:text=twice%20%2D%20or"),
        (
            words("again, and nobody in the whole of the long grey street had", 0),
            "#:~:text=again%2C%20and%20nobody%20in,long%20grey%20street%20had",
        ),
        (Taken::Words(Vec::new()), "https://lantern.example/lamps"),
    ];
    for (taken, expected) in cases {
        let link = link(&document, &taken).expect("a link");
        assert!(link.ends_with(expected), "{taken:?}: {link}");
    }
    let anchored = self::document(Some("https://lantern.example/lamps#two"));
    assert_eq!(
        link(&anchored, &words("nobody", 0)).expect("a link"),
        "https://lantern.example/lamps#two:~:text=nobody"
    );
    for url in [None, Some("file:///etc/lamps")] {
        assert!(link(&self::document(url), &words("nobody", 0)).is_err());
    }
}

#[test]
fn bibtex_is_escaped() {
    let expected = "@online{lantern2021lamps,\n  author = {{Odile\\_Farrant}},\n  title = {{Lamps \\& shadows \\{draft\\}}},\n  \
         organization = {{The Lantern}},\n  date = {2021-03-04},\n  url = {https://lantern.example/a_b%7B},\n}";
    let document = document(Some("https://lantern.example/a_b{"));
    assert_eq!(bibtex(&document, &Taken::Words(Vec::new())), expected);
    assert!(bibtex(&document, &words("nobody", 0)).contains("\n  note = {nobody — “Lamps \\& shadows"));
}

#[test]
fn markdown_quotes_every_line() {
    let markdown = markdown(&document(None), &words("The lamp went out, twice", 0));
    assert!(
        markdown.starts_with("> The lamp went out, twice\n>\n> — “Lamps & shadows {draft}”"),
        "{markdown}"
    );
}

#[test]
fn json_has_the_words_and_where_they_stand() {
    let json = data(&document(None), "lamps.txt", &words("nobody", 0));
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((value["words"][0].as_str(), value["paragraph"].as_u64()), (Some("nobody"), Some(3)));
    let start = value["pieces"][0]["start"].as_u64().expect("an offset") as usize;
    assert_eq!(TEXT.chars().skip(start).take(6).collect::<String>(), "nobody");
    assert_eq!(value.get("statement"), None);
}
