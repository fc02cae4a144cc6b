//! Backup: everything the library holds of the user's, as lines of JSON, and back. What follows from the articles (the
//! catalogue) is not in it. Restoring adds what is missing and changes nothing that is there: a backup restored twice, or
//! into a library in use, doubles and loses nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::labels::Labels;
use super::{Error, Feed, Library, Sameness, bytes, find};

/// A line of a backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
pub enum Line {
    /// The first one.
    Backup {
        version: u32,
    },
    Article(Box<Article>),
    /// Of a source, whether its article is in the library or not.
    Label {
        source: String,
        read: bool,
        star: bool,
        tags: Vec<String>,
    },
    Link(Sameness),
    /// What is followed; what was in it comes again when it is asked.
    Feed {
        address: String,
        title: Option<String>,
        folder: Option<String>,
    },
}

/// Of the form of the lines.
pub const VERSION: u32 = 1;

/// An article and all that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// Of its words: the same words are the same article.
    pub fingerprint: String,
    pub title: Option<String>,
    pub url: Option<String>,
    pub site: Option<String>,
    pub byline: Option<String>,
    pub published: Option<String>,
    pub language: Option<String>,
    /// What was opened to read it.
    pub sources: Vec<String>,
    /// Where the reader is: bytes of its text, and the words there.
    pub place: i64,
    pub place_words: String,
    pub checks: Vec<Check>,
    pub highlights: Vec<Highlight>,
    pub bookmarks: Vec<Bookmark>,
    /// What it was made of, where that is UTF-8; else in base64.
    pub page: Option<String>,
    pub page_base64: Option<String>,
}

impl Article {
    /// What it was made of.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let other = || STANDARD.decode(self.page_base64.as_ref()?).ok();
        self.page.as_ref().map(|page| page.clone().into_bytes()).or_else(other)
    }
}

/// Words and what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Words {
    pub words: String,
    pub before: String,
    pub after: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    #[serde(flatten)]
    pub words: Words,
    /// right, wrong, speaker, edges, added, same, apart
    pub verdict: String,
    pub speakers: Vec<String>,
    pub other: Option<Words>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Highlight {
    #[serde(flatten)]
    pub words: Words,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bookmark {
    #[serde(flatten)]
    pub words: Words,
    pub letter: String,
}

impl Library {
    /// Hands on every line of a backup, an article in memory at a time, until `put` fails.
    pub fn back_up(
        &self,
        put: &mut dyn FnMut(Line) -> std::io::Result<()>,
    ) -> Result<std::io::Result<()>, Error> {
        // What cannot be read is an error: a backup without it would pass for a whole one.
        let (feeds, links) = (self.feeds()?, self.links()?);
        self.lines(feeds, links, put).map_err(|error| self.wrong(error))
    }

    fn lines(
        &self,
        feeds: Vec<Feed>,
        links: Vec<Sameness>,
        put: &mut dyn FnMut(Line) -> std::io::Result<()>,
    ) -> rusqlite::Result<std::io::Result<()>> {
        let mut ids = self.connection.prepare("SELECT id FROM article ORDER BY id")?;
        let ids: Vec<i64> = ids.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut done = put(Line::Backup { version: VERSION });
        for id in ids {
            if done.is_ok() {
                done = put(Line::Article(Box::new(self.article_line(id)?)));
            }
        }
        for line in self.label_lines()? {
            done = done.and_then(|()| put(line));
        }
        for feed in feeds {
            let Feed { address, title, folder, .. } = feed;
            done = done.and_then(|()| put(Line::Feed { address, title, folder }));
        }
        Ok(links.into_iter().fold(done, |done, link| done.and_then(|()| put(Line::Link(link)))))
    }

    fn article_line(&self, id: i64) -> rusqlite::Result<Article> {
        let sql = "SELECT fingerprint, title, url, site, byline, published, language, place, words
                   FROM article WHERE id = ?1";
        let mut article = self.connection.query_row(sql, [id], article)?;
        article.sources =
            self.all("SELECT name FROM source WHERE article = ?1 ORDER BY name", id, |row| row.get(0))?;
        let sql = "SELECT words, before, after, verdict, speakers, other_words, other_before, other_after
                   FROM checked WHERE article = ?1 ORDER BY id";
        article.checks = self.all(sql, id, check)?;
        let sql = "SELECT words, before, after, note FROM highlight WHERE article = ?1 ORDER BY id";
        article.highlights =
            self.all(sql, id, |row| Ok(Highlight { words: words(row)?, note: row.get(3)? }))?;
        let sql = "SELECT words, before, after, letter FROM bookmark WHERE article = ?1 ORDER BY letter";
        article.bookmarks =
            self.all(sql, id, |row| Ok(Bookmark { words: words(row)?, letter: row.get(3)? }))?;
        let packed: Vec<Vec<u8>> =
            self.all("SELECT packed FROM bytes WHERE article = ?1", id, |row| row.get(0))?;
        match packed.first().and_then(|packed| bytes::unpack(packed)).map(String::from_utf8) {
            Some(Ok(page)) => article.page = Some(page),
            Some(Err(other)) => article.page_base64 = Some(STANDARD.encode(other.as_bytes())),
            None => {}
        }
        Ok(article)
    }

    fn all<T>(
        &self,
        sql: &str,
        id: i64,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(sql)?.query_map([id], read)?.collect()
    }

    fn label_lines(&self) -> rusqlite::Result<Vec<Line>> {
        let mut rows = self.connection.prepare("SELECT name, read, star, tags FROM label ORDER BY name")?;
        let line = |row: &Row| {
            let tags: String = row.get(3)?;
            let (source, read, star) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Line::Label { source, read, star, tags: Labels::tags(&tags) })
        };
        rows.query_map([], line)?.collect()
    }

    /// Adds what a line holds and the library lacks.
    pub fn restore(&mut self, line: &Line) -> Result<(), Error> {
        match line {
            Line::Backup { .. } => Ok(()),
            Line::Article(article) => self.restore_article(article),
            Line::Label { source, read, star, tags } => {
                let more = Labels { read: *read, star: *star, tags: tags.clone() };
                self.add_labels(source, more)
            }
            Line::Feed { address, title, folder } => {
                self.add_feed(address, title.as_deref(), folder.as_deref()).map(drop)
            }
            Line::Link(link) => match self.links()?.contains(link) {
                true => Ok(()),
                false => self.keep_link(link),
            },
        }
    }

    /// Labels besides those that a source has.
    pub fn add_labels(&mut self, source: &str, more: Labels) -> Result<(), Error> {
        let own = self.labels_at(source)?.unwrap_or_default();
        let tags = Labels::tags(&[own.tags, more.tags].concat().join(" "));
        let labels = Labels { read: own.read || more.read, star: own.star || more.star, tags };
        self.keep_labels(Some(source), None, &labels)
    }

    fn restore_article(&mut self, article: &Article) -> Result<(), Error> {
        let begin = rusqlite::TransactionBehavior::Immediate;
        let step = self.connection.transaction_with_behavior(begin);
        let done = step.and_then(|step| {
            put_article(&step, article)?;
            step.commit()
        });
        done.map_err(|error| self.wrong(error))
    }
}

