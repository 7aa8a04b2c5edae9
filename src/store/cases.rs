//! Cases: what the register knows without opening anything.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::column::{changed, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::people_schema::delegated_cases;
use super::schema::cases::{self, dsl};
use super::schema::{envelopes, wraps};
use crate::domain::case::State;
use crate::domain::case_number::CaseNumber;
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};

/// The compartment whose readers are the readers of the case (envelope: channel).
pub(super) const CHANNEL: i16 = 1;

/// Who asks for cases, and on which day: whoever reads a case as a substitute does so until the last day of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Their key id.
    pub key: [u8; 32],
    /// The day on which they ask.
    pub on: Day,
}

/// A case that comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewCase {
    /// Its id.
    pub id: CaseId,
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// What the tracking code finds it by.
    pub lookup_id: [u8; 32],
    /// Fiscal year of the Buddhist era (October to September).
    pub fiscal_year: i16,
    /// Six random digits, unique in agency and fiscal year.
    pub number: i32,
    /// The day it came in.
    pub received_on: Day,
    /// Its place in the inbox. The due date that people see is computed from the rule and the events (R16).
    pub due_on: Day,
    /// What it is about.
    pub category: Category,
    /// What the reporter means to give.
    pub kind: Kind,
    /// The way it arrived.
    pub channel: Channel,
    /// How it started.
    pub origin: Origin,
    /// Where it stands.
    pub state: State,
    /// Whether the outside body is among its readers.
    pub outside: bool,
    /// The deadline rule it was promised.
    pub rule: i16,
}

/// A case of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// Fiscal year of the Buddhist era.
    pub fiscal_year: i16,
    /// Six random digits, unique in agency and fiscal year.
    pub number: i32,
    /// The day it came in.
    pub received_on: Day,
    /// Its place in the inbox.
    pub due_on: Day,
    /// What it is about.
    pub category: Category,
    /// What the reporter means to give.
    pub kind: Kind,
    /// The way it arrived.
    pub channel: Channel,
    /// How it started.
    pub origin: Origin,
    /// Where it stands.
    pub state: State,
    /// Whether the outside body is among its readers.
    pub outside: bool,
    /// The deadline rule it was promised.
    pub rule: i16,
    /// How often it has been advanced; whoever advances it names the version they decided on.
    pub version: i32,
}

impl Case {
    /// Its number as people quote it.
    pub const fn quoted(&self) -> CaseNumber {
        CaseNumber {
            fiscal_year: self.fiscal_year,
            number: self.number,
        }
    }
}

pub(super) type Row = (
    Vec<u8>,
    i16,
    i32,
    i32,
    i32,
    i16,
    i16,
    i16,
    i16,
    i16,
    bool,
    i16,
    i32,
);

pub(super) type Columns = (
    cases::id,
    cases::fiscal_year,
    cases::number,
    cases::received_on,
    cases::due_on,
    cases::category,
    cases::kind,
    cases::channel,
    cases::origin,
    cases::state,
    cases::outside,
    cases::rule,
    cases::version,
);

pub(super) const COLUMNS: Columns = (
    cases::id,
    cases::fiscal_year,
    cases::number,
    cases::received_on,
    cases::due_on,
    cases::category,
    cases::kind,
    cases::channel,
    cases::origin,
    cases::state,
    cases::outside,
    cases::rule,
    cases::version,
);

/// Adds a case. A refused one leaves the transaction usable, so that another number can be tried in it.
///
/// # Errors
/// [`StoreError::Duplicate`] with [`Key::Lookup`] (the same submission has arrived), [`Key::Number`] (draw
/// another) or [`Key::Id`].
pub fn insert(conn: &mut Conn, case: &NewCase) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(case.agency.as_bytes()),
        dsl::id.eq(case.id.as_bytes()),
        dsl::lookup_id.eq(case.lookup_id.as_slice()),
        dsl::fiscal_year.eq(case.fiscal_year),
        dsl::number.eq(case.number),
        dsl::received_on.eq(case.received_on.number()),
        dsl::due_on.eq(case.due_on.number()),
        dsl::category.eq(case.category.code()),
        dsl::kind.eq(case.kind.code()),
        dsl::channel.eq(case.channel.code()),
        dsl::origin.eq(case.origin.code()),
        dsl::state.eq(case.state.code()),
        dsl::outside.eq(case.outside),
        dsl::rule.eq(case.rule),
        dsl::version.eq(0),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::cases).values(row).on_conflict_do_nothing().execute(c)?
    });
    if rows == 1 {
        return Ok(());
    }
    Err(StoreError::Duplicate(taken(conn, case)?))
}

fn taken(conn: &mut Conn, case: &NewCase) -> Result<Key, StoreError> {
    let same_agency = dsl::cases.filter(dsl::agency_id.eq(case.agency.as_bytes()));
    let lookup = same_agency.filter(dsl::lookup_id.eq(case.lookup_id.as_slice()));
    let number = same_agency.filter(
        dsl::fiscal_year
            .eq(case.fiscal_year)
            .and(dsl::number.eq(case.number)),
    );
    each!(conn, c => {
        if diesel::select(exists(lookup)).get_result(c)? {
            Ok(Key::Lookup)
        } else if diesel::select(exists(number)).get_result(c)? {
            Ok(Key::Number)
        } else {
            Ok(Key::Id)
        }
    })
}

/// The case that a tracking code finds.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find_by_lookup(conn: &mut Conn, agency: AgencyId, lookup_id: [u8; 32]) -> Result<Case, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::cases
            .filter(dsl::agency_id.eq(agency.as_bytes()).and(dsl::lookup_id.eq(lookup_id.as_slice())))
            .select(COLUMNS)
            .first(c)?
    });
    read(agency, &row)
}

