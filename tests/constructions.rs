//! Each way of reporting speech in an invented article with its right answers: tests/constructions.txt.

use std::sync::Arc;

use pullquote::annotate::Statement;
use pullquote::article::{BlockKind, Corrections};
use pullquote::document::{Document, Pipeline};
use pullquote::load::{self, Loaded};

/// One article of the file.
struct Case<'a> {
    name: &'a str,
    text: String,
    /// Right answers, and whether they are expected to be found.
    answers: Vec<(bool, &'a str)>,
}

fn cases(file: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            cases.push(Case { name, text: String::new(), answers: Vec::new() });
            continue;
        }
        let case = cases.last_mut().expect("an article starts with ==");
        match (line.strip_prefix("= "), line.strip_prefix("! ")) {
            (Some(answer), _) => case.answers.push((true, answer)),
            (_, Some(answer)) => case.answers.push((false, answer)),
            _ if case.text.is_empty() => case.text.push_str(line),
            _ => case.text.extend(["\n", line]),
        }
    }
    cases
}

/// `figures | cue | content`, pieces and paragraphs joined by " + "; without figures the speaker's own words.
fn answer(document: &Document, statement: &Statement) -> String {
    let text = &document.article.text;
    let speaker = statement.speaker.as_ref().map_or("-".to_string(), |speaker| {
        let figures: Vec<&str> =
            speaker.figures.iter().map(|id| document.annotations.figures[id.index()].name.as_str()).collect();
        if figures.is_empty() { speaker.span().of(text).to_string() } else { figures.join(" + ") }
    });
    let cue = statement.cue.as_ref().map_or("-", |cue| cue.span().of(text));
    let content: Vec<&str> = statement.content.iter().map(|piece| piece.of(text)).collect();
    format!("{speaker} | {cue} | {}", content.join(" + ").replace('\n', " + "))
}

fn answers(pipeline: &Pipeline, case: &Case) -> Vec<String> {
    let mut article = match load::parse("article.txt", case.text.as_bytes()) {
        Ok(Loaded::Article(article)) => *article,
        other => panic!("{}: no article but {other:?}", case.name),
    };
    article.meta.language = Some("en".to_string());
    article.blocks[0].kind = if case.name == "headlines" { BlockKind::Title } else { BlockKind::Paragraph };
    let document = pipeline.read(Arc::new(article), &Corrections::default());
    document.annotations.statements.iter().map(|statement| answer(&document, statement)).collect()
}

#[test]
fn every_way_of_reporting_speech_is_read_as_the_file_says() {
    let (pipeline, mut report) = (Pipeline::bundled(), String::new());
    for case in cases(include_str!("constructions.txt")) {
        let found = answers(&pipeline, &case);
        for (expected, right) in case.answers {
            let is_found = found.iter().any(|answer| answer.eq_ignore_ascii_case(right));
            if is_found != expected {
                let now = if is_found { "is found now" } else { "is missed" };
                report += &format!("{}: {right} {now}; found\n  {}\n", case.name, found.join("\n  "));
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
