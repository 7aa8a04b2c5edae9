//! Durable writes: the queue that commits together, against one commit for each job.

use std::sync::Arc;
use std::time::Duration;

use sujarit::app::App;
use sujarit::config::{Config, Folder, Secret};
use sujarit::domain::agency::Agency;
use sujarit::domain::arrival::Arrival;
use sujarit::domain::ids::CaseId;
use sujarit::flow::incoming::sealing::insert_compartment;
use sujarit::flow::incoming::sealing::{NewCase, seal};
use sujarit::flow::incoming::staff::Staff;
use sujarit::store::{self, StoreError};
use sujarit::vault::code::TrackingCode;
use tokio::task::JoinSet;

use super::Stopped;
use super::machine::Watch;
use super::table::{Table, median, ms, per_second, quantile};
use super::village;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);
const CLIENTS: usize = 64;

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let folder = tempfile::tempdir()?;
    let app = village::open(folder.path())?;
    measure(table, "SQLite", &app)?;
    if let Some(url) = postgres() {
        let mut config = Config::load(None)?;
        config.move_to(Folder(folder.path().join("postgres")));
        config.store.url = Secret::new(url);
        measure(table, "PostgreSQL", &village::open_with(config)?)?;
    } else {
        table.row(
            "PostgreSQL",
            "not asked",
            "name a throw-away database in SUJARIT_BENCH_POSTGRES",
        );
    }
    Ok(())
}

/// The address of a database that may be written full.
#[expect(
    clippy::disallowed_methods,
    reason = "the benchmark is told of a second engine by its environment; the program is not"
)]
fn postgres() -> Option<String> {
    std::env::var("SUJARIT_BENCH_POSTGRES").ok()
}

fn measure(table: &mut Table, engine: &str, app: &Arc<App>) -> Result<(), Stopped> {
    let runtime = village::runtime()?;
    let agency = runtime.block_on(village::found(app))?;
    let model = Arc::new(model(app, &agency)?);
    let (mut alone, mut queued, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for (clients, rates) in [(1, &mut alone), (CLIENTS, &mut queued)] {
            let (all, seconds) = runtime.block_on(write_for(app, &model, clients))?;
            rates.push(per_second(all.len(), seconds));
            if clients == CLIENTS {
                waits.extend(all);
            }
        }
    }
    let (alone, queued) = (median(&alone), median(&queued));
    table.row(
        format!("{engine}: one case for each commit"),
        format!("{alone:.0}/s"),
        "= 1",
    );
    table.row(
        format!("{engine}: {CLIENTS} clients, queued"),
        format!("{queued:.0}/s"),
        format!(
            "{:.1} times; p50 {}, p99 {}",
            queued / alone,
            ms(median(&waits)),
            ms(quantile(&waits, 0.99)),
        ),
    );
    app.db.close();
    Ok(())
}

fn model(app: &Arc<App>, agency: &Agency) -> Result<NewCase, Stopped> {
    let (id, report) = (agency.id, village::report()?);
    let category = report.category;
    let staff = app.db.read_blocking(move |c| Staff::read(c, id, category));
    let staff = staff.map_err(|error: StoreError| error)?;
    let reporter = TrackingCode::random(&app.rng)?.derive(&app.instance);
    let today = app.clock.today();
    let sealed = seal(
        app,
        agency,
        &staff,
        (&report, None),
        &Arrival::by_website(today),
        &reporter,
        today,
    );
    Ok(sealed.map_err(|trouble| format!("{trouble:?}"))?)
}

/// Seconds that each write waited, and how long all took. A write is what filing a report writes: one case, two
/// compartments, nine wraps, three records of 4 KiB, checked keys and indexes.
async fn write_for(app: &Arc<App>, model: &Arc<NewCase>, clients: usize) -> Result<(Vec<f64>, f64), Stopped> {
    let watch = Arc::new(Watch::start());
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let (app, model, watch) = (Arc::clone(app), Arc::clone(model), Arc::clone(&watch));
        tasks.spawn(async move {
            let mut waits = Vec::new();
            while watch.elapsed() < ROUND {
                let begin = Watch::start();
                write(&app, &model).await?;
                waits.push(begin.seconds());
            }
            Ok::<_, Stopped>(waits)
        });
    }
    let mut waits = Vec::new();
    while let Some(done) = tasks.join_next().await {
        waits.extend(done??);
    }
    Ok((waits, watch.seconds()))
}

async fn write(app: &Arc<App>, model: &Arc<NewCase>) -> Result<(), Stopped> {
    let (id, lookup) = (CaseId(app.rng.bytes()?), app.rng.bytes()?);
    let number = i32::from_be_bytes(app.rng.bytes()?);
    let model = Arc::clone(model);
    let rng = app.rng.clone();
    let written = app.db.write(move |c| {
        let mut case = model.case;
        (case.id, case.lookup_id, case.number) = (id, lookup, number);
        store::cases::insert(c, &case)?;
        for part in &model.parts {
            insert_compartment(c, case.agency, case.id, part.compartment, &part.sealed)?;
            for record in &part.records {
                let mut record = record.clone();
                record.id.0 = rng.bytes().map_err(|_| StoreError::Unavailable)?;
                record.case = id;
                store::records::insert(c, &record)?;
            }
        }
        Ok::<_, StoreError>(())
    });
    Ok(written.await?)
}
