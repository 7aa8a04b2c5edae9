//! Reports over HTTP, from the empty form to the receipt, against the raw sealing rate of the same minute.

use std::path::Path;
use std::time::Duration;

use sujarit::domain::agency::Slug;
use sujarit::store::cases;
use sujarit::vault::code::{Reading, TrackingCode};

use super::Stopped;
use super::client::{Answer, Client, form};
use super::machine::Watch;
use super::sealing::Sealing;
use super::server::Server;
use super::table::{Table, float, median, ms, per_second, percent, quantile};
use super::village::{self, SLUG};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const RAW: Duration = Duration::from_millis(1_500);
const CLIENTS: [usize; 3] = [1, 8, 32];

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let folder = tempfile::tempdir()?;
    let runtime = village::runtime()?;
    let app = village::open(folder.path())?;
    let agency = runtime.block_on(village::found(&app))?;
    let sealing = runtime.block_on(Sealing::new(&app, &agency))?;
    app.db.close();

    let (wraps, records, bytes) = sealing.one()?;
    let server = Server::start(folder.path())?;
    let (idle, _) = server.memory()?;
    submit_for(&server.address, 8, Duration::from_secs(1))?;
    let mut raw = [Vec::new(), Vec::new()];
    let mut sealer = Vec::new();
    let mut seen = CLIENTS.map(|clients| (clients, Vec::new(), Vec::new(), Vec::new()));
    let mut codes = Vec::new();
    for _ in 0..ROUNDS {
        for (figures, threads) in raw.iter_mut().zip([1, 2]) {
            let (rate, used) = sealing.rate(threads, RAW)?;
            figures.push(rate);
            sealer.push(used);
        }
        for (clients, rates, waits, processor) in &mut seen {
            let before = server.processor()?;
            let round = submit_for(&server.address, *clients, ROUND)?;
            rates.push(per_second(round.codes.len(), round.seconds));
            processor.push((server.processor()? - before) / float(round.codes.len()));
            waits.extend(round.waits);
            codes.extend(round.codes);
        }
    }
    let (loaded, most) = server.memory()?;
    drop(server);
    let lost = lost(folder.path(), &codes)?;

    let [one, two] = raw.map(|figures| median(&figures));
    let what = format!("raw sealing, 1 thread ({wraps} wraps, {records} records, {bytes} bytes)");
    let sealer = median(&sealer);
    table.row(
        what,
        format!("{one:.0}/s"),
        format!("{} of processor each", ms(sealer)),
    );
    table.row("raw sealing, 2 threads", format!("{two:.0}/s"), "= 100 %");
    for (clients, rates, waits, processor) in &seen {
        let rate = median(rates);
        table.row(
            format!("reports over HTTP, {clients} clients"),
            format!("{rate:.0}/s"),
            format!(
                "{} of raw; p50 {}, p99 {}; {:.1} times the processor of sealing",
                percent(rate / two),
                ms(median(waits)),
                ms(quantile(waits, 0.99)),
                median(processor) / sealer,
            ),
        );
    }
    table.row("receipts with number and code", codes.len().to_string(), "");
    table.row(
        "lost after kill -9",
        lost.to_string(),
        "each code looked up in the store",
    );
    table.row("memory idle", format!("{idle:.1} MB"), "");
    table.row(
        "memory after this load",
        format!("{loaded:.1} MB"),
        format!("at most {most:.1} MB"),
    );
    Ok(())
}

/// What the clients of a round have seen.
struct Round {
    codes: Vec<String>,
    /// Seconds from the first byte of the last form to the end of its receipt.
    waits: Vec<f64>,
    seconds: f64,
}

fn submit_for(address: &str, clients: usize, span: Duration) -> Result<Round, Stopped> {
    let watch = Watch::start();
    let fields = village::answers();
    let tail = form([
        ("step", "check"),
        ("go", "send"),
        ("identity", fields.identity.as_str()),
        ("name", &fields.name),
        ("contact", &fields.contact),
        ("kind", &fields.kind),
        ("category", &fields.category),
        ("what", &fields.what),
        ("who", &fields.who),
        ("place", &fields.place),
        ("how_known", &fields.how_known),
        ("evidence", &fields.evidence),
    ]);
    let visitor = || -> Result<(Vec<String>, Vec<f64>), Stopped> {
        let mut client = Client::new(address);
        let (mut codes, mut waits) = (Vec::new(), Vec::new());
        while watch.elapsed() < span {
            let (code, wait) = submit(&mut client, &tail)?;
            codes.push(code);
            waits.push(wait);
        }
        Ok((codes, waits))
    };
    let results = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(visitor)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a client panicked".into())))
            .collect::<Result<Vec<_>, Stopped>>()
    })?;
    let seconds = watch.seconds();
    let (codes, waits): (Vec<_>, Vec<_>) = results.into_iter().unzip();
    Ok(Round {
        codes: codes.concat(),
        waits: waits.concat(),
        seconds,
    })
}

/// Opens the form, sends it, and takes the code off the receipt. Gives the seconds that sending took.
pub fn submit(client: &mut Client, tail: &str) -> Result<(String, f64), Stopped> {
    let path = format!("/{SLUG}/report");
    let page = client.get(&path, "")?;
    let body = format!(
        "{}&{tail}",
        form([("token", page.hidden("token")?), ("key", page.hidden("key")?)])
    );
    let watch = Watch::start();
    let receipt = client.post(&path, &body)?;
    let wait = watch.seconds();
    Ok((code(&receipt)?, wait))
}

/// Some reports of the benchmark, and their codes.
pub fn some(address: &str, number: usize) -> Result<Vec<String>, Stopped> {
    let mut codes = Vec::new();
    while codes.len() < number {
        codes.extend(submit_for(address, 4, Duration::from_millis(200))?.codes);
    }
    codes.truncate(number);
    Ok(codes)
}

/// The code on a receipt, which must also carry a case number.
fn code(receipt: &Answer<'_>) -> Result<String, Stopped> {
    if receipt.status != 200 {
        return Err(format!("a report was answered with status {}", receipt.status).into());
    }
    let number = receipt.body.split("<b>").any(|after| {
        let digits = after.split("</b>").next().unwrap_or_default();
        digits
            .rsplit_once('-')
            .is_some_and(|(_, number)| number.len() == 6 && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let shown = receipt.body.split_once("<span class=\"big").ok_or("no code")?.1;
    let spelling = shown.split_once("<span class=\"sr\">").ok_or("no code")?.0;
    let code: String = spelling
        .split('<')
        .filter_map(|tag| tag.split_once('>'))
        .map(|(_, text)| text)
        .collect();
    if number && matches!(TrackingCode::read(&code), Reading::Code(_)) {
        Ok(code)
    } else {
        Err("a receipt without a case number or a code".into())
    }
}

/// How many codes find no case in the store.
fn lost(folder: &Path, codes: &[String]) -> Result<usize, Stopped> {
    let app = village::open(folder)?;
    let slug = Slug::parse(SLUG).ok_or("slug")?;
    let agency = app
        .db
        .read_blocking(move |c| sujarit::store::agencies::by_slug(c, &slug))?;
    let mut lost = 0;
    for code in codes {
        let Reading::Code(code) = TrackingCode::read(code) else {
            return Err("a code of a receipt cannot be read".into());
        };
        let lookup = code.derive(&app.instance).lookup_id;
        let id = agency.id;
        if app
            .db
            .read_blocking(move |c| cases::find_by_lookup(c, id, lookup))
            .is_err()
        {
            lost += 1;
        }
    }
    app.db.close();
    Ok(lost)
}
