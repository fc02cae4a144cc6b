//! Rows: the values of each table, in the order of its columns.

use super::{Row, Table, Value};
use crate::document::Document;
use crate::export::json::{Article, Figure, SpeakerOut, StatementOut};
use crate::export::only::Only;
use crate::span::Span;

/// The rows of a table. `wire` is the document as it is printed; `only` chooses among its statements.
pub fn rows(table: Table, wire: &Article, document: &Document, only: &Only) -> Vec<Row> {
    let all = |count: usize, row: &dyn Fn(usize) -> Row| (0..count).map(row).collect();
    let chosen = || (0..wire.statements.len()).filter(|i| only.keeps(&wire.statements[*i], &wire.figures));
    match table {
        Table::Articles => vec![article(wire)],
        Table::Statements => chosen().map(|i| statement(wire, document, i)).collect(),
        Table::StatementSpeakers => chosen().flat_map(|i| speakers(wire, &wire.statements[i])).collect(),
        Table::Figures => all(wire.figures.len(), &|i| figure(wire, i)),
        Table::Mentions => (0..wire.figures.len()).flat_map(|i| mentions(wire, document, i)).collect(),
        Table::Quotations => all(wire.quotations.len(), &|i| quotation(wire, document, i)),
        Table::Blocks => all(wire.blocks.len(), &|i| block(wire, document, i)),
        Table::Suspects => all(wire.suspects.len(), &|i| suspect(wire, document, i)),
    }
}

/// The row of a source that could not be read.
pub fn failure(source: &str, error: &str) -> Row {
    let mut row = vec![text(source), text("error")];
    row.extend([const { Value::Missing }; 8]);
    row.extend([Value::Number(0), Value::Number(0), Value::Missing, Value::Missing, text(error)]);
    row
}

fn text(words: &str) -> Value {
    Value::Text(words.to_string())
}

fn some(words: Option<&str>) -> Value {
    words.map_or(Value::Missing, text)
}

fn number(value: Option<usize>) -> Value {
    value.map_or(Value::Missing, Value::Number)
}

/// Several words in one value; none are a missing one.
fn joined(words: Vec<&str>, between: &str) -> Value {
    if words.is_empty() { Value::Missing } else { Value::Text(words.join(between)) }
}

fn words(document: &Document, span: Span) -> Value {
    text(span.of(&document.article.text))
}

/// The row of an article.
pub fn article(wire: &Article) -> Row {
    vec![
        text(wire.source),
        text(wire.status),
        text(wire.support),
        some(wire.url),
        some(wire.title),
        some(wire.byline),
        some(wire.site),
        some(wire.published),
        some(wire.language),
        // Known only once those before it are: filled in by who puts them in order.
        Value::Missing,
        Value::Number(wire.statements.len()),
        Value::Number(wire.figures.len()),
        joined(wire.notes.clone(), " "),
        text(&wire.text),
        Value::Missing,
    ]
}

fn statement(wire: &Article, document: &Document, i: usize) -> Row {
    let (out, said) = (&wire.statements[i], &document.annotations.statements[i]);
    let speaker = out.speaker.as_ref();
    let figures = figures_of(wire, out);
    let of = |value: fn(&Figure) -> Option<String>| {
        let values: Vec<String> = figures.iter().filter_map(|figure| value(figure)).collect();
        joined(values.iter().map(String::as_str).collect(), "; ")
    };
    let span = said.speaker.as_ref().map(|speaker| speaker.span());
    let pieces: Vec<&str> = said.content.iter().map(|piece| piece.of(&document.article.text)).collect();
    let cue = out.cue.as_ref();
    let around = document.around(said);
    let text_of = |span: Span| span.of(&document.article.text).replace('\n', " ");
    let sentence = |span: Option<Span>| span.map_or(Value::Missing, |span| Value::Text(text_of(span)));
    vec![
        text(wire.source),
        text(out.id),
        number(out.n),
        number(out.paragraph),
        Value::Truth(out.headline),
        text(out.kind),
        some(out.within),
        span.map_or(Value::Missing, |span| words(document, span)),
        number(speaker.map(|speaker| speaker.start)),
        number(speaker.map(|speaker| speaker.end)),
        some(speaker.map(|speaker| speaker.form)),
        text(naming(wire, speaker)),
        joined(speaker.map(|speaker| speaker.figures.clone()).unwrap_or_default(), " "),
        of(|figure| Some(figure.name.to_string())),
        of(|figure| Some(figure.key.clone())),
        of(|figure| figure.role.map(str::to_string)),
        said.cue.as_ref().map_or(Value::Missing, |cue| words(document, cue.span())),
        some(cue.map(|cue| cue.lemma)),
        some(cue.map(|cue| cue.class)),
        Value::Text(pieces.join(" … ")),
        sentence(around.own),
        sentence(around.before),
        sentence(around.after),
        Value::Number(out.content.first().map_or(0, |piece| piece.start)),
        Value::Number(out.content.last().map_or(0, |piece| piece.end)),
        Value::Share(out.confidence.statement),
        Value::Share(out.confidence.speaker),
        Value::Share(out.confidence.figure),
        text(out.status),
    ]
}

fn figures_of<'a>(wire: &'a Article<'a>, statement: &StatementOut) -> Vec<&'a Figure<'a>> {
    let ids = statement.speaker.iter().flat_map(|speaker| &speaker.figures);
    ids.filter_map(|id| wire.figures.iter().find(|figure| figure.id == *id)).collect()
}

