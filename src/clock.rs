//! The time, as a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::domain::day::Day;

/// Tells the time to everything that needs it, so that tests and demonstrations can choose it.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at so many seconds since 1970-01-01T00:00:00Z until it is set again.
    pub fn set_to(seconds: i64) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(seconds))))
    }

    /// Moves a clock made by [`Clock::set_to`]; the machine's own clock is left alone.
    pub fn advance_to(&self, seconds: i64) {
        if let Source::Set(at) = &self.0 {
            at.store(seconds, Ordering::SeqCst);
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z. Before that day the clock of a machine is broken and reads 0.
    pub fn now(&self) -> i64 {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the one place that reads the machine's clock"
            )]
            Source::System => std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                .unwrap_or(0),
            Source::Set(at) => at.load(Ordering::SeqCst),
        }
    }

    /// The day in Bangkok.
    pub fn today(&self) -> Day {
        Day::of_moment(self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_is_shared_by_its_copies() {
        let clock = Clock::set_to(0);
        let copy = clock.clone();
        copy.advance_to(86_400);
        assert_eq!(clock.today(), Day::from_ymd(1970, 1, 2).unwrap());
    }
}
