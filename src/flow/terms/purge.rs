//! What has been kept long enough is destroyed: keys first, then words and names. Figures of the past stay exact, and
//! the log says that it was done (ADR 0033).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::fiscal_year::Half;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::log::Action;
use crate::domain::retention::{Class, ended_on, is_over};
use crate::flow::audit::case_prints::{self, Present};
use crate::flow::audit::{day_end, log};
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};

/// So many cases are looked at with one query.
const CHUNK: i64 = 200;
/// A purge waits until the log has ended the day so many days ago, and after a long catch-up for a week of days that were
/// ended one by one: a clock that is a year ahead destroys nothing before somebody has had a week to mend it.
const BEHIND: i32 = 2;
/// So many details of the log are erased in one write.
const DETAILS: i64 = 500;
const SECONDS_PER_DAY: i64 = 86_400;

/// What was destroyed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Cases.
    pub cases: usize,
    /// Compartments of names.
    pub identities: usize,
    /// Details of entries of the log.
    pub details: usize,
    /// Mails.
    pub mails: usize,
    /// Drafts of reports.
    pub drafts: usize,
    /// Units that closings named.
    pub units: usize,
}

impl Purged {
    /// Everything together.
    pub const fn all(&self) -> usize {
        self.cases
            .saturating_add(self.identities)
            .saturating_add(self.details)
            .saturating_add(self.mails)
            .saturating_add(self.drafts)
            .saturating_add(self.units)
    }
}

