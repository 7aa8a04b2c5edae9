//! What a page costs when the register grows: flat is the goal.

use std::future::Future;
use std::sync::Arc;

use sujarit::app::App;
use sujarit::domain::agency::Agency;
use sujarit::domain::arrival::Arrival;
use sujarit::domain::category::Category;
use sujarit::domain::queue::Queue;
use sujarit::flow::cases::inbox::{self, Wanted};
use sujarit::flow::incoming::intake;
use sujarit::flow::incoming::sealing::seal;
use sujarit::flow::incoming::staff::Staff;
use sujarit::flow::officers::sign_in::Session;
use sujarit::flow::publishing::publish;
use sujarit::flow::reporter::track;
use sujarit::store::StoreError;
use sujarit::vault::code::TrackingCode;

use super::Stopped;
use super::filler::{OPEN, fill};
use super::machine::Watch;
use super::table::{Table, median, ms};
use super::village;

const ROUNDS: usize = 15;
const SIZES: [usize; 2] = [1_000, 100_000];

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let folder = tempfile::tempdir()?;
    let app = village::open(folder.path())?;
    let runtime = village::runtime()?;
    let agency = runtime.block_on(village::found(&app))?;
    let session = runtime.block_on(village::session(&app, &agency))?;
    let code = runtime.block_on(real_case(&app, &agency))?;
    let model = {
        let id = agency.id;
        let category = Category::from_key(village::CATEGORY).ok_or("category")?;
        let staff = app.db.read_blocking(move |c| Staff::read(c, id, category));
        let staff = staff.map_err(|error: StoreError| error)?;
        let reporter = TrackingCode::random(&app.rng)?.derive(&app.instance);
        let sealed = seal(
            &app,
            &agency,
            &staff,
            (&village::report()?, None),
            &Arrival::by_website(app.clock.today()),
            &reporter,
            app.clock.today(),
        );
        Arc::new(sealed.map_err(|trouble| format!("{trouble:?}"))?)
    };
    let mut costs = Vec::new();
    let mut filled = 0;
    for size in SIZES {
        let watch = Watch::start();
        fill(&app, &agency, &model, filled, size)?;
        let seconds = watch.seconds();
        let bytes = std::fs::metadata(folder.path().join("sujarit.db"))?.len();
        table.row(
            format!("filled to {size} cases, {OPEN} of them open"),
            format!("{seconds:.0} s"),
            format!("{} MB", bytes / 1_000_000),
        );
        filled = size;
        // A program that has counted nothing yet: figures are kept for an hour.
        let started = village::open(folder.path())?;
        let first = runtime.block_on(first_figures(&started, &agency));
        started.db.close();
        costs.push(runtime.block_on(cost(&app, &agency, &session, &code, first?))?);
    }
    let [small, large] = costs.as_slice() else {
        return Err("two sizes".into());
    };
    for ((what, before), (_, after)) in small.iter().zip(large) {
        table.row(
            *what,
            ms(*after),
            format!(
                "{:.1} times the cost with 1,000 cases ({})",
                after / before,
                ms(*before)
            ),
        );
    }
    app.db.close();
    Ok(())
}

async fn real_case(app: &Arc<App>, agency: &Agency) -> Result<TrackingCode, Stopped> {
    let receipt = intake::file(app, agency, village::report()?, &app.rng.bytes::<32>()?).await;
    Ok(receipt.map_err(|trouble| format!("{trouble:?}"))?.code)
}

/// The seconds that counting the whole register takes.
async fn first_figures(app: &Arc<App>, agency: &Agency) -> Result<f64, Stopped> {
    let watch = Watch::start();
    let figures = publish::figures(app, agency.id).await;
    figures.map_err(|trouble| format!("{trouble:?}"))?;
    Ok(watch.seconds())
}

/// The median seconds of each page at the present size of the register. The public statistics are not among them: they
/// show an edition as it was published and read nothing else.
async fn cost(
    app: &Arc<App>,
    agency: &Agency,
    session: &Session,
    code: &TrackingCode,
    first: f64,
) -> Result<Vec<(&'static str, f64)>, Stopped> {
    let inbox = || async { inbox::inbox(app, session, Wanted::every(None)).await.map(drop) };
    let last = || async {
        inbox::inbox(
            app,
            session,
            Wanted {
                page: 15,
                ..Wanted::every(Queue::from_key("ended"))
            },
        )
        .await
        .map(drop)
    };
    let tracking = || async {
        let begun = track::begin(app, agency, code).await?;
        match begun {
            Some((session, _)) => track::view(app, &session).await.map(drop),
            None => Ok(()),
        }
    };
    let figures = || async { publish::figures(app, agency.id).await.map(drop) };
    Ok(vec![
        ("inbox", timed(inbox).await?),
        ("inbox, page 16 of the ended cases", timed(last).await?),
        ("tracking by code", timed(tracking).await?),
        ("officers' figures, the first time", first),
        ("officers' figures, after that", timed(figures).await?),
    ])
}

async fn timed<F, E>(work: impl Fn() -> F) -> Result<f64, Stopped>
where
    F: Future<Output = Result<(), E>>,
    E: std::fmt::Debug,
{
    let mut figures = Vec::new();
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        work().await.map_err(|error| format!("{error:?}"))?;
        figures.push(watch.seconds());
    }
    Ok(median(&figures))
}
