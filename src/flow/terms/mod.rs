//! For how long: the period for an answer, who is reminded of it, what is kept until when and then destroyed.

pub mod purge;
pub mod reckoning;
pub mod remind;
pub mod retention;
