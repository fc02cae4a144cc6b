//! Answers: what `who`, `compare` and `search` print. Reads the sources on all cores; one bad input is reported and the rest
//! goes on.

use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::catalogue::{Catalogue, Hit};
use crate::document::Document;
use crate::export::escape;
use crate::extract::{Reading, complain};
use crate::harmless;
use crate::library::{self, Library, Sameness};
use crate::load::fetch::is_address;
use crate::load::{self, Source};
use crate::query::alike;
use crate::query::compare::{Comparison, compare, figures};
use crate::query::link::Links;
use crate::query::name::Name;
use crate::query::said::{About, Said, said};
use crate::query::who::{Dossier, Found, dossiers};

/// Articles read at a time.
const BATCH: usize = 128;

/// What reading the sources came to.
#[derive(Debug, Default)]
pub struct Read {
    pub said: Vec<Said>,
    pub articles: usize,
    pub failed: usize,
}

/// Reads every article of the sources and keeps what is said in it, in the order of the input.
pub fn read(sources: &[Source], reading: &Reading) -> Read {
    let mut read = Read::default();
    // Keeping in memory does not fail.
    let _ = in_batches(sources, reading, &mut |waiting| {
        read.take(waiting, reading);
        Ok(())
    });
    read
}

/// Loads the articles of the sources and hands them on, a batch at a time, until that fails.
fn in_batches(
    sources: &[Source],
    reading: &Reading,
    take: &mut dyn FnMut(Vec<Loaded>) -> Result<(), String>,
) -> Result<(), String> {
    let mut waiting = Vec::new();
    for source in sources {
        let mut result = Ok(());
        load::stream_with(source, reading.web, &mut |name, article| {
            waiting.push((name, article));
            if waiting.len() == BATCH {
                result = take(std::mem::take(&mut waiting));
            }
            result.is_ok()
        });
        result?;
    }
    take(waiting)
}

/// Reads every article of the sources into the catalogue; gives how many were read, and how many could not be.
pub fn add(
    sources: &[Source],
    reading: &Reading,
    (library, catalogue): (&Mutex<Library>, &mut Catalogue),
) -> Result<(usize, usize), String> {
    let (mut added, mut failed) = (0, 0);
    in_batches(sources, reading, &mut |waiting| {
        let read = |(name, article): Loaded| -> Result<(String, Document), String> {
            let article = article.map_err(|error| error.to_string())?;
            let document = reading.read(&name, article)?;
            Ok((library::source(&name).unwrap_or(name), document))
        };
        let done: Vec<Result<(String, Document), String>> = waiting.into_par_iter().map(read).collect();
        let documents: Vec<(String, Document)> = done
            .into_iter()
            .filter_map(|done| done.inspect_err(|error| complain(error)).inspect_err(|_| failed += 1).ok())
            .collect();
        added += documents.len();
        let mut library = library.lock().unwrap_or_else(PoisonError::into_inner);
        documents.iter().try_for_each(|(name, document)| register(&mut library, name, document))?;
        let all: Vec<(&str, &Document)> =
            documents.iter().map(|(name, document)| (name.as_str(), document)).collect();
        catalogue.keep_all(&all).map_err(|error| error.to_string())
    })?;
    Ok((added, failed))
}

/// Makes an article one of the library's; what cannot be opened by its name again (a record) is kept itself.
fn register(library: &mut Library, name: &str, document: &Document) -> Result<(), String> {
    let article = &document.article;
    let kept = if is_address(name) || Path::new(name).exists() {
        library.keep_article(name, article)
    } else {
        let mut record = Vec::new();
        let about = About::new(name, document);
        let value = serde_json::json!({
            "id": name, "title": about.title, "url": about.url, "site": about.site,
            "byline": article.meta.byline, "published": about.published, "text": article.text,
        });
        line(&value, &mut record).map_err(|error| error.to_string())?;
        library.keep_bytes(Some(name), article, &record)
    };
    kept.map_err(|error| error.to_string())
}

