//! The pages of citizens: start, report, receipt, tracking. None of them needs a script, a cookie (but for the
//! half hour after the code was entered) or an account.

pub mod answers;
pub mod check;
pub mod code_view;
pub mod files;
pub mod follow;
pub mod follow_files;
pub mod home;
pub mod people;
pub mod qr;
pub mod question;
pub mod receipt;
mod removed;
pub mod report;
pub mod reporter;
pub mod step;
pub mod submission_key;
pub mod survey;
pub mod track;
pub mod warning;
pub mod wording;
