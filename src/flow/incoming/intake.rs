//! A report comes in: route, seal to exactly those keys, store durably, then answer (DESIGN §1, D1, D7).

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::arrival::Arrival;
use crate::domain::case::State;
use crate::domain::category::Category;
use crate::domain::day::Day;
use crate::domain::event::{Event, EventKind};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::{CaseId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::report::Report;
use crate::flow::files::parcel::{self, Parcel};
use crate::flow::incoming::beginning;
use crate::flow::incoming::sealing::{self, insert_compartment};
use crate::flow::incoming::staff::Staff;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, Key, StoreError};
use crate::vault::code::TrackingCode;
use crate::vault::header::Compartment;
use crate::vault::random::Rng;

/// Case numbers have six digits and the first is never zero, so that nobody loses one when writing it down.
const NUMBERS: std::ops::RangeInclusive<u32> = 100_000..=999_999;

/// How often another case number is drawn when one is taken. With half of all numbers used, the chance to fail
/// is one in four thousand million.
const DRAWS: usize = 32;

/// How often a report is routed anew because somebody came, left or was given another office while it was being sealed.
const ROUTINGS: usize = 4;

/// Why a form did not become a case. Nothing at all has been stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// One of its files waits for its sender's choice.
    Undecided,
    /// Something went wrong; [`Trouble::Closed`] also when nobody would read it.
    Trouble(Trouble),
}

impl<T: Into<Trouble>> From<T> for Unsent {
    fn from(trouble: T) -> Self {
        Self::Trouble(trouble.into())
    }
}

/// What the reporter is shown, now and whenever the same form is sent again.
pub struct Receipt {
    /// Fiscal year of the case number.
    pub fiscal_year: FiscalYear,
    /// The case number.
    pub number: i32,
    /// The day it came in.
    pub received_on: Day,
    /// The day by which the agency answers or explains.
    pub due_on: Day,
    /// The tracking code. It exists nowhere else.
    pub code: TrackingCode,
    /// Whether the outside body reads this report because too few insiders may.
    pub outside: bool,
    /// Whether this form had been received before.
    pub repeated: bool,
}

/// Who will read a report, as its writer is shown before sending.
pub struct Readers {
    /// The officers, in the order of the panel, and then those who act for one of them.
    pub officers: Vec<Officer>,
    /// Whether the outside body reads it too.
    pub outside: bool,
    /// The keepers of the name.
    pub custodians: Vec<Officer>,
}

async fn staff(app: &Arc<App>, agency: &Agency, category: Category) -> Result<Staff, Trouble> {
    let id = agency.id;
    app.db
        .read(move |c| Staff::read(c, id, category))
        .await
        .map_err(directory::none_means_closed)
}

/// Who would read a report of this category with these people marked as involved.
///
/// # Errors
/// [`Trouble`] when that cannot be found out; then nothing can be sent either.
pub async fn readers(
    app: &Arc<App>,
    agency: &Agency,
    category: Category,
    involved: &Involved,
) -> Result<Readers, Trouble> {
    let staff = staff(app, agency, category).await?;
    let (routing, custodians) = (staff.route(agency, involved), staff.custodians(agency, involved));
    let named = |ids: &[OfficerId]| ids.iter().filter_map(|id| staff.officer(*id)).cloned().collect();
    let substitutes = staff.substitutes(&routing, involved, app.clock.today());
    let acting = substitutes.iter().map(|(id, _)| *id);
    let all: Vec<OfficerId> = routing.readers.iter().copied().chain(acting).collect();
    Ok(Readers {
        officers: named(&all),
        outside: routing.outside,
        custodians: named(&custodians.readers),
    })
}

/// What a form finds when it arrives.
enum Found {
    /// It was here before.
    Case(store::cases::Case),
    /// It is new; these may receive it, and whether it has files.
    Staff(Box<Staff>, bool),
}

/// Receives a report. Sending the same form again finds the same case and gives the same receipt.
///
/// # Errors
/// [`Unsent`].
pub async fn file(
    app: &Arc<App>,
    agency: &Agency,
    report: Report,
    submission_key: &[u8; 32],
) -> Result<Receipt, Unsent> {
    let code = TrackingCode::from_submission_key(submission_key, &app.instance);
    let today = app.clock.today();
    let incoming = Incoming {
        report,
        arrival: Arrival::by_website(today),
        filed: filed(today, None),
        code,
    };
    receive(app, agency, incoming, |_, _, _| Ok(())).await
}

