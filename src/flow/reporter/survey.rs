//! Whoever reported says how it went, once, in a way that cannot be tied to their case (R55, ADR 0060).

use std::sync::Arc;

use crate::app::App;
use crate::domain::case::{Bucket, State};
use crate::domain::survey::{Answers, month_number};
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::edition_seal::digest;

/// Whether somebody can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Yes.
    Open,
    /// Their matter has not come to an end.
    NotYet,
    /// They have answered.
    Answered,
}

/// The right of a case's reporter: one for each case, and only who holds its code can compute it.
fn right(session: &ReporterSession) -> [u8; 32] {
    digest(session.identity.derive_secret("survey").as_slice())
}

/// Whether the reporter of a session can answer.
///
/// # Errors
/// When the store fails.
pub async fn offer(app: &Arc<App>, session: &ReporterSession) -> Result<Offer, Trouble> {
    let (agency, case, right) = (session.agency, session.case, right(session));
    let (state, used) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::cases::find(c, agency, case)?.state,
                store::surveys::is_used(c, agency, right)?,
            ))
        })
        .await?;
    Ok(match (used, has_ended(state)) {
        (true, _) => Offer::Answered,
        (false, true) => Offer::Open,
        (false, false) => Offer::NotYet,
    })
}

fn has_ended(state: State) -> bool {
    state.bucket() == Bucket::Completed
}

/// Keeps the answers, unless the reporter cannot give any. Says what held before.
///
/// # Errors
/// When the store fails.
pub async fn answer(app: &Arc<App>, session: &ReporterSession, answers: Answers) -> Result<Offer, Trouble> {
    let offer = offer(app, session).await?;
    if offer != Offer::Open {
        return Ok(offer);
    }
    let (agency, right) = (session.agency, right(session));
    let (id, month) = (app.rng.bytes::<16>()?, month_number(app.clock.today()));
    match app
        .db
        .write(move |c| store::surveys::answer(c, agency, right, id, month, &answers))
        .await
    {
        Ok(()) => Ok(Offer::Open),
        Err(StoreError::Stale) => Ok(Offer::Answered),
        Err(error) => Err(error.into()),
    }
}
