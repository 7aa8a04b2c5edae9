//! The daily digest.
//!
//! Every officer gets it every day with the same subject, the same text and the same length, whether there is
//! something to do or not: whoever watches the mail server learns nothing (lessons, finding 10). What there is
//! to do stands behind the sign-in.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::mail::MailError;
use crate::words::{Language, words};

const SECONDS_PER_HOUR: u64 = 3_600;
const BANGKOK_AHEAD: i64 = 7 * 3_600;

/// Writes the digest of a day. The date in its head is the hour fixed in the settings and not the moment of
/// sending, and its id is random.
///
/// # Errors
/// When the officer's address cannot be used.
pub fn digest(
    from: &Mailbox,
    to: &str,
    agency: &Agency,
    address: &str,
    day: Day,
    hour: u8,
    id: [u8; 16],
) -> Result<Message, MailError> {
    let to: Mailbox = to.parse().map_err(|_| MailError::Address)?;
    let (thai, english) = (words(Language::Thai), words(Language::English));
    let link = format!("{address}/{}/office", agency.slug);
    let body = format!(
        "{}\r\n\r\n{link}\r\n\r\n{}\r\n\r\n-- \r\n{}\r\n{}\r\n\r\n{link}\r\n",
        thai.mail.digest_body, thai.mail.no_content, agency.short_name, english.mail.digest_body,
    );
    let seconds = i64::from(day.number()) * 86_400 - BANGKOK_AHEAD;
    let midnight = u64::try_from(seconds).map_err(|_| MailError::Message)?;
    let at =
        std::time::UNIX_EPOCH + std::time::Duration::from_secs(midnight + u64::from(hour) * SECONDS_PER_HOUR);
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(thai.mail.digest_subject)
        .date(at)
        .message_id(Some(format!("<{}@sujarit>", data_encoding::HEXLOWER.encode(&id))))
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|_| MailError::Message)
}
