//! Loading: a source (file, folder, web address, standard input, record) becomes an article or a listing of articles.

mod decode;
mod feed;
pub mod fetch;
mod folder;
mod html;
pub mod jsonl;
mod newsboat;
pub mod plain;
pub mod samples;
mod writer;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::article::Article;

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or a folder.
    Path(PathBuf),
    Stdin,
    /// A page of the web.
    Web(fetch::Page),
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
            Source::Web(page) => page.address.clone(),
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
    #[error("{0}: cannot be read ({1}); check that it is whole and that you may read it")]
    Unreadable(String, std::io::Error),
    #[error("{0}: nothing in it to read; give a file with some text")]
    Empty(String),
    #[error("{0}: not text (binary); give a text file or a web page")]
    Binary(String),
    #[error("{0}: no article in this page; it may show its text only in a browser")]
    NoArticle(String),
    #[error(
        "{0}: larger than {1} MB, which no article is; give it in parts, or as JSON Lines with an article a line"
    )]
    TooLarge(String, usize),
    #[error("{0}: not a record ({1}); a line is one JSON object with a \"text\"")]
    BadRecord(String, String),
    #[error("{0}: not a feed that can be read ({1}); open its address in a browser")]
    BadFeed(String, String),
    #[error("{0}: {1}")]
    Web(String, fetch::Trouble),
    #[error("{0}: no articles in this folder; give a folder with text files")]
    NoArticles(String),
}

/// Reads all of a source.
pub fn load(source: &Source) -> Result<Loaded, Error> {
    match source {
        Source::Path(path) if path.is_dir() => folder::listing(path).map(Loaded::Listing),
        Source::Memory { name, bytes } => parse(name, bytes),
        Source::Web(page) => web(page),
        _ => parse(&source.name(), &read(source)?),
    }
}

fn web(page: &fetch::Page) -> Result<Loaded, Error> {
    let fetched = page.fetch().map_err(|why| Error::Web(page.address.clone(), why))?;
    let mut loaded = parse_from(&Known::web(page, &fetched), &fetched.bytes)?;
    if let Loaded::Article(article) = &mut loaded {
        article.notes.splice(0..0, fetched.note);
        article.meta.url.get_or_insert(fetched.address);
    }
    Ok(loaded)
}

/// What is known of bytes before they are looked at.
struct Known<'a> {
    name: &'a str,
    /// The page of the web that they are.
    page: Option<&'a fetch::Page>,
    /// Where redirects led.
    address: Option<&'a str>,
    /// The character set that the server named.
    charset: Option<&'a str>,
}

impl<'a> Known<'a> {
    fn file(name: &'a str) -> Known<'a> {
        Known { name, page: None, address: None, charset: None }
    }

    fn web(page: &'a fetch::Page, fetched: &'a fetch::Fetched) -> Known<'a> {
        Known {
            name: &page.address,
            page: Some(page),
            address: Some(&fetched.address),
            charset: fetched.charset.as_deref(),
        }
    }
}

/// The article in `bytes`, which came from `name`; a listing where they are several records.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    parse_from(&Known::file(name), bytes)
}

fn parse_from(from: &Known, bytes: &[u8]) -> Result<Loaded, Error> {
    let name = from.name;
    let (bytes, broken) = decode::unpack(bytes);
    if jsonl::is_name(name) || jsonl::is_content(&bytes) {
        return records(name, &bytes, broken);
    }
    if let Some(items) = feed_items(from, &bytes) {
        return items.map(Loaded::Listing);
    }
    whole(from, &bytes, broken).map(|article| Loaded::Article(Box::new(article)))
}

/// The items, where the bytes are a feed.
fn feed_items(from: &Known, bytes: &[u8]) -> Option<Result<Vec<Item>, Error>> {
    let small = bytes.len() <= LARGEST_PAGE && bytes.trim_ascii_start().starts_with(b"<")
        || bytes.trim_ascii_start().starts_with(b"{");
    let (text, _) = decode::decode_as(from.name, bytes, from.charset).ok().filter(|_| small)?;
    feed::is_content(&text).then(|| feed::listing(from.name, &text, from.page))
}

fn whole(from: &Known, bytes: &[u8], broken: Option<std::io::Error>) -> Result<Article, Error> {
    match broken {
        Some(e) => Err(Error::Unreadable(from.name.to_string(), e)),
        None => text(from, bytes),
    }
}

/// What a reader sees of a source that is still coming in: `bytes` are its beginning.
pub fn prefix(name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    let (bytes, _) = decode::unpack(bytes);
    text(&Known::file(name), decode::whole_characters(&bytes))
        .map(|article| Loaded::Article(Box::new(article)))
}

/// Bytes of the largest page that is read.
const LARGEST_PAGE: usize = 64 << 20;

fn text(from: &Known, bytes: &[u8]) -> Result<Article, Error> {
    let name = from.name;
    let (text, notes) = decode::decode_as(name, bytes, from.charset)?;
    let page = html::is_name(name) || html::is_content(&text);
    let mut article = match text {
        text if page && text.len() > LARGEST_PAGE => {
            return Err(Error::TooLarge(name.to_string(), LARGEST_PAGE >> 20));
        }
        text if page => html::article(&text, from.address),
        text if newsboat::is_newsboat(&text) => newsboat::article(text),
        text => plain::article(text),
    };
    // Entities of a page may bring in what its source does not show.
    let control = decode::control_note(&article.text).filter(|note| page && !notes.contains(note));
    article.notes.extend(control);
    article.notes.splice(0..0, notes);
    match article.blocks.is_empty() {
        true if page => Err(Error::NoArticle(name.to_string())),
        true => Err(Error::Empty(name.to_string())),
        false => Ok(article),
    }
}

