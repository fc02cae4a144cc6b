//! Quotes to take away: a statement with its attribution, honestly worded.
//!
//! Quotation marks stand only round verbatim words; reported speech says so; pieces left out are marked; a
//! pronoun gets the name it means in brackets; the cue stays; doubts and suspect text are said.

use crate::annotate::{Doubt, Form, Statement, StatementId};
use crate::document::Document;
use crate::harmless;
use crate::highlight::Highlight;
use crate::span::Span;

/// A statement, who said it and where, as plain text on two lines.
pub fn statement(document: &Document, id: StatementId) -> String {
    let statement = &document.annotations.statements[id.index()];
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

/// The article itself: its title and where it is from.
pub fn article(document: &Document) -> String {
    source(document, 0).trim_start_matches(", ").to_string()
}

/// Selected words, one piece a block: with their speaker where they lie within the content of one statement, else
/// as a passage of the article. Empty where there are no pieces.
pub fn selection(document: &Document, pieces: &[Span]) -> String {
    let Some(hull) = pieces.iter().copied().reduce(Span::hull) else { return String::new() };
    match around(document, hull) {
        Some(id) => cutting(document, id, hull),
        None => passage(document, pieces),
    }
}

/// A highlight and its note; `place` is `None` where its words are not in the article any more.
pub fn highlight(document: &Document, place: Option<Span>, highlight: &Highlight) -> String {
    let words = match place {
        Some(span) => selection(document, &in_blocks(document, span)),
        None => format!("{} [not in this version of the article]", harmless::line(&highlight.anchor.words)),
    };
    match highlight.note.as_str() {
        "" => words,
        note => format!("{words}\nNote: {}", harmless::line(note)),
    }
}

/// The words of a span, block by block, without those that are folded.
pub fn in_blocks(document: &Document, span: Span) -> Vec<Span> {
    let blocks = document.article.blocks.iter().enumerate();
    let shown = blocks.filter(|(block, _)| !document.marks.is_folded(*block));
    let pieces = shown.filter_map(|(_, block)| block.span.common(span));
    pieces.map(|piece| piece.trim(&document.article.text)).filter(|piece| !piece.is_empty()).collect()
}

/// The narrowest statement that the reader shows whose content holds `words`.
fn around(document: &Document, words: Span) -> Option<StatementId> {
    let statements = document.annotations.statements.iter().enumerate();
    let around = statements.filter(|(_, statement)| {
        let has = statement.content.iter().any(|piece| piece.overlaps(words));
        has && statement.content_span().covers(words) && document.is_listed(statement, |_| true)
    });
    around.min_by_key(|(_, statement)| statement.content_span().len()).map(|(i, _)| StatementId::new(i))
}

/// The part of a statement inside `cut`; what is left out on either side is marked.
fn cutting(document: &Document, id: StatementId, cut: Span) -> String {
    let text = &document.article.text;
    let statement = &document.annotations.statements[id.index()];
    let all = statement.content_span();
    let says = |span: Span| span.of(text).chars().any(char::is_alphanumeric);
    let front = if says(Span::new(all.start, cut.start)) { "[...] " } else { "" };
    let end = if says(Span::new(cut.end, all.end)) { " [...]" } else { "" };
    let clipped =
        statement.content.iter().filter_map(|piece| piece.common(cut)).map(|piece| piece.trim(text));
    let words: Vec<String> =
        clipped.filter(|piece| says(*piece)).map(|piece| verbatim(document, piece)).collect();
    let who = attribution(document, statement);
    let rest = format!("{}{}", source(document, cut.start), warnings(document, statement));
    format!("{front}{}{end}\n— {who}{rest}", words.join(" [...] "))
}

/// Words of a statement: in quotation marks where all of them are quoted, else marked as reported.
fn verbatim(document: &Document, piece: Span) -> String {
    let quotations = &document.annotations.quotations;
    let quoted = quotations.iter().any(|quotation| quotation.span().covers(piece));
    let words = balanced(document, piece);
    if quoted { words } else { format!("[reported] {words}") }
}

/// Words with the quotation marks put back that lie outside of them.
fn balanced(document: &Document, piece: Span) -> String {
    let text = &document.article.text;
    let cut = |at: usize| {
        let quotations = document.annotations.quotations.iter().map(|quotation| quotation.span());
        quotations.into_iter().find(|span| span.start < at && at < span.end).map(|span| span.of(text))
    };
    let opening = |quotation: &str| quotation.chars().next();
    let closing = |quotation: &str| quotation.chars().next_back().filter(|c| !c.is_alphanumeric());
    let front = cut(piece.start).and_then(opening).map_or(String::new(), String::from);
    let end = cut(piece.end).and_then(closing).map_or(String::new(), String::from);
    format!("{front}{}{end}", harmless::line(piece.of(text)))
}

/// Words of the article itself: as they stand, what is left out between them marked, pronouns of speakers with the
/// names they mean.
fn passage(document: &Document, pieces: &[Span]) -> String {
    let mut words = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        let close = i > 0 && pieces[i - 1].end + 1 == piece.start;
        words.push_str(match i {
            0 => "",
            _ if close => "\n",
            _ => "\n[...]\n",
        });
        words.push_str(&named(document, *piece));
    }
    let from = source(document, pieces.first().map_or(0, |piece| piece.start));
    let from = from.trim_start_matches(", ");
    let suspect = pieces.iter().map(|piece| suspect(document, *piece)).find(|words| !words.is_empty());
    let suspect = suspect.unwrap_or_default();
    if from.is_empty() { words + &suspect } else { format!("{words}\n— {from}{suspect}") }
}

