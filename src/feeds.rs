//! Feeds that are followed: refreshed in parallel and politely, listed out of the library, written as OPML.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use html_escape::encode_double_quoted_attribute as attribute;

use crate::library::{self, FeedItem, Following, Library};
use crate::load::fetch::Web;
use crate::load::{self, Error, Feed, Followed, Item, Later, Source, Told};
use crate::query::near::{Seen, Sketch};

/// Hosts asked at once.
const HOSTS: usize = 8;

/// How long a host rests between two of its feeds.
const REST: Duration = Duration::from_millis(500);

/// Most items listed of a feed, and of all feeds together.
const LISTED: usize = 500;

/// What became of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refreshed {
    pub name: String,
    /// How many items are new, of how many; or why it could not be read.
    pub found: Result<(usize, usize), String>,
}

/// Asks every feed again: hosts in parallel, the feeds of a host one after another with a rest between. `told` hears of
/// each feed as it is done; setting `stop` ends it after the feeds that are under way.
pub fn refresh(
    feeds: &[Following],
    library: &Mutex<Library>,
    web: &Arc<Web>,
    stop: &AtomicBool,
    told: &mut dyn FnMut(Refreshed),
) -> Result<(), library::Error> {
    let hosts = Mutex::new(by_host(feeds));
    let (sender, done) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..HOSTS.min(feeds.len()) {
            let sender = sender.clone();
            scope.spawn(|| ask_hosts(&hosts, web, stop, sender));
        }
        drop(sender);
        for (feed, read) in done {
            let found = keep(&mut library.lock().unwrap_or_else(PoisonError::into_inner), &feed, read)?;
            told(Refreshed { name: feed.name().to_string(), found });
        }
        Ok(())
    })
}

type Asked = (Following, Result<Feed, String>);

fn ask_hosts(
    hosts: &Mutex<Vec<Vec<Following>>>,
    web: &Arc<Web>,
    stop: &AtomicBool,
    sender: mpsc::Sender<Asked>,
) {
    let next = || hosts.lock().unwrap_or_else(PoisonError::into_inner).pop();
    while let Some(feeds) = next() {
        for (i, feed) in feeds.into_iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if i > 0 {
                std::thread::sleep(REST);
            }
            let read = read(&feed.address, web);
            if sender.send((feed, read)).is_err() {
                return;
            }
        }
    }
}

fn read(address: &str, web: &Arc<Web>) -> Result<Feed, String> {
    let source = source(address, web);
    match load::followed(&source, web) {
        Ok(Followed::Feed(feed)) => Ok(feed),
        Ok(Followed::List(_)) => Err(format!("{address}: a list of feeds, and no feed any more")),
        Err(error) => Err(error.to_string()),
    }
}

/// A feed of the web, or a file that is one.
pub fn source(address: &str, web: &Arc<Web>) -> Source {
    match load::fetch::is_address(address) {
        true => Source::Web(web.page(address)),
        false => Source::Path(PathBuf::from(address)),
    }
}

fn by_host(feeds: &[Following]) -> Vec<Vec<Following>> {
    let mut hosts: BTreeMap<&str, Vec<Following>> = BTreeMap::new();
    for feed in feeds {
        let host = feed.address.split("://").nth(1).and_then(|rest| rest.split('/').next());
        hosts.entry(host.unwrap_or_default()).or_default().push(feed.clone());
    }
    hosts.into_values().collect()
}

fn keep(
    library: &mut Library,
    feed: &Following,
    read: Result<Feed, String>,
) -> Result<Result<(usize, usize), String>, library::Error> {
    match read {
        Ok(Feed { title, items }) => {
            let items: Vec<FeedItem> = items.into_iter().map(|told| kept(feed, told)).collect();
            let new = library.keep_items(&feed.address, title.as_deref(), &items)?;
            Ok(Ok((new, items.len())))
        }
        Err(why) => library.keep_trouble(&feed.address, &why).map(|()| Err(why)),
    }
}

fn kept(feed: &Following, told: Told) -> FeedItem {
    let Told { item, day, words } = told;
    let record = match &item.source {
        Source::Memory { bytes, .. } => Some(bytes.to_vec()),
        _ => None,
    };
    let (feed, name) = (feed.address.clone(), item.source.name());
    FeedItem { feed, name, title: item.title, detail: item.detail, day, words, record }
}

/// The rows of what is followed, for a list: all that is new first, then feed by feed. Each opens out of the library.
pub fn rows(library: &Library, path: &Path, web: &Arc<Web>) -> Result<Vec<Item>, library::Error> {
    let followed = library.followed()?;
    if followed.is_empty() {
        return Ok(Vec::new());
    }
    let unread: usize = followed.iter().map(|feed| feed.unread).sum();
    let all = Item {
        title: "Everything new in your feeds".to_string(),
        detail: format!("{unread} unread · {} feeds", followed.len()),
        source: listing("New in your feeds", path, web, None),
    };
    Ok(std::iter::once(all).chain(followed.into_iter().map(|feed| row(feed, path, web))).collect())
}

