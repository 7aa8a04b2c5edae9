//! Files that people attach: sealed while they come, cleaned or chosen, read by readers and nobody else.

mod bucket;
mod filing;
mod follow_up;
mod hostile;
mod killed;
mod officers;
mod pieces;
mod purge;
mod registered;
pub mod samples;
mod scanned;
