//! Whether the log and what it vouches for are what they were: the chain, the signed ends of its days, the rows of
//! every case and the bytes of their files, the directories of keys, what was published, and heads that somebody outside
//! has kept.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde_json::json;

use super::chain::{Chain, Walk};
use super::files;
use super::published;
use super::rows;
use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::domain::log::{Action, Check, Flaw, Head};
use crate::domain::retention::Class;
use crate::domain::vouched::Named;
use crate::flow::audit::log;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::SignedHead;
use crate::vault::id::InstanceId;

/// A head that somebody outside the office has kept: printed, or mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The day.
    pub day: Day,
    /// The hash.
    pub hash: [u8; 32],
}

/// Where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The entry at this place of the chain.
    Entry(i64),
    /// The entries from one place to another.
    Entries(i64, i64),
    /// The row that holds the end of the chain.
    End,
    /// The head of this day, in days since 1970-01-01.
    Head(i32),
    /// The head of this day that somebody outside has kept.
    Held(i32),
    /// A row of a case.
    Row(CaseId, String),
    /// A version of the period for an answer, whose class is 0, or of a decision about keeping.
    Setting(i16, i32),
    /// A version of the directory of keys.
    Directory(i64),
    /// The sealed file of a case in the place of files.
    File(CaseId, RecordId),
    /// Something that was published.
    Published(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(seq) => write!(f, "entry {seq}"),
            Self::Entries(first, last) => write!(f, "entries {first} to {last}"),
            Self::End => f.write_str("the end of the chain"),
            Self::Head(day) => write!(f, "the head of {:?}", Day::from_number(*day)),
            Self::Held(day) => write!(
                f,
                "the head of {:?} that was kept outside",
                Day::from_number(*day)
            ),
            Self::Row(case, name) => write!(f, "case {case}, {}", Named(name)),
            Self::Setting(0, version) => write!(f, "deadline_rules: version {version}"),
            Self::Setting(class, version) => {
                let class = Class::from_code(*class).map_or("?", Class::key);
                write!(f, "retention_decisions: {class}, version {version}")
            }
            Self::Directory(version) => write!(f, "directories: version {version}"),
            Self::File(case, id) => write!(f, "case {case}, file {id}"),
            Self::Published(name) => write!(f, "published: {name}"),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub flaw: Flaw,
}

/// What a verification looked at and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries of the chain.
    pub entries: i64,
    /// Signed ends of days.
    pub heads: usize,
    /// Cases.
    pub cases: usize,
    /// Sealed files of cases.
    pub files: usize,
    /// What is wrong, in order; empty when nothing is.
    pub findings: Vec<Finding>,
}

impl Report {
    /// What everybody who may read the log may know of it.
    pub fn check(&self, at: i64) -> Check {
        let kinds: BTreeSet<Flaw> = self.findings.iter().map(|finding| finding.flaw).collect();
        Check {
            at,
            findings: i32::try_from(self.findings.len()).unwrap_or(i32::MAX),
            kinds: kinds.into_iter().collect(),
        }
    }
}

/// Verifies the log of an agency and everything that it vouches for: the rows in one view of the database, then every
/// byte of the files of its cases.
///
/// # Errors
/// When the store cannot be read. What does not verify is no error but a finding.
pub async fn verify(app: &Arc<App>, agency: AgencyId, held: Vec<Held>) -> Result<Report, Trouble> {
    let this = Arc::clone(app);
    let mut report = app.db.read(move |c| look(c, &this, agency, &held)).await?;
    let (files, wrong) = files::verify(app, agency).await?;
    report.files = files;
    report.findings.extend(wrong);
    report.findings.sort();
    Ok(report)
}

