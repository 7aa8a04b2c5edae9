//! The door to the database: one writer, a few readers, bounded queues.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use tokio::sync::oneshot;

use super::behalf::Behalf;
use super::checkpointer::{self, Checkpoints};
use super::conn::{Conn, Purpose};
use super::error::StoreError;
use super::job::{Job, Message, job};
use super::lane::Lane;
use super::target::{Engine, Target};
use super::{reader, writer};

/// How the store behaves under load.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How many writes may wait; one more is answered [`StoreError::Busy`].
    pub waiting_writes: usize,
    /// How many reads may wait.
    pub waiting_reads: usize,
    /// How many threads read, each on its own connection; at least one.
    pub readers: usize,
    /// How long to wait for a lock that another process holds.
    pub patience: Duration,
    /// After how long without a write the write-ahead log of SQLite is emptied.
    pub quiet: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            waiting_writes: 1024,
            waiting_reads: 1024,
            readers: 4,
            patience: Duration::from_secs(5),
            quiet: Duration::from_secs(20),
        }
    }
}

/// The database. Cloning it is cheap and gives the same database; it closes with its last clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    writes: Sender<Message>,
    reads: Sender<Message>,
    readers: usize,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Db {
    /// Opens the database, makes it if it is an SQLite file that does not exist (its folder must), and brings
    /// it to the newest version. Blocks until that is done.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::Busy`], or [`StoreError::Version`] for a database of a newer
    /// program.
    pub fn open(target: &Target, settings: &Settings) -> Result<Self, StoreError> {
        let (writes, write_queue) = bounded(settings.waiting_writes.max(1));
        let (reads, read_queue) = bounded(settings.waiting_reads.max(1));
        let lane = |purpose| Lane::new(target.clone(), purpose, settings.patience);
        let readers = settings.readers.max(1);
        let (checkpoints, orders) = match target.engine() {
            Engine::Sqlite => {
                let (ends, orders) = Checkpoints::new();
                (ends, Some(orders))
            }
            Engine::Postgres => (Checkpoints::by_nobody(), None),
        };
        let mut threads = vec![start_writer(
            lane(Purpose::Write),
            write_queue,
            settings.quiet,
            checkpoints,
        )?];
        if let Some(orders) = orders {
            let lane = lane(Purpose::Read);
            let thread = Builder::new().name("store-checkpointer".into());
            let thread = thread.spawn(move || checkpointer::run(lane, &orders));
            threads.push(thread.map_err(|_| StoreError::Unavailable)?);
        }
        for _ in 0..readers {
            let queue = read_queue.clone();
            let lane = lane(Purpose::Read);
            let thread = Builder::new().name("store-reader".into());
            threads.push(
                thread
                    .spawn(move || reader::run(lane, &queue))
                    .map_err(|_| StoreError::Unavailable)?,
            );
        }
        Ok(Self(Arc::new(Inner {
            engine: target.engine(),
            writes,
            reads,
            readers,
            threads: Mutex::new(threads),
        })))
    }

    /// The engine behind it.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Runs `work` in a transaction and answers once it is durable.
    ///
    /// Everything `work` wrote is undone if it returns an error or panics; other jobs of the same commit are
    /// not touched. The job runs even if nobody waits for its answer any more. It must not wait for another
    /// job of this store. Inside [`super::on_behalf_of`] nothing is written for a session that is over by then.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError::Busy`] when the queue is full; [`StoreError::Unavailable`] when the
    /// commit failed; [`StoreError::Ended`] when the session that asks has ended.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let asker = Behalf::present();
        let (job, answer) = job(move |c: &mut Conn| {
            if let Some(asker) = asker {
                asker.check(c)?;
            }
            work(c)
        });
        send(&self.0.writes, job)?;
        wait(answer).await
    }

    /// Runs `work` against one unchanging state of the database. The engine refuses writes.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError::Busy`] when the queue is full.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        send(&self.0.reads, job)?;
        wait(answer).await
    }

    /// Leaves as little as the engine can of what was deleted: SQLite overwrites deleted rows and empties its log of
    /// changes, PostgreSQL makes their place free. Backups, copies and PostgreSQL's own log are another matter.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the queue is full or a reader still needs what was deleted.
    pub async fn forget_deleted(&self) -> Result<(), StoreError> {
        let (asker, answer) = oneshot::channel();
        self.0
            .writes
            .try_send(Message::Tidy(asker))
            .map_err(|error| match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Unavailable,
            })?;
        wait(answer).await
    }

    /// [`Db::write`] for commands and tests; never call it from asynchronous code.
    ///
    /// # Errors
    /// Those of [`Db::write`].
    pub fn write_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        send(&self.0.writes, job)?;
        answer.blocking_recv().unwrap_or_else(|_| gone())
    }

    /// [`Db::read`] for commands and tests; never call it from asynchronous code.
    ///
    /// # Errors
    /// Those of [`Db::read`].
    pub fn read_blocking<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (job, answer) = job(work);
        send(&self.0.reads, job)?;
        answer.blocking_recv().unwrap_or_else(|_| gone())
    }

    /// Finishes what has been accepted and ends the threads. Later requests are refused.
    pub fn close(&self) {
        self.0.close();
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.0.engine)
    }
}

impl Inner {
    fn close(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        if threads.is_empty() {
            return;
        }
        // A thread that has already ended does not listen; that is what is wanted.
        for _ in 0..self.readers {
            drop(self.reads.send(Message::Stop));
        }
        drop(self.writes.send(Message::Stop));
        let here = std::thread::current().id();
        // The last clone may die inside a job; a thread cannot wait for itself.
        for thread in threads
            .into_iter()
            .rev()
            .filter(|thread| thread.thread().id() != here)
        {
            drop(thread.join());
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

fn start_writer(
    mut lane: Lane,
    queue: Receiver<Message>,
    quiet: Duration,
    checkpoints: Checkpoints,
) -> Result<JoinHandle<()>, StoreError> {
    let (ready, started) = bounded(1);
    let thread = Builder::new()
        .name("store-writer".into())
        .spawn(move || {
            let found = lane.found();
            let good = found.is_ok();
            if ready.send(found).is_ok() && good {
                writer::run(lane, &queue, quiet, checkpoints);
            }
        })
        .map_err(|_| StoreError::Unavailable)?;
    started.recv().unwrap_or(Err(StoreError::Unavailable))?;
    Ok(thread)
}

fn send<E: From<StoreError>>(queue: &Sender<Message>, job: Box<dyn Job>) -> Result<(), E> {
    queue.try_send(Message::Job(job)).map_err(|error| {
        E::from(match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Unavailable,
        })
    })
}

async fn wait<T, E: From<StoreError>>(answer: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    answer.await.unwrap_or_else(|_| gone())
}

fn gone<T, E: From<StoreError>>() -> Result<T, E> {
    Err(E::from(StoreError::Unavailable))
}
