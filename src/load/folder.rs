//! Folders: the articles in them, however deep, as a listing.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Error, Item, Loaded, Source, decode, heading, jsonl, open, prefix};

/// Endings of files that hold text to read; a file without one is looked into.
const ENDINGS: [&str; 20] = [
    "txt", "text", "md", "markdown", "mdown", "mkd", "asc", "html", "htm", "xhtml", "shtml", "jsonl",
    "ndjson", "gz", "zst", "zstd", "article", "eml", "mbox", "news",
];

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
        } else if about.is_dir() && path.canonicalize().is_ok_and(|real| seen.insert(real)) {
            let entries = std::fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(entries.map(|entry| entry.path()));
        }
    }
    if found.is_empty() { Err(Error::NoArticles(name)) } else { Ok(found) }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// The file, if it holds text.
fn file(path: PathBuf, about: &Metadata) -> Option<File> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| !ENDINGS.contains(&ending.as_str())) {
        return None;
    }
    let mut front = Vec::new();
    open(&path).ok()?.take(FRONT).read_to_end(&mut front).ok()?;
    decode::decode("", decode::whole_characters(&front)).ok()?;
    Some(File { changed: about.modified().ok(), size: about.len(), path, front })
}

impl File {
    fn item(self, folder: &Path) -> Item {
        let name = self.path.strip_prefix(folder).unwrap_or(&self.path).display().to_string();
        let records = jsonl::is_name(&name) || jsonl::is_content(&self.front);
        let title = if records { None } else { title(&name, &self.front) };
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

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
