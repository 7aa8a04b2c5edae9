//! What the officers of the demonstration do.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::{CaseId, RecordId};
use crate::flow::countersign::{self, Answer};
use crate::flow::handle::{self, Deed, Form};
use crate::flow::link::{self, LinkError, Main};
use crate::flow::officer_case;
use crate::flow::proposal::Part;
use crate::flow::sign_in::Session;
use crate::store;
use crate::store::cases::Case;

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
        let Some(mine) = readable(app, session, case).await else {
            continue;
        };
        let form = form(app, &mine)?;
        return handle::act(app, session, case, form, deed)
            .await
            .map_err(|_| failed("handling"));
    }
    Err(failed("nobody reads a case"))
}

/// Links a case to the newest of the earlier ones that somebody reads as well, as an office does that gets two reports
/// about one matter.
pub(super) async fn link(
    app: &Arc<App>,
    sessions: &[Session],
    duplicate: CaseId,
    earlier: &[CaseId],
) -> Result<(), Failed> {
    for session in sessions {
        let Some(mine) = readable(app, session, duplicate).await else {
            continue;
        };
        for case in earlier.iter().rev() {
            let Some(found) = readable(app, session, *case).await else {
                continue;
            };
            let main = Main {
                case: *case,
                version: found.version,
            };
            match link::link(app, session, (duplicate, form(app, &mine)?), main, None).await {
                Ok(()) => return Ok(()),
                Err(LinkError::Unfit(_)) => {}
                Err(LinkError::Handle(_)) => return Err(failed("linking")),
            }
        }
    }
    Err(failed("no case to link to"))
}

/// A case as its reader finds it.
async fn readable(app: &Arc<App>, session: &Session, case: CaseId) -> Option<Case> {
    let (agency, me) = (session.agency.id, session.reader(app));
    let found = app.db.read(move |c| store::cases::find_for(c, agency, case, me));
    found.await.ok()
}

fn form(app: &App, case: &Case) -> Result<Form, Failed> {
    Ok(Form {
        version: case.version,
        once: RecordId(app.rng.bytes::<16>().map_err(|_| failed("random"))?),
    })
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
        let form = form(app, &opened.case)?;
        return countersign::answer(app, session, case, form, waiting.record, Answer::Sign)
            .await
            .map_err(|_| failed("signing"));
    }
    Err(failed("nobody signs"))
}
