use super::*;
use crate::annotate::{Construction, FigureId, FigureKind, Mention, Quotation, StatementKind, Support};

const TEXT: &str = "Ana Duarte said the bridge is safe. Tom Reed waited.\nHe said the toll goes up.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap();
    Span::new(start, start + words.len())
}

fn figure(name: &str) -> Figure {
    let mention = Mention::new(span(name), Form::Name, 1.0);
    Figure { name: name.into(), kind: FigureKind::Person, role: None, mentions: [mention].into() }
}

fn statement(content: &str, speaker: (&str, Form, usize), within: Option<usize>) -> Statement {
    Statement {
        kind: StatementKind::Indirect,
        speaker: Some(Speaker::new(span(speaker.0), vec![FigureId::new(speaker.2)].into(), speaker.1)),
        cue: None,
        content: [span(content)].into_iter().collect(),
        within: within.map(StatementId::new),
        headline: false,
        confidence: Confidence { statement: 0.7, speaker: 0.6, figure: 0.5 },
        construction: Construction::default(),
    }
}

fn found() -> Annotations {
    let quotation = |words, id| {
        let mut quotation = Quotation::new(span(words));
        quotation.statement = Some(StatementId::new(id));
        quotation
    };
    Annotations {
        quotations: vec![quotation("safe", 0), quotation("up", 1)],
        figures: [figure("Ana Duarte"), figure("Tom Reed")].into(),
        statements: vec![
            statement("the bridge is safe", ("Ana Duarte", Form::Name, 0), None),
            statement("the toll goes up", ("He", Form::Pronoun, 1), None),
            statement("goes up", ("He", Form::Pronoun, 1), Some(1)),
        ],
        sentences: Vec::new(),
        support: Support::Full,
        language: None,
    }
}

fn check(id: usize, verdict: Verdict, speakers: &[&str]) -> Check {
    let speakers = speakers.iter().map(|name| name.to_string()).collect();
    Check::new(TEXT, &found().statements[id], verdict, speakers)
}

fn applied(checks: &[Check]) -> (Annotations, Vec<Status>) {
    apply(&Article::of_lines(TEXT), &found(), checks)
}

#[test]
fn right_is_sure_and_the_rest_stays() {
    let (annotations, statuses) = applied(&[check(0, Verdict::Right, &["Ana Duarte"])]);
    assert_eq!(statuses, [Status::Confirmed, Status::Machine, Status::Machine]);
    assert_eq!(annotations.statements[0].confidence.doubt(), None);
    assert_eq!(annotations.statements[1..], found().statements[1..]);
}

#[test]
fn another_speaker_keeps_the_pronoun_and_finds_the_nearest_name() {
    let checks = [check(1, Verdict::Speaker, &["Ana Duarte"]), check(0, Verdict::Speaker, &["Tom Reed"])];
    let (annotations, statuses) = applied(&checks);
    assert_eq!(statuses[..2], [Status::Corrected, Status::Corrected]);
    let speaker = |id: usize| annotations.statements[id].speaker.clone().unwrap();
    assert_eq!((speaker(1).span(), speaker(1).figures), (span("He"), vec![FigureId::new(0)].into()));
    assert_eq!((speaker(0).span(), speaker(0).figures), (span("Tom Reed"), vec![FigureId::new(1)].into()));
}

#[test]
fn a_wrong_one_goes_and_the_others_are_counted_anew() {
    let (annotations, statuses) = applied(&[check(0, Verdict::Wrong, &[])]);
    assert_eq!((annotations.statements.len(), statuses.len()), (2, 2));
    assert_eq!(annotations.statements[1].within, Some(StatementId::new(0)));
    assert_eq!(annotations.quotations[0].statement, None);
    assert!(annotations.quotations[0].scare && !annotations.quotations[1].scare);
    assert_eq!(annotations.quotations[1].statement, Some(StatementId::new(0)));
    let (annotations, _) = applied(&[check(1, Verdict::Wrong, &[])]);
    assert_eq!(annotations.statements.len(), 1, "what was reported inside goes too");
    let mut found = found();
    found.statements[2].kind = StatementKind::Direct;
    let checks = [check(1, Verdict::Wrong, &[])];
    let (annotations, _) = apply(&Article::of_lines(TEXT), &found, &checks);
    assert_eq!(annotations.statements[1].within, None, "a quotation inside stands alone");
}

