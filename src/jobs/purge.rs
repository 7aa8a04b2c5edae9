//! Removes officers' sessions that have ended, and with them the locked keys they held.

use std::sync::Arc;

use crate::app::App;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store;

/// Removes what has ended and says how many.
///
/// # Errors
/// When the store cannot be written.
pub async fn purge_sessions(app: &Arc<App>) -> Result<usize, Trouble> {
    let now = app.clock.now();
    let purged = app.db.write(move |c| store::sessions::purge(c, now)).await?;
    if purged > 0 {
        app.observer.count(Event::SessionsPurged, purged as u64);
    }
    Ok(purged)
}
