//! The ends of the log's days for people outside: on the public page, and by mail to the address of the witness.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::AgencyId;
use crate::domain::log::{Action, Head};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::audit::{fingerprint, spelled};

/// So many heads stand on one page.
pub const PAGE: i64 = 31;

/// A head as it is published. Nothing in it tells how much happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedHead {
    /// The day.
    pub day: Day,
    /// The hash, in 64 digits.
    pub hash: String,
    /// The signature, in 128 digits.
    pub signature: String,
    /// The key it is signed with, in 64 digits.
    pub key: String,
    /// The same key for the eye.
    pub fingerprint: String,
}

impl From<Head> for PublishedHead {
    fn from(head: Head) -> Self {
        Self {
            day: head.day,
            hash: spelled(&head.hash),
            signature: spelled(&head.signature),
            key: spelled(&head.log_key),
            fingerprint: fingerprint(&head.log_key),
        }
    }
}

/// A page of published heads, newest first, and whether there are older ones.
///
/// # Errors
/// When the store fails.
pub async fn published(
    app: &Arc<App>,
    agency: AgencyId,
    page: i64,
) -> Result<(Vec<PublishedHead>, bool), Trouble> {
    let (today, offset) = (app.clock.today(), page.clamp(0, 10_000).saturating_mul(PAGE));
    let mut heads = app
        .db
        .read(move |c| store::log_heads::page(c, agency, today, PAGE.saturating_add(1), offset))
        .await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let older = heads.len() > most;
    heads.truncate(most);
    Ok((heads.into_iter().map(PublishedHead::from).collect(), older))
}

/// The head of one day, to be mailed.
///
/// # Errors
/// When the store fails.
pub async fn of_day(app: &Arc<App>, agency: AgencyId, day: Day) -> Result<PublishedHead, Trouble> {
    let head = app
        .db
        .read(move |c| store::log_heads::of_day(c, agency, day))
        .await?;
    Ok(head.into())
}

/// The address of the witness; empty for none.
///
/// # Errors
/// When the store fails.
pub async fn address(app: &Arc<App>, agency: AgencyId) -> Result<String, Trouble> {
    Ok(app.db.read(move |c| store::log_heads::witness(c, agency)).await?)
}

/// Sets the address of the witness. The log says that it was set, and not to what.
///
/// # Errors
/// When the store fails.
pub async fn set_address(app: &Arc<App>, session: &Session, address: &str) -> Result<(), Trouble> {
    let (agency, address) = (session.agency.id, address.to_owned());
    let detail = json!({ "set": !address.is_empty() });
    let entry = log::by(app, session, Action::WitnessSet, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::log_heads::set_witness(c, agency, &address)?;
            log::append(c, agency, &entry)
        })
        .await
        .map_err(|error: StoreError| error.into())
}
