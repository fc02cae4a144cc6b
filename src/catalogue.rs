//! Catalogue: what the articles of the library say, to be searched: their full text, their statements and figures.
//!
//! Everything in it follows from the articles, so it lives in tables of its own in the library's file, and is thrown away
//! and filled anew when its form changes. The full text stands in an FTS5 table of SQLite.
//!
//! ```text
//! entry          one row a source: title, site, date, address; the first one that has nearly the same text
//! band           what entries of nearly the same text have in common (query::near)
//! said           its statements, each as JSON (query::said::Said)
//! voice          the keys of those who speak in a statement
//! person         all keys of figures, those that speak and those that are named
//! named          which entry names which of them
//! entry_words, said_words   full text; that of a long article in parts, each found by itself
//! ```

mod entries;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params_from_iter};
use serde::Serialize;

use crate::document::Document;
use crate::library::Error;
use crate::query::name::Name;
use crate::query::said::{About, Said};
use crate::query::search::{Query, Words};

/// Of the form of the tables; another number makes them anew.
const FORM: i64 = 2;

const TABLES: &str = "
    DROP TABLE IF EXISTS said_words;
    DROP TABLE IF EXISTS entry_words;
    DROP TABLE IF EXISTS named;
    DROP TABLE IF EXISTS voice;
    DROP TABLE IF EXISTS person;
    DROP TABLE IF EXISTS said;
    DROP TABLE IF EXISTS band;
    DROP TABLE IF EXISTS entry;
    DROP TABLE IF EXISTS catalogue;
    CREATE TABLE catalogue (form INTEGER NOT NULL) STRICT;
    CREATE TABLE entry (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL UNIQUE,
        title TEXT,
        site TEXT,
        published TEXT,
        url TEXT,
        engine TEXT NOT NULL,
        first INTEGER REFERENCES entry (id),
        sketch BLOB
    ) STRICT;
    CREATE INDEX entry_first ON entry (first);
    CREATE TABLE band (
        key INTEGER NOT NULL,
        entry INTEGER NOT NULL REFERENCES entry (id),
        PRIMARY KEY (key, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE said (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL REFERENCES entry (id),
        kind TEXT NOT NULL,
        unsure INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT;
    CREATE INDEX said_entry ON said (entry);
    CREATE TABLE person (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE voice (
        person INTEGER NOT NULL REFERENCES person (id),
        said INTEGER NOT NULL REFERENCES said (id),
        PRIMARY KEY (person, said)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX voice_said ON voice (said);
    CREATE TABLE named (
        person INTEGER NOT NULL REFERENCES person (id),
        entry INTEGER NOT NULL REFERENCES entry (id),
        PRIMARY KEY (person, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX named_entry ON named (entry);
    CREATE VIRTUAL TABLE entry_words USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2');
    CREATE VIRTUAL TABLE said_words USING fts5 (content, tokenize = 'unicode61 remove_diacritics 2');
    -- Of new words no more than so many bytes are held before they are written: the usual is a megabyte for each table.
    INSERT INTO entry_words (entry_words, rank) VALUES ('hashsize', 262144);
    INSERT INTO said_words (said_words, rank) VALUES ('hashsize', 262144);
";

/// An open catalogue.
pub struct Catalogue {
    connection: Connection,
    path: PathBuf,
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub articles: usize,
    pub statements: usize,
}

/// An article that a query finds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    #[serde(flatten)]
    pub about: About,
    /// Words around the first place that was found; empty where no words were asked for.
    pub snippet: String,
    /// Other sources of nearly the same text, which are not found once more.
    pub also: Vec<String>,
}

/// How much SQLite keeps at hand of its file while a long article is taken in, and at all other times, in KiB.
const LITTLE: usize = 400;
const USUAL: usize = 2000;

impl Catalogue {
    /// Opens the catalogue in the library's file, which has to be there, and makes its tables where they are not.
    pub fn open(path: &Path) -> Result<Catalogue, Error> {
        let wrong = |error| Error::Sqlite(path.to_path_buf(), error);
        let mut connection = Connection::open(path).map_err(wrong)?;
        crate::library::share(&connection).map_err(wrong)?;
        make_tables(&mut connection).map_err(wrong)?;
        Ok(Catalogue { connection, path: path.to_path_buf() })
    }

    /// Takes an article in, in place of what its source held before.
    pub fn keep(&mut self, source: &str, document: &Document) -> Result<(), Error> {
        self.keep_all(&[(source, document)])
    }

    /// ... several in one transaction.
    pub fn keep_all(&mut self, documents: &[(&str, &Document)]) -> Result<(), Error> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin);
        let done = step.and_then(|step| {
            documents.iter().try_for_each(|(source, document)| entries::take_in(&step, source, document))?;
            step.commit()
        });
        done.map_err(|error| Error::Sqlite(self.path.clone(), error))
    }

    /// ... a long one: slower, and nothing of it is kept at hand in the end.
    pub fn keep_in_little_room(&mut self, source: &str, document: &Document) -> Result<(), Error> {
        // Only room is lost where these fail.
        let _ = self.connection.execute_batch(&format!("PRAGMA cache_size = -{LITTLE}"));
        let done = self.keep(source, document);
        let _ = self.connection.execute_batch(&format!("PRAGMA cache_size = -{USUAL}; PRAGMA shrink_memory"));
        done
    }

    pub fn counts(&self) -> Result<Counts, Error> {
        let count = |table: &str| -> Result<usize, Error> {
            let sql = format!("SELECT count(*) FROM {table}");
            let count = self.connection.query_row(&sql, [], |row| row.get::<_, i64>(0));
            count.map(|count| count as usize).map_err(|error| self.wrong(error))
        };
        Ok(Counts { articles: count("entry")?, statements: count("said")? })
    }

    /// Every statement by somebody whom one of the names may mean.
    pub fn said_by(&self, names: Vec<Name>) -> Result<Vec<Said>, Error> {
        let query = Query { speaker: names, ..Query::default() };
        self.statements(&query, usize::MAX)
    }

    /// The statements that a query finds: the best first where it has words, else by date.
    pub fn statements(&self, query: &Query, most: usize) -> Result<Vec<Said>, Error> {
        self.find_statements(query, most).map_err(|error| self.wrong(error))
    }

    /// The articles that a query finds.
    pub fn articles(&self, query: &Query, most: usize) -> Result<Vec<Hit>, Error> {
        self.find_articles(query, most).map_err(|error| self.wrong(error))
    }

    fn find_statements(&self, query: &Query, most: usize) -> rusqlite::Result<Vec<Said>> {
        let mut asked = Asked::new("SELECT said.record FROM said JOIN entry ON entry.id = said.entry");
        if query.words.is_empty() {
            asked.order = "ORDER BY entry.published IS NULL, entry.published, said.id";
        } else {
            asked.sql.push_str(" JOIN said_words ON said_words.rowid = said.id");
            asked.wants("said_words MATCH ?", matching(&query.words));
            asked.order = "ORDER BY said_words.rank, said.id";
        }
        if !query.speaker.is_empty() {
            let who = self.people(&query.speaker)?;
            asked.is_one_of("said.id IN (SELECT said FROM voice WHERE person IN", &who);
        }
        if let Some(kind) = &query.kind {
            asked.wants("said.kind = ?", kind.clone());
        }
        if let Some(unsure) = query.unsure {
            asked.wants("said.unsure = ?", i64::from(unsure));
        }
        self.narrow(query, &mut asked)?;
        let rows = asked.rows(&self.connection, most, |row| row.get::<_, String>(0).map(Some))?;
        // What another version wrote differently is left out until its article is read again.
        Ok(rows.iter().filter_map(|record| serde_json::from_str(record).ok()).collect())
    }

    fn find_articles(&self, query: &Query, most: usize) -> rusqlite::Result<Vec<Hit>> {
        let columns = "ifnull(entry.first, entry.id), entry.source, entry.title, entry.site, entry.published, entry.url";
        let mut asked = if query.words.is_empty() {
            let mut asked = Asked::new(&format!("SELECT {columns}, '' FROM entry"));
            asked.order = "ORDER BY entry.published IS NULL, entry.published DESC, entry.id";
            asked
        } else {
            let snippet = "snippet(entry_words, 1, '', '', '…', 24)";
            let join = format!("JOIN entry_words ON entry.id = {}", entries::ENTRY_OF_PART);
            let mut asked = Asked::new(&format!("SELECT {columns}, {snippet} FROM entry {join}"));
            asked.wants("entry_words MATCH ?", matching(&query.words));
            asked.order = "ORDER BY entry_words.rank, entry.id";
            asked
        };
        self.narrow(query, &mut asked)?;
        // One text is shown once, its best source.
        let mut shown = HashSet::new();
        let once = |row: &Row| shown.insert(row.get::<_, i64>(0)?).then(|| hit(row)).transpose();
        let found = asked.rows(&self.connection, most, once)?;
        found.into_iter().map(|hit| self.with_others(hit)).collect()
    }

    fn with_others(&self, hit: Hit) -> rusqlite::Result<Hit> {
        let sql = "SELECT source FROM entry WHERE source <> ?1 AND ifnull(first, id) =
            (SELECT ifnull(first, id) FROM entry WHERE source = ?1) ORDER BY id";
        let mut others = self.connection.prepare_cached(sql)?;
        let also = others.query_map([&hit.about.source], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Hit { also, ..hit })
    }

    /// What articles and statements are asked alike.
    fn narrow(&self, query: &Query, asked: &mut Asked) -> rusqlite::Result<()> {
        if !query.figure.is_empty() {
            let who = self.people(&query.figure)?;
            asked.is_one_of("entry.id IN (SELECT entry FROM named WHERE person IN", &who);
        }
        if let Some(site) = &query.site {
            asked.wants("entry.site = ?", site.clone());
        }
        if let Some(after) = &query.after {
            asked.wants("entry.published >= ?", after.clone());
        }
        if let Some(before) = &query.before {
            // Everything that starts with the date, and all before it.
            asked.wants("entry.published < ?", format!("{before}\u{7f}"));
        }
        Ok(())
    }

    /// Everybody whom one of the names may mean.
    fn people(&self, names: &[Name]) -> rusqlite::Result<Vec<i64>> {
        let mut rows = self.connection.prepare("SELECT id, key FROM person")?;
        let people = rows.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
        let names: Vec<Name> = names.iter().map(Name::unnumbered).collect();
        let meant = |row: rusqlite::Result<(i64, String)>| match row {
            Ok((id, key)) => names.iter().any(|name| name.link(&key).is_some()).then_some(Ok(id)),
            Err(error) => Some(Err(error)),
        };
        people.filter_map(meant).collect()
    }

    fn wrong(&self, error: rusqlite::Error) -> Error {
        Error::Sqlite(self.path.clone(), error)
    }
}

/// A question in SQL that grows by its conditions.
struct Asked {
    sql: String,
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
    order: &'static str,
}

impl Asked {
    fn new(sql: &str) -> Asked {
        Asked { sql: sql.to_string(), conditions: Vec::new(), values: Vec::new(), order: "" }
    }

    fn wants(&mut self, condition: &str, value: impl ToSql + 'static) {
        self.conditions.push(condition.to_string());
        self.values.push(Box::new(value));
    }

    /// `condition` ends before a list of numbers, one bracket open.
    fn is_one_of(&mut self, condition: &str, numbers: &[i64]) {
        let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
        self.conditions.push(format!("{condition} ({}))", list.join(",")));
    }

    /// The first `most` of the rows that `read` makes something of.
    fn rows<T>(
        self,
        connection: &Connection,
        most: usize,
        mut read: impl FnMut(&Row) -> rusqlite::Result<Option<T>>,
    ) -> rusqlite::Result<Vec<T>> {
        let conditions = if self.conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.conditions.join(" AND "))
        };
        let sql = format!("{} {conditions} {}", self.sql, self.order);
        let mut asked = connection.prepare(&sql)?;
        let mut rows = asked.query(params_from_iter(self.values))?;
        let mut all = Vec::new();
        while all.len() < most
            && let Some(row) = rows.next()?
        {
            all.extend(read(row)?);
        }
        Ok(all)
    }
}

/// In the language of FTS5: everything in quotation marks, so that nothing in it is an operator.
fn matching(words: &[Words]) -> String {
    let one = |words: &Words| {
        let begins = if words.begins { "*" } else { "" };
        format!("\"{}\"{begins}", words.words.replace('"', " "))
    };
    words.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn hit(row: &Row) -> rusqlite::Result<Hit> {
    let about = About {
        source: row.get(1)?,
        title: row.get(2)?,
        site: row.get(3)?,
        published: row.get(4)?,
        url: row.get(5)?,
    };
    Ok(Hit { about, snippet: row.get(6)?, also: Vec::new() })
}

fn make_tables(connection: &mut Connection) -> rusqlite::Result<()> {
    let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let known = "SELECT count(*) FROM sqlite_schema WHERE name = 'catalogue'";
    let known: i64 = step.query_row(known, [], |row| row.get(0))?;
    let form: Option<i64> = match known {
        0 => None,
        _ => step.query_row("SELECT form FROM catalogue", [], |row| row.get(0)).optional()?,
    };
    if form != Some(FORM) {
        step.execute_batch(TABLES)?;
        step.execute("INSERT INTO catalogue (form) VALUES (?1)", [FORM])?;
    }
    step.commit()
}
