//! Loaders: threads that load sources, each one after the other. Articles are short: a thread of its own for each file takes
//! as long as a tenth of all the work on it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, thread};

/// Deep enough for any parser, in bytes.
const STACK: usize = 8 << 20;

/// Threads that wait for work. Those at work come back to them, and end with them.
pub struct Loaders<T> {
    idle: Arc<Mutex<Vec<Loader<T>>>>,
}

/// Where a thread is told what to do.
type Loader<T> = Sender<Job<T>>;

/// What sends all that comes out of a source.
type Work<T> = Box<dyn FnOnce(&SyncSender<T>) + Send>;

/// What a thread is told to do.
struct Job<T> {
    load: Work<T>,
    out: SyncSender<T>,
    state: Arc<AtomicU8>,
    /// The thread itself, for when it is idle again.
    loader: Loader<T>,
}

/// What is being loaded: things come out of it one by one.
pub struct Load<T> {
    pub receiver: Receiver<T>,
    state: Arc<AtomicU8>,
}

const RUNNING: u8 = 0;
const DONE: u8 = 1;
const FAILED: u8 = 2;

impl<T> Load<T> {
    /// What comes out of that end of a channel, and what tells how the load is going.
    fn new(receiver: Receiver<T>) -> Load<T> {
        Load { receiver, state: Arc::new(AtomicU8::new(RUNNING)) }
    }

    pub fn is_running(&self) -> bool {
        self.state.load(Ordering::Acquire) == RUNNING
    }

    /// Whether it broke off: known once nothing more comes out.
    pub fn has_failed(&self) -> bool {
        self.state.load(Ordering::Acquire) == FAILED
    }
}

impl<T: Send + 'static> Loaders<T> {
    pub fn new() -> Loaders<T> {
        Loaders { idle: Arc::default() }
    }

    /// Has a thread run `load`, which may send up to `ahead` things that nobody has taken yet.
    ///
    /// # Errors
    /// Where none is idle and the system has no more.
    pub fn begin(
        &self,
        ahead: usize,
        load: impl FnOnce(&SyncSender<T>) + Send + 'static,
    ) -> io::Result<Load<T>> {
        let idle = lock(&self.idle).pop();
        let loader = idle.map_or_else(|| self.loader(), Ok)?;
        let (out, receiver) = mpsc::sync_channel(ahead);
        let begun = Load::new(receiver);
        let job = Job { load: Box::new(load), out, state: begun.state.clone(), loader: loader.clone() };
        loader.send(job).map_err(|_| io::Error::other("the thread that loads is gone"))?;
        Ok(begun)
    }

    fn loader(&self) -> io::Result<Loader<T>> {
        let (loader, jobs) = mpsc::channel::<Job<T>>();
        let idle = Arc::downgrade(&self.idle);
        thread::Builder::new().stack_size(STACK).spawn(move || {
            for job in jobs {
                let Job { load, out, state, loader } = job;
                let whole = catch_unwind(AssertUnwindSafe(|| load(&out))).is_ok();
                state.store(if whole { DONE } else { FAILED }, Ordering::Release);
                if let Some(idle) = idle.upgrade() {
                    lock(&idle).push(loader);
                }
            }
        })?;
        Ok(loader)
    }
}

fn lock<T>(idle: &Mutex<Vec<T>>) -> std::sync::MutexGuard<'_, Vec<T>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A load of which nothing comes until the sender is let go of.
    pub fn stuck<T>() -> (SyncSender<T>, Load<T>) {
        let (sender, receiver) = mpsc::sync_channel(1);
        (sender, Load::new(receiver))
    }

    fn all<T>(load: &Load<T>) -> Vec<T> {
        load.receiver.iter().collect()
    }

    #[test]
    fn a_thread_that_is_done_takes_the_next_load() {
        let loaders = Loaders::new();
        let mut threads = std::collections::HashSet::new();
        for _ in 0..20 {
            let load =
                loaders.begin(1, |out| out.send(thread::current().id()).expect("taken")).expect("begun");
            threads.extend(all(&load));
            assert!(!load.is_running() && !load.has_failed());
        }
        assert!(threads.len() <= 2, "{threads:?}");
    }

    #[test]
    fn a_load_that_breaks_off_says_so_and_its_thread_goes_on() {
        let loaders: Loaders<u8> = Loaders::new();
        let broken = loaders.begin(4, |out| {
            out.send(1).expect("taken");
            panic!("on purpose");
        });
        let broken = broken.expect("begun");
        assert_eq!((all(&broken), broken.has_failed()), (vec![1], true));
        let next = loaders.begin(4, |out| out.send(2).expect("taken")).expect("begun");
        assert_eq!((all(&next), next.has_failed()), (vec![2], false));
    }

    #[test]
    fn a_load_that_stands_still_holds_up_no_other() {
        let loaders: Loaders<u8> = Loaders::new();
        let (go, wait) = mpsc::channel::<()>();
        let still = loaders.begin(1, move |_| assert!(wait.recv().is_err())).expect("begun");
        let next = loaders.begin(1, |out| out.send(2).expect("taken")).expect("begun");
        assert_eq!((all(&next), still.is_running()), (vec![2], true));
        drop(go);
        assert!(all(&still).is_empty());
    }
}
