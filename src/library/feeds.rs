//! Feeds that the user follows: their items as they were when the feed was last asked, and those it had before.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Library};

/// A feed, and how much of it was not read yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    pub address: String,
    pub title: Option<String>,
    pub folder: Option<String>,
    /// When it last answered, in seconds since 1970.
    pub checked: Option<u64>,
    /// Why it did not answer the last time.
    pub trouble: Option<String>,
    pub all: usize,
    pub unread: usize,
}

impl Feed {
    /// Its title, else its address.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.address)
    }
}

/// An item of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedItem {
    /// The address of its page, or the name of its record.
    pub name: String,
    pub title: String,
    pub detail: String,
    /// The item itself, a line of JSON, where the feed has all of it.
    pub record: Option<Vec<u8>>,
    /// What its words are compared by.
    pub sketch: Option<Vec<u8>>,
    /// The item of another feed that tells the same story, and is shown in its place.
    pub same: Option<String>,
    /// Other feeds that tell the same story, by their titles; not kept, but found.
    pub also: Option<String>,
}

/// The name of an item, and what its words are compared by.
pub type Sketched = (String, Option<Vec<u8>>);

/// An item that is shown: not one whose story another feed has and shows.
const SHOWN: &str = "(feed_item.same IS NULL OR NOT EXISTS
    (SELECT 1 FROM feed_item AS first WHERE first.name = feed_item.same AND first.feed <> feed_item.feed))";

/// Items that are kept of a feed; the oldest make room.
const MOST: i64 = 1000;

/// The other feeds that have the story of an item.
const ALSO: &str = "(SELECT group_concat(ifnull(telling.title, telling.address), ', ')
    FROM feed_item AS other JOIN feed AS telling ON telling.id = other.feed
    WHERE other.same = feed_item.name AND other.feed <> feed_item.feed)";

impl Library {
    /// Follows a feed; `false` where it is followed already.
    pub fn add_feed(
        &mut self,
        address: &str,
        title: Option<&str>,
        folder: Option<&str>,
    ) -> Result<bool, Error> {
        let sql =
            "INSERT INTO feed (address, title, folder) VALUES (?1, ?2, ?3) ON CONFLICT (address) DO NOTHING";
        let added = self.connection.execute(sql, params![address, title, folder]);
        added.map(|count| count > 0).map_err(|error| self.wrong(error))
    }

    /// Follows it no more; `false` where it was not followed. What was read of it stays in the library.
    pub fn remove_feed(&mut self, address: &str) -> Result<bool, Error> {
        let removed = self.connection.execute("DELETE FROM feed WHERE address = ?1", [address]);
        removed.map(|count| count > 0).map_err(|error| self.wrong(error))
    }

