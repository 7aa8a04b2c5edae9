//! A case is given to one officer who answers for it (R36): to a reader or along the panel with one signature, against
//! the panel with another person's.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::assignment::Way;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::domain::reader_change::{ChangeKind, ReaderChange};
use crate::domain::sealed::Content;
use crate::domain::second_signature::Matter;
use crate::flow::audit::log;
use crate::flow::cases::admission::{Joins, admit, role_of, wraps_for};
use crate::flow::cases::countersign::{self, Proposing};
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::handle::{Form, HandleError, take, write};
use crate::flow::cases::readership::Readership;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::assignments::Assignment;
use crate::store::cases::Reader;
use crate::store::envelopes::WrapRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// They answer for the case from now on.
    Done,
    /// It waits for another person's signature.
    Proposed,
}

/// Gives the case to somebody; against the order of the panel it is only proposed, and the words say why.
///
/// # Errors
/// [`HandleError::Refused`] for somebody who may not decide it or for a person who cannot answer for the case, and
/// whatever else a deed meets; nothing has changed then.
pub async fn give(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    to: OfficerId,
    words: Option<Note>,
) -> Result<Given, HandleError> {
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(Given::Done);
    };
    let mut desk = taken.desk(app, session, form);
    let around = Readership::read(app, &session.agency, desk.reading).await?;
    let involved = desk.reading.involved()?;
    let readers = around.readers();
    let setting = around.setting(&involved, &readers);
    let way = setting.way(to).filter(|_| setting.may_decide(&session.officer));
    let way = way.ok_or(HandleError::Refused)?;
    let mine = to == session.officer.id;
    let what = match way {
        Way::Against => ChangeKind::Against,
        _ if mine && around.responsible.is_some() => ChangeKind::TakenOver,
        _ => ChangeKind::Handed,
    };
    if way == Way::Against {
        let change = ReaderChange {
            responsible: Some(to),
            ..ReaderChange::new(what, Some(words.ok_or(HandleError::Refused)?))
        };
        let proposing = Proposing {
            matter: Matter::Reassignment,
            plain: Zeroizing::new(change.to_json()),
            not: Some(to),
        };
        countersign::propose(&mut desk, &proposing).await?;
        return Ok(Given::Proposed);
    }
    let to = around.officers.iter().find(|officer| officer.id == to);
    let to = to.ok_or(Trouble::Broken)?;
    let joins = match way {
        Way::Reader => Joins::No,
        Way::Next | Way::Against if around.holds(to) => Joins::Again,
        Way::Next | Way::Against => Joins::New,
    };
    let giving = Giving::prepare(&mut desk, to, joins, what, words)?;
    let (effect, also) = giving.split(&desk)?;
    write(&desk, effect, also).await?;
    Ok(Given::Done)
}

/// What is written with a deed besides its event and records.
pub(super) type More = Box<dyn FnOnce(&mut Conn) -> Result<(), StoreError> + Send>;

/// Somebody about to be made responsible.
pub(super) struct Giving {
    effect: Effect,
    wraps: Vec<WrapRow>,
    assignment: Assignment,
    entries: Vec<NewEntry>,
}

impl Giving {
    /// Seals what the case keeps of it, and lets them in if they do not read it yet.
    pub(super) fn prepare(
        desk: &mut Desk<'_>,
        to: &Officer,
        joins: Joins,
        what: ChangeKind,
        words: Option<Note>,
    ) -> Result<Self, HandleError> {
        let wraps = if joins.lets_in() {
            // A compartment that is made with this record is made for them as well.
            desk.readers.push((KeyId::from_bytes(to.key), role_of(to)));
            wraps_for(desk.app, desk.reading, &desk.session.identity, to)?
        } else {
            Vec::new()
        };
        let change = ReaderChange {
            joined: joins.joined(to),
            responsible: Some(to.id),
            ..ReaderChange::new(what, words)
        };
        let plain = Zeroizing::new(change.to_json());
        let (internal, record) = desk.internally(RecordKind::Finding, desk.form.once, &plain)?;
        let kind = if joins.lets_in() {
            EventKind::Granted
        } else {
            EventKind::Assigned
        };
        let event = desk.event(kind, desk.reading.case.state, Some(record.id));
        let (case, me) = (desk.reading.case, desk.session.officer.id);
        let assignment = Assignment {
            agency: case.agency,
            case: case.id,
            officer: to.id,
            by: me,
            at: event.at.unwrap_or_default(),
        };
        let detail = serde_json::json!({ "officer": to.id.to_string() });
        let mut entries = Vec::new();
        if joins.lets_in() {
            entries.push(log::entry(
                desk.app,
                Some(me),
                Action::AccessGranted,
                case.id.0,
                &detail,
            )?);
        }
        entries.push(log::entry(
            desk.app,
            Some(me),
            Action::Assigned,
            case.id.0,
            &detail,
        )?);
        Ok(Self {
            effect: Effect {
                event,
                records: vec![record],
                internal,
            },
            wraps,
            assignment,
            entries,
        })
    }

    /// The effect, and what else is written with it.
    pub(super) fn split(self, desk: &Desk<'_>) -> Result<(Effect, More), HandleError> {
        let involved = desk.reading.involved()?;
        let Self {
            effect,
            wraps,
            assignment,
            entries,
        } = self;
        let on = desk.app.clock.today();
        let reader = move |key| Reader { key, on };
        let also = move |c: &mut Conn| {
            admit(c, &wraps, &involved)?;
            let officer = store::officers::by_id(c, assignment.agency, assignment.officer)?;
            match store::cases::find_for(c, assignment.agency, assignment.case, reader(officer.key)) {
                // They lost the case, or left office, since the page was shown.
                Err(StoreError::NotFound) => return Err(StoreError::Stale),
                _ if !officer.active => return Err(StoreError::Barred),
                found => found.map(|_| ())?,
            }
            store::assignments::set(c, &assignment)?;
            entries
                .iter()
                .try_for_each(|entry| log::append(c, assignment.agency, entry))
        };
        Ok((effect, Box::new(also)))
    }
}
