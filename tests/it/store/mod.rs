//! The store, each test on both engines unless it is about one of them.

mod cases;
mod errand;
mod events;
mod faults;
mod files;
mod isolation;
mod log;
mod outbox;
mod parity;
mod people;
mod proposals;
mod protection;
mod replies;
pub mod samples;
mod sealed;
mod sessions;
mod team;
mod writer;
