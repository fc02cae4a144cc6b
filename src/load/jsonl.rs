//! JSON Lines: one article a line (`id`, `text`, optional `title`, `url`).

use std::io::{BufRead, BufReader};

use super::{Error, Source, plain};
use crate::article::Article;

#[derive(serde::Deserialize)]
struct Record {
    id: Option<String>,
    text: String,
    title: Option<String>,
    url: Option<String>,
}

/// Hands every record to `each`; a bad line is an error of its own and the rest goes on.
pub fn stream(source: &Source, each: &mut dyn FnMut(String, Result<Article, Error>) -> bool) {
    let Source::Path(path) = source else { return };
    let name = source.name();
    let file = match super::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 16, file),
        Err(e) => {
            each(name.clone(), Err(Error::Unreadable(name, e)));
            return;
        }
    };
    for (i, line) in file.lines().enumerate() {
        let place = format!("{name}:{}", i + 1);
        let record = line
            .map_err(|e| e.to_string())
            .and_then(|line| serde_json::from_str::<Record>(&line).map_err(|e| e.to_string()));
        let more = match record {
            Ok(record) => each(record.id.clone().unwrap_or(place), Ok(article(record))),
            Err(e) => each(place.clone(), Err(Error::BadRecord(place, e))),
        };
        if !more {
            return;
        }
    }
}

fn article(record: Record) -> Article {
    let mut article = plain::article(record.text);
    article.meta.title = record.title;
    article.meta.url = record.url;
    article
}
