//! JSON Lines: one article a line (`id`, `text` or `html`, optional `title`, `url`, `site`, `byline`, `published`): what
//! `extract` prints can be read again.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::{Error, Item, Source, decode, html, pack, plain};
use crate::article::Article;

#[derive(serde::Deserialize)]
struct Record {
    id: Option<Id>,
    text: Option<String>,
    html: Option<String>,
    title: Option<String>,
    url: Option<String>,
    site: Option<String>,
    #[serde(alias = "author")]
    byline: Option<String>,
    #[serde(alias = "date")]
    published: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Id {
    Words(String),
    Number(serde_json::Number),
}

const NOTHING: &str = "missing field `text`";

/// Whether a file goes by the name of one of records, packed or not.
pub fn is_name(name: &str) -> bool {
    let name = pack::bare_name(name);
    name.ends_with(".jsonl") || name.ends_with(".ndjson")
}

/// Whether the first line is a record.
pub fn is_content(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    line.starts_with(b"{")
        && serde_json::from_slice::<Record>(line).is_ok_and(|record| record.says_something())
}

/// Hands every record to `each`; a bad line is an error of its own and the rest goes on. Where the input
/// itself breaks off, what came before it counts and the last call says why.
pub fn stream(
    name: &str,
    mut input: impl BufRead,
    each: &mut dyn FnMut(String, Result<Article, Error>) -> bool,
) {
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        number += 1;
        match input.read_until(b'\n', &mut line) {
            Ok(0) if number == 1 => {
                each(name.to_string(), Err(Error::Empty(name.to_string())));
                return;
            }
            Ok(0) => return,
            Ok(_) => {}
            Err(e) => {
                each(name.to_string(), Err(Error::Unreadable(name.to_string(), e)));
                return;
            }
        }
        if let Some((id, article)) = one(&line, &format!("{name}:{number}"))
            && !each(id, article)
        {
            return;
        }
    }
}

/// The record on a line that stands at `place` ("file:line"), under its id; a blank line has none.
pub fn one(line: &[u8], place: &str) -> Option<(String, Result<Article, Error>)> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return None;
    }
    match serde_json::from_slice::<Record>(line) {
        Ok(record) if record.says_something() => {
            let id = record.name(place);
            let article = record.article(&id);
            Some((id, article))
        }
        Ok(_) => Some((place.to_string(), Err(Error::BadRecord(place.to_string(), NOTHING.to_string())))),
        Err(e) => Some((place.to_string(), Err(Error::BadRecord(place.to_string(), why(&e))))),
    }
}

/// The parser counts lines within the record; those of the file are in `place`.
fn why(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_string()
}

/// Each record as a line to choose from; the last may say that the input breaks off.
pub fn listing(name: &str, bytes: &[u8], broken: Option<&io::Error>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (i, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        items.extend(item(line, &format!("{name}:{}", i + 1)));
    }
    if let (Some(why), Some(last)) = (broken, items.last_mut()) {
        last.detail = format!("{}; the file breaks off here ({why})", last.detail);
    }
    items
}

fn item(line: &[u8], place: &str) -> Option<Item> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return None;
    }
    let record = serde_json::from_slice::<Record>(line);
    let source = |name: &str| Source::Memory { name: name.to_string(), bytes: Arc::from(line) };
    Some(match record {
        Ok(record) if !record.says_something() => {
            Item { title: format!("No record: {NOTHING}"), detail: place.to_string(), source: source(place) }
        }
        Ok(record) => {
            let id = record.name(place);
            Item { title: record.heading(), detail: id.clone(), source: source(&id) }
        }
        Err(e) => Item {
            title: format!("No record: {}", why(&e)),
            detail: place.to_string(),
            source: source(place),
        },
    })
}

impl Record {
    fn name(&self, place: &str) -> String {
        match &self.id {
            Some(Id::Words(words)) => words.clone(),
            Some(Id::Number(number)) => number.to_string(),
            None => place.to_string(),
        }
    }

    fn heading(&self) -> String {
        let title = self.title.as_deref().filter(|title| !title.trim().is_empty());
        match (title, self.text.as_deref(), self.html.as_deref()) {
            (Some(words), ..) | (None, Some(words), _) => super::heading(words),
            (None, None, page) => super::heading(&html::title(page.unwrap_or_default())),
        }
    }

    fn says_something(&self) -> bool {
        self.text.is_some() || self.html.is_some()
    }

    fn article(self, id: &str) -> Result<Article, Error> {
        let said = self.text.as_ref().or(self.html.as_ref()).map_or("", String::as_str);
        if said.trim().is_empty() {
            return Err(Error::Empty(id.to_string()));
        }
        let note = decode::control_note(said);
        let mut article = match (self.text, self.html) {
            (Some(text), _) => plain::with_title(plain::article(&text), self.title),
            (None, page) => {
                let mut article = html::article(&page.unwrap_or_default(), self.url.as_deref());
                article.meta.title = self.title.or(article.meta.title);
                article
            }
        };
        let meta = &mut article.meta;
        meta.url = self.url.or(meta.url.take());
        meta.site = self.site.or(meta.site.take());
        meta.byline = self.byline.or(meta.byline.take());
        meta.published = self.published.or(meta.published.take());
        article.notes.extend(note);
        if article.blocks.is_empty() { Err(Error::NoArticle(id.to_string())) } else { Ok(article) }
    }
}
