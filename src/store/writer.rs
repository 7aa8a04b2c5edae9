//! The one thread that writes: jobs queue, run one by one behind a savepoint, and are committed together.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::checkpointer::Checkpoints;
use super::conn::Conn;
use super::error::StoreError;
use super::job::{Job, Message};
use super::lane::Lane;

/// At most so many jobs share a commit.
const BATCH: usize = 256;

/// Works until it is told to stop or nobody can send any more. Whenever nothing came for as long as it is quiet,
/// it empties the log of what it wrote before.
pub(super) fn run(mut lane: Lane, queue: &Receiver<Message>, quiet: Duration, mut checkpoints: Checkpoints) {
    let mut open = true;
    let mut log_empty = false;
    while open {
        let (mut batch, mut tidy) = (Vec::new(), None);
        match queue.recv_timeout(quiet) {
            Ok(Message::Job(job)) => batch.push(job),
            Ok(Message::Tidy(asker)) => tidy = Some(asker),
            Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                // A reader may still need the log; then the next quiet moment will do.
                log_empty = log_empty || empty_log(&mut lane, &checkpoints);
                continue;
            }
        }
        while batch.len() < BATCH && tidy.is_none() {
            match queue.try_recv() {
                Ok(Message::Job(job)) => batch.push(job),
                Ok(Message::Tidy(asker)) => tidy = Some(asker),
                Ok(Message::Stop) => {
                    open = false;
                    break;
                }
                Err(_) => break,
            }
        }
        let fate = if batch.is_empty() {
            Ok(())
        } else {
            commit(&mut lane, &mut batch)
        };
        log_empty = false;
        checkpoints.committed(batch.len());
        for mut job in batch {
            if let Err(error) = fate {
                job.fail(error);
            }
            job.answer();
        }
        if let Some(asker) = tidy {
            let _alone = checkpoints.alone();
            let done = lane
                .connection()
                .map_or(Err(StoreError::Unavailable), Conn::forget_deleted);
            log_empty = done.is_ok();
            // Whoever asked may have gone away.
            let _ = asker.send(done);
        }
    }
    empty_log(&mut lane, &checkpoints);
}

fn empty_log(lane: &mut Lane, checkpoints: &Checkpoints) -> bool {
    let _alone = checkpoints.alone();
    lane.connection().is_none_or(|conn| conn.empty_log().is_ok())
}

/// Runs and commits the batch. On an error nothing of it was kept, as far as can be known: a connection that
/// is lost in the middle of COMMIT may have committed, which is why every job must be safe to send twice.
fn commit(lane: &mut Lane, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let result = run_all(lane, batch);
    if result.is_err() && result != Err(StoreError::Busy) {
        lane.drop_connection();
    }
    result
}

fn run_all(lane: &mut Lane, batch: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    let conn = lane.begin()?;
    for job in batch {
        conn.mark().map_err(lost)?;
        if job.run(conn) {
            // PostgreSQL refuses this after a failed statement whose error the job swallowed.
            if let Err(error) = conn.keep() {
                conn.undo().map_err(lost)?;
                job.fail(error);
            }
        } else {
            conn.undo().map_err(lost)?;
        }
    }
    conn.commit().map_err(lost)
}

/// Whatever went wrong with the transaction itself, the batch is lost and the connection with it.
const fn lost(_: StoreError) -> StoreError {
    StoreError::Unavailable
}
