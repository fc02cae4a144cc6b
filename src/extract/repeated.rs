//! Repeated: in the table of articles, which of them are nearly the same text as one before.
//!
//! What came before is known only where articles are put in order, so their rows are made without it and filled in there.

use crate::document::Document;
use crate::export::table::{self, Row, Table, Value};
use crate::query::near::{Seen, Sketch};

/// Texts that are remembered: some 50 MB of them at most, however long the batch is.
const REMEMBERED: usize = 1 << 17;

const COLUMN: &str = "near_duplicate_of";

/// The row of an article before it is known whether its text was there before.
pub struct Unfilled {
    row: Row,
    sketch: Option<Sketch>,
}

impl Unfilled {
    pub fn new(row: Row, document: &Document) -> Unfilled {
        Unfilled { row, sketch: Sketch::of_lines(document.body()) }
    }

    /// Of a source that could not be read.
    pub fn failure(row: Row) -> Unfilled {
        Unfilled { row, sketch: None }
    }
}

/// The texts so far.
pub struct Repeated {
    seen: Seen,
}

impl Repeated {
    pub fn none() -> Repeated {
        Repeated { seen: Seen::new(REMEMBERED) }
    }

    /// The whole row.
    pub fn fill(&mut self, unfilled: Unfilled) -> Row {
        let Unfilled { mut row, sketch } = unfilled;
        let name = match row.first() {
            Some(Value::Text(name)) => name.clone(),
            _ => String::new(),
        };
        let first = sketch.and_then(|sketch| self.seen.first(&name, sketch));
        if let (Some(first), Some(place)) = (first, table::place(Table::Articles, COLUMN)) {
            row[place] = Value::Text(first.to_string());
        }
        row
    }
}
