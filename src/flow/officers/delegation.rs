//! Officers get substitutes, named by themselves or, for somebody who is away already, by an administrator; and that ends
//! again. Access ends with the delegation: at once in the store, and for good when a reader of the case changes its keys
//! (ADR 0037).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::appointment::Term;
use crate::domain::delegation::{ActingMode, Delegation};
use crate::domain::ids::{CaseId, DelegationId, OfficerId};
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::routing;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, Key, StoreError};

/// What concerns one officer.
pub struct Delegations {
    /// Those in which the officer is away, the latest first.
    pub given: Vec<Delegation>,
    /// Those in which the officer is the substitute, the latest first.
    pub taken: Vec<Delegation>,
    /// Whom the one who asks could name.
    pub choices: Vec<Officer>,
    /// Everybody of the agency.
    pub officers: Vec<Officer>,
}

/// A substitute to be named.
pub struct NewDelegation {
    /// The id of the form: sent twice, it is named once.
    pub id: DelegationId,
    /// Who acts.
    pub to: OfficerId,
    /// In which form.
    pub mode: ActingMode,
    /// Number of the order.
    pub order: String,
    /// For how long.
    pub term: Term,
}

/// What came of naming one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// The substitute is named.
    Done,
    /// The agency has no such person who could act, or none who is away.
    Nobody,
    /// Somebody acts on one of these days already: one at a time, or a report would have more readers than its panel.
    Overlaps,
}

/// Looks up what concerns `officer`, as somebody sees it who could name a substitute for them.
///
/// # Errors
/// When the store fails.
pub async fn of(app: &Arc<App>, session: &Session, officer: OfficerId) -> Result<Delegations, Trouble> {
    let (agency, me) = (session.agency.id, session.officer.id);
    let (all, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::delegations::list(c, agency)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    let choices = officers.iter().filter(|one| may_act(one, officer, me));
    Ok(Delegations {
        given: all.iter().filter(|one| one.from == officer).cloned().collect(),
        taken: all.iter().filter(|one| one.to == officer).cloned().collect(),
        choices: choices.cloned().collect(),
        officers,
    })
}

/// Whether somebody can act for `away`. Nobody names themselves: an administrator would read reports by their own hand.
fn may_act(officer: &Officer, away: OfficerId, by: OfficerId) -> bool {
    officer.id != away && officer.id != by && routing::can_read(officer)
}

/// Names a substitute for `away`.
///
/// # Errors
/// When the store fails.
pub async fn name(
    app: &Arc<App>,
    session: &Session,
    away: OfficerId,
    new: NewDelegation,
) -> Result<Named, Trouble> {
    let (agency, me) = (session.agency.id, session.officer.id);
    let delegation = Delegation {
        id: new.id,
        agency,
        from: away,
        to: new.to,
        mode: new.mode,
        order: new.order,
        term: new.term,
        by: me,
        at: app.clock.now(),
        ended_at: None,
    };
    let detail = json!({
        "delegation": delegation.id.to_string(),
        "to": delegation.to.to_string(),
        "mode": delegation.mode.code(),
        "from_on": delegation.term.from().number(),
        "until_on": delegation.term.until().map(crate::domain::day::Day::number),
    });
    let entry = log::by(app, session, Action::DelegationMade, away.0, &detail)?;
    let named = app.db.write(move |c| {
        store::agencies::hold(c, agency)?;
        let others = store::delegations::list(c, agency)?;
        if others.iter().any(|other| other.id == delegation.id) {
            return Ok(Named::Done);
        }
        let officers = store::officers::list(c, agency)?;
        let acts = |one: &Officer| one.id == delegation.to && may_act(one, away, me);
        let is_away = |one: &Officer| one.id == away && routing::can_read(one);
        if !officers.iter().any(acts) || !officers.iter().any(is_away) {
            return Ok(Named::Nobody);
        }
        if others
            .iter()
            .any(|other| other.from == away && other.overlaps(&delegation))
        {
            return Ok(Named::Overlaps);
        }
        store::delegations::insert(c, &delegation)?;
        log::append(c, agency, &entry)?;
        Ok(Named::Done)
    });
    match named.await {
        Err(StoreError::Duplicate(Key::Id)) => Ok(Named::Done),
        other => Ok(other?),
    }
}

/// Ends a delegation early, which concerns `officer`: whoever is away may, the substitute, and an administrator for
/// either. Gives false when it has ended already, or does not concern that officer.
///
/// # Errors
/// When the store fails.
pub async fn end(
    app: &Arc<App>,
    session: &Session,
    officer: OfficerId,
    id: DelegationId,
) -> Result<bool, Trouble> {
    let (agency, now, today) = (session.agency.id, app.clock.now(), app.clock.today());
    let theirs = of(app, session, officer).await?;
    let found = theirs.given.iter().chain(&theirs.taken).find(|one| one.id == id);
    let Some(away) = found.filter(|one| !one.is_over(today)).map(|one| one.from) else {
        return Ok(false);
    };
    let detail = json!({ "delegation": id.to_string() });
    let entry = log::by(app, session, Action::DelegationEnded, away.0, &detail)?;
    let ended = app
        .db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            store::delegations::end(c, agency, id, (now, today))?;
            log::append(c, agency, &entry)
        })
        .await;
    match ended {
        Ok(()) => Ok(true),
        Err(StoreError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether this officer read a case as a substitute whose time is over.
///
/// # Errors
/// When the store fails.
pub async fn has_ended(app: &Arc<App>, session: &Session, case: CaseId) -> Result<bool, Trouble> {
    let (agency, key, today) = (session.agency.id, session.officer.key, app.clock.today());
    let ended = app
        .db
        .read(move |c| store::delegations::ended_access(c, agency, case, today))
        .await?;
    Ok(ended.contains(&key))
}
