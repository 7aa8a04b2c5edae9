//! An agency decides for how long things are kept. Longer is one person's decision; shorter is proposed and takes
//! another person (ADR 0033).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::ids::{AgencyId, ProposalId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Question;
use crate::domain::retention::{Class, Decision, Shortening, may_sign};
use crate::domain::second_signature::Verdict;
use crate::flow::audit::{log, settings_prints};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};

/// Why a period did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionError {
    /// So many days cannot be chosen for this class.
    Range,
    /// It is kept for so many days already.
    Same,
    /// A shorter period of this class waits for another person.
    Waits,
    /// Somebody else decided meanwhile, or there is nothing that waits.
    Meanwhile,
    /// This person may not sign what they proposed, or not take back what somebody else did.
    NotYours,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for RetentionError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for RetentionError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Meanwhile,
            other => Self::Trouble(other.into()),
        }
    }
}

/// A class with its period and how it came to it.
pub struct Period {
    /// The class.
    pub class: Class,
    /// For how many days.
    pub days: i32,
    /// Every version of the decision, the newest first; empty until the agency decides.
    pub decisions: Vec<Decision>,
    /// A shorter period that waits for another person.
    pub waiting: Option<Shortening>,
}

impl Period {
    fn version(&self) -> i32 {
        self.decisions.first().map_or(0, |newest| newest.version)
    }
}

/// Every class of an agency, and its people to name them.
///
/// # Errors
/// When the store fails.
pub async fn periods(app: &Arc<App>, agency: AgencyId) -> Result<(Vec<Period>, Vec<Officer>), Trouble> {
    let (decisions, shortenings, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::retention::decisions(c, agency)?,
                store::retention::shortenings(c, agency)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    let period = |class: Class| {
        let mut of: Vec<Decision> = decisions
            .iter()
            .filter(|decision| decision.class == class)
            .cloned()
            .collect();
        of.reverse();
        let waits = |waiting: &&Shortening| waiting.class == class && waiting.decided.is_none();
        Period {
            class,
            days: of
                .first()
                .map_or_else(|| class.default_days(), |newest| newest.days),
            decisions: of,
            waiting: shortenings.iter().find(waits).cloned(),
        }
    };
    Ok((Class::ALL.iter().copied().map(period).collect(), officers))
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It holds.
    Holds,
    /// It waits for another person.
    Waits,
}

/// Decides on a longer period, or proposes a shorter one.
///
/// # Errors
/// [`RetentionError`]; nothing has changed then.
pub async fn decide(
    app: &Arc<App>,
    session: &Session,
    class: Class,
    days: i32,
    reason: &Question,
) -> Result<Taken, RetentionError> {
    if !class.allows(days) {
        return Err(RetentionError::Range);
    }
    let agency = session.agency.id;
    let (periods, _) = periods(app, agency).await?;
    let found = periods.into_iter().find(|period| period.class == class);
    let period = found.ok_or(Trouble::Broken)?;
    if period.waiting.is_some() {
        return Err(RetentionError::Waits);
    }
    let (me, at, reason) = (session.officer.id, app.clock.now(), reason.as_str().to_owned());
    let detail = json!({ "setting": "retention", "class": class.key(), "days": days, "before": period.days });
    if days == period.days {
        return Err(RetentionError::Same);
    }
    if days > period.days {
        let new = Decision {
            class,
            version: period.version().saturating_add(1),
            days,
            reason,
            by: me,
            at,
            signed: None,
        };
        let entry = log::by(app, session, Action::SettingsChanged, agency.0, &detail)?;
        app.db.write(move |c| enter(c, agency, entry, &new)).await?;
        return Ok(Taken::Holds);
    }
    let new = Shortening {
        id: ProposalId(app.rng.bytes::<16>().map_err(Trouble::from)?),
        class,
        version: period.version(),
        days,
        reason,
        proposer: me,
        at,
        decided: None,
    };
    let entry = log::by(app, session, Action::RetentionProposed, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::retention::propose(c, agency, &new)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(Taken::Waits)
}

/// Answers a shorter period that waits: signs it, sends it back, or takes it back.
///
/// # Errors
/// [`RetentionError`]; nothing has changed then.
pub async fn answer(
    app: &Arc<App>,
    session: &Session,
    id: ProposalId,
    verdict: Verdict,
) -> Result<(), RetentionError> {
    let (agency, me, at) = (session.agency.id, session.officer.id, app.clock.now());
    let (periods, _) = periods(app, agency).await?;
    let period = periods
        .into_iter()
        .find(|period| period.waiting.as_ref().is_some_and(|waiting| waiting.id == id));
    let period = period.ok_or(RetentionError::Meanwhile)?;
    let version = period.version();
    let waiting = period.waiting.ok_or(RetentionError::Meanwhile)?;
    let yours = match verdict {
        Verdict::Signed | Verdict::SentBack => may_sign(&session.officer, waiting.proposer),
        Verdict::Withdrawn => waiting.proposer == me,
        Verdict::Overtaken => false,
    };
    if !yours {
        return Err(RetentionError::NotYours);
    }
    let mut detail = json!({
        "setting": "retention",
        "class": waiting.class.key(),
        "days": waiting.days,
        "verdict": verdict.key(),
    });
    let mut entry = log::by(app, session, Action::RetentionAnswered, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::retention::settle(c, agency, id, verdict, me, at)?;
            if verdict == Verdict::Signed {
                // The signer may have lost the office since the page was shown, and somebody may have decided.
                let signer = store::officers::by_id(c, agency, me)?;
                if version != waiting.version || !may_sign(&signer, waiting.proposer) {
                    return Err(StoreError::Stale);
                }
                let new = Decision {
                    class: waiting.class,
                    version: version.saturating_add(1),
                    days: waiting.days,
                    reason: waiting.reason.clone(),
                    by: waiting.proposer,
                    at: waiting.at,
                    signed: Some((me, at)),
                };
                store::retention::decide(c, agency, &new)?;
                settings_prints::vouch(c, agency, Some(new.class), new.version, &mut detail)?;
                entry.detail = detail.to_string();
            }
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}

/// Writes a decision that the agency made in whatever way, with its entry in the log. The detail of the entry says class
/// and days, and is given the hash of the row.
///
/// # Errors
/// [`StoreError::Stale`] when somebody else decided meanwhile.
pub fn enter(c: &mut Conn, agency: AgencyId, mut entry: NewEntry, new: &Decision) -> Result<(), StoreError> {
    let mut detail = serde_json::from_str(&entry.detail).map_err(|_| StoreError::Damaged)?;
    store::retention::decide(c, agency, new)?;
    settings_prints::vouch(c, agency, Some(new.class), new.version, &mut detail)?;
    entry.detail = detail.to_string();
    log::append(c, agency, &entry)
}
