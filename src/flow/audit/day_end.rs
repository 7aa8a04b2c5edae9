//! A day of the log ends: what citizens did on it is entered without order, and the end of the chain is signed
//! (ADR 0011).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::day_ends::DayEnds;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::log::{Action, Head};
use crate::flow::audit::case_prints::{self, Present};
use crate::flow::audit::log;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::SignedHead;

/// How many seconds after midnight a day is over: what was sent in its last moment may still be on its way.
const GRACE: i64 = 600;
/// So many days are ended in one go. A clock that is a year ahead has signed a week after ten minutes and the year after
/// nine hours: what cannot be undone waits for [`DayEnds::steady`] besides.
const AT_ONCE: usize = 7;
/// So many ends are looked at to tell whether the clock is to be believed: more than can be signed in a week without a
/// catch-up.
const LOOKED_AT: i64 = 100;
/// So many cases are entered in one write.
const CASES: i64 = 100;
/// An event may come in so many days after the day it carries has ended, when a clock was wrong for a while.
const LATE: i32 = 3;

/// Ends the days that are over and have no end yet, the oldest first, and says how many.
///
/// # Errors
/// When the store fails, or [`Trouble::Closed`] when the key of this machine is not the one that the agency's
/// directory names: then nothing is signed.
pub async fn end_days(app: &Arc<App>, agency: AgencyId) -> Result<usize, Trouble> {
    set_back(app, agency).await?;
    let mut ended = 0;
    while ended < AT_ONCE {
        let Some(day) = next(app, agency).await? else {
            break;
        };
        end_day(app, agency, day).await?;
        ended += 1;
    }
    Ok(ended)
}

/// How far the ends of an agency's days reach, and whether its clock is to be believed.
///
/// # Errors
/// When the store fails.
pub async fn ends(app: &Arc<App>, agency: AgencyId) -> Result<DayEnds, Trouble> {
    let ends = app
        .db
        .read(move |c| store::log_heads::ends(c, agency, LOOKED_AT))
        .await?;
    Ok(DayEnds::of(&ends))
}

/// The first day that is over and has no end.
async fn next(app: &Arc<App>, agency: AgencyId) -> Result<Option<Day>, Trouble> {
    let over = Day::of_moment(app.clock.now().saturating_sub(GRACE)).plus(-1);
    let (head, first) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::log_heads::newest(c, agency)?,
                store::log::first_at(c, agency)?,
            ))
        })
        .await?;
    let next = match (head, first) {
        (Some(head), _) => head.day.plus(1),
        (None, Some(at)) => Day::of_moment(at),
        // The agency is older than its log.
        (None, None) => over,
    };
    Ok((next <= over).then_some(next))
}

/// Takes away ends of days that have not come: a clock was ahead and was set right. Their entries stay.
async fn set_back(app: &Arc<App>, agency: AgencyId) -> Result<(), Trouble> {
    let today = app.clock.today();
    let ahead = app
        .db
        .read(move |c| store::log_heads::newest(c, agency))
        .await?
        .is_some_and(|head| head.day > today);
    if !ahead {
        return Ok(());
    }
    let entry = log::entry(
        app,
        None,
        Action::ClockSetBack,
        agency.0,
        &json!({ "day": today.number() }),
    )?;
    app.db
        .write(move |c| {
            store::log::take_tail(c, agency)?;
            if store::log_heads::withdraw_after(c, agency, today)? > 0 {
                log::append(c, agency, &entry)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// What is left to do after one write.
enum Step {
    /// The cases after this one.
    After(CaseId),
    /// Nothing: the day has its end.
    Done,
}

async fn end_day(app: &Arc<App>, agency: AgencyId, day: Day) -> Result<(), Trouble> {
    let mut after = None;
    loop {
        let this = Arc::clone(app);
        match app.db.write(move |c| step(c, &this, agency, day, after)).await? {
            Step::After(case) => after = Some(case),
            Step::Done => return Ok(()),
        }
    }
}

/// One write. Whoever holds the end of the chain works; another node, or the same one after it was killed, goes on
/// where this one stopped: what has been entered of a case is not entered again.
fn step(c: &mut Conn, app: &App, agency: AgencyId, day: Day, after: Option<CaseId>) -> Result<Step, Trouble> {
    store::log::take_tail(c, agency)?;
    let before = store::log_heads::newest(c, agency)?;
    if before.as_ref().is_some_and(|head| head.day >= day) {
        return Ok(Step::Done);
    }
    // The first end vouches for everything that was there before the log.
    let from = before.map_or(Day::from_number(i32::MIN), |_| day.plus(-LATE));
    let cases = store::log_rows::touched(c, agency, from, day, after, CASES)?;
    let Some(last) = cases.last().copied() else {
        return sign(c, app, agency, day);
    };
    for case in cases {
        let known = case_prints::entered(c, agency, case)?;
        let mut new = Present::read(c, agency, case)?.until(day).prints;
        new.retain(|name, _| !known.contains_key(name));
        if !new.is_empty() {
            let entry = log::entry(
                app,
                None,
                Action::CaseAtDayEnd,
                case.0,
                &case_prints::detail(&new),
            )?;
            log::append(c, agency, &entry)?;
        }
    }
    Ok(Step::After(last))
}

fn sign(c: &mut Conn, app: &App, agency: AgencyId, day: Day) -> Result<Step, Trouble> {
    let keys = store::agencies::keys(c, agency)?;
    let newest = store::directories::newest(c, agency)?;
    let named = directory::verify_undated(app, &keys, &newest)?.directory().log_pk;
    if named.is_some_and(|key| key != app.log_key.public()) {
        return Err(Trouble::Closed);
    }
    let ended = log::entry(
        app,
        None,
        Action::DayEnded,
        agency.0,
        &json!({ "day": day.number() }),
    )?;
    log::append(c, agency, &ended)?;
    let tail = store::log::tail(c, agency)?;
    let signed = SignedHead {
        instance: app.instance,
        agency: agency.0,
        day: day.number(),
        hash: tail.hash,
    };
    let head = Head {
        day,
        seq: tail.next_seq.saturating_sub(1),
        hash: tail.hash,
        log_key: app.log_key.public(),
        signature: app.log_key.sign(&signed),
    };
    store::log_heads::insert(c, agency, &head)?;
    Ok(Step::Done)
}
