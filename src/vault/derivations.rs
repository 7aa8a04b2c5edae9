//! The gate before Argon2: at most two derivations at once (128 MiB), a short queue behind it, and a plain
//! refusal beyond that, so that sign-in attempts cannot exhaust memory or processors.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::error::VaultError;

#[derive(Default)]
struct State {
    running: usize,
    waiting: usize,
}

/// The gate; clones share it. One per process.
#[derive(Clone)]
pub struct Derivations {
    shared: Arc<(Mutex<State>, Condvar)>,
    at_once: usize,
    queue: usize,
}

/// The right to run one Argon2 derivation; given back when dropped.
pub struct Permit {
    gate: Derivations,
}

impl Default for Derivations {
    /// Two at once, sixteen waiting.
    fn default() -> Self {
        Self::new(2, 16)
    }
}

impl Derivations {
    /// A gate that lets `at_once` (at least one) derivations run while `queue` callers wait.
    pub fn new(at_once: usize, queue: usize) -> Self {
        Self {
            shared: Arc::default(),
            at_once: at_once.max(1),
            queue,
        }
    }

    /// Waits for a permit (so call it where blocking is allowed); `Busy` at once when the queue is full.
    pub fn enter(&self) -> Result<Permit, VaultError> {
        let (state, freed) = &*self.shared;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.running >= self.at_once {
            if state.waiting >= self.queue {
                return Err(VaultError::Busy);
            }
            state.waiting += 1;
            while state.running >= self.at_once {
                state = freed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            state.waiting -= 1;
        }
        state.running += 1;
        Ok(Permit { gate: self.clone() })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let (state, freed) = &*self.gate.shared;
        state.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        freed.notify_one();
    }
}

#[cfg(test)]
impl Derivations {
    /// How many callers wait at this moment.
    pub(super) fn waiting(&self) -> usize {
        self.shared.0.lock().unwrap().waiting
    }
}
