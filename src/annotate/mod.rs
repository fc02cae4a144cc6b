//! Annotations: quotations, figures and statements of an article, found in passes, each resting on those before it.
//!
//! token -> quotation -> mention -> coreference -> attribution. Total: any text gives annotations, none fails. A long
//! text is gone through in stretches; from one to the next only the figures are remembered.

mod found;
mod stretch;
pub mod lexicon;
pub mod clusters;
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
pub use found::{
    Confidence, Cue, CueClass, Doubt, Figure, FigureId, FigureKind, Form, LISTED, Lemma, Mention, Pieces,
    Quotation, SURE, Speaker, Statement, StatementId, StatementKind,
};
pub use lexicon::Lexicon;
pub use names::Names;

use crate::article::{Article, Marks};
use crate::span::Narrow;
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
    pub sentences: Vec<Narrow>,
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
        drop(candidates);
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
        let shift = |id: &mut StatementId| *id = StatementId::new(id.index() + before);
        self.quotations.extend(quotations.into_iter().map(|mut quotation| {
            quotation.statement.iter_mut().for_each(shift);
            quotation
        }));
        self.statements.extend(statements.into_iter().map(|mut statement| {
            statement.within.iter_mut().for_each(shift);
            let figures = statement.speaker.iter_mut().flat_map(|speaker| &mut speaker.figures);
            figures.for_each(|figure| *figure = ids[figure.index()]);
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
