//! The commands about feeds: add, remove, list, refresh, export.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pullquote::answers;
use pullquote::catalogue::Catalogue;
use pullquote::cli::{Feeds, FeedsCommand};
use pullquote::extract;
use pullquote::feeds;
use pullquote::harmless::line;
use pullquote::library::{Feed, Library};
use pullquote::load::fetch::cache::{Cache, Files};
use pullquote::load::fetch::{Web, is_address, place};
use pullquote::load::opml::{self, Outline};
use pullquote::load::{Source, feed};

use crate::ask;
use crate::{FAILED, REST, limits, printed, user_files, web, with_reading};

pub fn run(arguments: Feeds) -> Result<u8, String> {
    let path = ask::place(arguments.library)?;
    match arguments.command {
        FeedsCommand::Add { folder, feeds } => add(&mut make(&path)?, folder.as_deref(), &feeds),
        FeedsCommand::Remove { feeds } => remove(&mut make(&path)?, &feeds),
        FeedsCommand::List => list(&open(&path)?),
        FeedsCommand::Refresh { full, feeds } => refresh(open(&path)?, &path, full, &feeds),
        FeedsCommand::Export => export(&open(&path)?),
    }
}

fn make(path: &Path) -> Result<Library, String> {
    Library::open(path).map_err(wrong)
}

fn open(path: &Path) -> Result<Library, String> {
    if !path.exists() {
        return Err(format!("{}: no feeds yet; pullquote feeds add ADDRESS follows one", path.display()));
    }
    make(path)
}

fn wrong(error: pullquote::library::Error) -> String {
    error.to_string()
}

/// Feeds by address, asked at once, and lists of feeds, which are asked when they are refreshed.
fn add(library: &mut Library, folder: Option<&str>, feeds: &[PathBuf]) -> Result<u8, String> {
    let web = web(true, &user_files().config);
    let mut failed = false;
    for named in feeds {
        let words = named.display().to_string();
        let added = match is_address(&words) {
            true => add_address(library, folder, &words, &web),
            false => add_list(library, folder, named),
        };
        match added {
            Ok(said) => printed(|out| writeln!(out, "{}", line(&said)))?,
            Err(why) => {
                failed = true;
                extract::complain(&why);
            }
        }
    }
    Ok(if failed { FAILED } else { 0 })
}

fn add_address(
    library: &mut Library,
    folder: Option<&str>,
    address: &str,
    web: &Arc<Web>,
) -> Result<String, String> {
    let found = feed::fetch(&web.page(address)).map_err(|error| error.to_string())?;
    let added = library.add_feed(&found.address, found.title.as_deref(), folder).map_err(wrong)?;
    let (name, address) = (found.title.clone().unwrap_or_default(), found.address.clone());
    let news = feeds::News { address: address.clone(), result: Ok(found) };
    let new = feeds::keep(library, &news).map_err(wrong)?;
    Ok(match added {
        true => format!("{name} ({address}): added, {}", answers::count(new, "item")),
        false => format!("{name} ({address}): followed already, {} new", answers::count(new, "item")),
    })
}

fn add_list(library: &mut Library, folder: Option<&str>, path: &Path) -> Result<String, String> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| format!("{name}: cannot be read ({error})"))?;
    let outlines = opml::read(&name, &bytes);
    if outlines.is_empty() {
        return Err(format!("{name}: no list of feeds; give an OPML file, or the address of a feed"));
    }
    let mut added = 0;
    for Outline { title, address, folder: own } in outlines.iter().filter(|outline| is_web(&outline.address))
    {
        let folder = own.as_deref().or(folder);
        added += usize::from(library.add_feed(address, title.as_deref(), folder).map_err(wrong)?);
    }
    Ok(format!("{name}: {} added; pullquote feeds refresh asks them", answers::count(added, "feed")))
}

fn is_web(address: &str) -> bool {
    pullquote::load::fetch::is_web_page(address)
}

fn remove(library: &mut Library, feeds: &[String]) -> Result<u8, String> {
    let mut failed = false;
    for address in feeds {
        match library.remove_feed(address).map_err(wrong)? {
            true => printed(|out| writeln!(out, "{}: removed", line(address)))?,
            false => {
                failed = true;
                extract::complain(&format!("{address}: no feed you follow; pullquote feeds list names them"));
            }
        }
    }
    Ok(if failed { FAILED } else { 0 })
}

