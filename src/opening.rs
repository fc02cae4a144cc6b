//! What the reader opens with: the sources named, else the user's library, else the samples.

use std::path::Path;
use std::sync::Arc;

use pullquote::article::Corrections;
use pullquote::config::Config;
use pullquote::feeds;
use pullquote::library::{Error, Feed, Kept, Library, Tally, kept};
use pullquote::load::fetch::{Web, is_address};
use pullquote::load::samples::is_sample;
use pullquote::load::{self, Item, Loaded, Source, samples};
use pullquote::tui::app::Shelf;
use pullquote::tui::keymap::Keymap;
use pullquote::tui::theme::Theme;
use pullquote::tui::{First, Start};

/// A source with the bytes that it was made of.
fn first(source: &Source, web: &Arc<Web>, library: Option<&Path>) -> Result<First, load::Error> {
    let (loaded, raw) = kept::load(source, web, library)?;
    Ok(First { name: source.name(), loaded, raw })
}

/// What to show first, and what could not be read.
pub fn start(sources: &[Source], library: Option<&Path>, web: &Arc<Web>) -> (Option<Start>, Vec<String>) {
    let start = |shelf, article, opening, notice| Start {
        shelf,
        article,
        opening,
        notice,
        theme: Theme::bundled(),
        by_background: None,
        keymap: Keymap::bundled(),
        config: Config::bundled(),
        corrections: Corrections::default(),
        rule_file: None,
        web: web.clone(),
        library: None,
        width: None,
        state_file: None,
    };
    match sources {
        [] => match library.map(|path| home(path, web)).transpose() {
            Ok(Some(Some(shelf))) => (Some(start(shelf, None, None, None)), Vec::new()),
            // A library that cannot be read is told once it is asked again.
            _ => (Some(sample(web, start)), Vec::new()),
        },
        // What may take long opens behind the screen.
        [one @ (Source::Stdin | Source::Web(_))] => {
            (Some(start(Shelf::default(), None, Some(one.clone()), None)), Vec::new())
        }
        [one] => match first(one, web, library) {
            Ok(First { loaded: Loaded::Listing(items), .. }) => {
                let shelf = Shelf { title: one.name(), items, chosen: 0 };
                (Some(start(shelf, None, None, None)), Vec::new())
            }
            Ok(article) => (Some(start(Shelf::default(), Some(article), None, None)), Vec::new()),
            Err(error) => (None, vec![error.to_string()]),
        },
        many => several(many, (web, library), start),
    }
}

/// Several sources: a listing, with the first one that can be read open; one of the web opens behind the screen.
fn several(
    sources: &[Source],
    (web, library): (&Arc<Web>, Option<&Path>),
    start: impl FnOnce(Shelf, Option<First>, Option<Source>, Option<String>) -> Start,
) -> (Option<Start>, Vec<String>) {
    let mut errors = Vec::new();
    let (mut article, mut opening) = (None, None);
    let mut items = Vec::new();
    for source in sources {
        if let (Source::Web(_), None, None) = (source, &article, &opening) {
            opening = Some(source.clone());
        } else if article.is_none() && opening.is_none() {
            match first(source, web, library) {
                Ok(read) => article = Some(read),
                Err(error) => {
                    errors.push(error.to_string());
                    continue;
                }
            }
        } else if let Source::Path(path) = source
            && let Err(error) = std::fs::metadata(path)
        {
            errors.push(format!("{}: cannot be read ({error})", source.name()));
            continue;
        }
        items.push(Item { title: source.name(), detail: String::new(), source: source.clone() });
    }
    let shelf = Shelf { title: format!("{} sources", items.len()), items, chosen: 0 };
    let notice = errors.first().cloned();
    let opens = article.is_some() || opening.is_some();
    let start = start(shelf, article, opening, notice);
    (opens.then_some(start), errors)
}

/// Nothing named: the bundled articles, the first one open.
fn sample(
    web: &Arc<Web>,
    start: impl FnOnce(Shelf, Option<First>, Option<Source>, Option<String>) -> Start,
) -> Start {
    let items = samples::samples();
    let article = items.first().and_then(|item| first(&item.source, web, None).ok());
    let title = "Nothing read yet: these are samples.  pullquote FILE | FOLDER | -".to_string();
    let notice = "a sample article, as nothing was named: q lists more, and a tour".to_string();
    start(Shelf { title, items, chosen: 0 }, article, None, Some(notice))
}

/// Most articles of the library that are listed; `pullquote search` finds all.
const LISTED: usize = 500;

/// What the user has read and not yet read; `None` where there is nothing.
fn home(path: &Path, web: &Arc<Web>) -> Result<Option<Shelf>, Error> {
    if !path.exists() {
        return Ok(None);
    }
    let library = Library::open(path)?;
    let mut items = Vec::new();
    let mut shelf = library.shelf(LISTED)?;
    shelf.retain(|kept| !is_sample(&kept.source));
    for kept in shelf.iter().cloned() {
        items.extend(item(&library, kept, web)?);
    }
    let feeds = library.feeds()?;
    // What one is in the middle of comes first.
    let begun = shelf.iter().take_while(|kept| !kept.read && (kept.begun || kept.star)).count();
    let rows = feeds::rows(&library, web)?;
    items.splice(begun.min(items.len())..begun.min(items.len()), rows);
    if items.is_empty() {
        return Ok(None);
    }
    let title = headline(library.tally()?, &feeds);
    Ok(Some(Shelf { title, items, chosen: 0 }))
}

/// "Library: 128 articles, 96 unread, 3 starred; 12 in 4 feeds".
fn headline(tally: Tally, feeds: &[Feed]) -> String {
    let articles = if tally.all == 1 { "1 article".to_string() } else { format!("{} articles", tally.all) };
    let starred = if tally.starred > 0 { format!(", {} starred", tally.starred) } else { String::new() };
    let more = if tally.all > LISTED { "  ·  pullquote search finds all" } else { "" };
    let waiting: usize = feeds.iter().map(|feed| feed.unread).sum();
    let plural = if feeds.len() == 1 { "" } else { "s" };
    let feeds =
        if feeds.is_empty() { String::new() } else { format!("; {waiting} in {} feed{plural}", feeds.len()) };
    format!("Library: {articles}, {} unread{starred}{feeds}{more}", tally.unread)
}

/// A row of the list; `None` where the source is gone and its bytes were not kept.
fn item(library: &Library, kept: Kept, web: &Arc<Web>) -> Result<Option<Item>, Error> {
    let path = Path::new(&kept.source);
    let source = if is_address(&kept.source) {
        Source::Web(web.page(&kept.source))
    } else if path.exists() {
        Source::Path(path.to_path_buf())
    } else {
        let Some(bytes) = library.bytes_of(&kept.source)? else { return Ok(None) };
        Source::Memory { name: kept.source.clone(), bytes: bytes.into() }
    };
    let begun = kept.begun.then(|| "begun".to_string()).filter(|_| !kept.read);
    let day = kept.published.map(|date| date.chars().take(10).collect());
    let detail: Vec<String> = [begun, kept.site, day].into_iter().flatten().collect();
    let title = kept.title.unwrap_or_else(|| kept.source.clone());
    Ok(Some(Item { title, detail: detail.join(" · "), source }))
}