/// Destroys what an agency has kept long enough. Run twice it finds nothing the second time; killed in the middle,
/// each case is whole or gone.
///
/// # Errors
/// When the store fails.
pub async fn purge(app: &Arc<App>, agency: AgencyId) -> Result<Purged, Trouble> {
    let today = app.clock.today();
    let ends = day_end::ends(app, agency).await?;
    if !ends.cover(today.plus(-BEHIND)) || !ends.steady {
        return Ok(Purged::default());
    }
    let mut purged = Purged::default();
    for class in Class::ALL.iter().copied().filter(|class| class.is_of_cases()) {
        purged.cases += ended_cases(app, agency, class, class).await?;
        purged.identities += ended_cases(app, agency, class, Class::Identity).await?;
    }
    purged.details = log_details(app, agency).await?;
    purged.mails = app
        .db
        .write(move |c| {
            let days = store::retention::days(c, agency, Class::Mails)?;
            let day = today.plus(days.saturating_neg());
            Ok::<_, StoreError>(
                store::outbox::purge(c, agency, day)?
                    .saturating_add(store::log_mails::purge(c, agency, day)?),
            )
        })
        .await?;
    let now = app.clock.now();
    purged.drafts = app
        .db
        .write(move |c| {
            let days = store::retention::days(c, agency, Class::ReportDrafts)?;
            let moment = now.saturating_sub(i64::from(days).saturating_mul(SECONDS_PER_DAY));
            store::reports::purge_drafts(c, agency, (today.plus(days.saturating_neg()), moment))
        })
        .await?;
    // What was named in a half year is counted when that is over, and no more after the next one.
    let counted = Half::before(today);
    purged.units = app
        .db
        .write(move |c| store::case_units::purge(c, agency, counted))
        .await?;
    if purged.all() > 0 {
        // A reader that is at work keeps the log of changes for a moment; the writer empties it in its next quiet one.
        match app.db.forget_deleted().await {
            Ok(()) | Err(StoreError::Busy) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(purged)
}

/// Destroys, of cases that ended as `of` says, what is kept as long as `kept` says: the whole case, or its names.
async fn ended_cases(app: &Arc<App>, agency: AgencyId, of: Class, kept: Class) -> Result<usize, Trouble> {
    let (today, states) = (app.clock.today(), of.states());
    let mut after: Option<CaseId> = None;
    let mut done = 0_usize;
    loop {
        let states = states.clone();
        let (days, cases) = app
            .db
            .read(move |c| {
                let days = store::retention::days(c, agency, kept)?;
                let before = today.plus(days.saturating_neg());
                Ok::<_, StoreError>((
                    days,
                    store::purge::ended_before(c, agency, &states, before, after, CHUNK)?,
                ))
            })
            .await?;
        let Some(last) = cases.last().copied() else {
            return Ok(done);
        };
        after = Some(last);
        for case in cases {
            let this = Arc::clone(app);
            let look = Look {
                agency,
                case,
                of,
                days,
                today,
            };
            let gone = app
                .db
                .write(move |c| {
                    if kept == Class::Identity {
                        look.destroy_identity(c, &this)
                    } else {
                        look.destroy(c, &this)
                    }
                })
                .await?;
            done = done.saturating_add(usize::from(gone));
        }
    }
}

/// One case that may have been kept long enough.
#[derive(Clone, Copy)]
struct Look {
    agency: AgencyId,
    case: CaseId,
    of: Class,
    days: i32,
    today: Day,
}

impl Look {
    /// Looks again, inside the write: the reporter may have answered, a supervisor may hold the case, another node may
    /// have been here.
    fn is_due(&self, c: &mut Conn) -> Result<bool, StoreError> {
        let state = store::cases::find(c, self.agency, self.case)?.state;
        let ended = ended_on(&store::events::list(c, self.agency, self.case)?);
        let free = store::retention::hold(c, self.agency, self.case)?.is_none()
            && store::retention::removed_on(c, self.agency, self.case)?.is_none();
        let over = ended.is_some_and(|ended| is_over(ended, self.days, self.today));
        Ok(free && over && Class::of_state(state) == Some(self.of))
    }

    fn destroy(&self, c: &mut Conn, app: &App) -> Result<bool, Trouble> {
        store::log::take_tail(c, self.agency)?;
        if !self.is_due(c)? {
            return Ok(false);
        }
        store::purge::destroy(c, self.agency, self.case)?;
        store::log::erase_about(c, self.agency, self.case.0)?;
        store::retention::bury(c, self.agency, self.case, self.of, self.today)?;
        // What is left is what the log vouches for from now on.
        let left = Present::read(c, self.agency, self.case)?.prints;
        let entry = log::entry(
            app,
            None,
            Action::CasePurged,
            self.case.0,
            &case_prints::detail(&left),
        )?;
        log::append(c, self.agency, &entry)?;
        Ok(true)
    }

    fn destroy_identity(&self, c: &mut Conn, app: &App) -> Result<bool, Trouble> {
        store::log::take_tail(c, self.agency)?;
        if !self.is_due(c)? || !store::purge::has_identity(c, self.agency, self.case)? {
            return Ok(false);
        }
        store::purge::destroy_identity(c, self.agency, self.case)?;
        let entry = log::entry(app, None, Action::IdentityPurged, self.case.0, &json!({}))?;
        log::append(c, self.agency, &entry)?;
        Ok(true)
    }
}

/// Erases details of old entries of the log, all but those that verifying needs; the chain holds.
async fn log_details(app: &Arc<App>, agency: AgencyId) -> Result<usize, Trouble> {
    let now = app.clock.now();
    let mut erased = 0_usize;
    loop {
        let this = Arc::clone(app);
        let rows = app
            .db
            .write(move |c| {
                let days = store::retention::days(c, agency, Class::LogDetails)?;
                let before = now.saturating_sub(i64::from(days).saturating_mul(SECONDS_PER_DAY));
                let actions: Vec<Action> = Action::ALL
                    .iter()
                    .copied()
                    .filter(|action| action.is_erasable())
                    .collect();
                store::log::take_tail(c, agency)?;
                let rows = store::log::erase_before(c, agency, &actions, before, DETAILS)?;
                if rows > 0 {
                    let detail = json!({ "before": before });
                    let entry = log::entry(&this, None, Action::DetailsErased, agency.0, &detail)?;
                    log::append(c, agency, &entry)?;
                }
                Ok::<_, Trouble>(rows)
            })
            .await?;
        erased = erased.saturating_add(rows);
        if rows == 0 {
            return Ok(erased);
        }
    }
}
