//! Forms in which words are taken away: plain, Markdown, BibTeX, JSON, a link that leads to the words.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{CodePoints, escape, json, quote, text};
use crate::annotate::StatementId;
use crate::article::is_web_address;
use crate::document::Document;
use crate::harmless;
use crate::span::Span;

/// What is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    Statement(StatementId),
    /// A quotation without a speaker.
    Quotation(Span),
    /// Selected words, one piece a block; no pieces: the article itself.
    Words(Vec<Span>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Markdown,
    Bibtex,
    Json,
    Link,
}

impl Form {
    pub const ALL: [Form; 5] = [Form::Plain, Form::Markdown, Form::Bibtex, Form::Json, Form::Link];

    pub fn words(self) -> &'static str {
        match self {
            Form::Plain => "plain text, with its attribution",
            Form::Markdown => "Markdown quote",
            Form::Bibtex => "BibTeX entry",
            Form::Json => "JSON",
            Form::Link => "link that leads to these words",
        }
    }
}

/// The words in a form, or why they have none; `source` is the name of the article.
pub fn take(document: &Document, source: &str, taken: &Taken, form: Form) -> Result<String, &'static str> {
    match form {
        Form::Plain => Ok(plain(document, taken)),
        Form::Markdown => Ok(markdown(document, taken)),
        Form::Bibtex => Ok(bibtex(document, taken)),
        Form::Json => Ok(data(document, source, taken)),
        Form::Link => link(document, taken),
    }
}

fn plain(document: &Document, taken: &Taken) -> String {
    match taken {
        Taken::Statement(id) => quote::statement(document, *id),
        Taken::Quotation(span) => quote::bare(document, *span),
        Taken::Words(pieces) if pieces.is_empty() => quote::article(document),
        Taken::Words(pieces) => quote::selection(document, pieces),
    }
}

/// A block quote, with the attribution as its last paragraph.
fn markdown(document: &Document, taken: &Taken) -> String {
    let words = plain(document, taken);
    let quoted = words.lines().map(|line| match line.starts_with("— ") {
        true => format!(">\n> {}", text::escape(line)),
        false => format!("> {}", text::escape(line)),
    });
    quoted.collect::<Vec<_>>().join("\n")
}

