//! An officer adds files to a case. They are sealed among the officers' own records and hashed into the log; a
//! newer version stands beside the older one, which stays.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::log::{Action, NewEntry};
use crate::flow::audit::log;
use crate::flow::cases::desk::Desk;
use crate::flow::cases::evidence;
use crate::flow::cases::handle::{self, Form, HandleError};
use crate::flow::cases::sealed_case::Reading;
use crate::flow::files::parcel::{self, Parcel, place};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::incoming::sealing::insert_compartment;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::records::RecordRow;
use crate::store::{self, StoreError};
use crate::vault::header::Compartment;

/// As for the reporter's files: adding overrules nobody, so it is tried again.
const TRIES: usize = 4;

async fn read(app: &Arc<App>, session: &Session, case: CaseId) -> Result<Reading, HandleError> {
    let reading = Reading::for_officer(app, session, case).await?;
    let reading = reading.ok_or(HandleError::NotFound)?;
    if reading.case.state.is_open() {
        Ok(reading)
    } else {
        Err(HandleError::Refused)
    }
}

/// Where the files of an officer wait until they are part of the case. Makes the officers' own compartment if the
/// case has none yet.
///
/// # Errors
/// [`HandleError::NotFound`], [`HandleError::Refused`] when the case has ended.
pub async fn shelf(app: &Arc<App>, session: &Session, case: CaseId) -> Result<Shelf, HandleError> {
    let agency = session.agency.id;
    for _ in 0..2 {
        let reading = read(app, session, case).await?;
        if let Some(internal) = reading.internal {
            return Ok(Shelf {
                agency,
                place: place(session.identity.key_id(), Some(case)),
                epoch: internal.epoch(),
                key: internal.key,
                author: session.identity.clone(),
                directory: reading.directory,
            });
        }
        let readers = handle::readers(app, &reading).await?;
        let desk = Desk {
            app,
            session,
            form: Form {
                version: reading.case.version,
                once: RecordId([0; 16]),
            },
            reading: &reading,
            readers,
        };
        let (sealed, _) = desk.new_internal()?;
        let made = app
            .db
            .write(move |c| insert_compartment(c, agency, case, Compartment::Internal, &sealed))
            .await;
        match made {
            // A colleague was faster: theirs is found the second time round.
            Ok(()) | Err(StoreError::Duplicate(_)) => {}
            Err(error) => return Err(Trouble::from(error).into()),
        }
    }
    Err(HandleError::Meanwhile)
}

/// Makes everything that waits and is ready part of the case.
///
/// # Errors
/// [`HandleError`]; what waits goes on waiting then.
pub async fn add(app: &Arc<App>, session: &Session, case: CaseId, shelf: &Shelf) -> Result<(), HandleError> {
    for _ in 0..TRIES {
        match add_once(app, session, case, shelf).await {
            Err(HandleError::Meanwhile) => {}
            done => return done,
        }
    }
    Err(HandleError::Meanwhile)
}

async fn add_once(app: &Arc<App>, session: &Session, case: CaseId, shelf: &Shelf) -> Result<(), HandleError> {
    let mut reading = read(app, session, case).await?;
    let known = reading.internal.as_ref().map(evidence::of).transpose()?;
    let parcels = shelf.ready(app, &known.unwrap_or_default()).await?;
    if parcels.is_empty() {
        return Ok(());
    }
    let (agency, row, now) = (session.agency.id, reading.case, app.clock.now());
    let seq = reading.next_seq();
    let internal = reading.internal.as_mut().ok_or(HandleError::Meanwhile)?;
    let place = (Compartment::Internal, internal.epoch());
    let (me, when) = (&session.identity, (Day::of_moment(now), Some(now)));
    let records = evidence::describe(app, (agency, case), internal, me, &parcels, when)?;
    let event = Event {
        seq,
        kind: EventKind::EvidenceAdded,
        state: row.state,
        day: Day::of_moment(now),
        at: Some(now),
        officer: Some(session.officer.id),
        record: records.first().map(|record| record.id),
        reason: None,
        until: None,
    };
    let entries = records
        .iter()
        .zip(&parcels)
        .map(|(record, parcel)| entry(app, session, case, record, parcel))
        .collect::<Result<Vec<_>, Trouble>>()?;
    app.db
        .write(move |c| {
            store::cases::advance(c, &row, row.state)?;
            parcel::bind(c, (agency, case), place, &parcels)?;
            for record in &records {
                store::records::insert(c, record)?;
            }
            store::events::append(c, agency, case, &event)?;
            entries.iter().try_for_each(|entry| log::append(c, agency, entry))
        })
        .await
        .map_err(|error| match error {
            StoreError::Stale | StoreError::Duplicate(_) => HandleError::Meanwhile,
            other => HandleError::Trouble(other.into()),
        })
}

/// What is entered of a file: the record that describes it, and the file itself.
fn entry(
    app: &App,
    session: &Session,
    case: CaseId,
    record: &RecordRow,
    parcel: &Parcel,
) -> Result<NewEntry, Trouble> {
    let mut detail = parcel.hashes();
    detail.insert("record".to_owned(), record.id.to_string().into());
    detail.insert("record_hash".to_owned(), HEXLOWER.encode(&record.hash).into());
    let detail = Value::Object(detail);
    log::entry(
        app,
        Some(session.officer.id),
        Action::EvidenceAdded,
        case.0,
        &detail,
    )
}
