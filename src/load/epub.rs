//! EPUB (2 and 3): the chapters of a book as a listing. The book's own table of contents names them; each is unpacked
//! when it is opened. Archives are hostile input: parts, chapters and unpacked bytes are counted.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{Cursor, Read};
use std::sync::{Arc, LazyLock};

use regex::{Captures, Regex};
use zip::ZipArchive;

use super::xml::{self, Element, Piece};
use super::{Error, Item, Source, decode, html};
use crate::article::{Article, Meta};

/// Bytes of the largest part of a book that is read, unpacked.
const LARGEST_PART: u64 = 16 << 20;

/// Files in the largest archive, and chapters in the longest book.
const MOST_FILES: usize = 65_000;
const MOST_CHAPTERS: usize = 5_000;

/// Bytes that are unpacked at most to find names for chapters that the book does not name.
const MOST_UNPACKED: usize = 128 << 20;

/// Whether bytes are a book: the name of its type is the first thing in the archive.
pub fn is_content(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && bytes.get(30..58) == Some(b"mimetypeapplication/epub+zip")
}

/// Whether a file goes by the name of a book, and is an archive.
pub fn is_named(name: &str, bytes: &[u8]) -> bool {
    name.to_ascii_lowercase().ends_with(".epub") && bytes.starts_with(b"PK\x03\x04")
}

struct Book {
    name: String,
    bytes: Arc<[u8]>,
    meta: Meta,
}

/// One chapter of a book.
#[derive(Clone)]
pub struct Chapter {
    book: Arc<Book>,
    path: String,
    title: Option<String>,
}

impl fmt::Debug for Chapter {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_tuple("Chapter").field(&self.name()).finish()
    }
}

impl PartialEq for Chapter {
    fn eq(&self, other: &Chapter) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Chapter {}

impl Chapter {
    /// "book.epub#text/chapter-1.xhtml"
    pub fn name(&self) -> String {
        format!("{}#{}", self.book.name, self.path)
    }

    pub fn article(&self) -> Result<Article, Error> {
        let mut archive = open(&self.book.name, &self.book.bytes)?;
        let page = part(&mut archive, &self.path)
            .ok_or_else(|| Error::BadBook(self.book.name.clone(), format!("it lacks {}", self.path)))?;
        let meta = Meta { title: self.title.clone(), ..self.book.meta.clone() };
        let article = document(&page, meta);
        if article.blocks.is_empty() { Err(Error::Empty(self.name())) } else { Ok(article) }
    }
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<Archive<'a>, Error> {
    let archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|why| Error::BadBook(name.to_string(), why.to_string()))?;
    match archive.len() {
        0..=MOST_FILES => Ok(archive),
        count => Err(Error::BadBook(name.to_string(), format!("it has {count} files in it"))),
    }
}

/// The text of a part; nothing where it is missing, too large or broken.
fn part(archive: &mut Archive, path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let file = archive.by_name(path).ok()?;
    file.take(LARGEST_PART + 1).read_to_end(&mut bytes).ok()?;
    let small = bytes.len() as u64 <= LARGEST_PART;
    small.then(|| decode::decode(path, &bytes).ok()).flatten().map(|(text, _)| text.into_owned())
}

/// An element of XML that is closed where it is opened, which a parser of HTML would take for open.
static CLOSED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<([A-Za-z][\w:.-]*)([^<>]*)/>").expect("tested"));

/// Elements of HTML that hold nothing.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// A page of XML as one of HTML.
fn as_html(page: &str) -> Cow<'_, str> {
    CLOSED.replace_all(page, |found: &Captures| {
        match VOID.contains(&found[1].to_ascii_lowercase().as_str()) {
            true => found[0].to_string(),
            false => format!("<{0}{1}></{0}>", &found[1], &found[2]),
        }
    })
}

/// The article of a chapter's page.
fn document(page: &str, meta: Meta) -> Article {
    html::document(&as_html(page), meta)
}

