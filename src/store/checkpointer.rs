//! The thread that moves what the write-ahead log of SQLite holds into the database file while the writer goes on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::lane::Lane;

/// After so many jobs of the writer there is enough in the log to be worth moving: about 3 MiB of filed reports. More at a
/// time keeps the disk busy for longer, and whoever files meanwhile waits for it.
const JOBS: usize = 32;

/// How the writer asks for a checkpoint, and how the two keep out of each other's way.
pub(super) struct Checkpoints {
    wake: Option<Sender<()>>,
    turn: Arc<Mutex<()>>,
    jobs: usize,
}

/// The thread's end of it.
pub(super) struct Orders {
    wake: Receiver<()>,
    turn: Arc<Mutex<()>>,
}

impl Checkpoints {
    /// Nobody is asked: the engine looks after its log itself.
    pub(super) fn by_nobody() -> Self {
        Self {
            wake: None,
            turn: Arc::default(),
            jobs: 0,
        }
    }

    /// Both ends.
    pub(super) fn new() -> (Self, Orders) {
        // One order that waits is enough: it covers everything written until it is taken.
        let (sender, wake) = bounded(1);
        let turn = Arc::<Mutex<()>>::default();
        let writer = Self {
            wake: Some(sender),
            turn: Arc::clone(&turn),
            jobs: 0,
        };
        (writer, Orders { wake, turn })
    }

    /// So many jobs have been committed.
    pub(super) fn committed(&mut self, jobs: usize) {
        self.jobs = self.jobs.saturating_add(jobs);
        if self.jobs < JOBS {
            return;
        }
        self.jobs = 0;
        if let Some(wake) = &self.wake {
            // A full channel means that the thread has its order already.
            let _ = wake.try_send(());
        }
    }

    /// While it is held no checkpoint runs: SQLite refuses a second one instead of waiting for the first.
    pub(super) fn alone(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works until the writer has gone.
pub(super) fn run(mut lane: Lane, orders: &Orders) {
    while orders.wake.recv().is_ok() {
        let turn = orders.turn.lock().unwrap_or_else(PoisonError::into_inner);
        // What could not be moved now stays in the log, where it is as durable, until the next time.
        let moved = lane.outside().is_ok_and(|conn| conn.move_log().is_ok());
        drop(turn);
        if !moved {
            lane.drop_connection();
        }
    }
}
