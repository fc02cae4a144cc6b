//! Patience: waiting for what is being opened, telling how far it is, and what happens to a page that takes too long.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::article::Article;
use crate::load::progress::Progress;
use crate::load::{Loaded, Raw};

/// How long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Before anything is shown.
    pub silent: Duration,
    /// Between two looks at it.
    pub tick: Duration,
    /// With nothing more coming in, until a page is shown bare.
    pub most: Duration,
}

pub const USUAL: Patience = Patience {
    silent: Duration::from_millis(400),
    tick: Duration::from_millis(100),
    most: Duration::from_secs(20),
};

type Opened = (Loaded, Raw);

/// What is opened, or why not (no reason where whoever opens it is gone); `None` where nobody waits any more. `tell`
/// gets the tenths of a second since it began; `bare` makes the words of a page without its structure, where it is one.
pub fn wait(
    loaded: &Receiver<Result<Opened, String>>,
    progress: &Progress,
    patience: Patience,
    tell: &dyn Fn(u64),
    bare: &dyn Fn(&str) -> Option<Article>,
) -> Option<Result<Opened, Option<String>>> {
    let started = Instant::now();
    let (mut since, mut bytes, mut tried) = (started, 0, false);
    let mut next = patience.silent;
    loop {
        match loaded.recv_timeout(next) {
            Ok(result) => return Some(result.map_err(Some)),
            Err(RecvTimeoutError::Disconnected) => return Some(Err(None)),
            Err(RecvTimeoutError::Timeout) if progress.is_cancelled() => return None,
            Err(RecvTimeoutError::Timeout) => tell(started.elapsed().as_millis() as u64 / 100),
        }
        next = patience.tick;
        if progress.bytes() != bytes {
            (since, bytes) = (Instant::now(), progress.bytes());
        }
        if since.elapsed() >= patience.most && !tried {
            tried = true;
            let why = format!("reading it took more than {} seconds", patience.most.as_secs());
            if let Some(article) = bare(&why) {
                return Some(Ok((Loaded::Article(Box::new(article)), Raw::default())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::{Arc, mpsc};

    use super::*;
    use crate::load::{self, Source};

    const HASTY: Patience =
        Patience { silent: Duration::ZERO, tick: Duration::from_millis(1), most: Duration::ZERO };

    fn page(words: &str) -> Source {
        Source::Memory { name: "page.html".into(), bytes: words.as_bytes().into() }
    }

    #[test]
    fn a_page_that_takes_too_long_is_shown_bare() {
        let (_done, loaded) = mpsc::channel();
        let source = page("<title>The weir</title><body><p>It holds.<p>The keeper <b>said</b> so.");
        let told = Cell::new(0);
        let tell = |_| told.set(told.get() + 1);
        let result = wait(&loaded, &Progress::default(), HASTY, &tell, &|why| load::bare(&source, why));
        let Some(Ok((Loaded::Article(article), _))) = result else { panic!("no article") };
        assert_eq!(article.text, "It holds.\nThe keeper said so.");
        assert_eq!(article.meta.title.as_deref(), Some("The weir"));
        assert!(article.notes[0].0.contains("reading it took more than 0 seconds"), "{:?}", article.notes);
        assert!(told.get() > 0);
    }

    #[test]
    fn what_is_no_page_is_waited_for() {
        let (done, loaded) = mpsc::channel();
        let source = page("").watched(&Arc::default());
        let asked = Cell::new(0);
        let bare = |why: &str| {
            asked.set(asked.get() + 1);
            let _ = done.send(Err("late".to_string()));
            load::bare(&source, why)
        };
        let result = wait(&loaded, &Progress::default(), HASTY, &|_| {}, &bare);
        assert_eq!(result.unwrap().unwrap_err().as_deref(), Some("late"));
        assert_eq!(asked.get(), 1);
    }

    #[test]
    fn nobody_waits_for_what_is_cancelled() {
        let (_done, loaded) = mpsc::channel();
        let progress = Progress::default();
        progress.cancel();
        assert!(wait(&loaded, &progress, HASTY, &|_| {}, &|_| None).is_none());
    }
}
