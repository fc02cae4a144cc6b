//! Print: the articles of a batch, one after another, in the form that was asked for.

use std::io::{self, Write};

use serde::Serialize;

use super::batch::{Work, run};
use super::repeated::{Repeated, Unfilled};
use super::{Folded, Layout, Options, Outcome, Output, Reading, lines};
use crate::document::Document;
use crate::export::table::{self, Object, Table};
use crate::export::{escape, json, text};
use crate::load::Source;

/// Prints every article of `sources`; failures go to standard error and, in the JSON formats, into a record of their
/// own.
pub fn extract(
    sources: &[Source],
    reading: &Reading,
    options: &Options,
    output: Output,
    out: &mut dyn Write,
    errors: Option<&mut dyn Write>,
) -> io::Result<Outcome> {
    let print = Print { folded: reading.folded, options, output };
    let make = |name: &str, read: Result<&Document, &str>| print.made(name, read);
    let mut rows = 0;
    print.open(out)?;
    let mut repeated = Repeated::none();
    let mut put = |mut printed: Printed| {
        print.fill(&mut printed, &mut repeated)?;
        let from = usize::from(rows == 0 && print.is_list() && printed.bytes.first() == Some(&b','));
        if rows > 0 && !printed.bytes.is_empty() {
            out.write_all(print.between())?;
        }
        rows += printed.rows;
        out.write_all(&printed.bytes[from..])
    };
    let outcome = run(sources, reading, Work { make: &make, put: &mut put, errors, stop: &options.stop })?;
    print.close(out)?;
    Ok(outcome)
}

struct Print<'a> {
    folded: Folded,
    options: &'a Options,
    output: Output,
}

/// One article in memory.
#[derive(Default)]
struct Printed {
    bytes: Vec<u8>,
    /// Records or rows.
    rows: usize,
    /// Its row in the table of articles, where that is printed.
    article: Option<Unfilled>,
}

impl Print<'_> {
    fn is_list(&self) -> bool {
        matches!(self.output, Output::Json | Output::Table(_, Layout::Json))
    }

    fn open(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.output {
            Output::Table(table, Layout::Csv) => out.write_all(&lines::header(table)?),
            _ if self.is_list() => out.write_all(b"["),
            _ => Ok(()),
        }
    }

    fn close(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.is_list() {
            out.write_all(b"\n]\n")?;
        }
        out.flush()
    }

    fn between(&self) -> &'static [u8] {
        match self.output {
            Output::Markdown => b"\n---\n\n",
            Output::Text => b"\n\x0c\n",
            _ => b"",
        }
    }

    fn made(&self, name: &str, read: Result<&Document, &str>) -> io::Result<Printed> {
        let mut printed = Printed::default();
        if let Output::Table(Table::Articles, _) = self.output {
            printed.article = Some(self.article(name, read));
            return Ok(printed);
        }
        printed.rows = match read {
            Ok(document) => self.document(name, document, &mut printed.bytes)?,
            Err(error) => self.failure(name, error, &mut printed.bytes)?,
        };
        Ok(printed)
    }

    fn article(&self, name: &str, read: Result<&Document, &str>) -> Unfilled {
        match read {
            Ok(document) => {
                let ids = json::Ids::known_as(document, &self.options.aliases);
                Unfilled::new(table::article(&json::article(name, document, &ids)), document)
            }
            Err(error) => Unfilled::failure(table::failure(name, error)),
        }
    }

    /// Prints the row of an article, now that those before it are known.
    fn fill(&self, printed: &mut Printed, repeated: &mut Repeated) -> io::Result<()> {
        if let (Output::Table(table, layout), Some(article)) = (self.output, printed.article.take()) {
            let row = repeated.fill(article);
            printed.rows = self.put_rows(table, layout, &[row], &mut printed.bytes)?;
        }
        Ok(())
    }

    fn document(&self, name: &str, document: &Document, out: &mut Vec<u8>) -> io::Result<usize> {
        let shown = |block: usize| self.folded == Folded::Kept || !document.marks.is_folded(block);
        match self.output {
            Output::JsonLines | Output::Json => return self.json(name, document, out),
            Output::Markdown => out.write_all(text::markdown(document, shown).as_bytes())?,
            Output::Text => out.write_all(text::plain(document, shown).as_bytes())?,
            Output::Table(table, layout) => return self.rows(table, layout, name, document, out),
        }
        Ok(1)
    }

    fn json(&self, name: &str, document: &Document, out: &mut Vec<u8>) -> io::Result<usize> {
        let ids = json::Ids::known_as(document, &self.options.aliases);
        let mut article = json::article(name, document, &ids);
        let figures = &article.figures;
        article.statements.retain(|statement| self.options.only.keeps(statement, figures));
        if article.statements.is_empty() && !self.options.only.is_all() {
            return Ok(0);
        }
        object(self.is_list(), &article, out)?;
        Ok(1)
    }

    fn failure(&self, name: &str, error: &str, out: &mut Vec<u8>) -> io::Result<usize> {
        match self.output {
            Output::JsonLines | Output::Json => {
                object(self.is_list(), &json::failure(name, error.to_string()), out)?;
                Ok(1)
            }
            _ => Ok(0),
        }
    }

    fn rows(
        &self,
        table: Table,
        layout: Layout,
        name: &str,
        document: &Document,
        out: &mut Vec<u8>,
    ) -> io::Result<usize> {
        let ids = json::Ids::known_as(document, &self.options.aliases);
        let wire = json::article(name, document, &ids);
        self.put_rows(table, layout, &table::rows(table, &wire, document, &self.options.only), out)
    }

    fn put_rows(
        &self,
        table: Table,
        layout: Layout,
        rows: &[table::Row],
        out: &mut Vec<u8>,
    ) -> io::Result<usize> {
        match layout {
            Layout::Csv => lines::csv(rows, out)?,
            Layout::JsonLines | Layout::Json => {
                rows.iter()
                    .try_for_each(|row| object(layout == Layout::Json, &Object { table, row }, out))?;
            }
        }
        Ok(rows.len())
    }
}

/// One record: a line, or an element of a list with the comma before it.
fn object(list: bool, value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    if list {
        out.write_all(b",\n")?;
        escape::pretty(out, value)
    } else {
        escape::compact(out, value)?;
        out.write_all(b"\n")
    }
}
