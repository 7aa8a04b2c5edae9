//! A piece of work for the database, and the promise of its answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::conn::Conn;
use super::error::StoreError;

/// What a lane (the writer or a reader) is sent.
pub(super) enum Message {
    /// Work to do.
    Job(Box<dyn Job>),
    /// Outside of any transaction: leave nothing behind of what was deleted.
    Tidy(oneshot::Sender<Result<(), StoreError>>),
    /// No more work: finish what came before and end.
    Stop,
}

/// Work whose result waits until its transaction has ended.
pub(super) trait Job: Send {
    /// Does the work; true if it may be kept.
    fn run(&mut self, conn: &mut Conn) -> bool;

    /// Replaces the result by an error.
    fn fail(&mut self, error: StoreError);

    /// Sends the result to whoever asked. They may have gone away; the work was done all the same.
    fn answer(self: Box<Self>);
}

struct Task<F, T, E> {
    work: Option<F>,
    result: Result<T, E>,
    asker: oneshot::Sender<Result<T, E>>,
}

/// Makes a job of a closure; its answer arrives at the receiver.
pub(super) fn job<T, E, F>(work: F) -> (Box<dyn Job>, oneshot::Receiver<Result<T, E>>)
where
    F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (asker, answer) = oneshot::channel();
    let task = Task {
        work: Some(work),
        result: Err(E::from(StoreError::Unavailable)),
        asker,
    };
    (Box::new(task), answer)
}

impl<F, T, E> Job for Task<F, T, E>
where
    F: FnOnce(&mut Conn) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, conn: &mut Conn) -> bool {
        if let Some(work) = self.work.take() {
            self.result = catch_unwind(AssertUnwindSafe(|| work(conn)))
                .unwrap_or_else(|_| Err(E::from(StoreError::Query("panic"))));
        }
        self.result.is_ok()
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Err(E::from(error));
    }

    fn answer(self: Box<Self>) {
        drop(self.asker.send(self.result));
    }
}
