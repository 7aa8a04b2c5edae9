//! Files on their way: taken in, sealed, cleaned, waiting for whoever sent them.

pub mod allowance;
pub mod attach;
mod filling;
pub mod parcel;
pub mod sealed_file;
pub mod unfinished;
