//! Feeder: the articles of many sources, in order. Sources are loaded on other threads, some at a time ahead of
//! who takes their articles: files on a few cores, pages of the web host by host; one that stands still is given up, so
//! that a single page cannot hold up a batch.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, SyncSender};
use std::time::{Duration, Instant};

use super::loaders::{Load, Loaders};
use crate::article::Article;
use crate::load::fetch::{Web, place};
use crate::load::{self, Error, Source};

/// What comes out of a source: an article under its name, or why it cannot be read.
pub type Read = (String, Result<Article, Error>);

/// Articles of a source, and sources where none is of the web, that are loaded ahead.
const AHEAD: usize = 32;

/// Files, and hosts of the web, that are loaded at a time.
const FILES: usize = 2;
const HOSTS: usize = 16;

/// Sources that are looked at for one whose host is free.
const WINDOW: usize = 256;

/// Between two calls that say that nothing came.
const TICK: Duration = Duration::from_millis(200);

/// Between two looks whether a host is free, while nothing comes.
const GLANCE: Duration = Duration::from_millis(20);

/// How long an article of a file may take, and one of the web with its rests and redirects.
const FILE: Duration = Duration::from_secs(60);
const PAGE: Duration = Duration::from_secs(600);

/// Hands what comes out of the sources to `take`, which says whether to go on; from time to time `None` where nothing
/// comes.
pub fn feed(sources: &[Source], web: Option<&Arc<Web>>, take: &mut dyn FnMut(Option<Read>) -> bool) {
    let rest = Box::new(sources.iter().flat_map(parts));
    let mut queue = Queue { rest, slots: VecDeque::new(), web, loaders: Loaders::new() };
    queue.start();
    while queue.drain(take) {}
}

/// Each file of a folder has its own time.
fn parts(source: &Source) -> Vec<Slot> {
    let parts = match source {
        Source::Path(path) if path.is_dir() => load::files(path),
        source => Ok(vec![source.clone()]),
    };
    match parts {
        Ok(parts) => parts.into_iter().map(Slot::Waiting).collect(),
        Err(error) => vec![Slot::Failed((source.name(), error))],
    }
}

/// Sources in order: the first is drained, the next ones are loaded meanwhile.
struct Queue<'a> {
    rest: Box<dyn Iterator<Item = Slot> + 'a>,
    slots: VecDeque<Slot>,
    web: Option<&'a Arc<Web>>,
    loaders: Loaders<Read>,
}

enum Slot {
    Waiting(Source),
    Loading(Loading),
    Failed((String, Error)),
}

struct Loading {
    name: String,
    /// The host, of a page of the web.
    host: Option<String>,
    patience: Option<Duration>,
    load: Load<Read>,
}

/// What is loading.
#[derive(Default)]
struct Busy {
    files: usize,
    hosts: Vec<String>,
}

impl Busy {
    fn add(&mut self, slot: &Slot) {
        match slot.running() {
            Some(Loading { host: Some(host), .. }) => self.hosts.push(host.clone()),
            Some(_) => self.files += 1,
            None => {}
        }
    }

    fn has_room(&self, source: &Source) -> bool {
        match host(source) {
            None => self.files < FILES,
            Some(host) => self.hosts.len() < HOSTS && !self.hosts.contains(&host),
        }
    }
}

impl Queue<'_> {
    /// Starts what may start. The first source always may: who waits for it waits for nothing else.
    fn start(&mut self) {
        let window = if self.web.is_some() { WINDOW } else { AHEAD };
        let room = window.saturating_sub(self.slots.len());
        self.slots.extend(self.rest.by_ref().take(room));
        let mut busy = self.busy();
        for i in 0..self.slots.len() {
            if let Slot::Waiting(source) = &self.slots[i]
                && (i == 0 || busy.has_room(source))
            {
                self.slots[i] = self.begin(source.clone());
                busy.add(&self.slots[i]);
            }
        }
    }

    fn begin(&self, source: Source) -> Slot {
        let (name, host, patience) = (source.name(), host(&source), patience(&source));
        let web = self.web.cloned();
        match self.loaders.begin(AHEAD, move |out| load_all(&source, web.as_ref(), out)) {
            Ok(load) => Slot::Loading(Loading { name, host, patience, load }),
            Err(why) => Slot::Failed((name.clone(), Error::Unreadable(name, why))),
        }
    }

    fn busy(&self) -> Busy {
        let mut busy = Busy::default();
        self.slots.iter().for_each(|slot| busy.add(slot));
        busy
    }

    /// Hands over what comes out of the first source; `false` at the end.
    fn drain(&mut self, take: &mut dyn FnMut(Option<Read>) -> bool) -> bool {
        let mut since = Instant::now();
        let mut told = since;
        loop {
            self.start();
            let ended = match self.slots.front() {
                None => return false,
                Some(Slot::Waiting(_)) => None,
                Some(Slot::Failed(_)) => Some(None),
                Some(Slot::Loading(loading)) => match loading.load.receiver.recv_timeout(GLANCE) {
                    Ok(read) => {
                        since = Instant::now();
                        if !take(Some(read)) {
                            return false;
                        }
                        None
                    }
                    Err(RecvTimeoutError::Disconnected) => Some(None),
                    Err(RecvTimeoutError::Timeout) => loading.stuck(since.elapsed()).map(Some),
                },
            };
            if let Some(stuck) = ended {
                return self.end(stuck, take);
            }
            if since.elapsed() >= TICK && told.elapsed() >= TICK {
                told = Instant::now();
                if !take(None) {
                    return false;
                }
            }
        }
    }

    /// Lets go of the first source, and says why where it did not come to its end.
    fn end(&mut self, stuck: Option<Error>, take: &mut dyn FnMut(Option<Read>) -> bool) -> bool {
        let failure = match self.slots.pop_front() {
            Some(Slot::Failed(failure)) => Some(failure),
            Some(Slot::Loading(loading)) => loading.failure(stuck),
            _ => None,
        };
        failure.is_none_or(|(name, error)| take(Some((name, Err(error)))))
    }
}

