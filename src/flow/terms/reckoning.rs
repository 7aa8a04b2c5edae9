//! An agency decides what its clock goes by: the next version of its period, and the days on which its offices are
//! closed. Each change is entered in the log; what was decided before stays.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::calendar::Holiday;
use crate::domain::day::Day;
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::domain::reckoning::Reckoning;
use crate::domain::rule_book::{NewRule, RuleProblem};
use crate::flow::audit::{log, settings_prints};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// Why a rule was not taken; nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleRefused {
    /// It cannot be.
    Problems(Vec<RuleProblem>),
    /// Somebody else added one at the same moment.
    Meanwhile,
    /// The service is busy or broken.
    Trouble(Trouble),
}

/// Rules and holidays, as they stand now.
///
/// # Errors
/// When the store fails.
pub async fn read(app: &Arc<App>, agency: AgencyId) -> Result<Reckoning, Trouble> {
    Ok(app.db.read(move |c| store::reckoning::read(c, agency)).await?)
}

/// Adds a version of the period. Cases that are here keep theirs.
///
/// # Errors
/// [`RuleRefused`].
pub async fn add_rule(app: &Arc<App>, session: &Session, new: NewRule) -> Result<(), RuleRefused> {
    let (agency, by, now) = (session.agency.id, session.officer.id, app.clock.now());
    let reckoning = read(app, agency).await.map_err(RuleRefused::Trouble)?;
    let version = reckoning
        .rules
        .next(new, app.clock.today())
        .map_err(RuleRefused::Problems)?;
    let mut detail = json!({ "rule": version.rule.id, "days": version.rule.days });
    let mut entry =
        log::by(app, session, Action::RuleAdded, agency.0, &detail).map_err(RuleRefused::Trouble)?;
    let written = app.db.write(move |c| {
        store::reckoning::add_rule(c, agency, &version, by, now)?;
        settings_prints::vouch(c, agency, None, i32::from(version.rule.id), &mut detail)?;
        entry.detail = detail.to_string();
        log::append(c, agency, &entry)
    });
    written.await.map_err(|error| match error {
        StoreError::Stale => RuleRefused::Meanwhile,
        other => RuleRefused::Trouble(other.into()),
    })
}

/// Says that offices are closed on a day, or open. It holds at once, on every node.
///
/// # Errors
/// When the store fails.
pub async fn set_holiday(
    app: &Arc<App>,
    session: &Session,
    day: Day,
    holiday: Option<Holiday>,
) -> Result<(), Trouble> {
    let (agency, by, now) = (session.agency.id, session.officer.id, app.clock.now());
    let (action, kind) = match &holiday {
        Some(holiday) => (Action::HolidaySet, Some(holiday.kind.key())),
        None => (Action::HolidayRemoved, None),
    };
    let detail = json!({ "day": day.number(), "kind": kind });
    let entry = log::by(app, session, action, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::reckoning::set_holiday(c, agency, day, holiday.as_ref(), by, now)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}