/// Whether the article names who speaks, speaks of them without a name, or leaves it open.
fn naming(wire: &Article, speaker: Option<&SpeakerOut>) -> &'static str {
    let ids = speaker.map(|speaker| speaker.figures.as_slice()).unwrap_or_default();
    let figures: Vec<&Figure> = wire.figures.iter().filter(|figure| ids.contains(&figure.id)).collect();
    // A figure without mentions was named by the user.
    let is_named = |figure: &&Figure| {
        figure.mentions.is_empty() || figure.mentions.iter().any(|mention| mention.form == "name")
    };
    match figures.is_empty() {
        true => "unresolved",
        false if figures.iter().any(is_named) => "named",
        false => "unnamed",
    }
}

fn speakers(wire: &Article, statement: &StatementOut) -> Vec<Row> {
    let row = |figure: &Figure| {
        vec![
            text(wire.source),
            text(statement.id),
            text(figure.id),
            text(figure.name),
            text(&figure.key),
            text(figure.kind),
            some(figure.role),
        ]
    };
    figures_of(wire, statement).into_iter().map(row).collect()
}

fn figure(wire: &Article, i: usize) -> Row {
    let out = &wire.figures[i];
    let speaks = |statement: &&StatementOut| {
        statement.speaker.as_ref().is_some_and(|speaker| speaker.figures.contains(&out.id))
    };
    vec![
        text(wire.source),
        text(out.id),
        text(out.name),
        text(&out.key),
        text(out.kind),
        some(out.role),
        Value::Number(out.mentions.len()),
        Value::Number(wire.statements.iter().filter(speaks).count()),
    ]
}

fn mentions(wire: &Article, document: &Document, i: usize) -> Vec<Row> {
    let (out, figure) = (&wire.figures[i], &document.annotations.figures[i]);
    let pairs = out.mentions.iter().zip(&figure.mentions);
    let row = |(mention, place): (&crate::export::json::Mention, &crate::annotate::Mention)| {
        vec![
            text(wire.source),
            text(out.id),
            text(out.name),
            text(out.kind),
            Value::Number(mention.start),
            Value::Number(mention.end),
            text(mention.form),
            Value::Share(mention.confidence),
            words(document, place.span()),
        ]
    };
    pairs.map(row).collect()
}

fn quotation(wire: &Article, document: &Document, i: usize) -> Row {
    let out = &wire.quotations[i];
    vec![
        text(wire.source),
        text(&out.id),
        Value::Number(out.start),
        Value::Number(out.end),
        some(out.statement.as_deref()),
        Value::Truth(out.scare),
        words(document, document.annotations.quotations[i].span()),
    ]
}

fn block(wire: &Article, document: &Document, i: usize) -> Row {
    let out = &wire.blocks[i];
    let clutter = out.clutter.as_ref();
    vec![
        text(wire.source),
        Value::Number(out.start),
        Value::Number(out.end),
        text(out.kind),
        number(out.paragraph),
        some(clutter.map(|clutter| clutter.reason)),
        some(clutter.map(|clutter| clutter.rule)),
        clutter.map_or(Value::Missing, |clutter| Value::Share(clutter.confidence)),
        some(clutter.map(|clutter| clutter.show)),
        words(document, document.article.blocks[i].span),
    ]
}

fn suspect(wire: &Article, document: &Document, i: usize) -> Row {
    let out = &wire.suspects[i];
    vec![
        text(wire.source),
        Value::Number(out.start),
        Value::Number(out.end),
        text(out.reason),
        words(document, document.marks.suspects[i].span),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Kind;
    use super::*;
    use crate::article::{Article, Corrections};
    use crate::document::Pipeline;
    use crate::export::json;

    /// Whether a value may stand in a column.
    fn fits(value: &Value, column: &super::super::Column) -> bool {
        match value {
            Value::Missing => column.optional,
            Value::Text(_) => column.kind == Kind::Text,
            Value::Number(_) => column.kind == Kind::Number,
            Value::Share(share) => column.kind == Kind::Share && (0.0..=1.0).contains(share),
            Value::Truth(_) => column.kind == Kind::Truth,
        }
    }

    #[test]
    fn every_row_fits_the_columns_of_its_table() {
        let text = "WATCH: The weir\n\u{201c}It leaks,\u{201d} Ana Duarte, the harbour minister, said \u{200b} of the weir. She denied that \
            it was old. A keeper of the weir said the gate was shut. \u{201c}Nobody knows.\u{201d}";
        let article = Arc::new(Article::of_lines(text));
        let document = Pipeline::bundled().read(article, &Corrections::default());
        let ids = json::Ids::new(&document);
        let wire = json::article("x", &document, &ids);
        for table in Table::ALL {
            let mut rows = rows(table, &wire, &document, &Only::default());
            assert!(!rows.is_empty(), "{table:?}");
            if table == Table::Articles {
                rows.push(failure("x", "gone"));
            }
            for row in rows {
                assert_eq!(row.len(), table.columns().len(), "{table:?}");
                let fits = |(value, column): (&Value, &super::super::Column)| fits(value, column);
                assert!(row.iter().zip(table.columns()).all(fits), "{table:?}: {row:?}");
            }
        }
    }
}
