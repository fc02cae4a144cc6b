//! Restore: a backup, or what another service exports, comes into the library and its catalogue. Articles are read on all
//! cores; one bad line is reported and the rest goes on.

use std::io::BufRead;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::article::Article;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::extract::{Reading, complain};
use crate::highlight::Highlight;
use crate::import::{self, Imported};
use crate::library::backup::{self, Line};
use crate::library::{Library, Record};
use crate::load::{self, Loaded, Source, jsonl};
use crate::span::Span;

/// Articles read at a time.
const BATCH: usize = 128;

/// Where things go.
pub struct Place<'a> {
    pub library: &'a Mutex<Library>,
    pub catalogue: &'a mut Catalogue,
}

/// What came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    pub articles: usize,
    pub highlights: usize,
    pub failed: usize,
}

impl Came {
    pub fn and(self, more: Came) -> Came {
        Came {
            articles: self.articles + more.articles,
            highlights: self.highlights + more.highlights,
            failed: self.failed + more.failed,
        }
    }
}

/// Takes in a backup or an export; an error where the whole of it is neither, or the library fails.
pub fn restore(
    name: &str,
    mut input: impl BufRead,
    reading: &Reading,
    place: &mut Place,
) -> Result<Came, String> {
    let unreadable = |error: std::io::Error| format!("{name}: cannot be read: {error}");
    let mut first = String::new();
    let start = input.read_line(&mut first);
    if start.is_ok()
        && matches!(serde_json::from_str(&first), Ok(Line::Backup { version }) if version <= backup::VERSION)
    {
        return lines(name, input, reading, place);
    }
    let mut bytes = first.into_bytes();
    input.read_to_end(&mut bytes).map_err(unreadable)?;
    match import::read(&bytes) {
        Some(Ok(all)) => imported(all, reading, place),
        Some(Err(why)) => Err(format!("{name}: is a broken export ({why}); export it once more")),
        None => Err(format!(
            "{name}: is neither a backup of pullquote (nor of an older one) nor an export of wallabag (JSON), Instapaper or \
             Readwise (CSV); pullquote add takes articles in"
        )),
    }
}

fn lines(name: &str, input: impl BufRead, reading: &Reading, place: &mut Place) -> Result<Came, String> {
    let mut came = Came::default();
    let mut waiting = Vec::new();
    for (i, line) in input.lines().enumerate() {
        let line = line
            .map_err(|error| error.to_string())
            .and_then(|line| serde_json::from_str::<Line>(&line).map_err(|error| error.to_string()));
        match line {
            Ok(line) => {
                lock(place.library).restore(&line).map_err(|error| error.to_string())?;
                if let Line::Article(article) = line {
                    came.articles += 1;
                    came.highlights += article.highlights.len();
                    waiting.push(*article);
                }
            }
            Err(why) => {
                came.failed += 1;
                complain(&format!("{name}:{}: is no line of a backup ({why})", i + 2));
            }
        }
        if waiting.len() == BATCH {
            catalogue(std::mem::take(&mut waiting), reading, place)?;
        }
    }
    catalogue(waiting, reading, place)?;
    Ok(came)
}

/// Puts restored articles whose bytes were kept into the catalogue, to be searched.
fn catalogue(articles: Vec<backup::Article>, reading: &Reading, place: &mut Place) -> Result<(), String> {
    let read = |article: backup::Article| -> Option<(Vec<String>, Document)> {
        let (name, bytes) = (article.sources.first()?.clone(), article.bytes()?);
        let source = Source::Memory { name: name.clone(), bytes: bytes.into() };
        let Ok(Loaded::Article(loaded)) = load::load(&source) else { return None };
        Some((article.sources, reading.read(&name, *loaded).ok()?))
    };
    let documents: Vec<(Vec<String>, Document)> = articles.into_par_iter().filter_map(read).collect();
    let all: Vec<(&str, &Document)> = documents
        .iter()
        .flat_map(|(sources, document)| sources.iter().map(move |source| (source.as_str(), document)))
        .collect();
    place.catalogue.keep_all(&all).map_err(|error| error.to_string())
}

fn imported(all: Vec<Imported>, reading: &Reading, place: &mut Place) -> Result<Came, String> {
    let mut came = Came::default();
    for batch in all.chunks(BATCH) {
        let read = |one: &Imported| -> Result<(Vec<u8>, Article, Document), String> {
            let record = one.record.to_string().into_bytes();
            let (_, article) = jsonl::one(&record, &one.name).ok_or("an empty record")?;
            let article = article.map_err(|error| error.to_string())?;
            let document = reading.read(&one.name, article.clone())?;
            Ok((record, article, document))
        };
        let done: Vec<_> = batch.par_iter().map(read).collect();
        let mut documents = Vec::new();
        for (one, done) in batch.iter().zip(done) {
            match done {
                Ok((record, article, document)) => {
                    came.articles += 1;
                    came.highlights += keep(&mut lock(place.library), one, &record, &article)?;
                    documents.push((one.name.as_str(), document));
                }
                Err(why) => {
                    came.failed += 1;
                    complain(&why);
                }
            }
        }
        let all: Vec<(&str, &Document)> =
            documents.iter().map(|(name, document)| (*name, document)).collect();
        place.catalogue.keep_all(&all).map_err(|error| error.to_string())?;
    }
    Ok(came)
}

/// Keeps one article with labels and highlights; gives how many highlights are new.
fn keep(library: &mut Library, one: &Imported, record: &[u8], article: &Article) -> Result<usize, String> {
    let name = Some(one.name.as_str());
    let mut kept = || -> Result<usize, crate::library::Error> {
        if one.whole {
            library.keep_bytes(name, article, record)?;
        } else {
            library.keep_article(&one.name, article)?;
        }
        library.add_labels(&one.name, one.labels.clone())?;
        let known = library.highlights(name, article)?;
        let made = one.highlights.iter().map(|marked| highlight(&article.text, marked));
        let new: Vec<Highlight> = made.filter(|made| !known.contains(made)).collect();
        for made in &new {
            library.keep(name, article, &Record::Highlight(made.clone()))?;
        }
        Ok(new.len())
    };
    kept().map_err(|error| error.to_string())
}

/// Where its words stand in the text; words that are not there keep the note all the same.
fn highlight(text: &str, marked: &import::Marked) -> Highlight {
    match text.find(&marked.words) {
        Some(start) => Highlight::new(text, Span { start, end: start + marked.words.len() }, &marked.note),
        None => Highlight::new(&marked.words, Span { start: 0, end: marked.words.len() }, &marked.note),
    }
}

fn lock(library: &Mutex<Library>) -> MutexGuard<'_, Library> {
    library.lock().unwrap_or_else(PoisonError::into_inner)
}
