//! The accounts that somebody had before the present one, and which of them an invited person had.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{inserted, known};
use super::conn::{Conn, each};
use super::error::{Key, StoreError};
use super::people_schema::{earlier_accounts, returning_invitations};
use crate::domain::ids::{AgencyId, InvitationId, OfficerId};

/// Keeps which accounts an officer had before. They are added with the officer and never change.
///
/// # Errors
/// [`StoreError::Duplicate`] for one that is kept; [`StoreError::Query`] for one of another agency.
pub(super) fn add(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    earlier: &[OfficerId],
) -> Result<(), StoreError> {
    for one in earlier {
        let row = (
            earlier_accounts::agency_id.eq(agency.as_bytes()),
            earlier_accounts::officer_id.eq(officer.as_bytes()),
            earlier_accounts::earlier_id.eq(one.as_bytes()),
        );
        let rows = each!(conn, c => {
            diesel::insert_into(earlier_accounts::table).values(row).on_conflict_do_nothing().execute(c)?
        });
        inserted(rows, 1, StoreError::Duplicate(Key::Id))?;
    }
    Ok(())
}

/// The accounts that an officer had before, by id.
pub(super) fn of(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
) -> Result<Vec<OfficerId>, StoreError> {
    let rows: Vec<Vec<u8>> = each!(conn, c => {
        earlier_accounts::table
            .filter(earlier_accounts::agency_id.eq(agency.as_bytes()))
            .filter(earlier_accounts::officer_id.eq(officer.as_bytes()))
            .order(earlier_accounts::earlier_id)
            .select(earlier_accounts::earlier_id)
            .load(c)?
    });
    rows.iter().map(|id| known(OfficerId::from_slice(id))).collect()
}

/// The accounts that each officer of an agency had before; those who had none are missing.
pub(super) fn all(
    conn: &mut Conn,
    agency: AgencyId,
) -> Result<BTreeMap<OfficerId, Vec<OfficerId>>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = each!(conn, c => {
        earlier_accounts::table
            .filter(earlier_accounts::agency_id.eq(agency.as_bytes()))
            .order((earlier_accounts::officer_id, earlier_accounts::earlier_id))
            .select((earlier_accounts::officer_id, earlier_accounts::earlier_id))
            .load(c)?
    });
    let mut found = BTreeMap::<OfficerId, Vec<OfficerId>>::new();
    for (officer, earlier) in rows {
        let of = found.entry(known(OfficerId::from_slice(&officer))?).or_default();
        of.push(known(OfficerId::from_slice(&earlier))?);
    }
    Ok(found)
}

/// Keeps which closed account an invited person had.
///
/// # Errors
/// [`StoreError::Duplicate`] when that is kept already; [`StoreError::Query`] for an account of another agency.
pub(super) fn invite(
    conn: &mut Conn,
    agency: AgencyId,
    invitation: InvitationId,
    earlier: OfficerId,
) -> Result<(), StoreError> {
    let row = (
        returning_invitations::agency_id.eq(agency.as_bytes()),
        returning_invitations::invitation_id.eq(invitation.as_bytes()),
        returning_invitations::earlier_id.eq(earlier.as_bytes()),
    );
    let rows = each!(conn, c => {
        diesel::insert_into(returning_invitations::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    inserted(rows, 1, StoreError::Duplicate(Key::Id))
}

/// The closed accounts of invited people, by invitation.
pub(super) fn invited(
    conn: &mut Conn,
    agency: AgencyId,
) -> Result<BTreeMap<InvitationId, OfficerId>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>)> = each!(conn, c => {
        returning_invitations::table
            .filter(returning_invitations::agency_id.eq(agency.as_bytes()))
            .select((returning_invitations::invitation_id, returning_invitations::earlier_id))
            .load(c)?
    });
    rows.iter()
        .map(|(invitation, earlier)| {
            Ok((
                known(InvitationId::from_slice(invitation))?,
                known(OfficerId::from_slice(earlier))?,
            ))
        })
        .collect()
}
