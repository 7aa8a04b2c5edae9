//! The people of an agency: how it begins, who joins, changes and leaves, how they sign in, whose keys are good.

pub mod account;
pub mod appoint;
mod attempt;
pub mod delegation;
pub mod directory;
pub mod invite;
mod key_lock;
pub mod keys;
pub mod panels;
pub mod people;
pub mod person;
pub mod recovery_code;
pub mod setup;
pub mod sign_in;
pub mod team;
