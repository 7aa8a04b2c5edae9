//! People: signing in, one's own account, and what administrators do with accounts, appointments, panels and keys.

pub mod account;
pub mod appoint;
pub(super) mod appointment_form;
pub mod delegation;
pub mod invite;
pub mod join;
pub mod keys;
pub mod one_time;
pub mod panel;
pub mod people;
pub mod person;
mod proof;
pub mod recover;
pub mod recovery_code;
pub mod sign_in;
pub mod sign_out;