/// A case, whoever may read it. For pages of officers use [`find_for`].
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn find(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Case, StoreError> {
    let row: Row = each!(conn, c => {
        dsl::cases.find((agency.as_bytes(), case.as_bytes())).select(COLUMNS).first(c)?
    });
    read(agency, &row)
}

/// Whether a newer key than that of the wrap has been made: whoever was left out of it reads nothing any more.
/// That it is not the first is said in so many words, or the index of changed keys would not be used.
macro_rules! outdated {
    () => {
        exists(
            envelopes::table.filter(
                envelopes::agency_id
                    .eq(wraps::agency_id)
                    .and(envelopes::case_id.eq(wraps::case_id))
                    .and(envelopes::compartment.eq(CHANNEL))
                    .and(sql::<Bool>("envelopes.epoch > 0"))
                    .and(envelopes::epoch.gt(wraps::epoch)),
            ),
        )
    };
}

pub(super) use outdated;

/// Whether the owner of the wrap read its case as a substitute, and the last day of that has passed.
macro_rules! lapsed {
    ($reader:expr) => {
        exists(
            delegated_cases::table.filter(
                delegated_cases::agency_id
                    .eq(wraps::agency_id)
                    .and(delegated_cases::case_id.eq(wraps::case_id))
                    .and(delegated_cases::recipient.eq(wraps::recipient))
                    .and(delegated_cases::until_on.lt($reader.on.number())),
            ),
        )
    };
}

pub(super) use lapsed;

/// The cases with a wrap of their newest channel key for one reader: whoever has none, lost it when the key was changed,
/// or read as a substitute whose time is over, finds nothing, and cannot tell that from a case that does not exist. No
/// join: SQLite would begin it with all wraps the reader ever got, and a list of open cases grow slower with every ended
/// one.
macro_rules! of_reader {
    ($agency:expr, $reader:expr) => {
        cases::table
            .filter(cases::agency_id.eq($agency.as_bytes()))
            .filter(exists(
                wraps::table.filter(
                    wraps::agency_id
                        .eq(cases::agency_id)
                        .and(wraps::case_id.eq(cases::id))
                        .and(wraps::compartment.eq(CHANNEL))
                        .and(wraps::recipient.eq($reader.key.as_slice()))
                        .and(not(outdated!()))
                        .and(not(lapsed!($reader))),
                ),
            ))
    };
}

pub(super) use of_reader;

/// A case that this key can open.
///
/// # Errors
/// [`StoreError::NotFound`], also when the case exists but is sealed to others.
pub fn find_for(conn: &mut Conn, agency: AgencyId, case: CaseId, reader: Reader) -> Result<Case, StoreError> {
    let row: Row = each!(conn, c => {
        of_reader!(agency, reader).filter(cases::id.eq(case.as_bytes())).select(COLUMNS).first(c)?
    });
    read(agency, &row)
}

/// The case with this number, if this key can open it.
///
/// # Errors
/// [`StoreError::NotFound`], also when the case exists but is sealed to others.
pub fn find_by_number_for(
    conn: &mut Conn,
    agency: AgencyId,
    number: CaseNumber,
    reader: Reader,
) -> Result<Case, StoreError> {
    let same = cases::fiscal_year
        .eq(number.fiscal_year)
        .and(cases::number.eq(number.number));
    let row: Row = each!(conn, c => of_reader!(agency, reader).filter(same).select(COLUMNS).first(c)?);
    read(agency, &row)
}

/// Moves a case on, if it still stands where the decision was made.
///
/// # Errors
/// [`StoreError::Stale`] when somebody was faster, or there is no such case in this agency.
pub fn advance(conn: &mut Conn, case: &Case, to: State) -> Result<(), StoreError> {
    let unchanged = dsl::cases
        .find((case.agency.as_bytes(), case.id.as_bytes()))
        .filter(
            dsl::state
                .eq(case.state.code())
                .and(dsl::version.eq(case.version)),
        );
    let values = (
        dsl::state.eq(to.code()),
        dsl::version.eq(case.version.saturating_add(1)),
    );
    let rows = each!(conn, c => diesel::update(unchanged).set(values).execute(c)?);
    changed(rows, StoreError::Stale)
}

/// Gives a case its place in the inbox: the day due after what has just happened to it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_due(conn: &mut Conn, agency: AgencyId, case: CaseId, due_on: Day) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::cases.find((agency.as_bytes(), case.as_bytes())))
            .set(dsl::due_on.eq(due_on.number()))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

/// Notes that the outside body has become a reader of a case, or is one no longer.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn set_outside(conn: &mut Conn, agency: AgencyId, case: CaseId, outside: bool) -> Result<(), StoreError> {
    let rows = each!(conn, c => {
        diesel::update(dsl::cases.find((agency.as_bytes(), case.as_bytes())))
            .set(dsl::outside.eq(outside))
            .execute(c)?
    });
    changed(rows, StoreError::NotFound)
}

pub(super) fn read(agency: AgencyId, row: &Row) -> Result<Case, StoreError> {
    Ok(Case {
        id: known(CaseId::from_slice(&row.0))?,
        agency,
        fiscal_year: row.1,
        number: row.2,
        received_on: Day::from_number(row.3),
        due_on: Day::from_number(row.4),
        category: known(Category::from_code(row.5))?,
        kind: known(Kind::from_code(row.6))?,
        channel: known(Channel::from_code(row.7))?,
        origin: known(Origin::from_code(row.8))?,
        state: known(State::from_code(row.9))?,
        outside: row.10,
        rule: row.11,
        version: row.12,
    })
}