/// The chapters of a book, in its order.
pub fn listing(name: &str, bytes: &[u8]) -> Result<Vec<Item>, Error> {
    let bad = |why: &str| Error::BadBook(name.to_string(), why.to_string());
    let mut archive = open(name, bytes)?;
    if ["META-INF/rights.xml", "META-INF/license.lcpl"].iter().any(|lock| archive.by_name(lock).is_ok()) {
        return Err(Error::Locked(name.to_string()));
    }
    let container =
        part(&mut archive, "META-INF/container.xml").ok_or_else(|| bad("it lacks its container.xml"))?;
    let path = package_path(&container).ok_or_else(|| bad("its container.xml names no book"))?;
    let package = part(&mut archive, &path).ok_or_else(|| bad("its package cannot be read"))?;
    let package = Package::read(&path, &package);
    let labels = package.labels(&mut archive);
    let book = Arc::new(Book { name: name.to_string(), bytes: Arc::from(bytes), meta: package.meta });
    let items = items(&book, &mut archive, package.spine, &labels);
    if items.is_empty() { Err(bad("it has no chapters")) } else { Ok(items) }
}

fn items(
    book: &Arc<Book>,
    archive: &mut Archive,
    spine: Vec<String>,
    labels: &HashMap<String, String>,
) -> Vec<Item> {
    let mut left = MOST_UNPACKED;
    let item = |path: String| {
        let title = match labels.get(&path) {
            Some(label) => label.clone(),
            None => heading(archive, &path, &mut left, &book.meta)?,
        };
        let size = archive.by_name(&path).ok()?.size();
        let detail = [book.meta.title.clone(), Some(super::size(size))];
        let chapter = Chapter { book: book.clone(), path, title: Some(title.clone()) };
        let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Some(Item { title, detail, source: Source::Chapter(chapter) })
    };
    spine.into_iter().take(MOST_CHAPTERS).filter_map(item).collect()
}

/// What to call a chapter that the book does not name: its heading, else its first words; without words it is none.
fn heading(archive: &mut Archive, path: &str, left: &mut usize, meta: &Meta) -> Option<String> {
    let page = part(archive, path)?;
    *left = left.saturating_sub(page.len());
    if *left == 0 {
        return Some(path.to_string());
    }
    let article = document(&page, Meta { title: None, ..meta.clone() });
    let first = article.blocks.first()?.span.of(&article.text);
    let title = article.meta.title.filter(|title| Some(title) != meta.title.as_ref());
    Some(super::heading(title.as_deref().unwrap_or(first)))
}

fn package_path(container: &str) -> Option<String> {
    let pieces = xml::pieces(container);
    let mut files = opened(&pieces).filter(|element| element.name == "rootfile");
    files.find_map(|element| element.attribute("full-path")).map(str::to_string)
}

fn opened(pieces: &[Piece]) -> impl Iterator<Item = &Element> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Open(element) => Some(element),
        _ => None,
    })
}

/// What the package document says: the book, the order of its chapters, and where its tables of contents are.
struct Package {
    meta: Meta,
    spine: Vec<String>,
    nav: Option<String>,
    ncx: Option<String>,
}

impl Package {
    fn read(path: &str, text: &str) -> Package {
        let pieces = xml::pieces(text);
        let items: HashMap<&str, &Element> = opened(&pieces)
            .filter(|element| element.name == "item")
            .filter_map(|item| Some((item.attribute("id")?, item)))
            .collect();
        let place = |item: &Element| Some(join(path, item.attribute("href")?));
        let of = |wanted: &dyn Fn(&Element) -> bool| {
            items.values().find(|item| wanted(item)).and_then(|item| place(item))
        };
        let linear =
            |element: &&Element| element.name == "itemref" && element.attribute("linear") != Some("no");
        let chapters = opened(&pieces).filter(linear).filter_map(|item| items.get(item.attribute("idref")?));
        let is_nav = |item: &Element| {
            item.attribute("properties")
                .is_some_and(|words| words.split_whitespace().any(|word| word == "nav"))
        };
        let is_ncx = |item: &Element| item.attribute("media-type") == Some("application/x-dtbncx+xml");
        Package {
            meta: meta(&pieces),
            spine: chapters
                .filter(|item| is_text(item) && !is_nav(item))
                .filter_map(|item| place(item))
                .collect(),
            nav: of(&is_nav),
            ncx: of(&is_ncx),
        }
    }

