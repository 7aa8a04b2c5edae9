//! The second signature: one officer proposes, another person who reads the case signs or sends it back (ADR 0018).
//! What was proposed happens only when it is signed, with the case as it stands then, and until then the clock runs.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::Step;
use crate::domain::day::Day;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::Officer;
use crate::domain::officer_text::{Lesson, Note, Notice};
use crate::domain::reader_change::{ChangeKind, ReaderChange};
use crate::domain::role::Role;
use crate::domain::sealed::{Content, SealedDecision};
use crate::domain::second_signature::{Matter, Second, Verdict, may_sign};
use crate::flow::audit::log;
use crate::flow::cases::admission::{Joins, admit, role_of, wraps_for};
use crate::flow::cases::assign::{Giving, More};
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::handle::{Closing, Form, HandleError, take, write};
use crate::flow::cases::proposal::{Part, Proposed, Scene};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Reader;
use crate::store::envelopes::WrapRow;
use crate::store::proposals::{Decided, Proposal};
use crate::store::{self, Conn, StoreError};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;

/// What is proposed.
pub(super) struct Proposing {
    /// What kind of thing.
    pub(super) matter: Matter,
    /// The words, as they are sealed.
    pub(super) plain: Zeroizing<Vec<u8>>,
    /// Who cannot be the second person, because it is about them.
    pub(super) not: Option<OfficerId>,
}

/// Proposes to close a case in a way that one officer cannot choose alone.
///
/// # Errors
/// [`HandleError`]; nothing has changed then.
pub(super) async fn propose_closing(
    desk: &mut Desk<'_>,
    matter: Matter,
    closing: &Closing,
) -> Result<(), HandleError> {
    desk.state_after(Step::Close(closing.outcome))?;
    let decision = SealedDecision {
        outcome: closing.outcome,
        reason: closing.reason,
        words: closing.words.narrative(),
        lesson: closing.lesson.narrative(),
        unit: closing.unit,
    };
    let proposing = Proposing {
        matter,
        plain: Zeroizing::new(decision.to_json()),
        not: None,
    };
    propose(desk, &proposing).await
}

/// Proposes what one officer cannot do alone.
///
/// # Errors
/// [`HandleError`]; nothing has changed then.
pub(super) async fn propose(desk: &mut Desk<'_>, proposing: &Proposing) -> Result<(), HandleError> {
    let around = Around::read(desk).await?;
    if around.open().is_some() {
        return Err(HandleError::Waits);
    }
    let me = desk.session.officer.id;
    let keys = keys(desk);
    let asked = asked(&around.officers, proposing.not);
    let second = Second::find(&asked, &keys, me, &desk.reading.involved()?);
    let joins = match second {
        Second::Nobody => return Err(HandleError::NoSecond),
        Second::Readers(_) => None,
        Second::Joins(id) => Some(around.joining(id)?),
    };
    let proposed = (desk.form.once, proposing.plain.as_slice());
    let (internal, records, admission) = match joins {
        None => {
            let (internal, record) = desk.internally(RecordKind::Finding, proposed.0, proposed.1)?;
            (internal, vec![record], None)
        }
        Some((officer, joins)) => {
            // A compartment that is made with the proposal is made for them as well.
            desk.readers
                .push((KeyId::from_bytes(officer.key), role_of(officer)));
            let change = ReaderChange {
                joined: joins.joined(officer),
                ..ReaderChange::new(ChangeKind::Admitted, None)
            };
            let plain = Zeroizing::new(change.to_json());
            let id = RecordId(desk.app.rng.bytes::<16>().map_err(Trouble::from)?);
            let both = [proposed, (id, plain.as_slice())];
            let (internal, records) = desk.both_internally(RecordKind::Finding, both)?;
            let admission = Admission::prepare(desk, officer, id)?;
            (internal, records.into(), Some(admission))
        }
    };
    let case = &desk.reading.case;
    let event = desk.event(EventKind::Proposed, case.state, Some(proposed.0));
    let proposal = Proposal {
        agency: case.agency,
        case: case.id,
        record: proposed.0,
        matter: proposing.matter,
        proposer: me,
        version: case.version,
        at: event.at.unwrap_or_default(),
        decided: None,
    };
    let effect = Effect {
        event,
        records,
        internal,
    };
    let involved = desk.reading.involved()?;
    write(desk, effect, move |c| {
        if let Some(admission) = &admission {
            admission.write(c, &proposal, &involved)?;
        }
        store::proposals::insert(c, &proposal)
    })
    .await
}

