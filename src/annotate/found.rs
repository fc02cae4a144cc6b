//! What is found in an article, in as few bytes as it takes: a long one has tens of thousands of each.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use smallvec::SmallVec;

use super::attribution::construction::Construction;
use super::lexicon;
use crate::few::Few;
use crate::span::{Narrow, Span, Tagged};

/// A stretch between quotation marks, marks included.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    span: Narrow,
    /// The statement whose content it belongs to.
    pub statement: Option<StatementId>,
    /// Marked as a wording the writer keeps at a distance; nobody's statement.
    pub scare: bool,
}

impl Quotation {
    /// One that belongs to no statement yet.
    pub fn new(span: Span) -> Quotation {
        Quotation { span: span.into(), statement: None, scare: false }
    }

    pub fn span(&self) -> Span {
        self.span.into()
    }
}

/// Which of [`super::Annotations::statements`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(NonZeroU32);

impl StatementId {
    pub fn new(index: usize) -> StatementId {
        StatementId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

impl std::fmt::Debug for StatementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StatementId({})", self.index())
    }
}

/// Which of [`super::Annotations::figures`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureId(u32);

impl FigureId {
    pub fn new(index: usize) -> FigureId {
        FigureId(index as u32)
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One coreference cluster: a person, organization or place, and every place where it is mentioned.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The fullest name used; for a figure without a name its first description ("a Russian news agency").
    pub name: CompactString,
    pub kind: FigureKind,
    /// As the article gives it ("Secretary of State"); in a box, as few have one.
    pub role: Option<Box<CompactString>>,
    /// In order of the text, never empty.
    pub mentions: SmallVec<[Mention; 1]>,
}

impl Figure {
    /// Whether the article names it anywhere.
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|mention| mention.form() == Form::Name)
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
#[derive(Clone, Copy, PartialEq)]
pub struct Mention {
    /// With the form.
    words: Tagged,
    /// Chance that these words mean this figure, 0 to 1.
    pub confidence: f32,
}

impl Mention {
    pub fn new(span: Span, form: Form, confidence: f32) -> Mention {
        Mention { words: Tagged::new(span, form as u8), confidence }
    }

    pub fn span(&self) -> Span {
        self.words.span()
    }

    /// The same words as a mention of another form.
    pub fn as_form(self, form: Form) -> Mention {
        Mention::new(self.span(), form, self.confidence)
    }

    pub fn form(&self) -> Form {
        Form::ALL[self.words.tag() as usize]
    }
}

impl std::fmt::Debug for Mention {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?} {}", self.span(), self.form(), self.confidence)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    Name,
    Nominal,
    Pronoun,
}

impl Form {
    const ALL: [Form; 3] = [Form::Name, Form::Nominal, Form::Pronoun];

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
    pub content: Pieces,
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
        let ends = self.speaker.iter().map(|s| s.span()).chain(self.cue.iter().map(|c| c.span()));
        ends.chain(self.content.iter()).reduce(Span::hull).unwrap_or_default()
    }

    /// The content from its first to its last word.
    pub fn content_span(&self) -> Span {
        self.content.iter().reduce(Span::hull).unwrap_or_default()
    }
}

/// The pieces of a content, in order of the text, never none. Quotation marks belong to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pieces(Few<Narrow>);

impl Pieces {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Span> + ExactSizeIterator + Clone {
        self.0.iter().map(|piece| piece.span())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn to_vec(&self) -> Vec<Span> {
        self.iter().collect()
    }
}

impl FromIterator<Span> for Pieces {
    fn from_iter<I: IntoIterator<Item = Span>>(all: I) -> Pieces {
        Pieces(all.into_iter().map(Narrow::from).collect())
    }
}

/// The words that tell that something is said, thought, asked ...
#[derive(Clone, PartialEq)]
pub struct Cue {
    /// With the class.
    words: Tagged,
    pub lemma: Lemma,
}

impl Cue {
    pub fn new(span: Span, lemma: Lemma, class: CueClass) -> Cue {
        Cue { words: Tagged::new(span, class as u8), lemma }
    }

    pub fn span(&self) -> Span {
        self.words.span()
    }

