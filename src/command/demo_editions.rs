//! What the demonstration has published: the last edition of the fiscal year before and those of two months, approved as
//! set; those of the last month wait for the publisher.

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::day::Day;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::role::Role;
use crate::domain::tally::breakdown::USUAL_THRESHOLD;
use crate::jobs::prepare_editions;
use crate::store::{self, StoreError};

use super::demo::{Founded, noon};
use super::{Failed, opening};

/// Publishes them, each on the first of its month.
pub(super) fn publish(config: &Config, founded: &Founded, today: Day) -> Result<(), Failed> {
    let last = today.month().first_day().plus(-1).month().first_day();
    let earlier = last.plus(-1).month().first_day();
    let year_before = FiscalYear::of(last.plus(-1)).first_day();
    let mut days = vec![year_before, earlier, last];
    days.sort_unstable();
    days.dedup();
    let first = days.first().copied().unwrap_or(last);
    let clock = Clock::set_to(noon(first));
    let app = opening::open_with(config.clone(), clock.clone())?;
    let id = founded.agency.id;
    let set = move |automatic: bool| {
        move |c: &mut store::Conn| {
            let publisher = store::officers::list(c, id)?
                .into_iter()
                .find(|officer| officer.roles.has(Role::Publisher))
                .ok_or(StoreError::NotFound)?;
            store::edition_drafts::set_publishing(
                c,
                id,
                USUAL_THRESHOLD,
                automatic,
                publisher.id,
                noon(first),
            )
        }
    };
    app.db.write_blocking(set(true))?;
    let runtime = opening::runtime()?;
    let failed = |_| Failed("the demonstration cannot publish".to_owned());
    for day in days {
        clock.advance_to(noon(day));
        runtime.block_on(prepare_editions(&app)).map_err(failed)?;
    }
    app.db.write_blocking(set(false))?;
    app.db.close();
    Ok(())
}
