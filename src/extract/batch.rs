//! Batch: articles are read on all cores, some at a time, and come out in the order of the input. What is made of each
//! is made where it was read; what is done with that happens in order.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use super::feeder::{self, Read};
use super::watch::Watch;
use super::{Outcome, Reading};
use crate::document::Document;
use crate::export::escape;
use crate::load::Source;

/// Articles read at a time; enough to keep all cores busy.
const BATCH: usize = 128;

/// Makes something of a document under its name, or of the reason why there is none.
pub type Make<'a, M> = dyn Fn(&str, Result<&Document, &str>) -> io::Result<M> + Sync + 'a;

/// What becomes of articles.
pub struct Work<'a, 'e, M> {
    /// Called on whichever core is free.
    pub make: &'a Make<'a, M>,
    /// Takes what was made, in order.
    pub put: &'a mut dyn FnMut(M) -> io::Result<()>,
    /// Where failures are written as well.
    pub errors: Option<&'e mut dyn Write>,
    /// Whether to end early.
    pub stop: &'a AtomicBool,
}

/// A source that could not be read, in the file of errors.
#[derive(Serialize)]
struct Failure<'a> {
    source: &'a str,
    error: &'a str,
}

/// Reads every article of `sources`; failures go to standard error.
pub fn run<M: Send>(sources: &[Source], reading: &Reading, work: Work<M>) -> io::Result<Outcome> {
    let mut batch =
        Batch { reading, work, waiting: Vec::new(), outcome: Outcome::default(), watch: Watch::usual() };
    let mut result = Ok(());
    feeder::feed(sources, reading.web, &mut |read| {
        result = batch.take(read);
        result.is_ok()
    });
    let result = result.and_then(|()| batch.read());
    batch.watch.end();
    result.map(|()| batch.outcome)
}

struct Batch<'a, 'b, 'e, M> {
    reading: &'a Reading<'a>,
    work: Work<'b, 'e, M>,
    waiting: Vec<Read>,
    outcome: Outcome,
    watch: Watch,
}

/// What was made of an article, and why there was none.
struct Made<M> {
    name: String,
    made: io::Result<M>,
    error: Option<String>,
}

impl<M: Send> Batch<'_, '_, '_, M> {
    fn take(&mut self, read: Option<Read>) -> io::Result<()> {
        match read {
            _ if self.work.stop.load(Ordering::Relaxed) => Err(io::ErrorKind::Interrupted.into()),
            Some(read) => {
                self.waiting.push(read);
                if self.waiting.len() < BATCH { Ok(()) } else { self.read() }
            }
            // Nothing comes for a while: what came is not kept waiting.
            None if !self.waiting.is_empty() => self.read(),
            None => {
                self.watch.show(&self.outcome, "");
                Ok(())
            }
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let (reading, make) = (self.reading, self.work.make);
        let waiting = std::mem::take(&mut self.waiting);
        let all: Vec<Made<M>> = waiting.into_par_iter().map(|read| made(reading, make, read)).collect();
        for made in all {
            self.put(made)?;
        }
        Ok(())
    }

    fn put(&mut self, made: Made<M>) -> io::Result<()> {
        match &made.error {
            Some(error) => {
                self.outcome.failed += 1;
                self.watch.complain(error);
                self.note(&made.name, error)?;
            }
            None => self.outcome.read += 1,
        }
        self.watch.show(&self.outcome, &made.name);
        (self.work.put)(made.made?)
    }

    fn note(&mut self, source: &str, error: &str) -> io::Result<()> {
        let Some(out) = &mut self.work.errors else { return Ok(()) };
        escape::compact(out, &Failure { source, error })?;
        out.write_all(b"\n")
    }
}

fn made<M>(reading: &Reading, make: &Make<M>, (name, article): Read) -> Made<M> {
    let read = article.map_err(|error| error.to_string()).and_then(|article| reading.read(&name, article));
    let made = make(&name, read.as_ref().map_err(String::as_str));
    Made { name, made, error: read.err() }
}
