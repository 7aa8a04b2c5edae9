//! What the head of the agency and its executives see of a month: the figures of its end, and nothing in between
//! (ADR 0065).

use std::sync::Arc;

use crate::app::App;
use crate::domain::day::{Day, Month};
use crate::domain::edition::figures::{EditionFigures, HalfYear, Row};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::period::last_month_end;
use crate::domain::tally::breakdown::{Cell, cells};
use crate::flow::publishing::edition::{self, Edition};
use crate::flow::publishing::{edition_draft, publish};
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// The end of a month.
pub struct Dashboard {
    /// The last day of the month.
    pub as_of: Day,
    /// The fiscal year until then, counted as for an edition.
    pub counted: EditionFigures,
    /// The same of the year before until the same day a year earlier.
    pub year_ago: EditionFigures,
    /// The newest approved edition that describes this day.
    pub approved: Option<Edition>,
    /// How many matters in progress are past a day due without an explanation; nothing when that, or how many others
    /// were late and have ended, is too small a number to be told apart.
    pub overdue: Option<u32>,
    /// The last half year that had been divided up by then, of this fiscal year or the one before.
    pub half: Option<(FiscalYear, HalfYear)>,
    /// The month before it and after it, where there is such a page.
    pub neighbours: (Option<Month>, Option<Month>),
}

/// Reads a month; the last one that is over when none is named. Nothing for a month that is not over, or was over before
/// the agency was here.
///
/// # Errors
/// When the store fails.
pub async fn read(
    app: &Arc<App>,
    agency: AgencyId,
    month: Option<Month>,
) -> Result<Option<Dashboard>, Trouble> {
    let last = last_month_end(app.clock.today());
    let as_of = month.map_or(last, Month::last_day);
    let opened_on = app.db.read(move |c| edition_draft::since(c, agency)).await?;
    // A month before the first shows nothing but zeros; the last month is there in any case.
    let first = opened_on.month().last_day().min(last);
    if as_of > last || as_of < first {
        return Ok(None);
    }
    let counted = publish::figures_as_of(app, agency, as_of).await?;
    let year = FiscalYear::of(as_of);
    let figures = |table, before| EditionFigures::of(table, before, Vec::new(), FiscalYear::of(as_of));
    let (threshold, half) = app
        .db
        .read(move |c| {
            let mut halves = Vec::new();
            for year in [year, year.previous()] {
                let kept = store::edition_drafts::halves(c, agency, year)?;
                halves.extend(kept.into_iter().rev().map(|half| (year, half)));
            }
            let known = halves.into_iter().find(|(_, half)| half.as_of.0 <= as_of);
            let threshold = store::edition_drafts::publishing(c, agency)?.threshold;
            Ok::<_, StoreError>((threshold, known))
        })
        .await?;
    let total = &counted.current.total;
    let ended_late = total.unexplained_late.saturating_sub(total.overdue);
    let parts = cells(&[total.overdue, ended_late], threshold);
    let overdue = parts.and_then(|parts| match parts.first() {
        Some(Cell::Exact(number)) => Some(*number),
        _ => None,
    });
    let within = |day: Day| (first..=last).contains(&day).then(|| day.month());
    Ok(Some(Dashboard {
        as_of,
        overdue,
        half,
        approved: approved(app, agency, year, as_of).await?,
        neighbours: (
            within(as_of.month().first_day().plus(-1)),
            within(as_of.plus(1).month().last_day()),
        ),
        year_ago: figures(&counted.year_ago, &counted.before),
        counted: figures(&counted.current, &counted.previous),
    }))
}

/// The newest edition of the year that describes this day.
async fn approved(
    app: &Arc<App>,
    agency: AgencyId,
    year: FiscalYear,
    as_of: Day,
) -> Result<Option<Edition>, Trouble> {
    let list = edition::list(app, agency).await?;
    let line = list.iter().find(|line| line.year == year && line.as_of == as_of);
    match line {
        Some(line) => edition::find(app, agency, year, line.number).await,
        None => Ok(None),
    }
}

impl Dashboard {
    /// Whether the approved edition says what was counted now.
    pub fn agrees(&self) -> bool {
        let approved = self.approved.as_ref();
        approved.is_some_and(|approved| {
            let said = &approved.statement.figures;
            said.total == self.counted.total && said.months == self.counted.months
        })
    }

    /// The months of the year that have begun, each beside the same month a year earlier.
    pub fn months(&self) -> Vec<(Month, Row, Row)> {
        let ago = self.year_ago.months.iter().map(|month| month.row);
        let now = self.counted.months.iter();
        now.zip(ago)
            .map(|(month, ago)| (month.month.0, month.row, ago))
            .collect()
    }
}
