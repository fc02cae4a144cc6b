//! Annotations: quotations, figures and statements of an article, found in passes, each resting on those before it.
//!
//! token -> quotation -> mention -> coreference -> attribution. Total: any text gives annotations, none fails. A long
//! text is gone through in stretches; from one to the next only the figures are remembered.

mod stretch;
pub mod lexicon;
pub mod names;
pub mod token;
pub mod quotation;
pub mod phrase;
pub mod tagger;
pub mod mention;
pub mod coreference;
pub mod attribution;
pub mod language;
pub mod foreign;

pub use attribution::Models;
pub use attribution::construction::{Construction, Part};
pub use lexicon::Lexicon;
pub use names::Names;

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::article::{Article, Marks};
use crate::span::Span;
use coreference::Cast;
use coreference::naming::Page;
use foreign::Tongue;

/// Everything found in an article, each list in order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    pub quotations: Vec<Quotation>,
    pub figures: Vec<Figure>,
    pub statements: Vec<Statement>,
    /// Whole sentences; none holds the end of a block.
    pub sentences: Vec<Span>,
    pub support: Support,
    /// ISO 639-1 code: as the source declares it, else as detected.
    pub language: Option<String>,
}

/// How far the article's language is understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Support {
    Full,
    /// Quotations get the speaker that a cue right beside them names; nothing else is looked for.
    Quoted,
    /// Text in quotation marks is found; speakers are not looked for.
    QuotationsOnly,
    #[default]
    None,
}

/// A stretch between quotation marks, marks included.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    pub span: Span,
    /// The statement whose content it belongs to.
    pub statement: Option<StatementId>,
    /// Marked as a wording the writer keeps at a distance; nobody's statement.
    pub scare: bool,
}

/// Index into [`Annotations::statements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub usize);

/// Index into [`Annotations::figures`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId(pub usize);

/// One coreference cluster: a person, organization or place, and every place where it is mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The fullest name used; for a figure without a name its first description ("a Russian news agency").
    pub name: String,
    pub kind: FigureKind,
    /// As the article gives it ("Secretary of State").
    pub role: Option<String>,
    /// In order of the text, never empty.
    pub mentions: SmallVec<[Mention; 1]>,
}

impl Figure {
    /// Whether the article names it anywhere.
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|mention| mention.form == Form::Name)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureKind {
    Person,
    Organization,
    Place,
    Other,
}

impl FigureKind {
    pub fn word(self) -> &'static str {
        match self {
            FigureKind::Person => "person",
            FigureKind::Organization => "organization",
            FigureKind::Place => "place",
            FigureKind::Other => "other",
        }
    }
}

/// Where a figure is mentioned. Names hold no article, no title and no possessive 's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mention {
    start: u32,
    end: u32,
    pub form: Form,
    /// Chance that these words mean this figure, 0 to 1.
    pub confidence: f32,
}

impl Mention {
    /// Kept in half the room of a span: a long article has hundreds of thousands.
    pub fn new(span: Span, form: Form, confidence: f32) -> Mention {
        Mention { start: span.start as u32, end: span.end as u32, form, confidence }
    }

    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Name,
    Nominal,
    Pronoun,
}

impl Form {
    pub fn word(self) -> &'static str {
        match self {
            Form::Name => "name",
            Form::Nominal => "nominal",
            Form::Pronoun => "pronoun",
        }
    }
}

/// Who said what: a speaker, a cue ("said") and the content.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub kind: StatementKind,
    pub speaker: Option<Speaker>,
    pub cue: Option<Cue>,
    /// In order of the text, never empty. Quotation marks belong to the content.
    pub content: SmallVec<[Span; 1]>,
    /// The statement it is part of ("He said she denied it").
    pub within: Option<StatementId>,
    pub headline: bool,
    pub confidence: Confidence,
    /// The pattern that found it, in words for the card: "name + reporting verb + quotation".
    pub construction: Construction,
}

impl Statement {
    /// From the first to the last word of it: speaker, cue and content.
    pub fn span(&self) -> Span {
        let ends = self.speaker.iter().map(|s| s.span).chain(self.cue.iter().map(|c| c.span));
        ends.chain(self.content.iter().copied()).reduce(Span::hull).unwrap_or_default()
    }

    /// The content from its first to its last word.
    pub fn content_span(&self) -> Span {
        self.content.iter().copied().reduce(Span::hull).unwrap_or_default()
    }
}

/// The words that tell that something is said, thought, asked ...
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    pub span: Span,
    pub lemma: Cow<'static, str>,
    pub class: CueClass,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CueClass {
    Say,
    Deny,
    Ask,
    Order,
    Think,
    Document,
    Judge,
    Other,
}

impl CueClass {
    /// From its word; [`CueClass::Other`] for any other.
    pub fn parse(word: &str) -> CueClass {
        use CueClass::*;
        let classes = [Say, Deny, Ask, Order, Think, Document, Judge];
        classes.into_iter().find(|class| class.word() == word).unwrap_or(Other)
    }

