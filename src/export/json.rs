//! The wire types of `extract`: one JSON object an article. Offsets are Unicode code points, half open.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Serialize;

use super::aliases::Aliases;
use super::{CodePoints, Own};
use crate::anchor::Anchor;
use crate::annotate::{Cue, FigureId, Speaker, Statement, StatementId, Support};
use crate::article::{BlockKind, Show};
use crate::document::Document;
use crate::highlight::Highlight;
use crate::span::Span;

/// Version of the wire format.
pub const SCHEMA: u32 = 1;

/// What an article is in JSON. Field names are those of the documentation.
#[derive(Serialize)]
pub struct Article<'a> {
    pub schema: u32,
    pub engine: &'static str,
    pub source: &'a str,
    pub status: &'static str,
    pub support: &'static str,
    pub url: Option<&'a str>,
    pub title: Option<&'a str>,
    pub byline: Option<&'a str>,
    pub site: Option<&'a str>,
    pub published: Option<&'a str>,
    pub language: Option<&'a str>,
    pub notes: Vec<&'a str>,
    pub text: Cow<'a, str>,
    pub blocks: Vec<Block<'a>>,
    pub links: Vec<Link<'a>>,
    pub quotations: Vec<Quotation>,
    pub figures: Vec<Figure<'a>>,
    pub statements: Vec<StatementOut<'a>>,
    pub suspects: Vec<SuspectOut>,
}

/// What is printed for a source that could not be read.
#[derive(Serialize)]
pub struct Failure<'a> {
    pub schema: u32,
    pub engine: &'static str,
    pub source: &'a str,
    pub status: &'static str,
    pub error: String,
}

#[derive(Serialize)]
pub struct Block<'a> {
    pub start: usize,
    pub end: usize,
    pub kind: &'static str,
    pub paragraph: Option<usize>,
    pub clutter: Option<Clutter<'a>>,
}

/// A link by its number, counted from 1 in the order of the text.
#[derive(Serialize)]
pub struct Link<'a> {
    pub n: usize,
    pub start: usize,
    pub end: usize,
    pub url: &'a str,
}

#[derive(Serialize)]
pub struct Clutter<'a> {
    pub reason: &'static str,
    pub rule: &'a str,
    pub confidence: f32,
    pub show: &'static str,
}

#[derive(Serialize)]
pub struct Quotation {
    pub id: String,
    pub start: usize,
    pub end: usize,
    pub statement: Option<String>,
    pub scare: bool,
}

#[derive(Serialize)]
pub struct Figure<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub key: String,
    pub kind: &'static str,
    pub role: Option<&'a str>,
    pub mentions: Vec<Mention>,
}

#[derive(Serialize)]
pub struct Mention {
    pub start: usize,
    pub end: usize,
    pub form: &'static str,
    pub confidence: f32,
}

#[derive(Serialize)]
pub struct StatementOut<'a> {
    pub id: &'a str,
    pub n: Option<usize>,
    pub paragraph: Option<usize>,
    pub headline: bool,
    pub kind: &'static str,
    pub within: Option<&'a str>,
    pub speaker: Option<SpeakerOut<'a>>,
    pub cue: Option<CueOut<'a>>,
    pub content: Vec<Piece>,
    pub confidence: ConfidenceOut,
    /// machine, confirmed, corrected or added.
    pub status: &'static str,
}

#[derive(Serialize)]
pub struct SpeakerOut<'a> {
    pub figures: Vec<&'a str>,
    pub start: usize,
    pub end: usize,
    pub form: &'static str,
}

#[derive(Serialize)]
pub struct CueOut<'a> {
    pub start: usize,
    pub end: usize,
    pub lemma: &'a str,
    pub class: &'static str,
}

#[derive(Serialize)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
}

#[derive(Serialize)]
pub struct ConfidenceOut {
    pub statement: f32,
    pub speaker: f32,
    pub figure: f32,
}

#[derive(Serialize)]
pub struct SuspectOut {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
}

/// An article with what the user marked in it.
#[derive(Serialize)]
pub struct Marked<'a> {
    #[serde(flatten)]
    pub article: Article<'a>,
    /// In order of the text; those whose words are gone from it come last, without offsets.
    pub highlights: Vec<HighlightOut<'a>>,
    /// By their letters; those whose words are gone have no offset.
    pub bookmarks: Vec<BookmarkOut<'a>>,
}

/// A place with a letter.
#[derive(Serialize)]
pub struct BookmarkOut<'a> {
    pub letter: char,
    pub start: Option<usize>,
    pub paragraph: Option<usize>,
    /// The row it was set at.
    pub words: &'a str,
}

#[derive(Serialize)]
pub struct HighlightOut<'a> {
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub paragraph: Option<usize>,
    pub words: &'a str,
    pub note: &'a str,
}

