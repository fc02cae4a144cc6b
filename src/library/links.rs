//! Links: what the user said about figures of several articles, kept in the order it was said.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Error, Library};

/// One thing the user said about figures. Keys are names in small letters ([`crate::export::json::key`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "is")]
pub enum Sameness {
    /// Both names are one person's.
    Same { key: String, other: String },
    /// In this source, the bearer of the name is another person, told by a number from 2 on.
    Apart { key: String, number: u32, source: String },
}

impl Library {
    /// With the number of each, to forget it by.
    pub fn numbered_links(&self) -> Result<Vec<(i64, Sameness)>, Error> {
        let read = || -> rusqlite::Result<Vec<(i64, Sameness)>> {
            let mut rows = self.connection.prepare("SELECT id, key, other, number FROM link ORDER BY id")?;
            rows.query_map([], |row| Ok((row.get(0)?, sameness(row)?)))?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    pub fn links(&self) -> Result<Vec<Sameness>, Error> {
        Ok(self.numbered_links()?.into_iter().map(|(_, sameness)| sameness).collect())
    }

    pub fn keep_link(&mut self, said: &Sameness) -> Result<(), Error> {
        let (key, other, number) = match said {
            Sameness::Same { key, other } => (key, other, None),
            Sameness::Apart { key, number, source } => (key, source, Some(*number)),
        };
        let sql = "INSERT INTO link (key, other, number) VALUES (?1, ?2, ?3)";
        let done = self.connection.execute(sql, params![key, other, number]);
        done.map(drop).map_err(|error| self.wrong(error))
    }

    /// Whether there was one of this number.
    pub fn forget_link(&mut self, number: i64) -> Result<bool, Error> {
        let done = self.connection.execute("DELETE FROM link WHERE id = ?1", [number]);
        done.map(|rows| rows > 0).map_err(|error| self.wrong(error))
    }
}

/// A number tells a person apart in a source.
fn sameness(row: &Row) -> rusqlite::Result<Sameness> {
    let (key, other) = (row.get(1)?, row.get(2)?);
    Ok(match row.get(3)? {
        Some(number) => Sameness::Apart { key, number, source: other },
        None => Sameness::Same { key, other },
    })
}
