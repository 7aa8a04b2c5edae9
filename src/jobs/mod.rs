//! What the clock starts. A job looks at the present state and does what is missing; run twice, or killed in
//! the middle, it does nothing twice.

mod day_end;
mod digest;
mod editions;
mod purge;
mod purge_files;
mod runner;
mod schedule;

pub use day_end::{end_days, mail_heads, verify_logs};
pub use digest::send_digests;
pub use editions::prepare_editions;
pub use purge::{purge_kept, purge_sessions};
pub use purge_files::purge_files;
pub use runner::Runner;
pub use schedule::{Job, SCHEDULE};