#[test]
fn the_last_check_counts_and_unknown_names_change_nothing() {
    let twice = [check(0, Verdict::Wrong, &[]), check(0, Verdict::Right, &["Ana Duarte"])];
    assert_eq!(applied(&twice).1[0], Status::Confirmed);
    let unknown = applied(&[check(0, Verdict::Right, &["Nobody Known"])]);
    assert_eq!(unknown, (found(), vec![Status::Machine; 3]));
}

#[test]
fn a_speaker_that_the_engine_missed_is_made_of_the_name() {
    let said_by = |name: &str| check(0, Verdict::Speaker, &[name]);
    let speaker = |annotations: &Annotations| {
        let speaker = annotations.statements[0].speaker.clone().unwrap();
        (speaker.span(), annotations.figures[speaker.figures[0].index()].clone())
    };
    let (annotations, statuses) = applied(&[said_by("Una Pell")]);
    let (words, figure) = speaker(&annotations);
    assert_eq!((figure.name.as_str(), statuses[0]), ("Una Pell", Status::Corrected));
    assert!(words.is_empty() && figure.mentions[0].span().is_empty(), "it stands nowhere in the text");
    let (annotations, _) = applied(&[said_by("the bridge")]);
    let (_, figure) = speaker(&annotations);
    assert_eq!(figure.mentions[0].span(), span("the bridge"), "words of the text are mentions");
    let twice = applied(&[said_by("Una Pel"), said_by("Una Pell")]).0;
    assert_eq!(twice.figures.len(), found().figures.len() + 1, "the name that was replaced is gone");
    // An engine that calls the figure by another name since: the words still lead to it.
    let mut fuller = found();
    fuller.figures[1].name = "Thomas Reed".into();
    let (annotations, _) = apply(&Article::of_lines(TEXT), &fuller, &[said_by("Tom Reed")]);
    assert_eq!(speaker(&annotations).1.name, "Thomas Reed");
    assert_eq!(annotations.figures.len(), fuller.figures.len());
}

#[test]
fn what_was_called_no_statement_is_known() {
    let gone = |checks: &[Check]| {
        let article = Article::of_lines(TEXT);
        dismissed(&article, &found(), &apply(&article, &found(), checks).0, checks)
    };
    let wrong = check(1, Verdict::Wrong, &[]);
    assert_eq!(gone(&[wrong.clone(), wrong.clone()]), [StatementId::new(1)], "once, without what it holds");
    assert_eq!(gone(&[wrong, check(1, Verdict::Right, &["Tom Reed"])]), [], "the last check counts");
}

#[test]
fn words_are_found_again_in_an_edited_article() {
    let check = check(1, Verdict::Right, &["Tom Reed"]);
    let edited = format!("Updated: the toll goes up.\n{TEXT}");
    let place = check.anchor.place(&edited).unwrap();
    assert_eq!(place.start, edited.rfind("the toll").unwrap(), "the one in the same surroundings");
    assert_eq!(check.anchor.place("The toll stays as it is."), None);
    // A better engine that takes one word more into the statement.
    let mut wider = found().statements;
    wider[1].content = [span("said the toll goes up")].into_iter().collect();
    assert_eq!(check.about(TEXT, &wider), Some(StatementId::new(1)));
    wider[1].content = [span("waited")].into_iter().collect();
    wider.truncate(2);
    assert_eq!(check.about(TEXT, &wider), None);
}

#[test]
fn a_check_at_the_ends_of_a_text_keeps_whole_characters() {
    let text = "Éé said é";
    let mut statement = found().statements[0].clone();
    (statement.speaker, statement.content) = (None, [Span::new(10, 12)].into_iter().collect());
    let check = Check::new(text, &statement, Verdict::Right, Vec::new());
    assert_eq!(
        (check.anchor.before.as_str(), check.anchor.words.as_str(), check.anchor.after.as_str()),
        ("Éé said ", "é", "")
    );
    assert_eq!(check.anchor.place(text), Some(Span::new(10, 12)));
}

