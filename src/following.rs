//! The command that follows feeds.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use pullquote::answers::{self, count};
use pullquote::catalogue::Catalogue;
use pullquote::cli::{Feeds, FeedsCommand};
use pullquote::extract::complain;
use pullquote::feeds::{self, Refreshed};
use pullquote::library::{Following, Library};
use pullquote::load::fetch::cache::{Cache, Files};
use pullquote::load::fetch::{Limits, Web, is_address};
use pullquote::load::{self, Feed, Followed, Source};
use pullquote::{harmless, library};

use crate::ask::place;
use crate::{FAILED, REST, printed, user_files, web, with_reading};

pub fn feeds(arguments: Feeds) -> Result<u8, String> {
    let path = place(arguments.library)?;
    let library = Library::open(&path).map(Mutex::new).map_err(words)?;
    let web = web(true, &user_files().config);
    let mut desk = Desk { library, path, web, failed: 0 };
    match arguments.command {
        None => desk.list()?,
        Some(FeedsCommand::Add { feeds }) => desk.add(&feeds)?,
        Some(FeedsCommand::Remove { feeds }) => desk.remove(&feeds)?,
        Some(FeedsCommand::Refresh { full }) => desk.refresh(full)?,
        Some(FeedsCommand::Export) => {
            let feeds = desk.followed()?;
            printed(|out| write!(out, "{}", feeds::opml(&feeds)))?;
        }
    }
    Ok(if desk.failed == 0 { 0 } else { FAILED })
}

fn words(error: library::Error) -> String {
    error.to_string()
}

struct Desk {
    library: Mutex<Library>,
    path: PathBuf,
    web: Arc<Web>,
    failed: usize,
}

impl Desk {
    fn with<T>(&self, ask: impl FnOnce(&mut Library) -> Result<T, library::Error>) -> Result<T, String> {
        ask(&mut self.library.lock().unwrap_or_else(PoisonError::into_inner)).map_err(words)
    }

    fn followed(&self) -> Result<Vec<Following>, String> {
        self.with(|library| library.followed())
    }

    fn list(&self) -> Result<(), String> {
        let feeds = self.followed()?;
        printed(|out| {
            if feeds.is_empty() {
                return writeln!(out, "No feeds yet: pullquote feeds add ADDRESS follows one.");
            }
            feeds.iter().try_for_each(|feed| writeln!(out, "{}", row(feed)))
        })
    }

    /// What cannot be read as a feed is not followed, and the rest goes on.
    fn add(&mut self, names: &[PathBuf]) -> Result<(), String> {
        let before = self.followed()?.len();
        for name in names {
            let (source, address) = self.source(name);
            match load::followed(&source, &self.web) {
                Ok(Followed::Feed(Feed { title, .. })) => {
                    self.with(|library| library.follow(&address, title.as_deref(), None))?;
                }
                Ok(Followed::List(outlines)) => outlines.iter().try_for_each(|outline| {
                    let (title, folder) = (outline.title.as_deref(), outline.folder.as_deref());
                    self.with(|library| library.follow(&outline.address, title, folder))
                })?,
                Err(error) => self.complain(&error.to_string()),
            }
        }
        let all = self.followed()?;
        let new: Vec<Following> = all.iter().filter(|feed| feed.refreshed.is_none()).cloned().collect();
        self.ask(&new)?;
        let added = all.len().saturating_sub(before);
        printed(|out| writeln!(out, "{} added; {} followed.", count(added, "feed"), count(all.len(), "feed")))
    }

    /// The source of a feed, and the address that it is kept by: of a file its whole path.
    fn source(&self, name: &Path) -> (Source, String) {
        let words = name.display().to_string();
        let address = match is_address(&words) {
            true => words,
            false => library::source(&words).unwrap_or(words),
        };
        (feeds::source(&address, &self.web), address)
    }

    fn remove(&mut self, names: &[String]) -> Result<(), String> {
        let mut removed = 0;
        for name in names {
            let (_, address) = self.source(Path::new(name));
            let gone = self.with(|library| Ok(library.unfollow(name)? + library.unfollow(&address)?))?;
            removed += gone;
            if gone == 0 {
                self.complain(&format!(
                    "{name}: no feed of that address or title is followed; feeds lists them"
                ));
            }
        }
        printed(|out| writeln!(out, "{} removed.", count(removed, "feed")))
    }

    fn refresh(&mut self, full: bool) -> Result<(), String> {
        let feeds = self.followed()?;
        let new = self.ask(&feeds)?;
        printed(|out| writeln!(out, "{} new in {}.", count(new, "item"), count(feeds.len(), "feed")))?;
        if full { self.read_pages() } else { Ok(()) }
    }

    /// Asks the feeds; gives how many items are new.
    fn ask(&mut self, feeds: &[Following]) -> Result<usize, String> {
        let shows = std::io::stderr().is_terminal();
        let (mut new, mut done, mut failed) = (0, 0, 0);
        let mut told = |refreshed: Refreshed| {
            done += 1;
            let name = harmless::line(&refreshed.name).into_owned();
            match refreshed.found {
                Ok((fresh, all)) => {
                    new += fresh;
                    if shows {
                        eprintln!("{done} of {}  {name}: {fresh} new of {all}", feeds.len());
                    }
                }
                Err(why) => {
                    failed += 1;
                    complain(&why);
                }
            }
        };
        feeds::refresh(feeds, &self.library, &self.web, &AtomicBool::new(false), &mut told).map_err(words)?;
        self.failed += failed;
        Ok(new)
    }

    /// Reads what is new and not in the library yet, politely.
    fn read_pages(&mut self) -> Result<(), String> {
        let cache =
            Files::usual(|name| std::env::var_os(name)).map(|files| Box::new(files) as Box<dyn Cache>);
        let polite = Web::polite_keeping(Limits::default(), REST, cache);
        let items = self.with(|library| library.unread_items(usize::MAX))?;
        let known = self.with(|library| library.shelf(usize::MAX))?;
        let known: std::collections::HashSet<&str> = known.iter().map(|kept| kept.source.as_str()).collect();
        let new = feeds::once(items).into_iter().filter(|item| !known.contains(item.name.as_str()));
        let sources: Vec<Source> = new.map(|item| feeds::article(item, &polite)).collect();
        let mut catalogue = Catalogue::open(&self.path).map_err(words)?;
        let (added, failed) = with_reading(Some(&self.library), &polite, |reading| {
            answers::add(&sources, reading, (&self.library, &mut catalogue))
        })?;
        self.failed += failed;
        printed(|out| writeln!(out, "{} read.", count(added, "page")))
    }

    fn complain(&mut self, error: &str) {
        self.failed += 1;
        complain(error);
    }
}

fn row(feed: &Following) -> String {
    let trouble = feed.trouble.as_ref().map_or(String::new(), |trouble| format!("  ({trouble})"));
    let folder = feed.folder.as_ref().map_or(String::new(), |folder| format!("  [{folder}]"));
    let asked = feed.refreshed.as_deref().unwrap_or("never asked");
    let words = format!(
        "{:>4} unread of {:<4} {asked:16}  {}{folder}  {}{trouble}",
        feed.unread,
        feed.items,
        feed.name(),
        feed.address
    );
    harmless::line(&words).into_owned()
}
