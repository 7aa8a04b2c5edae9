//! What an officer does with a case. Every deed is a transition of the domain that may refuse, sealed where it has
//! words, and written together with its event.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::case::{Outcome, Reason, Step};
use crate::domain::day::Day;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{CaseId, RecordId, UnitId};
use crate::domain::log::Action;
use crate::domain::measure::Measure;
use crate::domain::officer_text::{Lesson, Note, Notice, Question};
use crate::domain::routing::may_read;
use crate::domain::second_signature::Matter;
use crate::flow::audit::log;
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::sealed_case::{Opened, Reading};
use crate::flow::cases::{countersign, linked};
use crate::flow::incoming::sealing::insert_key;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Reader;
use crate::store::{self, Conn, StoreError};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::wrap::WrapRole;

/// Something an officer does with a case.
pub enum Deed {
    /// Moves the case to another stage of the examination without a word to the reporter.
    Move(Stage),
    /// Asks the reporter.
    Ask(Question),
    /// Tells the reporter about progress.
    Notice(Notice),
    /// Explains a delay to the reporter and names a new date.
    Explain(Notice, Day),
    /// Writes an internal note.
    Note(Note),
    /// Hands the case to another body and tells the reporter.
    Refer(Notice),
    /// Passes a matter that is no corruption to the general channel and tells the reporter.
    Retrack(Notice),
    /// Ends a case that is linked to a main one by telling the reporter that it is handled together with that.
    Merge(Notice),
    /// Takes the case file out of the service, and says why.
    TakeFile(Note),
    /// Ends the case.
    Close(Closing),
    /// Records an order, a letter or what came of one.
    Measure(Measure),
}

/// The stages an officer moves a case through. Whatever ends the duty to answer needs words and is a deed of its
/// own (R16).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// First examination.
    Screening,
    /// Fact-finding.
    FactFinding,
    /// Disciplinary or legal steps.
    Disciplinary,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: &'static [Self] = &[Self::Screening, Self::FactFinding, Self::Disciplinary];

    /// The step that leads there.
    pub const fn step(self) -> Step {
        match self {
            Self::Screening => Step::Screen,
            Self::FactFinding => Step::FindFacts,
            Self::Disciplinary => Step::Discipline,
        }
    }
}

/// What ending a case needs (attacks J128).
pub struct Closing {
    /// How it ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The words to the reporter.
    pub words: Notice,
    /// What the office learns from it (R54); internal.
    pub lesson: Lesson,
    /// The unit that the lesson is about, if it is about a single one; counted, and shown from the threshold on.
    pub unit: Option<UnitId>,
}

/// Why a deed did not happen; nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleError {
    /// No such case for this officer.
    NotFound,
    /// The state of the case does not allow it.
    Refused,
    /// Somebody did something to the case since the page was shown.
    Meanwhile,
    /// A date, or what goes with it, cannot be: the new date of an explanation is not after the present one or too
    /// far after it, or a measure contradicts what is known.
    Date,
    /// The reporter has had an explanation, and the day due before it has not passed yet.
    Early,
    /// Something waits for a second signature in this case already.
    Waits,
    /// It needs a second signature, and there is nobody who could give it.
    NoSecond,
    /// This person may not give the second signature here, or not take back what somebody else proposed.
    NotYours,
    /// Whoever proposed it handles the case no longer: it can be sent back, but not signed.
    ProposerGone,
    /// Nobody would be left to read the case.
    NobodyLeft,
    /// Somebody else who reads the case would lose it, and no reason is written.
    NoReason,
    /// More than one other reader would lose the case in one step.
    OneAtATime,
    /// Somebody must not be let in: involved, out of office, or without a role that reads cases.
    Barred,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for HandleError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// One form of a case page: which version of the case it was written against, and an id that makes a repeated
/// form do nothing twice.
#[derive(Clone, Copy)]
pub struct Form {
    /// The version of the case that the page showed.
    pub version: i32,
    /// The id the record gets.
    pub once: RecordId,
}

/// Does it; what one officer cannot do alone is proposed to another instead.
///
/// # Errors
/// [`HandleError`]; nothing has changed then.
pub async fn act(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    deed: Deed,
) -> Result<(), HandleError> {
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    // Handled together with what? The link names it.
    if matches!(deed, Deed::Merge(_)) && !linked::has_main(app, session, &taken.reading).await? {
        return Err(HandleError::Refused);
    }
    let mut desk = taken.desk(app, session, form);
    if let Deed::Close(closing) = &deed
        && let Some(matter) = Matter::of_closing(closing.outcome)
    {
        return countersign::propose_closing(&mut desk, matter, closing).await;
    }
    let effect = desk.effect(&deed)?;
    let (agency, case, on) = (session.agency.id, case, effect.event.day);
    write(&desk, effect, move |c| match deed {
        Deed::Close(closing) => store::case_units::set(c, agency, case, (closing.unit, on)),
        _ => Ok(()),
    })
    .await
}

/// A case opened to do something with it.
pub(super) struct Taken {
    reading: Reading,
    readers: Vec<(KeyId, WrapRole)>,
}

impl Taken {
    pub(super) fn desk<'a>(&'a mut self, app: &'a Arc<App>, session: &'a Session, form: Form) -> Desk<'a> {
        Desk {
            app,
            session,
            reading: &self.reading,
            form,
            readers: std::mem::take(&mut self.readers),
        }
    }
}

