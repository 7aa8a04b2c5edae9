//! What the officers of the demonstration do.

use std::sync::Arc;

use crate::app::App;
use crate::domain::appointment::Term;
use crate::domain::delegation::ActingMode;
use crate::domain::ids::{CaseId, DelegationId, RecordId};
use crate::flow::cases::countersign::{self, Answer};
use crate::flow::cases::delegation_cases::{self, Outlook};
use crate::flow::cases::handle::{self, Closing, Deed, Form};
use crate::flow::cases::link::{self, LinkError, Main};
use crate::flow::cases::proposal::Part;
use crate::flow::cases::{assign, officer_case};
use crate::flow::officers::delegation::{self, Named, NewDelegation};
use crate::flow::officers::sign_in::Session;
use crate::store;
use crate::store::cases::Case;

use super::Failed;
use super::demo::PAYING;
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
        let deed = match deed {
            Deed::Close(closing) => Deed::Close(about_money(app, session, closing).await?),
            deed => deed,
        };
        return handle::act(app, session, case, form, deed)
            .await
            .map_err(|_| failed("handling"));
    }
    Err(failed("nobody reads a case"))
}

/// The lesson of every closing is about the unit that pays, so that the editions have a unit to show.
async fn about_money(app: &Arc<App>, session: &Session, mut closing: Closing) -> Result<Closing, Failed> {
    let agency = session.agency.id;
    let units = app.db.read(move |c| store::units::list(c, agency)).await?;
    closing.unit = units.iter().find(|unit| unit.name == PAYING).map(|unit| unit.id);
    Ok(closing)
}

/// The first officer to whom the case is sealed answers for it from now on.
pub(super) async fn take(app: &Arc<App>, sessions: &[Session], case: CaseId) -> Result<(), Failed> {
    for session in sessions {
        let Some(mine) = readable(app, session, case).await else {
            continue;
        };
        let (form, me) = (form(app, &mine)?, session.officer.id);
        return assign::give(app, session, case, form, me, None)
            .await
            .map(|_| ())
            .map_err(|_| failed("assigning"));
    }
    Err(failed("nobody takes a case"))
}

/// `away` is away this week: `acting` is named as substitute and let into the most urgent case.
pub(super) async fn substitute(app: &Arc<App>, away: &Session, acting: &Session) -> Result<(), Failed> {
    let today = app.clock.today();
    let term = Term::new(today.plus(-1), Some(today.plus(6))).ok_or_else(|| failed("term"))?;
    let id = DelegationId(app.rng.bytes::<16>().map_err(|_| failed("random"))?);
    let new = NewDelegation {
        id,
        to: acting.officer.id,
        mode: ActingMode::InOfficialPlace,
        order: "88/2570".to_owned(),
        term,
    };
    let named = delegation::name(app, away, away.officer.id, new).await;
    if named.ok() != Some(Named::Done) {
        return Err(failed("substitute"));
    }
    let running = delegation_cases::running(app, away, id).await;
    let running = running.ok().flatten().ok_or_else(|| failed("substitute"))?;
    let preview = delegation_cases::preview(app, away, &running).await;
    let preview = preview.map_err(|_| failed("sharing"))?;
    let urgent = preview.iter().find(|(_, outlook)| *outlook == Outlook::Goes);
    if let Some((case, _)) = urgent {
        let chosen = [(case.id, form(app, case)?)];
        let shared = delegation_cases::share(app, away, &chosen, &running).await;
        shared.map_err(|_| failed("sharing"))?;
    }
    Ok(())
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
