//! Shelf: the articles that the library knows, as a list to choose from: those one is in the middle of first, then
//! those not read yet, the latest first.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Library, bytes};
use crate::article::Article;
use crate::load::Raw;

/// A source that was opened or added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    pub source: String,
    pub title: Option<String>,
    pub site: Option<String>,
    pub published: Option<String>,
    /// Its end was reached, or the user said so.
    pub read: bool,
    pub star: bool,
    /// The reader is somewhere in it.
    pub begun: bool,
}

/// How many articles the library has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub all: usize,
    pub unread: usize,
    pub starred: usize,
}

impl Library {
    /// The first `most` articles of the list.
    pub fn shelf(&self, most: usize) -> Result<Vec<Kept>, Error> {
        let sql = "SELECT source.name, article.title, article.site, article.published,
                       coalesce(label.read, 0) AS is_read, coalesce(label.star, 0) AS has_star,
                       article.place > 0 AS is_begun
                   FROM source JOIN article ON article.id = source.article
                   LEFT JOIN label ON label.name = source.name
                   ORDER BY is_read, NOT is_begun, NOT has_star, article.id DESC LIMIT ?1";
        let read = || -> rusqlite::Result<Vec<Kept>> {
            self.connection.prepare(sql)?.query_map([most as i64], kept)?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    pub fn tally(&self) -> Result<Tally, Error> {
        let sql = "SELECT count(*), total(coalesce(label.read, 0) = 0), total(coalesce(label.star, 0))
                   FROM source LEFT JOIN label ON label.name = source.name";
        let tally = |row: &Row| {
            let number = |i: usize| row.get::<_, f64>(i).map(|number| number as usize);
            Ok(Tally { all: row.get::<_, i64>(0)? as usize, unread: number(1)?, starred: number(2)? })
        };
        self.connection.query_row(sql, [], tally).map_err(|error| self.wrong(error))
    }

    /// Takes an article in that was not opened yet.
    pub fn keep_article(&mut self, source: &str, article: &Article) -> Result<(), Error> {
        self.write(Some(source), article, |_, _| Ok(0))
    }

    /// The bytes that a source held last where they are others than these.
    pub fn other_bytes_of(&self, source: &str, raw: &Raw) -> Result<Option<Vec<u8>>, Error> {
        let sql =
            "SELECT packed FROM bytes JOIN source ON source.article = bytes.article WHERE source.name = ?1";
        let other = |row: &Row| {
            let packed = row.get_ref(0)?.as_blob()?;
            Ok(if bytes::is_packed(packed, raw) { None } else { bytes::unpack(packed) })
        };
        let other = self.connection.query_row(sql, params![source], other).optional();
        Ok(other.map_err(|error| self.wrong(error))?.flatten())
    }

    /// The bytes that a source held last; `None` where they were not kept.
    pub fn bytes_of(&self, source: &str) -> Result<Option<Vec<u8>>, Error> {
        let sql =
            "SELECT packed FROM bytes JOIN source ON source.article = bytes.article WHERE source.name = ?1";
        let packed =
            self.connection.query_row(sql, params![source], |row| row.get::<_, Vec<u8>>(0)).optional();
        Ok(packed.map_err(|error| self.wrong(error))?.and_then(|packed| bytes::unpack(&packed)))
    }
}

fn kept(row: &Row) -> rusqlite::Result<Kept> {
    Ok(Kept {
        source: row.get(0)?,
        title: row.get(1)?,
        site: row.get(2)?,
        published: row.get(3)?,
        read: row.get(4)?,
        star: row.get(5)?,
        begun: row.get(6)?,
    })
}
