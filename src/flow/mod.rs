//! One file for each sentence of the story, in chapters (ADR 0094). A flow reads, decides, seals, and opens one write; it knows
//! nothing of HTTP and writes no SQL.

pub mod audit;
pub mod cases;
pub mod files;
pub mod incoming;
pub mod officers;
pub mod publishing;
pub mod reporter;
pub mod terms;
pub mod trouble;
pub mod verification;
