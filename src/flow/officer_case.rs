//! What an officer sees: the list of the cases sealed to them, and one of them opened.

use std::sync::Arc;

use crate::app::App;
use crate::domain::case::State;
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::escalation::Alarm;
use crate::domain::event::Event;
use crate::domain::ids::{AgencyId, CaseId, OfficerId, RecordId};
use crate::domain::measure::Measure;
use crate::domain::officer::Officer;
use crate::domain::sealed::{Content, Finding, SealedDecision, SealedNote, SealedReport};
use crate::flow::proposal::{self, Asked, Scene, Waiting};
use crate::flow::sealed_case::{Reading, deadline};
use crate::flow::sign_in::Session;
use crate::flow::track::{Message, messages};
use crate::flow::trouble::Trouble;
use crate::store::cases::{Case, Filter, Order};
use crate::store::proposals::Proposal;
use crate::store::{self, Conn, StoreError};
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;

/// How many open cases are listed at most. An office with more has another problem, and is told so.
const OPEN: i64 = 500;
/// How many ended cases are listed on a page.
pub const PAGE: i64 = 50;

/// The cases sealed to an officer, with where their clocks stand.
pub struct Inbox {
    /// Open cases, what is due first comes first.
    pub open: Vec<Row>,
    /// One page of the ended ones, what came in last comes first.
    pub ended: Vec<Row>,
    /// How many have ended.
    pub ended_total: i64,
}

/// One case of the list. Nothing in it is sealed.
pub struct Row {
    /// The case.
    pub case: Case,
    /// Where its clock stands.
    pub deadline: Deadline,
    /// Whether the reporter wrote last and nobody answered.
    pub reporter_waits: bool,
    /// Whether it is so near its day or past it that others are told (see [`Alarm`]).
    pub escalated: bool,
    /// Whether something in it waits for this officer's signature.
    pub signature: bool,
}

/// Lists the cases that are sealed to this officer. Cases that are not, do not exist here: the list is made from
/// the officer's wraps. `page` counts the pages of ended cases from 0.
///
/// # Errors
/// When the store fails.
pub async fn inbox(app: &Arc<App>, session: &Session, page: i64) -> Result<Inbox, Trouble> {
    let (agency, me) = (session.agency.id, session.identity.key_id().to_bytes());
    let today = app.clock.today();
    let (open, ended): (Vec<State>, Vec<State>) = State::ALL.iter().partition(|state| state.is_open());
    let offset = page.clamp(0, i64::from(u32::MAX)) * PAGE;
    let (open, ended, ended_total, waiting) = app
        .db
        .read(move |c| {
            let first = Filter {
                states: &open,
                order: Order::Due,
                limit: OPEN,
                offset: 0,
            };
            let then = Filter {
                states: &ended,
                order: Order::Received,
                limit: PAGE,
                offset,
            };
            Ok((
                with_events(c, agency, me, &first)?,
                with_events(c, agency, me, &then)?,
                store::cases::count_all_for(c, agency, me)? - store::cases::count_for(c, agency, me, &open)?,
                store::proposals::waiting(c, agency)?,
            ))
        })
        .await
        .map_err(|error: StoreError| Trouble::from(error))?;
    let rows = |cases: Vec<(Case, Vec<Event>)>| -> Result<Vec<Row>, Trouble> {
        cases
            .into_iter()
            .map(|(case, events)| {
                let signature = proposal::waits_for(&session.officer, case.id, &waiting);
                Row::of(app, case, &events, today, signature)
            })
            .collect()
    };
    Ok(Inbox {
        open: rows(open)?,
        ended: rows(ended)?,
        ended_total,
    })
}

fn with_events(
    c: &mut Conn,
    agency: AgencyId,
    me: [u8; 32],
    filter: &Filter<'_>,
) -> Result<Vec<(Case, Vec<Event>)>, StoreError> {
    let cases = store::cases::list_for(c, agency, me, filter)?;
    cases
        .into_iter()
        .map(|case| Ok((case, store::events::list(c, agency, case.id)?)))
        .collect()
}

impl Row {
    fn of(app: &App, case: Case, events: &[Event], today: Day, signature: bool) -> Result<Self, Trouble> {
        let deadline = deadline(app, &case, events, today)?;
        Ok(Self {
            escalated: Alarm::of(&deadline).is_some(),
            deadline,
            signature,
            reporter_waits: reporter_waits(events),
            case,
        })
    }
}

fn reporter_waits(events: &[Event]) -> bool {
    use crate::domain::event::EventKind::{Asked, Closed, Explained, Notice, Referred, ReporterWrote};
    let said = |event: &&Event| {
        matches!(
            event.kind,
            ReporterWrote | Asked | Notice | Explained | Closed | Referred
        )
    };
    events
        .iter()
        .rfind(said)
        .is_some_and(|event| event.kind == ReporterWrote)
}