/// An `@online` entry (BibLaTeX); the quote is its note.
fn bibtex(document: &Document, taken: &Taken) -> String {
    let meta = &document.article.meta;
    let title = document.article.title();
    let date = meta.published.as_deref().and_then(|date| date.get(..10)).filter(|date| is_day(date));
    let byline = meta.byline.as_deref().map(|byline| {
        let by = byline.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
        byline[if by { 3 } else { 0 }..].trim()
    });
    let url = meta.url.as_deref().filter(|url| is_web_address(url));
    let note = match taken {
        Taken::Words(pieces) if pieces.is_empty() => None,
        taken => Some(plain(document, taken).replace('\n', " ")),
    };
    let fields = [
        ("author", byline.map(|name| format!("{{{}}}", tex(name)))),
        ("title", title.map(|title| format!("{{{}}}", tex(title)))),
        ("organization", meta.site.as_deref().map(|site| format!("{{{}}}", tex(site)))),
        ("date", date.map(String::from)),
        ("year", year(document).filter(|_| date.is_none())),
        // In a url field nothing is escaped but what would end it.
        (
            "url",
            url.map(|url| harmless::line(url).replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")),
        ),
        ("note", note.map(|note| tex(&note))),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some(format!("  {name} = {{{}}},\n", value?)));
    format!("@online{{{},\n{}}}", key(document), fields.collect::<String>())
}

/// "lantern2021keeper": site, year and first long word of the title, as far as they are known.
fn key(document: &Document) -> String {
    let plain =
        |words: &str| words.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let site = document.article.site().unwrap_or_default();
    let site = site.split('.').next().map(plain).unwrap_or_default();
    let year = year(document).unwrap_or_default();
    let title = document.article.title().unwrap_or_default();
    let word = title.split_whitespace().map(plain).find(|word| word.len() > 3).unwrap_or_default();
    match format!("{site}{year}{word}") {
        key if key.is_empty() => "article".into(),
        key => key,
    }
}

/// The first year in the date that the source gives.
fn year(document: &Document) -> Option<String> {
    let date = document.article.meta.published.as_deref()?;
    let mut numbers = date.split(|c: char| !c.is_ascii_digit());
    numbers.find(|number| number.len() == 4).map(String::from)
}

fn is_day(date: &str) -> bool {
    let shape = date.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(b"0000-00-00".iter().copied())
}

/// Words with the characters that TeX would read as marks escaped.
fn tex(words: &str) -> String {
    let mut out = String::new();
    for c in harmless::line(words).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// What `extract` prints of a statement, with its words and names; offsets are Unicode code points, half open.
#[derive(Serialize)]
struct Data<'a> {
    source: &'a str,
    url: Option<&'a str>,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    site: Option<&'a str>,
    published: Option<&'a str>,
    paragraph: Option<usize>,
    /// The words as they stand, one string a piece.
    words: Vec<&'a str>,
    pieces: Vec<json::Piece>,
    speakers: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<json::StatementOut<'a>>,
}

fn data(document: &Document, source: &str, taken: &Taken) -> String {
    let meta = &document.article.meta;
    let ids = json::Ids::new(document);
    let spans = spans(document, taken);
    let points = CodePoints::new(&document.article);
    let piece = |span: &Span| {
        let (start, end) = points.of(*span);
        json::Piece { start, end }
    };
    let block = spans.first().map(|span| document.block_at(span.start));
    let id = match taken {
        Taken::Statement(id) => Some(*id),
        _ => None,
    };
    let figures = &document.annotations.figures;
    let said = id.and_then(|id| document.annotations.statements[id.index()].speaker.as_ref());
    let speakers = said.into_iter().flat_map(|speaker| &speaker.figures);
    let data = Data {
        source,
        url: meta.url.as_deref(),
        title: document.article.title(),
        byline: meta.byline.as_deref(),
        site: meta.site.as_deref(),
        published: meta.published.as_deref(),
        paragraph: block.and_then(|block| document.paragraphs().get(block).copied().flatten()),
        words: spans.iter().map(|span| span.of(&document.article.text)).collect(),
        pieces: spans.iter().map(piece).collect(),
        speakers: speakers.map(|figure| figures[figure.index()].name.as_str()).collect(),
        statement: id.map(|id| json::article(source, document, &ids).statements.swap_remove(id.index())),
    };
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = escape::pretty(&mut out, &data);
    String::from_utf8_lossy(&out).into_owned()
}

fn spans(document: &Document, taken: &Taken) -> Vec<Span> {
    match taken {
        Taken::Statement(id) => document.annotations.statements[id.index()].content.to_vec(),
        Taken::Quotation(span) => vec![*span],
        Taken::Words(pieces) => pieces.clone(),
    }
}

/// Words of a longer passage on either side of its link.
const END: usize = 4;
/// As many words, at most, are written whole.
const WHOLE: usize = 10;
/// Words of context on either side, where the words stand more than once.
const AROUND: usize = 4;

/// All but letters and digits that a fragment keeps; `-`, `,` and `&` are marks of a text directive.
const DIRECTIVE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// The address with a text fragment (WICG, URL Fragment Text Directives): browsers scroll to the words.
fn link(document: &Document, taken: &Taken) -> Result<String, &'static str> {
    let address = document.article.meta.url.as_deref().filter(|url| is_web_address(url));
    let Some(address) = address else { return Err("no web address is known of this article") };
    let spans = spans(document, taken);
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(address.to_string()) };
    let sharp = if address.contains('#') { "" } else { "#" };
    Ok(format!("{address}{sharp}:~:text={}", directive(document, *first, *last)))
}

fn directive(document: &Document, first: Span, last: Span) -> String {
    let whole = &document.article.text;
    let encode = |words: &str| utf8_percent_encode(words, DIRECTIVE).to_string();
    let words: Vec<&str> = first.of(whole).split_whitespace().collect();
    let (start, end) = match (first == last, words.len()) {
        (true, 0..=WHOLE) => (first.of(whole).to_string(), None),
        (_, n) => {
            let start = words[..n.min(END)].join(" ");
            let words: Vec<&str> = last.of(whole).split_whitespace().collect();
            (start, Some(words[words.len().saturating_sub(END)..].join(" ")))
        }
    };
    let several = whole.matches(&start).nth(1).is_some();
    let block = |at: usize| document.article.blocks[document.block_at(at)].span;
    let before: Vec<&str> = whole[block(first.start).start..first.start].split_whitespace().collect();
    let after: Vec<&str> = whole[last.end..block(last.start).end.max(last.end)].split_whitespace().collect();
    let before = &before[before.len().saturating_sub(AROUND)..];
    let after = &after[..after.len().min(AROUND)];
    let prefix = (several && !before.is_empty()).then(|| encode(&before.join(" ")) + "-,");
    let suffix = (several && !after.is_empty()).then(|| ",-".to_string() + &encode(&after.join(" ")));
    let end = end.map(|end| ",".to_string() + &encode(&end));
    let parts = [prefix, Some(encode(&start)), end, suffix];
    parts.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests;
