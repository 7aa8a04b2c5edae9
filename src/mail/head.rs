//! The end of a day of the log, to the witness outside the office. It has the same length every day, and comes every
//! day, whatever happened.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::mail::MailError;
use crate::words::{Language, words};

/// What is mailed.
#[derive(Clone, Copy)]
pub struct HeadLetter<'a> {
    /// The witness.
    pub to: &'a str,
    /// The agency whose log it is.
    pub agency: &'a Agency,
    /// The address of the service.
    pub address: &'a str,
    /// The day that ended.
    pub day: Day,
    /// The hash, in 64 digits.
    pub hash: &'a str,
    /// The signature, in 128 digits.
    pub signature: &'a str,
    /// The key, for the eye.
    pub fingerprint: &'a str,
}

/// Writes it. The line with day and hash is the one that `sujarit verify --heads FILE` looks for. Its id is made of the
/// hash: one that was sent twice is one mail.
///
/// # Errors
/// When the address cannot be used.
pub fn head(from: &Mailbox, letter: &HeadLetter<'_>) -> Result<Message, MailError> {
    let to: Mailbox = letter.to.parse().map_err(|_| MailError::Address)?;
    let (thai, english) = (words(Language::Thai), words(Language::English));
    let day = letter.day.date();
    let body = format!(
        "{}\r\n{}\r\n\r\n{day} {}\r\n\r\n{}\r\n{}\r\n\r\n{}\r\n\r\n-- \r\n{}\r\n{}\r\n\r\n{}/{}/log\r\n",
        letter.agency.full_name,
        thai.mail.head_body,
        letter.hash,
        letter.signature,
        letter.fingerprint,
        thai.mail.head_keep,
        english.mail.head_body,
        english.mail.head_keep,
        letter.address,
        letter.agency.slug,
    );
    let (id, _) = letter.hash.split_at_checked(32).ok_or(MailError::Message)?;
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(thai.mail.head_subject)
        .message_id(Some(format!("<{id}@sujarit>")))
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|_| MailError::Message)
}
