//! Feeds: what the user follows, and the items that were in them, kept also when a feed drops them.

use rusqlite::{Params, Row, params};

use super::{Error, Library, bytes};

/// Items kept of a feed: the latest, and all with a star.
const KEPT: i64 = 1000;

/// Bytes kept of what a feed says of an item, at most: enough to tell the same story elsewhere.
const WORDS: usize = 4000;

/// A feed that is followed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    pub address: String,
    /// As the user's list or the feed itself has it.
    pub title: Option<String>,
    pub folder: Option<String>,
    /// When it was asked last, in UTC ("2024-05-31 10:00").
    pub refreshed: Option<String>,
    /// Why that failed.
    pub trouble: Option<String>,
    pub items: usize,
    pub unread: usize,
}

impl Following {
    /// What to call it.
    pub fn name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.address)
    }
}

/// An item of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedItem {
    /// The address of its feed.
    pub feed: String,
    /// The address of its page, else a name of its own.
    pub name: String,
    pub title: String,
    pub detail: String,
    /// "2024-05-31"; empty where the feed gives none.
    pub day: String,
    /// Title and text or teaser.
    pub words: String,
    /// The article as a record, where the feed has it whole; else the page has it.
    pub record: Option<Vec<u8>>,
}

const FEEDS: &str = "SELECT feed.address, feed.title, feed.folder, feed.refreshed, feed.trouble,
        count(feed_item.id), count(feed_item.id) - total(coalesce(label.read, 0))
    FROM feed LEFT JOIN feed_item ON feed_item.feed = feed.address
    LEFT JOIN label ON label.name = feed_item.name
    GROUP BY feed.address ORDER BY feed.folder IS NOT NULL, feed.folder, lower(coalesce(feed.title, feed.address))";

const ITEMS: &str =
    "SELECT feed_item.name, feed_item.title, feed_item.detail, feed_item.day, feed_item.words,
        feed_item.packed, feed_item.feed
    FROM feed_item LEFT JOIN label ON label.name = feed_item.name";

impl Library {
    /// Follows a feed; of one that is followed, what is known anew counts.
    pub fn follow(&mut self, address: &str, title: Option<&str>, folder: Option<&str>) -> Result<(), Error> {
        let sql = "INSERT INTO feed (address, title, folder) VALUES (?1, ?2, ?3)
                   ON CONFLICT (address) DO UPDATE SET title = coalesce(excluded.title, title),
                       folder = coalesce(excluded.folder, folder)";
        let done = self.connection.execute(sql, params![address, title, folder]);
        done.map(drop).map_err(|error| self.wrong(error))
    }

    /// Follows it no more, by its address or its title; gives how many feeds there were of that. What was read of them
    /// stays in the library.
    pub fn unfollow(&mut self, name: &str) -> Result<usize, Error> {
        let sql = "DELETE FROM feed WHERE address = ?1 OR title = ?1";
        self.connection.execute(sql, [name]).map_err(|error| self.wrong(error))
    }

    /// All that are followed, by folder and title.
    pub fn followed(&self) -> Result<Vec<Following>, Error> {
        self.rows(FEEDS, params![], following)
    }

    /// Keeps what a feed holds now, the latest first; gives how many items are new.
    pub fn keep_items(
        &mut self,
        address: &str,
        title: Option<&str>,
        items: &[FeedItem],
    ) -> Result<usize, Error> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin);
        let done = step.and_then(|step| {
            let sql = "UPDATE feed SET title = coalesce(title, ?2), trouble = NULL,
                           refreshed = strftime('%Y-%m-%d %H:%M', 'now') WHERE address = ?1";
            step.execute(sql, params![address, title])?;
            let sql = "INSERT INTO feed_item (feed, name, title, detail, day, words, packed)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (feed, name) DO NOTHING";
            let mut insert = step.prepare_cached(sql)?;
            let mut new = 0;
            for item in items.iter().rev() {
                let packed = item.record.as_deref().map(bytes::pack);
                let FeedItem { name, title, detail, day, words, .. } = item;
                let words = super::words_at(words, 0, WORDS);
                new += insert.execute(params![address, name, title, detail, day, words, packed])?;
            }
            drop(insert);
            let sql = "DELETE FROM feed_item WHERE feed = ?1
                AND name NOT IN (SELECT name FROM label WHERE star)
                AND id NOT IN (SELECT id FROM feed_item WHERE feed = ?1 ORDER BY id DESC LIMIT ?2)";
            step.execute(sql, params![address, KEPT])?;
            step.commit()?;
            Ok(new)
        });
        done.map_err(|error| Error::Sqlite(self.path.clone(), error))
    }

    /// Keeps why a feed could not be read.
    pub fn keep_trouble(&mut self, address: &str, trouble: &str) -> Result<(), Error> {
        let sql =
            "UPDATE feed SET trouble = ?2, refreshed = strftime('%Y-%m-%d %H:%M', 'now') WHERE address = ?1";
        let done = self.connection.execute(sql, [address, trouble]);
        done.map(drop).map_err(|error| self.wrong(error))
    }

    /// The items of a feed, the latest first.
    pub fn items_of(&self, address: &str, most: usize) -> Result<Vec<FeedItem>, Error> {
        let sql = format!(
            "{ITEMS} WHERE feed_item.feed = ?1 ORDER BY feed_item.day DESC, feed_item.id DESC LIMIT ?2"
        );
        self.rows(&sql, params![address, most as i64], item)
    }

    /// The items of all feeds that were not read, the latest first.
    pub fn unread_items(&self, most: usize) -> Result<Vec<FeedItem>, Error> {
        let sql = format!(
            "{ITEMS} WHERE NOT coalesce(label.read, 0) ORDER BY feed_item.day DESC, feed_item.id DESC LIMIT ?1"
        );
        self.rows(&sql, params![most as i64], item)
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: fn(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let rows = || -> rusqlite::Result<Vec<T>> {
            self.connection.prepare(sql)?.query_map(values, read)?.collect()
        };
        rows().map_err(|error| self.wrong(error))
    }
}

fn following(row: &Row) -> rusqlite::Result<Following> {
    Ok(Following {
        address: row.get(0)?,
        title: row.get(1)?,
        folder: row.get(2)?,
        refreshed: row.get(3)?,
        trouble: row.get(4)?,
        items: row.get::<_, i64>(5)? as usize,
        unread: row.get::<_, f64>(6)? as usize,
    })
}

fn item(row: &Row) -> rusqlite::Result<FeedItem> {
    let packed: Option<Vec<u8>> = row.get(5)?;
    Ok(FeedItem {
        name: row.get(0)?,
        title: row.get(1)?,
        detail: row.get(2)?,
        day: row.get(3)?,
        words: row.get(4)?,
        record: packed.and_then(|packed| bytes::unpack(&packed)),
        feed: row.get(6)?,
    })
}
