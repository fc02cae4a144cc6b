//! Tables: the lists of a document as flat rows, one struct a table; the first column names the article.

use serde::Serialize;

use super::json::{Article, Ids, article};
use crate::document::Document;
use crate::harmless;
use crate::span::Span;

/// Which list of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Statements,
    Quotations,
    Figures,
    Mentions,
    Blocks,
}

impl Table {
    pub const ALL: [Table; 5] =
        [Table::Statements, Table::Quotations, Table::Figures, Table::Mentions, Table::Blocks];

    pub fn word(self) -> &'static str {
        match self {
            Table::Statements => "statements",
            Table::Quotations => "quotations",
            Table::Figures => "figures",
            Table::Mentions => "mentions",
            Table::Blocks => "blocks",
        }
    }
}

#[derive(Serialize, Default)]
struct StatementRow<'a> {
    source: &'a str,
    id: &'a str,
    n: Option<usize>,
    paragraph: Option<usize>,
    headline: bool,
    kind: &'static str,
    within: Option<&'a str>,
    speaker: String,
    speaker_form: &'static str,
    figures: String,
    names: String,
    cue: String,
    cue_lemma: &'a str,
    cue_class: &'static str,
    content: String,
    start: usize,
    end: usize,
    confidence_statement: f32,
    confidence_speaker: f32,
    confidence_figure: f32,
}

#[derive(Serialize, Default)]
struct QuotationRow<'a> {
    source: &'a str,
    id: &'a str,
    start: usize,
    end: usize,
    statement: Option<&'a str>,
    scare: bool,
    words: String,
}

#[derive(Serialize, Default)]
struct FigureRow<'a> {
    source: &'a str,
    id: &'a str,
    name: String,
    key: String,
    kind: &'static str,
    role: Option<String>,
    mentions: usize,
    statements: usize,
}

#[derive(Serialize, Default)]
struct MentionRow<'a> {
    source: &'a str,
    figure: &'a str,
    name: String,
    kind: &'static str,
    start: usize,
    end: usize,
    form: &'static str,
    confidence: f32,
    words: String,
}

#[derive(Serialize, Default)]
struct BlockRow<'a> {
    source: &'a str,
    start: usize,
    end: usize,
    kind: &'static str,
    paragraph: Option<usize>,
    clutter: Option<&'static str>,
    rule: Option<&'a str>,
    confidence: Option<f32>,
    show: Option<&'static str>,
    words: String,
}

/// Takes the rows of a table one by one: a CSV writer, a JSON writer.
pub trait Rows {
    fn row<T: Serialize>(&mut self, row: &T) -> std::io::Result<()>;
}

/// Hands an empty row of `table` to `rows`, from which its columns show.
pub fn columns(table: Table, rows: &mut impl Rows) -> std::io::Result<()> {
    match table {
        Table::Statements => rows.row(&StatementRow::default()),
        Table::Quotations => rows.row(&QuotationRow::default()),
        Table::Figures => rows.row(&FigureRow::default()),
        Table::Mentions => rows.row(&MentionRow::default()),
        Table::Blocks => rows.row(&BlockRow::default()),
    }
}

/// Hands every row of `table` to `rows`.
pub fn rows(table: Table, source: &str, document: &Document, rows: &mut impl Rows) -> std::io::Result<()> {
    let ids = Ids::new(document);
    let wire = article(source, document, &ids);
    match table {
        Table::Statements => {
            (0..wire.statements.len()).try_for_each(|i| rows.row(&statement(&wire, document, i)))
        }
        Table::Quotations => {
            (0..wire.quotations.len()).try_for_each(|i| rows.row(&quotation(&wire, document, i)))
        }
        Table::Figures => (0..wire.figures.len()).try_for_each(|i| rows.row(&figure(&wire, i))),
        Table::Mentions => mentions(&wire, document, rows),
        Table::Blocks => (0..wire.blocks.len()).try_for_each(|i| rows.row(&block(&wire, document, i))),
    }
}

