//! Counts the month that is over, once for each agency. Run by two nodes at once it prepares nothing twice, and after
//! a standstill it prepares what is missing.

use std::sync::Arc;

use crate::app::App;
use crate::domain::day::Day;
use crate::flow::edition::{self, PublishError};
use crate::flow::edition_draft;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store;

/// In the first minutes of a month something entered in the last moment before midnight may still be on its way into
/// the store, or come from another machine whose clock is behind. Seconds.
const SETTLING: i64 = 600;

/// Prepares what is missing and says for how many agencies. Where an agency wants the figures of a month published
/// without being looked at, that happens at once.
///
/// # Errors
/// When the store cannot be reached. A file that cannot be made keeps one agency's figures back and not those of the
/// others: its publishers are told, and the next run tries again.
pub async fn prepare_editions(app: &Arc<App>) -> Result<u64, Trouble> {
    let today = Day::of_moment(app.clock.now().saturating_sub(SETTLING));
    let agencies = app.db.read(store::agencies::list).await?;
    let mut prepared = 0;
    for agency in agencies {
        let draft = match edition_draft::prepare(app, &agency, today).await? {
            Some(draft) => {
                prepared += 1;
                Some(draft)
            }
            None => edition_draft::to_try_again(app, agency.id).await?,
        };
        let Some(draft) = draft else {
            continue;
        };
        let key = draft.key;
        match edition::publish_automatically(app, &agency, draft).await {
            // Two nodes at once, or something that a publisher has to see: the figures wait.
            Ok(_) | Err(PublishError::Gone | PublishError::Changed | PublishError::Meanwhile) => {}
            Err(PublishError::Unmade(form)) => {
                app.observer.note(Event::JobFailed);
                edition_draft::failed(app, agency.id, key, form).await?;
            }
            Err(PublishError::Trouble(trouble)) => return Err(trouble),
        }
    }
    if prepared > 0 {
        app.observer.count(Event::EditionsPrepared, prepared);
    }
    Ok(prepared)
}