/// Somebody about to be let in to give the second signature.
struct Admission {
    wraps: Vec<WrapRow>,
    event: Event,
    outside: bool,
    entry: NewEntry,
}

impl Admission {
    fn prepare(desk: &Desk<'_>, officer: &Officer, record: RecordId) -> Result<Self, Trouble> {
        let case = &desk.reading.case;
        let proposed = desk.event(EventKind::Admitted, case.state, Some(record));
        let detail = serde_json::json!({ "officer": officer.id.to_string() });
        Ok(Self {
            wraps: wraps_for(desk.app, desk.reading, &desk.session.identity, officer)?,
            event: Event {
                seq: proposed.seq.saturating_add(1),
                ..proposed
            },
            outside: officer.roles.has(Role::Outside),
            entry: log::by(desk.app, desk.session, Action::AccessGranted, case.id.0, &detail)?,
        })
    }

    /// Behind the event of the proposal.
    fn write(&self, c: &mut Conn, proposal: &Proposal, involved: &Involved) -> Result<(), StoreError> {
        let (agency, case) = (proposal.agency, proposal.case);
        admit(c, &self.wraps, involved)?;
        store::events::append(c, agency, case, &self.event)?;
        if self.outside {
            store::cases::set_outside(c, agency, case, true)?;
        }
        log::append(c, agency, &self.entry)
    }
}

/// Those who can be asked for a second signature: not whoever it is about.
pub(super) fn asked(officers: &[Officer], not: Option<OfficerId>) -> Vec<Officer> {
    let free = officers.iter().filter(|officer| Some(officer.id) != not);
    free.cloned().collect()
}

fn keys(desk: &Desk<'_>) -> Vec<[u8; 32]> {
    desk.readers.iter().map(|(key, _)| key.to_bytes()).collect()
}

/// The people of the agency and the proposals of the case.
struct Around {
    officers: Vec<Officer>,
    proposals: Vec<Proposal>,
    /// The keys that the case is sealed to, those of former substitutes among them.
    holders: Vec<[u8; 32]>,
}

impl Around {
    async fn read(desk: &Desk<'_>) -> Result<Self, Trouble> {
        let (agency, case) = (desk.session.agency.id, desk.reading.case.id);
        let channel = i16::from(Compartment::Channel.number());
        let read = desk.app.db.read(move |c| {
            let holders = store::envelopes::recipients(c, agency, case, channel)?;
            Ok::<_, StoreError>(Self {
                officers: store::officers::list(c, agency)?,
                proposals: store::proposals::list(c, agency, case)?,
                holders: holders.into_iter().map(|(key, _)| key).collect(),
            })
        });
        Ok(read.await?)
    }

    /// Somebody who does not read the case, and how they are let in.
    fn joining(&self, id: OfficerId) -> Result<(&Officer, Joins), Trouble> {
        let officer = self.officers.iter().find(|officer| officer.id == id);
        let officer = officer.ok_or(Trouble::Broken)?;
        Ok((officer, self.joins(officer)))
    }

    fn joins(&self, officer: &Officer) -> Joins {
        if self.holders.contains(&officer.key) {
            Joins::Again
        } else {
            Joins::New
        }
    }

    fn open(&self) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.decided.is_none())
    }
}

/// What the second person, or the proposer, does with a proposal.
pub enum Answer {
    /// It happens.
    Sign,
    /// It does not, and these words tell the colleagues why.
    SendBack(Note),
    /// The proposer takes it back.
    Withdraw,
}

