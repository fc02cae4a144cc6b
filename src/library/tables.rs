//! Tables: the form of the library's file, step by step, and how an older one is brought up to date.

use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};

/// How long a write waits for another pullquote's, before it gives up.
const BUSY: Duration = Duration::from_secs(5);

/// How long until it is asked once more whether a new file may be shared.
const AGAIN: Duration = Duration::from_millis(10);

/// Lets several pullquotes use the file at once: one writes while others read.
///
/// Of two that begin a new file in the same moment SQLite turns one away at once, whatever it may wait: it asks again.
pub fn share(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    let until = Instant::now() + BUSY;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if is_taken(&error) && Instant::now() < until => std::thread::sleep(AGAIN),
            done => break done?,
        }
    }
    connection.pragma_update(None, "synchronous", "NORMAL")
}

fn is_taken(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// One step a version; `user_version` counts the steps done. Released steps are never changed.
pub const MIGRATIONS: &[&str] = &[
    "
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
",
    "
    CREATE TABLE checked (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        words TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        verdict TEXT NOT NULL,
        speakers TEXT NOT NULL
    ) STRICT;
    CREATE INDEX checked_article ON checked (article);
",
    "
    ALTER TABLE article ADD COLUMN site TEXT;
    ALTER TABLE article ADD COLUMN byline TEXT;
    ALTER TABLE article ADD COLUMN published TEXT;
    ALTER TABLE article ADD COLUMN language TEXT;
",
    "
    CREATE TABLE highlight (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        words TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX highlight_article ON highlight (article);
",
    "
    ALTER TABLE checked ADD COLUMN other_words TEXT;
    ALTER TABLE checked ADD COLUMN other_before TEXT;
    ALTER TABLE checked ADD COLUMN other_after TEXT;
",
    "
    CREATE TABLE label (
        name TEXT PRIMARY KEY,
        read INTEGER NOT NULL,
        star INTEGER NOT NULL,
        tags TEXT NOT NULL
    ) STRICT;
    CREATE TABLE bytes (
        article INTEGER PRIMARY KEY REFERENCES article (id),
        packed BLOB NOT NULL
    ) STRICT;
    CREATE INDEX source_article ON source (article);
",
    "
    CREATE TABLE bookmark (
        article INTEGER NOT NULL REFERENCES article (id),
        letter TEXT NOT NULL,
        words TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        PRIMARY KEY (article, letter)
    ) STRICT;
",
    "
    CREATE TABLE link (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        other TEXT NOT NULL,
        number INTEGER
    ) STRICT;
",
    "
    CREATE TABLE feed (
        id INTEGER PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,
        title TEXT,
        folder TEXT,
        checked INTEGER,
        trouble TEXT
    ) STRICT;
    CREATE TABLE feed_item (
        feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        title TEXT NOT NULL,
        detail TEXT NOT NULL,
        record BLOB,
        batch INTEGER NOT NULL,
        nth INTEGER NOT NULL,
        sketch BLOB,
        same TEXT,
        PRIMARY KEY (feed, name)
    ) STRICT;
    CREATE INDEX feed_item_order ON feed_item (feed, batch DESC, nth);
    CREATE INDEX feed_item_name ON feed_item (name);
    CREATE INDEX feed_item_same ON feed_item (same) WHERE same IS NOT NULL;
",
];

/// Brings the tables up to date and returns their version; two programs that start at once take turns.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<usize> {
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