/// Verifies, enters that it was done, and keeps the result for the panel. Two nodes may do so at once; one result is
/// kept for a day.
///
/// # Errors
/// When the store fails.
pub async fn verify_daily(app: &Arc<App>, agency: AgencyId) -> Result<Report, Trouble> {
    let report = verify(app, agency, Vec::new()).await?;
    let check = report.check(app.clock.now());
    let entry = log::entry(
        app,
        None,
        Action::LogVerified,
        agency.0,
        &json!({ "sound": report.findings.is_empty() }),
    )?;
    app.db
        .write(move |c| {
            store::log::take_tail(c, agency)?;
            let last = store::log_heads::last_check(c, agency)?;
            if last.is_some_and(|last| Day::of_moment(last.at) == Day::of_moment(check.at)) {
                return Ok(());
            }
            store::log_heads::set_check(c, agency, &check)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(report)
}

/// What the last verification found; nothing when there was none.
///
/// # Errors
/// When the store fails.
pub async fn last(app: &Arc<App>, agency: AgencyId) -> Result<Option<Check>, Trouble> {
    Ok(app
        .db
        .read(move |c| store::log_heads::last_check(c, agency))
        .await?)
}

fn look(c: &mut Conn, app: &App, agency: AgencyId, held: &[Held]) -> Result<Report, Trouble> {
    let mut walk = Walk::default();
    store::log::each_entry(c, agency, |entry| walk.see(entry))?;
    let mut chain = walk.end(store::log::tail(c, agency)?);
    let mut findings = std::mem::take(&mut chain.findings);
    let heads = store::log_heads::all(c, agency)?;
    let (keys, wrong) = signers(c, app, agency, &chain)?;
    findings.extend(wrong);
    findings.extend(heads_against(&heads, &chain, &keys, app.instance, agency));
    findings.extend(held.iter().filter(|held| !chain.has(held)).map(|held| Finding {
        place: Place::Held(held.day.number()),
        flaw: Flaw::CutBack,
    }));
    findings.extend(chain.settings.verify(c, agency, chain.erased_before)?);
    findings.extend(published::verify(c, app, agency)?);
    let ended = heads.last().map(|head| head.day);
    let (cases, rows) = rows::verify(c, agency, ended, &chain.cases)?;
    findings.extend(rows);
    findings.sort();
    findings.dedup();
    Ok(Report {
        entries: chain.next,
        heads: heads.len(),
        cases,
        files: 0,
        findings,
    })
}

/// The keys that may sign heads: this machine's, and those that directories signed with the recovery kit name. Also
/// says which directories are not what the log says of them.
fn signers(
    c: &mut Conn,
    app: &App,
    agency: AgencyId,
    chain: &Chain,
) -> Result<(Vec<[u8; 32]>, Vec<Finding>), Trouble> {
    let root = store::agencies::keys(c, agency)?;
    let mut keys = vec![app.log_key.public()];
    let mut findings = Vec::new();
    for (version, hash) in &chain.directories {
        let row = match store::directories::by_version(c, agency, *version) {
            Ok(row) => Some(row),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        let good = row
            .filter(|row| row.hash == *hash)
            .and_then(|row| directory::verify_undated(app, &root, &row).ok())
            .filter(|good| good.hash() == *hash);
        match good {
            Some(good) => keys.extend(good.directory().log_pk),
            None => findings.push(Finding {
                place: Place::Directory(*version),
                flaw: Flaw::DirectoryWrong,
            }),
        }
    }
    Ok((keys, findings))
}

fn heads_against(
    heads: &[Head],
    chain: &Chain,
    keys: &[[u8; 32]],
    instance: InstanceId,
    agency: AgencyId,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut found = |day: Day, flaw| {
        findings.push(Finding {
            place: Place::Head(day.number()),
            flaw,
        });
    };
    let known: BTreeSet<Day> = heads.iter().map(|head| head.day).collect();
    let first = chain.first_day().into_iter().chain(known.first().copied()).min();
    let last = chain.last_day().into_iter().chain(known.last().copied()).max();
    if let (Some(first), Some(last)) = (first, last) {
        let days = (first.number()..=last.number()).map(Day::from_number);
        for missing in days.filter(|day| !known.contains(day)) {
            found(missing, Flaw::HeadMissing);
        }
    }
    for head in heads {
        let signed = SignedHead {
            instance,
            agency: agency.0,
            day: head.day.number(),
            hash: head.hash,
        };
        if !keys.contains(&head.log_key) || signed.verify(&head.log_key, &head.signature).is_err() {
            found(head.day, Flaw::HeadForged);
        } else if head.seq >= chain.next {
            found(head.day, Flaw::CutBack);
        } else if !chain.ends_day(head) {
            found(head.day, Flaw::HeadOffChain);
        }
    }
    findings
}
