//! Quotes to take away: a statement with its attribution, honestly worded.
//!
//! Quotation marks stand only round verbatim words; reported speech says so; pieces left out are marked; a
//! pronoun gets the name it means in brackets; the cue stays; doubts and suspect text are said.

use crate::annotate::{Doubt, Form, Statement, StatementId};
use crate::document::Document;
use crate::harmless;
use crate::span::Span;

/// A statement, who said it and where, as plain text on two lines.
pub fn statement(document: &Document, id: StatementId) -> String {
    let statement = &document.annotations.statements[id.0];
    let words = words(document, statement);
    let who = attribution(document, statement);
    let warnings = warnings(document, statement);
    format!("{words}\n— {who}{}{warnings}", source(document, statement.content_span().start))
}

/// A quotation that no speaker was found for.
pub fn bare(document: &Document, span: Span) -> String {
    let words = harmless::line(span.of(&document.article.text)).into_owned();
    format!("{words}\n— speaker not found{}", source(document, span.start))
}

/// The pieces: quotations as they stand, reported speech marked as such.
fn words(document: &Document, statement: &Statement) -> String {
    let piece = |piece: &Span| {
        let words = harmless::line(piece.of(&document.article.text)).into_owned();
        let quoted = document.annotations.quotations.iter().any(|quotation| quotation.span.covers(*piece));
        if quoted { words } else { format!("[reported] {words}") }
    };
    statement.content.iter().map(piece).collect::<Vec<_>>().join(" [...] ")
}

/// "He [Ana Duarte], denied".
fn attribution(document: &Document, statement: &Statement) -> String {
    let text = &document.article.text;
    let cue = statement.cue.as_ref().map_or(String::new(), |cue| format!(", {}", cue.span.of(text)));
    let Some(speaker) = &statement.speaker else {
        return harmless::line(&format!("speaker not found{cue}")).into_owned();
    };
    let words = speaker.span.of(text);
    let figures = &document.annotations.figures;
    let names: Vec<&str> = speaker.figures.iter().map(|figure| figures[figure.0].name.as_str()).collect();
    let names = names.join(" and ");
    // A speaker chosen by the user may have no words on the spot.
    let words = if words.is_empty() { names.as_str() } else { words };
    let meant = match speaker.form {
        _ if names.is_empty() || words.contains(&names) => String::new(),
        Form::Name | Form::Nominal | Form::Pronoun => format!(" [{names}]"),
    };
    harmless::line(&format!("{words}{meant}{cue}")).into_owned()
}

/// Title, site, date, paragraph and address, as far as they are known.
fn source(document: &Document, offset: usize) -> String {
    let article = &document.article;
    let meta = &article.meta;
    let title = crate::export::title(document);
    let paragraph = document.paragraphs().get(document.block_at(offset)).copied().flatten();
    let parts = [
        title.map(|title| format!("“{title}”")),
        meta.site.clone(),
        meta.published.clone(),
        paragraph.map(|n| format!("¶{n}")),
        meta.url.clone(),
    ];
    parts.into_iter().flatten().map(|part| format!(", {}", harmless::line(&part))).collect()
}

fn warnings(document: &Document, statement: &Statement) -> String {
    let doubt = match statement.confidence.doubt() {
        Some(Doubt::Statement) => " [unsure whether this is a statement]",
        Some(Doubt::Speaker) => " [unsure who speaks]",
        Some(Doubt::Figure) => " [unsure who is meant]",
        None => "",
    };
    let suspects = &document.marks.suspects;
    let suspect = suspects.iter().find(|suspect| suspect.span.overlaps(statement.span()));
    let suspect = suspect.map_or(String::new(), |s| format!(" [suspect text: {}]", s.reason.word()));
    format!("{doubt}{suspect}")
}
