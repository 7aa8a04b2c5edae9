//! Tests of the whole house from outside: one binary, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test fails by panicking, its helpers too"
)]

mod authorisation;
mod bad_input;
mod citizen;
mod cleaning;
mod csrf;
mod digest;
mod documents;
mod editions;
mod files;
mod framing;
mod handbook;
mod layers;
mod links;
mod log;
mod map;
mod office;
mod people;
mod privacy;
mod readers;
mod reminders;
mod retention;
mod signatures;
mod slow_mail;
mod smtp;
mod store;
mod story;
mod support;
mod vault;
