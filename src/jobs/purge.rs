//! Removes officers' sessions that have ended, and with them the locked keys they held; and failed sign-ins of the
//! day before.

use std::sync::Arc;

use crate::app::App;
use crate::domain::sign_in_failures::FORGOTTEN_AFTER;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store;

/// Removes what has ended and says how many sessions.
///
/// # Errors
/// When the store cannot be written.
pub async fn purge_sessions(app: &Arc<App>) -> Result<usize, Trouble> {
    let now = app.clock.now();
    let forgotten = now.saturating_sub(FORGOTTEN_AFTER);
    let purged = app
        .db
        .write(move |c| {
            store::sign_in_failures::purge(c, forgotten)?;
            store::sessions::purge(c, now)
        })
        .await?;
    if purged > 0 {
        app.observer.count(Event::SessionsPurged, purged as u64);
    }
    Ok(purged)
}
