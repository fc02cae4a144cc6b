//! Corrections: everything the user said about statements and figures, over all articles, to be taken elsewhere.

use rusqlite::Row;

use super::{Error, Library, check};
use crate::check::Check;

/// What was said, and of which article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What the article was opened as; `None` where it has no name (standard input).
    pub source: Option<String>,
    pub title: Option<String>,
    pub check: Check,
}

impl Library {
    /// All corrections in the order they were made; of one source where it is named.
    pub fn corrections(&self, source: Option<&str>) -> Result<Vec<Correction>, Error> {
        let read = || -> rusqlite::Result<Vec<Option<Correction>>> {
            let sql = "SELECT checked.words, before, after, verdict, speakers, other_words, other_before, other_after,
                         (SELECT min(name) FROM source WHERE source.article = article.id) AS name, title
                       FROM checked JOIN article ON article.id = checked.article
                       WHERE ?1 IS NULL OR article.id IN (SELECT article FROM source WHERE name = ?1)
                       ORDER BY checked.id";
            self.connection.prepare(sql)?.query_map([source], correction)?.collect()
        };
        Ok(read().map_err(|error| self.wrong(error))?.into_iter().flatten().collect())
    }
}

fn correction(row: &Row) -> rusqlite::Result<Option<Correction>> {
    let (source, title) = (row.get(8)?, row.get(9)?);
    Ok(check(row)?.map(|check| Correction { source, title, check }))
}
