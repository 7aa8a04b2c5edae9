//! What an officer may know of the links of a case (ADR 0045): those to cases that they can open as well.

use std::sync::Arc;

use crate::app::App;
use crate::domain::case_number::CaseNumber;
use crate::domain::deadline::Deadline;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::link::{self, Link, Linking, Side};
use crate::domain::officer::Officer;
use crate::domain::sealed::Finding;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, StoreError};
use crate::vault::header::Compartment;
use crate::vault::record::RecordKind;

/// Everything that happened to the links of a case.
pub(super) fn changes(reading: &Reading) -> Result<Vec<(RecordId, Linking)>, Trouble> {
    let records = reading.internal.iter().flat_map(|internal| &internal.records);
    let mut all = Vec::new();
    for record in records.filter(|record| record.kind == RecordKind::Finding) {
        if let Finding::Link(linking) = Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)? {
            all.push((record.id, linking));
        }
    }
    Ok(all)
}

/// A linked case, as far as the page of the other one shows it.
pub struct LinkedCase {
    /// On which side the case stands whose page it is.
    pub side: Side,
    /// The linked one.
    pub case: Case,
    /// Where its clock stands.
    pub deadline: Deadline,
    /// Those who read one of the two and were marked as involved in the other since.
    pub exposed: Vec<Officer>,
}

/// The links of a case that this officer may know of: those to cases that they can open as well. Somebody who was marked
/// as involved in the other case finds no trace of it here.
pub(super) struct Links {
    pub(super) cases: Vec<LinkedCase>,
    /// What happened to them, by the record that tells it.
    pub(super) changes: Vec<(RecordId, CaseNumber, Linking)>,
    /// The records of all others.
    pub(super) hidden: Vec<RecordId>,
}

impl Links {
    pub(super) async fn read(
        app: &Arc<App>,
        session: &Session,
        reading: &Reading,
        (readers, officers): (&[[u8; 32]], &[Officer]),
    ) -> Result<Self, Trouble> {
        let known = Known::read(app, session, reading).await?;
        let (mut told, mut hidden) = (Vec::new(), Vec::new());
        for (record, linking) in &known.changes {
            match known.other(linking.other) {
                Some(other) => told.push((*record, other.reading.case.quoted(), linking.clone())),
                None => hidden.push(*record),
            }
        }
        let (involved, today) = (reading.involved()?, app.clock.today());
        let mut cases = Vec::new();
        for link in &known.holding {
            let Some(other) = known.other(link.other) else {
                continue;
            };
            let about_other = other.reading.involved()?;
            let exposed = |officer: &&Officer| {
                (readers.contains(&officer.key) && about_other.names(officer))
                    || (other.readers.contains(&officer.key) && involved.names(officer))
            };
            cases.push(LinkedCase {
                side: link.side,
                case: other.reading.case,
                deadline: other.reading.deadline(today)?,
                exposed: officers.iter().filter(exposed).cloned().collect(),
            });
        }
        Ok(Self {
            cases,
            changes: told,
            hidden,
        })
    }
}

/// Whether this case has a main case that this officer may know of: what is said to be handled together is handled with
/// something that can be named.
pub(super) async fn has_main(app: &Arc<App>, session: &Session, reading: &Reading) -> Result<bool, Trouble> {
    let known = Known::read(app, session, reading).await?;
    Ok(known.holding.iter().any(|link| link.side == Side::Duplicate))
}

/// What happened to the links of a case, and how much of it this officer may know of.
pub(super) struct Known {
    /// Everything that happened.
    changes: Vec<(RecordId, Linking)>,
    /// Those cases on the other side that this officer can open.
    others: Vec<Other>,
    /// The links to those, as far as they hold.
    pub(super) holding: Vec<Link>,
}

impl Known {
    pub(super) async fn read(app: &Arc<App>, session: &Session, reading: &Reading) -> Result<Self, Trouble> {
        let all = changes(reading)?;
        let others = Other::openable(app, session, &all).await?;
        let mut known = Self {
            holding: link::holding(&all),
            changes: all,
            others,
        };
        let mut holding = std::mem::take(&mut known.holding);
        let case = reading.case.id;
        holding.retain(|link| {
            known
                .other(link.other)
                .is_some_and(|other| other.agrees(link, case))
        });
        known.holding = holding;
        Ok(known)
    }

    fn other(&self, id: CaseId) -> Option<&Other> {
        self.others.iter().find(|other| other.reading.case.id == id)
    }
}

/// A case on the other side of a link, opened, and the keys that open it.
struct Other {
    reading: Reading,
    readers: Vec<[u8; 32]>,
}

impl Other {
    /// Whether this case says the same of the link to `case`. A duplicate that was linked to another main case since, by
    /// somebody who could not see this one, is no duplicate of it any more; its own records decide.
    fn agrees(&self, link: &Link, case: CaseId) -> bool {
        link.side == Side::Duplicate
            || changes(&self.reading).is_ok_and(|changes| {
                let mut mains = link::holding(&changes).into_iter();
                mains.any(|main| main.side == Side::Duplicate && main.other == case)
            })
    }

    /// Those that this officer can open. One that is damaged is no reason not to show the case it is linked to.
    async fn openable(
        app: &Arc<App>,
        session: &Session,
        changes: &[(RecordId, Linking)],
    ) -> Result<Vec<Self>, Trouble> {
        let mut ids: Vec<CaseId> = changes.iter().map(|(_, linking)| linking.other).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (agency, me) = (session.agency.id, session.reader(app));
        let read = app.db.read(move |c| {
            let mut found = Vec::new();
            for id in ids {
                match store::cases::find_for(c, agency, id, me) {
                    Ok(case) => {
                        let channel = i16::from(Compartment::Channel.number());
                        found.push((case, store::envelopes::recipients(c, agency, id, channel)?));
                    }
                    Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok::<_, StoreError>(found)
        });
        let (cases, readers): (Vec<Case>, Vec<_>) = read.await?.into_iter().unzip();
        let opened = Reading::several(app, session, cases).await?;
        Ok(opened
            .into_iter()
            .zip(readers)
            .filter_map(|(reading, readers)| {
                Some(Self {
                    reading: reading.ok()?,
                    readers: readers.into_iter().map(|(key, _)| key).collect(),
                })
            })
            .collect())
    }
}
