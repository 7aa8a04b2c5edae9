//! What may be logged: that something of a known kind happened, and numbers. Nothing else.
//!
//! There is no access log and no other logger in the process; libraries that offer log lines have no
//! subscriber to give them to. A line names an [`Event`] and at most one count. No text of a person, no
//! identifier of a case, no address and no user agent can be passed in, because there is no parameter for it.

use std::io::Write;
use std::sync::Mutex;

/// Everything that can be written to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The service accepts connections.
    Started,
    /// The service ends in an orderly way.
    Stopped,
    /// A handler panicked; the visitor got a page with this incident number.
    Panicked,
    /// A request failed inside; the visitor got a page with this incident number.
    Failed,
    /// The store could not be reached or refused a write.
    StoreUnavailable,
    /// A sealed object did not verify: damaged or altered.
    SealDamaged,
    /// Mails of the daily digest that went out.
    DigestSent,
    /// Mails of the daily digest that failed and will be tried again.
    DigestFailed,
    /// A background job ended with an error.
    JobFailed,
    /// Officers' sessions that ended and were removed.
    SessionsPurged,
    /// Something was destroyed because its time was over.
    KeptPurged,
    /// Days of the log that got their signed end.
    DaysEnded,
    /// Ends of days that were mailed to a witness outside.
    HeadsMailed,
    /// Ends of days that could not be mailed and will be tried again.
    HeadsNotMailed,
    /// What a verification of a log found wrong.
    LogFlawed,
    /// Figures of a month that were counted for their agencies.
    EditionsPrepared,
    /// Files that nobody sent and that were removed.
    FilesPurged,
    /// Days until the directory of keys of some agency expires.
    DirectoryExpiring,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Stopped => "stopped",
            Self::Panicked => "panicked",
            Self::Failed => "failed",
            Self::StoreUnavailable => "store_unavailable",
            Self::SealDamaged => "seal_damaged",
            Self::DigestSent => "digest_sent",
            Self::DigestFailed => "digest_failed",
            Self::JobFailed => "job_failed",
            Self::SessionsPurged => "sessions_purged",
            Self::KeptPurged => "kept_purged",
            Self::DaysEnded => "days_ended",
            Self::HeadsMailed => "heads_mailed",
            Self::HeadsNotMailed => "heads_not_mailed",
            Self::LogFlawed => "log_flawed",
            Self::EditionsPrepared => "editions_prepared",
            Self::FilesPurged => "files_purged",
            Self::DirectoryExpiring => "directory_expiring",
        }
    }
}

/// Writes log lines.
pub struct Observer(Mutex<Box<dyn Write + Send>>);

impl Observer {
    /// Writes to the standard error stream, where a service manager collects it.
    pub fn standard_error() -> Self {
        Self::to(Box::new(std::io::stderr()))
    }

    /// Writes to any sink; tests read it afterwards.
    pub fn to(sink: Box<dyn Write + Send>) -> Self {
        Self(Mutex::new(sink))
    }

    /// Notes that it happened.
    pub fn note(&self, event: Event) {
        self.line(event, None);
    }

    /// Notes that it happened, with a count or an incident number.
    pub fn count(&self, event: Event, number: u64) {
        self.line(event, Some(number));
    }

    fn line(&self, event: Event, number: Option<u64>) {
        let Ok(mut sink) = self.0.lock() else { return };
        // A log that cannot be written must not stop the service.
        let _ = match number {
            Some(number) => writeln!(sink, "sujarit event={} number={number}", event.name()),
            None => writeln!(sink, "sujarit event={}", event.name()),
        };
    }
}

/// Replaces the panic message of the standard library, which may quote the data that caused the panic, by the
/// bare fact that there was one.
pub fn silence_panics(observer: std::sync::Arc<Observer>) {
    std::panic::set_hook(Box::new(move |_| observer.note(Event::Panicked)));
}
