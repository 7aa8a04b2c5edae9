//! Two cases that are about one matter are linked, and a link is undone (ADR 0045). Both cases keep it, each in a sealed
//! record and an event of its own; their reporters see nothing of it.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::case::{State, Step};
use crate::domain::case_number::CaseNumber;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::involved::Involved;
use crate::domain::link::{self, Candidate, Change, Link, Linking, Side, Unfit};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::domain::sealed::Content;
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::handle::{Form, HandleError, Taken, take, write, writing};
use crate::flow::cases::linked::{Known, changes};
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
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
        Standing::of(&duplicate, &officers).await?,
        Standing::of(&main, &officers).await?,
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
    async fn of(desk: &Desk<'_>, officers: &[Officer]) -> Result<Self, Trouble> {
        let reads = |officer: &&Officer| desk.readers.iter().any(|(key, _)| key.to_bytes() == officer.key);
        Ok(Self {
            links: Known::read(desk.app, desk.session, desk.reading).await?.holding,
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
            number: case.quoted(),
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
