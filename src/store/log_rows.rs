//! The rows of a case that the log vouches for, as plain bytes: every column in a fixed order, so that whatever is
//! changed in one changes them.

use diesel::prelude::*;

use super::column::known;
use super::conn::{Conn, each};
use super::error::StoreError;
use super::schema::{cases, envelopes, events, records, wraps};
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::vouched::{RowKey, Vouched};

/// Cases to which something happened in these days, by id, after this one.
///
/// # Errors
/// Whatever the database says.
pub fn touched(
    conn: &mut Conn,
    agency: AgencyId,
    from: Day,
    until: Day,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    let after = after.map_or([0; 16], |case| case.0);
    let ids: Vec<Vec<u8>> = each!(conn, c => {
        events::table
            .filter(events::agency_id.eq(agency.as_bytes()))
            .filter(events::day.between(from.number(), until.number()))
            .filter(events::case_id.gt(after.as_slice()))
            .select(events::case_id)
            .distinct()
            .order(events::case_id)
            .limit(limit)
            .load(c)?
    });
    ids.iter().map(|id| known(CaseId::from_slice(id))).collect()
}

/// Cases of the agency by id, after this one.
///
/// # Errors
/// Whatever the database says.
pub fn cases_after(
    conn: &mut Conn,
    agency: AgencyId,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    let after = after.map_or([0; 16], |case| case.0);
    let ids: Vec<Vec<u8>> = each!(conn, c => {
        cases::table
            .filter(cases::agency_id.eq(agency.as_bytes()).and(cases::id.gt(after.as_slice())))
            .order(cases::id)
            .limit(limit)
            .select(cases::id)
            .load(c)?
    });
    ids.iter().map(|id| known(CaseId::from_slice(id))).collect()
}

