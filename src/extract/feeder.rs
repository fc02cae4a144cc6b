//! Feeder: the articles of many sources, one after another. Each source is loaded on a thread of its own, ahead of who
//! takes its articles; one that stands still is given up, so that a single page cannot hold up a batch.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::article::Article;
use crate::load::fetch::Web;
use crate::load::{self, Error, Source};

/// What comes out of a source: an article under its name, or why it cannot be read.
pub type Read = (String, Result<Article, Error>);

/// Articles that are loaded ahead.
const AHEAD: usize = 32;

/// Between two calls that say that nothing came.
const TICK: Duration = Duration::from_millis(200);

/// How long an article of a file may take, and one of the web with its rests and redirects.
const FILE: Duration = Duration::from_secs(60);
const PAGE: Duration = Duration::from_secs(600);

/// Deep enough for any parser, in bytes.
const STACK: usize = 8 << 20;

/// Hands what comes out of the sources to `take`, which says whether to go on; from time to time `None` where nothing
/// comes.
pub fn feed(sources: &[Source], web: Option<&Arc<Web>>, take: &mut dyn FnMut(Option<Read>) -> bool) {
    for source in sources {
        let parts = match source {
            // Each file of a folder has its own time.
            Source::Path(path) if path.is_dir() => load::files(path),
            source => Ok(vec![source.clone()]),
        };
        let more = match parts {
            Ok(parts) => parts.into_iter().all(|part| one(part, web, take)),
            Err(error) => take(Some((source.name(), Err(error)))),
        };
        if !more {
            return;
        }
    }
}

fn one(source: Source, web: Option<&Arc<Web>>, take: &mut dyn FnMut(Option<Read>) -> bool) -> bool {
    let (name, patience) = (source.name(), patience(&source));
    let (sender, receiver) = mpsc::sync_channel(AHEAD);
    let web = web.cloned();
    let work = move || load_all(&source, web.as_ref(), &sender);
    match thread::Builder::new().stack_size(STACK).spawn(work) {
        Ok(thread) => drain(&name, &receiver, thread, patience, take),
        Err(why) => take(Some((name.clone(), Err(Error::Unreadable(name, why))))),
    }
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

fn drain(
    name: &str,
    receiver: &Receiver<Read>,
    thread: JoinHandle<()>,
    patience: Option<Duration>,
    take: &mut dyn FnMut(Option<Read>) -> bool,
) -> bool {
    let mut since = Instant::now();
    loop {
        let read = match receiver.recv_timeout(TICK) {
            Ok(read) => Some(read),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if patience.is_some_and(|most| since.elapsed() > most) => {
                let seconds = since.elapsed().as_secs();
                return take(Some((name.to_string(), Err(Error::Stuck(name.to_string(), seconds)))));
            }
            Err(RecvTimeoutError::Timeout) => None,
        };
        let came = read.is_some();
        if !take(read) {
            return false;
        }
        if came {
            since = Instant::now();
        }
    }
    match thread.join() {
        Ok(()) => true,
        Err(_) => take(Some((name.to_string(), Err(Error::Failed(name.to_string()))))),
    }
}

#[cfg(test)]
mod tests {
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
        let (sender, receiver) = mpsc::sync_channel::<Read>(1);
        let (go, wait) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let _ = wait.recv();
            drop(sender);
        });
        let mut said = Vec::new();
        let more = drain("x.html", &receiver, thread, Some(Duration::ZERO), &mut |read| {
            if let Some((_, Err(error))) = read {
                said.push(error.to_string());
            }
            true
        });
        drop(go);
        assert!(more && said.len() == 1 && said[0].starts_with("x.html: took more than"), "{said:?}");
    }
}
