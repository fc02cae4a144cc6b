//! Library: what is kept about articles between two runs, in one SQLite file. Knows nothing of the screen.
//!
//! ```text
//! article   one row an article, known by a fingerprint of its words: what the source says of it, and
//!           where the reader is in it
//! source    what the user opened (an absolute path, an address, a record's name) -> the article it last held
//! checked   what the user said about statements of an article, in the order it was said
//! highlight words the user marked in an article, with or without a note
//! bookmark  places with a letter
//! label     of a source: read, star, tags
//! link      what the user said about figures of several articles
//! bytes     what an article was made of, packed
//! feed      feeds the user follows
//! feed_item what they had when they were last asked, and before
//! ```
//!
//! Every write is one short transaction; the write-ahead log keeps the file whole when the program is killed.

pub mod backup;
mod bookmarks;
mod bytes;
mod corrections;
mod feeds;
pub mod kept;
mod labels;
mod links;
mod shelf;
mod tables;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};

use crate::anchor::Anchor;
use crate::article::Article;
use crate::check::{Check, Verdict};
use crate::highlight::Highlight;

pub use bookmarks::Bookmark;
pub use corrections::Correction;
pub use feeds::{Feed, FeedItem, Sketched};
pub use labels::Labels;
pub use links::Sameness;
pub use shelf::{Kept, Tally};
pub(crate) use tables::share;

/// Bytes of the text kept with a position, to find it again in an edited article; at most.
const WORDS: usize = 120;

/// Between the names of speakers: no name has it.
const APART: &str = "\u{1f}";

/// Why the library cannot be used, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}: the library's folder cannot be made ({1}); --library PATH puts it elsewhere")]
    Folder(PathBuf, std::io::Error),
    #[error("{0}: the library cannot be used ({1}); --library PATH puts it elsewhere")]
    Sqlite(PathBuf, rusqlite::Error),
    #[error("{0}: the library was written by a newer pullquote (version {1}); --no-library reads without it")]
    Newer(PathBuf, usize),
}

impl Error {
    /// What it comes to and what to do, short enough for a narrow screen (at most 78 cells).
    pub fn advice(&self) -> &'static str {
        match self {
            Error::Folder(..) => "no library, nothing is kept: --library PATH puts it elsewhere",
            Error::Sqlite(..) => "library unusable, nothing is kept: --library PATH puts it elsewhere",
            Error::Newer(..) => "library of a newer pullquote, nothing is kept: update, or --no-library",
        }
    }
}

/// One thing the user said about an article or marked in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    Check(Check),
    Highlight(Highlight),
    /// Takes the place of the one with the same letter.
    Bookmark(Bookmark),
}

/// All the user said about an article and marked in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// In the order they were said.
    pub checks: Vec<Check>,
    pub highlights: Vec<Highlight>,
    pub labels: Labels,
    pub bookmarks: Vec<Bookmark>,
}

/// An open library.
pub struct Library {
    connection: Connection,
    path: PathBuf,
}

/// Where the library is without `--library`: `$XDG_DATA_HOME`, else `~/.local/share`; `None` without a home.
pub fn usual_path(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let absolute = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").or_else(|| Some(absolute("HOME")?.join(".local/share")))?;
    Some(data.join("pullquote/library.sqlite"))
}

