//! Whether what an agency has published is what was published: editions and reports against the key of the installation
//! and against the digests in the log, announced handbooks against the log.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::app::App;
use crate::domain::ids::AgencyId;
use crate::domain::log::{Action, Flaw};
use crate::domain::round_report::ReportKey;
use crate::flow::publishing::{edition, report_publishing};
use crate::flow::verification::verify::{Finding, Place};
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::spelled;
use crate::vault::edition_seal;

/// What the log says was published: its name, and the digest unless the entry is from before digests were entered.
#[derive(Default)]
struct Logged(BTreeMap<String, Option<String>>);

fn edition_name(year: i64, number: i64) -> String {
    format!("edition {year}/{number}")
}

fn report_name(year: &str, round: &str, number: i64) -> String {
    format!("report {year}/{round}/{number}")
}

fn handbook_name(version: i64) -> String {
    format!("handbook {version}")
}

impl Logged {
    fn read(c: &mut Conn, agency: AgencyId) -> Result<Self, StoreError> {
        let mut logged = Self::default();
        // Older entries of reports have no number: the entries of a round come in its order.
        let mut reports: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for entry in store::log::about(c, agency, agency.0)? {
            let Some((_, json)) = &entry.detail else { continue };
            let Ok(detail) = serde_json::from_str::<Value>(json) else {
                continue;
            };
            let number = |key: &str| detail.get(key).and_then(Value::as_i64);
            let text = |key: &str| detail.get(key).and_then(Value::as_str);
            let name = match Action::from_code(entry.action) {
                Some(Action::EditionPublished) => number("year")
                    .zip(number("number"))
                    .map(|(year, number)| edition_name(year, number)),
                Some(Action::ReportStep) if text("step") == Some(report_publishing::PUBLISHED) => {
                    number("year").zip(text("round")).map(|(year, round)| {
                        let count = reports.entry((year, round.to_owned())).or_default();
                        *count += 1;
                        report_name(&year.to_string(), round, *count)
                    })
                }
                Some(Action::HandbookAnnounced) => number("version").map(handbook_name),
                _ => None,
            };
            if let Some(name) = name {
                logged.0.insert(name, text("digest").map(str::to_owned));
            }
        }
        Ok(logged)
    }

    /// Compares something that is stored, and crosses it off.
    fn compare(&mut self, name: String, digest: &[u8; 32], good: bool, findings: &mut Vec<Finding>) {
        let known = self.0.remove(&name);
        let told = known.is_some_and(|told| told.is_none_or(|told| told == spelled(digest)));
        if !(good && told) {
            findings.push(Finding {
                place: Place::Published(name),
                flaw: Flaw::PublishedChanged,
            });
        }
    }
}

/// Looks at everything, with one thing in memory at a time.
pub(super) fn verify(c: &mut Conn, app: &App, agency: AgencyId) -> Result<Vec<Finding>, StoreError> {
    let mut logged = Logged::read(c, agency)?;
    let mut findings = Vec::new();
    let (mut serial, mut prev) = (0, [0; 32]);
    store::editions::each_edition(c, agency, |row| {
        let digest = edition_seal::digest(row.statement.as_bytes());
        let before = (serial > 0).then(|| spelled(&prev));
        let said = edition::read(app, agency, &row).ok();
        let good =
            row.serial == serial + 1 && row.prev == prev && said.is_some_and(|said| said.previous == before);
        let name = edition_name(row.year.number().into(), row.number.into());
        logged.compare(name, &digest, good, &mut findings);
        (serial, prev) = (row.serial, row.digest);
    })?;
    let mut counts: BTreeMap<(i16, &str), i16> = BTreeMap::new();
    let mut reports = store::reports::list(c, agency)?;
    reports.reverse();
    for line in reports {
        let row = store::reports::find(c, agency, line.key, line.number)?;
        let ReportKey { year, round } = line.key;
        let count = counts.entry((year.number(), round.key())).or_default();
        *count += 1;
        let digest = edition_seal::digest(row.statement.as_bytes());
        let good = line.number == *count && report_publishing::read(app, agency, &row).is_ok();
        let name = report_name(&year.to_string(), round.key(), line.number.into());
        logged.compare(name, &digest, good, &mut findings);
    }
    for handbook in store::handbooks::list(c, agency)? {
        let paper = store::handbooks::paper(c, agency, handbook.version)?.unwrap_or_default();
        let name = handbook_name(handbook.version.into());
        logged.compare(name, &edition_seal::digest(&paper), true, &mut findings);
    }
    findings.extend(logged.0.into_keys().map(|name| Finding {
        place: Place::Published(name),
        flaw: Flaw::PublishedMissing,
    }));
    Ok(findings)
}