/// A piece of the article with `[Ana Duarte]` after the "he" who speaks in it.
fn named(document: &Document, piece: Span) -> String {
    let figures = &document.annotations.figures;
    let speakers = document.annotations.statements.iter().filter_map(|said| said.speaker.as_ref());
    let meant = speakers.filter(|speaker| piece.covers(speaker.span()) && speaker.form() == Form::Pronoun);
    let mut names: Vec<(usize, &str)> = meant
        .filter_map(|speaker| {
            Some((speaker.span().end, figures[speaker.figures.first()?.index()].name.as_str()))
        })
        .collect();
    names.sort();
    names.dedup_by_key(|(at, _)| *at);
    let mut out = String::new();
    let mut at = piece.start;
    let whole = balanced(document, piece);
    if names.is_empty() {
        return whole;
    }
    for (end, name) in names {
        out.push_str(&harmless::line(Span::new(at, end).of(&document.article.text)));
        out.push_str(&harmless::line(&format!(" [{name}]")));
        at = end;
    }
    out + &harmless::line(Span::new(at, piece.end).of(&document.article.text))
}

/// The pieces: quotations as they stand, reported speech marked as such.
fn words(document: &Document, statement: &Statement) -> String {
    let piece = |piece: Span| {
        let words = harmless::line(piece.of(&document.article.text)).into_owned();
        let quoted = document.annotations.quotations.iter().any(|quotation| quotation.span().covers(piece));
        if quoted { words } else { format!("[reported] {words}") }
    };
    statement.content.iter().map(piece).collect::<Vec<_>>().join(" [...] ")
}

/// "He [Ana Duarte], denied".
fn attribution(document: &Document, statement: &Statement) -> String {
    let text = &document.article.text;
    let cue = statement.cue.as_ref().map_or(String::new(), |cue| format!(", {}", cue.span().of(text)));
    let Some(speaker) = &statement.speaker else {
        return harmless::line(&format!("speaker not found{cue}")).into_owned();
    };
    let words = speaker.span().of(text);
    let figures = &document.annotations.figures;
    let names: Vec<&str> =
        speaker.figures.iter().map(|figure| figures[figure.index()].name.as_str()).collect();
    let names = names.join(" and ");
    // A speaker chosen by the user may have no words on the spot.
    let words = if words.is_empty() { names.as_str() } else { words };
    let meant = match speaker.form() {
        _ if names.is_empty() || is_named(words, &names) => String::new(),
        Form::Name | Form::Nominal | Form::Pronoun => format!(" [{names}]"),
    };
    harmless::line(&format!("{words}{meant}{cue}")).into_owned()
}

/// Whether the words on the spot are the name already: "The Kremlin" is "the Kremlin".
fn is_named(words: &str, name: &str) -> bool {
    let (words, name) = (words.to_lowercase(), name.to_lowercase());
    let bare = ["the ", "a ", "an "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(&name);
    words.contains(bare)
}

/// "2021-03-04T05:06:07Z" as people write it, "4 March 2021"; anything else as the source gives it.
pub fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let part = |range: std::ops::Range<usize>| date.get(range)?.parse::<usize>().ok();
    let marks = date.get(4..5) == Some("-") && date.get(7..8) == Some("-");
    let ends =
        !date.get(10..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() && c != 'T'));
    match (part(0..4), part(5..7).and_then(|month| MONTHS.get(month.checked_sub(1)?)), part(8..10)) {
        (Some(year), Some(month), Some(day)) if marks && ends => format!("{day} {month} {year}"),
        _ => date.to_string(),
    }
}

/// Title, site, date, paragraph and address, as far as they are known.
fn source(document: &Document, offset: usize) -> String {
    let article = &document.article;
    let meta = &article.meta;
    let title = document.article.title();
    let paragraph = document.paragraphs().get(document.block_at(offset)).copied().flatten();
    let parts = [
        title.map(|title| format!("“{title}”")),
        meta.site.clone(),
        meta.published.as_deref().map(day),
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
    format!("{doubt}{}", suspect(document, statement.span()))
}

fn suspect(document: &Document, span: Span) -> String {
    let found = document.marks.suspects.iter().find(|suspect| suspect.span.overlaps(span));
    found.map_or(String::new(), |suspect| format!(" [suspect text: {}]", suspect.reason.word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_said_twice() {
        for (words, name, expected) in [
            ("The Russian government", "the Russian government", true),
            ("Kremlin", "the Kremlin", true),
            ("A Russian news agency", "a Russian news agency", true),
            ("Duarte", "Ana Duarte", false),
            ("He", "Ana Duarte", false),
        ] {
            assert_eq!(is_named(words, name), expected, "{words}");
        }
    }

    #[test]
    fn dates_are_written_for_people() {
        for (date, expected) in [
            ("2021-03-04T05:06:07Z", "4 March 2021"),
            ("2021-12-31", "31 December 2021"),
            ("2021-13-01", "2021-13-01"),
            ("Tue, 4 Mar 2021", "Tue, 4 Mar 2021"),
            ("2021", "2021"),
            ("été 2021", "été 2021"),
        ] {
            assert_eq!(day(date), expected);
        }
    }
}
