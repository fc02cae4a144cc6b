//! One invented sentence for each construction, with its right answer.

use super::*;
use crate::annotate::{Annotations, CueClass, Names, annotate};
use crate::article::Marks;

fn article(text: &str) -> Article {
    let mut article = Article::of_lines(text);
    article.meta.language = Some("en".to_string());
    article
}

fn read(text: &str) -> Annotations {
    let lexicon = Lexicon::bundled();
    annotate(&article(text), &Marks::default(), &lexicon, &Names::bundled(&lexicon), &Models::bundled())
}

fn found(text: &str) -> Vec<Statement> {
    read(text).statements
}

/// `speaker | cue | content`, pieces joined by " + ", of statements that are part of no other.
fn lines(text: &str) -> Vec<String> {
    let line = |statement: &Statement| {
        let speaker = statement.speaker.as_ref().map_or("-", |speaker| speaker.span().of(text));
        let cue = statement.cue.as_ref().map_or("-", |cue| cue.span().of(text));
        let pieces: Vec<&str> = statement.content.iter().map(|piece| piece.of(text)).collect();
        format!("{speaker} | {cue} | {}", pieces.join(" + "))
    };
    found(text).iter().filter(|statement| statement.within.is_none()).map(line).collect()
}

#[test]
fn every_construction() {
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("Vane said that the bridge will open.", "Vane | said | that the bridge will open"),
        ("The mayor says the bridge will open.", "The mayor | says | the bridge will open"),
        ("“The bridge will open,” Vane said.", "Vane | said | “The bridge will open,”"),
        (
            "“The bridge will open,” said Ana Vane, the mayor of Ode.",
            "Ana Vane, the mayor of Ode | said | “The bridge will open,”",
        ),
        ("``The bridge will open,'' she said.", "she | said | ``The bridge will open,''"),
        ("''The bridge will open,'' she said.", "she | said | ''The bridge will open,''"),
        ("‘The bridge won’t open,’ she said.", "she | said | ‘The bridge won’t open,’"),
        ("“The bridge,” Vane said, “will open in May.”", "Vane | said | “The bridge,” + “will open in May.”"),
        (
            "“It will open,” Vane said. “Nobody doubts it any more.”",
            "Vane | said | “It will open,” + “Nobody doubts it any more.”",
        ),
        ("“Will it open?” Vane asked.", "Vane | asked | “Will it open?”"),
        ("Vane said: “The bridge will open.”", "Vane | said | “The bridge will open.”"),
        (
            "Vane told reporters on Monday that the bridge will open.",
            "Vane | told | that the bridge will open",
        ),
        ("The bridge will open in May, Vane said.", "Vane | said | The bridge will open in May"),
        (
            "Vole, Ode discuss bridge plan at lunch, mayor says",
            "mayor | says | Vole, Ode discuss bridge plan at lunch",
        ),
        ("The bridge, Vane said, will open in May.", "Vane | said | The bridge + will open in May"),
        ("According to Vane, the bridge will open.", "Vane | According to | the bridge will open"),
        ("The bridge will open, according to Vane.", "Vane | according to | The bridge will open"),
        (
            "Vane, the mayor of Ode, said the bridge will open.",
            "Vane, the mayor of Ode | said | the bridge will open",
        ),
        (
            "Ana Vane and Bo Ode said the bridge will open.",
            "Ana Vane and Bo Ode | said | the bridge will open",
        ),
        ("Vane vowed to open the bridge.", "Vane | vowed | to open the bridge"),
        ("Vane denied that the bridge will open.", "Vane | denied | that the bridge will open"),
        ("Vane asked whether the bridge will open.", "Vane | asked | whether the bridge will open"),
        (
            "Vane described the plan as “wild” and “a bridge too far.”",
            "Vane | described | the plan as “wild” and “a bridge too far.”",
        ),
        (
            "Vane called for a new bridge across the river.",
            "Vane | called for | a new bridge across the river",
        ),
        (
            "Vane said the plan is “far too wild” for the town.",
            "Vane | said | the plan is “far too wild” for the town",
        ),
        (
            "VANE: The bridge will open in May.\nODE: Who will pay for it?\nVANE: Nobody will pay a thing.",
            "VANE | : | The bridge will open in May.",
        ),
        ("Vane: “The bridge will open in May.”", "Vane | : | “The bridge will open in May.”"),
        (
            "Ana Vane made the claim that the bridge will open in May.",
            "Ana Vane | made the claim | that the bridge will open in May",
        ),
        ("“The bridge will open.\n“It will be free,” Vane said.", "Vane | said | “It will be free,”"),
        (
            "Vane took the stage on Monday to say that “the bridge will open” in May.",
            "Vane | took the stage on Monday to say | that “the bridge will open” in May",
        ),
    ] {
        if !lines(text).contains(&expected.to_string()) {
            wrong.push((text, lines(text)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn two_statements_of_a_sentence() {
    let text = "Ana Vane said the bridge will open in May and added that it will be free.";
    let both = ["Ana Vane | said | the bridge will open in May", "Ana Vane | added | that it will be free"];
    assert_eq!(lines(text), both);
    let text = "Ana Vane left the meeting on Monday, saying that the bridge will open in May.";
    assert_eq!(lines(text), ["Ana Vane | saying | that the bridge will open in May"]);
    let text = "Ode, who said the bridge will open, left.";
    assert_eq!(lines(text), ["who | said | the bridge will open"]);
}

#[test]
fn labels_and_plain_sentences_are_nobodys() {
    for text in [
        "WATCH: Ana Vane opens the bridge",
        "READ MORE: the bridge",
        "WATCH: the bridge at dawn\nWATCH: the ferry at night",
        "The bridge opened on Monday.",
        "",
        "“",
    ] {
        assert_eq!(lines(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn titles_are_headlines() {
    let mut article = article("Vane vows to open bridge\nVane said the bridge will open.");
    article.blocks[0].kind = BlockKind::Title;
    let lexicon = Lexicon::bundled();
    let names = Names::bundled(&lexicon);
    let statements = annotate(&article, &Marks::default(), &lexicon, &names, &Models::bundled()).statements;
    let headlines: Vec<bool> = statements.iter().map(|statement| statement.headline).collect();
    assert_eq!(headlines, [true, false]);
}

#[test]
fn no_speaker_runs_on_through_another_cue() {
    let text = "A council readout of the calls says the two mayors discussed the old bridge in Ode, and agreed that the \
                trouble there “has gone on for far too long.”";
    for line in lines(text) {
        let speaker = line.split(" | ").next().unwrap_or("");
        assert!(!speaker.contains("says"), "{line}");
    }
}

#[test]
fn names_in_apposition_are_the_speakers() {
    let text =
        "The bride, Tamsin Wey, and the groom, Jory Pellow, said they would marry on the quay in June.";
    let read = read(text);
    let speaker = read.statements[0].speaker.as_ref().expect("a speaker");
    let names: Vec<&str> = speaker.figures.iter().map(|id| read.figures[id.index()].name.as_ref()).collect();
    assert_eq!(names, ["Tamsin Wey", "Jory Pellow"]);
}

#[test]
fn a_statement_inside_another_knows_it() {
    let statements = found("Ana Vane said that Bo Ode had denied that the bridge will open.");
    let within: Vec<Option<StatementId>> = statements.iter().map(|statement| statement.within).collect();
    assert_eq!(within, [None, Some(StatementId::new(0))]);
    assert_eq!(
        statements[1].cue.as_ref().map(|cue| (cue.lemma.as_ref(), cue.class())),
        Some(("deny", CueClass::Deny))
    );
}

#[test]
fn kinds_follow_the_marks() {
    for (text, kind) in [
        ("“The bridge will open,” Vane said.", StatementKind::Direct),
        ("Vane said the bridge will open.", StatementKind::Indirect),
        ("Vane said the bridge “will open.”", StatementKind::Mixed),
    ] {
        assert_eq!(found(text)[0].kind, kind, "{text}");
    }
}

#[test]
fn quotations_know_their_statement_or_are_scare_quotes() {
    let annotations = read("The “wild” plan failed. Vane said the bridge “will open.”");
    let quotations: Vec<(bool, bool)> =
        annotations.quotations.iter().map(|q| (q.scare, q.statement.is_some())).collect();
    assert_eq!(quotations, [(true, false), (false, true)]);
}

/// The names of the figures that speak first in `text`, when `names` are figures.
fn speakers(text: &str, names: &[&str]) -> Vec<String> {
    let (article, lexicon) = (article(text), Lexicon::bundled());
    let figure = |name: &&str| {
        let spans = text.match_indices(name).map(|(at, _)| Span::new(at, at + name.len()));
        let mentions = spans.map(|span| Mention::new(span, Form::Name, 0.9)).collect();
        Figure { name: (*name).into(), kind: crate::annotate::FigureKind::Person, role: None, mentions }
    };
    let figures: Vec<Figure> = names.iter().map(figure).collect();
    let tokens = crate::annotate::token::tokens(&article, &lexicon);
    let quotations = crate::annotate::quotation::quotations(&article, &tokens);
    let (found, _) = statements(&article, &tokens, quotations, &figures, &lexicon, &Models::bundled());
    let speaker = found.first().and_then(|statement| statement.speaker.clone());
    speaker.map_or(Vec::new(), |speaker| {
        speaker.figures.iter().map(|id| figures[id.index()].name.to_string()).collect()
    })
}

#[test]
fn the_head_of_the_words_says_whose_they_are() {
    for (text, expected) in [
        ("Ana Vane and Bo Ode said the bridge will open.", vec!["Ana Vane", "Bo Ode"]),
        ("Mayor of Vale Ana Vane said the bridge will open.", vec!["Ana Vane"]),
        ("Ana Vane, a friend of Bo Ode, said the bridge will open.", vec!["Ana Vane"]),
        ("“The bridge will open,” said Bo Ode, who leads the group.", vec!["Bo Ode"]),
        ("The brother of Ana Vane said the bridge will open.", vec![]),
    ] {
        assert_eq!(speakers(text, &["Ana Vane", "Bo Ode"]), expected, "{text}");
    }
}
