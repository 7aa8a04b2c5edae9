//! One file for each sentence of the story. A flow reads, decides, seals, and opens one write; it knows
//! nothing of HTTP and writes no SQL.

pub mod account;
mod admission;
mod attempt;
pub mod countersign;
mod desk;
pub mod directory;
pub mod handle;
pub mod inbox;
pub mod intake;
mod key_lock;
pub mod log;
mod measure;
pub mod officer_case;
pub mod opened;
pub mod people;
pub mod posts;
pub mod proposal;
pub mod publish;
pub mod readers;
mod readership;
pub mod recovery_code;
mod rekey;
pub mod remind;
pub mod reply;
pub mod reporter_sessions;
pub mod saved_replies;
pub mod sealed_case;
pub mod sealing;
pub mod search;
pub mod setup;
pub mod sign_in;
pub mod team;
pub mod track;
pub mod trouble;
