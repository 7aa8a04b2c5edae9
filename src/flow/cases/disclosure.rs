//! A reporter's name is opened by two keepers together (ADR 0041): one asks with a legal ground in words, another
//! approves, and only then the first sees it, once and for a short time. Each step is a sealed record signed by whoever
//! took it, an event and an entry of the log; the reporter is told of the opening.

use std::sync::Arc;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::disclosure::{Answered, Disclosure, Ground, Standing};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::log::Action;
use crate::domain::officer_text::Note;
use crate::domain::sealed::{Content, SealedApproval, SealedNote};
use crate::domain::second_signature::Verdict;
use crate::flow::audit::log;
use crate::flow::cases::handle::Form;
use crate::flow::cases::keeping::{Keeping, keeps_names};
use crate::flow::cases::sealed_case::{Words, seal_record};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::records::RecordRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::record::RecordKind;

/// Why nothing happened; nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisclosureError {
    /// No such case for this keeper.
    NotFound,
    /// Somebody did something to the case since the page was shown, or a request is under way.
    Meanwhile,
    /// No other keeper could approve it.
    Alone,
    /// This person may not do this here.
    NotYours,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for DisclosureError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What a keeper does.
pub enum Act {
    /// They ask for a name to be opened.
    Ask(Ground, Note),
    /// They approve what another keeper asked for.
    Approve(RecordId),
    /// They refuse it.
    Refuse(RecordId),
    /// They take back what they asked for.
    Withdraw(RecordId),
    /// They open what was approved.
    Open(RecordId),
}

/// Does it. The same form does nothing twice.
///
/// # Errors
/// [`DisclosureError`]; nothing has changed then.
pub async fn act(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    act: Act,
) -> Result<(), DisclosureError> {
    let keeping = Keeping::open(app, session, case).await?;
    let keeping = keeping.ok_or(DisclosureError::NotFound)?;
    if keeping.names.has(form.once) {
        return Ok(());
    }
    if keeping.case.version != form.version {
        return Err(DisclosureError::Meanwhile);
    }
    let desk = Desk {
        app,
        session,
        keeping: &keeping,
        form,
    };
    match act {
        Act::Ask(ground, words) => desk.ask(ground, &words).await,
        Act::Approve(record) => desk.approve(record).await,
        Act::Refuse(record) => desk.end(record, Verdict::SentBack).await,
        Act::Withdraw(record) => desk.end(record, Verdict::Withdrawn).await,
        Act::Open(record) => desk.open(record).await,
    }
}

/// One keeper with one name in front of them.
struct Desk<'a> {
    app: &'a Arc<App>,
    session: &'a Session,
    keeping: &'a Keeping,
    form: Form,
}

