//! The reporter comes back with files.

use std::sync::Arc;

use crate::app::App;
use crate::domain::case::Step;
use crate::domain::event::{Event, EventKind};
use crate::flow::cases::evidence;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::files::parcel::{self, place};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::reporter::reply::ReplyError;
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::header::Compartment;

/// How often sending is tried again when something happened to the case at the same moment: nobody chose anything
/// that this would overrule.
const TRIES: usize = 4;

/// Where the files of a reporter wait until they are part of the case.
///
/// # Errors
/// [`ReplyError::Ended`] when the case takes nothing more.
pub async fn shelf(app: &Arc<App>, session: &ReporterSession) -> Result<Shelf, ReplyError> {
    let reading = Reading::for_reporter(app, session).await?;
    reading
        .position()
        .after(Step::ReporterWrites)
        .map_err(|_| ReplyError::Ended)?;
    Ok(Shelf {
        agency: session.agency,
        place: place(session.identity.key_id(), Some(session.case)),
        epoch: reading.channel.epoch(),
        key: reading.channel.key,
        author: session.identity.clone(),
        directory: reading.directory,
    })
}

/// Makes everything that waits and is ready part of the case. What was sent before is not sent again.
///
/// # Errors
/// [`ReplyError`]; what waits goes on waiting then.
pub async fn send(app: &Arc<App>, session: &ReporterSession, shelf: &Shelf) -> Result<(), ReplyError> {
    for _ in 0..TRIES {
        match send_once(app, session, shelf).await {
            Err(ReplyError::Meanwhile) => {}
            done => return done,
        }
    }
    Err(ReplyError::Meanwhile)
}

async fn send_once(app: &Arc<App>, session: &ReporterSession, shelf: &Shelf) -> Result<(), ReplyError> {
    let mut reading = Reading::for_reporter(app, session).await?;
    let known = evidence::of(&reading.channel)?;
    let parcels = shelf.ready(app, &known).await?;
    if parcels.is_empty() {
        return Ok(());
    }
    let next = reading
        .position()
        .after(Step::ReporterWrites)
        .map_err(|_| ReplyError::Ended)?;
    let (agency, case, today) = (session.agency, reading.case.id, app.clock.today());
    let (seq, channel) = (
        reading.next_seq(),
        (Compartment::Channel, reading.channel.epoch()),
    );
    let records = evidence::describe(
        app,
        (agency, case),
        &mut reading.channel,
        &session.identity,
        &parcels,
        (today, None),
    )?;
    let event = Event {
        seq,
        kind: EventKind::FilesSent,
        state: next,
        day: today,
        at: None,
        officer: None,
        record: records.first().map(|record| record.id),
        reason: None,
        until: None,
    };
    let due_on = reading.due_after(&event)?;
    let case = reading.case;
    app.db
        .write(move |c| {
            store::cases::advance(c, &case, next)?;
            store::cases::set_due(c, agency, case.id, due_on)?;
            parcel::bind(c, (agency, case.id), channel, &parcels)?;
            for record in &records {
                store::records::insert(c, record)?;
            }
            store::events::append(c, agency, case.id, &event)
        })
        .await
        .map_err(|error| match error {
            StoreError::Stale | StoreError::Duplicate(_) => ReplyError::Meanwhile,
            other => ReplyError::Trouble(Trouble::from(other)),
        })
}