fn words(row: &Row) -> rusqlite::Result<Words> {
    Ok(Words { words: row.get(0)?, before: row.get(1)?, after: row.get(2)? })
}

fn article(row: &Row) -> rusqlite::Result<Article> {
    Ok(Article {
        fingerprint: row.get(0)?,
        title: row.get(1)?,
        url: row.get(2)?,
        site: row.get(3)?,
        byline: row.get(4)?,
        published: row.get(5)?,
        language: row.get(6)?,
        place: row.get(7)?,
        place_words: row.get(8)?,
        ..Article::default()
    })
}

fn check(row: &Row) -> rusqlite::Result<Check> {
    let speakers: String = row.get(4)?;
    let speakers = speakers.split(super::APART).filter(|name| !name.is_empty()).map(String::from).collect();
    let other = match row.get::<_, Option<String>>(5)? {
        Some(words) => Some(Words { words, before: row.get(6)?, after: row.get(7)? }),
        None => None,
    };
    Ok(Check { words: words(row)?, verdict: row.get(3)?, speakers, other })
}

fn put_article(step: &Transaction, article: &Article) -> rusqlite::Result<()> {
    let sql = "INSERT INTO article (fingerprint, title, url, site, byline, published, language, place, words)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
               ON CONFLICT (fingerprint) DO UPDATE SET place = excluded.place, words = excluded.words
                   WHERE place = 0 AND words = ''";
    step.execute(
        sql,
        params![
            article.fingerprint,
            article.title,
            article.url,
            article.site,
            article.byline,
            article.published,
            article.language,
            article.place,
            article.place_words
        ],
    )?;
    let same = "SELECT id FROM article WHERE fingerprint = ?1";
    let Some(id) = find(step, same, &article.fingerprint)? else { return Ok(()) };
    for source in &article.sources {
        step.execute("INSERT OR IGNORE INTO source (name, article) VALUES (?1, ?2)", params![source, id])?;
    }
    article.checks.iter().try_for_each(|check| put_check(step, id, check))?;
    article.highlights.iter().try_for_each(|highlight| put_highlight(step, id, highlight))?;
    for Bookmark { words: Words { words, before, after }, letter } in &article.bookmarks {
        let sql = "INSERT OR IGNORE INTO bookmark (article, letter, words, before, after) VALUES (?1, ?2, ?3, ?4, ?5)";
        step.execute(sql, params![id, letter, words, before, after])?;
    }
    match article.bytes() {
        Some(page) => {
            let sql = "INSERT OR IGNORE INTO bytes (article, packed) VALUES (?1, ?2)";
            step.execute(sql, params![id, bytes::packed(&page)]).map(drop)
        }
        None => Ok(()),
    }
}

fn put_highlight(step: &Transaction, id: i64, highlight: &Highlight) -> rusqlite::Result<()> {
    let Highlight { words: Words { words, before, after }, note } = highlight;
    let sql = "INSERT INTO highlight (article, words, before, after, note) SELECT ?1, ?2, ?3, ?4, ?5
               WHERE NOT EXISTS (SELECT 1 FROM highlight WHERE article = ?1 AND words = ?2 AND before = ?3
                                 AND after = ?4 AND note = ?5)";
    step.execute(sql, params![id, words, before, after, note]).map(drop)
}

fn put_check(step: &Transaction, id: i64, check: &Check) -> rusqlite::Result<()> {
    let Check { words: Words { words, before, after }, verdict, speakers, other } = check;
    let others = [
        other.as_ref().map(|o| &o.words),
        other.as_ref().map(|o| &o.before),
        other.as_ref().map(|o| &o.after),
    ];
    let speakers = speakers.join(super::APART);
    let sql = "SELECT 1 FROM checked WHERE article = ?1 AND words = ?2 AND before = ?3 AND after = ?4 AND verdict = ?5
               AND speakers = ?6 AND other_words IS ?7 AND other_before IS ?8 AND other_after IS ?9";
    let columns = params![id, words, before, after, verdict, speakers, others[0], others[1], others[2]];
    if step.query_row(sql, columns, |_| Ok(())).optional()?.is_some() {
        return Ok(());
    }
    let sql = "INSERT INTO checked (article, words, before, after, verdict, speakers,
                                    other_words, other_before, other_after)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    step.execute(sql, columns).map(drop)
}
