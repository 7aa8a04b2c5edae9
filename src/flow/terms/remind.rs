//! Matters near their day or past it are brought to somebody's attention, and an agency chooses to whose.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::escalation::{Alarm, can_be_chosen, receivers};
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::escalations::Escalation;
use crate::store::{self, Conn, StoreError};
use crate::vault::header::Compartment;

/// Whether somebody gets mails at all.
pub const fn has_mail(officer: &Officer) -> bool {
    officer.active && !officer.mail.is_empty()
}

/// Notes who is to be told what today. Run twice it notes nothing twice, and what no longer holds is forgotten.
///
/// # Errors
/// When the store fails.
pub async fn take_stock(app: &Arc<App>, agency: AgencyId, today: Day) -> Result<(), Trouble> {
    let wanted = app.db.read(move |c| wanted(c, agency, today)).await?;
    app.db
        .write(move |c| store::escalations::take_stock(c, agency, &wanted, today))
        .await?;
    Ok(())
}

fn wanted(c: &mut Conn, agency: AgencyId, today: Day) -> Result<Vec<Escalation>, StoreError> {
    let holidays = store::reckoning::read(c, agency)?.holidays;
    let mut late = Vec::new();
    store::escalations::each_open(c, agency, |case| {
        let deadline = Deadline::of(case.rule, case.received_on, &case.facts, &holidays, today);
        if let Some(alarm) = Alarm::of(&deadline) {
            late.push((case.id, alarm, deadline.round, deadline.due_on));
        }
    })?;
    // Whoever gets no mail cannot be told by one: somebody else is, as if they read nothing.
    let officers: Vec<Officer> = store::officers::list(c, agency)?
        .into_iter()
        .filter(has_mail)
        .collect();
    let overdue_to = store::escalations::overdue_to(c, agency)?;
    let channel = i16::from(Compartment::Channel.number());
    let mut wanted = Vec::new();
    for (case, alarm, round, due_on) in late {
        let readers = store::envelopes::recipients(c, agency, case, channel)?;
        let over = store::delegations::ended_access(c, agency, case, today)?;
        let readers = readers.into_iter().map(|(key, _)| key);
        let readers: Vec<[u8; 32]> = readers.filter(|key| !over.contains(key)).collect();
        let told = receivers(alarm, overdue_to, &officers, &readers);
        wanted.extend(told.into_iter().map(|officer| Escalation {
            case,
            alarm,
            round: i16::try_from(round).unwrap_or(i16::MAX),
            due_on,
            officer,
        }));
    }
    Ok(wanted)
}

/// What an agency has chosen, and whom it could choose.
pub struct Reminders {
    /// Whom it chose; nobody means the outside body.
    pub overdue_to: Option<OfficerId>,
    /// Whom it could choose.
    pub choices: Vec<Officer>,
    /// Whether the outside body has an address for mails.
    pub outside_has_mail: bool,
    /// Whether the person it chose gets no mails, so that the outside body is told instead.
    pub chosen_has_none: bool,
}

/// Looks it up.
///
/// # Errors
/// When the store fails.
pub async fn settings(app: &Arc<App>, agency: AgencyId) -> Result<Reminders, Trouble> {
    let (overdue_to, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::escalations::overdue_to(c, agency)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    let outside = |officer: &Officer| officer.roles.has(Role::Outside) && has_mail(officer);
    Ok(Reminders {
        overdue_to,
        outside_has_mail: officers.iter().any(outside),
        chosen_has_none: overdue_to.is_some_and(|chosen| {
            let gets = |officer: &Officer| officer.id == chosen && has_mail(officer);
            !officers.iter().any(gets)
        }),
        choices: officers.into_iter().filter(can_be_chosen).collect(),
    })
}

/// Chooses who is told of what is overdue. Gives false when the agency has no such person to choose.
///
/// # Errors
/// When the store fails.
pub async fn choose(
    app: &Arc<App>,
    session: &Session,
    overdue_to: Option<OfficerId>,
) -> Result<bool, Trouble> {
    let (agency, by, now) = (session.agency.id, session.officer.id, app.clock.now());
    if let Some(chosen) = overdue_to {
        let known = settings(app, agency).await?;
        if !known.choices.iter().any(|officer| officer.id == chosen) {
            return Ok(false);
        }
    }
    let detail = json!({ "setting": "reminders", "to": overdue_to.map(|officer| officer.to_string()) });
    let entry = log::by(app, session, Action::SettingsChanged, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::escalations::set_overdue_to(c, agency, overdue_to, by, now)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(true)
}
