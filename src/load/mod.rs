//! Loading: a source (file, folder, web address, standard input, record) becomes an article or a listing of articles.

mod decode;
mod epub;
pub mod feed;
pub mod fetch;
mod folder;
mod gutenberg;
mod html;
pub mod jsonl;
mod mail;
mod markdown;
mod mhtml;
mod newsboat;
pub mod opml;
mod pack;
mod pages;
pub mod plain;
pub mod progress;
mod raw;
pub mod samples;
mod stream;
mod warc;
mod writer;
mod xml;

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::fetch::Web;
use self::progress::Progress;
pub use self::raw::Raw;
use self::raw::Unread;
pub use self::stream::{stream, stream_with};
use crate::article::{Article, Note};

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or a folder.
    Path(PathBuf),
    Stdin,
    /// A page of the web.
    Web(fetch::Page),
    /// A feed that the library keeps the items of; without a library it is fetched.
    Feed(fetch::Page),
    /// A part of a book.
    Chapter(epub::Chapter),
    /// Bytes already at hand, such as a bundled article or one record of a file.
    Memory {
        name: String,
        bytes: Arc<[u8]>,
    },
}

impl Source {
    /// The same source; `progress` tells how far it is loaded, where that can take long.
    pub fn watched(self, progress: &Arc<Progress>) -> Source {
        match self {
            Source::Web(page) => Source::Web(page.watched(progress)),
            Source::Feed(page) => Source::Feed(page.watched(progress)),
            other => other,
        }
    }

