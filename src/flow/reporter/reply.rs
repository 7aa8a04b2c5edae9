//! The reporter writes to the officers.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::Step;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::RecordId;
use crate::domain::narrative::{LongText, Narrative};
use crate::domain::sealed::{Content, SealedMessage};
use crate::flow::cases::sealed_case::{Reading, Words, seal_record};
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::digest::sha256;
use crate::vault::label;
use crate::vault::record::RecordKind;

/// Why a reporter's message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyError {
    /// The case lives on elsewhere and takes no more messages here.
    Ended,
    /// Something happened to the case at the same moment; sending again will do.
    Meanwhile,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for ReplyError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What a message is known by. It says nothing about the text: `once` is random and not stored.
fn message_id(once: RecordId, text: &LongText) -> Result<RecordId, Trouble> {
    let hash = sha256(&[label::REPLY, once.as_bytes(), text.as_str().as_bytes()]);
    let (id, _) = hash.split_at(16);
    RecordId::from_slice(id).ok_or(Trouble::Broken)
}

/// Seals the message into the channel of the case. The same text of the same form, `once`, is written once; other
/// words, typed after going back to that form, are another message and are not lost.
///
/// # Errors
/// [`ReplyError`]; nothing has been stored then.
pub async fn from_reporter(
    app: &Arc<App>,
    session: &ReporterSession,
    text: LongText,
    once: RecordId,
) -> Result<(), ReplyError> {
    let message = message_id(once, &text)?;
    let reading = Reading::for_reporter(app, session).await?;
    let next = reading
        .position()
        .after(Step::ReporterWrites)
        .map_err(|_| ReplyError::Ended)?;
    if reading.channel.has(message) {
        return Ok(());
    }
    let today = app.clock.today();
    let plain =
        Zeroizing::new(SealedMessage(Narrative::restored(text.as_str()).ok_or(Trouble::Broken)?).to_json());
    let words = Words {
        kind: RecordKind::ReporterMessage,
        id: message,
        plain: &plain,
        day: today,
        at: None,
    };
    let record = seal_record(
        app,
        session.agency,
        session.case,
        &reading.channel,
        &session.identity,
        &words,
    )?;
    let event = Event {
        seq: reading.next_seq(),
        kind: EventKind::ReporterWrote,
        state: next,
        day: today,
        at: None,
        officer: None,
        record: Some(message),
        reason: None,
        until: None,
    };
    let due_on = reading.due_after(&event)?;
    let (agency, case) = (session.agency, reading.case);
    app.db
        .write(move |c| {
            store::cases::advance(c, &case, next)?;
            store::cases::set_due(c, agency, case.id, due_on)?;
            store::records::insert(c, &record)?;
            store::events::append(c, agency, case.id, &event)
        })
        .await
        .map_err(|error| match error {
            StoreError::Stale | StoreError::Duplicate(_) => ReplyError::Meanwhile,
            other => ReplyError::Trouble(other.into()),
        })
}