/// "  3 of 40  The Lantern  https://lantern.example/feed.xml".
fn list(library: &Library) -> Result<u8, String> {
    let feeds = library.feeds().map_err(wrong)?;
    printed(|out| {
        for feed in &feeds {
            let folder = feed.folder.as_ref().map_or(String::new(), |folder| format!("{} / ", line(folder)));
            let state = match (&feed.trouble, feed.checked) {
                (Some(why), _) => format!("  [{}]", line(why)),
                (None, None) => "  [not asked yet]".to_string(),
                (None, Some(_)) => String::new(),
            };
            let Feed { unread, all, .. } = feed;
            let (name, address) = (line(feed.name()), line(&feed.address));
            writeln!(out, "{unread:>5} of {all:<5} {folder}{name}  {address}{state}")?;
        }
        Ok(())
    })?;
    Ok(0)
}

fn export(library: &Library) -> Result<u8, String> {
    let feeds = library.feeds().map_err(wrong)?;
    let outline = |feed: Feed| Outline { title: feed.title, address: feed.address, folder: feed.folder };
    let outlines: Vec<Outline> = feeds.into_iter().map(outline).collect();
    printed(|out| out.write_all(opml::write(&outlines).as_bytes()))?;
    Ok(0)
}

/// Asks the feeds named, else all; with `full` also reads what is unread into the library.
fn refresh(mut library: Library, path: &Path, full: bool, named: &[String]) -> Result<u8, String> {
    let known: Vec<String> = library.feeds().map_err(wrong)?.into_iter().map(|feed| feed.address).collect();
    if let Some(other) = named.iter().find(|address| !known.contains(address)) {
        return Err(format!("{other}: no feed you follow; pullquote feeds list names them"));
    }
    let wanted = if named.is_empty() { known } else { named.to_vec() };
    let bar = bar(wanted.len());
    let (mut new, mut failed, mut broken) = (0, 0, None);
    let stop = AtomicBool::new(false);
    feeds::refresh(wanted.clone(), &web(true, &user_files().config), feeds::REST, &stop, &mut |news| {
        bar.inc(1);
        bar.set_message(place(&news.address));
        if let Err(why) = &news.result {
            failed += 1;
            bar.suspend(|| extract::complain(why));
        }
        match feeds::keep(&mut library, &news) {
            Ok(more) => new += more,
            Err(error) => broken = broken.take().or(Some(error)),
        }
    });
    bar.finish_and_clear();
    broken.map_or(Ok(()), |error| Err(wrong(error)))?;
    printed(|out| {
        let feeds = answers::count(wanted.len() - failed, "feed");
        writeln!(out, "{feeds} answered, {} new", answers::count(new, "item"))
    })?;
    if full {
        failed += read_ahead(library, path, &wanted)?;
    }
    Ok(if failed == 0 { 0 } else { FAILED })
}

fn bar(count: usize) -> ProgressBar {
    let target = match io::stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(count as u64), target);
    let style = ProgressStyle::with_template("{spinner} feed {pos} of {len}, {msg}, {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()).tick_chars("|/-\\ "));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Reads what is unread of these feeds into the library; the pages are kept, so that they open offline. Says how many
/// could not be read.
fn read_ahead(library: Library, path: &Path, feeds: &[String]) -> Result<usize, String> {
    let config = user_files().config;
    let files = Files::usual(|name| std::env::var_os(name)).map(|files| Box::new(files) as Box<dyn Cache>);
    let web = Web::polite_keeping(limits(&config), files, REST);
    let mut sources: Vec<Source> = Vec::new();
    for address in feeds {
        let items = feeds::unread(&library, address, &web).map_err(wrong)?;
        sources.extend(items.into_iter().map(|item| item.source));
    }
    let mut catalogue = Catalogue::open(path).map_err(wrong)?;
    let library = Mutex::new(library);
    let (added, failed) = with_reading(Some(&library), &web, |reading| {
        answers::add(&sources, reading, (&library, &mut catalogue))
    })?;
    printed(|out| writeln!(out, "{} read ahead", answers::count(added, "article")))?;
    Ok(failed)
}
