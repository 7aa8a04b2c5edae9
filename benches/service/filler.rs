//! Fills a store with cases. Their sealed bytes are copies of one real case, which no key would open in another
//! place; nothing that is measured opens them.

use std::sync::Arc;

use sujarit::app::App;
use sujarit::domain::agency::Agency;
use sujarit::domain::case::State;
use sujarit::domain::category::Category;
use sujarit::domain::day::Day;
use sujarit::domain::event::{Event, EventKind};
use sujarit::domain::fiscal_year::FiscalYear;
use sujarit::domain::ids::{CaseId, RecordId};
use sujarit::flow::incoming::sealing::NewCase;
use sujarit::store::envelopes::{Compartment as CompartmentRow, WrapRow};
use sujarit::store::records::RecordRow;
use sujarit::store::{self, Conn, StoreError};

use super::Stopped;

/// Cases in one write.
const AT_ONCE: usize = 500;
/// Cases of the filling that are still open; all others have ended.
pub const OPEN: usize = 100;
/// The years over which the ended ones are spread.
const YEARS: i32 = 10;
/// Bytes kept of a sealed record, so that a hundred thousand cases fit on any disk.
const KEPT: usize = 64;

/// Adds cases until there are `to`, counting from number `from`.
pub fn fill(
    app: &Arc<App>,
    agency: &Agency,
    model: &Arc<NewCase>,
    from: usize,
    to: usize,
) -> Result<(), Stopped> {
    let today = app.clock.today();
    let mut next = from;
    while next < to {
        let numbers = next..to.min(next + AT_ONCE);
        next = numbers.end;
        let (model, agency, rng) = (Arc::clone(model), agency.id, app.rng.clone());
        app.db.write_blocking(move |c| {
            for number in numbers {
                let random = || rng.bytes::<32>().map_err(|_| StoreError::Unavailable);
                let (id, lookup) = (random()?, random()?);
                let mut case = model.case;
                case.agency = agency;
                case.id = CaseId(half(&id));
                case.lookup_id = lookup;
                let received = received(today, number);
                case.received_on = received;
                case.due_on = received.plus(15);
                case.fiscal_year = FiscalYear::of(received).number();
                case.number = i32::try_from(100_000 + number).map_err(|_| StoreError::Damaged)?;
                let categories = Category::ALL;
                case.category = categories
                    .get(number % categories.len())
                    .copied()
                    .unwrap_or(case.category);
                case.state = if number < OPEN {
                    State::FactFinding
                } else {
                    State::ClosedSubstantiated
                };
                store::cases::insert(c, &case)?;
                copy_parts(c, &model, &case, &rng)?;
                events(c, &case)?;
            }
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(())
}

/// The open ones came in lately, the others at any time before.
fn received(today: Day, number: usize) -> Day {
    let number = i32::try_from(number).unwrap_or(0);
    if number < 100 {
        today.plus(-(number % 30))
    } else {
        today.plus(-60 - (number * 7_919) % (YEARS * 365))
    }
}

fn half(bytes: &[u8; 32]) -> [u8; 16] {
    let mut half = [0; 16];
    half.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    half
}

fn copy_parts(
    c: &mut Conn,
    model: &NewCase,
    case: &store::cases::NewCase,
    rng: &sujarit::vault::random::Rng,
) -> Result<(), StoreError> {
    for part in &model.parts {
        let compartment = i16::from(part.compartment.number());
        store::envelopes::insert_compartment(
            c,
            &CompartmentRow {
                agency: case.agency,
                case: case.id,
                compartment,
                epoch: 0,
                header: part.sealed.header.clone(),
                header_hash: part.sealed.header_hash,
            },
        )?;
        let wraps: Vec<WrapRow> = part
            .sealed
            .wraps
            .iter()
            .map(|wrap| WrapRow {
                agency: case.agency,
                case: case.id,
                compartment,
                epoch: 0,
                recipient: wrap.recipient.to_bytes(),
                role: i16::from(wrap.role.number()),
                bytes: wrap.bytes.clone(),
            })
            .collect();
        store::envelopes::insert_wraps(c, &wraps)?;
        for record in &part.records {
            let id = rng.bytes::<16>().map_err(|_| StoreError::Unavailable)?;
            let bytes = record.bytes.get(..KEPT).ok_or(StoreError::Damaged)?.to_vec();
            store::records::insert(
                c,
                &RecordRow {
                    id: RecordId(id),
                    agency: case.agency,
                    case: case.id,
                    bytes,
                    ..record.clone()
                },
            )?;
        }
    }
    Ok(())
}

fn events(c: &mut Conn, case: &store::cases::NewCase) -> Result<(), StoreError> {
    let event = |seq: i32, kind, state, after: i32| Event {
        seq,
        kind,
        state,
        day: case.received_on.plus(after),
        at: None,
        officer: None,
        record: None,
        reason: None,
        until: None,
    };
    let mut all = vec![
        event(0, EventKind::Filed, State::Received, 0),
        event(1, EventKind::Moved, State::FactFinding, 2),
    ];
    if !case.state.is_open() {
        all.push(event(2, EventKind::Closed, case.state, 12));
    }
    for event in &all {
        store::events::append(c, case.agency, case.id, event)?;
    }
    Ok(())
}
