//! Labels: whether an article was read, has a star, and its tags. Kept by the source's name, so that a listing shows
//! them of articles that were never opened; an article is also known by its words from another source.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Library, fingerprint, source};
use crate::article::Article;

/// What the user marked an article with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Its end was reached, or the user said so.
    pub read: bool,
    pub star: bool,
    /// In alphabetical order, each once, without `#`.
    pub tags: Vec<String>,
}

impl Labels {
    /// The tags in a line: words between spaces or commas, `#` before them or not.
    pub fn tags(line: &str) -> Vec<String> {
        let words = line.split(|c: char| c.is_whitespace() || c == ',' || c.is_control());
        let words = words.map(|word| word.trim_matches('#')).filter(|word| !word.is_empty());
        let mut tags: Vec<String> = words.map(String::from).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// "#harbour #strike".
    pub fn line(&self) -> String {
        self.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
    }
}

const COLUMNS: &str = "label.read, label.star, label.tags";

fn labels(row: &Row) -> rusqlite::Result<Labels> {
    let tags: String = row.get(2)?;
    Ok(Labels { read: row.get(0)?, star: row.get(1)?, tags: Labels::tags(&tags) })
}

impl Library {
    /// The labels of an article: of its source, else of any source that held the same words.
    pub fn labels(&self, source: Option<&str>, article: &Article) -> Result<Labels, Error> {
        let words = fingerprint(article);
        let of_source = self.labels_at(source.unwrap_or(&words))?;
        if let Some(labels) = of_source {
            return Ok(labels);
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM label JOIN source ON source.name = label.name
             JOIN article ON article.id = source.article WHERE article.fingerprint = ?1 LIMIT 1"
        );
        let found = self.connection.query_row(&sql, [words], labels).optional();
        found.map(Option::unwrap_or_default).map_err(|error| self.wrong(error))
    }

    /// The labels of each source that has some, by the names as they were given.
    pub fn labels_of(&self, names: &[String]) -> Result<Vec<(String, Labels)>, Error> {
        let mut found = Vec::new();
        for name in names {
            let labels = source(name).map(|source| self.labels_at(&source)).transpose()?.flatten();
            found.extend(labels.map(|labels| (name.clone(), labels)));
        }
        Ok(found)
    }

    pub(super) fn labels_at(&self, name: &str) -> Result<Option<Labels>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM label WHERE name = ?1");
        let read = || self.connection.prepare(&sql)?.query_row([name], labels).optional();
        read().map_err(|error| self.wrong(error))
    }

    /// Keeps the labels of a source; without one (standard input), of the article's words.
    pub fn keep_labels(
        &mut self,
        source: Option<&str>,
        article: Option<&Article>,
        labels: &Labels,
    ) -> Result<(), Error> {
        let Some(name) = source.map(String::from).or_else(|| article.map(fingerprint)) else { return Ok(()) };
        let sql = "INSERT INTO label (name, read, star, tags) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (name) DO UPDATE SET
                       read = excluded.read, star = excluded.star, tags = excluded.tags";
        let columns = params![name, labels.read, labels.star, labels.tags.join(" ")];
        let kept = self.connection.execute(sql, columns);
        kept.map(|_| ()).map_err(|error| self.wrong(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_each_once() {
        assert_eq!(Labels::tags(" #strike, harbour strike\t#a#b  # "), ["a#b", "harbour", "strike"]);
        assert_eq!(Labels::tags(""), Vec::<String>::new());
        assert_eq!(Labels { tags: Labels::tags("b a"), ..Labels::default() }.line(), "#a #b");
    }
}