    /// What to call it in messages and in `extract`'s `source`.
    pub fn name(&self) -> String {
        match self {
            Source::Path(path) => path.display().to_string(),
            Source::Stdin => "-".to_string(),
            Source::Web(page) | Source::Feed(page) => page.address.clone(),
            Source::Chapter(chapter) => chapter.name(),
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
    #[error("{0}: a PDF; turn it into text first: pdftotext FILE.pdf - | pullquote -")]
    Pdf(String),
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
    #[error("{0}: not a book that can be read ({1}); give an EPUB file that is whole")]
    BadBook(String, String),
    #[error("{0}: locked by its seller (DRM); open it with the program it was bought for")]
    Locked(String),
    #[error("{0}: not a web archive that can be read ({1}); check that the file is whole")]
    BadArchive(String, String),
    #[error("{0}: {1}")]
    Web(String, fetch::Trouble),
    #[error("{0}: no articles in this folder; give a folder with text files")]
    NoArticles(String),
    #[error("{0}: took more than {1} seconds and was given up with what follows in it; leave it out")]
    Stuck(String, u64),
    #[error("{0}: reading it failed by a mistake of this program; leave it out, and report it")]
    Failed(String),
}

/// Reads all of a source, without going from it to the web.
pub fn load(source: &Source) -> Result<Loaded, Error> {
    load_with(source, None)
}

/// Reads all of a source; what it links to (the pages of a feed's items, the feeds of a list) opens by way of `web`.
pub fn load_with(source: &Source, web: Option<&Arc<Web>>) -> Result<Loaded, Error> {
    load_with_bytes(source, web).map(|(loaded, _)| loaded)
}

/// ... also the bytes it was made of, none for a folder and a chapter.
pub fn load_with_bytes(source: &Source, web: Option<&Arc<Web>>) -> Result<(Loaded, Raw), Error> {
    match source {
        Source::Path(path) if path.is_dir() => {
            folder::listing(path).map(|items| (Loaded::Listing(items), Raw::default()))
        }
        Source::Memory { name, bytes } => {
            parse_with(name, bytes, web).map(|loaded| (loaded, bytes.to_vec().into()))
        }
        Source::Web(page) | Source::Feed(page) => fetched(page),
        Source::Chapter(chapter) => {
            chapter.article().map(|article| (Loaded::Article(Box::new(article)), Raw::default()))
        }
        _ => {
            let (bytes, unread) = read(source)?;
            parse_with(&source.name(), &bytes, web).map(|loaded| (loaded, Raw::of(bytes, unread)))
        }
    }
}

fn fetched(page: &fetch::Page) -> Result<(Loaded, Raw), Error> {
    let fetched = page.fetch().map_err(|why| Error::Web(page.address.clone(), why))?;
    let mut loaded = parse_from(&Known::web(page, &fetched), &fetched.bytes)?;
    if let Loaded::Article(article) = &mut loaded {
        pages::follow(page, &fetched, article);
        article.notes.splice(0..0, fetched.note);
        article.meta.url.get_or_insert(fetched.address);
    }
    Ok((loaded, fetched.bytes.into()))
}

/// The words of a page without its structure, read in time linear in its length, for one that takes too long otherwise;
/// a note says `why`. `None` for what is no page.
pub fn bare(source: &Source, why: &str) -> Option<Article> {
    let fetched = match source {
        Source::Web(page) => Some(page.fetch().ok()?),
        _ => None,
    };
    let bytes = match (&fetched, source) {
        (Some(fetched), _) => Cow::Borrowed(fetched.bytes.as_slice()),
        (None, Source::Chapter(_)) => return None,
        (None, Source::Path(path)) if path.is_dir() => return None,
        (None, source) => Cow::Owned(read(source).ok()?.0),
    };
    let name = source.name();
    let charset = fetched.as_ref().and_then(|fetched| fetched.charset.as_deref());
    let bytes = pack::unpack(&bytes).0;
    let (page, notes) = decode::decode_as(&name, &bytes, charset).ok()?;
    let is_page = Writing::of(&name, &page) == Writing::Page;
    let mut article = is_page.then(|| html::bare(&page, why)).filter(|article| !article.blocks.is_empty())?;
    article.notes.extend(notes);
    article.meta.url = fetched.map(|fetched| fetched.address);
    Some(article)
}

/// The files of a folder that hold articles, in the order of their names.
pub fn files(folder: &Path) -> Result<Vec<Source>, Error> {
    Ok(folder::paths(folder)?.into_iter().map(Source::Path).collect())
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
    /// The way to the web for what a file links to.
    web: Option<&'a Arc<Web>>,
}

impl<'a> Known<'a> {
    fn file(name: &'a str) -> Known<'a> {
        Known { name, page: None, address: None, charset: None, web: None }
    }

    /// The page that a link leads to, where there is a way to it.
    fn page_at(&self, link: &str) -> Option<fetch::Page> {
        let linked = self.page.map(|page| page.linked(link));
        linked.or_else(|| self.web.map(|web| web.found(link))).filter(|_| fetch::is_web_page(link))
    }

    fn web(page: &'a fetch::Page, fetched: &'a fetch::Fetched) -> Known<'a> {
        Known {
            name: &page.address,
            page: Some(page),
            address: Some(&fetched.address),
            charset: fetched.charset.as_deref(),
            web: None,
        }
    }
}

/// The article in `bytes`, which came from `name`; a listing where they are several records.
pub fn parse(name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    parse_with(name, bytes, None)
}

/// The same; what the bytes link to opens by way of `web`.
pub fn parse_with(name: &str, bytes: &[u8], web: Option<&Arc<Web>>) -> Result<Loaded, Error> {
    parse_from(&Known { web, ..Known::file(name) }, bytes)
}

fn parse_from(from: &Known, bytes: &[u8]) -> Result<Loaded, Error> {
    let name = from.name;
    let (bytes, broken) = pack::unpack(bytes);
    if jsonl::is_name(name) || jsonl::is_content(&bytes) {
        return records(name, &bytes, broken);
    }
    if let Some(items) = items(from, &bytes, broken.as_ref()) {
        return items.map(Loaded::Listing);
    }
    whole(from, &bytes, broken).map(|article| Loaded::Article(Box::new(article)))
}

/// The items, where the bytes are of a format that holds several articles; what keeps the rest from being unpacked
/// is in `broken`.
fn items(from: &Known, bytes: &[u8], broken: Option<&std::io::Error>) -> Option<Result<Vec<Item>, Error>> {
    if epub::is_content(bytes) || epub::is_named(from.name, bytes) {
        Some(epub::listing(from.name, bytes))
    } else if warc::is_content(bytes) {
        Some(warc::listing(from.name, bytes, broken))
    } else if mail::is_mailbox(bytes) {
        Some(Ok(mail::listing(from.name, bytes)))
    } else {
        feed_items(from, bytes)
    }
}

/// The items, where the bytes are a feed or a list of feeds.
fn feed_items(from: &Known, bytes: &[u8]) -> Option<Result<Vec<Item>, Error>> {
    let small = bytes.len() <= LARGEST_PAGE && bytes.trim_ascii_start().starts_with(b"<")
        || bytes.trim_ascii_start().starts_with(b"{");
    let (text, _) = decode::decode_as(from.name, bytes, from.charset).ok().filter(|_| small)?;
    match () {
        () if feed::is_content(&text) => Some(feed::listing(from, &text)),
        () if opml::is_content(&text) => Some(opml::listing(from, &text)),
        () => None,
    }
}

fn whole(from: &Known, bytes: &[u8], broken: Option<std::io::Error>) -> Result<Article, Error> {
    match broken {
        Some(e) => Err(Error::Unreadable(from.name.to_string(), e)),
        None => one(from, bytes),
    }
}

/// What a reader sees of a source that is still coming in: `bytes` are its beginning.
pub fn prefix(name: &str, bytes: &[u8]) -> Result<Loaded, Error> {
    let (bytes, _) = pack::unpack(bytes);
    one(&Known::file(name), decode::whole_characters(&bytes))
        .map(|article| Loaded::Article(Box::new(article)))
}

/// The article that the bytes are.
fn one(from: &Known, bytes: &[u8]) -> Result<Article, Error> {
    if bytes.starts_with(b"%PDF-") {
        return Err(Error::Pdf(from.name.to_string()));
    }
    let letter = || mail::is_name(from.name) || mail::is_content(bytes);
    let message = match mhtml::is_content(from.name, bytes) {
        true => mhtml::article(bytes),
        false => letter().then(|| mail::article(bytes)).flatten(),
    };
    match message {
        Some(article) => checked(from.name, article, Vec::new(), true),
        None => text(from, bytes),
    }
}

/// Bytes of the largest page that is read.
const LARGEST_PAGE: usize = 64 << 20;

/// What a text may be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Page,
    Markdown,
    Newsboat,
    Gutenberg,
    Plain,
}

impl Writing {
    fn of(name: &str, text: &str) -> Writing {
        // Markdown may begin with tags, and a page of the web may go by the name of what it shows.
        let markdown = markdown::is_name(name) && !html::is_whole(text);
        if markdown {
            Writing::Markdown
        } else if html::is_name(name) || html::is_content(text) {
            Writing::Page
        } else if newsboat::is_newsboat(text) {
            Writing::Newsboat
        } else if markdown::is_content(text) {
            Writing::Markdown
        } else if gutenberg::is_content(text) {
            Writing::Gutenberg
        } else {
            Writing::Plain
        }
    }
}

fn text(from: &Known, bytes: &[u8]) -> Result<Article, Error> {
    let name = from.name;
    let (text, notes) = decode::decode_as(name, bytes, from.charset)?;
    let writing = Writing::of(name, &text);
    let marked_up = matches!(writing, Writing::Page | Writing::Markdown);
    if marked_up && text.len() > LARGEST_PAGE {
        return Err(Error::TooLarge(name.to_string(), LARGEST_PAGE >> 20));
    }
    let article = match writing {
        Writing::Page => html::article(&text, from.address),
        Writing::Markdown => markdown::article(&text, from.address),
        Writing::Newsboat => newsboat::article(&text),
        Writing::Gutenberg => gutenberg::article(&text),
        Writing::Plain => plain::article(&text),
    };
    if article.blocks.is_empty() && writing == Writing::Page {
        return Err(Error::NoArticle(name.to_string()));
    }
    checked(name, article, notes, marked_up)
}

/// The article with notes about how it was read. Where it was decoded once more after its character set, as entities
/// are, it may hold what its source does not show.
fn checked(name: &str, mut article: Article, notes: Vec<Note>, decoded: bool) -> Result<Article, Error> {
    let control = decode::control_note(&article.text).filter(|note| decoded && !notes.contains(note));
    article.notes.extend(control);
    article.notes.splice(0..0, notes);
    if article.blocks.is_empty() { Err(Error::Empty(name.to_string())) } else { Ok(article) }
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

/// A number of bytes as people say it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// A title for a listing: the first line of `words`, not too long.
fn heading(words: &str) -> String {
    let line = words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(200).collect()
}

fn failure(source: &Source, e: std::io::Error) -> Error {
    match e.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(source.name()),
        _ => Error::Unreadable(source.name(), e),
    }
}

/// The bytes, and the file that they were read from, where they can be read again.
fn read(source: &Source) -> Result<(Vec<u8>, Option<Unread>), Error> {
    match source {
        Source::Path(path) if path.as_os_str() != "-" => {
            let file = std::fs::File::open(path).map_err(|e| failure(source, e))?;
            let unread = Unread::new(&file);
            let size = file.metadata().map_or(0, |about| about.len());
            bounded(source, file, size).map(|bytes| (bytes, unread))
        }
        Source::Memory { bytes, .. } => Ok((bytes.to_vec(), None)),
        _ => bounded(source, std::io::stdin().lock(), 0).map(|bytes| (bytes, None)),
    }
}

/// Bytes of the largest source that is read into memory: an endless one ends here.
pub const LARGEST: usize = 1 << 30;

/// Room made beforehand at most, in bytes: what a file says of its size may be wrong.
const ROOM: u64 = 16 << 20;

/// All bytes of an input that is likely of this size.
fn bounded(source: &Source, input: impl Read, size: u64) -> Result<Vec<u8>, Error> {
    // One more: where there is room left the end is found at once.
    let mut bytes = Vec::with_capacity(size.min(ROOM) as usize + 1);
    input.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(|e| failure(source, e))?;
    if bytes.len() > LARGEST { Err(Error::TooLarge(source.name(), LARGEST >> 20)) } else { Ok(bytes) }
}

/// Opens a file, unpacking it where its first bytes say that it is packed.
pub fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    pack::reader(std::fs::File::open(path)?)
}
