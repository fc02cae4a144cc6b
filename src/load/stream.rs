//! Streaming: the articles of a source one after another, for batches.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use super::fetch::Web;
use super::{Error, Item, Known, Loaded, Source, folder, items, jsonl, pack, warc, whole};
use super::{bounded, failure, load_with, open, read};
use crate::article::Article;

/// Takes an article, with the name it goes by in `extract`, and says whether to go on.
type Each<'a> = &'a mut dyn FnMut(String, Result<Article, Error>) -> bool;

/// Hands every article of a source to `each`, with the name it goes by in `extract`, one at a time, without going
/// from it to the web. `each` says whether to go on.
pub fn stream(source: &Source, each: Each) {
    stream_with(source, None, each);
}

/// The same; what the source links to (the pages of a feed's items, the feeds of a list) is read by way of `web`.
pub fn stream_with(source: &Source, web: Option<&Arc<Web>>, each: Each) {
    let name = source.name();
    let result = match source {
        Source::Path(path) if path.is_dir() => stream_folder(path, web, each),
        Source::Path(path) if jsonl::is_name(&name) => {
            open(path).map_err(|e| failure(source, e)).map(|file| jsonl::stream(&name, buffered(file), each))
        }
        Source::Path(path) if warc::is_name(&name) => {
            open(path).map_err(|e| failure(source, e)).map(|file| warc::stream(&name, buffered(file), each))
        }
        Source::Stdin => stream_stdin(source, web, each),
        Source::Web(_) | Source::Feed(_) | Source::Chapter(_) => {
            load_with(source, web).map(|loaded| hand(&name, loaded, web, each))
        }
        _ => read(source).map(|(bytes, _)| stream_bytes(&Known { web, ..Known::file(&name) }, &bytes, each)),
    };
    if let Err(error) = result {
        each(name, Err(error));
    }
}

/// An article; each of them where they are several.
fn hand(name: &str, loaded: Loaded, web: Option<&Arc<Web>>, each: Each) {
    match loaded {
        Loaded::Article(article) => {
            each(name.to_string(), Ok(*article));
        }
        Loaded::Listing(items) => stream_items(items, web, each),
    }
}

fn buffered(file: Box<dyn Read>) -> BufReader<Box<dyn Read>> {
    BufReader::with_capacity(1 << 16, file)
}

fn stream_folder(folder: &Path, web: Option<&Arc<Web>>, each: Each) -> Result<(), Error> {
    let mut more = true;
    for path in folder::paths(folder)? {
        stream_with(&Source::Path(path), web, &mut |name, article| {
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
fn stream_stdin(source: &Source, web: Option<&Arc<Web>>, each: Each) -> Result<(), Error> {
    let name = source.name();
    let mut stdin = std::io::stdin().lock();
    let mut front = Vec::new();
    stdin.by_ref().take(FIRST_LINE).read_until(b'\n', &mut front).map_err(|e| failure(source, e))?;
    if jsonl::is_content(&front) {
        jsonl::stream(&name, BufReader::new(front.as_slice().chain(stdin)), each);
        return Ok(());
    }
    let bytes = bounded(source, front.as_slice().chain(stdin), 0)?;
    stream_bytes(&Known { web, ..Known::file(&name) }, &bytes, each);
    Ok(())
}

fn stream_items(items: Vec<Item>, web: Option<&Arc<Web>>, each: Each) {
    let mut more = true;
    for item in items {
        stream_with(&item.source, web, &mut |name, article| {
            more = each(name, article);
            more
        });
        if !more {
            break;
        }
    }
}

fn stream_bytes(from: &Known, bytes: &[u8], each: Each) {
    let (plain, broken) = pack::unpack(bytes);
    let name = from.name;
    if jsonl::is_name(name) || jsonl::is_content(&plain) {
        return jsonl::stream(name, whole_or_broken(&plain, broken), each);
    }
    if warc::is_content(&plain) {
        return warc::stream(name, whole_or_broken(&plain, broken), each);
    }
    match items(from, &plain, broken.as_ref()) {
        Some(Ok(items)) => stream_items(items, from.web, each),
        Some(Err(error)) => {
            each(name.to_string(), Err(error));
        }
        None => {
            each(name.to_string(), whole(from, &plain, broken));
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
