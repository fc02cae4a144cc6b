//! WARC (ISO 28500): archives of the web. Each page that a server answered with is an article under its address; so is
//! each text that was made of a page (`conversion` records). Read record by record, however long the archive.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::{Error, Item, Known, LARGEST_PAGE, Source, decode, html, pack, text};
use crate::article::Article;

/// Whether bytes begin like an archive.
pub fn is_content(bytes: &[u8]) -> bool {
    bytes.starts_with(b"WARC/")
}

/// Whether a file goes by the name of an archive, packed or not.
pub fn is_name(name: &str) -> bool {
    pack::bare_name(name).to_ascii_lowercase().ends_with(".warc")
}

/// Bytes of the longest line of a head, and lines in the longest head.
const LONGEST_LINE: u64 = 64 << 10;
const MOST_LINES: usize = 400;

/// Pages of the longest listing, and bytes of their pages in all.
const MOST_ITEMS: usize = 20_000;
const MOST_BYTES: usize = 512 << 20;

/// The head of a record, or of an answer in it.
#[derive(Default)]
struct Head {
    /// "WARC/1.0", "HTTP/1.1 200 OK"
    first: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn says(&self, name: &str, word: &str) -> bool {
        self.value(name).is_some_and(|value| value.to_ascii_lowercase().contains(word))
    }

    /// Reads up to the blank line; `None` at the end of the input.
    fn read(input: &mut impl BufRead) -> io::Result<Option<Head>> {
        let mut head = Head::default();
        for _ in 0..MOST_LINES {
            let mut line = Vec::new();
            let count = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            match (count, head.first.is_empty()) {
                (0, true) => return Ok(None),
                (0, false) => return Err(io::ErrorKind::UnexpectedEof.into()),
                (_, true) => head.first = line.to_string(),
                _ if line.is_empty() => return Ok(Some(head)),
                _ => head.headers.extend(header(line)),
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "a record with a head that does not end"))
    }
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().to_string()))
}

/// What a record holds that can be read.
struct Page {
    address: String,
    charset: Option<String>,
    bytes: Vec<u8>,
}

impl Page {
    fn article(&self) -> Result<Article, Error> {
        let known = Known {
            charset: self.charset.as_deref(),
            address: Some(&self.address),
            ..Known::file(&self.address)
        };
        let mut article = text(&known, &self.bytes)?;
        article.meta.url.get_or_insert_with(|| self.address.clone());
        Ok(article)
    }

    /// The page as a record of JSON Lines.
    fn item(&self) -> Option<Item> {
        let (page, _) = decode::decode_as(&self.address, &self.bytes, self.charset.as_deref()).ok()?;
        let is_page = html::is_content(&page);
        let title = if is_page { html::title(&page) } else { super::heading(&page) };
        let field = if is_page { "html" } else { "text" };
        let record = serde_json::json!({ "id": self.address, "url": self.address, field: page });
        let bytes = Arc::from(record.to_string().into_bytes());
        let source = Source::Memory { name: self.address.clone(), bytes };
        let title = if title.is_empty() { self.address.clone() } else { super::heading(&title) };
        Some(Item { title, detail: self.address.clone(), source })
    }
}

/// Hands the page of each record to `each`, until it says no; what cannot be read is an error of its own.
fn pages(
    mut input: impl BufRead,
    each: &mut dyn FnMut(Result<Page, (String, io::Error)>) -> bool,
) -> io::Result<()> {
    while let Some(head) = record(&mut input)? {
        let length: u64 = head
            .value("content-length")
            .and_then(|length| length.parse().ok())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a record without a length"))?;
        let mut block = input.by_ref().take(length);
        let more = match page(&head, &mut block) {
            Ok(Some(page)) => each(Ok(page)),
            Ok(None) => true,
            Err(why) if why.kind() == io::ErrorKind::InvalidData => {
                each(Err((head.value("warc-target-uri").unwrap_or_default().to_string(), why)))
            }
            Err(why) => return Err(why),
        };
        io::copy(&mut block, &mut io::sink())?;
        let whole = block.limit() == 0;
        if !more || !whole {
            return if whole { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
    }
    Ok(())
}

/// The head of the next record: blank lines stand between two of them.
fn record(input: &mut impl BufRead) -> io::Result<Option<Head>> {
    loop {
        match Head::read(input)? {
            Some(head) if head.first.is_empty() && head.headers.is_empty() => {}
            Some(head) if head.first.starts_with("WARC/") => return Ok(Some(head)),
            Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "no record of a web archive")),
            None => return Ok(None),
        }
    }
}

