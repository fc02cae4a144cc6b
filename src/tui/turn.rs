//! Whose turn it is at the terminal: while a command of the shell has it, the thread that waits for keys must not take
//! them away from it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use signal_hook::consts::SIGWINCH;

/// Where the thread that waits for keys is. One terminal, one of these.
static TURN: Turn =
    Turn { state: Mutex::new(State { lent: false, waiting: false }), changed: Condvar::new() };

struct Turn {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    lent: bool,
    /// Whether the thread has seen that, and does not read.
    waiting: bool,
}

/// The terminal is someone else's until this is dropped.
pub struct Lent;

/// Takes the terminal from the thread that waits for keys: a signal that the window may have another size wakes it up.
pub fn lend() -> Lent {
    let mut state = lock();
    state.lent = true;
    if signal_hook::low_level::raise(SIGWINCH).is_ok() {
        while !state.waiting {
            state = TURN.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
    Lent
}

impl Drop for Lent {
    fn drop(&mut self) {
        lock().lent = false;
        TURN.changed.notify_all();
    }
}

pub fn is_lent() -> bool {
    lock().lent
}

/// Waits until keys are the reader's.
pub fn wait() {
    let mut state = lock();
    while state.lent {
        state.waiting = true;
        TURN.changed.notify_all();
        state = TURN.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
    state.waiting = false;
}

fn lock() -> MutexGuard<'static, State> {
    TURN.state.lock().unwrap_or_else(PoisonError::into_inner)
}