    /// All feeds, by folder and title.
    pub fn feeds(&self) -> Result<Vec<Feed>, Error> {
        let sql = format!(
            "SELECT feed.address, feed.title, feed.folder, feed.checked, feed.trouble,
                       count(feed_item.name), total(feed_item.name IS NOT NULL AND coalesce(label.read, 0) = 0)
                   FROM feed LEFT JOIN feed_item ON feed_item.feed = feed.id AND {SHOWN}
                   LEFT JOIN label ON label.name = feed_item.name
                   GROUP BY feed.id ORDER BY feed.folder, coalesce(feed.title, feed.address) COLLATE NOCASE"
        );
        let read = || -> rusqlite::Result<Vec<Feed>> {
            self.connection.prepare(&sql)?.query_map([], feed)?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    /// The items of a feed, the newest first; `None` where it is not followed or was not asked yet.
    pub fn feed_items(&self, address: &str) -> Result<Option<Vec<FeedItem>>, Error> {
        let asked = "SELECT id FROM feed WHERE address = ?1 AND checked IS NOT NULL";
        let sql = format!(
            "SELECT name, title, detail, record, {ALSO}
             FROM feed_item WHERE feed = ?1 AND {SHOWN} ORDER BY batch DESC, nth"
        );
        let read = || -> rusqlite::Result<Option<Vec<FeedItem>>> {
            let id = self.connection.query_row(asked, [address], |row| row.get::<_, i64>(0)).optional()?;
            let Some(id) = id else { return Ok(None) };
            self.connection.prepare(&sql)?.query_map([id], item)?.collect::<Result<_, _>>().map(Some)
        };
        read().map_err(|error| self.wrong(error))
    }

    /// What is unread in all feeds, the latest first, each with the address and the name of its feed; `most` at most.
    pub fn feed_news(&self, most: usize) -> Result<Vec<(String, String, FeedItem)>, Error> {
        let sql = format!(
            "SELECT feed_item.name, feed_item.title, feed_item.detail, feed_item.record, {ALSO},
                 feed.address, ifnull(feed.title, feed.address)
             FROM feed_item JOIN feed ON feed.id = feed_item.feed LEFT JOIN label ON label.name = feed_item.name
             WHERE {SHOWN} AND coalesce(label.read, 0) = 0
             ORDER BY feed_item.batch DESC, feed_item.nth, feed_item.feed LIMIT ?1"
        );
        let read = || -> rusqlite::Result<Vec<(String, String, FeedItem)>> {
            let mut rows = self.connection.prepare(&sql)?;
            rows.query_map([most as i64], |row| Ok((row.get(5)?, row.get(6)?, item(row)?)))?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    /// What the items of all other feeds are compared by, the oldest first; those that repeat another one are left out.
    pub fn feed_sketches(&self, other_than: &str) -> Result<Vec<Sketched>, Error> {
        let sql =
            "SELECT feed_item.name, feed_item.sketch FROM feed_item JOIN feed ON feed.id = feed_item.feed
                   WHERE feed.address <> ?1 AND feed_item.same IS NULL ORDER BY feed_item.rowid";
        let read = || -> rusqlite::Result<Vec<Sketched>> {
            let mut rows = self.connection.prepare(sql)?;
            rows.query_map([other_than], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    /// The names of the items that are neither read nor articles of the library.
    pub fn feed_unread(&self, address: &str) -> Result<HashSet<String>, Error> {
        let sql = "SELECT feed_item.name FROM feed_item JOIN feed ON feed.id = feed_item.feed
                   LEFT JOIN label ON label.name = feed_item.name
                   WHERE feed.address = ?1 AND coalesce(label.read, 0) = 0
                       AND feed_item.name NOT IN (SELECT name FROM source)";
        let read = || -> rusqlite::Result<HashSet<String>> {
            self.connection.prepare(sql)?.query_map([address], |row| row.get(0))?.collect()
        };
        read().map_err(|error| self.wrong(error))
    }

    /// Keeps what a feed answered at `now` (seconds since 1970). Items that it has no more stay; new ones come first.
    pub fn keep_feed(
        &mut self,
        address: &str,
        title: Option<&str>,
        items: &[FeedItem],
        now: u64,
    ) -> Result<(), Error> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin);
        let done = step.and_then(|step| {
            let sql =
                "UPDATE feed SET title = coalesce(?2, title), checked = ?3, trouble = NULL WHERE address = ?1
                       RETURNING id";
            let id = step
                .query_row(sql, params![address, title, now as i64], |row| row.get::<_, i64>(0))
                .optional()?;
            let Some(id) = id else { return Ok(()) };
            let sql = "SELECT coalesce(max(batch), 0) + 1 FROM feed_item WHERE feed = ?1";
            let batch: i64 = step.query_row(sql, [id], |row| row.get(0))?;
            let sql = "INSERT INTO feed_item (feed, name, title, detail, record, batch, nth, sketch, same)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                       ON CONFLICT (feed, name) DO UPDATE SET
                           title = excluded.title, detail = excluded.detail, record = excluded.record";
            for (nth, item) in items.iter().enumerate() {
                let FeedItem { name, title, detail, record, sketch, same, .. } = item;
                step.execute(sql, params![id, name, title, detail, record, batch, nth as i64, sketch, same])?;
            }
            let sql = "DELETE FROM feed_item WHERE feed = ?1 AND rowid NOT IN
                       (SELECT rowid FROM feed_item WHERE feed = ?1 ORDER BY batch DESC, nth LIMIT ?2)";
            step.execute(sql, params![id, MOST])?;
            step.commit()
        });
        done.map_err(|error| self.wrong(error))
    }

    /// Keeps why a feed did not answer.
    pub fn keep_trouble(&mut self, address: &str, why: &str) -> Result<(), Error> {
        let kept = self.connection.execute("UPDATE feed SET trouble = ?2 WHERE address = ?1", [address, why]);
        kept.map(|_| ()).map_err(|error| self.wrong(error))
    }
}

fn feed(row: &Row) -> rusqlite::Result<Feed> {
    Ok(Feed {
        address: row.get(0)?,
        title: row.get(1)?,
        folder: row.get(2)?,
        checked: row.get::<_, Option<i64>>(3)?.map(|seconds| seconds as u64),
        trouble: row.get(4)?,
        all: row.get::<_, i64>(5)? as usize,
        unread: row.get::<_, f64>(6)? as usize,
    })
}

fn item(row: &Row) -> rusqlite::Result<FeedItem> {
    Ok(FeedItem {
        name: row.get(0)?,
        title: row.get(1)?,
        detail: row.get(2)?,
        record: row.get(3)?,
        also: row.get(4)?,
        ..FeedItem::default()
    })
}