impl Slot {
    fn running(&self) -> Option<&Loading> {
        match self {
            Slot::Loading(loading) if loading.load.is_running() => Some(loading),
            _ => None,
        }
    }
}

impl Loading {
    /// The failure of one that stands still for longer than it may.
    fn stuck(&self, time: Duration) -> Option<Error> {
        let stuck = self.patience.is_some_and(|most| time > most);
        stuck.then(|| Error::Stuck(self.name.clone(), time.as_secs()))
    }

    fn failure(self, stuck: Option<Error>) -> Option<(String, Error)> {
        match stuck {
            Some(error) => Some((self.name, error)),
            None if self.load.has_failed() => Some((self.name.clone(), Error::Failed(self.name))),
            None => None,
        }
    }
}

/// Where a page of the web is; a server answers one at a time.
fn host(source: &Source) -> Option<String> {
    let Source::Web(page) = source else { return None };
    Some(place(&page.address))
}

fn load_all(source: &Source, web: Option<&Arc<Web>>, sender: &SyncSender<Read>) {
    load::stream_with(source, web, &mut |name, article| sender.send((name, article)).is_ok());
}

/// How long to wait for the next article; whoever feeds a pipe may take as long as they like.
fn patience(source: &Source) -> Option<Duration> {
    match source {
        Source::Web(_) => Some(PAGE),
        Source::Stdin => None,
        Source::Path(path) if !is_file(path) => None,
        _ => Some(FILE),
    }
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| about.is_file())
}

#[cfg(test)]
mod tests {
    use super::super::loaders::tests::stuck;
    use super::*;

    fn names(sources: &[Source], most: usize) -> Vec<String> {
        let mut names = Vec::new();
        feed(sources, None, &mut |read| {
            if let Some((name, article)) = read {
                names.push(format!("{name}{}", if article.is_ok() { "" } else { "!" }));
            }
            names.len() < most
        });
        names
    }

    #[test]
    fn sources_come_in_order_until_enough() {
        let records: String =
            (0..200).map(|i| format!("{{\"id\": {i}, \"text\": \"It stands.\"}}\n")).collect();
        let memory =
            |name: &str, text: &str| Source::Memory { name: name.into(), bytes: text.as_bytes().into() };
        let sources = [memory("a", "It stands."), memory("b", " "), memory("c.jsonl", &records)];
        let all = names(&sources, usize::MAX);
        assert_eq!((all.len(), &all[..3]), (202, &["a".to_string(), "b!".to_string(), "0".to_string()][..]));
        assert_eq!(all[201], "199");
        assert_eq!(names(&sources, 5).len(), 5);
    }

    #[test]
    fn a_source_that_stands_still_is_given_up() {
        let (sender, load) = stuck();
        let (name, patience) = ("x.html".to_string(), Some(Duration::ZERO));
        let stuck = Slot::Loading(Loading { name, host: None, patience, load });
        let next = Slot::Waiting(Source::Memory { name: "a".into(), bytes: b"It stands.".as_slice().into() });
        let rest = Box::new([next].into_iter());
        let mut queue = Queue { rest, slots: [stuck].into(), web: None, loaders: Loaders::new() };
        let mut said = Vec::new();
        while queue.drain(&mut |read| {
            said.extend(read.map(|(name, article)| article.map_or_else(|e| e.to_string(), |_| name)));
            true
        }) {}
        drop(sender);
        assert!(said.len() == 2 && said[0].starts_with("x.html: took more than"), "{said:?}");
        assert_eq!(said[1], "a");
    }
}
