//! The figures of a month on their way to an edition that nobody can change.

mod assessment;
mod chain;
mod dashboard;
mod files;
mod plan;
mod publishing;
mod recount;
mod reports;
mod scene;
mod survey;
