//! The raw sealing rate: what the machine could seal if it did nothing else.

use std::sync::Arc;
use std::time::Duration;

use sujarit::app::App;
use sujarit::domain::agency::Agency;
use sujarit::domain::arrival::Arrival;
use sujarit::domain::category::Category;
use sujarit::domain::report::Report;
use sujarit::flow::incoming::sealing::seal;
use sujarit::flow::incoming::staff::Staff;
use sujarit::store::StoreError;
use sujarit::vault::code::TrackingCode;

use super::Stopped;
use super::machine::{Watch, processor};
use super::table::{float, per_second};
use super::village;

/// Everything that sealing needs.
pub struct Sealing {
    app: Arc<App>,
    agency: Agency,
    staff: Staff,
    report: Report,
}

impl Sealing {
    pub async fn new(app: &Arc<App>, agency: &Agency) -> Result<Self, Stopped> {
        let id = agency.id;
        let category = Category::from_key(village::CATEGORY).ok_or("category")?;
        let staff = app.db.read(move |c| Staff::read(c, id, category)).await;
        Ok(Self {
            app: Arc::clone(app),
            agency: agency.clone(),
            staff: staff.map_err(|error: StoreError| error)?,
            report: village::report()?,
        })
    }

    /// Seals one report as intake does: code, keys, routing, both compartments, three records. Gives the numbers of
    /// wraps and records and the bytes of the records.
    pub fn one(&self) -> Result<(usize, usize, usize), Stopped> {
        let key = self.app.rng.bytes::<32>()?;
        let code = TrackingCode::from_submission_key(&key, &self.app.instance);
        let reporter = code.derive(&self.app.instance);
        let today = self.app.clock.today();
        let new = seal(
            &self.app,
            &self.agency,
            &self.staff,
            (&self.report, None),
            &Arrival::by_website(today),
            &reporter,
            today,
        );
        let parts = new.map_err(|trouble| format!("{trouble:?}"))?.parts;
        let records = parts.iter().flat_map(|part| &part.records);
        Ok((
            parts.iter().map(|part| part.sealed.wraps.len()).sum(),
            records.clone().count(),
            records.map(|record| record.bytes.len()).sum(),
        ))
    }

    /// Reports sealed in a second by so many threads, and the seconds of processor that each took.
    pub fn rate(&self, threads: usize, span: Duration) -> Result<(f64, f64), Stopped> {
        let (watch, before) = (Watch::start(), processor("self")?);
        let work = || -> Result<usize, Stopped> {
            let mut sealed = 0;
            while watch.elapsed() < span {
                self.one()?;
                sealed += 1;
            }
            Ok(sealed)
        };
        let counts = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err("sealing panicked".into())))
                .collect::<Result<Vec<usize>, Stopped>>()
        })?;
        let sealed: usize = counts.iter().sum();
        let used = (processor("self")? - before) / float(sealed);
        Ok((per_second(sealed, watch.seconds()), used))
    }
}
