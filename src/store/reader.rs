//! The threads that read. Each has its own connection; all take from one queue.

use crossbeam_channel::Receiver;

use super::error::StoreError;
use super::job::{Job, Message};
use super::lane::Lane;

/// Works until it is told to stop or nobody can send any more.
pub(super) fn run(mut lane: Lane, queue: &Receiver<Message>) {
    loop {
        match queue.recv() {
            Ok(Message::Job(mut job)) => {
                if let Err(error) = read(&mut lane, job.as_mut()) {
                    job.fail(error);
                }
                job.answer();
            }
            // That is the writer's to do.
            Ok(Message::Tidy(_)) => {}
            Ok(Message::Stop) | Err(_) => break,
        }
    }
}

fn read(lane: &mut Lane, job: &mut dyn Job) -> Result<(), StoreError> {
    let conn = lane.begin()?;
    let good = job.run(conn);
    if conn.roll_back().is_err() {
        lane.drop_connection();
        if !good {
            return Err(StoreError::Unavailable);
        }
    }
    Ok(())
}