fn page(head: &Head, block: &mut impl BufRead) -> io::Result<Option<Page>> {
    let Some(address) = head.value("warc-target-uri") else { return Ok(None) };
    let address = address.trim_matches(['<', '>']).to_string();
    let page = |charset, bytes| Some(Page { address, charset, bytes });
    Ok(match head.value("warc-type").unwrap_or_default() {
        "response" if head.says("content-type", "application/http") => {
            answer(block)?.and_then(|(charset, bytes)| page(charset, bytes))
        }
        "resource" if head.says("content-type", "html") => page(None, bounded(block)?),
        "conversion" if head.says("content-type", "text/plain") => {
            page(Some("utf-8".to_string()), bounded(block)?)
        }
        _ => None,
    })
}

fn bounded(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST_PAGE as u64 + 1).read_to_end(&mut bytes)?;
    let large =
        || io::Error::new(io::ErrorKind::InvalidData, format!("larger than {} MB", LARGEST_PAGE >> 20));
    if bytes.len() > LARGEST_PAGE { Err(large()) } else { Ok(bytes) }
}

/// The character set and the bytes of a page that a server answered with; nothing for what is no page.
fn answer(block: &mut impl BufRead) -> io::Result<Option<(Option<String>, Vec<u8>)>> {
    let Some(head) = Head::read(block)? else { return Ok(None) };
    let code = head.first.split(' ').nth(1).unwrap_or_default();
    let kind = head.value("content-type").map_or("html".to_string(), str::to_ascii_lowercase);
    if !code.starts_with('2') || !kind.contains("html") {
        return Ok(None);
    }
    let charset = kind
        .split("charset=")
        .nth(1)
        .map(|name| name.split(';').next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_string());
    let body = bounded(block)?;
    let body =
        if head.says("transfer-encoding", "chunked") { unchunked(&body).unwrap_or(body) } else { body };
    let bytes = unpacked(&head, body)?;
    Ok(Some((charset, bytes)))
}

/// The body without the lengths between its chunks; `None` where there are none, as some archives keep it.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::with_capacity(body.len()), body);
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(out);
        }
        out.extend(rest.get(..size).unwrap_or(rest));
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
}

fn unpacked(head: &Head, body: Vec<u8>) -> io::Result<Vec<u8>> {
    match head.value("content-encoding").map(str::to_ascii_lowercase).as_deref() {
        Some("gzip" | "x-gzip" | "zstd") => bounded(&mut pack::reader(body.as_slice())?),
        Some("deflate") if body.first() == Some(&0x78) => {
            bounded(&mut flate2::read::ZlibDecoder::new(body.as_slice()))
        }
        Some("deflate") => bounded(&mut flate2::read::DeflateDecoder::new(body.as_slice())),
        Some("br") => bounded(&mut brotli_decompressor::Decompressor::new(body.as_slice(), 4096)),
        _ => Ok(body),
    }
}

/// Hands every page to `each`, under its address. Where the archive breaks off, the last call says why.
pub fn stream(name: &str, input: impl BufRead, each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let ended = pages(input, &mut |page| match page {
        Ok(page) => each(page.address.clone(), page.article()),
        Err((address, why)) => each(address.clone(), Err(Error::Unreadable(address, why))),
    });
    if let Err(why) = ended {
        each(name.to_string(), Err(Error::BadArchive(name.to_string(), why.to_string())));
    }
}

/// The pages as a listing; the last may say that the archive breaks off, or that there are more.
pub fn listing(name: &str, bytes: &[u8], broken: Option<&io::Error>) -> Result<Vec<Item>, Error> {
    let (mut items, mut size, mut more) = (Vec::new(), 0, false);
    let ended = pages(bytes, &mut |page| {
        more = items.len() >= MOST_ITEMS || size > MOST_BYTES;
        if let (Ok(page), false) = (page, more) {
            size += page.bytes.len();
            items.extend(page.item());
        }
        !more
    });
    let why = broken.map(io::Error::to_string).or_else(|| ended.err().map(|why| why.to_string()));
    let more = more.then(|| "there are more: pullquote extract reads them all".to_string());
    let end = why.as_ref().map(|why| format!("the archive breaks off here ({why})")).or(more);
    match (items.last_mut(), end, why) {
        (Some(last), Some(end), _) => last.detail = format!("{}; {end}", last.detail),
        (None, _, Some(why)) => return Err(Error::BadArchive(name.to_string(), why)),
        (None, ..) => return Err(Error::BadArchive(name.to_string(), "it has no pages".to_string())),
        _ => {}
    }
    Ok(items)
}
