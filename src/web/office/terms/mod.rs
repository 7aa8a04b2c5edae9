//! For how long: the period for an answer, holidays, reminders, and what is kept until when.

pub mod holidays;
pub mod reminders;
pub mod retention;
pub mod rules;
