//! Extract: many sources in, one record an article out, without a screen. On all cores, in the order of the input,
//! a batch of articles in memory at a time. One bad input is reported and the rest goes on.

pub mod assets;
mod repeated;
pub mod batch;
mod loaders;
pub mod feeder;
pub mod lines;
#[cfg(feature = "parquet")]
mod parquet;
pub mod print;
pub mod tables;
pub mod watch;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

pub use self::print::extract;
pub use self::watch::complain;
use crate::article::{Article, Corrections};
use crate::check::Check;
use crate::document::{Document, Pipeline};
use crate::export::aliases::Aliases;
use crate::export::only::Only;
use crate::export::table::Table;
use crate::library::{self, Library};
use crate::load::fetch::Web;

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

/// What is printed of documents.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which statements.
    pub only: Only,
    /// Keys of the user's own for figures.
    pub aliases: Aliases,
    /// Set from outside: the batch ends as soon as it can, with [`std::io::ErrorKind::Interrupted`].
    pub stop: Arc<AtomicBool>,
}