/// Every row of a case.
///
/// # Errors
/// Whatever the database says.
pub fn of_case(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Vouched>, StoreError> {
    let mut rows = register(conn, agency, case)?;
    rows.extend(sealed(conn, agency, case)?);
    rows.extend(happened(conn, agency, case)?);
    rows.extend(files(conn, agency, case)?);
    Ok(rows)
}

/// What of the register's row never changes.
fn register(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Vouched>, StoreError> {
    type Row = (Vec<u8>, i16, i32, i32, i16, i16, i16, i16, i16);
    let row: Option<Row> = each!(conn, c => {
        cases::table
            .find((agency.as_bytes(), case.as_bytes()))
            .select((
                cases::lookup_id,
                cases::fiscal_year,
                cases::number,
                cases::received_on,
                cases::category,
                cases::kind,
                cases::channel,
                cases::origin,
                cases::rule,
            ))
            .first(c)
            .optional()?
    });
    let vouched = row.map(|row| Vouched {
        key: RowKey::Case,
        day: None,
        content: Content::default()
            .bytes(&row.0)
            .number(row.1)
            .number(row.2)
            .number(row.3)
            .number(row.4)
            .number(row.5)
            .number(row.6)
            .number(row.7)
            .number(row.8)
            .0,
    });
    Ok(vouched.into_iter().collect())
}

fn sealed(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Vouched>, StoreError> {
    type Record = (
        i16,
        i32,
        Vec<u8>,
        i32,
        i16,
        i32,
        Option<i64>,
        Vec<u8>,
        Vec<u8>,
        Vec<u8>,
        Vec<u8>,
    );
    type Wrap = (i16, i32, Vec<u8>, i16, Vec<u8>);
    let headers: Vec<(i16, i32, Vec<u8>, Vec<u8>)> = each!(conn, c => {
        envelopes::table
            .filter(envelopes::agency_id.eq(agency.as_bytes()).and(envelopes::case_id.eq(case.as_bytes())))
            .order((envelopes::compartment, envelopes::epoch))
            .select((envelopes::compartment, envelopes::epoch, envelopes::header_hash, envelopes::header))
            .load(c)?
    });
    let wrapped: Vec<Wrap> = each!(conn, c => {
        wraps::table
            .filter(wraps::agency_id.eq(agency.as_bytes()).and(wraps::case_id.eq(case.as_bytes())))
            .order((wraps::compartment, wraps::epoch, wraps::recipient))
            .select((wraps::compartment, wraps::epoch, wraps::recipient, wraps::role, wraps::bytes))
            .load(c)?
    });
    let written: Vec<Record> = each!(conn, c => {
        records::table
            .filter(records::agency_id.eq(agency.as_bytes()).and(records::case_id.eq(case.as_bytes())))
            .order((records::compartment, records::position))
            .select((
                records::compartment,
                records::position,
                records::id,
                records::epoch,
                records::kind,
                records::day,
                records::at,
                records::author,
                records::hash,
                records::signature,
                records::bytes,
            ))
            .load(c)?
    });
    let headers = headers.into_iter().map(|row| {
        Ok(Vouched {
            key: RowKey::Envelope(row.0, row.1),
            day: None,
            content: Content::default().bytes(&row.2).bytes(&row.3).0,
        })
    });
    let wrapped = wrapped.into_iter().map(|row| {
        Ok(Vouched {
            key: RowKey::Wrap(row.0, row.1, known(row.2.try_into().ok())?),
            day: None,
            content: Content::default().number(row.3).bytes(&row.4).0,
        })
    });
    let written = written.into_iter().map(|row| {
        Ok(Vouched {
            key: RowKey::Record(row.0, row.1),
            day: Some(Day::from_number(row.5)),
            content: Content::default()
                .bytes(&row.2)
                .number(row.3)
                .number(row.4)
                .number(row.5)
                .maybe(row.6)
                .bytes(&row.7)
                .bytes(&row.8)
                .bytes(&row.9)
                .bytes(&row.10)
                .0,
        })
    });
    headers.chain(wrapped).chain(written).collect()
}

fn happened(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Vouched>, StoreError> {
    type Row = (
        i32,
        i16,
        i16,
        i32,
        Option<i64>,
        Option<Vec<u8>>,
        Option<Vec<u8>>,
        Option<i16>,
        Option<i32>,
    );
    let rows: Vec<Row> = each!(conn, c => {
        events::table
            .filter(events::agency_id.eq(agency.as_bytes()).and(events::case_id.eq(case.as_bytes())))
            .order(events::seq)
            .select((
                events::seq,
                events::kind,
                events::state,
                events::day,
                events::at,
                events::officer_id,
                events::record_id,
                events::reason,
                events::until_day,
            ))
            .load(c)?
    });
    let vouched = rows.into_iter().map(|row| Vouched {
        key: RowKey::Event(row.0),
        day: Some(Day::from_number(row.3)),
        content: Content::default()
            .number(row.1)
            .number(row.2)
            .number(row.3)
            .maybe(row.4)
            .bytes(row.5.as_deref().unwrap_or_default())
            .bytes(row.6.as_deref().unwrap_or_default())
            .maybe(row.7)
            .maybe(row.8)
            .0,
    });
    Ok(vouched.collect())
}

/// What is known of sealed files. Hash and signature bind their bytes, wherever those lie.
fn files(conn: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Vec<Vouched>, StoreError> {
    let files = super::blobs::list(conn, agency, case)?.into_iter();
    let vouched = files.map(|file| Vouched {
        key: RowKey::Blob(file.compartment, file.id.0),
        day: None,
        content: Content::default()
            .bytes(file.id.as_bytes())
            .number(file.epoch)
            .bytes(&file.hash)
            .bytes(&file.signature)
            .number(file.length)
            .0,
    });
    Ok(vouched.collect())
}

/// Columns one after the other, each with its length, so that no two rows of different columns are the same bytes.
#[derive(Default)]
pub(super) struct Content(pub(super) Vec<u8>);

impl Content {
    pub(super) fn bytes(mut self, bytes: &[u8]) -> Self {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn number(self, number: impl Into<i64>) -> Self {
        self.bytes(&number.into().to_be_bytes())
    }

    pub(super) fn maybe(self, number: Option<impl Into<i64>>) -> Self {
        match number {
            Some(number) => self.number(number),
            None => self.bytes(&[]),
        }
    }
}
