//! Said: a statement taken out of its article, with all that is needed to quote it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::annotate::{FigureId, Statement, StatementId};
use crate::document::Document;
use crate::export::json;
use crate::span::Span;

/// The article that a statement stands in, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Path, address or the record's id.
    pub source: String,
    pub title: Option<String>,
    pub site: Option<String>,
    /// As the source gives it.
    pub published: Option<String>,
    pub url: Option<String>,
}

impl About {
    pub fn new(source: &str, document: &Document) -> About {
        let meta = &document.article.meta;
        About {
            source: source.to_string(),
            title: document.article.title().map(String::from),
            site: document.article.site(),
            published: meta.published.clone(),
            url: meta.url.clone(),
        }
    }

    /// The date at the start of what the source gives ("2016-06-02T09:30" is 2016-06-02).
    pub fn date(&self) -> Option<&str> {
        let day = self.published.as_deref()?.get(..10)?;
        let mark = |i: usize| i == 4 || i == 7;
        let right = |(i, byte): (usize, u8)| if mark(i) { byte == b'-' } else { byte.is_ascii_digit() };
        day.bytes().enumerate().all(right).then_some(day)
    }
}

/// A figure that speaks, as its article knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    pub name: String,
    /// The name in small letters; the same key is no proof of the same person.
    pub key: String,
    pub role: Option<String>,
}

/// What is said: one piece of the content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub words: String,
    /// Verbatim: in quotation marks in the article.
    pub quoted: bool,
}

/// The three chances of a statement: see [`crate::annotate::Confidence`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chances {
    pub statement: f32,
    pub speaker: f32,
    pub figure: f32,
}

/// A statement on its own. All words are as the article has them: harmless only once escaped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Said {
    #[serde(flatten)]
    pub about: Arc<About>,
    /// Counts prose only, from 1.
    pub paragraph: Option<usize>,
    pub headline: bool,
    pub kind: String,
    /// The speaker's words on the spot ("He"); empty where nobody speaks.
    pub speaker: String,
    pub form: Option<String>,
    pub figures: Vec<Voice>,
    /// As it stands, and its base form and class; empty where there is none.
    pub cue: String,
    pub cue_lemma: String,
    pub cue_class: String,
    pub content: Vec<Piece>,
    pub confidence: Chances,
    pub unsure: bool,
    pub status: String,
}

impl Said {
    /// Pieces as they may be quoted: reported ones marked as such.
    pub fn words(&self) -> String {
        let piece = |piece: &Piece| match piece.quoted {
            true => piece.words.clone(),
            false => format!("[reported] {}", piece.words),
        };
        self.content.iter().map(piece).collect::<Vec<_>>().join(" [...] ")
    }
}

/// The statements that the reader lists, folded lines left out, in order of the text.
pub fn said<'a>(source: &str, document: &'a Document) -> impl Iterator<Item = Said> + use<'a> {
    let about = Arc::new(About::new(source, document));
    let paragraphs = document.paragraphs();
    let statements = document.annotations.statements.iter().enumerate();
    let shown = |block: usize| !document.marks.is_folded(block);
    statements
        .filter(move |(_, statement)| document.is_listed(statement, shown))
        .map(move |(i, statement)| one(&about, document, &paragraphs, (StatementId::new(i), statement)))
}

fn one(
    about: &Arc<About>,
    document: &Document,
    paragraphs: &[Option<usize>],
    (id, statement): (StatementId, &Statement),
) -> Said {
    let text = &document.article.text;
    let speaker = statement.speaker.as_ref();
    let cue = statement.cue.as_ref();
    let piece = |span: Span| Piece { words: span.of(text).to_string(), quoted: is_quoted(document, span) };
    let chances = statement.confidence;
    Said {
        about: Arc::clone(about),
        paragraph: paragraphs[document.block_at(statement.content_span().start)],
        headline: statement.headline,
        kind: statement.kind.word().to_string(),
        speaker: speaker.map_or("", |speaker| speaker.span().of(text)).to_string(),
        form: speaker.map(|speaker| speaker.form().word().to_string()),
        figures: speaker.iter().flat_map(|speaker| &speaker.figures).map(|id| voice(document, *id)).collect(),
        cue: cue.map_or("", |cue| cue.span().of(text)).to_string(),
        cue_lemma: cue.map_or("", |cue| &cue.lemma).to_string(),
        cue_class: cue.map_or("", |cue| cue.class().word()).to_string(),
        content: statement.content.iter().map(piece).collect(),
        confidence: Chances {
            statement: chances.statement,
            speaker: chances.speaker,
            figure: chances.figure,
        },
        unsure: chances.doubt().is_some(),
        status: document.status(id).word().to_string(),
    }
}

/// Whether the words lie inside a quotation; those are in order and apart.
fn is_quoted(document: &Document, words: Span) -> bool {
    let quotations = &document.annotations.quotations;
    let before = quotations.partition_point(|quotation| quotation.span().start <= words.start);
    before.checked_sub(1).is_some_and(|last| quotations[last].span().covers(words))
}

fn voice(document: &Document, id: FigureId) -> Voice {
    let figure = &document.annotations.figures[id.index()];
    Voice {
        name: figure.name.to_string(),
        key: json::key(&figure.name),
        role: figure.role.as_ref().map(|role| role.to_string()),
    }
}
