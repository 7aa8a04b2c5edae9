//! The log as its auditor reads it, and its witness outside.

pub mod log;
mod log_filter;
pub mod witness;
