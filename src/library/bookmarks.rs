//! Bookmarks: places in an article, each with a letter; found again by their words.

use rusqlite::{Row, params};

use super::{Error, Library};
use crate::anchor::Anchor;
use crate::article::Article;

/// A place with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    pub letter: char,
    /// The row it was set at.
    pub anchor: Anchor,
}

impl Library {
    pub(super) fn bookmarks(&self, source: Option<&str>, article: &Article) -> Result<Vec<Bookmark>, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(Vec::new()) };
        let read = || -> rusqlite::Result<Vec<Option<Bookmark>>> {
            let sql = "SELECT words, before, after, letter FROM bookmark WHERE article = ?1 ORDER BY letter";
            self.connection.prepare(sql)?.query_map([id], bookmark)?.collect()
        };
        let found = read().map_err(|error| self.wrong(error))?;
        Ok(found.into_iter().flatten().collect())
    }

    pub(super) fn keep_bookmark(
        &mut self,
        source: Option<&str>,
        article: &Article,
        set: &Bookmark,
    ) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql = "INSERT OR REPLACE INTO bookmark (article, letter, words, before, after)
                       VALUES (?1, ?2, ?3, ?4, ?5)";
            let Anchor { words, before, after } = &set.anchor;
            step.execute(sql, params![id, set.letter.to_string(), words, before, after])
        })
    }

    pub(super) fn drop_bookmark(
        &mut self,
        source: Option<&str>,
        article: &Article,
        set: &Bookmark,
    ) -> Result<(), Error> {
        self.write(source, article, |step, id| {
            let sql = "DELETE FROM bookmark WHERE article = ?1 AND letter = ?2";
            step.execute(sql, params![id, set.letter.to_string()])
        })
    }
}

fn bookmark(row: &Row) -> rusqlite::Result<Option<Bookmark>> {
    let letter: String = row.get(3)?;
    let anchor = super::anchor(row)?;
    Ok(letter.chars().next().map(|letter| Bookmark { letter, anchor }))
}