    /// The names of chapters by the places of their files: of several in one file the first.
    fn labels(&self, archive: &mut Archive) -> HashMap<String, String> {
        let mut labels = HashMap::new();
        let tables = [(&self.nav, nav as fn(&[Piece]) -> Vec<(String, String)>), (&self.ncx, ncx)];
        for (path, read) in tables {
            let Some((path, text)) = path.as_ref().and_then(|path| Some((path, part(archive, path)?))) else {
                continue;
            };
            for (link, label) in read(&xml::pieces(&text)) {
                labels.entry(join(path, &link)).or_insert(label);
            }
        }
        labels
    }
}

fn is_text(item: &Element) -> bool {
    item.attribute("media-type").is_none_or(|kind| kind.contains("html") || kind.contains("dtbook"))
}

fn meta(pieces: &[Piece]) -> Meta {
    let all = |name: &str| {
        let starts = pieces.windows(2).filter_map(|pair| match pair {
            [Piece::Open(element), Piece::Words(words)] if element.name == name => Some(squeezed(words)),
            _ => None,
        });
        starts.filter(|words| !words.is_empty()).collect::<Vec<String>>()
    };
    let first = |name: &str| all(name).into_iter().next();
    let authors = all("creator");
    Meta {
        url: None,
        title: first("title"),
        byline: (!authors.is_empty()).then(|| authors.join(", ")),
        site: first("publisher"),
        published: first("date"),
        language: first("language"),
    }
}

fn squeezed(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The links of an EPUB 3 table of contents, with their words.
fn nav(pieces: &[Piece]) -> Vec<(String, String)> {
    let is_contents = |piece: &Piece| match piece {
        Piece::Open(element) => {
            element.name == "nav" && element.attribute("type").is_some_and(|kind| kind.contains("toc"))
        }
        _ => false,
    };
    let start = pieces.iter().position(is_contents).unwrap_or(0);
    let (mut found, mut link, mut words) = (Vec::new(), None, String::new());
    for piece in &pieces[start..] {
        match piece {
            Piece::Open(element) if element.name == "a" => {
                link = element.attribute("href").map(str::to_string);
                words.clear();
            }
            Piece::Words(more) => words.push_str(more),
            Piece::Close(name) if name == "a" => {
                found.extend(link.take().map(|link| (link, squeezed(&words))));
            }
            Piece::Close(name) if name == "nav" => break,
            _ => {}
        }
    }
    found.retain(|(_, label)| !label.is_empty());
    found
}

/// The points of an EPUB 2 table of contents: a label, then its place.
fn ncx(pieces: &[Piece]) -> Vec<(String, String)> {
    let (mut found, mut words, mut within) = (Vec::new(), String::new(), false);
    for piece in pieces {
        match piece {
            Piece::Open(element) if element.name == "navlabel" => {
                (within, words) = (true, String::new());
            }
            Piece::Close(name) if name == "navlabel" => within = false,
            Piece::Words(more) if within => words.push_str(more),
            Piece::Open(element) if element.name == "content" => {
                let link = element.attribute("src").filter(|_| !words.trim().is_empty());
                found.extend(link.map(|link| (link.to_string(), squeezed(&words))));
            }
            _ => {}
        }
    }
    found
}

/// Where a link of the file at `base` leads in the archive, without its mark.
fn join(base: &str, link: &str) -> String {
    let link = link.split('#').next().unwrap_or_default();
    let link = percent_decoded(link);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = if link.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in link.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn percent_decoded(link: &str) -> String {
    let bytes = link.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = code.filter(|_| bytes[at] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_files_of_the_archive() {
        let cases = [
            ("OEBPS/content.opf", "text/a%20b.xhtml#x", "OEBPS/text/a b.xhtml"),
            ("OEBPS/nav/toc.ncx", "../text/a.xhtml", "OEBPS/text/a.xhtml"),
            ("content.opf", "../../etc/passwd", "etc/passwd"),
            ("content.opf", "./a%zz.xhtml", "a%zz.xhtml"),
            ("a/content.opf", "/b.xhtml", "b.xhtml"),
        ];
        for (base, link, place) in cases {
            assert_eq!(join(base, link), place);
        }
    }
}
