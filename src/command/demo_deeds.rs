//! What the officers of the demonstration do.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::{CaseId, RecordId};
use crate::flow::countersign::{self, Answer};
use crate::flow::handle::{self, Deed, Form};
use crate::flow::officer_case;
use crate::flow::proposal::Part;
use crate::flow::sign_in::Session;
use crate::store;

use super::Failed;
use super::demo_cases::failed;

/// Does it as the first officer to whom the case is sealed.
pub(super) async fn act(
    app: &Arc<App>,
    sessions: &[Session],
    case: CaseId,
    deed: Deed,
) -> Result<(), Failed> {
    for session in sessions {
        let (agency, me) = (session.agency.id, session.reader(app));
        let Ok(mine) = app
            .db
            .read(move |c| store::cases::find_for(c, agency, case, me))
            .await
        else {
            continue;
        };
        let once = RecordId(app.rng.bytes::<16>().map_err(|_| failed("random"))?);
        let form = Form {
            version: mine.version,
            once,
        };
        return handle::act(app, session, case, form, deed)
            .await
            .map_err(|_| failed("handling"));
    }
    Err(failed("nobody reads a case"))
}

/// Signs what waits in a case, as the first officer who may.
pub(super) async fn sign(app: &Arc<App>, sessions: &[Session], case: CaseId) -> Result<(), Failed> {
    for session in sessions {
        let opened = officer_case::open(app, session, case).await;
        let Some(opened) = opened.map_err(|_| failed("opening"))? else {
            continue;
        };
        let Some(waiting) = opened.waiting.filter(|waiting| waiting.part == Part::Signer) else {
            continue;
        };
        let form = Form {
            version: opened.case.version,
            once: RecordId(app.rng.bytes::<16>().map_err(|_| failed("random"))?),
        };
        return countersign::answer(app, session, case, form, waiting.record, Answer::Sign)
            .await
            .map_err(|_| failed("signing"));
    }
    Err(failed("nobody signs"))
}
