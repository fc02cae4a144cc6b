//! Entries: how an article comes into the catalogue's tables and out of them again.

use std::iter::Peekable;

use rusqlite::{OptionalExtension, Transaction, params};

use crate::annotate::Form;
use crate::document::Document;
use crate::export::json::{self, ENGINE};
use crate::query::near::Sketch;
use crate::query::said::{About, Said, said};

/// Takes an article in, in place of what its source held before.
pub fn take_in(step: &Transaction, source: &str, document: &Document) -> rusqlite::Result<()> {
    leave_out(step, source)?;
    let about = About::new(source, document);
    let sql =
        "INSERT INTO entry (source, title, site, published, url, engine) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    step.prepare_cached(sql)?.execute(params![
        source,
        about.title,
        about.site,
        about.published,
        about.url,
        ENGINE
    ])?;
    let entry = step.last_insert_rowid();
    keep_words(step, entry, about.title.as_deref(), document)?;
    for said in said(source, document) {
        take_in_statement(step, entry, &said)?;
    }
    for figure in document.annotations.figures.iter().filter(|figure| figure.is_named()) {
        let names = figure.mentions.iter().filter(|mention| mention.form() == Form::Name);
        let mut blocks = names.map(|mention| document.block_at(mention.span().start));
        if blocks.any(|block| !document.marks.is_folded(block)) {
            let person = person(step, &json::key(&figure.name))?;
            let sql = "INSERT OR IGNORE INTO named (person, entry) VALUES (?1, ?2)";
            step.prepare_cached(sql)?.execute([person, entry])?;
        }
    }
    Ok(())
}

fn keep_words(
    step: &Transaction,
    entry: i64,
    title: Option<&str>,
    document: &Document,
) -> rusqlite::Result<()> {
    if let Some(sketch) = Sketch::of_lines(document.body()) {
        keep_sketch(step, entry, &sketch)?;
    }
    let mut insert =
        step.prepare_cached("INSERT INTO entry_words (rowid, title, text) VALUES (?1, ?2, ?3)")?;
    let mut lines = document.body().peekable();
    let most = if document.article.text.len() < WHOLE { WHOLE } else { PART };
    let mut number = 0;
    // An article without a line has a title to be found by.
    while number == 0 || lines.peek().is_some() {
        insert.execute(params![row_of_part(entry, number), title, part(&mut lines, most)])?;
        number += 1;
    }
    Ok(())
}

/// The full text of an article from this length on stands in several rows, in bytes.
const WHOLE: usize = 1 << 20;

/// The length of such a row: SQLite holds all words of a row more than once while it takes them in.
const PART: usize = 256 << 10;

/// The next lines of a text, as many as go into a row of so many bytes.
fn part<'a>(lines: &mut Peekable<impl Iterator<Item = &'a str>>, most: usize) -> String {
    let mut part = String::new();
    while let Some(line) = lines.next_if(|line| part.is_empty() || part.len() + line.len() < most) {
        part.push_str(line);
        part.push('\n');
    }
    part.pop();
    part
}

/// The first part has the number of its entry, as `ENTRY_OF_PART` takes it out again.
fn row_of_part(entry: i64, number: i64) -> i64 {
    number << 40 | entry
}

/// In SQL, the entry that a row of `entry_words` is a part of.
pub const ENTRY_OF_PART: &str = "(entry_words.rowid & 1099511627775)";

fn leave_out_words(step: &Transaction, entry: i64) -> rusqlite::Result<()> {
    let mut delete = step.prepare_cached("DELETE FROM entry_words WHERE rowid = ?1")?;
    let mut number = 0;
    while delete.execute([row_of_part(entry, number)])? > 0 {
        number += 1;
    }
    Ok(())
}

/// Keeps what the entry is told by, and the first entry that it resembles.
fn keep_sketch(step: &Transaction, entry: i64, sketch: &Sketch) -> rusqlite::Result<()> {
    let first = first_like(step, sketch)?;
    step.prepare_cached("UPDATE entry SET first = ?2, sketch = ?3 WHERE id = ?1")?.execute(params![
        entry,
        first,
        sketch.bytes()
    ])?;
    let mut insert = step.prepare_cached("INSERT INTO band (key, entry) VALUES (?1, ?2)")?;
    sketch.keys().try_for_each(|key| insert.execute(params![key as i64, entry]).map(drop))
}