impl Library {
    /// Opens the library, makes it where there is none, and brings an older one up to date.
    pub fn open(path: &Path) -> Result<Library, Error> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Error::Folder(folder.to_path_buf(), error))?;
        }
        let wrong = |error| Error::Sqlite(path.to_path_buf(), error);
        let mut connection = Connection::open(path).map_err(wrong)?;
        tables::share(&connection).map_err(wrong)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(wrong)?;
        let version = tables::migrate(&mut connection).map_err(wrong)?;
        if version > tables::MIGRATIONS.len() {
            return Err(Error::Newer(path.to_path_buf(), version));
        }
        Ok(Library { connection, path: path.to_path_buf() })
    }

    /// Where the reader was: a byte of the article's text, at a character. The same words are asked for first,
    /// then what `source` held before, whose place is looked for by its words.
    pub fn place(&self, source: Option<&str>, article: &Article) -> Result<Option<usize>, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(None) };
        let row = |row: &Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
        let kept = self.connection.query_row("SELECT place, words FROM article WHERE id = ?1", [id], row);
        let (place, words) = kept.map_err(|error| self.wrong(error))?;
        Ok(Some(found_again(&article.text, place as usize, &words)))
    }

    /// What was said about statements of the article, or of what `source` held before, in the order it was said.
    pub fn checks(&self, source: Option<&str>, article: &Article) -> Result<Vec<Check>, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(Vec::new()) };
        self.read_checks(id).map_err(|error| self.wrong(error))
    }

    /// The words marked in the article, or in what `source` held before.
    pub fn highlights(&self, source: Option<&str>, article: &Article) -> Result<Vec<Highlight>, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(Vec::new()) };
        let read = || -> rusqlite::Result<Vec<Highlight>> {
            let sql = "SELECT words, before, after, note FROM highlight WHERE article = ?1 ORDER BY id";
            let mut rows = self.connection.prepare(sql)?;
            let highlight = |row: &Row| Ok(Highlight { anchor: anchor(row)?, note: row.get(3)? });
            rows.query_map([id], highlight)?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    pub fn records(&self, source: Option<&str>, article: &Article) -> Result<Records, Error> {
        let checks = self.checks(source, article)?;
        let highlights = self.highlights(source, article)?;
        let bookmarks = self.bookmarks(source, article)?;
        Ok(Records { checks, highlights, labels: self.labels(source, article)?, bookmarks })
    }

    /// Keeps what was said about the article, or marked in it.
    pub fn keep(&mut self, source: Option<&str>, article: &Article, record: &Record) -> Result<(), Error> {
        match record {
            Record::Check(check) => self.keep_check(source, article, check),
            Record::Highlight(highlight) => self.keep_highlight(source, article, highlight),
            Record::Bookmark(bookmark) => self.keep_bookmark(source, article, bookmark),
        }
    }

    /// Takes it out again: of several that are alike, the last.
    pub fn erase(&mut self, source: Option<&str>, article: &Article, record: &Record) -> Result<(), Error> {
        match record {
            Record::Check(check) => self.drop_check(source, article, check),
            Record::Highlight(highlight) => self.drop_highlight(source, article, highlight),
            Record::Bookmark(bookmark) => self.drop_bookmark(source, article, bookmark),
        }
    }

    fn keep_highlight(
        &mut self,
        source: Option<&str>,
        article: &Article,
        made: &Highlight,
    ) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql =
                "INSERT INTO highlight (article, words, before, after, note) VALUES (?1, ?2, ?3, ?4, ?5)";
            let Anchor { words, before, after } = &made.anchor;
            step.execute(sql, params![id, words, before, after, made.note])
        })
    }

    fn drop_highlight(
        &mut self,
        source: Option<&str>,
        article: &Article,
        made: &Highlight,
    ) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql = "DELETE FROM highlight WHERE id = (SELECT max(id) FROM highlight WHERE article = ?1
                       AND words = ?2 AND before = ?3 AND after = ?4 AND note = ?5)";
            let Anchor { words, before, after } = &made.anchor;
            step.execute(sql, params![id, words, before, after, made.note])
        })
    }

    fn read_checks(&self, article: i64) -> rusqlite::Result<Vec<Check>> {
        let sql = "SELECT words, before, after, verdict, speakers, other_words, other_before, other_after
             FROM checked WHERE article = ?1 ORDER BY id";
        let mut rows = self.connection.prepare(sql)?;
        let checks = rows.query_map([article], check)?;
        checks.filter_map(Result::transpose).collect()
    }

    /// The article, or what `source` held before.
    fn known(&self, source: Option<&str>, article: &Article) -> Result<Option<i64>, Error> {
        let same = "SELECT id FROM article WHERE fingerprint = ?1";
        let found =
            find(&self.connection, same, &fingerprint(article)).and_then(|same| match (same, source) {
                (None, Some(source)) => find(&self.connection, HELD, source),
                (same, _) => Ok(same),
            });
        found.map_err(|error| self.wrong(error))
    }

    /// Keeps the place (bytes) of an article, and that `source` holds it.
    pub fn keep_place(&mut self, source: Option<&str>, article: &Article, place: usize) -> Result<(), Error> {
        let words = words_at(&article.text, place);
        self.write(source, article, |step, id| {
            let sql = "UPDATE article SET place = ?2, words = ?3 WHERE id = ?1";
            step.execute(sql, params![id, place as i64, words])
        })
    }

    /// Keeps what was said about a statement or a figure.
    pub fn keep_check(&mut self, source: Option<&str>, article: &Article, said: &Check) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql = "INSERT INTO checked (article, words, before, after, verdict, speakers,
                                            other_words, other_before, other_after)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            with_check(id, said, |columns| step.execute(sql, columns))
        })
    }

    /// Takes back what was said: of several that are alike, the last.
    pub fn drop_check(&mut self, source: Option<&str>, article: &Article, said: &Check) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql = "DELETE FROM checked WHERE id = (SELECT max(id) FROM checked WHERE article = ?1
                       AND words = ?2 AND before = ?3 AND after = ?4 AND verdict = ?5 AND speakers = ?6
                       AND other_words IS ?7 AND other_before IS ?8 AND other_after IS ?9)";
            with_check(id, said, |columns| step.execute(sql, columns))
        })
    }

    /// One transaction about an article, whose row is made where there is none.
    fn write(
        &mut self,
        source: Option<&str>,
        article: &Article,
        change: impl FnOnce(&Transaction, i64) -> rusqlite::Result<usize>,
    ) -> Result<(), Error> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin);
        let done = step.and_then(|step| {
            let id = row_of(&step, source, article)?;
            change(&step, id)?;
            step.commit()
        });
        done.map_err(|error| Error::Sqlite(self.path.clone(), error))
    }

    /// Lets go of what SQLite keeps at hand, which after a long article is all that it may.
    pub fn forget_pages(&self) {
        // Only room is lost where it fails.
        let _ = self.connection.execute_batch("PRAGMA shrink_memory");
    }

    fn wrong(&self, error: rusqlite::Error) -> Error {
        Error::Sqlite(self.path.clone(), error)
    }
}

