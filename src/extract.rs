//! Extract: many sources in, one record an article out, without a screen. On all cores, in the order of the input,
//! a batch of articles in memory at a time. One bad input is reported and the rest goes on.

pub mod feeder;
pub mod watch;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use self::feeder::Read;
use self::watch::Watch;
pub use self::watch::complain;
use crate::article::{Article, Corrections};
use crate::check::Check;
use crate::document::{Document, Pipeline};
use crate::export::table::{self, Rows, Table};
use crate::export::{escape, json, text};
use crate::harmless;
use crate::library::{self, Library};
use crate::load::fetch::Web;
use crate::load::{Error, Source};

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// One JSON object an article, one a line.
    JsonLines,
    /// One JSON list, indented.
    Json,
    Markdown,
    Text,
    /// Rows of one list of each article.
    Table(Table, Layout),
}

/// How the rows of a table are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Csv,
    JsonLines,
    Json,
}

/// What is done with folded lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Folded {
    /// JSON and tables have them, marked; text and Markdown do not.
    #[default]
    Usual,
    Kept,
    /// As if the article did not have them.
    Dropped,
}

/// How articles are read.
pub struct Reading<'a> {
    pub pipeline: &'a Pipeline,
    pub corrections: &'a Corrections,
    pub folded: Folded,
    /// Where what the user said about statements is kept; `None` takes statements as found.
    pub library: Option<&'a Mutex<Library>>,
    /// The way to what files link to: the pages of a feed's items, the feeds of a list. `None` stays with the files.
    pub web: Option<&'a Arc<Web>>,
}

impl Reading<'_> {
    fn document(&self, article: Article, checks: &[Check]) -> Document {
        let document = match self.folded {
            Folded::Dropped => self.pipeline.read_without_folded(&article, self.corrections),
            _ => self.pipeline.read(Arc::new(article), self.corrections),
        };
        document.checked(checks)
    }

    /// The article as it is found and as the user corrected it.
    pub fn read(&self, name: &str, article: Article) -> Result<Document, String> {
        let checks = self.checks(name, &article).map_err(|error| error.to_string())?;
        Ok(self.document(article, &checks))
    }

    /// What the user said about statements of the article.
    fn checks(&self, name: &str, article: &Article) -> Result<Vec<Check>, library::Error> {
        let Some(library) = self.library else { return Ok(Vec::new()) };
        let library = library.lock().unwrap_or_else(PoisonError::into_inner);
        library.checks(library::source(name).as_deref(), article)
    }
}

/// What a batch came to.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub read: usize,
    pub failed: usize,
}

/// Articles read at a time; enough to keep all cores busy.
const BATCH: usize = 128;

/// Prints every article of `sources`; failures go to standard error and, in the JSON formats, into a record of their own.
pub fn extract(
    sources: &[Source],
    reading: &Reading,
    output: Output,
    out: &mut dyn Write,
) -> io::Result<Outcome> {
    let (waiting, outcome, watch) = (Vec::new(), Outcome::default(), Watch::usual());
    let mut batch = Batch { reading, output, out, waiting, outcome, rows: 0, watch };
    batch.open()?;
    let mut result = Ok(());
    feeder::feed(sources, reading.web, &mut |read| {
        result = batch.take(read);
        result.is_ok()
    });
    batch.watch.end();
    result?;
    batch.print()?;
    batch.close()?;
    Ok(batch.outcome)
}

struct Batch<'a> {
    reading: &'a Reading<'a>,
    output: Output,
    out: &'a mut dyn Write,
    waiting: Vec<Read>,
    outcome: Outcome,
    /// Records or rows printed so far.
    rows: usize,
    watch: Watch,
}

/// One article, printed into memory on whichever core is free.
struct Printed {
    bytes: Vec<u8>,
    rows: usize,
    error: Option<String>,
}

