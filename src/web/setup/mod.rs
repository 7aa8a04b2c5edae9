//! The set-up of an agency at the one-time address: four pages and a last one that says what to do next. The
//! server keeps nothing until the fourth page is good (docs/adr/0008).

pub mod answers;
pub mod check;
pub mod wizard;
pub mod wording;