fn row(feed: Following, path: &Path, web: &Arc<Web>) -> Item {
    let counts = format!("{} unread of {}", feed.unread, feed.items);
    let trouble = feed.trouble.as_ref().map(|_| "could not be read last time".to_string());
    let detail: Vec<String> = [Some(counts), feed.folder.clone(), trouble].into_iter().flatten().collect();
    let source = listing(feed.name(), path, web, Some(feed.address.clone()));
    Item { title: feed.name().to_string(), detail: detail.join(" · "), source }
}

/// The items of one feed, or all that are new; read when it is opened.
fn listing(name: &str, path: &Path, web: &Arc<Web>, address: Option<String>) -> Source {
    let (path, web, title) = (path.to_path_buf(), web.clone(), name.to_string());
    let make = move || {
        let read = || -> Result<Vec<FeedItem>, library::Error> {
            let library = Library::open(&path)?;
            match &address {
                Some(address) => library.items_of(address, LISTED),
                None => Ok(once(library.unread_items(LISTED)?)),
            }
        };
        match read() {
            Ok(items) if items.is_empty() => {
                Err(Error::BadFeed(title.clone(), "nothing in it yet: refresh it".into()))
            }
            Ok(items) => Ok(items.into_iter().map(|item| opening(item, &web)).collect()),
            Err(error) => Err(Error::Unreadable(title.clone(), std::io::Error::other(error.to_string()))),
        }
    };
    Source::Listing(Later { name: name.to_string(), make: Arc::new(make) })
}

fn opening(item: FeedItem, web: &Arc<Web>) -> Item {
    let (title, detail) = (item.title.clone(), item.detail.clone());
    Item { title, detail, source: article(item, web) }
}

/// Where the article of an item is: with the feed, else on the page that the feed led to.
pub fn article(item: FeedItem, web: &Arc<Web>) -> Source {
    match item.record {
        Some(record) => Source::Memory { name: item.name, bytes: record.into() },
        None if load::fetch::is_address(&item.feed) => Source::Web(web.page(&item.feed).linked(&item.name)),
        None => Source::Web(web.found(&item.name)),
    }
}

/// One story of several feeds once: the same page, or nearly the same words.
pub fn once(items: Vec<FeedItem>) -> Vec<FeedItem> {
    let mut seen = Seen::new(items.len());
    let mut names = std::collections::HashSet::new();
    let mut is_new = |item: &FeedItem| {
        let known = Sketch::of(&item.words).is_some_and(|sketch| seen.first(&item.name, sketch).is_some());
        names.insert(item.name.clone()) && !known
    };
    items.into_iter().filter(|item| is_new(item)).collect()
}

/// What is followed as OPML 2.0 (<http://opml.org/spec2.opml>), for other feed readers.
pub fn opml(feeds: &[Following]) -> String {
    let mut folders: BTreeMap<Option<&str>, Vec<&Following>> = BTreeMap::new();
    feeds.iter().for_each(|feed| folders.entry(feed.folder.as_deref()).or_default().push(feed));
    let mut body = String::new();
    for (folder, feeds) in folders {
        let outlines: String = feeds.into_iter().map(outline).collect();
        match folder {
            Some(folder) => {
                let folder = attribute(folder);
                body.push_str(&format!(
                    "<outline text=\"{folder}\" title=\"{folder}\">\n{outlines}</outline>\n"
                ));
            }
            None => body.push_str(&outlines),
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Feeds of pullquote</title></head>\n\
         <body>\n{body}</body>\n</opml>\n"
    )
}

fn outline(feed: &Following) -> String {
    let (name, address) = (attribute(feed.name()), attribute(&feed.address));
    format!("<outline type=\"rss\" text=\"{name}\" title=\"{name}\" xmlUrl=\"{address}\"/>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, words: &str) -> FeedItem {
        FeedItem { name: name.into(), words: words.into(), ..FeedItem::default() }
    }

    #[test]
    fn one_story_of_several_feeds_is_listed_once() {
        let told =
            "The council of Vale voted on Monday to take down the old weir after the flood of last spring";
        let other =
            "Nobody has looked at the gate since the flood, and the mill will not run again before winter";
        let all = vec![
            item("https://a.example/1", told),
            item("https://b.example/2", &told.to_uppercase()),
            item("https://a.example/3", other),
            item("https://a.example/3", "short"),
            item("https://c.example/4", "short"),
        ];
        let names: Vec<String> = once(all).into_iter().map(|item| item.name).collect();
        assert_eq!(names, ["https://a.example/1", "https://a.example/3", "https://c.example/4"]);
    }

    #[test]
    fn hosts_are_asked_one_feed_at_a_time() {
        let feed = |address: &str| Following { address: address.into(), ..Following::default() };
        let all = [
            feed("https://a.example/1"),
            feed("https://b.example/1"),
            feed("https://a.example/2"),
            feed("/tmp/x.xml"),
        ];
        let counts: Vec<usize> = by_host(&all).iter().map(Vec::len).collect();
        assert_eq!(counts, [1, 2, 1]);
    }
}
