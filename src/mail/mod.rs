//! Mails to officers. There is one kind, the daily digest, and it looks the same on every day.

mod message;
mod transport;

pub use message::{Digest, News, digest};
pub use transport::{MailError, Mailer};
