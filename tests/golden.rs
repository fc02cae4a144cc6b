//! Golden articles: what the engine makes of each sample, as a reader would put it, compared whole.
//! `UPDATE=1 cargo test golden` rewrites; the diff is what gets reviewed.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pullquote::annotate::{Annotations, Figure, Statement, StatementKind, Support};
use pullquote::article::{Corrections, Show};
use pullquote::document::{Document, Pipeline};
use pullquote::harmless;
use pullquote::load::{self, Loaded, Source};
use pullquote::span::Span;

/// Content is cut here, in characters.
const CUT: usize = 60;

#[test]
fn samples_read_as_they_did() {
    let pipeline = Pipeline::bundled();
    let changed: Vec<String> = samples().iter().filter_map(|path| change(&pipeline, path)).collect();
    assert!(changed.is_empty(), "{}\nUPDATE=1 cargo test golden rewrites", changed.join("\n"));
}

/// Direct: every piece is a quotation. Indirect: no piece holds one. Mixed: both.
#[test]
fn kinds_are_what_the_quotations_say() {
    let pipeline = Pipeline::bundled();
    for path in samples() {
        let document = document(&pipeline, &path);
        for statement in &document.annotations.statements {
            assert_eq!(statement.kind, kind(&document, statement), "{}", content(&document, statement));
        }
    }
}

fn kind(document: &Document, statement: &Statement) -> StatementKind {
    let quotations: Vec<Span> = document.annotations.quotations.iter().map(|one| one.span()).collect();
    let quoted = |piece: &Span| quotations.iter().any(|one| one.covers(*piece));
    let holds = |piece: Span| quotations.iter().any(|one| one.overlaps(piece));
    match statement.content.iter().filter(quoted).count() {
        count if count == statement.content.len() => StatementKind::Direct,
        0 if !statement.content.iter().any(holds) => StatementKind::Indirect,
        _ => StatementKind::Mixed,
    }
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/articles");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

/// The lines that differ, or nothing; writes the file anew where asked to.
fn change(pipeline: &Pipeline, path: &Path) -> Option<String> {
    let drawn = draw(&document(pipeline, path));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(path.file_name()?);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&golden, &drawn).unwrap();
        return None;
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default().replace("\r\n", "\n");
    (drawn != expected).then(|| format!("{}\n{}", golden.display(), difference(&expected, &drawn)))
}

/// Lines that one of the two does not have.
fn difference(expected: &str, drawn: &str) -> String {
    let missing = |from: &str, other: &str, sign: &str| {
        let lines = from.lines().filter(|line| !other.lines().any(|same| same == *line));
        lines.map(|line| format!("{sign} {line}\n")).collect::<String>()
    };
    missing(expected, drawn, "-") + &missing(drawn, expected, "+")
}

fn document(pipeline: &Pipeline, path: &Path) -> Document {
    match load::load(&Source::Path(path.to_path_buf())) {
        Ok(Loaded::Article(article)) => pipeline.read(Arc::new(*article), &Corrections::default()),
        other => panic!("{} is no article: {other:?}", path.display()),
    }
}

fn draw(document: &Document) -> String {
    let annotations = &document.annotations;
    let mut out = format!("{} {}\n", annotations.language.as_deref().unwrap_or("?"), support(annotations));
    section(&mut out, "statements", statements(document));
    section(&mut out, "loose quotations", loose(document));
    section(&mut out, "clutter", clutter(document));
    section(&mut out, "suspects", suspects(document));
    section(&mut out, "figures", annotations.figures.iter().map(figure).collect());
    out
}

fn support(annotations: &Annotations) -> &'static str {
    match annotations.support {
        Support::Full => "full",
        Support::Quoted => "quoted",
        Support::QuotationsOnly => "quotations only",
        Support::None => "none",
    }
}

fn section(out: &mut String, name: &str, lines: Vec<String>) {
    let _ = write!(out, "\n{name}: {}\n", lines.len());
    lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
}

/// Number (T: headline, -: not listed, ?: unsure), kind, speaker -> figures, cue, content.
fn statements(document: &Document) -> Vec<String> {
    let numbers = document.numbers(|block| !document.marks.is_folded(block));
    let statements = document.annotations.statements.iter().zip(numbers);
    let line = |(statement, number): (&Statement, Option<usize>)| {
        let number = match (statement.headline, number) {
            (true, _) => "T".to_string(),
            (false, number) => number.map_or("-".to_string(), |number| number.to_string()),
        };
        let unsure = if statement.confidence.doubt().is_some() { "?" } else { " " };
        let cue = statement.cue.as_ref().map_or("-".to_string(), |cue| words(document, cue.span()));
        let said = format!("{} | {cue} | {}", speaker(document, statement), content(document, statement));
        format!("{number:>3}{unsure} {:8} {said}", statement.kind.word())
    };
    statements.map(line).collect()
}

fn speaker(document: &Document, statement: &Statement) -> String {
    let Some(speaker) = &statement.speaker else { return "-".to_string() };
    let names =
        speaker.figures.iter().map(|figure| document.annotations.figures[figure.index()].name.as_str());
    let names: Vec<&str> = names.collect();
    let names = if names.is_empty() { "?".to_string() } else { names.join(" + ") };
    format!("{} -> {names}", words(document, speaker.span()))
}

fn content(document: &Document, statement: &Statement) -> String {
    let pieces: Vec<String> = statement.content.iter().map(|piece| words(document, piece)).collect();
    cut(&pieces.join(" … "))
}

/// Quotations of no statement.
fn loose(document: &Document) -> Vec<String> {
    let loose = document.annotations.quotations.iter().filter(|quotation| quotation.statement.is_none());
    let scare = |scare: bool| if scare { "scare " } else { "" };
    loose.map(|one| format!("  {}{}", scare(one.scare), cut(&words(document, one.span())))).collect()
}

fn clutter(document: &Document) -> Vec<String> {
    let blocks = document.article.blocks.iter().zip(&document.marks.clutter);
    let line = |(block, clutter): (&pullquote::article::Block, &Option<Box<pullquote::article::Clutter>>)| {
        let clutter = clutter.as_ref()?;
        let show = if clutter.show == Show::Folded { "folded" } else { "dimmed" };
        Some(format!(
            "  {show} {} ({}) | {}",
            clutter.reason.word(),
            clutter.rule.0,
            cut(&words(document, block.span))
        ))
    };
    blocks.filter_map(line).collect()
}

fn suspects(document: &Document) -> Vec<String> {
    let suspects = document.marks.suspects.iter();
    let found = |span: Span| span.of(&document.article.text);
    suspects.map(|one| format!("  {} {:?}", one.reason.word(), found(one.span))).collect()
}

fn figure(figure: &Figure) -> String {
    let role = figure.role.as_deref().map_or(String::new(), |role| format!(", {role}"));
    let named = if figure.is_named() { "" } else { " [unnamed]" };
    format!("  {} {}{named}{role}: {}", figure.kind.word(), figure.name, figure.mentions.len())
}

/// Harmless, so that the files can be looked at.
fn words(document: &Document, span: Span) -> String {
    harmless::line(span.of(&document.article.text)).into_owned()
}

fn cut(words: &str) -> String {
    match words.char_indices().nth(CUT) {
        Some((end, _)) => words[..end].trim_end().to_string() + "…",
        None => words.to_string(),
    }
}
