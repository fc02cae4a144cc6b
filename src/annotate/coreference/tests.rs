//! Invented sentences, each with the mentions that mean one figure.

use crate::annotate::{
    Annotations, Figure, FigureId, FigureKind, Lexicon, Models, Names, StatementId, annotate,
};
use crate::article::{Article, Marks};

fn article(text: &str) -> Article {
    let mut article = Article::of_lines(text);
    article.meta.language = Some("en".to_string());
    article
}

struct Reader {
    lexicon: Lexicon,
    names: Names,
}

impl Reader {
    fn new() -> Reader {
        let lexicon = Lexicon::bundled();
        let names = Names::bundled(&lexicon);
        Reader { lexicon, names }
    }

    fn read(&self, text: &str) -> Annotations {
        annotate(&article(text), &Marks::default(), &self.lexicon, &self.names, &Models::bundled())
    }
}

/// "Ana Duarte = She = the mayor": the mentions of a figure in order.
fn line(figure: &Figure, text: &str) -> String {
    let words: Vec<&str> = figure.mentions.iter().map(|mention| mention.span().of(text)).collect();
    words.join(" = ")
}

/// Each text with figures that must be among those found.
const TOGETHER: &[(&str, &[&str])] = &[
    // Variants of a name.
    ("Ana Duarte spoke first. Duarte then left.", &["Ana Duarte = Duarte"]),
    ("Robert J. Vance wrote it. Robert Vance is a poet.", &["Robert J. Vance = Robert Vance"]),
    ("Duarte wins in Texas\nAna Duarte won the vote in Texas.", &["Duarte = Ana Duarte", "Texas = Texas"]),
    ("Hassan al-Barodi came. Barodi then spoke.", &["Hassan al-Barodi = Barodi"]),
    ("Maria van der Holt came. Van der Holt then spoke.", &["Maria van der Holt = Van der Holt"]),
    // Two people with one surname stay two.
    (
        "Ana Duarte met Paul Duarte. Ana Duarte smiled and Paul Duarte wept.",
        &["Ana Duarte = Ana Duarte", "Paul Duarte = Paul Duarte"],
    ),
    (
        "Mary Duarte and John Duarte came. Mr. Duarte spoke. Mrs. Duarte wept.",
        &["John Duarte = Duarte", "Mary Duarte = Duarte"],
    ),
    // Acronyms and countries.
    (
        "The Northern Harbour Commission (NHC) met. The NHC agreed.",
        &["Northern Harbour Commission = NHC = NHC"],
    ),
    ("The United States agreed. The U.S. will pay.", &["United States = U.S."]),
    // Pronouns.
    ("Mary Vance came on Monday. She brought her dog.", &["Mary Vance = She = her"]),
    (
        "John Vance told Mary Duarte that she was right, but he doubted it.",
        &["John Vance = he", "Mary Duarte = she"],
    ),
    ("“I know him,” John Vance said. He smiled.", &["John Vance = He"]),
    ("John Vance, who lives in Texas, said he would come.", &["John Vance = who = he"]),
    // Roles.
    ("Mayor Ana Duarte opened the hall. The mayor thanked everyone.", &["Ana Duarte = The mayor"]),
    (
        "Ana Duarte, the mayor, opened the hall. The mayor thanked everyone.",
        &["Ana Duarte = the mayor = The mayor"],
    ),
];

#[test]
fn mentions_of_one_figure_are_together() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for (text, expected) in TOGETHER {
        let figures = reader.read(text).figures;
        let lines: Vec<String> = figures.iter().map(|figure| line(figure, text)).collect();
        if !expected.iter().all(|figure| lines.iter().any(|line| line == figure)) {
            wrong.push(format!("{text}\n  found {lines:?}\n  not   {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The kind, role and name of the first figure of each text.
const FIRST: &[(&str, FigureKind, Option<&str>, &str)] = &[
    (
        "Former health minister Ana Duarte left.",
        FigureKind::Person,
        Some("Former health minister"),
        "Ana Duarte",
    ),
    ("Secretary of State John Vance left.", FigureKind::Person, Some("Secretary of State"), "John Vance"),
    ("Sen. Mary Vance left.", FigureKind::Person, Some("Sen."), "Mary Vance"),
    (
        "He works for the University of Brackenford.",
        FigureKind::Organization,
        None,
        "University of Brackenford",
    ),
    ("He lives in Texas.", FigureKind::Place, None, "Texas"),
];

#[test]
fn names_have_kinds_and_roles() {
    let reader = Reader::new();
    let mut wrong = Vec::new();
    for (text, kind, role, name) in FIRST {
        let figures = reader.read(text).figures;
        let first = figures.iter().find(|figure| figure.is_named());
        let fits = first.is_some_and(|figure| {
            figure.kind == *kind
                && figure.role.as_deref().map(|role| role.as_str()) == *role
                && figure.name == *name
        });
        if !fits {
            wrong.push(format!("{text}\n  {first:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names in folded clutter are nobody's antecedents; every mention has a chance between 0 and 1.
#[test]
fn chances_are_chances() {
    let text = "Mary Vance met John Duarte in Texas. She said he was late. The mayor, Paul Ode, agreed.";
    for figure in Reader::new().read(text).figures {
        assert!(!figure.mentions.is_empty());
        for mention in figure.mentions {
            assert!((0.0..=1.0).contains(&mention.confidence), "{mention:?}");
        }
    }
}

#[test]
fn a_figure_is_the_same_one_in_every_stretch_of_a_long_article() {
    let filler = "The weir holds and the water is as high as it was before.\n".repeat(12_000);
    let text = format!("Mary Vance said the bridge is open.\n{filler}“It will be shut in May,” Vance said.");
    let found = Reader::new().read(&text);
    let figures: Vec<String> = found.figures.iter().map(|figure| line(figure, &text)).collect();
    assert_eq!(figures, ["Mary Vance = Vance"]);
    let speakers: Vec<_> = found.statements.iter().filter_map(|it| it.speaker.as_ref()).collect();
    assert!(speakers.iter().all(|speaker| speaker.figures[..] == [FigureId::new(0)]), "{speakers:?}");
    assert_eq!(found.quotations[0].statement, Some(StatementId::new(1)));
    assert_eq!(found.statements[1].content_span(), found.quotations[0].span());
}
