//! Mails to officers. There is one kind, the daily digest, and it says the same on every day.

mod message;
mod transport;

pub use message::digest;
pub use transport::{MailError, Mailer};