    pub fn class(&self) -> CueClass {
        CueClass::ALL[self.words.tag() as usize]
    }
}

impl std::fmt::Debug for Cue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cue {:?} {:?} {:?}", self.span(), self.class(), self.lemma)
    }
}

/// The base form of a cue: mostly a word of the lexicon, whose letters are in the program.
#[derive(Clone, Copy, PartialEq)]
pub struct Lemma(u32);

/// Lemmas that the lexicon lacks, each once; they stay for as long as the program runs. There are no more of them than
/// words that introduce statements.
#[derive(Default)]
struct Others {
    words: Vec<&'static str>,
    places: HashMap<&'static str, u32>,
}

static OTHERS: LazyLock<Mutex<Others>> = LazyLock::new(Mutex::default);

fn others() -> MutexGuard<'static, Others> {
    OTHERS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lemma {
    /// Below it numbers are places in [`lexicon::WORDS`], from it on places in [`OTHERS`].
    const OTHER: u32 = 1 << 31;

    fn other(words: &str) -> Lemma {
        let mut others = others();
        if let Some(place) = others.places.get(words) {
            return Lemma(Lemma::OTHER + place);
        }
        let (place, words) = (others.words.len() as u32, &*Box::leak(words.into()));
        others.words.push(words);
        others.places.insert(words, place);
        Lemma(Lemma::OTHER + place)
    }
}

impl From<&'static str> for Lemma {
    fn from(word: &'static str) -> Lemma {
        match lexicon::place(word) {
            Some(place) if lexicon::word_at(place.start) == word => Lemma(place.start as u32),
            _ => Lemma::other(word),
        }
    }
}

impl From<String> for Lemma {
    fn from(words: String) -> Lemma {
        Lemma::other(&words)
    }
}

impl Deref for Lemma {
    type Target = str;

    fn deref(&self) -> &str {
        match self.0.checked_sub(Lemma::OTHER) {
            None => lexicon::word_at(self.0 as usize),
            Some(place) => others().words[place as usize],
        }
    }
}

impl std::fmt::Debug for Lemma {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", &**self)
    }
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
    const ALL: [CueClass; 8] = {
        use CueClass::*;
        [Say, Deny, Ask, Order, Think, Document, Judge, Other]
    };

    /// From its word; [`CueClass::Other`] for any other.
    pub fn parse(word: &str) -> CueClass {
        CueClass::ALL.into_iter().find(|class| class.word() == word).unwrap_or(CueClass::Other)
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
#[derive(Clone, PartialEq)]
pub struct Speaker {
    /// With the form.
    words: Tagged,
    /// Two for "Tillerson and Haley"; empty when unresolved.
    pub figures: Few<FigureId>,
}

impl Speaker {
    pub fn new(span: Span, figures: Few<FigureId>, form: Form) -> Speaker {
        Speaker { words: Tagged::new(span, form as u8), figures }
    }

    pub fn span(&self) -> Span {
        self.words.span()
    }

    pub fn form(&self) -> Form {
        Form::ALL[self.words.tag() as usize]
    }
}

impl std::fmt::Debug for Speaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "speaker {:?} {:?} {:?}", self.span(), self.form(), self.figures)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Lexicon;

    #[test]
    fn listed_and_other_lemmas_are_their_words() {
        let lexicon = Lexicon::bundled();
        let said = lexicon.word(lexicon.id("said"));
        let listed = Lemma::from(lexicon.word(said.lemma).text);
        assert!(listed.0 < Lemma::OTHER && &*listed == "say");
        for words in ["grumbled on", "say", "", "grumbled on"] {
            assert_eq!(&*Lemma::from(words.to_string()), words);
        }
        assert!(Lemma::from("grumbled".to_string()) == Lemma::from("grumbled"));
    }

    #[test]
    fn tags_lead_back_to_what_they_stand_for() {
        for form in Form::ALL {
            assert_eq!(Mention::new(Span::new(2, 9), form, 0.5).form(), form);
        }
        for class in CueClass::ALL {
            assert_eq!(Cue::new(Span::new(2, 9), "say".into(), class).class(), class);
        }
    }

    #[test]
    fn a_statement_takes_few_bytes() {
        assert!(size_of::<Statement>() <= 72 && size_of::<Figure>() <= 64 && size_of::<Mention>() <= 12);
    }
}
