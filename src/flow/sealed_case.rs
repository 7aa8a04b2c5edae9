//! A case out of the store, opened with one person's key: every check of the envelope lies behind this door.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::deadline::{Deadline, Rule};
use crate::domain::event::{Event, Fact};
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::flow::directory;
use crate::flow::reporter_sessions::ReporterSession;
use crate::flow::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::envelopes::{Compartment as CompartmentRow, WrapRow};
use crate::store::records::RecordRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::compartment::{CompartmentKey, Expected, unlock_compartment};
use crate::vault::directory::VerifiedDirectory;
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::record::{NewRecord, RecordHeader, RecordKind, SealedRecord};

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
}

/// A compartment opened by one person.
pub struct Opened {
    /// Its key.
    pub key: CompartmentKey,
    /// Its records, oldest first.
    pub records: Vec<OpenedRecord>,
    compartment: Compartment,
    epoch: i32,
}

/// A record whose signature, commitment and padding have been checked.
pub struct OpenedRecord {
    /// Its id.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// Who wrote it.
    pub author: KeyId,
    /// The day.
    pub day: Day,
    /// Seconds since the epoch, for officers' records.
    pub at: Option<i64>,
    /// The JSON inside.
    pub plain: Zeroizing<Vec<u8>>,
    hash: [u8; 32],
}

/// The rows of one compartment, as one person may fetch them.
struct Rows {
    header: CompartmentRow,
    wrap: WrapRow,
    records: Vec<RecordRow>,
}

struct Everything {
    case: Case,
    events: Vec<Event>,
    channel: Rows,
    internal: Option<Rows>,
    keys: store::agencies::AgencyKeys,
    directory: store::directories::DirectoryRow,
}

fn rows(
    c: &mut Conn,
    agency: AgencyId,
    case: CaseId,
    compartment: Compartment,
    me: KeyId,
) -> Result<Rows, StoreError> {
    let number = i16::from(compartment.number());
    let header = store::envelopes::compartment(c, agency, case, number)?;
    let wrap = store::envelopes::wrap(c, agency, case, number, header.epoch, me.to_bytes())?;
    let records = store::records::list(c, agency, case, number)?;
    Ok(Rows {
        header,
        wrap,
        records,
    })
}

