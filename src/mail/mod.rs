//! Mails. To officers there is one kind, the daily digest, and it looks the same on every day; to the witness outside
//! goes the end of the log's day, every day.

mod head;
mod message;
mod transport;

pub use head::{HeadLetter, head};
pub use message::{Digest, News, digest};
pub use transport::{MailError, Mailer};
