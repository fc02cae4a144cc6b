//! Streaming: the articles of a source one after another, for batches.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::{Error, Item, Known, Loaded, Source, fetch, folder, items, jsonl, pack, web, whole};
use super::{bounded, failure, open, read};
use crate::article::Article;

/// Takes an article, with the name it goes by in `extract`, and says whether to go on.
type Each<'a> = &'a mut dyn FnMut(String, Result<Article, Error>) -> bool;

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

fn stream_folder(folder: &Path, each: Each) -> Result<(), Error> {
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
fn stream_stdin(source: &Source, each: Each) -> Result<(), Error> {
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
fn stream_web(page: &fetch::Page, each: Each) -> Result<(), Error> {
    match web(page)?.0 {
        Loaded::Article(article) => {
            each(page.address.clone(), Ok(*article));
        }
        Loaded::Listing(items) => stream_items(items, each),
    }
    Ok(())
}

fn stream_items(items: Vec<Item>, each: Each) {
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

fn stream_bytes(name: &str, bytes: &[u8], each: Each) {
    let (plain, broken) = pack::unpack(bytes);
    if jsonl::is_name(name) || jsonl::is_content(&plain) {
        return jsonl::stream(name, whole_or_broken(&plain, broken), each);
    }
    match items(&Known::file(name), &plain) {
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
