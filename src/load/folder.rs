//! Folders: the articles in them, however deep, as a listing.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{
    Error, Item, Loaded, Source, decode, epub, feed, heading, html, jsonl, mail, open, opml, prefix, size,
    warc,
};

/// Endings of files that hold text to read; a file without one is looked into.
const ENDINGS: [&str; 23] = [
    "txt", "text", "md", "markdown", "mdown", "mkd", "asc", "html", "htm", "xhtml", "shtml", "jsonl",
    "ndjson", "gz", "zst", "zstd", "article", "eml", "mbox", "mht", "mhtml", "opml", "warc",
];

/// Endings of files that may hold a feed, or something else.
const FEEDS: [&str; 5] = ["xml", "rss", "atom", "rdf", "json"];

/// How many bytes of each file are read for its title.
const FRONT: u64 = 4096;

/// The articles of a folder, newest first.
pub fn listing(folder: &Path) -> Result<Vec<Item>, Error> {
    let mut files = files(folder)?;
    files.sort_by(|one, other| other.changed.cmp(&one.changed).then_with(|| one.path.cmp(&other.path)));
    Ok(files.into_iter().map(|file| file.item(folder)).collect())
}

/// The files of a folder that hold articles, in the order of their names.
pub fn paths(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut paths: Vec<PathBuf> = files(folder)?.into_iter().map(|file| file.path).collect();
    paths.sort();
    Ok(paths)
}

struct File {
    path: PathBuf,
    changed: Option<SystemTime>,
    /// Bytes.
    size: u64,
    front: Vec<u8>,
}

fn files(folder: &Path) -> Result<Vec<File>, Error> {
    let name = folder.display().to_string();
    let entries = std::fs::read_dir(folder).map_err(|e| Error::Unreadable(name.clone(), e))?;
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    seen.extend(folder.canonicalize());
    let mut waiting: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    while let Some(path) = waiting.pop() {
        if is_hidden(&path) {
            continue;
        }
        // What cannot be looked at is passed over: the rest of the folder is still worth reading.
        let Ok(about) = path.metadata() else { continue };
        if about.is_file() {
            found.extend(file(path, &about));
        } else if about.is_dir()
            && !belongs_to_page(&path)
            && path.canonicalize().is_ok_and(|real| seen.insert(real))
        {
            let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(entries.map(|entry| entry.path()));
        }
    }
    if found.is_empty() { Err(Error::NoArticles(name)) } else { Ok(found) }
}

/// Whether a folder holds what a saved page shows: `page_files` beside `page.html`.
fn belongs_to_page(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix("_files"));
    name.is_some_and(|name| {
        ["html", "htm"].iter().any(|ending| folder.with_file_name(format!("{name}.{ending}")).exists())
    })
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The file, if it holds something to read.
fn file(path: PathBuf, about: &Metadata) -> Option<File> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let ending = ending.as_deref();
    let known = |ending| ENDINGS.contains(&ending) || FEEDS.contains(&ending) || ending == "epub";
    if !ending.is_none_or(known) {
        return None;
    }
    // In one go: a read for every few bytes would take longer than the bytes.
    let mut front = Vec::with_capacity(FRONT as usize + 1);
    open(&path).ok()?.take(FRONT).read_to_end(&mut front).ok()?;
    holds_something(ending, &front)?;
    Some(File { changed: about.modified().ok(), size: about.len(), path, front })
}

fn holds_something(ending: Option<&str>, front: &[u8]) -> Option<()> {
    if epub::is_content(front)
        || ending == Some("epub") && front.starts_with(b"PK")
        || warc::is_content(front)
    {
        return Some(());
    }
    let (text, _) = decode::decode("", decode::whole_characters(front)).ok()?;
    let in_doubt = ending.is_some_and(|ending| FEEDS.contains(&ending));
    let known = || is_feed(&text) || html::is_content(&text) || jsonl::is_content(front);
    (!in_doubt || known()).then_some(())
}

fn is_feed(text: &str) -> bool {
    feed::is_content(text) || opml::is_content(text)
}

/// Whether a file holds several articles: then none of them is its title.
fn holds_several(name: &str, front: &[u8]) -> bool {
    let text = || String::from_utf8_lossy(decode::whole_characters(front));
    jsonl::is_name(name)
        || jsonl::is_content(front)
        || front.starts_with(b"PK")
        || warc::is_content(front)
        || mail::is_mailbox(front)
        || is_feed(&text())
}

impl File {
    fn item(self, folder: &Path) -> Item {
        let name = self.path.strip_prefix(folder).unwrap_or(&self.path).display().to_string();
        let title = if holds_several(&name, &self.front) { None } else { title(&name, &self.front) };
        Item {
            title: title.unwrap_or_else(|| name.clone()),
            detail: format!("{name}, {}", size(self.size)),
            source: Source::Path(self.path),
        }
    }
}

fn title(name: &str, front: &[u8]) -> Option<String> {
    let Ok(Loaded::Article(article)) = prefix(name, front) else { return None };
    let first = article.blocks.first().map(|block| block.span.of(&article.text));
    article.meta.title.as_deref().or(first).map(heading)
}