/// Opens the case that a form is about. Nothing when the form has done its work before.
///
/// # Errors
/// [`HandleError::NotFound`], [`HandleError::Meanwhile`] when the form was written against another version.
pub(super) async fn take(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
) -> Result<Option<Taken>, HandleError> {
    let reading = Reading::for_officer(app, session, case)
        .await?
        .ok_or(HandleError::NotFound)?;
    let done_before = |opened: &Opened| opened.has(form.once);
    if done_before(&reading.channel) || reading.internal.as_ref().is_some_and(done_before) {
        return Ok(None);
    }
    if reading.case.version != form.version {
        return Err(HandleError::Meanwhile);
    }
    let readers = readers(app, &reading).await?;
    Ok(Some(Taken { reading, readers }))
}

/// Writes what a deed makes, `also` what belongs to it, and its entry in the log, in one transaction. Whatever waits
/// for a second signature ends when the case moves on.
pub(super) async fn write(
    desk: &Desk<'_>,
    effect: Effect,
    also: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), HandleError> {
    write_under(desk, effect, |_| Ok(()), also).await
}

/// As [`write`], with `keys` written before the records that are sealed under them.
pub(super) async fn write_under(
    desk: &Desk<'_>,
    effect: Effect,
    keys: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
    also: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), HandleError> {
    let write = writing(desk, effect, keys, also)?;
    desk.app.db.write(write).await.map_err(|error| match error {
        StoreError::Stale | StoreError::Duplicate(_) => HandleError::Meanwhile,
        StoreError::Barred => HandleError::Barred,
        StoreError::NotFound => HandleError::NotFound,
        other => HandleError::Trouble(other.into()),
    })
}

/// What [`write_under`] writes, to be made part of another write: a deed that is done to two cases is done to both or to
/// neither.
pub(super) fn writing(
    desk: &Desk<'_>,
    effect: Effect,
    keys: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
    also: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> Result<impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static, HandleError> {
    let (agency, case, me) = (desk.session.agency.id, desk.reading.case, desk.session.officer.id);
    let (app, key) = (Arc::clone(desk.app), desk.session.identity.key_id().to_bytes());
    let involved = desk.reading.involved()?;
    let overtaken = Event {
        seq: effect.event.seq.saturating_add(1),
        ..desk.event(EventKind::Overtaken, effect.event.state, None)
    };
    let action = match effect.event.kind {
        EventKind::FileTaken => Action::CaseFileTaken,
        EventKind::Linked | EventKind::LinkReceived => Action::CaseLinked,
        EventKind::Unlinked | EventKind::LinkEnded => Action::CaseUnlinked,
        _ => Action::CaseDeed,
    };
    let detail = json!({
        "event": effect.event.kind.key(),
        "state": effect.event.state.key(),
        "record": effect.event.record.map(|record| record.to_string()),
    });
    let entry = log::by(desk.app, desk.session, action, case.id.0, &detail)?;
    let due_on = desk.reading.due_after(&effect.event)?;
    Ok(move |c: &mut Conn| {
        store::cases::advance(c, &case, effect.event.state)?;
        // A substitute's last day may have passed, or their time been ended, while this was on its way.
        let on = app.clock.today();
        store::cases::find_for(c, agency, case.id, Reader { key, on })?;
        store::cases::set_due(c, agency, case.id, due_on)?;
        keys(c)?;
        if let Some(sealed) = &effect.internal {
            insert_key(c, agency, case.id, (Compartment::Internal, 0), sealed, &involved)?;
        }
        for record in &effect.records {
            store::records::insert(c, record)?;
        }
        store::events::append(c, agency, case.id, &effect.event)?;
        also(c)?;
        let at = overtaken.at.unwrap_or_default();
        if effect.event.state != case.state && store::proposals::overtake(c, agency, case.id, me, at)? {
            store::events::append(c, agency, case.id, &overtaken)?;
        }
        log::append(c, agency, &entry)
    })
}

/// Who reads the channel: the same people read the notes, except the reporter and whoever must not read any more.
pub(super) async fn readers(app: &Arc<App>, reading: &Reading) -> Result<Vec<(KeyId, WrapRole)>, Trouble> {
    let (agency, case) = (reading.case.agency, reading.case.id);
    let number = i16::from(Compartment::Channel.number());
    let today = app.clock.today();
    let (rows, officers, ended) = app
        .db
        .read(move |c| {
            let rows = store::envelopes::recipients(c, agency, case, number)?;
            let ended = store::delegations::ended_access(c, agency, case, today)?;
            Ok::<_, StoreError>((rows, store::officers::list(c, agency)?, ended))
        })
        .await?;
    let involved = reading.involved()?;
    let fit = |key: [u8; 32]| {
        let reader = officers.iter().find(|officer| officer.key == key);
        reader.is_some_and(|reader| may_read(reader, &involved)) && !ended.contains(&key)
    };
    let mut readers = Vec::with_capacity(rows.len());
    for (key, role) in rows {
        let role = u8::try_from(role).ok().and_then(WrapRole::from_number);
        let role = role.ok_or(Trouble::Damaged)?;
        if role == WrapRole::Recovery || (role != WrapRole::Reporter && fit(key)) {
            readers.push((KeyId::from_bytes(key), role));
        }
    }
    Ok(readers)
}
