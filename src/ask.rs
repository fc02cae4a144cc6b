//! The commands that ask across articles: who, compare, search, and add, which fills the library.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pullquote::answers::{self, Read};
use pullquote::catalogue::Catalogue;
use pullquote::cli::{self, Add, Compare, Search, Who};
use pullquote::library::Library;
use pullquote::load::Source;
use pullquote::load::fetch::{Limits, Web};
use pullquote::query::name::Name;
use pullquote::query::search::Query;

use crate::{FAILED, REST, open_library, printed, user_files, usual_library, with_reading};

/// Everything that one person said: in the sources, else in the library.
pub fn who(arguments: Who) -> Result<u8, String> {
    let web = Web::polite(Limits::default(), REST);
    let sources = sources(arguments.sources, &web);
    let read = if sources.is_empty() {
        in_library(&arguments.name, &library_path(arguments.library)?)?
    } else {
        let library = arguments.library.as_deref().map(open_library).transpose()?;
        with_reading(library.as_ref(), &web, |reading| Ok(answers::read(&sources, reading)))?
    };
    printed(|out| answers::who(&arguments.name, &read, arguments.json, out))?;
    Ok(if read.failed == 0 { 0 } else { FAILED })
}

fn in_library(name: &str, path: &Path) -> Result<Read, String> {
    let catalogue = catalogue(path)?;
    let name = Name::new(name).ok_or("who needs a name")?;
    let said = catalogue.said_by(&name).map_err(|error| error.to_string())?;
    let articles = catalogue.counts().map_err(|error| error.to_string())?.articles;
    Ok(Read { said, articles, failed: 0 })
}

pub fn compare(arguments: &Compare) -> Result<u8, String> {
    let web = Web::polite(Limits::default(), REST);
    let source = |path: &PathBuf| cli::source(path.clone(), &web);
    let (a, b) = with_reading(None, &web, |reading| {
        Ok((
            answers::report(&source(&arguments.a), reading)?,
            answers::report(&source(&arguments.b), reading)?,
        ))
    })?;
    printed(|out| answers::compare_words([&a, &b], arguments.json, out))?;
    Ok(0)
}

/// Articles, or statements where the query asks for those.
pub fn search(arguments: &Search) -> Result<u8, String> {
    let query = Query::parse(&arguments.query.join(" "))?;
    let catalogue = catalogue(&library_path(arguments.library.clone())?)?;
    let wrong = |error: pullquote::library::Error| error.to_string();
    if query.asks_statements() {
        let found = catalogue.statements(&query, arguments.limit).map_err(wrong)?;
        printed(|out| answers::statements(&found, arguments.json, out))?;
    } else {
        let found = catalogue.articles(&query, arguments.limit).map_err(wrong)?;
        printed(|out| answers::articles(&found, arguments.json, out))?;
    }
    Ok(0)
}

/// Reads articles into the library, which is made where there is none.
pub fn add(arguments: Add) -> Result<u8, String> {
    let web = Web::polite(Limits::default(), REST);
    let sources = sources(arguments.sources, &web);
    let path = library_path(arguments.library)?;
    let library = Library::open(&path).map(std::sync::Mutex::new).map_err(|error| error.to_string())?;
    let mut catalogue = Catalogue::open(&path).map_err(|error| error.to_string())?;
    let (added, failed) = with_reading(Some(&library), &web, |reading| {
        answers::add(&sources, reading, (&library, &mut catalogue))
    })?;
    let counts = catalogue.counts().map_err(|error| error.to_string())?;
    printed(|out| {
        let [added, all] = [added, counts.articles].map(|number| answers::count(number, "article"));
        let statements = answers::count(counts.statements, "statement");
        writeln!(out, "{added} added; the library knows {all} with {statements}.")
    })?;
    Ok(if failed == 0 { 0 } else { FAILED })
}

fn sources(paths: Vec<PathBuf>, web: &Arc<Web>) -> Vec<Source> {
    paths.into_iter().map(|path| cli::source(path, web)).collect()
}

/// The library named, else the user's own.
pub fn library_path(named: Option<PathBuf>) -> Result<PathBuf, String> {
    let usual = || usual_library(&user_files().config);
    named
        .or_else(usual)
        .ok_or_else(|| "there is no home folder for a library: --library PATH names one".into())
}

fn catalogue(path: &Path) -> Result<Catalogue, String> {
    if !path.exists() {
        return Err(format!("{}: there is no library yet; pullquote add FILES fills one", path.display()));
    }
    Catalogue::open(path).map_err(|error| error.to_string())
}
