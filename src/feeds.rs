//! Feeds that the user follows: asking them what is new, many hosts at a time, and their lists out of the library.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::library::{Error, Feed, FeedItem, Library, Sketched};
use crate::load::feed;
use crate::load::fetch::cache::now;
use crate::load::fetch::{Web, place};
use crate::load::{Item, Source};
use crate::query::near::{Seen, Sketch};

/// Hosts that are asked at a time.
const HOSTS: usize = 8;

/// Between two feeds of a host.
pub const REST: Duration = Duration::from_secs(1);

/// What a feed answered.
pub struct News {
    pub address: String,
    pub result: Result<feed::Feed, String>,
}

/// Asks the feeds at these addresses; each answer goes to `take` as it comes. A host is asked for one at a time, with a
/// `rest` between two; once `stop` is set, no other is asked.
pub fn refresh(
    addresses: Vec<String>,
    web: &Arc<Web>,
    rest: Duration,
    stop: &AtomicBool,
    take: &mut dyn FnMut(News),
) {
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(place(&address)).or_default().push(address);
    }
    let count = hosts.len().min(HOSTS);
    let hosts: Mutex<VecDeque<Vec<String>>> = Mutex::new(hosts.into_values().collect());
    let (sender, answers) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..count {
            let (sender, hosts) = (sender.clone(), &hosts);
            scope.spawn(move || ask_hosts(hosts, web, rest, stop, &sender));
        }
        drop(sender);
        answers.into_iter().for_each(take);
    });
}

fn ask_hosts(
    hosts: &Mutex<VecDeque<Vec<String>>>,
    web: &Arc<Web>,
    rest: Duration,
    stop: &AtomicBool,
    sender: &Sender<News>,
) {
    let next = || hosts.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(feeds) = next() {
        for (nth, address) in feeds.into_iter().enumerate() {
            if nth > 0 {
                thread::sleep(rest);
            }
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let result = feed::fetch(&web.page(&address)).map_err(|error| error.to_string());
            if sender.send(News { address, result }).is_err() {
                return;
            }
        }
    }
}

/// Keeps what a feed answered; says how many of its items are new.
pub fn keep(library: &mut Library, news: &News) -> Result<usize, Error> {
    let feed = match &news.result {
        Ok(feed) => feed,
        Err(why) => return library.keep_trouble(&news.address, why).map(|()| 0),
    };
    let others = Others::new(library.feed_sketches(&news.address)?);
    let texts = feed.texts.iter().map(String::as_str).chain(std::iter::repeat(""));
    let items: Vec<FeedItem> =
        feed.items.iter().zip(texts).filter_map(|(item, text)| kept(item, text, &others)).collect();
    let before = library.feed_items(&news.address)?.unwrap_or_default();
    let known: HashSet<&str> = before.iter().map(|item| item.name.as_str()).collect();
    // What another feed shows already is not news.
    let is_new = |item: &&FeedItem| item.same.is_none() && !known.contains(item.name.as_str());
    let new = items.iter().filter(is_new).count();
    library.keep_feed(&news.address, feed.title.as_deref(), &items, now())?;
    Ok(new)
}

/// The items of other feeds, to tell a story that is known already.
struct Others {
    names: HashSet<String>,
    seen: Seen,
}

impl Others {
    fn new(all: Vec<Sketched>) -> Others {
        let mut seen = Seen::new(all.len() + 1);
        for (name, bytes) in &all {
            if let Some(sketch) = bytes.as_deref().and_then(Sketch::from_bytes) {
                seen.first(name, sketch);
            }
        }
        Others { names: all.into_iter().map(|(name, _)| name).collect(), seen }
    }

    /// The item that tells the same: the same page, or nearly the same words.
    fn same(&self, name: &str, sketch: Option<&Sketch>) -> Option<String> {
        let page = self.names.get(name).cloned();
        page.or_else(|| self.seen.known(sketch?).map(String::from))
    }
}

fn kept(item: &Item, text: &str, others: &Others) -> Option<FeedItem> {
    let record = match &item.source {
        Source::Web(_) => None,
        Source::Memory { bytes, .. } => Some(bytes.to_vec()),
        _ => return None,
    };
    let name = item.source.name();
    let sketch = Sketch::of(&format!("{} {text}", item.title));
    let same = others.same(&name, sketch.as_ref());
    let (title, detail) = (item.title.clone(), item.detail.clone());
    let sketch = sketch.map(|sketch| sketch.bytes());
    Some(FeedItem { name, title, detail, record, sketch, same, also: None })
}

/// What goes by the address of a feed and holds what is new in all of them.
pub const ALL: &str = "feeds:new";

/// What that list is called.
pub const NEW: &str = "Everything new in your feeds";

/// Items of the list of what is new.
const NEWS: usize = 1000;

/// The feeds that are followed, a row each; before them one for what is new in all of them.
pub fn rows(library: &Library, web: &Arc<Web>) -> Result<Vec<Item>, Error> {
    let feeds = library.feeds()?;
    let unread: usize = feeds.iter().map(|feed| feed.unread).sum();
    let all = (feeds.len() > 1).then(|| Item {
        title: NEW.to_string(),
        detail: format!("{unread} unread"),
        source: Source::Feed(web.page(ALL)),
    });
    Ok(all.into_iter().chain(feeds.iter().map(|feed| row(feed, web))).collect())
}

fn row(feed: &Feed, web: &Arc<Web>) -> Item {
    let state = match (&feed.trouble, feed.checked) {
        (Some(_), _) => format!("{}, did not answer", counts(feed)),
        (None, None) => "feed, not asked yet".to_string(),
        (None, Some(_)) => counts(feed),
    };
    let detail: Vec<String> = feed.folder.iter().cloned().chain([state]).collect();
    let source = Source::Feed(web.page(&feed.address));
    Item { title: feed.name().to_string(), detail: detail.join(" · "), source }
}

/// "feed, 3 unread of 40".
pub fn counts(feed: &Feed) -> String {
    format!("feed, {} unread of {}", feed.unread, feed.all)
}

/// The items of a feed that is followed, or of all, out of the library; `None` where it was not asked yet.
pub fn items(library: &Library, address: &str, web: &Arc<Web>) -> Result<Option<Vec<Item>>, Error> {
    if address == ALL {
        let news = library.feed_news(NEWS)?.into_iter();
        return Ok(Some(news.map(|(address, feed, kept)| item(kept, Some(feed), &address, web)).collect()));
    }
    let items = library.feed_items(address)?;
    Ok(items.map(|items| items.into_iter().map(|kept| item(kept, None, address, web)).collect()))
}

fn item(kept: FeedItem, feed: Option<String>, address: &str, web: &Arc<Web>) -> Item {
    let source = match kept.record {
        Some(bytes) => Source::Memory { name: kept.name, bytes: bytes.into() },
        None => Source::Web(web.page(address).linked(&kept.name)),
    };
    let also = kept.also.map(|feeds| format!("also in {feeds}"));
    let detail = [feed, Some(kept.detail), also].into_iter().flatten().filter(|part| !part.is_empty());
    Item { title: kept.title, detail: detail.collect::<Vec<_>>().join(" · "), source }
}

/// The items of a feed that are neither read nor in the library yet.
pub fn unread(library: &Library, address: &str, web: &Arc<Web>) -> Result<Vec<Item>, Error> {
    let items = items(library, address, web)?.unwrap_or_default();
    let names = library.feed_unread(address)?;
    Ok(items.into_iter().filter(|item| names.contains(&item.source.name())).collect())
}
