//! The figures that the plan must publish, folded from events by the one counting function (R46–R48).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turn;

use crate::app::App;
use crate::domain::day::{Day, Month};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::period::last_month_end;
use crate::domain::tally::{MonthlyTable, TableCount};
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// The tables of a fiscal year and of the one before.
pub struct Figures {
    /// The last day that is counted.
    pub as_of: Day,
    /// The fiscal year.
    pub current: MonthlyTable,
    /// The fiscal year before.
    pub previous: MonthlyTable,
    /// And the one before that, to compare with.
    pub before: MonthlyTable,
    /// The fiscal year before as of the same day a year earlier.
    pub year_ago: MonthlyTable,
}

/// A count of an agency stays good for an hour, in seconds. It cannot change at all: everything that happens is
/// dated with the day on which it is entered, and that is after the last month end. The hour is for a machine
/// whose clock was wrong and has been set right.
const HOUR: i64 = 3_600;
/// On the first day of a month it stays good for a minute only: what was entered in the last moment before
/// midnight may still be on its way into the store, or come from another machine whose clock is behind.
const MINUTE: i64 = 60;

/// The figures last counted for officers, of each agency. The public sees editions, which are not counted when they
/// are asked for.
#[derive(Default)]
pub struct Counts(Mutex<HashMap<AgencyId, Arc<Turn<Option<Count>>>>>);

/// A count, and the moment at which it was begun, in seconds since the epoch.
struct Count {
    at: i64,
    figures: Arc<Figures>,
}

impl Counts {
    /// The place of an agency. Whoever holds it counts; the others wait for what comes of it.
    fn of(&self, agency: AgencyId) -> Arc<Turn<Option<Count>>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(places.entry(agency).or_default())
    }
}

/// Whether a count begun at one moment answers a question about the end of the same day at another.
fn still_good(counted_at: i64, as_of: Day, now: i64) -> bool {
    let first_day = Day::of_moment(counted_at) <= as_of.plus(1);
    let span = if first_day { MINUTE } else { HOUR };
    (0..span).contains(&now.saturating_sub(counted_at))
}

/// Counts the current and the previous fiscal year as of the end of last month.
///
/// # Errors
/// When the store fails.
pub async fn figures(app: &Arc<App>, agency: AgencyId) -> Result<Arc<Figures>, Trouble> {
    let place = app.counts.of(agency);
    let mut last = place.lock().await;
    let now = app.clock.now();
    let as_of = last_month_end(Day::of_moment(now));
    if let Some(count) = &*last
        && count.figures.as_of == as_of
        && still_good(count.at, as_of, now)
    {
        return Ok(Arc::clone(&count.figures));
    }
    let figures: Arc<Figures> = Arc::from(count(app, agency, FiscalYear::of(as_of), as_of).await?);
    *last = Some(Count {
        at: now,
        figures: Arc::clone(&figures),
    });
    Ok(figures)
}

/// The same as of the end of an earlier month, counted again: it comes out as it did then.
///
/// # Errors
/// When the store fails.
pub async fn figures_as_of(app: &Arc<App>, agency: AgencyId, as_of: Day) -> Result<Arc<Figures>, Trouble> {
    if as_of == last_month_end(app.clock.today()) {
        return figures(app, agency).await;
    }
    Ok(Arc::from(count(app, agency, FiscalYear::of(as_of), as_of).await?))
}

/// The end of the same month a year earlier.
fn year_before(as_of: Day) -> Day {
    let month = as_of.month();
    Month {
        year: month.year.saturating_sub(1),
        ..month
    }
    .last_day()
}

/// Counts a fiscal year and the one before it as of the end of a day, with one case in memory at a time.
pub(super) async fn count(
    app: &Arc<App>,
    agency: AgencyId,
    year: FiscalYear,
    as_of: Day,
) -> Result<Box<Figures>, Trouble> {
    let figures = app.db.read(move |c| {
        let mut current = TableCount::new(year, as_of);
        let mut previous = TableCount::new(year.previous(), as_of);
        let mut before = TableCount::new(year.previous().previous(), as_of);
        let mut year_ago = TableCount::new(year.previous(), year_before(as_of));
        store::events::each_counted(c, agency, as_of, |case| {
            let case = case.lent();
            current.add(&case);
            previous.add(&case);
            before.add(&case);
            year_ago.add(&case);
        })?;
        Ok::<_, StoreError>(Box::new(Figures {
            as_of,
            current: current.finish(),
            previous: previous.finish(),
            before: before.finish(),
            year_ago: year_ago.finish(),
        }))
    });
    Ok(figures.await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a day in Bangkok.
    fn noon(day: Day) -> i64 {
        i64::from(day.number()) * 86_400 + 5 * 3_600
    }

    #[test]
    fn a_count_is_good_for_an_hour_and_on_the_first_of_the_month_for_a_minute() {
        let as_of = Day::from_ymd(2026, 10, 31).unwrap();
        let (first, second) = (noon(as_of.plus(1)), noon(as_of.plus(2)));
        assert!(still_good(first, as_of, first + MINUTE - 1));
        assert!(!still_good(first, as_of, first + MINUTE));
        assert!(still_good(second, as_of, second + HOUR - 1));
        assert!(!still_good(second, as_of, second + HOUR));
    }

    #[test]
    fn a_count_from_the_future_is_not_good() {
        let as_of = Day::from_ymd(2026, 10, 31).unwrap();
        let counted = noon(as_of.plus(5));
        assert!(!still_good(counted, as_of, counted - 1));
    }
}
