//! Two cases that are about one matter are linked, and a link is undone (ADR 0045). Both cases keep it, each in a sealed
//! record and an event of its own; their reporters see nothing of it.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::{State, Step};
use crate::domain::case_number::CaseNumber;
use crate::domain::deadline::Deadline;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::link::{self, Candidate, Change, Link, Linking, Side, Unfit};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::domain::sealed::{Content, Finding};
use crate::flow::desk::{Desk, Effect};
use crate::flow::handle::{Form, HandleError, Taken, take, write, writing};
use crate::flow::sealed_case::Reading;
use crate::flow::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, StoreError};
use crate::vault::header::Compartment;
use crate::vault::record::RecordKind;

/// Why nothing was linked or unlinked; nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// These two cannot be linked.
    Unfit(Unfit),
    /// As any deed.
    Handle(HandleError),
}

impl From<HandleError> for LinkError {
    fn from(error: HandleError) -> Self {
        Self::Handle(error)
    }
}

impl From<Trouble> for LinkError {
    fn from(trouble: Trouble) -> Self {
        Self::Handle(trouble.into())
    }
}

/// The case with this number, if this officer can open it. Nothing tells a case of others from one that does not exist.
///
/// # Errors
/// [`Trouble`] when the store does not answer.
pub async fn find(app: &Arc<App>, session: &Session, number: CaseNumber) -> Result<Option<CaseId>, Trouble> {
    let (agency, me) = (session.agency.id, session.reader(app));
    let found = app
        .db
        .read(move |c| store::cases::find_by_number_for(c, agency, number, me))
        .await;
    match found {
        Ok(case) => Ok(Some(case.id)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The other case of a link that is being made or undone, at the version that the page showed.
#[derive(Clone, Copy)]
pub struct Main {
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: i32,
}

/// Links a duplicate to its main case.
///
/// # Errors
/// [`LinkError`]; nothing has changed then. [`HandleError::Meanwhile`] when either case has moved on.
pub async fn link(
    app: &Arc<App>,
    session: &Session,
    (duplicate, form): (CaseId, Form),
    main: Main,
    words: Option<Note>,
) -> Result<(), LinkError> {
    if duplicate == main.case {
        return Err(LinkError::Unfit(Unfit::Same));
    }
    let Some(mut both) = Both::take(app, session, (duplicate, form), main).await? else {
        return Ok(());
    };
    let (duplicate, main) = both.desks(app, session);
    let officers = {
        let agency = session.agency.id;
        app.db
            .read(move |c| store::officers::list(c, agency))
            .await
            .map_err(Trouble::from)?
    };
    let (one, other) = (
        Standing::of(&duplicate, &officers)?,
        Standing::of(&main, &officers)?,
    );
    link::may_link(&one.candidate(&duplicate), &other.candidate(&main)).map_err(LinkError::Unfit)?;
    let state = duplicate.state_after(Step::Link)?;
    write_both((&duplicate, state), &main, Change::Linked, words).await
}

/// Undoes the link of a duplicate to its main case, and says why. A case that had ended because it was merged is open
/// again then.
///
/// # Errors
/// [`LinkError`]; nothing has changed then. [`HandleError::Refused`] when there is no such link.
pub async fn unlink(
    app: &Arc<App>,
    session: &Session,
    (duplicate, form): (CaseId, Form),
    main: Main,
    words: Note,
) -> Result<(), LinkError> {
    let Some(mut both) = Both::take(app, session, (duplicate, form), main).await? else {
        return Ok(());
    };
    let (duplicate, main_desk) = both.desks(app, session);
    let links = link::holding(&changes(duplicate.reading)?);
    if !links
        .iter()
        .any(|link| link.side == Side::Duplicate && link.other == main.case)
    {
        return Err(HandleError::Refused.into());
    }
    let state = duplicate.state_after(Step::Unlink)?;
    write_both((&duplicate, state), &main_desk, Change::Unlinked, Some(words)).await
}

/// Both cases, opened to be changed together.
struct Both {
    duplicate: (Taken, Form),
    main: (Taken, Form),
}

impl Both {
    /// Nothing when the form has done its work before.
    async fn take(
        app: &Arc<App>,
        session: &Session,
        (duplicate, form): (CaseId, Form),
        main: Main,
    ) -> Result<Option<Self>, LinkError> {
        let Some(taken) = take(app, session, duplicate, form).await? else {
            return Ok(None);
        };
        let there = Form {
            version: main.version,
            // Another id than on the other side: equal ones would tell whoever has the database that the two belong together.
            once: RecordId(app.rng.bytes::<16>().map_err(Trouble::from)?),
        };
        let main = take(app, session, main.case, there)
            .await?
            .ok_or(Trouble::Broken)?;
        Ok(Some(Self {
            duplicate: (taken, form),
            main: (main, there),
        }))
    }

    fn desks<'a>(&'a mut self, app: &'a Arc<App>, session: &'a Session) -> (Desk<'a>, Desk<'a>) {
        let (duplicate, form) = &mut self.duplicate;
        let (main, there) = &mut self.main;
        (
            duplicate.desk(app, session, *form),
            main.desk(app, session, *there),
        )
    }
}

/// What decides whether a case can be linked.
struct Standing {
    links: Vec<Link>,
    readers: Vec<Officer>,
    involved: Involved,
}

impl Standing {
    fn of(desk: &Desk<'_>, officers: &[Officer]) -> Result<Self, Trouble> {
        let reads = |officer: &&Officer| desk.readers.iter().any(|(key, _)| key.to_bytes() == officer.key);
        Ok(Self {
            links: link::holding(&changes(desk.reading)?),
            readers: officers.iter().filter(reads).cloned().collect(),
            involved: desk.reading.involved()?,
        })
    }

    fn candidate<'a>(&'a self, desk: &Desk<'_>) -> Candidate<'a> {
        let case = &desk.reading.case;
        Candidate {
            id: case.id,
            state: case.state,
            received_on: case.received_on,
            links: &self.links,
            readers: &self.readers,
            involved: &self.involved,
        }
    }
}

async fn write_both(
    (duplicate, state): (&Desk<'_>, State),
    main: &Desk<'_>,
    change: Change,
    words: Option<Note>,
) -> Result<(), LinkError> {
    let kinds = match change {
        Change::Linked => (EventKind::Linked, EventKind::LinkReceived),
        Change::Unlinked => (EventKind::Unlinked, EventKind::LinkEnded),
    };
    let here = Linking {
        change,
        side: Side::Duplicate,
        other: main.reading.case.id,
        words,
    };
    let there = Linking {
        change,
        side: Side::Main,
        other: duplicate.reading.case.id,
        words: None,
    };
    let on_main = effect(main, (kinds.1, main.reading.case.state), &there)?;
    let on_main = writing(main, on_main, |_| Ok(()), |_| Ok(()))?;
    let on_duplicate = effect(duplicate, (kinds.0, state), &here)?;
    Ok(write(duplicate, on_duplicate, on_main).await?)
}

fn effect(
    desk: &Desk<'_>,
    (kind, state): (EventKind, State),
    linking: &Linking,
) -> Result<Effect, HandleError> {
    let plain = Zeroizing::new(linking.to_json());
    let (internal, record) = desk.internally(RecordKind::Finding, desk.form.once, &plain)?;
    Ok(Effect {
        event: desk.event(kind, state, Some(record.id)),
        records: vec![record],
        internal,
    })
}

/// Everything that happened to the links of a case.
fn changes(reading: &Reading) -> Result<Vec<(RecordId, Linking)>, Trouble> {
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
        let all = changes(reading)?;
        let others = Other::openable(app, session, &all).await?;
        let other = |id| others.iter().find(|other| other.reading.case.id == id);
        let (mut known, mut hidden) = (Vec::new(), Vec::new());
        for (record, linking) in &all {
            match other(linking.other) {
                Some(other) => known.push((*record, other.reading.case.quoted(), linking.clone())),
                None => hidden.push(*record),
            }
        }
        let (involved, today) = (reading.involved()?, app.clock.today());
        let mut cases = Vec::new();
        for link in link::holding(&all) {
            let Some(other) = other(link.other) else {
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
            changes: known,
            hidden,
        })
    }
}

/// A case on the other side of a link, opened, and the keys that open it.
struct Other {
    reading: Reading,
    readers: Vec<[u8; 32]>,
}

impl Other {
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
