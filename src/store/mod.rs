//! The database: SQLite or PostgreSQL through one set of queries.
//!
//! Functions of the nouns take `&mut Conn`, so that a flow composes several of them inside one
//! [`Db::write`], which commits them together or not at all. Every query on rows of an agency is filtered by
//! that agency, and every key of the schema begins with it. Keys, wraps and records are plain bytes here:
//! what they mean is the vault's business.

pub mod agencies;
pub mod appointments;
pub mod assignments;
pub mod beginnings;
mod behalf;
pub mod blobs;
pub mod case_list;
pub mod case_units;
pub mod cases;
mod checkpointer;
mod column;
mod conn;
mod db;
pub mod delegations;
pub mod directories;
pub mod disclosures;
mod earlier_accounts;
pub mod edition_drafts;
pub mod editions;
pub mod embed_sites;
pub mod envelopes;
mod error;
pub mod escalations;
pub mod events;
mod file_schema;
pub mod handbooks;
pub mod instance;
pub mod invitations;
mod job;
mod lane;
pub mod log;
pub mod log_heads;
pub mod log_mails;
pub mod log_rows;
pub mod log_settings;
mod migrations;
pub mod officers;
pub mod outbox;
pub mod panels;
mod people_schema;
mod postgres;
pub mod proposals;
pub mod public_keys;
mod publishing_schema;
pub mod purge;
mod reader;
pub mod reckoning;
pub mod records;
pub mod recovery_codes;
pub mod replies;
pub mod reports;
pub mod retention;
mod schema;
pub mod sessions;
mod settings_schema;
pub mod sign_in_failures;
pub mod surveys;
mod target;
pub mod units;
pub mod uploads;
mod writer;

pub use behalf::{Behalf, on_behalf_of};
pub use conn::Conn;
pub use db::{Db, Settings};
pub use error::{Key, StoreError};
pub use migrations::{revert_all, run_all};
pub use target::{BadTarget, Engine, Target};
