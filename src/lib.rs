//! Sujarit (สุจริต, "integrity"): sealed whistleblower intake for Thai local governments.
//!
//! Three walks lead through the house; docs/ARCHITECTURE.md takes them step by step:
//!
//! 1. a report comes in: `web::citizen` → [`flow::incoming::intake`] → [`domain::routing`] → [`vault`] → [`store`]
//! 2. a case is handled to its end: `web::office` → [`flow::cases::handle`] → [`domain::case`] → [`vault`] → [`store`]
//! 3. the month is published: [`flow::publishing::edition_draft`] → [`domain::tally`] → [`flow::publishing::edition`] → [`papers`] → `web::public`

pub mod app;
pub mod blob;
pub mod clean;
pub mod clock;
pub mod command;
pub mod config;
pub mod documents;
pub mod domain;
pub mod flow;
pub mod jobs;
pub mod mail;
pub mod observe;
pub mod papers;
pub mod store;
pub mod vault;
pub mod web;
pub mod words;
