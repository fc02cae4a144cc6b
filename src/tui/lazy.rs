//! Lazy: rules and word lists, made once they are asked for. A long article takes them for itself: what is done with is
//! gone before the next step needs room, and they are made anew for whoever reads next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::document::Pipeline;

pub struct Lazy {
    make: Box<dyn Fn() -> Pipeline + Send + Sync>,
    made: Mutex<Option<Arc<Pipeline>>>,
}

impl Lazy {
    pub fn new(make: impl Fn() -> Pipeline + Send + Sync + 'static) -> Lazy {
        Lazy { make: Box::new(make), made: Mutex::default() }
    }

    fn made(&self) -> MutexGuard<'_, Option<Arc<Pipeline>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes it, so that it is there when it is asked for.
    pub fn prepare(&self) {
        self.made().get_or_insert_with(|| Arc::new((self.make)()));
    }

    /// To be shared with those who read next.
    pub fn get(&self) -> Arc<Pipeline> {
        self.made().get_or_insert_with(|| Arc::new((self.make)())).clone()
    }

    /// For one alone; another one where it is in use.
    pub fn take(&self) -> Pipeline {
        let made = self.made().take();
        made.and_then(Arc::into_inner).unwrap_or_else(|| (self.make)())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn it_is_made_once_until_it_is_taken() {
        let times = Arc::new(AtomicUsize::new(0));
        let counted = times.clone();
        let lazy = Lazy::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            Pipeline::bundled()
        });
        lazy.prepare();
        let held = lazy.get();
        assert!(Arc::ptr_eq(&held, &lazy.get()));
        drop(held);
        lazy.take();
        assert_eq!(times.load(Ordering::Relaxed), 1);
        let held = lazy.get();
        lazy.take();
        drop(held);
        assert_eq!(times.load(Ordering::Relaxed), 3);
    }
}