const HELD: &str = "SELECT article FROM source WHERE name = ?1";

fn find(connection: &Connection, sql: &str, key: &str) -> rusqlite::Result<Option<i64>> {
    connection.query_row(sql, [key], |row| row.get(0)).optional()
}

/// The row of an article; where the source held another one before, what was kept about that is taken over.
fn row_of(step: &Transaction, source: Option<&str>, article: &Article) -> rusqlite::Result<i64> {
    let meta = &article.meta;
    let id: i64 = step.query_row(
        "INSERT INTO article (fingerprint, title, url, site, byline, published, language)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (fingerprint) DO UPDATE SET
             title = excluded.title, url = excluded.url, site = excluded.site, byline = excluded.byline,
             published = excluded.published, language = excluded.language
         RETURNING id",
        params![
            fingerprint(article),
            article.title(),
            meta.url,
            article.site(),
            meta.byline,
            meta.published,
            meta.language
        ],
        |row| row.get(0),
    )?;
    let Some(source) = source else { return Ok(id) };
    if let Some(before) = find(step, HELD, source)?.filter(|before| *before != id) {
        take_over(step, before, id)?;
    }
    step.execute(
        "INSERT INTO source (name, article) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET article = excluded.article",
        params![source, id],
    )?;
    Ok(id)
}

