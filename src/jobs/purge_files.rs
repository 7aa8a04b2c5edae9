//! Removes files that nobody sent: those of reports that were given up, and whatever a kill or a full disk left behind.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::App;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store::{self, StoreError};

/// How many days a file waits to be sent. A form is good for two days after the one on which it was shown.
const WAITS: i32 = 3;

/// Removes them and says how many.
///
/// # Errors
/// When the store or the place of files cannot be used; what was not removed is found again.
pub async fn purge_files(app: &Arc<App>) -> Result<usize, Trouble> {
    // First what lies there, then what is known: a name is noted before anything is written under it, so that what
    // is written meanwhile is not taken for forgotten.
    let lying = app.blobs.ids().await?;
    let before = app.clock.today().plus(-WAITS);
    let agencies = app.db.read(store::agencies::list).await?;
    let mut known = HashSet::new();
    for agency in agencies {
        let id = agency.id;
        app.db
            .write(move |c| {
                store::beginnings::purge(c, id, before)?;
                store::uploads::purge(c, id, before)
            })
            .await?;
        let ours = app
            .db
            .read(move |c| {
                let mut ours = store::blobs::lengths(c, id)?;
                ours.extend(store::uploads::lengths(c, id)?);
                Ok::<_, StoreError>(ours)
            })
            .await?;
        known.extend(ours.into_iter().map(|(id, _)| id));
    }
    let mut removed = 0_usize;
    for forgotten in lying.into_iter().filter(|id| !known.contains(id)) {
        app.blobs.remove(forgotten).await?;
        removed += 1;
    }
    if removed > 0 {
        app.observer.count(Event::FilesPurged, removed as u64);
    }
    Ok(removed)
}