impl Batch<'_> {
    fn is_list(&self) -> bool {
        matches!(self.output, Output::Json | Output::Table(_, Layout::Json))
    }

    fn open(&mut self) -> io::Result<()> {
        match self.output {
            Output::Table(table, Layout::Csv) => self.out.write_all(&header(table)?),
            _ if self.is_list() => self.out.write_all(b"["),
            _ => Ok(()),
        }
    }

    fn close(&mut self) -> io::Result<()> {
        if self.is_list() {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()
    }

    fn take(&mut self, read: Option<Read>) -> io::Result<()> {
        match read {
            Some((name, article)) => self.add(name, article),
            None => {
                let name = self.waiting.last().map_or("", |(name, _)| name);
                self.watch.show(&self.outcome, name);
                Ok(())
            }
        }
    }

    fn add(&mut self, name: String, article: Result<Article, Error>) -> io::Result<()> {
        self.waiting.push((name, article));
        if self.waiting.len() < BATCH { Ok(()) } else { self.print() }
    }

    fn print(&mut self) -> io::Result<()> {
        let (reading, output) = (self.reading, self.output);
        let waiting = std::mem::take(&mut self.waiting);
        let last = waiting.last().map_or(String::new(), |(name, _)| name.clone());
        let printed: Vec<io::Result<Printed>> =
            waiting.into_par_iter().map(|(name, article)| print(reading, output, &name, article)).collect();
        for printed in printed {
            self.put(printed?)?;
        }
        self.watch.show(&self.outcome, &last);
        Ok(())
    }

    fn put(&mut self, printed: Printed) -> io::Result<()> {
        match printed.error {
            Some(error) => {
                self.outcome.failed += 1;
                self.watch.complain(&error);
            }
            None => self.outcome.read += 1,
        }
        let mut bytes = printed.bytes.as_slice();
        if self.rows == 0 && self.is_list() && bytes.first() == Some(&b',') {
            bytes = &bytes[1..];
        }
        let apart =
            matches!(self.output, Output::Markdown | Output::Text) && self.rows > 0 && !bytes.is_empty();
        if apart {
            self.out.write_all(if self.output == Output::Markdown { b"\n---\n\n" } else { b"\n\x0c\n" })?;
        }
        self.rows += printed.rows;
        self.out.write_all(bytes)
    }
}

fn print(
    reading: &Reading,
    output: Output,
    name: &str,
    article: Result<Article, Error>,
) -> io::Result<Printed> {
    let mut bytes = Vec::new();
    let read = article.map_err(|error| error.to_string()).and_then(|article| reading.read(name, article));
    match read {
        Ok(document) => {
            let rows = record(output, reading.folded, name, &document, &mut bytes)?;
            Ok(Printed { bytes, rows, error: None })
        }
        Err(error) => {
            let rows = failure(output, name, &error, &mut bytes)?;
            Ok(Printed { bytes, rows, error: Some(error) })
        }
    }
}

fn record(
    output: Output,
    folded: Folded,
    name: &str,
    document: &Document,
    out: &mut Vec<u8>,
) -> io::Result<usize> {
    let shown = |block: usize| folded == Folded::Kept || !document.marks.is_folded(block);
    match output {
        Output::JsonLines | Output::Json => {
            let ids = json::Ids::new(document);
            object(output == Output::Json, &json::article(name, document, &ids), out)?;
        }
        Output::Markdown => out.write_all(text::markdown(document, shown).as_bytes())?,
        Output::Text => out.write_all(text::plain(document, shown).as_bytes())?,
        Output::Table(table, layout) => return rows(table, layout, name, document, out),
    }
    Ok(1)
}

fn failure(output: Output, name: &str, error: &str, out: &mut Vec<u8>) -> io::Result<usize> {
    match output {
        Output::JsonLines | Output::Json => {
            object(output == Output::Json, &json::failure(name, error.to_string()), out)?;
            Ok(1)
        }
        _ => Ok(0),
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

fn rows(
    table: Table,
    layout: Layout,
    name: &str,
    document: &Document,
    out: &mut Vec<u8>,
) -> io::Result<usize> {
    match layout {
        Layout::Csv => {
            let mut rows = Csv::new(out, false);
            table::rows(table, &harmless::line(name), document, &mut rows)?;
            rows.writer.flush()?;
            Ok(rows.count)
        }
        Layout::JsonLines | Layout::Json => {
            let mut rows = Objects { list: layout == Layout::Json, out, count: 0 };
            table::rows(table, name, document, &mut rows)?;
            Ok(rows.count)
        }
    }
}

struct Csv<'a> {
    writer: csv::Writer<&'a mut Vec<u8>>,
    count: usize,
}

impl Csv<'_> {
    fn new(out: &mut Vec<u8>, header: bool) -> Csv<'_> {
        Csv { writer: csv::WriterBuilder::new().has_headers(header).from_writer(out), count: 0 }
    }
}

/// The names of the columns, also for a table that stays empty.
fn header(table: Table) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    let mut rows = Csv::new(&mut lines, true);
    table::columns(table, &mut rows)?;
    rows.writer.flush()?;
    drop(rows);
    let end = lines.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    lines.truncate(end);
    Ok(lines)
}

impl Rows for Csv<'_> {
    fn row<T: Serialize>(&mut self, row: &T) -> io::Result<()> {
        self.count += 1;
        self.writer.serialize(row).map_err(io::Error::other)
    }
}

struct Objects<'a> {
    list: bool,
    out: &'a mut Vec<u8>,
    count: usize,
}

impl Rows for Objects<'_> {
    fn row<T: Serialize>(&mut self, row: &T) -> io::Result<()> {
        self.count += 1;
        object(self.list, row, self.out)
    }
}
