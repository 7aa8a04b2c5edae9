//! Texts that officers reuse, in all their versions. A version is only ever added.

use diesel::prelude::*;

use super::column::{inserted, known, optional, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::settings_schema::replies::dsl;
use crate::domain::case::State;
use crate::domain::ids::{AgencyId, OfficerId, ReplyId};
use crate::domain::saved_reply::{ReplyDeed, ReplyText, SavedReply};

type Row = (
    Vec<u8>,
    i32,
    i16,
    Option<i16>,
    String,
    String,
    String,
    bool,
    i64,
    Vec<u8>,
);

/// Adds a version.
///
/// # Errors
/// [`StoreError::Stale`] when that version exists: somebody was faster, or the form came twice.
pub fn insert(conn: &mut Conn, agency: AgencyId, reply: &SavedReply) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::id.eq(reply.id.as_bytes()),
        dsl::version.eq(reply.version),
        dsl::deed.eq(reply.text.deed.code()),
        dsl::state.eq(reply.text.state.map(State::code)),
        dsl::title.eq(text(&reply.text.title)?),
        dsl::thai.eq(text(&reply.text.thai)?),
        dsl::english.eq(text(&reply.text.english)?),
        dsl::retired.eq(reply.text.retired),
        dsl::at.eq(reply.at),
        dsl::officer_id.eq(reply.officer.as_bytes()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(dsl::replies).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)
}

/// Every version of every reply of an agency: those of one reply stand together, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub fn list(conn: &mut Conn, agency: AgencyId) -> Result<Vec<SavedReply>, StoreError> {
    let rows: Vec<Row> = each!(conn, c => {
        dsl::replies
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .order((dsl::id, dsl::version))
            .select((
                dsl::id,
                dsl::version,
                dsl::deed,
                dsl::state,
                dsl::title,
                dsl::thai,
                dsl::english,
                dsl::retired,
                dsl::at,
                dsl::officer_id,
            ))
            .load(c)?
    });
    rows.into_iter().map(read).collect()
}

fn read(row: Row) -> Result<SavedReply, StoreError> {
    Ok(SavedReply {
        id: known(ReplyId::from_slice(&row.0))?,
        version: row.1,
        text: ReplyText {
            deed: known(ReplyDeed::from_code(row.2))?,
            state: optional(row.3, State::from_code)?,
            title: row.4,
            thai: row.5,
            english: row.6,
            retired: row.7,
        },
        at: row.8,
        officer: known(OfficerId::from_slice(&row.9))?,
    })
}
