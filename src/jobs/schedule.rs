//! The table of jobs.

use std::time::Duration;

/// A job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Sends every officer the mail of the day, once, at the hour of the settings.
    Digest,
    /// Removes officers' sessions that have ended.
    PurgeSessions,
    /// Ends the days of the log that are over, and mails their heads to the witness.
    DayEnd,
    /// Destroys what has been kept as long as the agency decided.
    PurgeKept,
    /// Verifies the log and what it vouches for, once a day.
    VerifyLog,
    /// Counts the month that is over, once, and publishes it where an agency wants that done without looking.
    Editions,
    /// Removes files that nobody sent.
    PurgeFiles,
    /// Gives up files in pieces that nobody goes on with.
    DropUnfinished,
}

/// Every job and how often it looks whether something is to be done.
pub const SCHEDULE: &[(Job, Duration)] = &[
    (Job::Digest, Duration::from_mins(1)),
    (Job::PurgeSessions, Duration::from_mins(5)),
    (Job::DayEnd, Duration::from_mins(10)),
    (Job::PurgeKept, Duration::from_hours(1)),
    (Job::VerifyLog, Duration::from_mins(30)),
    (Job::Editions, Duration::from_mins(5)),
    (Job::PurgeFiles, Duration::from_hours(6)),
    (Job::DropUnfinished, Duration::from_mins(5)),
];
