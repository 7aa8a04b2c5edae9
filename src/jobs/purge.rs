//! Removes what has been kept long enough: officers' sessions that have ended, and with them the locked keys they held;
//! failed sign-ins; and, by the agency's own periods, cases, names, details of the log and mails.

use std::sync::Arc;

use crate::app::App;
use crate::domain::retention::Class;
use crate::flow::terms::purge;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store;
use crate::store::StoreError;

const SECONDS_PER_DAY: i64 = 86_400;

/// Removes ended sessions and old failed sign-ins, and says how many sessions.
///
/// # Errors
/// When the store cannot be written.
pub async fn purge_sessions(app: &Arc<App>) -> Result<usize, Trouble> {
    let now = app.clock.now();
    let ago = move |days: i32| now.saturating_sub(i64::from(days).saturating_mul(SECONDS_PER_DAY));
    let mut purged = 0_usize;
    for agency in app.db.read(store::agencies::list).await? {
        let id = agency.id;
        let ended = app
            .db
            .write(move |c| {
                let failures = store::retention::days(c, id, Class::SignInFailures)?;
                store::sign_in_failures::purge(c, id, ago(failures))?;
                let sessions = store::retention::days(c, id, Class::Sessions)?;
                store::sessions::purge(c, id, ago(sessions))
            })
            .await
            .map_err(|error: StoreError| Trouble::from(error))?;
        purged = purged.saturating_add(ended);
    }
    if purged > 0 {
        app.observer.count(Event::SessionsPurged, purged as u64);
    }
    Ok(purged)
}

/// Destroys what every agency has kept as long as it decided, and says how many cases.
///
/// # Errors
/// The last trouble there was. One agency's trouble keeps no other's things.
pub async fn purge_kept(app: &Arc<App>) -> Result<usize, Trouble> {
    let (mut all, mut cases, mut trouble) = (0_usize, 0_usize, None);
    for agency in app.db.read(store::agencies::list).await? {
        match purge::purge(app, agency.id).await {
            Ok(purged) => {
                all = all.saturating_add(purged.all());
                cases = cases.saturating_add(purged.cases);
            }
            Err(error) => trouble = Some(error),
        }
    }
    // Never how many of which: the operator's log is no place to count cases.
    if all > 0 {
        app.observer.note(Event::KeptPurged);
    }
    trouble.map_or(Ok(cases), Err)
}
