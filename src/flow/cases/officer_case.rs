//! What an officer sees of one case, opened.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::assignment::Way;
use crate::domain::calendar::Holiday;
use crate::domain::case::State;
use crate::domain::case_number::CaseNumber;
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::event::Event;
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::link::Linking;
use crate::domain::log::Action;
use crate::domain::measure::Measure;
use crate::domain::officer::Officer;
use crate::domain::position::Position;
use crate::domain::reader_change::ReaderChange;
use crate::domain::rule_book::RuleVersion;
use crate::domain::sealed::{Content, Finding, SealedDecision, SealedNote, SealedReport};
use crate::domain::succession::Succession;
use crate::flow::audit::log;
use crate::flow::cases::evidence::{self, Evidence};
use crate::flow::cases::linked::{LinkedCase, Links};
use crate::flow::cases::proposal::{Asked, Scene, Waiting};
pub use crate::flow::cases::readership::ReaderTask;
use crate::flow::cases::readership::Readership;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::reporter::track::{Message, messages};
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::escalations::Escalation;
use crate::store::proposals::Proposal;
use crate::store::{self, StoreError};
use crate::vault::id::KeyId;
use crate::vault::record::RecordKind;

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
    /// The files: the reporter's first, then those of officers, each with who attached it, if they are still known.
    pub evidence: Vec<(Evidence, Option<Officer>)>,
    /// What happened, oldest first.
    pub events: Vec<(Event, Option<Officer>)>,
    /// Where the clock stands, with everything needed to show how it was computed.
    pub deadline: Deadline,
    /// The version of the period it goes by.
    pub rule: RuleVersion,
    /// The holiday that the day due falls on, where it is one.
    pub due_holiday: Option<Holiday>,
    /// Whether offices work on the day due.
    pub due_works: bool,
    /// The day by which the reporter is asked to answer, while a question waits.
    pub answer_by: Option<Day>,
    /// Whether officers have written or added anything of their own.
    pub has_internal: bool,
    /// Who reads this case: officers and, where it does, the outside body.
    pub readers: Vec<Officer>,
    /// What waits for a second signature.
    pub waiting: Option<Waiting>,
    /// Who would be asked for a second signature if this officer proposed something now.
    pub second: Asked,
    /// The day, for the page's date choices.
    pub today: Day,
    /// Changes of readers and of the responsible officer, by the record that tells them.
    pub changes: Vec<(RecordId, ReaderChange)>,
    /// The cases it is linked to, as far as this officer can open them.
    pub links: Vec<LinkedCase>,
    /// What happened to those links, by the record that tells it, and the number of the other case.
    pub linkings: Vec<(RecordId, CaseNumber, Linking)>,
    /// Whom a mail has told that the case is near its day due or past it, as it is now, and on which day.
    pub told: Vec<(Officer, Day)>,
    /// What has to be done about the keys.
    pub task: Option<ReaderTask>,
    /// Everybody marked as involved.
    pub involved: Involved,
    /// Everybody of the agency, by name.
    pub colleagues: Vec<Officer>,
    /// The units of the agency.
    pub units: Vec<Unit>,
    /// Who answers for it.
    pub responsible: Option<Officer>,
    /// Whom this officer can give it to, and what that takes; nobody if they may not decide it.
    pub choices: Vec<(OfficerId, Way)>,
    /// What would become of the readers if this officer recused themselves.
    pub without_me: Succession,
}

impl CaseForOfficer {
    /// Where the case stands.
    pub const fn state(&self) -> State {
        self.case.state
    }

    /// The same with the stage from which it is judged.
    pub fn position(&self) -> Position {
        let states = self.events.iter().map(|(event, _)| event.state);
        Position::of(states.chain([self.case.state]))
    }
}

