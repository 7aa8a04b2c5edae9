//! What citizens do, through the real server, as a browser without scripts does it.

mod handbook;
pub mod place;
mod readers;
mod receipt;
mod renewal;
mod report;
mod statistics;
mod track;
pub mod visitor;