    pub fn word(self) -> &'static str {
        match self {
            CueClass::Say => "say",
            CueClass::Deny => "deny",
            CueClass::Ask => "ask",
            CueClass::Order => "order",
            CueClass::Think => "think",
            CueClass::Document => "document",
            CueClass::Judge => "judge",
            CueClass::Other => "other",
        }
    }
}

/// The words on the spot that name who speaks, and whom they mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    pub span: Span,
    /// Two for "Tillerson and Haley"; empty when unresolved.
    pub figures: SmallVec<[FigureId; 2]>,
    pub form: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// Every piece is a quotation.
    Direct,
    /// No piece holds one.
    Indirect,
    /// Both.
    Mixed,
}

impl StatementKind {
    pub fn word(self) -> &'static str {
        match self {
            StatementKind::Direct => "direct",
            StatementKind::Indirect => "indirect",
            StatementKind::Mixed => "mixed",
        }
    }
}

/// Calibrated chances, 0 to 1: that it is a statement, that the speaker's words are right, that they mean this figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Confidence {
    pub statement: f32,
    pub speaker: f32,
    pub figure: f32,
}

/// From this chance on a step counts as sure: right nine times in ten on articles never seen.
pub const SURE: f32 = 0.9;
/// Below this chance of being a statement at all, the reader does not show it.
pub const LISTED: f32 = 0.5;

impl Confidence {
    /// The step that is least certain, when one is unsure.
    pub fn doubt(&self) -> Option<Doubt> {
        let steps = [
            (self.statement, Doubt::Statement),
            (self.speaker, Doubt::Speaker),
            (self.figure, Doubt::Figure),
        ];
        let unsure = steps.into_iter().filter(|(chance, _)| *chance < SURE);
        unsure.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, doubt)| doubt)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    Statement,
    Speaker,
    Figure,
}

/// The passes in order, over one stretch after the other.
pub fn annotate(
    article: &Article,
    marks: &Marks,
    lexicon: &Lexicon,
    names: &Names,
    models: &Models,
) -> Annotations {
    let language = language::of(article);
    let support = language::support(language.as_deref());
    let code = language.as_deref().filter(|_| support == Support::Quoted);
    if let Some(tongue) = code.and_then(|code| Tongue::of(code, lexicon)) {
        let tokens = token::tokens(article, lexicon);
        let quotations = quotation::quotations(article, &tokens);
        let found = foreign::annotate(article, &tokens, quotations, &tongue, lexicon);
        return Annotations { sentences: tokens.sentence_spans(), language, ..found };
    }
    let mut all = Annotations { support, language, ..Annotations::default() };
    let mut cast = Cast::default();
    for blocks in stretch::stretches(article) {
        let tokens = token::tokens_of(article, blocks, lexicon);
        all.add_sentences(&tokens);
        let quotations = quotation::quotations(article, &tokens);
        if support != Support::Full {
            all.quotations.extend(quotations);
            continue;
        }
        let candidates = mention::mentions(article, &tokens, lexicon, names);
        let page = Page { text: &article.text, tokens: &tokens, lexicon, names, candidates: &candidates };
        let met = cast.meet(article, marks, page, &quotations, &mut names.ranker());
        let found = attribution::statements(article, &tokens, quotations, &met.figures, lexicon, models);
        all.add(found, &met.ids);
    }
    all.figures = cast.into_figures();
    all
}

impl Annotations {
    fn add_sentences(&mut self, tokens: &token::Tokens) {
        let spans = tokens.sentence_spans();
        self.sentences.reserve_exact(spans.len());
        self.sentences.extend(spans);
    }

    /// Adds what was found in the next stretch; `ids`: which figure of the article each of its figures is.
    fn add(&mut self, (statements, quotations): (Vec<Statement>, Vec<Quotation>), ids: &[FigureId]) {
        let before = self.statements.len();
        // By no more than comes: lists that double would keep half of their room for nothing.
        self.statements.reserve_exact(statements.len());
        self.quotations.reserve_exact(quotations.len());
        let shift = |id: &mut StatementId| id.0 += before;
        self.quotations.extend(quotations.into_iter().map(|mut quotation| {
            quotation.statement.iter_mut().for_each(shift);
            quotation
        }));
        self.statements.extend(statements.into_iter().map(|mut statement| {
            statement.within.iter_mut().for_each(shift);
            let figures = statement.speaker.iter_mut().flat_map(|speaker| &mut speaker.figures);
            figures.for_each(|figure| *figure = ids[figure.0]);
            statement
        }));
    }
}

/// The people, organizations and places of an article, each with its mentions.
pub fn figures(
    article: &Article,
    marks: &Marks,
    tokens: &token::Tokens,
    quotations: &[Quotation],
    lexicon: &Lexicon,
    names: &Names,
) -> Vec<Figure> {
    let candidates = mention::mentions(article, tokens, lexicon, names);
    let page = Page { text: &article.text, tokens, lexicon, names, candidates: &candidates };
    let mut ranker = names.ranker();
    coreference::figures(article, marks, page, quotations, &mut ranker)
}