fn words(document: &Document, span: Span) -> String {
    harmless::line(span.of(&document.article.text)).into_owned()
}

fn statement<'a>(wire: &'a Article<'a>, document: &Document, i: usize) -> StatementRow<'a> {
    let (out, said) = (&wire.statements[i], &document.annotations.statements[i]);
    let speaker = said.speaker.as_ref();
    let figures = &document.annotations.figures;
    let names = speaker.iter().flat_map(|s| &s.figures).map(|figure| harmless::line(&figures[figure.0].name));
    let pieces = said.content.iter().map(|piece| words(document, *piece));
    let cue = out.cue.as_ref();
    StatementRow {
        source: wire.source,
        id: out.id,
        n: out.n,
        paragraph: out.paragraph,
        headline: out.headline,
        kind: out.kind,
        within: out.within,
        speaker: speaker.map_or(String::new(), |speaker| words(document, speaker.span)),
        speaker_form: out.speaker.as_ref().map_or("", |speaker| speaker.form),
        figures: out.speaker.as_ref().map_or(String::new(), |speaker| speaker.figures.join(" ")),
        names: names.collect::<Vec<_>>().join("; "),
        cue: said.cue.as_ref().map_or(String::new(), |cue| words(document, cue.span)),
        cue_lemma: cue.map_or("", |cue| cue.lemma),
        cue_class: cue.map_or("", |cue| cue.class),
        content: pieces.collect::<Vec<_>>().join(" … "),
        start: out.content.first().map_or(0, |piece| piece.start),
        end: out.content.last().map_or(0, |piece| piece.end),
        confidence_statement: out.confidence.statement,
        confidence_speaker: out.confidence.speaker,
        confidence_figure: out.confidence.figure,
    }
}

fn quotation<'a>(wire: &'a Article<'a>, document: &Document, i: usize) -> QuotationRow<'a> {
    let out = &wire.quotations[i];
    QuotationRow {
        source: wire.source,
        id: &out.id,
        start: out.start,
        end: out.end,
        statement: out.statement.as_deref(),
        scare: out.scare,
        words: words(document, document.annotations.quotations[i].span),
    }
}

fn figure<'a>(wire: &'a Article<'a>, i: usize) -> FigureRow<'a> {
    let out = &wire.figures[i];
    let speaks = |statement: &&super::json::StatementOut| {
        statement.speaker.as_ref().is_some_and(|speaker| speaker.figures.contains(&out.id))
    };
    FigureRow {
        source: wire.source,
        id: out.id,
        name: harmless::line(out.name).into_owned(),
        key: harmless::line(&out.key).into_owned(),
        kind: out.kind,
        role: out.role.map(|role| harmless::line(role).into_owned()),
        mentions: out.mentions.len(),
        statements: wire.statements.iter().filter(speaks).count(),
    }
}

fn mentions(wire: &Article, document: &Document, rows: &mut impl Rows) -> std::io::Result<()> {
    for (out, figure) in wire.figures.iter().zip(&document.annotations.figures) {
        for (mention, place) in out.mentions.iter().zip(&figure.mentions) {
            rows.row(&MentionRow {
                source: wire.source,
                figure: out.id,
                name: harmless::line(out.name).into_owned(),
                kind: out.kind,
                start: mention.start,
                end: mention.end,
                form: mention.form,
                confidence: mention.confidence,
                words: words(document, place.span),
            })?;
        }
    }
    Ok(())
}

fn block<'a>(wire: &'a Article<'a>, document: &Document, i: usize) -> BlockRow<'a> {
    let out = &wire.blocks[i];
    let clutter = out.clutter.as_ref();
    BlockRow {
        source: wire.source,
        start: out.start,
        end: out.end,
        kind: out.kind,
        paragraph: out.paragraph,
        clutter: clutter.map(|clutter| clutter.reason),
        rule: clutter.map(|clutter| clutter.rule),
        confidence: clutter.map(|clutter| clutter.confidence),
        show: clutter.map(|clutter| clutter.show),
        words: words(document, document.article.blocks[i].span),
    }
}