/// Prints the articles that a search found.
pub fn articles(found: &[Hit], json: bool, out: &mut dyn Write) -> io::Result<()> {
    if found.is_empty() && !json {
        return writeln!(out, "{NOTHING}");
    }
    for (i, hit) in found.iter().enumerate() {
        if json {
            line(hit, out)?;
            continue;
        }
        let apart = if i > 0 { "\n" } else { "" };
        write!(out, "{apart}{}", plain(&about(&hit.about)))?;
        if !hit.snippet.is_empty() {
            write!(out, "{}", plain(&format!("            {}", hit.snippet.replace('\n', " "))))?;
        }
        if !hit.also.is_empty() {
            write!(out, "{}", plain(&format!("            also: {}", hit.also.join(", "))))?;
        }
    }
    Ok(())
}

const NOTHING: &str = "Nothing found.";

/// Prints the statements that a search found, those of one article together.
pub fn statements(found: &[Said], json: bool, out: &mut dyn Write) -> io::Result<()> {
    if found.is_empty() && !json {
        return writeln!(out, "{NOTHING}");
    }
    let mut before: Option<&About> = None;
    for said in found {
        if json {
            line(said, out)?;
            continue;
        }
        if before != Some(&*said.about) {
            let apart = if before.is_some() { "\n" } else { "" };
            write!(out, "{apart}{}", plain(&about(&said.about)))?;
        }
        before = Some(&said.about);
        let words =
            format!("  {:>4} {} {} {}: {}", place(said), mark(said), speaker(said), cue(said), said.words());
        write!(out, "{}", plain(&words))?;
    }
    Ok(())
}

type Loaded = (String, Result<crate::article::Article, load::Error>);

impl Read {
    fn take(&mut self, waiting: Vec<Loaded>, reading: &Reading) {
        let done: Vec<Result<Vec<Said>, String>> = waiting
            .into_par_iter()
            .map(|(name, article)| {
                let article = article.map_err(|error| error.to_string())?;
                Ok(said(&name, &reading.read(&name, article)?).collect::<Vec<_>>())
            })
            .collect();
        for done in done {
            match done {
                Ok(said) => {
                    self.articles += 1;
                    self.said.extend(said);
                }
                Err(error) => {
                    self.failed += 1;
                    complain(&error);
                }
            }
        }
    }
}

/// Prints the dossiers of a name: for people, or a statement a line as JSON.
pub fn who(name: &str, (read, links): (&Read, &Links), json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        let dossiers = Name::new(name).map_or(Vec::new(), |name| dossiers(&name, &read.said, links));
        let found = dossiers.iter().flat_map(|dossier| &dossier.statements);
        return found.into_iter().try_for_each(|found| line(found, out));
    }
    let rows = dossier_rows(name, &read.said, links, read.articles);
    rows.iter().try_for_each(|row| writeln!(out, "{}", row.words))
}

/// Prints what the user said about who is who, each with its number.
pub fn links(all: &[(i64, Sameness)], out: &mut dyn Write) -> io::Result<()> {
    if all.is_empty() {
        return writeln!(out, "Figures are linked by their names alone: nothing else was said.");
    }
    for (number, sameness) in all {
        let words = match sameness {
            Sameness::Same { key, other } => format!("{key} is {other}"),
            Sameness::Apart { key, number, source } => format!("{key} is {key} ({number}) in {source}"),
        };
        write!(out, "{}", plain(&format!("{number:>4}  {words}")))?;
    }
    Ok(())
}

/// One line of a dossier, harmless to any terminal, and the statement in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub words: String,
    pub said: Option<Box<Said>>,
}

/// The dossiers of a name, line by line, figures linked as the user said.
pub fn dossier_rows(name: &str, all: &[Said], links: &Links, articles: usize) -> Vec<Row> {
    let dossiers = Name::new(name).map_or(Vec::new(), |name| dossiers(&name, all, links));
    if dossiers.is_empty() {
        return vec![row(nothing(name, articles))];
    }
    let apart = |i: usize| (i > 0).then(Row::default);
    dossiers.iter().enumerate().flat_map(|(i, dossier)| apart(i).into_iter().chain(rows(dossier))).collect()
}

