//! A reporter comes back: enters the code, is sent on with a cookie, reads the case.

use std::time::Duration;

use super::Stopped;
use super::client::{Client, form};
use super::machine::Watch;
use super::server::Server;
use super::submissions::some;
use super::table::{Table, median, ms, per_second, quantile};
use super::village::{self, SLUG};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);
const CASES: usize = 200;

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let folder = tempfile::tempdir()?;
    let app = village::open(folder.path())?;
    village::runtime()?.block_on(village::found(&app))?;
    app.db.close();
    let server = Server::start(folder.path())?;
    let codes = some(&server.address, CASES)?;
    let mut seen = [1, 8, 32].map(|clients| (clients, Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        for (clients, rates, waits) in &mut seen {
            let (visits, seconds) = visit_for(&server.address, &codes, *clients)?;
            rates.push(per_second(visits.len(), seconds));
            waits.extend(visits);
        }
    }
    let alone = seen.first().map_or(f64::NAN, |(_, rates, _)| median(rates));
    for (clients, rates, waits) in &seen {
        let rate = median(rates);
        table.row(
            format!("visits by code, {clients} clients"),
            format!("{rate:.0}/s"),
            format!(
                "{:.2} times one client; p50 {}, p99 {}",
                rate / alone,
                ms(median(waits)),
                ms(quantile(waits, 0.99)),
            ),
        );
    }
    Ok(())
}

fn visit_for(address: &str, codes: &[String], clients: usize) -> Result<(Vec<f64>, f64), Stopped> {
    let watch = Watch::start();
    let visitor = |number: usize| {
        let watch = &watch;
        move || -> Result<Vec<f64>, Stopped> {
            let mut client = Client::new(address);
            let token = client
                .get(&format!("/{SLUG}/track"), "")?
                .hidden("token")?
                .to_owned();
            let mut waits = Vec::new();
            for code in codes.iter().cycle().skip(number * 7) {
                if watch.elapsed() >= ROUND {
                    break;
                }
                let begin = Watch::start();
                visit(&mut client, &token, code)?;
                waits.push(begin.seconds());
            }
            Ok(waits)
        }
    };
    let waits = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|number| scope.spawn(visitor(number))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a client panicked".into())))
            .collect::<Result<Vec<_>, Stopped>>()
    })?;
    Ok((waits.concat(), watch.seconds()))
}

/// One visit: the code, then the page of the case.
pub fn visit(client: &mut Client, token: &str, code: &str) -> Result<(), Stopped> {
    let sent = client.post(
        &format!("/{SLUG}/track"),
        &form([("token", token), ("code", code)]),
    )?;
    let cookie = match (sent.status, sent.cookie()) {
        (303, Some(cookie)) => cookie.to_owned(),
        (status, _) => return Err(format!("a code was answered with status {status}").into()),
    };
    let page = client.get(&format!("/{SLUG}/track/case"), &cookie)?;
    if page.status == 200 {
        Ok(())
    } else {
        Err(format!("a case was answered with status {}", page.status).into())
    }
}
