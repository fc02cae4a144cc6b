//! The commands that ask across articles: who, compare, search, and add, which fills the library.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pullquote::answers::{self, Read};
use pullquote::catalogue::Catalogue;
use pullquote::cli::{self, Add, Compare, Figures, FiguresCommand, Search, Who};
use pullquote::export::json;
use pullquote::library::{self, Library, Sameness};
use pullquote::load::Source;
use pullquote::load::fetch::{Limits, Web};
use pullquote::query::link::{Links, numbered};
use pullquote::query::name::Name;
use pullquote::query::search::Query;

use crate::{FAILED, REST, open_library, printed, user_files, usual_library, with_reading};

/// Everything that one person said: in the sources, else in the library.
pub fn who(arguments: Who) -> Result<u8, String> {
    let web = Web::polite(Limits::default(), REST);
    let sources = sources(arguments.sources, &web);
    let (read, links) = if sources.is_empty() {
        in_library(&arguments.name, &place(arguments.library)?)?
    } else {
        let links = arguments.library.as_deref().map(links).transpose()?.unwrap_or_default();
        let library = arguments.library.as_deref().map(open_library).transpose()?;
        (with_reading(library.as_ref(), &web, |reading| Ok(answers::read(&sources, reading)))?, links)
    };
    printed(|out| answers::who(&arguments.name, (&read, &links), arguments.json, out))?;
    Ok(if read.failed == 0 { 0 } else { FAILED })
}

fn in_library(name: &str, path: &Path) -> Result<(Read, Links), String> {
    let catalogue = catalogue(path)?;
    let links = links(path)?;
    let name = Name::new(name).ok_or("who needs a name")?;
    let said = catalogue.said_by(links.names(&name)).map_err(|error| error.to_string())?;
    let articles = catalogue.counts().map_err(|error| error.to_string())?.articles;
    Ok((Read { said, articles, failed: 0 }, links))
}

/// What the user said about who is who.
fn links(path: &Path) -> Result<Links, String> {
    let all = Library::open(path).and_then(|library| library.links()).map_err(|error| error.to_string())?;
    Ok(Links { all })
}

/// Keeps what the user says about who is who, and lists it.
pub fn figures(arguments: Figures) -> Result<u8, String> {
    let path = place(arguments.library)?;
    let wrong = |error: pullquote::library::Error| error.to_string();
    let mut library = Library::open(&path).map_err(wrong)?;
    let said = match arguments.command {
        None => return listed(&library),
        Some(FiguresCommand::Merge { name, other }) => vec![merge(&name, &other)?],
        Some(FiguresCommand::Split { name, sources }) => {
            split(&Links { all: library.links().map_err(wrong)? }, &name, sources)?
        }
        Some(FiguresCommand::Forget { number }) => {
            return match library.forget_link(number).map_err(wrong)? {
                true => listed(&library),
                false => Err(format!("{number}: nothing of that number was said; figures lists what was")),
            };
        }
    };
    said.iter().try_for_each(|said| library.keep_link(said)).map_err(wrong)?;
    listed(&library)
}

fn listed(library: &Library) -> Result<u8, String> {
    let all = library.numbered_links().map_err(|error| error.to_string())?;
    printed(|out| answers::links(&all, out))?;
    Ok(0)
}

fn merge(name: &str, other: &str) -> Result<Sameness, String> {
    let (key, other) = (json::key(name), json::key(other));
    match key == other {
        true => Err(format!("{name}: both names are the same; give two that one person goes by")),
        false => Ok(Sameness::Same { key, other }),
    }
}

fn split(links: &Links, name: &str, sources: Vec<String>) -> Result<Vec<Sameness>, String> {
    let key = json::key(name);
    let (key, number) = match numbered(&key) {
        Some((key, number)) => (key.to_string(), number),
        None => (key.clone(), links.next_number(&key)),
    };
    let apart = |source: String| {
        let source = library::source(&source).unwrap_or(source);
        Sameness::Apart { key: key.clone(), number, source }
    };
    Ok(sources.into_iter().map(apart).collect())
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
    let path = place(arguments.library.clone())?;
    let catalogue = catalogue(&path)?;
    let links = links(&path)?;
    let query = query.linked(&links);
    let wrong = |error: pullquote::library::Error| error.to_string();
    if query.asks_statements() {
        let mut found = catalogue.statements(&query, arguments.limit).map_err(wrong)?;
        links.part(&mut found);
        found.retain(|said| query.is_by(said));
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
    let path = place(arguments.library)?;
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
pub fn place(named: Option<PathBuf>) -> Result<PathBuf, String> {
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
