//! Counts the month that is over, once for each agency. Run by two nodes at once it prepares nothing twice, and after
//! a standstill it prepares what is missing.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::flow::audit::day_end;
use crate::flow::publishing::edition::{self, PublishError};
use crate::flow::publishing::edition_draft;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store;

/// In the first minutes of a month something entered in the last moment before midnight may still be on its way into
/// the store, or come from another machine whose clock is behind. Seconds.
const SETTLING: i64 = 600;

/// Prepares what is missing and says how much that is. Where an agency wants the figures of a month published without
/// being looked at, that happens once the day after the month has its end.
///
/// # Errors
/// The last trouble there was. One agency's trouble keeps no other's figures back.
pub async fn prepare_editions(app: &Arc<App>) -> Result<u64, Trouble> {
    let today = Day::of_moment(app.clock.now().saturating_sub(SETTLING));
    let (mut prepared, mut trouble) = (0, None);
    for agency in app.db.read(store::agencies::list).await? {
        match one(app, &agency, today).await {
            Ok(new) => prepared += new,
            Err(error) => trouble = Some(error),
        }
    }
    if prepared > 0 {
        app.observer.count(Event::EditionsPrepared, prepared);
    }
    trouble.map_or(Ok(prepared), Err)
}

async fn one(app: &Arc<App>, agency: &Agency, today: Day) -> Result<u64, Trouble> {
    let ends = day_end::ends(app, agency.id).await?;
    edition_draft::take_away_early(app, agency.id, &ends).await?;
    let prepared = edition_draft::prepare(app, agency, &ends, today).await?;
    for draft in edition_draft::to_publish(app, agency.id).await? {
        let key = draft.key;
        match edition::publish_automatically(app, agency, draft).await {
            // Two nodes at once, or something that a publisher has to see: the figures wait.
            Ok(_) | Err(PublishError::Gone | PublishError::Changed | PublishError::Meanwhile) => {}
            // Its publishers are told, and the next run tries again.
            Err(PublishError::Unmade(form)) => {
                app.observer.note(Event::JobFailed);
                edition_draft::failed(app, agency.id, key, form).await?;
            }
            Err(PublishError::Trouble(trouble)) => return Err(trouble),
        }
    }
    Ok(prepared)
}