fn everything(
    c: &mut Conn,
    agency: AgencyId,
    case: Case,
    me: KeyId,
    internal: bool,
) -> Result<Everything, StoreError> {
    let id = case.id;
    let internal = if internal {
        match rows(c, agency, id, Compartment::Internal, me) {
            Ok(rows) => Some(rows),
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    Ok(Everything {
        case,
        events: store::events::list(c, agency, id)?,
        channel: rows(c, agency, id, Compartment::Channel, me)?,
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
                everything(c, agency, case, me, false)
            })
            .await?;
        Self::open(app, read, session.identity.clone()).await
    }

    /// Opens a case for a signed-in officer. Nothing when the case does not exist, belongs to another agency or
    /// is not sealed to this officer: the three cannot be told apart.
    ///
    /// # Errors
    /// [`Trouble`] when it cannot be read or does not verify.
    pub async fn for_officer(
        app: &Arc<App>,
        session: &Session,
        case: CaseId,
    ) -> Result<Option<Self>, Trouble> {
        let (agency, me) = (session.agency.id, session.identity.key_id());
        let read = app
            .db
            .read(move |c| {
                let case = store::cases::find_for(c, agency, case, me.to_bytes())?;
                everything(c, agency, case, me, true)
            })
            .await;
        match read {
            Ok(read) => Self::open(app, read, session.identity.clone()).await.map(Some),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn open(app: &Arc<App>, read: Everything, me: Identity) -> Result<Self, Trouble> {
        let app = Arc::clone(app);
        let opening = move || {
            // An expired directory closes the door for new reports, not the cases that are already here.
            let directory = directory::verify_undated(&app, &read.keys, &read.directory)?;
            let open =
                |rows: Rows, compartment| Opened::open(&app, &read.case, rows, compartment, &me, &directory);
            let channel = open(read.channel, Compartment::Channel)?;
            let internal = read
                .internal
                .map(|rows| open(rows, Compartment::Internal))
                .transpose()?;
            Ok(Self {
                case: read.case,
                events: read.events,
                channel,
                internal,
                directory,
            })
        };
        tokio::task::spawn_blocking(opening)
            .await
            .map_err(|_| Trouble::Broken)?
    }

    /// Where the clock of the case stands at the end of a day.
    ///
    /// # Errors
    /// [`Trouble::Damaged`] for a rule that this program does not know.
    pub fn deadline(&self, app: &App, as_of: Day) -> Result<Deadline, Trouble> {
        deadline(app, &self.case, &self.events, as_of)
    }

    /// The position of the next event.
    pub fn next_seq(&self) -> i32 {
        self.events.last().map_or(0, |event| event.seq.saturating_add(1))
    }
}

impl Opened {
    fn open(
        app: &App,
        case: &Case,
        rows: Rows,
        compartment: Compartment,
        me: &Identity,
        directory: &VerifiedDirectory,
    ) -> Result<Self, Trouble> {
        let expected = Expected {
            instance: app.instance,
            case_id: case.id.0,
            compartment,
            epoch: u32::try_from(rows.header.epoch).map_err(|_| Trouble::Damaged)?,
        };
        let key = unlock_compartment(&rows.header.header, &rows.wrap.bytes, me, directory, &expected)?;
        let records = rows
            .records
            .into_iter()
            .map(|row| OpenedRecord::open(&key, &row, directory))
            .collect::<Result<Vec<_>, Trouble>>()?;
        Ok(Self {
            key,
            records,
            compartment,
            epoch: rows.header.epoch,
        })
    }

    /// A compartment that has just been made.
    pub(super) const fn fresh(key: CompartmentKey, compartment: Compartment) -> Self {
        Self {
            key,
            records: Vec::new(),
            compartment,
            epoch: 0,
        }
    }

    /// Whether a record is there already: the same form was sent twice.
    pub fn has(&self, id: RecordId) -> bool {
        self.records.iter().any(|record| record.id == id)
    }

    fn newest_hash(&self) -> [u8; 32] {
        self.records.last().map_or([0; 32], |record| record.hash)
    }

    fn next_position(&self) -> Result<i32, Trouble> {
        i32::try_from(self.records.len()).map_err(|_| Trouble::Broken)
    }
}

impl OpenedRecord {
    fn open(key: &CompartmentKey, row: &RecordRow, directory: &VerifiedDirectory) -> Result<Self, Trouble> {
        let kind = u8::try_from(row.kind)
            .ok()
            .and_then(RecordKind::from_number)
            .ok_or(Trouble::Damaged)?;
        let plain = key.open_record(kind, &row.id.0, &row.bytes, &row.signature, directory)?;
        let (header, _) = RecordHeader::parse(&row.bytes).map_err(|_| Trouble::Damaged)?;
        Ok(Self {
            id: row.id,
            kind,
            author: header.author,
            day: row.day,
            at: row.at,
            plain,
            hash: header.hash(),
        })
    }
}

/// Where the clock of a case stands at the end of a day.
///
/// # Errors
/// [`Trouble::Damaged`] for a rule that this program does not know.
pub fn deadline(app: &App, case: &Case, events: &[Event], as_of: Day) -> Result<Deadline, Trouble> {
    let rule = Rule::from_id(case.rule).ok_or(Trouble::Damaged)?;
    let facts: Vec<Fact> = events.iter().map(Fact::from).collect();
    Ok(Deadline::of(rule, case.received_on, &facts, &app.holidays, as_of))
}

/// Words to be sealed.
pub struct Words<'a> {
    /// What they are.
    pub kind: RecordKind,
    /// The id they get.
    pub id: RecordId,
    /// The JSON.
    pub plain: &'a [u8],
    /// The day.
    pub day: Day,
    /// Seconds since the epoch, if an officer wrote them.
    pub at: Option<i64>,
}

/// Seals words as the newest record of an opened compartment.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn seal_record(
    app: &App,
    agency: AgencyId,
    case: CaseId,
    opened: &Opened,
    author: &Identity,
    words: &Words<'_>,
) -> Result<RecordRow, Trouble> {
    let new = NewRecord {
        kind: words.kind,
        record_id: words.id.0,
        parent: [0; 16],
        prev: opened.newest_hash(),
    };
    let sealed = opened.key.seal_record(&new, author, words.plain, &app.rng)?;
    Ok(RecordRow {
        epoch: opened.epoch,
        ..row(
            agency,
            case,
            opened.compartment,
            author,
            opened.next_position()?,
            sealed,
            words.day,
            words.at,
        )
    })
}

/// The row of a sealed record in the first epoch of a compartment.
#[expect(clippy::too_many_arguments, reason = "each is one column of the row")]
pub(super) fn row(
    agency: AgencyId,
    case: CaseId,
    compartment: Compartment,
    author: &Identity,
    position: i32,
    sealed: SealedRecord,
    day: Day,
    at: Option<i64>,
) -> RecordRow {
    RecordRow {
        id: RecordId(sealed.record_id),
        agency,
        case,
        compartment: i16::from(compartment.number()),
        epoch: 0,
        kind: i16::from(sealed.kind.number()),
        position,
        day,
        at,
        author: author.key_id().to_bytes(),
        hash: sealed.record_hash,
        bytes: sealed.bytes,
        signature: sealed.signature,
    }
}