/// The document with the highlights, under the name `source`.
pub fn marked<'a>(source: &'a str, document: &'a Document, ids: &'a Ids, own: Own<'a>) -> Marked<'a> {
    let points = CodePoints::new(&document.article);
    let paragraphs = document.paragraphs();
    let highlight = |(place, highlight): (Option<Span>, &'a Highlight)| {
        let offsets = place.map(|span| points.of(span));
        HighlightOut {
            start: offsets.map(|(start, _)| start),
            end: offsets.map(|(_, end)| end),
            paragraph: place.and_then(|span| paragraphs[document.block_at(span.start)]),
            words: &highlight.anchor.words,
            note: &highlight.note,
        }
    };
    let bookmark = |(letter, anchor): (&char, &'a Anchor)| {
        let place = anchor.place(&document.article.text);
        BookmarkOut {
            letter: *letter,
            start: place.map(|span| points.of(span).0),
            paragraph: place.and_then(|span| paragraphs[document.block_at(span.start)]),
            words: &anchor.words,
        }
    };
    let bookmarks = own.bookmarks.iter().map(bookmark).collect();
    let highlights = own.highlights.iter().map(highlight).collect();
    Marked { article: article(source, document, ids), highlights, bookmarks }
}

/// The document as it is printed, under the name `source`.
pub fn article<'a>(source: &'a str, document: &'a Document, ids: &'a Ids) -> Article<'a> {
    let wire = Wire { document, ids, points: CodePoints::new(&document.article) };
    let meta = &document.article.meta;
    Article {
        schema: SCHEMA,
        engine: ENGINE,
        source,
        status: if document.article.text.is_empty() { "empty" } else { "ok" },
        support: support(document.annotations.support),
        url: meta.url.as_deref(),
        title: document.article.title(),
        byline: meta.byline.as_deref(),
        site: meta.site.as_deref(),
        published: meta.published.as_deref(),
        language: document.annotations.language.as_deref(),
        notes: document.article.notes.iter().map(|note| note.0.as_str()).collect(),
        blocks: wire.blocks(),
        links: wire.links(),
        quotations: wire.quotations(),
        figures: wire.figures(),
        statements: wire.statements(),
        suspects: wire.suspects(),
        text: wire.points.into_text(),
    }
}

/// What is printed for a source that could not be read.
pub fn failure(source: &str, error: String) -> Failure<'_> {
    Failure { schema: SCHEMA, engine: ENGINE, source, status: "error", error }
}

/// The program's version and the engine's.
pub const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "+m1");

fn support(support: Support) -> &'static str {
    match support {
        Support::Full => "full",
        Support::Quoted => "quoted",
        Support::QuotationsOnly => "quotations-only",
        Support::None => "none",
    }
}

/// The names of statements and figures on the wire: from their words, so that the same words keep the same id.
pub struct Ids {
    pub statements: Vec<String>,
    pub figures: Vec<String>,
    /// What figures of several articles are matched by.
    pub keys: Vec<String>,
}

impl Ids {
    pub fn new(document: &Document) -> Ids {
        Ids::known_as(document, &Aliases::default())
    }

    /// With the keys that the user gives to figures.
    pub fn known_as(document: &Document, aliases: &Aliases) -> Ids {
        let text = &document.article.text;
        let words = |statement: &Statement| -> String {
            let speaker = statement.speaker.iter().map(|speaker| speaker.span().of(text));
            let pieces = statement.content.iter().map(|piece| piece.of(text));
            speaker.chain(pieces).collect::<Vec<_>>().join("\u{1f}")
        };
        let annotations = &document.annotations;
        Ids {
            statements: distinct("s", annotations.statements.iter().map(words)),
            figures: distinct("f", annotations.figures.iter().map(|figure| key(&figure.name))),
            keys: annotations.figures.iter().map(|figure| aliases.key(&figure.name)).collect(),
        }
    }
}

/// A key that two spellings of a name share: lower case, single spaces, straight apostrophes.
pub fn key(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase().replace('’', "'")
}

/// One id for each of `words`; the second of two alike gets a number.
fn distinct(letter: &str, words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let id = |words: String| {
        let id = format!("{letter}{:08x}", hash(words.as_bytes()));
        let count = seen.entry(id.clone()).or_default();
        *count += 1;
        if *count == 1 { id } else { format!("{id}-{count}") }
    };
    words.map(id).collect()
}

/// FNV-1a, folded to 32 bits: the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u32 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, mix);
    (hash ^ (hash >> 32)) as u32
}

struct Wire<'a> {
    document: &'a Document,
    ids: &'a Ids,
    points: CodePoints<'a>,
}

