//! Answers of people whose matter has ended, and rights to answer that have been used. Neither leads to a case.

use diesel::prelude::*;

use super::column::{inserted, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::publishing_schema::{survey_answers, survey_rights};
use crate::domain::ids::AgencyId;
use crate::domain::survey::{Answers, Score, Scores};

/// Keeps an answer and uses up the right to give it.
///
/// # Errors
/// [`StoreError::Stale`] when this right has been used.
pub fn answer(
    conn: &mut Conn,
    agency: AgencyId,
    right: [u8; 32],
    id: [u8; 16],
    month: i32,
    answers: &Answers,
) -> Result<(), StoreError> {
    let used = (
        survey_rights::agency_id.eq(agency.as_bytes()),
        survey_rights::used.eq(right.as_slice()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(survey_rights::table).values(used).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Stale)?;
    let [ease, clarity, speed, trust, overall] = answers.scores().map(Score::code);
    let row = (
        survey_answers::agency_id.eq(agency.as_bytes()),
        survey_answers::id.eq(id.as_slice()),
        survey_answers::month.eq(month),
        survey_answers::ease.eq(ease),
        survey_answers::clarity.eq(clarity),
        survey_answers::speed.eq(speed),
        survey_answers::trust.eq(trust),
        survey_answers::overall.eq(overall),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(survey_answers::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// Whether a right has been used.
///
/// # Errors
/// Whatever the database says.
pub fn is_used(conn: &mut Conn, agency: AgencyId, right: [u8; 32]) -> Result<bool, StoreError> {
    let found: Option<Vec<u8>> = each!(conn, c => {
        survey_rights::table
            .find((agency.as_bytes(), right.as_slice()))
            .select(survey_rights::used)
            .first(c)
            .optional()?
    });
    Ok(found.is_some())
}

/// What the answers of some months come to, both included.
///
/// # Errors
/// Whatever the database says.
pub fn scores(conn: &mut Conn, agency: AgencyId, first: i32, last: i32) -> Result<Scores, StoreError> {
    let rows: Vec<(i16, i16, i16, i16, i16)> = each!(conn, c => {
        survey_answers::table
            .filter(survey_answers::agency_id.eq(agency.as_bytes()))
            .filter(survey_answers::month.ge(first).and(survey_answers::month.le(last)))
            .select((
                survey_answers::ease,
                survey_answers::clarity,
                survey_answers::speed,
                survey_answers::trust,
                survey_answers::overall,
            ))
            .load(c)?
    });
    let mut scores = Scores::default();
    for (ease, clarity, speed, trust, overall) in rows {
        let one = [ease, clarity, speed, trust, overall].map(Score::from_code);
        scores.add(&known(Answers::new(one))?);
    }
    Ok(scores)
}