/// An internal note or decision.
pub struct Note {
    /// Who wrote it, if they are still known.
    pub author: Option<Officer>,
    /// Seconds since the epoch.
    pub at: i64,
    /// The words.
    pub text: String,
    /// The decision, where it is one.
    pub decision: Option<SealedDecision>,
    /// The proposal that the decision was only proposed by, where it was.
    pub proposal: Option<Proposal>,
}

/// An order, a letter or what came of one, as it was recorded.
pub struct Recorded {
    /// The record.
    pub id: RecordId,
    /// Who recorded it, if they are still known.
    pub author: Option<Officer>,
    /// Seconds since the epoch.
    pub at: i64,
    /// What.
    pub measure: Measure,
}

/// A case, opened.
pub struct CaseForOfficer {
    /// What is not sealed.
    pub case: Case,
    /// The report.
    pub report: SealedReport,
    /// The officers marked as involved, as far as they are still known.
    pub involved_officers: Vec<Officer>,
    /// The names of the units marked as involved.
    pub involved_units: Vec<String>,
    /// The conversation with the reporter.
    pub messages: Vec<Message>,
    /// Notes and decisions, oldest first.
    pub notes: Vec<Note>,
    /// Orders, letters and what came of them, oldest first.
    pub measures: Vec<Recorded>,
    /// What happened, oldest first.
    pub events: Vec<(Event, Option<Officer>)>,
    /// Where the clock stands, with everything needed to show how it was computed.
    pub deadline: Deadline,
    /// Who reads this case: officers and, where it does, the outside body.
    pub readers: Vec<Officer>,
    /// What waits for a second signature.
    pub waiting: Option<Waiting>,
    /// Who would be asked for a second signature if this officer proposed something now.
    pub second: Asked,
    /// The day, for the page's date choices.
    pub today: Day,
}

impl CaseForOfficer {
    /// Where the case stands.
    pub const fn state(&self) -> State {
        self.case.state
    }
}

/// Opens a case for an officer. Nothing when it is not theirs or does not exist.
///
/// # Errors
/// [`Trouble`] when it cannot be read or does not verify.
pub async fn open(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
) -> Result<Option<CaseForOfficer>, Trouble> {
    let Some(reading) = Reading::for_officer(app, session, case).await? else {
        return Ok(None);
    };
    let agency = session.agency.id;
    let channel = i16::from(Compartment::Channel.number());
    let (officers, units, recipients, proposals) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::officers::list(c, agency)?,
                store::units::list(c, agency)?,
                store::envelopes::recipients(c, agency, case, channel)?,
                store::proposals::list(c, agency, case)?,
            ))
        })
        .await?;
    let by_id = |id: OfficerId| officers.iter().find(|officer| officer.id == id).cloned();
    let by_key = |key: &KeyId| {
        officers
            .iter()
            .find(|officer| officer.key == key.to_bytes())
            .cloned()
    };
    let one = |kind| {
        let found = reading.channel.records.iter().find(|record| record.kind == kind);
        found
            .map(|record| record.plain.as_slice())
            .ok_or(Trouble::Damaged)
    };
    let report: SealedReport =
        SealedReport::from_json(one(RecordKind::Report)?).map_err(|_| Trouble::Damaged)?;
    let involved = reading.involved()?;
    let (mut notes, mut measures) = (Vec::new(), Vec::new());
    for record in reading.internal.iter().flat_map(|internal| &internal.records) {
        let author = by_key(&record.author);
        let at = record.at.unwrap_or_default();
        let (text, decision) = if record.kind == RecordKind::Finding {
            match Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)? {
                Finding::Decision(decision) => (decision.lesson.clone(), Some(decision)),
                Finding::Measure(measure) => {
                    measures.push(Recorded {
                        id: record.id,
                        author,
                        at,
                        measure,
                    });
                    continue;
                }
            }
        } else {
            let note = SealedNote::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
            (Some(note.0), None)
        };
        notes.push(Note {
            author,
            at,
            text: text.map_or(String::new(), |text| text.as_str().to_owned()),
            proposal: proposals.iter().find(|known| known.record == record.id).copied(),
            decision,
        });
    }
    let today = app.clock.today();
    let keys: Vec<[u8; 32]> = recipients.iter().map(|(key, _)| *key).collect();
    let scene = Scene {
        reading: &reading,
        officers: &officers,
        keys: &keys,
        involved: &involved,
        me: &session.officer,
    };
    Ok(Some(CaseForOfficer {
        waiting: scene.waiting(&proposals)?,
        second: scene.second(),
        report,
        involved_officers: involved.officers().iter().filter_map(|id| by_id(*id)).collect(),
        involved_units: units
            .iter()
            .filter(|unit| involved.units().contains(&unit.id))
            .map(|unit| unit.name.clone())
            .collect(),
        messages: messages(&reading)?,
        notes,
        measures,
        deadline: reading.deadline(app, today)?,
        readers: recipients
            .iter()
            .filter_map(|(key, _)| by_key(&KeyId::from_bytes(*key)))
            .collect(),
        events: reading
            .events
            .iter()
            .map(|event| (event.clone(), event.officer.and_then(by_id)))
            .collect(),
        case: reading.case,
        today,
    }))
}
