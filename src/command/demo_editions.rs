//! What the demonstration has published: the editions of three months and the last of the fiscal year before, approved as
//! set; a correction waits for the publisher.

use std::sync::Arc;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::day::Day;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::officer_text::Notice;
use crate::domain::role::Role;
use crate::domain::tally::breakdown::USUAL_THRESHOLD;
use crate::flow::audit::day_end;
use crate::flow::publishing::{edition, edition_draft};
use crate::jobs::prepare_editions;
use crate::store::{self, StoreError};

use super::demo::{Founded, noon};
use super::{Failed, demo_cases, opening};

/// Publishes them, each on the day after the first of its month has its end. On the way the log ends its days, one by one
/// as they passed.
pub(super) fn publish(config: &Config, founded: &Founded, today: Day) -> Result<(), Failed> {
    let newest = today.month().first_day();
    let last = newest.plus(-1).month().first_day();
    let earlier = last.plus(-1).month().first_day();
    let year = FiscalYear::of(newest.plus(-1));
    let mut days = vec![year.first_day(), earlier, last, newest];
    days.sort_unstable();
    days.dedup();
    let first = days.first().copied().unwrap_or(newest);
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
    let mut day = first;
    while day < today {
        day = day.plus(1);
        clock.advance_to(noon(day));
        while runtime.block_on(day_end::end_days(&app, id)).map_err(failed)? > 0 {}
        if days.contains(&day.plus(-1)) {
            runtime.block_on(prepare_editions(&app)).map_err(failed)?;
        }
    }
    app.db.write_blocking(set(false))?;
    clock.advance_to(noon(today));
    runtime.block_on(ask_for_correction(&app, founded, year.previous()))?;
    app.db.close();
    Ok(())
}

/// Lets the publisher count a year again, to be approved by whoever tries the demonstration.
async fn ask_for_correction(app: &Arc<App>, founded: &Founded, year: FiscalYear) -> Result<(), Failed> {
    let failed = || Failed("the demonstration cannot ask for a correction".to_owned());
    let (login, password) = founded.sign_ins.last().ok_or_else(failed)?;
    let session = demo_cases::session(app, &founded.agency, login, password.clone()).await?;
    let newest = edition::list(app, founded.agency.id)
        .await
        .map_err(|_| failed())?
        .into_iter()
        .find(|line| line.year == year)
        .ok_or_else(failed)?;
    let reason = Notice::read("นับใหม่ ณ สิ้นเดือนล่าสุด เพราะมีเรื่องที่ดำเนินการแล้วเสร็จเพิ่มหลังวันที่ของฉบับก่อน")
        .map_err(|_| failed())?;
    edition_draft::correct(app, &session, year, newest.number, reason)
        .await
        .map_err(|_| failed())
}