/// Answers the proposal of this name.
///
/// # Errors
/// [`HandleError`]; nothing has changed then.
pub async fn answer(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    proposal: RecordId,
    answer: Answer,
) -> Result<(), HandleError> {
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    let mut desk = taken.desk(app, session, form);
    let around = Around::read(&desk).await?;
    let open = around.open().filter(|open| open.record == proposal);
    let open = *open.ok_or(HandleError::Meanwhile)?;
    let (keys, involved) = (keys(&desk), desk.reading.involved()?);
    let scene = Scene {
        reading: desk.reading,
        officers: &around.officers,
        keys: &keys,
        involved: &involved,
        me: &session.officer,
    };
    let waiting = scene.waiting(&[open])?.ok_or(HandleError::Meanwhile)?;
    let yours = match answer {
        Answer::Withdraw => waiting.part == Part::Proposer,
        Answer::Sign | Answer::SendBack(_) => waiting.part == Part::Signer,
    };
    if !yours {
        return Err(HandleError::NotYours);
    }
    let mut more: More = Box::new(|_| Ok(()));
    let effect = match &answer {
        Answer::Sign => match &waiting.proposed {
            Proposed::Closing(decision) => {
                desk.state_after(Step::Close(decision.outcome))?;
                if !waiting.stands {
                    return Err(HandleError::ProposerGone);
                }
                let closing = closing(decision)?;
                let effect = desk.close(&closing)?;
                let (agency, unit, on) = (session.agency.id, closing.unit, effect.event.day);
                more = Box::new(move |c| store::case_units::set(c, agency, case, (unit, on)));
                effect
            }
            Proposed::Reassignment { to, words } => {
                let to = to
                    .as_ref()
                    .filter(|_| waiting.stands)
                    .ok_or(HandleError::ProposerGone)?;
                let joins = if keys.contains(&to.key) {
                    Joins::No
                } else {
                    around.joins(to)
                };
                let giving = Giving::prepare(&mut desk, to, joins, ChangeKind::Against, words.clone())?;
                let (effect, also) = giving.split(&desk)?;
                more = also;
                effect
            }
        },
        Answer::SendBack(words) => {
            let mut effect = desk.note(EventKind::Noted, words)?;
            effect.event.kind = EventKind::SentBack;
            effect
        }
        Answer::Withdraw => Effect {
            event: desk.event(EventKind::Withdrawn, desk.reading.case.state, None),
            records: Vec::new(),
            internal: None,
        },
    };
    let verdict = match answer {
        Answer::Sign => Verdict::Signed,
        Answer::SendBack(_) => Verdict::SentBack,
        Answer::Withdraw => Verdict::Withdrawn,
    };
    let decided = Decided {
        verdict,
        by: session.officer.id,
        at: effect.event.at.unwrap_or_default(),
    };
    let (agency, today) = (session.agency.id, app.clock.today());
    write(&desk, effect, move |c| {
        if verdict == Verdict::Signed {
            both_still_may(c, (agency, case), &open, (decided.by, today), &involved)?;
        }
        store::proposals::decide(c, agency, case, open.record, &decided)?;
        more(c)
    })
    .await
}

/// Asks again, inside the write, whether two different people in office stand behind it: either may have lost role
/// or case since the page was shown.
fn both_still_may(
    c: &mut Conn,
    (agency, case): (AgencyId, CaseId),
    proposal: &Proposal,
    (signer, today): (OfficerId, Day),
    involved: &Involved,
) -> Result<(), StoreError> {
    let signer = store::officers::by_id(c, agency, signer)?;
    let proposer = store::officers::by_id(c, agency, proposal.proposer)?;
    for reader in [&signer, &proposer] {
        match store::cases::find_for(
            c,
            agency,
            case,
            Reader {
                key: reader.key,
                on: today,
            },
        ) {
            Err(StoreError::NotFound) => return Err(StoreError::Stale),
            found => found.map(|_| ())?,
        }
    }
    let proposer_may = proposer.active && proposer.roles.read_cases() && !involved.names(&proposer);
    if proposer_may && may_sign(&signer, proposer.id, involved) {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

fn closing(decision: &SealedDecision) -> Result<Closing, Trouble> {
    let words = decision.words.as_ref().ok_or(Trouble::Damaged)?;
    let lesson = decision.lesson.as_ref().ok_or(Trouble::Damaged)?;
    Ok(Closing {
        outcome: decision.outcome,
        reason: decision.reason,
        words: Notice::read(words.as_str()).map_err(|_| Trouble::Damaged)?,
        lesson: Lesson::read(lesson.as_str()).map_err(|_| Trouble::Damaged)?,
        unit: decision.unit,
    })
}