/// A matter on its way into the register.
pub(super) struct Incoming {
    pub(super) report: Report,
    pub(super) arrival: Arrival,
    /// Its first event.
    pub(super) filed: Event,
    pub(super) code: TrackingCode,
}

/// Routes, seals and stores a matter, and with it `also` what belongs to it, given its id and its files. What comes a
/// second time with the same code finds the case it made.
///
/// # Errors
/// [`Unsent`].
pub(super) async fn receive(
    app: &Arc<App>,
    agency: &Agency,
    incoming: Incoming,
    also: impl Fn(&mut Conn, CaseId, &[Parcel]) -> Result<(), StoreError> + Send + Sync + 'static,
) -> Result<Receipt, Unsent> {
    let (incoming, also) = (Arc::new(incoming), Arc::new(also));
    for _ in 0..ROUTINGS {
        if let Some(receipt) = routed(app, agency, &incoming, &also).await? {
            return Ok(receipt);
        }
    }
    Err(Trouble::Busy.into())
}

/// Why a sealed report was not written.
enum Unwritten {
    /// Somebody came, left or was given another office since it was routed.
    Reseated,
    /// The store refused it.
    Refused(StoreError),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}

/// Routes, seals and writes a matter once. Nothing when who may read it has changed in between: it must not be sealed to
/// somebody who has left, nor around somebody who should have read it.
async fn routed<F>(
    app: &Arc<App>,
    agency: &Agency,
    incoming: &Arc<Incoming>,
    also: &Arc<F>,
) -> Result<Option<Receipt>, Unsent>
where
    F: Fn(&mut Conn, CaseId, &[Parcel]) -> Result<(), StoreError> + Send + Sync + 'static,
{
    let reporter = incoming.code.derive(&app.instance);
    let lookup = reporter.lookup_id;
    let id = agency.id;
    let category = incoming.report.category;
    let place = beginning::place_of(&reporter);
    let found = app
        .db
        .read(move |c| match store::cases::find_by_lookup(c, id, lookup) {
            Ok(case) => Ok(Found::Case(case)),
            Err(StoreError::NotFound) => Ok(Found::Staff(
                Box::new(Staff::read(c, id, category)?),
                store::beginnings::exists(c, id, place)?,
            )),
            Err(error) => Err(error),
        })
        .await
        .map_err(directory::none_means_closed)?;
    let (staff, has_files) = match found {
        Found::Case(case) => return Ok(Some(receipt(&case, incoming.code.clone(), true)?)),
        Found::Staff(staff, has_files) => (*staff, has_files),
    };
    let routing = staff.route(agency, &incoming.report.involved);
    if routing.readers.is_empty() && !routing.outside {
        return Err(Trouble::Closed.into());
    }
    let begun = if has_files {
        beginning::begun(app, id, &reporter).await?
    } else {
        None
    };
    if begun.as_ref().is_some_and(|begun| !begun.is_decided()) {
        return Err(Unsent::Undecided);
    }
    let seats = staff.seats.clone();
    let sealing = {
        let (app, agency, incoming) = (Arc::clone(app), agency.clone(), Arc::clone(incoming));
        move || {
            let (report, today) = ((&incoming.report, begun), incoming.filed.day);
            sealing::seal(&app, &agency, &staff, report, &incoming.arrival, &reporter, today)
        }
    };
    let place = app.sealers.acquire().await.map_err(|_| Trouble::Broken)?;
    let new = tokio::task::spawn_blocking(sealing)
        .await
        .map_err(|_| Trouble::Broken)??;
    drop(place);

    let agency_id = agency.id;
    let rng = app.rng.clone();
    let (filed, also) = (incoming.filed.clone(), Arc::clone(also));
    let stored = app
        .db
        .write(move |c| {
            if !seats.still(c, agency_id)? {
                return Err(Unwritten::Reseated);
            }
            let case = insert_with_a_free_number(c, new.case, &rng)?;
            for part in &new.parts {
                insert_compartment(c, agency_id, case.id, part.compartment, &part.sealed)?;
                store::records::insert_first(c, &part.records)?;
            }
            if let Some((place, parcels)) = &new.files {
                store::beginnings::remove(c, agency_id, *place)?;
                parcel::bind(c, (agency_id, case.id), (Compartment::Channel, 0), parcels)?;
            }
            for (key, delegation) in &new.substitutes {
                store::delegations::read_for(c, agency_id, case.id, *key, *delegation)?;
            }
            store::events::append(c, agency_id, case.id, &filed)?;
            let parcels = new.files.as_ref().map_or(&[][..], |(_, parcels)| parcels);
            also(c, case.id, parcels)?;
            Ok(case)
        })
        .await;
    match stored {
        Ok(case) => Ok(Some(receipt(&case, incoming.code.clone(), false)?)),
        Err(Unwritten::Reseated) => Ok(None),
        // The same form, sent twice at the same moment: the other one was first.
        Err(Unwritten::Refused(StoreError::Duplicate(_))) => {
            let case = app
                .db
                .read(move |c| store::cases::find_by_lookup(c, id, lookup))
                .await?;
            Ok(Some(receipt(&case, incoming.code.clone(), true)?))
        }
        // A file was taken back while the report was being sealed: the same form may be sent again.
        Err(Unwritten::Refused(StoreError::Stale)) => Err(Trouble::Busy.into()),
        Err(Unwritten::Refused(error)) => Err(error.into()),
    }
}

