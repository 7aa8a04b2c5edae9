//! Whether everything that is kept and published is what it was.

mod chain;
mod files;
mod published;
mod rows;
pub mod verify;
