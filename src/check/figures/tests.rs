use super::super::{Status, apply};
use super::*;
use crate::anchor::Anchor;
use crate::annotate::{Confidence, Construction, FigureKind, Speaker, Statement, StatementKind, Support};

const TEXT: &str = "Rosa Hale spoke. Hale left. The mayor said no. Tom Hale said yes. He slept.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn figure(name: &str, mentions: &[(Span, Form)]) -> Figure {
    let mention = |(span, form): &(Span, Form)| Mention::new(*span, *form, 1.0);
    Figure {
        name: name.into(),
        kind: FigureKind::Person,
        role: None,
        mentions: mentions.iter().map(mention).collect(),
    }
}

fn statement(speaker: Span, figure: usize, content: &str) -> Statement {
    Statement {
        kind: StatementKind::Indirect,
        speaker: Some(Speaker::new(speaker, vec![FigureId::new(figure)].into(), Form::Name)),
        cue: None,
        content: [span(content)].into_iter().collect(),
        within: None,
        headline: false,
        confidence: Confidence { statement: 0.7, speaker: 0.7, figure: 0.7 },
        construction: Construction::default(),
    }
}

/// "Rosa Hale" has taken Tom's name; "the mayor" is no one else's.
fn found() -> Annotations {
    let hale = span(" Hale left");
    let hale = Span::new(hale.start + 1, hale.start + 5);
    Annotations {
        quotations: Vec::new(),
        figures: vec![
            figure(
                "Rosa Hale",
                &[
                    (span("Rosa Hale"), Form::Name),
                    (hale, Form::Name),
                    (span("Tom Hale"), Form::Name),
                    (span("He"), Form::Pronoun),
                ],
            ),
            figure("The mayor", &[(span("The mayor"), Form::Nominal)]),
        ],
        statements: vec![statement(span("The mayor"), 1, "no"), statement(span("Tom Hale"), 0, "yes")],
        sentences: Vec::new(),
        support: Support::Full,
        language: None,
    }
}

fn check(verdict: Verdict, words: Option<Span>, names: &[&str]) -> Check {
    let anchor = words.map_or(Anchor::default(), |span| Anchor::new(TEXT, span));
    Check { anchor, verdict, speakers: names.iter().map(|name| name.to_string()).collect() }
}

fn applied(checks: &[Check]) -> (Annotations, Vec<Status>) {
    apply(&Article::of_lines(TEXT), &found(), checks)
}

fn said_by(annotations: &Annotations, statement: usize) -> &str {
    let speaker = annotations.statements[statement].speaker.as_ref().unwrap();
    &annotations.figures[speaker.figures[0].index()].name
}

#[test]
fn two_figures_become_one() {
    let (annotations, statuses) = applied(&[check(Verdict::Same, None, &["Rosa Hale", "The mayor"])]);
    assert_eq!(annotations.figures.len(), 1);
    assert_eq!(annotations.figures[0].mentions.len(), 5);
    assert!(annotations.figures[0].mentions.is_sorted_by_key(|mention| mention.span().start));
    assert_eq!((said_by(&annotations, 0), said_by(&annotations, 1)), ("Rosa Hale", "Rosa Hale"));
    assert_eq!(statuses, [Status::Machine; 2], "nothing was said about the statements");
}

#[test]
fn a_name_is_set_apart_and_the_figures_stay_in_order() {
    let (annotations, _) = applied(&[check(Verdict::Apart, Some(span("Tom Hale")), &["Rosa Hale"])]);
    let names: Vec<&str> = annotations.figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(names, ["Rosa Hale", "The mayor", "Tom Hale"]);
    assert_eq!((said_by(&annotations, 0), said_by(&annotations, 1)), ("The mayor", "Tom Hale"));
    let (annotations, _) = applied(&[check(Verdict::Apart, Some(span("Rosa Hale")), &["Rosa Hale"])]);
    let names: Vec<&str> = annotations.figures.iter().map(|figure| figure.name.as_str()).collect();
    assert_eq!(names, ["Rosa Hale", "Tom Hale", "The mayor"], "the rest goes by its fullest name");
}

#[test]
fn checks_of_statements_find_a_name_that_went() {
    let merge = check(Verdict::Same, None, &["Rosa Hale", "The mayor"]);
    let speaker = check(Verdict::Speaker, Some(span("yes")), &["The mayor"]);
    for checks in [[merge.clone(), speaker.clone()], [speaker, merge]] {
        let (annotations, statuses) = applied(&checks);
        assert_eq!((said_by(&annotations, 1), statuses[1]), ("Rosa Hale", Status::Confirmed));
    }
}

#[test]
fn what_cannot_be_changes_nothing() {
    let cases = [
        check(Verdict::Same, None, &["Rosa Hale", "Nobody"]),
        check(Verdict::Same, None, &["Rosa Hale", "Rosa Hale"]),
        check(Verdict::Apart, Some(span("The mayor")), &["The mayor"]),
        check(Verdict::Apart, Some(span("slept")), &["Rosa Hale"]),
    ];
    for check in cases {
        assert_eq!(applied(std::slice::from_ref(&check)).0, found(), "{check:?}");
    }
}
