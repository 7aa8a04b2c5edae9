//! The public halves of officers' keys. What they are worth is for whoever reads them to check: their hash is the key
//! id that stands with the officer.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::column::{bytes, known};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::people_schema::public_keys::dsl;
use crate::domain::ids::{AgencyId, OfficerId};

/// Both public keys of an officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeys {
    /// To be sealed to.
    pub kem_pk: [u8; 32],
    /// To check signatures with.
    pub sig_pk: [u8; 32],
}

/// Keeps an officer's public keys, unless they are kept already: a key never changes.
///
/// # Errors
/// [`StoreError::Query`] when the officer is not of this agency.
pub fn keep(
    conn: &mut Conn,
    agency: AgencyId,
    officer: OfficerId,
    keys: &PublicKeys,
) -> Result<(), StoreError> {
    let row = (
        dsl::agency_id.eq(agency.as_bytes()),
        dsl::officer_id.eq(officer.as_bytes()),
        dsl::kem_pk.eq(keys.kem_pk.as_slice()),
        dsl::sig_pk.eq(keys.sig_pk.as_slice()),
    );
    each!(conn, c => {
        diesel::insert_into(dsl::public_keys).values(row).on_conflict_do_nothing().execute(c)?
    });
    Ok(())
}

/// The public keys of everybody who has signed in or joined since they are kept.
///
/// # Errors
/// Whatever the database says.
pub fn all(conn: &mut Conn, agency: AgencyId) -> Result<BTreeMap<OfficerId, PublicKeys>, StoreError> {
    let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = each!(conn, c => {
        dsl::public_keys
            .filter(dsl::agency_id.eq(agency.as_bytes()))
            .select((dsl::officer_id, dsl::kem_pk, dsl::sig_pk))
            .load(c)?
    });
    rows.into_iter()
        .map(|(officer, kem_pk, sig_pk)| {
            let keys = PublicKeys {
                kem_pk: bytes(kem_pk)?,
                sig_pk: bytes(sig_pk)?,
            };
            Ok((known(OfficerId::from_slice(&officer))?, keys))
        })
        .collect()
}
