//! The audit log: entries, the ends of its days, the hashes it vouches for, and who looks at it.

pub(super) mod case_prints;
pub mod day_end;
pub mod log;
pub mod read_log;
pub(super) mod settings_prints;
pub mod witness;
