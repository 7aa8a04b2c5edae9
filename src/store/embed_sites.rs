//! The websites on which an agency's small page may be shown in a frame.

use diesel::prelude::*;

use super::column::{known, text};
use super::conn::{Conn, each};
use super::error::StoreError;
use super::publishing_schema::embed_sites;
use crate::domain::embed::FramingSites;
use crate::domain::ids::AgencyId;

/// Those of an agency; none when it has not named any.
///
/// # Errors
/// Whatever the database says.
pub fn find(conn: &mut Conn, agency: AgencyId) -> Result<FramingSites, StoreError> {
    let sites: Option<String> = each!(conn, c => {
        embed_sites::table.find(agency.as_bytes()).select(embed_sites::sites).first(c).optional()?
    });
    known(FramingSites::parse(&sites.unwrap_or_default()).ok())
}

/// Sets those of an agency.
///
/// # Errors
/// [`StoreError::Query`] for an agency that is not there.
pub fn set(conn: &mut Conn, agency: AgencyId, sites: &FramingSites) -> Result<(), StoreError> {
    let lines = sites.lines();
    let value = embed_sites::sites.eq(text(&lines)?);
    let row = (embed_sites::agency_id.eq(agency.as_bytes()), value);
    each!(conn, c => {
        diesel::insert_into(embed_sites::table)
            .values(row)
            .on_conflict(embed_sites::agency_id)
            .do_update()
            .set(value)
            .execute(c)?
    });
    Ok(())
}
