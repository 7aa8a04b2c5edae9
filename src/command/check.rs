//! `sujarit check`: everything that would stop or weaken the service, told at once.

use std::path::Path;

use crate::blob;
use crate::clean::fence::Attempt;
use crate::clean::{Cleaner, Limits, Scanner};
use crate::config::Config;
use crate::domain::ids::RecordId;
use crate::domain::routing::Routing;
use crate::flow::officers::directory::{WARNING_DAYS, days_left, verify_undated};
use crate::flow::officers::people;
use crate::store::{self, StoreError};

use super::terminal::say;
use super::{Failed, opening};

pub(super) fn run(file: Option<&Path>) -> Result<(), Failed> {
    let config = Config::load(file)?;
    let mut problems = config.unchanged_samples();
    if !config.server.is_https() && !config.server.is_local() {
        problems.push("server.public_address: officers cannot sign in without https".to_owned());
    }
    let app = opening::open(file)?;
    let now = app.clock.now();
    for agency in app.db.read_blocking(store::agencies::list)? {
        let id = agency.id;
        let read = app.db.read_blocking(move |c| {
            Ok::<_, StoreError>((
                store::agencies::keys(c, id)?,
                store::directories::newest(c, id)?,
                store::officers::list(c, id)?,
                store::appointments::list(c, id)?,
            ))
        })?;
        let (keys, row, officers, appointments) = read;
        match verify_undated(&app, &keys, &row) {
            Err(_) => problems.push(format!("{}: the directory of keys does not verify", agency.slug)),
            Ok(directory) => {
                let left = days_left(&directory, now);
                if left < WARNING_DAYS {
                    problems.push(format!(
                        "{}: the directory of keys ends in {left} days; run `sujarit directory renew --agency {}`",
                        agency.slug, agency.slug
                    ));
                }
            }
        }
        let past = officers.iter().filter(|officer| {
            officer.active
                && !officer.roles.is_empty()
                && people::term_over(&appointments, officer.id, app.clock.today())
        });
        for officer in past {
            problems.push(format!(
                "{}: the order of {} is over, and new reports still go to them; enter a new order or take the roles \
                 away on the page of people",
                agency.slug,
                officer.login.as_str()
            ));
        }
        if Routing::points_at_one(agency.panel_size, &officers) {
            problems.push(format!(
                "{}: with this many officers, whoever is not among the readers of a report is the one it names; \
                 add an officer",
                agency.slug
            ));
        }
        if Routing::too_few_keepers(&officers) {
            problems.push(format!(
                "{}: fewer than two keepers of identities, so no name can be opened; appoint another one on the page of \
                 people, or run `sujarit officer add --agency {}`",
                agency.slug, agency.slug
            ));
        }
        let readers = officers.iter().filter(|officer| {
            officer.active
                && officer.roles.read_cases()
                && !officer.roles.has(crate::domain::role::Role::Outside)
        });
        if readers.count() < usize::from(agency.minimum_readers) {
            problems.push(format!(
                "{}: too few officers may read cases, so every report goes to the outside body as well; \
                 run `sujarit officer add --agency {}`",
                agency.slug, agency.slug
            ));
        }
    }
    problems.extend(opening::runtime()?.block_on(unfenced()));
    let id = RecordId(app.rng.bytes::<16>()?);
    if let Err(error) = opening::runtime()?.block_on(blob::try_out(&*app.blobs, id)) {
        problems.push(format!("files: {error}"));
    }
    if let Some(socket) = app.config.files.scanner() {
        let scanner = Scanner::behind(socket.to_owned());
        if !opening::runtime()?.block_on(scanner.answers()) {
            problems.push("files.clamd: no scanner answers there, so no file can be sent".to_owned());
        }
    }
    if problems.is_empty() {
        say("Everything is in order.");
        return Ok(());
    }
    Err(Failed(
        problems
            .iter()
            .fold(String::new(), |all, problem| all + "- " + problem + "\n"),
    ))
}

/// What the fence around the cleaning of files lets through on this machine.
async fn unfenced() -> Vec<String> {
    let limits = Limits {
        processor: 1,
        ..Limits::default()
    };
    let cleaner = Cleaner::new(Cleaner::this_program(), limits);
    let mut problems = Vec::new();
    for attempt in Attempt::ALL {
        if !cleaner.prevents(attempt).await {
            problems.push(format!(
                "files cannot be cleaned safely: on this machine a worker is not kept from `{}` (see ADR 0050)",
                attempt.key()
            ));
        }
    }
    problems
}
