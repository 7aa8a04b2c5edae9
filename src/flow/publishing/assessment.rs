//! What an agency has published, for whoever assesses it (R66).

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::app::App;
use crate::domain::assessment::{Announced, Evidence, Published};
use crate::domain::day::Day;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::ids::AgencyId;
use crate::domain::round_report::ReportKey;
use crate::flow::publishing::edition_draft;
use crate::flow::trouble::Trouble;
use crate::store::editions::EditionLine;
use crate::store::handbooks::Handbook;
use crate::store::reports::ReportLine;
use crate::store::{self, StoreError};

/// Everything that was published, and since when the agency has used the service.
pub struct Assessment {
    /// The first day on which the agency can have been there.
    pub opened_on: Day,
    /// The handbook, newest version first.
    pub handbooks: Vec<Handbook>,
    /// The editions of the statistics.
    pub editions: Vec<EditionLine>,
    /// The newest public report of each round, newest round first.
    pub reports: Vec<ReportLine>,
}

/// Reads it.
///
/// # Errors
/// When the store fails. What is stored is not opened here: one paper that does not verify takes no page away.
pub async fn read(app: &Arc<App>, agency: AgencyId) -> Result<Assessment, Trouble> {
    let found = app.db.read(move |c| {
        let mut lines = store::reports::list(c, agency)?;
        lines.dedup_by_key(|line| line.key);
        Ok::<_, StoreError>(Assessment {
            opened_on: edition_draft::since(c, agency)?,
            handbooks: store::handbooks::list(c, agency)?,
            editions: store::editions::list(c, agency)?,
            reports: lines,
        })
    });
    Ok(found.await?)
}

impl Assessment {
    /// The fiscal years of which something can be said: from the first that anything is about to the present one.
    pub fn years(&self, today: Day) -> RangeInclusive<i16> {
        let opened = FiscalYear::of(self.opened_on);
        let editions = self.editions.iter().map(|edition| edition.year);
        let handbooks = self
            .handbooks
            .iter()
            .map(|handbook| FiscalYear::of(handbook.announced_on));
        let first = editions.chain(handbooks).fold(opened, Ord::min);
        first.number()..=FiscalYear::of(today).number()
    }

    /// The reports of a year, and that of the whole year before.
    pub fn reports_of(&self, year: FiscalYear) -> impl Iterator<Item = ReportLine> {
        let before = year.previous();
        let wanted = move |key: &ReportKey| {
            key.year == year || (key.year == before && key.last_day() == before.last_day())
        };
        self.reports.iter().copied().filter(move |line| wanted(&line.key))
    }

    /// What answers the items of a year.
    pub fn of(&self, year: FiscalYear, today: Day) -> Evidence {
        let announced: Vec<Announced> = self
            .handbooks
            .iter()
            .map(|handbook| Announced {
                version: handbook.version,
                on: handbook.announced_on,
            })
            .collect();
        let published: Vec<Published> = self
            .editions
            .iter()
            .map(|edition| Published {
                year: edition.year,
                number: edition.number,
                as_of: edition.as_of,
            })
            .collect();
        Evidence::of(year, today, &announced, &published)
    }
}