#[test]
fn edges_are_moved_and_moved_again() {
    let edges = |from: &str, to: &str| Check {
        anchor: Anchor::new(TEXT, span(from)),
        verdict: Verdict::Edges(Anchor::new(TEXT, span(to))),
        speakers: Vec::new(),
    };
    let (annotations, statuses) = applied(&[edges("the bridge is safe", "bridge")]);
    assert_eq!(
        (annotations.statements[0].content.clone(), statuses[0]),
        ([span("bridge")].into_iter().collect(), Status::Corrected)
    );
    assert_eq!(annotations.quotations[0].statement, None, "it is outside now");
    let twice = [edges("the bridge is safe", "bridge"), edges("bridge", "is safe")];
    let (annotations, _) = applied(&twice);
    assert_eq!(annotations.statements[0].content.to_vec(), [span("is safe")]);
    assert_eq!(annotations.quotations[0].statement, Some(StatementId::new(0)));
    let right = Check { verdict: Verdict::Right, ..edges("bridge", "bridge") };
    assert_eq!(applied(&[twice[0].clone(), right]).1[0], Status::Corrected, "right, but not as found");
    let over_the_speaker = applied(&[edges("the bridge is safe", "Ana Duarte said the bridge is safe")]).0;
    let speaker = over_the_speaker.statements[0].speaker.clone().unwrap();
    assert!(speaker.span().is_empty() && speaker.figures[..] == [FigureId::new(0)]);
}

#[test]
fn a_missing_statement_is_added_in_its_place() {
    let added = Check {
        anchor: Anchor::new(TEXT, span("waited")),
        verdict: Verdict::Added(Some(Anchor::new(TEXT, span("Tom Reed")))),
        speakers: vec!["Ana Duarte".into()],
    };
    let (annotations, statuses) = applied(std::slice::from_ref(&added));
    assert_eq!(statuses, [Status::Machine, Status::Added, Status::Machine, Status::Machine]);
    let new = &annotations.statements[1];
    assert_eq!(new.content.to_vec(), [span("waited")]);
    assert_eq!(new.cue.as_ref().map(|cue| cue.span()), Some(span("Tom Reed")));
    assert_eq!(new.speaker.as_ref().unwrap().figures[..], [FigureId::new(0)]);
    assert_eq!(annotations.statements[3].within, Some(StatementId::new(2)), "the others are counted anew");
    assert_eq!(annotations.quotations[1].statement, Some(StatementId::new(2)));
    let wrong = Check { verdict: Verdict::Wrong, ..added.clone() };
    assert_eq!(applied(&[added.clone(), wrong]), (found(), vec![Status::Machine; 3]), "and taken out again");
    let nobody = Check { speakers: Vec::new(), ..added.clone() };
    assert_eq!(applied(&[nobody]).0.statements[1].speaker, None);
    // A better engine finds it too.
    let mut better = found();
    better.statements.insert(1, statement("waited", ("Tom Reed", Form::Name, 1), None));
    better.statements[3].within = Some(StatementId::new(2));
    let (annotations, statuses) = apply(&Article::of_lines(TEXT), &better, &[added]);
    assert_eq!((annotations.statements.len(), statuses[1]), (4, Status::Corrected));
}

#[test]
fn an_added_content_between_quotations_leaves_out_who_says_it() {
    let text = "“Come in,” said Una. “Sit down.”\nShe sat.";
    let quoted = |words: &str| {
        let start = text.find(words).unwrap();
        Quotation::new(Span::new(start, start + words.len()))
    };
    let quotations = vec![quoted("“Come in,”"), quoted("“Sit down.”")];
    let found = Annotations { quotations: quotations.clone(), ..Annotations::default() };
    let added = |start: usize, end: usize| Check {
        anchor: Anchor::new(text, Span::new(start, end)),
        verdict: Verdict::Added(None),
        speakers: Vec::new(),
    };
    let (direct, _) = apply(&Article::of_lines(text), &found, &[added(0, quotations[1].span().end)]);
    assert_eq!(direct.statements[0].content.to_vec(), [quotations[0].span(), quotations[1].span()]);
    assert_eq!(direct.statements[0].kind, StatementKind::Direct);
    assert_eq!(direct.quotations[1].statement, Some(StatementId::new(0)));
    let (mixed, _) = apply(&Article::of_lines(text), &found, &[added(0, text.len())]);
    assert_eq!(mixed.statements[0].content.len(), 2, "a piece a block");
    assert_eq!(mixed.statements[0].kind, StatementKind::Mixed);
}