fn nothing(name: &str, articles: usize) -> String {
    format!("Nothing that {name} said was found in {}.", count(articles, "article"))
}

fn row(words: String) -> Row {
    Row { words: harmless::line(&words).into_owned(), said: None }
}

fn line(value: &impl serde::Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    escape::compact(&mut bytes, value)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

/// "1 article", "2 articles".
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn rows(dossier: &Dossier) -> Vec<Row> {
    let roles: Vec<&str> = dossier.roles.iter().take(3).map(String::as_str).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(" ({})", roles.join("; ")) };
    let unsure = if dossier.unsure() > 0 { format!(", {} unsure", dossier.unsure()) } else { String::new() };
    let statements = count(dossier.statements.len(), "statement");
    let articles = count(dossier.articles(), "article");
    let mut rows = vec![row(format!("{}{roles}: {statements} in {articles}{unsure}", dossier.name))];
    let mut before: Option<&About> = None;
    for found in &dossier.statements {
        if before != Some(&*found.said.about) {
            rows.extend([Row::default(), row(about(&found.said.about))]);
        }
        before = Some(&found.said.about);
        rows.push(Row { said: Some(Box::new(found.said.clone())), ..row(statement(dossier, found)) });
    }
    rows
}

/// One line, harmless to any terminal.
fn plain(words: &str) -> String {
    format!("{}\n", harmless::line(words))
}

/// "2024-05-02  Bridge opens, courier.example, path".
fn about(about: &About) -> String {
    let parts = [about.title.as_deref(), about.site.as_deref(), about.url.as_deref().or(Some(&about.source))];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    format!("{}  {}", about.date().unwrap_or("no date   "), parts.join(", "))
}

fn statement(dossier: &Dossier, found: &Found) -> String {
    let said = &found.said;
    let words = match found.same_words_as.map(|first| &dossier.statements[first].said) {
        Some(first) if alike::same(&first.words(), &said.words()) => {
            format!("the same words as in {}", short(&first.about))
        }
        Some(first) => {
            format!("as in {}: {}", short(&first.about), alike::marked(&first.words(), &said.words()))
        }
        None => said.words(),
    };
    format!("  {:>4} {} {}: {words}{}", place(said), mark(said), cue(said), doubts(found))
}

/// A site and date, else the title or source: enough to find it above.
fn short(about: &About) -> String {
    let name = about.site.as_deref().or(about.title.as_deref()).unwrap_or(&about.source);
    match about.date() {
        Some(date) => format!("{name} {date}"),
        None => name.to_string(),
    }
}

fn place(said: &Said) -> String {
    match said.paragraph {
        _ if said.headline => "head".to_string(),
        Some(paragraph) => format!("¶{paragraph}"),
        None => String::new(),
    }
}

/// `?` unsure, `=` checked by the user.
fn mark(said: &Said) -> &'static str {
    match said.status.as_str() {
        "machine" if said.unsure => "?",
        "machine" => " ",
        _ => "=",
    }
}

fn cue(said: &Said) -> &str {
    if said.cue.chars().any(char::is_alphanumeric) { &said.cue } else { "said" }
}

fn doubts(found: &Found) -> &'static str {
    if found.by_last_name { " [by last name alone]" } else { "" }
}

/// Two reports for [`compare_words`].
pub struct Report {
    about: About,
    said: Vec<Said>,
    figures: Vec<String>,
}

impl Report {
    pub fn new(name: &str, document: &Document) -> Report {
        Report {
            about: About::new(name, document),
            said: said(name, document).collect(),
            figures: figures(document),
        }
    }
}

