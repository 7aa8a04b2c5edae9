//! A report comes in: from the first file of a form that is still being written to the case in the register.

pub mod beginning;
pub mod intake;
pub mod posts;
pub mod register;
pub mod sealing;
pub mod staff;
