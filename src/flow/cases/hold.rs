//! A supervisor keeps a case from being removed, or lets it go. Why is a sealed note, like every word about a case.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::event::EventKind;
use crate::domain::ids::CaseId;
use crate::domain::log::Action;
use crate::domain::officer_text::Note;
use crate::domain::retention::{Class, ended_on, may_hold};
use crate::flow::audit::log;
use crate::flow::cases::handle::{Form, HandleError, take, write};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::retention::Hold;
use crate::store::{self, StoreError};

/// What is known about the time a case has left.
pub struct Keeping {
    /// The hold, if there is one.
    pub hold: Option<Hold>,
    /// The last day on which the case is kept; nothing while it is open.
    pub until: Option<Day>,
    /// The last day on which its reporter's name is kept; nothing while it is open.
    pub name_until: Option<Day>,
    /// Whether this officer may set or lift a hold.
    pub mine: bool,
}

/// Looks it up for a reader of the case.
///
/// # Errors
/// When the store fails.
pub async fn keeping(app: &Arc<App>, session: &Session, case: CaseId) -> Result<Keeping, Trouble> {
    let agency = session.agency.id;
    let (hold, until, name_until) = app
        .db
        .read(move |c| {
            let state = store::cases::find(c, agency, case)?.state;
            let hold = store::retention::hold(c, agency, case)?;
            let Some(class) = Class::of_state(state) else {
                return Ok((hold, None, None));
            };
            let ended = ended_on(&store::events::list(c, agency, case)?);
            let kept = store::retention::days(c, agency, class)?;
            let name = store::retention::days(c, agency, Class::Identity)?.min(kept);
            let after = |days| ended.map(|ended| ended.plus(days));
            Ok::<_, StoreError>((hold, after(kept), after(name)))
        })
        .await?;
    Ok(Keeping {
        hold,
        until,
        name_until,
        mine: may_hold(&session.officer),
    })
}

/// Sets the hold on a case or lifts it, with the reason as a note.
///
/// # Errors
/// [`HandleError::NotYours`] for everybody but supervisors and the outside body, [`HandleError::Meanwhile`] when the
/// case is held already, or not held; nothing has changed then.
pub async fn set(
    app: &Arc<App>,
    session: &Session,
    case: CaseId,
    form: Form,
    on: bool,
    reason: &Note,
) -> Result<(), HandleError> {
    if !may_hold(&session.officer) {
        return Err(HandleError::NotYours);
    }
    let Some(mut taken) = take(app, session, case, form).await? else {
        return Ok(());
    };
    let desk = taken.desk(app, session, form);
    let effect = desk.note(EventKind::Noted, reason)?;
    let (agency, by, at) = (session.agency.id, session.officer.id, app.clock.now());
    let action = if on { Action::HoldSet } else { Action::HoldLifted };
    let entry = log::by(
        app,
        session,
        action,
        case.0,
        &json!({ "record": form.once.to_string() }),
    )?;
    let hold = Hold {
        record: form.once,
        by,
        at,
    };
    write(&desk, effect, move |c| {
        if on {
            store::retention::set_hold(c, agency, case, &hold)?;
        } else {
            store::retention::lift_hold(c, agency, case, by, at)?;
        }
        log::append(c, agency, &entry)
    })
    .await
}
