//! Tables: the lists of a document as flat rows. What columns a table has stands here once: CSV, JSON, Parquet and the
//! schemas that are printed follow it.

mod rows;

use serde::ser::{Serialize, SerializeMap, Serializer};

pub use self::rows::{article, failure, rows};
use Kind::{Number, Share, Text, Truth};

/// Which list of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Articles,
    Statements,
    /// One row for each figure that a statement is by.
    StatementSpeakers,
    Figures,
    Mentions,
    Quotations,
    Blocks,
    Suspects,
}

impl Table {
    pub const ALL: [Table; 8] = [
        Table::Articles,
        Table::Statements,
        Table::StatementSpeakers,
        Table::Figures,
        Table::Mentions,
        Table::Quotations,
        Table::Blocks,
        Table::Suspects,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Table::Articles => "articles",
            Table::Statements => "statements",
            Table::StatementSpeakers => "statement_speakers",
            Table::Figures => "figures",
            Table::Mentions => "mentions",
            Table::Quotations => "quotations",
            Table::Blocks => "blocks",
            Table::Suspects => "suspects",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Articles => ARTICLES,
            Table::Statements => STATEMENTS,
            Table::StatementSpeakers => STATEMENT_SPEAKERS,
            Table::Figures => FIGURES,
            Table::Mentions => MENTIONS,
            Table::Quotations => QUOTATIONS,
            Table::Blocks => BLOCKS,
            Table::Suspects => SUSPECTS,
        }
    }
}

/// The place of a column in the rows of a table.
pub fn place(table: Table, name: &str) -> Option<usize> {
    table.columns().iter().position(|column| column.name == name)
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// A whole number, 0 or more.
    Number,
    /// From 0 to 1.
    Share,
    Truth,
}

#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Whether values may be missing.
    pub optional: bool,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Missing,
    Text(String),
    Number(usize),
    Share(f32),
    Truth(bool),
}

/// The values of the columns, in their order.
pub type Row = Vec<Value>;

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, optional: false }
}

const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, optional: true }
}

const ARTICLES: &[Column] = &[
    column("source", Text),
    // ok, empty, error
    column("status", Text),
    // full, quoted, quotations-only, none
    optional("support", Text),
    optional("url", Text),
    optional("title", Text),
    optional("byline", Text),
    optional("site", Text),
    optional("published", Text),
    optional("language", Text),
    // The source of the first article before it that is the same text, nearly
    optional("near_duplicate_of", Text),
    column("statements", Number),
    column("figures", Number),
    optional("notes", Text),
    // What offsets count in.
    optional("text", Text),
    optional("error", Text),
];

const STATEMENTS: &[Column] = &[
    column("source", Text),
    column("id", Text),
    optional("n", Number),
    optional("paragraph", Number),
    column("headline", Truth),
    // direct, indirect, mixed
    column("kind", Text),
    optional("within", Text),
    optional("speaker", Text),
    optional("speaker_start_char", Number),
    optional("speaker_end_char", Number),
    optional("speaker_form", Text),
    // named, unnamed, unresolved
    column("naming", Text),
    optional("figures", Text),
    optional("names", Text),
    optional("keys", Text),
    optional("roles", Text),
    optional("cue", Text),
    optional("cue_lemma", Text),
    optional("cue_class", Text),
    column("content", Text),
    // From the first to the last one that holds words of cue or content
    optional("sentence", Text),
    optional("sentence_before", Text),
    optional("sentence_after", Text),
    column("start_char", Number),
    column("end_char", Number),
    column("confidence_statement", Share),
    column("confidence_speaker", Share),
    column("confidence_figure", Share),
    // machine, confirmed, corrected, added
    column("status", Text),
];

const STATEMENT_SPEAKERS: &[Column] = &[
    column("source", Text),
    column("statement", Text),
    column("figure", Text),
    column("name", Text),
    column("key", Text),
    column("kind", Text),
    optional("role", Text),
];

const FIGURES: &[Column] = &[
    column("source", Text),
    column("id", Text),
    column("name", Text),
    column("key", Text),
    column("kind", Text),
    optional("role", Text),
    column("mentions", Number),
    column("statements", Number),
];

const MENTIONS: &[Column] = &[
    column("source", Text),
    column("figure", Text),
    column("name", Text),
    column("kind", Text),
    column("start_char", Number),
    column("end_char", Number),
    column("form", Text),
    column("confidence", Share),
    column("words", Text),
];

const QUOTATIONS: &[Column] = &[
    column("source", Text),
    column("id", Text),
    column("start_char", Number),
    column("end_char", Number),
    optional("statement", Text),
    column("scare", Truth),
    column("words", Text),
];

const BLOCKS: &[Column] = &[
    column("source", Text),
    column("start_char", Number),
    column("end_char", Number),
    column("kind", Text),
    optional("paragraph", Number),
    optional("clutter", Text),
    optional("rule", Text),
    optional("confidence", Share),
    optional("show", Text),
    column("words", Text),
];

const SUSPECTS: &[Column] = &[
    column("source", Text),
    column("start_char", Number),
    column("end_char", Number),
    column("reason", Text),
    column("words", Text),
];

/// A row as a JSON object.
pub struct Object<'a> {
    pub table: Table,
    pub row: &'a Row,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (column, value) in self.table.columns().iter().zip(self.row) {
            map.serialize_key(column.name)?;
            match value {
                Value::Missing => map.serialize_value(&None::<()>)?,
                Value::Text(words) => map.serialize_value(words)?,
                Value::Number(number) => map.serialize_value(number)?,
                Value::Share(share) => map.serialize_value(share)?,
                Value::Truth(truth) => map.serialize_value(truth)?,
            }
        }
        map.end()
    }
}
