//! The audit log: what is entered, the ends of its days, and the verification that finds whatever was done to it.

mod auditor;
mod days;
mod decided;
mod entries;
mod files;
mod ledger;
mod letters;
mod tampering;

pub use ledger::{by_hand, bytes, entries};