impl Desk<'_> {
    async fn ask(&self, ground: Ground, words: &Note) -> Result<(), DisclosureError> {
        let now = self.app.clock.now();
        if self.keeping.under_way(now).is_some() {
            return Err(DisclosureError::Meanwhile);
        }
        let me = self.session.officer.id;
        if self.keeping.others(me).next().is_none() {
            return Err(DisclosureError::Alone);
        }
        let words = words.narrative().ok_or(Trouble::Broken)?;
        let record = self.seal(&SealedNote(words).to_json())?;
        let new = Disclosure {
            record: record.id,
            ground,
            requester: me,
            requested_at: now,
            answer: None,
            opened_at: None,
        };
        let detail = serde_json::json!({ "ground": ground.key() });
        let (agency, case) = (self.session.agency.id, self.keeping.case.id);
        let said = Said {
            kind: EventKind::NameRequested,
            action: Action::NameRequested,
            detail,
        };
        self.write(said, Some(record), move |c| {
            store::disclosures::insert(c, agency, case, &new)
        })
        .await
    }

    async fn approve(&self, named: RecordId) -> Result<(), DisclosureError> {
        let request = self.waiting(named)?;
        let requester = self.keeping.keeper(request.requester);
        let requester = requester.ok_or(DisclosureError::Meanwhile)?;
        if request.requester == self.session.officer.id {
            return Err(DisclosureError::NotYours);
        }
        self.keeping.written_by(named, requester)?;
        let record = self.seal(&SealedApproval(named).to_json())?;
        let answer = self.answer(Verdict::Signed, Some(record.id));
        let said = Said {
            kind: EventKind::NameApproved,
            action: Action::NameApproved,
            detail: serde_json::json!({}),
        };
        let (agency, case) = (self.session.agency.id, self.keeping.case.id);
        let both = [requester.id, self.session.officer.id];
        self.write(said, Some(record), move |c| {
            still_keep(c, agency, case, &both)?;
            store::disclosures::answer(c, agency, case, named, &answer)
        })
        .await
    }

    async fn end(&self, named: RecordId, verdict: Verdict) -> Result<(), DisclosureError> {
        let request = self.waiting(named)?;
        let mine = request.requester == self.session.officer.id;
        if mine != (verdict == Verdict::Withdrawn) {
            return Err(DisclosureError::NotYours);
        }
        let answer = self.answer(verdict, None);
        let said = Said {
            kind: EventKind::NameRefused,
            action: Action::NameRefused,
            detail: serde_json::json!({ "became": verdict.key() }),
        };
        let (agency, case) = (self.session.agency.id, self.keeping.case.id);
        self.write(said, None, move |c| {
            store::disclosures::answer(c, agency, case, named, &answer)
        })
        .await
    }

    async fn open(&self, named: RecordId) -> Result<(), DisclosureError> {
        let now = self.app.clock.now();
        let request = self.keeping.request(named).ok_or(DisclosureError::Meanwhile)?;
        let me = self.session.officer.id;
        if request.requester != me {
            return Err(DisclosureError::NotYours);
        }
        match request.standing(now) {
            Standing::Approved { .. } => {}
            // A second press of the same button finds its work done by the first.
            Standing::Shown { .. } => return Ok(()),
            _ => return Err(DisclosureError::Meanwhile),
        }
        let approver = self.keeping.approved(&request)?;
        let said = Said {
            kind: EventKind::NameOpened,
            action: Action::NameOpened,
            detail: serde_json::json!({ "ground": request.ground.key(), "approved_by": approver.to_string() }),
        };
        let (agency, case) = (self.session.agency.id, self.keeping.case.id);
        self.write(said, None, move |c| {
            still_keep(c, agency, case, &[me, approver])?;
            store::disclosures::open(c, agency, case, named, now)
        })
        .await
    }

    fn waiting(&self, named: RecordId) -> Result<Disclosure, DisclosureError> {
        let request = self.keeping.request(named);
        let waits = request.filter(|request| request.answer.is_none());
        waits.ok_or(DisclosureError::Meanwhile)
    }

    fn answer(&self, verdict: Verdict, approval: Option<RecordId>) -> Answered {
        Answered {
            verdict,
            by: self.session.officer.id,
            at: self.app.clock.now(),
            approval,
        }
    }

    fn seal(&self, plain: &[u8]) -> Result<RecordRow, Trouble> {
        let now = self.app.clock.now();
        let words = Words {
            kind: RecordKind::Finding,
            id: self.form.once,
            plain,
            day: Day::of_moment(now),
            at: Some(now),
        };
        let (agency, case) = (self.session.agency.id, self.keeping.case.id);
        let (names, me) = (&self.keeping.names, &self.session.identity);
        seal_record(self.app, agency, case, names, me, &words)
    }

    /// Writes a step with its event and its entry, if nobody was faster.
    async fn write(
        &self,
        said: Said,
        record: Option<RecordRow>,
        step: impl FnOnce(&mut Conn) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), DisclosureError> {
        let (agency, case) = (self.session.agency.id, self.keeping.case);
        let (now, me) = (self.app.clock.now(), self.session.officer.id);
        let event = Event {
            seq: self.keeping.next_seq,
            kind: said.kind,
            state: case.state,
            day: Day::of_moment(now),
            at: Some(now),
            officer: Some(me),
            // The sealed words are destroyed with the name, and the event stays.
            record: None,
            reason: None,
            until: None,
        };
        let entry = log::entry(self.app, Some(me), said.action, case.id.0, &said.detail)?;
        self.app
            .db
            .write(move |c| {
                store::cases::advance(c, &case, case.state)?;
                if let Some(record) = &record {
                    store::records::insert(c, record)?;
                }
                step(c)?;
                store::events::append(c, agency, case.id, &event)?;
                log::append(c, agency, &entry)
            })
            .await
            .map_err(|error| match error {
                StoreError::Stale | StoreError::Duplicate(_) => DisclosureError::Meanwhile,
                other => DisclosureError::Trouble(other.into()),
            })
    }
}

/// What is told of a step.
struct Said {
    kind: EventKind,
    action: Action,
    detail: serde_json::Value,
}

/// Asks again, inside the write, whether these people are in office and still keep the name.
fn still_keep(c: &mut Conn, agency: AgencyId, case: CaseId, people: &[OfficerId]) -> Result<(), StoreError> {
    for id in people {
        let officer = store::officers::by_id(c, agency, *id)?;
        if !keeps_names(&officer) || !store::disclosures::keeps(c, agency, case, officer.key)? {
            return Err(StoreError::Stale);
        }
    }
    Ok(())
}
