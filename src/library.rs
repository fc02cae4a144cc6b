//! Library: what is kept about articles between two runs, in one SQLite file. Knows nothing of the screen.
//!
//! ```text
//! article   one row an article, known by a fingerprint of its words: title, address, where the reader is in it
//! source    what the user opened (an absolute path, an address, a record's name) -> the article it last held
//! ```
//!
//! Every write is one short transaction; the write-ahead log keeps the file whole when the program is killed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use crate::article::Article;

/// How long a write waits for another pullquote's, before it gives up.
const BUSY: Duration = Duration::from_secs(5);
/// Bytes of the text kept with a position, to find it again in an edited article; at most.
const WORDS: usize = 120;

/// One step a version; `user_version` counts the steps done. Released steps are never changed.
const MIGRATIONS: &[&str] = &["
    CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        fingerprint TEXT NOT NULL UNIQUE,
        title TEXT,
        url TEXT,
        place INTEGER NOT NULL DEFAULT 0,
        words TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE source (
        name TEXT PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id)
    ) STRICT;
"];

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
        connection.busy_timeout(BUSY).map_err(wrong)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(wrong)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(wrong)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(wrong)?;
        let version = migrate(&mut connection).map_err(wrong)?;
        if version > MIGRATIONS.len() {
            return Err(Error::Newer(path.to_path_buf(), version));
        }
        Ok(Library { connection, path: path.to_path_buf() })
    }

    /// Where the reader was: a byte of the article's text, at a character. The same words are asked for first,
    /// then what `source` held before, whose place is looked for by its words.
    pub fn place(&self, source: Option<&str>, article: &Article) -> Result<Option<usize>, Error> {
        let find = |sql, key: &str| {
            let row = |row: &rusqlite::Row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?));
            self.connection.query_row(sql, [key], row).optional().map_err(|error| self.wrong(error))
        };
        let same = find("SELECT place, words FROM article WHERE fingerprint = ?1", &fingerprint(article))?;
        let kept = match (same, source) {
            (None, Some(source)) => {
                find("SELECT place, words FROM article JOIN source ON article = id WHERE name = ?1", source)?
            }
            (same, _) => same,
        };
        Ok(kept.map(|(place, words)| found_again(&article.text, place as usize, &words)))
    }

    /// Keeps the place (bytes) of an article, and that `source` holds it.
    pub fn keep_place(&mut self, source: Option<&str>, article: &Article, place: usize) -> Result<(), Error> {
        let path = self.path.clone();
        self.write(source, article, place).map_err(|error| Error::Sqlite(path, error))
    }

    fn write(&mut self, source: Option<&str>, article: &Article, place: usize) -> rusqlite::Result<()> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin)?;
        let meta = &article.meta;
        let id: i64 = step.query_row(
            "INSERT INTO article (fingerprint, title, url, place, words) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (fingerprint) DO UPDATE SET place = excluded.place, words = excluded.words
             RETURNING id",
            params![fingerprint(article), meta.title, meta.url, place as i64, words_at(&article.text, place)],
            |row| row.get(0),
        )?;
        if let Some(source) = source {
            step.execute(
                "INSERT INTO source (name, article) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET article = excluded.article",
                params![source, id],
            )?;
        }
        step.commit()
    }

    fn wrong(&self, error: rusqlite::Error) -> Error {
        Error::Sqlite(self.path.clone(), error)
    }
}

/// Brings the tables up to date and returns their version; two programs that start at once take turns.
fn migrate(connection: &mut Connection) -> rusqlite::Result<usize> {
    let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = step.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let version = version as usize;
    for sql in MIGRATIONS.iter().skip(version) {
        step.execute_batch(sql)?;
    }
    if version < MIGRATIONS.len() {
        step.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    }
    step.commit()?;
    Ok(version.max(MIGRATIONS.len()))
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