/// Opens a case for an officer, and enters in the log that they saw it. Nothing when it is not theirs or does not
/// exist.
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
    let viewed = log::by(app, session, Action::CaseViewed, case.0, &json!({}))?;
    log::enter(app, agency, viewed).await?;
    let around = Readership::read(app, &session.agency, &reading).await?;
    let (units, proposals, tellings) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::units::list(c, agency)?,
                store::proposals::list(c, agency, case)?,
                store::escalations::tellings(c, agency, &[case])?,
            ))
        })
        .await?;
    let officers = &around.officers;
    let by_id = |id: OfficerId| officers.iter().find(|officer| officer.id == id).cloned();
    let by_key = |key: &KeyId| {
        officers
            .iter()
            .find(|officer| officer.key == key.to_bytes())
            .cloned()
    };
    let report = report(&reading)?;
    let involved = reading.involved()?;
    let Inner {
        notes,
        measures,
        changes,
    } = Inner::read(&reading, officers, &proposals)?;
    let links = Links::read(app, session, &reading, (&around.open, officers)).await?;
    let today = app.clock.today();
    let reckoning = &reading.reckoning;
    let deadline = reading.deadline(today)?;
    let me = Involved::new(vec![session.officer.id], Vec::new());
    let readers = around.readers();
    let setting = around.setting(&involved, &readers);
    let choices = if setting.may_decide(&session.officer) {
        setting.choices()
    } else {
        Vec::new()
    };
    let scene = Scene {
        reading: &reading,
        officers,
        keys: &around.open,
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
        rule: rule(&reading)?,
        due_holiday: reckoning.holidays.get(deadline.due_on).cloned(),
        due_works: reckoning.holidays.is_working_day(deadline.due_on),
        answer_by: reckoning.answer_by(&reading.events),
        evidence: files(&reading, by_key)?,
        told: told(&tellings, case, &deadline, by_id),
        deadline,
        readers: around
            .open
            .iter()
            .filter_map(|key| by_key(&KeyId::from_bytes(*key)))
            .collect(),
        changes,
        task: around.task(&reading, &involved),
        without_me: around.after(&involved.and(&me)).readers,
        responsible: around.responsible.and_then(by_id),
        choices,
        colleagues: officers.clone(),
        units,
        involved,
        events: reading
            .events
            .iter()
            .filter(|event| !event.record.is_some_and(|record| links.hidden.contains(&record)))
            .map(|event| (event.clone(), event.officer.and_then(by_id)))
            .collect(),
        links: links.cases,
        linkings: links.changes,
        has_internal: reading.internal.is_some(),
        case: reading.case,
        today,
    }))
}

/// The officers' own records, by what they are.
struct Inner {
    notes: Vec<Note>,
    measures: Vec<Recorded>,
    changes: Vec<(RecordId, ReaderChange)>,
}

impl Inner {
    fn read(reading: &Reading, officers: &[Officer], proposals: &[Proposal]) -> Result<Self, Trouble> {
        let mut inner = Self {
            notes: Vec::new(),
            measures: Vec::new(),
            changes: Vec::new(),
        };
        let records = reading.internal.iter().flat_map(|internal| &internal.records);
        for record in records.filter(|record| record.kind != RecordKind::BlobMetadata) {
            let key = record.author.to_bytes();
            let author = officers.iter().find(|officer| officer.key == key).cloned();
            let at = record.at.unwrap_or_default();
            let (text, decision) = if record.kind == RecordKind::Finding {
                match Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)? {
                    Finding::Decision(decision) => (decision.lesson.clone(), Some(decision)),
                    Finding::Measure(measure) => {
                        inner.measures.push(Recorded {
                            id: record.id,
                            author,
                            at,
                            measure,
                        });
                        continue;
                    }
                    Finding::Readers(change) => {
                        inner.changes.push((record.id, change));
                        continue;
                    }
                    Finding::Link(_) => continue,
                }
            } else {
                let note = SealedNote::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
                (Some(note.0), None)
            };
            inner.notes.push(Note {
                author,
                at,
                text: text.map_or(String::new(), |text| text.as_str().to_owned()),
                proposal: proposals.iter().find(|known| known.record == record.id).copied(),
                decision,
            });
        }
        Ok(inner)
    }
}

/// The version of the period that a case goes by.
fn rule(reading: &Reading) -> Result<RuleVersion, Trouble> {
    let version = reading.reckoning.rules.version(reading.case.rule);
    version.cloned().ok_or(Trouble::Damaged)
}

/// Whom a mail has told of the case as it is now.
fn told(
    tellings: &[(Escalation, Day)],
    case: CaseId,
    deadline: &Deadline,
    by_id: impl Fn(OfficerId) -> Option<Officer>,
) -> Vec<(Officer, Day)> {
    let now = tellings.iter().filter(|(told, _)| told.is_of(case, deadline));
    now.filter_map(|(told, on)| Some((by_id(told.officer)?, *on)))
        .collect()
}

/// The files of the case, each with who attached it.
fn files(
    reading: &Reading,
    by_key: impl Fn(&KeyId) -> Option<Officer>,
) -> Result<Vec<(Evidence, Option<Officer>)>, Trouble> {
    let files = evidence::all(reading)?.into_iter();
    Ok(files
        .map(|file| {
            let by = by_key(&file.author);
            (file, by)
        })
        .collect())
}

/// The report of the case.
fn report(reading: &Reading) -> Result<SealedReport, Trouble> {
    let mut records = reading.channel.records.iter();
    let found = records.find(|record| record.kind == RecordKind::Report);
    SealedReport::from_json(&found.ok_or(Trouble::Damaged)?.plain).map_err(|_| Trouble::Damaged)
}
