//! Loading: a source (file, folder, standard input, record) becomes an article or a listing of articles.

pub mod jsonl;
pub mod plain;
pub mod samples;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::article::Article;

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or a folder.
    Path(PathBuf),
    Stdin,
    /// Bytes already at hand, such as a bundled article or one record of a file.
    Memory {
        name: String,
        bytes: Arc<[u8]>,
    },
}

impl Source {
    /// What to call it in messages and in `extract`'s `source`.
    pub fn name(&self) -> String {
        match self {
            Source::Path(path) => path.display().to_string(),
            Source::Stdin => "-".to_string(),
            Source::Memory { name, .. } => name.clone(),
        }
    }
}

/// What a source holds.
#[derive(Debug)]
pub enum Loaded {
    Article(Box<Article>),
    /// A folder, or a file of records.
    Listing(Vec<Item>),
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub title: String,
    /// What else helps to choose: size, date, site.
    pub detail: String,
    pub source: Source,
}

/// Why a source could not be loaded, in one sentence that names it and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: no such file or folder; check the spelling")]
    Missing(String),
    #[error("{0}: cannot be read ({1})")]
    Unreadable(String, std::io::Error),
    #[error("{0}: nothing in it to read")]
    Empty(String),
    #[error("{0}: not text (binary); give a text file")]
    Binary(String),
    #[error("{0}: {1}")]
    BadRecord(String, String),
    #[error("{0}: no articles in this folder; give a folder with text files")]
    NoArticles(String),
}

/// Reads all of a source.
pub fn load(source: &Source) -> Result<Loaded, Error> {
    let bytes = read(source)?;
    parse(&source.name(), &bytes)
}

/// The article in `bytes`, which came from `name`.
pub fn parse(_name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    Ok(Loaded::Article(Box::new(plain::article(text))))
}

/// Hands every article of a source to `each`, with the name it goes by in `extract`, one at a time.
/// `each` says whether to go on.
pub fn stream(source: &Source, each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let name = source.name();
    if name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") {
        return jsonl::stream(source, each);
    }
    let article = load(source).map(|loaded| match loaded {
        Loaded::Article(article) => *article,
        Loaded::Listing(_) => Article::default(),
    });
    each(name, article);
}

fn read(source: &Source) -> Result<Vec<u8>, Error> {
    let fail = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(source.name()),
        _ => Error::Unreadable(source.name(), e),
    };
    match source {
        Source::Path(path) => std::fs::read(path).map_err(fail),
        Source::Memory { bytes, .. } => Ok(bytes.to_vec()),
        Source::Stdin => {
            let mut bytes = Vec::new();
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(fail)?;
            Ok(bytes)
        }
    }
}

/// Opens a file, unpacking it where its name ends in `.gz`.
pub fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let file = std::fs::File::open(path)?;
    match path.extension() {
        Some(end) if end == "gz" => Ok(Box::new(flate2::read::MultiGzDecoder::new(file))),
        _ => Ok(Box::new(file)),
    }
}

/// The article in the first `bytes` of a stream that goes on: as [`parse`], without the broken character at the end.
pub fn prefix(name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    parse(name, bytes)
}