impl<'a> Wire<'a> {
    fn blocks(&self) -> Vec<Block<'a>> {
        let paragraphs = self.document.paragraphs();
        let article = &self.document.article;
        let block = |(i, block): (usize, &crate::article::Block)| {
            let (start, end) = self.points.of(block.span);
            Block { start, end, kind: kind(block.kind), paragraph: paragraphs[i], clutter: self.clutter(i) }
        };
        article.blocks.iter().enumerate().map(block).collect()
    }

    fn links(&self) -> Vec<Link<'a>> {
        let links = self.document.article.links().into_iter().enumerate();
        let link = |(i, (span, url)): (usize, (Span, &'a str))| {
            let (start, end) = self.points.of(span);
            Link { n: i + 1, start, end, url }
        };
        links.map(link).collect()
    }

    fn clutter(&self, block: usize) -> Option<Clutter<'a>> {
        let clutter = self.document.marks.clutter.get(block)?.as_ref()?;
        Some(Clutter {
            reason: clutter.reason.word(),
            rule: &clutter.rule.0,
            confidence: rounded(clutter.confidence),
            show: match clutter.show {
                Show::Folded => "folded",
                Show::Dimmed => "dimmed",
            },
        })
    }

    fn quotations(&self) -> Vec<Quotation> {
        let quotations = self.document.annotations.quotations.iter().enumerate();
        let quotation = |(i, quotation): (usize, &crate::annotate::Quotation)| {
            let (start, end) = self.points.of(quotation.span());
            let statement = quotation.statement.map(|id| self.statement_id(id).to_string());
            Quotation { id: format!("q{}", i + 1), start, end, statement, scare: quotation.scare }
        };
        quotations.map(quotation).collect()
    }

    fn figures(&self) -> Vec<Figure<'a>> {
        let figures = self.document.annotations.figures.iter().enumerate();
        let figure = |(i, figure): (usize, &'a crate::annotate::Figure)| Figure {
            id: &self.ids.figures[i],
            name: &figure.name,
            key: self.ids.keys[i].clone(),
            kind: figure.kind.word(),
            role: figure.role.as_deref().map(|role| role.as_str()),
            // A figure that the user named has no words where the text does not name it.
            mentions: figure
                .mentions
                .iter()
                .filter(|m| !m.span().is_empty())
                .map(|m| self.mention(m))
                .collect(),
        };
        figures.map(figure).collect()
    }

    fn mention(&self, mention: &crate::annotate::Mention) -> Mention {
        let (start, end) = self.points.of(mention.span());
        Mention { start, end, form: mention.form().word(), confidence: rounded(mention.confidence) }
    }

    fn statements(&self) -> Vec<StatementOut<'a>> {
        let document = self.document;
        let paragraphs = document.paragraphs();
        let numbers = document.numbers(|block| !document.marks.is_folded(block));
        let statement = |(i, statement): (usize, &'a Statement)| StatementOut {
            id: &self.ids.statements[i],
            n: numbers[i],
            paragraph: paragraphs[document.block_at(statement.content_span().start)],
            headline: statement.headline,
            kind: statement.kind.word(),
            within: statement.within.map(|id| self.statement_id(id)),
            speaker: statement.speaker.as_ref().map(|speaker| self.speaker(speaker)),
            cue: statement.cue.as_ref().map(|cue| self.cue(cue)),
            content: statement.content.iter().map(|piece| self.piece(piece)).collect(),
            confidence: ConfidenceOut {
                statement: rounded(statement.confidence.statement),
                speaker: rounded(statement.confidence.speaker),
                figure: rounded(statement.confidence.figure),
            },
            status: document.status(StatementId::new(i)).word(),
        };
        document.annotations.statements.iter().enumerate().map(statement).collect()
    }

    fn statement_id(&self, id: StatementId) -> &'a str {
        &self.ids.statements[id.index()]
    }

    fn speaker(&self, speaker: &'a Speaker) -> SpeakerOut<'a> {
        let (start, end) = self.points.of(speaker.span());
        let id = |figure: &FigureId| self.ids.figures[figure.index()].as_str();
        SpeakerOut {
            figures: speaker.figures.iter().map(id).collect(),
            start,
            end,
            form: speaker.form().word(),
        }
    }

    fn cue(&self, cue: &'a Cue) -> CueOut<'a> {
        let (start, end) = self.points.of(cue.span());
        CueOut { start, end, lemma: &cue.lemma, class: cue.class().word() }
    }

    fn piece(&self, span: Span) -> Piece {
        let (start, end) = self.points.of(span);
        Piece { start, end }
    }

    fn suspects(&self) -> Vec<SuspectOut> {
        let suspect = |suspect: &crate::article::Suspect| {
            let (start, end) = self.points.of(suspect.span);
            SuspectOut { start, end, reason: suspect.reason.word() }
        };
        self.document.marks.suspects.iter().map(suspect).collect()
    }
}

pub(super) fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Byline => "byline",
        BlockKind::Dateline => "dateline",
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem => "list-item",
        BlockKind::Quote => "quote",
        BlockKind::Code => "code",
        BlockKind::TableRow => "table-row",
        BlockKind::Caption => "caption",
        BlockKind::Image => "image",
        BlockKind::Embed => "embed",
    }
}

/// Three decimals: more would claim a precision that is not there.
fn rounded(chance: f32) -> f32 {
    (chance * 1000.0).round() / 1000.0
}