/// One record is an article, several are a listing.
fn records(name: &str, bytes: &[u8], broken: Option<std::io::Error>) -> Result<Loaded, Error> {
    let items = jsonl::listing(name, bytes, broken.as_ref());
    match (items.as_slice(), broken) {
        ([], Some(e)) => Err(Error::Unreadable(name.to_string(), e)),
        ([], None) => Err(Error::Empty(name.to_string())),
        ([_], None) => {
            let article = jsonl::one(bytes, &format!("{name}:1")).map(|(_, article)| article);
            article
                .unwrap_or_else(|| Err(Error::Empty(name.to_string())))
                .map(|a| Loaded::Article(Box::new(a)))
        }
        _ => Ok(Loaded::Listing(items)),
    }
}

/// A title for a listing: the first line of `words`, not too long.
fn heading(words: &str) -> String {
    let line = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(200).collect()
}

/// Hands every article of a source to `each`, with the name it goes by in `extract`, one at a time.
/// `each` says whether to go on.
pub fn stream(source: &Source, each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let name = source.name();
    let result = match source {
        Source::Path(path) if path.is_dir() => stream_folder(path, each),
        Source::Path(path) if jsonl::is_name(&name) => {
            open(path).map_err(|e| failure(source, e)).map(|file| jsonl::stream(&name, buffered(file), each))
        }
        Source::Stdin => stream_stdin(source, each),
        Source::Web(page) => stream_web(page, each),
        _ => read(source).map(|bytes| stream_bytes(&name, &bytes, each)),
    };
    if let Err(error) = result {
        each(name, Err(error));
    }
}

fn buffered(file: Box<dyn Read>) -> BufReader<Box<dyn Read>> {
    BufReader::with_capacity(1 << 16, file)
}

fn stream_folder(
    folder: &Path,
    each: &mut dyn FnMut(String, Result<Article, Error>) -> bool,
) -> Result<(), Error> {
    let mut more = true;
    for path in folder::paths(folder)? {
        stream(&Source::Path(path), &mut |name, article| {
            more = each(name, article);
            more
        });
        if !more {
            break;
        }
    }
    Ok(())
}

/// Bytes of the longest first line that tells whether standard input brings records.
const FIRST_LINE: u64 = 16 << 20;

/// Records are taken as they come, however many; anything else is read whole.
fn stream_stdin(
    source: &Source,
    each: &mut dyn FnMut(String, Result<Article, Error>) -> bool,
) -> Result<(), Error> {
    let name = source.name();
    let mut stdin = std::io::stdin().lock();
    let mut front = Vec::new();
    stdin.by_ref().take(FIRST_LINE).read_until(b'\n', &mut front).map_err(|e| failure(source, e))?;
    if jsonl::is_content(&front) {
        jsonl::stream(&name, BufReader::new(front.as_slice().chain(stdin)), each);
        return Ok(());
    }
    let bytes = bounded(source, front.as_slice().chain(stdin))?;
    stream_bytes(&name, &bytes, each);
    Ok(())
}

/// An article; each of them where they are records.
fn stream_web(
    page: &fetch::Page,
    each: &mut dyn FnMut(String, Result<Article, Error>) -> bool,
) -> Result<(), Error> {
    match web(page)? {
        Loaded::Article(article) => {
            each(page.address.clone(), Ok(*article));
        }
        Loaded::Listing(items) => stream_items(items, each),
    }
    Ok(())
}

fn stream_items(items: Vec<Item>, each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let mut more = true;
    for item in items {
        stream(&item.source, &mut |name, article| {
            more = each(name, article);
            more
        });
        if !more {
            break;
        }
    }
}

fn stream_bytes(name: &str, bytes: &[u8], each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let (plain, broken) = decode::unpack(bytes);
    if jsonl::is_name(name) || jsonl::is_content(&plain) {
        return jsonl::stream(name, whole_or_broken(&plain, broken), each);
    }
    match feed_items(&Known::file(name), &plain) {
        Some(Ok(items)) => stream_items(items, each),
        Some(Err(error)) => {
            each(name.to_string(), Err(error));
        }
        None => {
            each(name.to_string(), whole(&Known::file(name), &plain, broken));
        }
    }
}

/// The bytes, and at their end the failure that cut them off.
fn whole_or_broken(bytes: &[u8], broken: Option<std::io::Error>) -> impl BufRead {
    BufReader::new(bytes.chain(Broken(broken)))
}

struct Broken(Option<std::io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn failure(source: &Source, e: std::io::Error) -> Error {
    match e.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(source.name()),
        _ => Error::Unreadable(source.name(), e),
    }
}

fn read(source: &Source) -> Result<Vec<u8>, Error> {
    match source {
        Source::Path(path) if path.as_os_str() != "-" => {
            let file = std::fs::File::open(path).map_err(|e| failure(source, e))?;
            bounded(source, file)
        }
        Source::Memory { bytes, .. } => Ok(bytes.to_vec()),
        _ => bounded(source, std::io::stdin().lock()),
    }
}

/// Bytes of the largest source that is read into memory: an endless one ends here.
pub const LARGEST: usize = 1 << 30;

fn bounded(source: &Source, input: impl Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    input.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| failure(source, e))?;
    if bytes.len() > LARGEST { Err(Error::TooLarge(source.name(), LARGEST >> 20)) } else { Ok(bytes) }
}

/// Opens a file, unpacking it where its name ends in `.gz`.
pub fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    let file = std::fs::File::open(path)?;
    match path.extension() {
        Some(end) if end == "gz" => Ok(Box::new(flate2::read::MultiGzDecoder::new(file))),
        _ => Ok(Box::new(file)),
    }
}
