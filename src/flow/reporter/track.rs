//! The reporter follows the case by code: status in public words, dates, notices, questions and answers (R17, R18).

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::attachment::Attachment;
use crate::domain::case::{State, Step};
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::disclosure::Ground;
use crate::domain::event::EventKind;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::sealed::{Content, SealedMessage};
use crate::flow::cases::evidence;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::code::TrackingCode;
use crate::vault::record::RecordKind;

/// Finds the case of a code and begins the reporter's half hour; gives the bytes of the cookie. Nothing when no
/// case of this agency has this code. The work is the same either way up to the one lookup by index.
///
/// # Errors
/// [`Trouble`] when that cannot be found out.
pub async fn begin(
    app: &Arc<App>,
    agency: &Agency,
    code: &TrackingCode,
) -> Result<Option<(ReporterSession, Vec<u8>)>, Trouble> {
    let keys = code.derive(&app.instance);
    let (id, lookup) = (agency.id, keys.lookup_id);
    match app
        .db
        .read(move |c| store::cases::find_by_lookup(c, id, lookup))
        .await
    {
        Ok(case) => Ok(Some(app.reporters.begin(
            agency.id,
            case.id,
            keys.identity,
            app.clock.now(),
            &app.rng,
        )?)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The day on which a reporter's matter was removed as planned; nothing when it was not.
///
/// # Errors
/// [`Trouble`] when that cannot be found out.
pub async fn removed_on(app: &Arc<App>, session: &ReporterSession) -> Result<Option<Day>, Trouble> {
    let (agency, case) = (session.agency, session.case);
    Ok(app
        .db
        .read(move |c| store::retention::removed_on(c, agency, case))
        .await?)
}

/// One line of "what happened so far", in words for the reporter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// What.
    pub kind: EventKind,
    /// The state afterwards, to be shown in public words only.
    pub state: State,
    /// The day.
    pub day: Day,
    /// The new date an explanation names.
    pub until: Option<Day>,
    /// By what law the reporter's name was opened.
    pub ground: Option<Ground>,
}

/// One message of the conversation.
pub struct Message {
    /// Whether the reporter wrote it.
    pub from_reporter: bool,
    /// The day.
    pub day: Day,
    /// The words.
    pub text: String,
}

/// A case as its reporter sees it.
pub struct CaseForReporter {
    /// Fiscal year of the case number.
    pub fiscal_year: FiscalYear,
    /// The case number.
    pub number: i32,
    /// The state, to be shown in public words only.
    pub state: State,
    /// The day it came in.
    pub received_on: Day,
    /// Where the clock stands, with everything needed to show how it was computed.
    pub deadline: Deadline,
    /// What happened, oldest first.
    pub happenings: Vec<Happening>,
    /// The conversation, oldest first.
    pub messages: Vec<Message>,
    /// The files the reporter sent, oldest first: their names are shown, and nothing more.
    pub files: Vec<Attachment>,
    /// Whether the reporter can write.
    pub can_write: bool,
    /// The day by which the reporter is asked to answer, while a question waits.
    pub answer_by: Option<Day>,
    /// Whether the outside body reads the case.
    pub outside: bool,
}

/// Opens the case of a reporter's session.
///
/// # Errors
/// [`Trouble`] when it cannot be read or does not verify.
pub async fn view(app: &Arc<App>, session: &ReporterSession) -> Result<CaseForReporter, Trouble> {
    let reading = Reading::for_reporter(app, session).await?;
    let case = &reading.case;
    let (agency, id) = (case.agency, case.id);
    let openings = app
        .db
        .read(move |c| store::disclosures::list(c, agency, id))
        .await?;
    let mut happenings: Vec<Happening> = Vec::new();
    for event in reading.events.iter().filter(|event| event.kind.is_public()) {
        // The reporter hears that others read the case, and not which of the possible reasons it has.
        let kind = if event.kind.changes_readers() {
            EventKind::Removed
        } else {
            event.kind
        };
        let happening = Happening {
            kind,
            state: event.state,
            day: event.day,
            until: event.until,
            ground: openings
                .iter()
                .find(|opening| opening.opened_at.is_some() && opening.opened_at == event.at)
                .filter(|_| kind == EventKind::NameOpened)
                .map(|opening| opening.ground),
        };
        if happenings.last() != Some(&happening) {
            happenings.push(happening);
        }
    }
    Ok(CaseForReporter {
        fiscal_year: FiscalYear::new(case.fiscal_year).ok_or(Trouble::Damaged)?,
        number: case.number,
        state: case.state,
        received_on: case.received_on,
        deadline: reading.deadline(app.clock.today())?,
        happenings,
        messages: messages(&reading)?,
        answer_by: reading.reckoning.answer_by(&reading.events),
        files: evidence::of(&reading.channel)?
            .into_iter()
            .map(|evidence| evidence.attachment)
            .collect(),
        can_write: reading.position().after(Step::ReporterWrites).is_ok(),
        outside: case.outside,
    })
}

/// The conversation of a case, as both sides see it.
pub(in crate::flow) fn messages(reading: &Reading) -> Result<Vec<Message>, Trouble> {
    let of_kind = |kind| matches!(kind, RecordKind::ReporterMessage | RecordKind::OfficerMessage);
    reading
        .channel
        .records
        .iter()
        .filter(|record| of_kind(record.kind))
        .map(|record| {
            let message = SealedMessage::from_json(&record.plain).map_err(|_| Trouble::Damaged)?;
            let from_reporter = record.kind == RecordKind::ReporterMessage;
            Ok(Message {
                from_reporter,
                day: record.day,
                text: message.0.as_str().to_owned(),
            })
        })
        .collect()
}