/// The receipt of a form that was received before; nothing when it was not. For the page that asks whether the
/// code was written down.
///
/// # Errors
/// [`Trouble`] when that cannot be found out.
pub async fn received(
    app: &Arc<App>,
    agency: &Agency,
    submission_key: &[u8; 32],
) -> Result<Option<Receipt>, Trouble> {
    let code = TrackingCode::from_submission_key(submission_key, &app.instance);
    let lookup = code.derive(&app.instance).lookup_id;
    let id = agency.id;
    match app
        .db
        .read(move |c| store::cases::find_by_lookup(c, id, lookup))
        .await
    {
        Ok(case) => receipt(&case, code, true).map(Some),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn receipt(
    case: &store::cases::Case,
    code: TrackingCode,
    repeated: bool,
) -> Result<Receipt, Trouble> {
    Ok(Receipt {
        fiscal_year: FiscalYear::new(case.fiscal_year).ok_or(Trouble::Damaged)?,
        number: case.number,
        received_on: case.received_on,
        due_on: case.due_on,
        code,
        outside: case.outside,
        repeated,
    })
}

/// Draws case numbers until one is free in this agency and fiscal year (DESIGN D5).
fn insert_with_a_free_number(
    c: &mut Conn,
    mut case: store::cases::NewCase,
    rng: &Rng,
) -> Result<store::cases::Case, StoreError> {
    let span = NUMBERS.end() - NUMBERS.start() + 1;
    // Draws above the largest multiple of the span are thrown away, so that every number is as likely.
    let fair = u32::MAX - u32::MAX % span;
    for _ in 0..DRAWS {
        let drawn = u32::from_be_bytes(rng.bytes::<4>().map_err(|_| StoreError::Unavailable)?);
        if drawn >= fair {
            continue;
        }
        case.number = i32::try_from(NUMBERS.start() + drawn % span).map_err(|_| StoreError::Damaged)?;
        match store::cases::insert(c, &case) {
            Ok(()) => return Ok(entered(&case)),
            Err(StoreError::Duplicate(Key::Number)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Busy)
}

/// The case as it stands once it is in.
const fn entered(new: &store::cases::NewCase) -> store::cases::Case {
    store::cases::Case {
        id: new.id,
        agency: new.agency,
        fiscal_year: new.fiscal_year,
        number: new.number,
        received_on: new.received_on,
        due_on: new.due_on,
        category: new.category,
        kind: new.kind,
        channel: new.channel,
        origin: new.origin,
        state: new.state,
        outside: new.outside,
        rule: new.rule,
        version: 0,
    }
}

/// The first event of a case: its reporter filed it, or an officer entered it at this moment.
pub(super) fn filed(day: Day, by: Option<(OfficerId, i64)>) -> Event {
    Event {
        seq: 0,
        kind: EventKind::Filed,
        state: State::Received,
        day,
        at: by.map(|(_, at)| at),
        officer: by.map(|(officer, _)| officer),
        record: None,
        reason: None,
        until: None,
    }
}