/// What a new article has not, it gets from the one before it.
fn take_over(step: &Transaction, before: i64, id: i64) -> rusqlite::Result<()> {
    step.execute(
        "UPDATE article SET (place, words) = (SELECT place, words FROM article WHERE id = ?1)
         WHERE id = ?2 AND place = 0 AND words = ''",
        [before, id],
    )?;
    step.execute(
        "INSERT INTO checked (article, words, before, after, verdict, speakers,
                              other_words, other_before, other_after)
         SELECT ?2, words, before, after, verdict, speakers, other_words, other_before, other_after
         FROM checked
         WHERE article = ?1 AND NOT EXISTS (SELECT 1 FROM checked WHERE article = ?2) ORDER BY id",
        [before, id],
    )?;
    step.execute(
        "INSERT INTO highlight (article, words, before, after, note)
         SELECT ?2, words, before, after, note FROM highlight
         WHERE article = ?1 AND NOT EXISTS (SELECT 1 FROM highlight WHERE article = ?2) ORDER BY id",
        [before, id],
    )?;
    step.execute(
        "INSERT OR IGNORE INTO bookmark (article, letter, words, before, after)
         SELECT ?2, letter, words, before, after FROM bookmark WHERE article = ?1",
        [before, id],
    )?;
    Ok(())
}

/// The first three columns of a row: words, before, after.
fn anchor(row: &Row) -> rusqlite::Result<Anchor> {
    Ok(Anchor { words: row.get(0)?, before: row.get(1)?, after: row.get(2)? })
}

/// A row of `checked`; `None` where a newer pullquote wrote a verdict that this one does not know.
fn check(row: &Row) -> rusqlite::Result<Option<Check>> {
    let other = match row.get::<_, Option<String>>(5)? {
        Some(words) => Some(Anchor { words, before: row.get(6)?, after: row.get(7)? }),
        None => None,
    };
    let Some(verdict) = Verdict::parse(&row.get::<_, String>(3)?, other) else { return Ok(None) };
    let speakers: String = row.get(4)?;
    let speakers = speakers.split(APART).filter(|name| !name.is_empty()).map(String::from).collect();
    Ok(Some(Check { anchor: anchor(row)?, verdict, speakers }))
}

/// The columns of a check of an article.
fn with_check(
    id: i64,
    said: &Check,
    run: impl FnOnce(&[&dyn ToSql]) -> rusqlite::Result<usize>,
) -> rusqlite::Result<usize> {
    let Anchor { words, before, after } = &said.anchor;
    let other = said.verdict.other();
    let (verdict, speakers) = (said.verdict.word(), said.speakers.join(APART));
    let others = [other.map(|o| &o.words), other.map(|o| &o.before), other.map(|o| &o.after)];
    run(params![id, words, before, after, verdict, speakers, others[0], others[1], others[2]])
}

/// A source that can be met again: a file by its whole path; standard input is known by its words alone.
pub fn source(name: &str) -> Option<String> {
    match std::fs::canonicalize(name) {
        Ok(path) => Some(path.display().to_string()),
        Err(_) => Some(name.to_string()).filter(|name| name != "-"),
    }
}

/// Tells articles apart by their words: FNV-1a of 64 bits (Fowler, Noll, Vo), and the length in bytes.
fn fingerprint(article: &Article) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = article.text.bytes().fold(0xcbf2_9ce4_8422_2325, step);
    format!("{hash:016x}-{}", article.text.len())
}

fn words_at(text: &str, place: usize) -> &str {
    let start = boundary(text, place);
    &text[start..boundary(text, start + WORDS)]
}

/// Where `words` stand in `text`, nearest to `place`; `place` itself, at a character, where they are gone.
fn found_again(text: &str, place: usize, words: &str) -> usize {
    let near = boundary(text, place);
    if words.is_empty() || text[near..].starts_with(words) {
        return near;
    }
    let hits = text.match_indices(words).map(|(at, _)| at);
    hits.min_by_key(|at| at.abs_diff(place)).unwrap_or(near)
}

/// The last start of a character at or before `place`, or the end of the text.
fn boundary(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}
