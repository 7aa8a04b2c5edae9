//! A case out of the store, opened with one person's key: every check of the envelope lies behind this door.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::deadline::Deadline;
use crate::domain::event::Event;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::involved::Involved;
use crate::domain::log::Action;
use crate::domain::position::Position;
use crate::domain::reckoning::Reckoning;
use crate::domain::sealed::{Content, SealedConflict};
use crate::flow::audit::log;
use crate::flow::cases::opened::Rows;
pub use crate::flow::cases::opened::{Opened, OpenedRecord, Words, seal_record};
use crate::flow::officers::directory;
use crate::flow::officers::sign_in::Session;
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::{self, Conn, StoreError};
use crate::vault::directory::VerifiedDirectory;
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::record::RecordKind;

/// A case opened by one person.
pub struct Reading {
    /// What is not sealed.
    pub case: Case,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// The compartment that reporter and officers share.
    pub channel: Opened,
    /// The compartment of the officers; none until the first note, and never for the reporter.
    pub internal: Option<Opened>,
    /// The keys of the agency.
    pub directory: Arc<VerifiedDirectory>,
    /// What its clock goes by.
    pub reckoning: Arc<Reckoning>,
}

struct Everything {
    reckoning: Arc<Reckoning>,
    case: Case,
    events: Vec<Event>,
    channel: Rows,
    internal: Option<Rows>,
    keys: store::agencies::AgencyKeys,
    directory: store::directories::DirectoryRow,
}