fn first_like(step: &Transaction, sketch: &Sketch) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT entry.id, entry.sketch FROM band JOIN entry ON entry.id = band.entry
        WHERE band.key = ?1 AND entry.first IS NULL";
    let mut near = step.prepare_cached(sql)?;
    let mut found = None;
    for key in sketch.keys() {
        let mut rows = near.query([key as i64])?;
        while let Some(row) = rows.next()? {
            let (id, kept): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let like = Sketch::from_bytes(&kept).is_some_and(|kept| kept.resembles(sketch));
            found = if like { Some(found.map_or(id, |found: i64| found.min(id))) } else { found };
        }
    }
    Ok(found)
}

/// Lets the next entry of its text be the first one.
fn pass_on(step: &Transaction, entry: i64) -> rusqlite::Result<()> {
    let sql = "SELECT min(id) FROM entry WHERE first = ?1";
    let next: Option<i64> = step.prepare_cached(sql)?.query_row([entry], |row| row.get(0))?;
    let Some(next) = next else { return Ok(()) };
    step.prepare_cached("UPDATE entry SET first = NULL WHERE id = ?1")?.execute([next])?;
    step.prepare_cached("UPDATE entry SET first = ?2 WHERE first = ?1")?.execute([entry, next])?;
    Ok(())
}

fn take_in_statement(step: &Transaction, entry: i64, said: &Said) -> rusqlite::Result<()> {
    let record = serde_json::to_string(said).unwrap_or_default();
    let sql = "INSERT INTO said (entry, kind, unsure, record) VALUES (?1, ?2, ?3, ?4)";
    step.prepare_cached(sql)?.execute(params![entry, said.kind, said.unsure, record])?;
    let id = step.last_insert_rowid();
    let words: Vec<&str> = said.content.iter().map(|piece| piece.words.as_str()).collect();
    let sql = "INSERT INTO said_words (rowid, content) VALUES (?1, ?2)";
    step.prepare_cached(sql)?.execute(params![id, words.join(" … ")])?;
    for voice in &said.figures {
        let person = person(step, &voice.key)?;
        let sql = "INSERT OR IGNORE INTO voice (person, said) VALUES (?1, ?2)";
        step.prepare_cached(sql)?.execute([person, id])?;
    }
    Ok(())
}

fn person(step: &Transaction, key: &str) -> rusqlite::Result<i64> {
    let known = step
        .prepare_cached("SELECT id FROM person WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    step.prepare_cached("INSERT INTO person (key) VALUES (?1)")?.execute([key])?;
    Ok(step.last_insert_rowid())
}

/// Takes out what a source held before.
fn leave_out(step: &Transaction, source: &str) -> rusqlite::Result<()> {
    let known = step
        .prepare_cached("SELECT id FROM entry WHERE source = ?1")?
        .query_row([source], |row| row.get::<_, i64>(0))
        .optional()?;
    let Some(entry) = known else { return Ok(()) };
    pass_on(step, entry)?;
    leave_out_words(step, entry)?;
    let sketch = "SELECT sketch FROM entry WHERE id = ?1";
    let sketch: Option<Vec<u8>> = step.prepare_cached(sketch)?.query_row([entry], |row| row.get(0))?;
    for key in sketch.as_deref().and_then(Sketch::from_bytes).iter().flat_map(Sketch::keys) {
        step.prepare_cached("DELETE FROM band WHERE key = ?1 AND entry = ?2")?
            .execute(params![key as i64, entry])?;
    }
    for sql in [
        "DELETE FROM said_words WHERE rowid IN (SELECT id FROM said WHERE entry = ?1)",
        "DELETE FROM voice WHERE said IN (SELECT id FROM said WHERE entry = ?1)",
        "DELETE FROM said WHERE entry = ?1",
        "DELETE FROM named WHERE entry = ?1",
        "DELETE FROM entry WHERE id = ?1",
    ] {
        step.prepare_cached(sql)?.execute([entry])?;
    }
    Ok(())
}
