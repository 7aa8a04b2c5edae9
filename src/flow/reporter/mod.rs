//! The reporter comes back: follows, writes, sends files, says how it went.

pub mod reply;
pub mod reporter_sessions;
pub mod send_files;
pub mod survey;
pub mod track;