/// Prints what two reports of one event share and what one alone has.
pub fn compare_words(reports: [&Report; 2], json: bool, out: &mut dyn Write) -> io::Result<()> {
    let [one, two] = reports;
    let found = compare([&one.said, &two.said], [&one.figures, &two.figures]);
    if json {
        return line(&wire(reports, &found), out);
    }
    for (letter, report) in ["A", "B"].into_iter().zip(reports) {
        write!(out, "{}", plain(&format!("{letter}  {}", about(&report.about))))?;
    }
    writeln!(out, "\nQuoted in both: {}", found.shared.len())?;
    for (a, b) in &found.shared {
        let (first, second) = (a.words(), b.words());
        write!(
            out,
            "{}",
            plain(&format!("  A {:>4} B {:>4}  {}: {}", place(a), place(b), speaker(a), first))
        )?;
        if !alike::same(&first, &second) {
            let words = alike::marked(&first, &second);
            write!(out, "{}", plain(&format!("                in B: {words}")))?;
        }
        if !same_speaker(a, b) {
            write!(out, "{}", plain(&format!("                in B said by {}", speaker(b))))?;
        }
    }
    for (letter, only) in ["A", "B"].into_iter().zip(&found.only) {
        writeln!(out, "\nQuoted in {letter} only: {}", only.len())?;
        for said in only {
            let words = format!("  {:>4} {} {}: {}", place(said), mark(said), speaker(said), said.words());
            write!(out, "{}", plain(&words))?;
        }
    }
    writeln!(out)?;
    let lists =
        [("both", &found.both), ("A only", &found.figures_only[0]), ("B only", &found.figures_only[1])];
    lists.into_iter().try_for_each(|(name, figures)| {
        write!(out, "{}", plain(&format!("Named in {name} ({}): {}", figures.len(), figures.join(", "))))
    })
}

/// The names that speak, else the words on the spot.
fn speaker(said: &Said) -> String {
    let names: Vec<&str> = said.figures.iter().map(|voice| voice.name.as_str()).collect();
    match (names.is_empty(), said.speaker.is_empty()) {
        (false, _) => names.join(" and "),
        (true, false) => said.speaker.clone(),
        (true, true) => "speaker not found".to_string(),
    }
}

fn same_speaker(a: &Said, b: &Said) -> bool {
    let links = |name: &Name| b.figures.iter().any(|voice| name.link(&voice.key).is_some());
    let back = |name: &Name| a.figures.iter().any(|voice| name.link(&voice.key).is_some());
    let names =
        |said: &Said| said.figures.iter().filter_map(|voice| Name::new(&voice.name)).collect::<Vec<_>>();
    names(a).iter().any(links) || names(b).iter().any(back) || a.figures.is_empty() && b.figures.is_empty()
}

fn wire(reports: [&Report; 2], found: &Comparison) -> serde_json::Value {
    let pair = |(a, b): &(&Said, &Said)| {
        let differences = alike::marked(&a.words(), &b.words());
        serde_json::json!({"a": a, "b": b, "differences": differences, "same_speaker": same_speaker(a, b)})
    };
    serde_json::json!({
        "a": reports[0].about,
        "b": reports[1].about,
        "shared": found.shared.iter().map(pair).collect::<Vec<_>>(),
        "only_a": found.only[0],
        "only_b": found.only[1],
        "figures_both": found.both,
        "figures_only_a": found.figures_only[0],
        "figures_only_b": found.figures_only[1],
    })
}

/// Reads the one article that a source has, for a comparison.
pub fn report(source: &Source, reading: &Reading) -> Result<Report, String> {
    let mut articles = Vec::new();
    load::stream_with(source, reading.web, &mut |name, article| {
        articles.push((name, article));
        articles.len() < 2
    });
    match articles.len() {
        1 => {
            let (name, article) = articles.remove(0);
            let article = article.map_err(|error| error.to_string())?;
            let document: Arc<Document> = Arc::new(reading.read(&name, article)?);
            Ok(Report::new(&name, &document))
        }
        0 => Err(format!("{}: there is no article in it to compare", source.name())),
        _ => {
            Err(format!("{}: there are several articles in it; compare takes two single ones", source.name()))
        }
    }
}
