//! The commands that move all of the user's between libraries: backup and restore.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Mutex;

use pullquote::answers::count;
use pullquote::catalogue::Catalogue;
use pullquote::cli;
use pullquote::export::escape;
use pullquote::extract::complain;
use pullquote::library::Library;
use pullquote::load::fetch::{Limits, Web};
use pullquote::restore::{self, Came, Place};

use crate::ask::place;
use crate::{FAILED, REST, open_library, printed, with_reading};

/// Every line of a backup, on standard output.
pub fn back_up(arguments: cli::Backup) -> Result<u8, String> {
    let library = open_library(&place(arguments.library)?)?;
    let library = library.into_inner().map_err(|error| error.to_string())?;
    let mut failed = None;
    printed(|out| {
        let mut put = |line| {
            escape::compact(out, &line)?;
            out.write_all(b"\n")
        };
        library.back_up(&mut put).unwrap_or_else(|error| {
            failed = Some(error.to_string());
            Ok(())
        })
    })?;
    failed.map_or(Ok(0), Err)
}

/// Files that are no backup and no export are told, and the rest goes on.
pub fn restore(arguments: cli::Restore) -> Result<u8, String> {
    let path = place(arguments.library)?;
    let library = Library::open(&path).map(Mutex::new).map_err(|error| error.to_string())?;
    let mut catalogue = Catalogue::open(&path).map_err(|error| error.to_string())?;
    let web = Web::polite(Limits::default(), REST);
    let mut came = Came::default();
    with_reading(Some(&library), &web, |reading| {
        let mut place = Place { library: &library, catalogue: &mut catalogue };
        for file in &arguments.files {
            let name = file.display().to_string();
            match open(file).and_then(|input| restore::restore(&name, input, reading, &mut place)) {
                Ok(more) => came = came.and(more),
                Err(error) => {
                    came.failed += 1;
                    complain(&error);
                }
            }
        }
        Ok(())
    })?;
    printed(|out| {
        let words = [count(came.articles, "article"), count(came.highlights, "highlight")];
        writeln!(out, "{} and {} came in.", words[0], words[1])
    })?;
    Ok(if came.failed == 0 { 0 } else { FAILED })
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, String> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    match File::open(file) {
        Ok(open) => Ok(Box::new(BufReader::new(open))),
        Err(error) => Err(format!("{}: cannot be read: {error}", file.display())),
    }
}
