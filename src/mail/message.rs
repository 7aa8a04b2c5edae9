//! The daily digest.
//!
//! Every officer gets it every day with the same subject and the same length, whether there is something to do or
//! not: whoever watches the mail server learns nothing (lessons, finding 10). What there is to do stands behind the
//! sign-in. On a day on which a matter is near its day or past it, one sentence is another one of the same length;
//! it names no matter, no number and no person, and there is no mail more than on any other day.

use lettre::Message;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;

use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::mail::MailError;
use crate::words::{Language, Words, words};

const SECONDS_PER_HOUR: u64 = 3_600;
const BANGKOK_AHEAD: i64 = 7 * 3_600;

/// What a digest says beyond "please sign in".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing, as on most days.
    None,
    /// To a reader: something they read is near its day or past it.
    Matter,
    /// To the outside body: the agency is late with something.
    Agency,
}

impl News {
    const ALL: [Self; 3] = [Self::None, Self::Matter, Self::Agency];

    const fn words(self, words: &Words) -> &str {
        match self {
            Self::None => words.mail.digest_body,
            Self::Matter => words.mail.digest_matter,
            Self::Agency => words.mail.digest_agency,
        }
    }

    /// The sentence, filled up with spaces to the length of the longest.
    fn sentence(self, words: &Words) -> String {
        let longest = Self::ALL.iter().map(|news| news.words(words).len()).max();
        let text = self.words(words);
        let missing = longest.unwrap_or_default().saturating_sub(text.len());
        format!("{text}{}", " ".repeat(missing))
    }
}

/// One digest.
#[derive(Clone, Copy)]
pub struct Digest<'a> {
    /// The officer's address.
    pub to: &'a str,
    /// Their agency.
    pub agency: &'a Agency,
    /// The address of the service.
    pub address: &'a str,
    /// The day it is for.
    pub day: Day,
    /// The hour fixed in the settings.
    pub hour: u8,
    /// A random id.
    pub id: [u8; 16],
    /// What it says.
    pub news: News,
}

/// Writes a digest. The date in its head is the hour fixed in the settings and not the moment of sending, and its id
/// is random.
///
/// # Errors
/// When the officer's address cannot be used.
pub fn digest(from: &Mailbox, digest: &Digest<'_>) -> Result<Message, MailError> {
    let to: Mailbox = digest.to.parse().map_err(|_| MailError::Address)?;
    let (thai, english) = (words(Language::Thai), words(Language::English));
    let link = format!("{}/{}/office", digest.address, digest.agency.slug);
    let body = format!(
        "{}\r\n\r\n{link}\r\n\r\n{}\r\n\r\n-- \r\n{}\r\n{}\r\n\r\n{link}\r\n",
        digest.news.sentence(thai),
        thai.mail.no_content,
        digest.agency.short_name,
        digest.news.sentence(english),
    );
    let seconds = i64::from(digest.day.number()) * 86_400 - BANGKOK_AHEAD;
    let midnight = u64::try_from(seconds).map_err(|_| MailError::Message)?;
    let at = std::time::UNIX_EPOCH
        + std::time::Duration::from_secs(midnight + u64::from(digest.hour) * SECONDS_PER_HOUR);
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(thai.mail.digest_subject)
        .date(at)
        .message_id(Some(format!(
            "<{}@sujarit>",
            data_encoding::HEXLOWER.encode(&digest.id)
        )))
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(|_| MailError::Message)
}