fn everything(
    c: &mut Conn,
    agency: AgencyId,
    case: Case,
    me: KeyId,
    internal: bool,
    reckoning: &Arc<Reckoning>,
) -> Result<Everything, StoreError> {
    let id = case.id;
    let internal = if internal {
        match Rows::read(c, agency, id, Compartment::Internal, me) {
            Ok(rows) => Some(rows),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    Ok(Everything {
        reckoning: Arc::clone(reckoning),
        case,
        events: store::events::list(c, agency, id)?,
        channel: Rows::read(c, agency, id, Compartment::Channel, me)?,
        internal,
        keys: store::agencies::keys(c, agency)?,
        directory: store::directories::newest(c, agency)?,
    })
}

impl Reading {
    /// Opens the case of a reporter's session.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or does not verify.
    pub async fn for_reporter(app: &Arc<App>, session: &ReporterSession) -> Result<Self, Trouble> {
        let (agency, case, me) = (session.agency, session.case, session.identity.key_id());
        let read = app
            .db
            .read(move |c| {
                let case = store::cases::find(c, agency, case)?;
                let reckoning = Arc::new(store::reckoning::read(c, agency)?);
                everything(c, agency, case, me, false, &reckoning)
            })
            .await?;
        Self::open(app, read, session.identity.clone()).await
    }

    /// Opens a case for a signed-in officer. Nothing when the case does not exist, belongs to another agency or
    /// is not sealed to this officer: the three cannot be told apart, and each leaves the same entry in the log.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or does not verify.
    pub async fn for_officer(
        app: &Arc<App>,
        session: &Session,
        case: CaseId,
    ) -> Result<Option<Self>, Trouble> {
        let (agency, me) = (session.agency.id, session.identity.key_id());
        let reader = session.reader(app);
        let read = app
            .db
            .read(move |c| {
                let case = store::cases::find_for(c, agency, case, reader)?;
                let reckoning = Arc::new(store::reckoning::read(c, agency)?);
                everything(c, agency, case, me, true, &reckoning)
            })
            .await;
        match read {
            Ok(read) => Self::open(app, read, session.identity.clone()).await.map(Some),
            Err(StoreError::NotFound) => {
                let refused = log::by(app, session, Action::CaseRefused, case.0, &json!({}))?;
                log::enter(app, agency, refused).await?;
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens several cases of an officer in one go. One that cannot be opened does not keep the others closed.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub(in crate::flow) async fn several(
        app: &Arc<App>,
        session: &Session,
        cases: Vec<Case>,
    ) -> Result<Vec<Result<Self, Trouble>>, Trouble> {
        let (agency, me) = (session.agency.id, session.identity.key_id());
        let read = app
            .db
            .read(move |c| {
                let reckoning = Arc::new(store::reckoning::read(c, agency)?);
                let read = cases
                    .into_iter()
                    .map(|case| everything(c, agency, case, me, true, &reckoning));
                Ok::<_, StoreError>(read.collect::<Vec<_>>())
            })
            .await?;
        let (app, me) = (Arc::clone(app), session.identity.clone());
        let opening = move || {
            let opened = read.into_iter().map(|read| Self::open_here(&app, read?, &me));
            opened.collect()
        };
        tokio::task::spawn_blocking(opening)
            .await
            .map_err(|_| Trouble::Broken)
    }

    async fn open(app: &Arc<App>, read: Everything, me: Identity) -> Result<Self, Trouble> {
        let app = Arc::clone(app);
        tokio::task::spawn_blocking(move || Self::open_here(&app, read, &me))
            .await
            .map_err(|_| Trouble::Broken)?
    }

    /// Opens a case on this thread, which takes a while.
    fn open_here(app: &App, read: Everything, me: &Identity) -> Result<Self, Trouble> {
        // An expired directory closes the door for new reports, not the cases that are already here.
        let directory = directory::verify_undated(app, &read.keys, &read.directory)?;
        let open =
            |rows: &Rows, compartment| Opened::open(app, &read.case, rows, compartment, me, &directory);
        let channel = open(&read.channel, Compartment::Channel)?;
        let internal = read
            .internal
            .as_ref()
            .map(|rows| open(rows, Compartment::Internal))
            .transpose()?;
        Ok(Self {
            case: read.case,
            events: read.events,
            channel,
            internal,
            directory,
            reckoning: read.reckoning,
        })
    }

    /// Where the clock of the case stands at the end of a day.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] for a rule that the agency does not have.
    pub fn deadline(&self, as_of: Day) -> Result<Deadline, Trouble> {
        deadline(&self.reckoning, &self.case, &self.events, as_of)
    }

    /// Where the case stands, and from which stage it is judged.
    pub fn position(&self) -> Position {
        Position::of(
            self.events
                .iter()
                .map(|event| event.state)
                .chain([self.case.state]),
        )
    }

    /// The day due once this has happened to the case as well.
    ///
    /// # Errors
    /// As [`Self::deadline`].
    pub fn due_after(&self, event: &Event) -> Result<Day, Trouble> {
        let mut events = self.events.clone();
        events.push(event.clone());
        Ok(deadline(&self.reckoning, &self.case, &events, event.day)?.due_on)
    }

    /// Whom the reporter, or anybody after them, marked as involved.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] when that cannot be read: then nobody can be let in.
    pub fn involved(&self) -> Result<Involved, Trouble> {
        let mut lists = self
            .channel
            .records
            .iter()
            .filter(|record| record.kind == RecordKind::CaseMetadata)
            .peekable();
        lists.peek().ok_or(Trouble::Damaged)?;
        lists.try_fold(Involved::default(), |all, list| {
            let SealedConflict(more) =
                SealedConflict::from_json(&list.plain).map_err(|_| Trouble::Damaged)?;
            Ok(all.and(&more))
        })
    }

    /// The position of the next event.
    pub fn next_seq(&self) -> i32 {
        self.events.last().map_or(0, |event| event.seq.saturating_add(1))
    }
}

/// Where the clock of a case stands at the end of a day.
///
/// # Errors
/// [`Trouble::Damaged`] for a rule that the agency does not have.
pub fn deadline(
    reckoning: &Reckoning,
    case: &Case,
    events: &[Event],
    as_of: Day,
) -> Result<Deadline, Trouble> {
    reckoning
        .deadline(case.rule, case.received_on, events, as_of)
        .ok_or(Trouble::Damaged)
}
