//! A compartment of a case, opened by one person through all the keys it has had.

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::flow::trouble::Trouble;
use crate::store::cases::Case;
use crate::store::envelopes::{Compartment as CompartmentRow, WrapRow};
use crate::store::records::RecordRow;
use crate::store::{self, Conn, StoreError};
use crate::vault::compartment::{CompartmentKey, Expected, unlock_compartment};
use crate::vault::directory::VerifiedDirectory;
use crate::vault::error::VaultError;
use crate::vault::header::{Compartment, Header};
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::record::{NewRecord, RecordHeader, RecordKind, SealedRecord};

/// A compartment opened by one person.
pub struct Opened {
    /// Its newest key: what is written now is sealed under it.
    pub key: CompartmentKey,
    /// Its records, oldest first.
    pub records: Vec<OpenedRecord>,
    /// How many records are sealed under earlier keys that this person was never given.
    pub hidden: usize,
    /// The keys before the newest, by epoch.
    earlier: Vec<Option<CompartmentKey>>,
    compartment: Compartment,
    epoch: i32,
    /// The hash of the newest record, or zeros.
    end: [u8; 32],
    /// The place of the next record.
    next: i32,
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
}

/// The rows of one compartment, as one person may fetch them.
pub(super) struct Rows {
    epochs: Vec<CompartmentRow>,
    wraps: Vec<WrapRow>,
    records: Vec<RecordRow>,
}

impl Rows {
    /// Reads them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such compartment, or its newest key is not sealed to this person.
    pub(super) fn read(
        c: &mut Conn,
        agency: AgencyId,
        case: CaseId,
        compartment: Compartment,
        me: KeyId,
    ) -> Result<Self, StoreError> {
        let number = i16::from(compartment.number());
        let epochs = store::envelopes::epochs(c, agency, case, number)?;
        let wraps = store::envelopes::wraps_of(c, agency, case, number, me.to_bytes())?;
        let newest = epochs.last().map(|row| row.epoch);
        if newest.is_none() || newest != wraps.last().map(|wrap| wrap.epoch) {
            return Err(StoreError::NotFound);
        }
        Ok(Self {
            epochs,
            wraps,
            records: store::records::list(c, agency, case, number)?,
        })
    }
}

/// One epoch, as one person can open it.
struct Epoch {
    header: Header,
    key: Option<CompartmentKey>,
}

/// The place of a compartment's headers.
#[derive(Clone, Copy)]
struct Place<'a> {
    app: &'a App,
    case: &'a Case,
    compartment: Compartment,
}

impl Place<'_> {
    /// Opens every epoch, oldest first: each header is where it belongs, made by somebody the directory knows, and
    /// names the one before.
    fn epochs(
        self,
        rows: &Rows,
        me: &Identity,
        directory: &VerifiedDirectory,
    ) -> Result<Vec<Epoch>, Trouble> {
        let mut epochs: Vec<Epoch> = Vec::with_capacity(rows.epochs.len());
        for (row, epoch) in rows.epochs.iter().zip(0_u32..) {
            let expected = Expected {
                instance: self.app.instance,
                case_id: self.case.id.0,
                compartment: self.compartment,
                epoch,
            };
            let wrap = rows.wraps.iter().find(|wrap| wrap.epoch == row.epoch);
            let key = wrap
                .map(|wrap| unlock_compartment(&row.header, &wrap.bytes, me, directory, &expected))
                .transpose()?;
            let header = match &key {
                Some(key) => key.header().clone(),
                // Whoever was let into the officers' compartment late may lack what was written before.
                None if self.compartment == Compartment::Internal => {
                    Header::open(&row.header, directory, &expected).map_err(VaultError::from)?
                }
                None => return Err(Trouble::Damaged),
            };
            if let Some(before) = epochs.last() {
                before.header.check_successor(&header)?;
            }
            epochs.push(Epoch { header, key });
        }
        Ok(epochs)
    }
}

impl Opened {
    pub(super) fn open(
        app: &App,
        case: &Case,
        rows: &Rows,
        compartment: Compartment,
        me: &Identity,
        directory: &VerifiedDirectory,
    ) -> Result<Self, Trouble> {
        let place = Place {
            app,
            case,
            compartment,
        };
        let mut earlier: Vec<Option<CompartmentKey>> = place
            .epochs(rows, me, directory)?
            .into_iter()
            .map(|epoch| epoch.key)
            .collect();
        let key = earlier.pop().flatten().ok_or(Trouble::Damaged)?;
        let mut opened = Self {
            epoch: i32::try_from(earlier.len()).map_err(|_| Trouble::Damaged)?,
            records: Vec::with_capacity(rows.records.len()),
            hidden: 0,
            end: [0; 32],
            next: i32::try_from(rows.records.len()).map_err(|_| Trouble::Broken)?,
            compartment,
            key,
            earlier,
        };
        opened.fill(&rows.records, directory)?;
        Ok(opened)
    }

    fn fill(&mut self, rows: &[RecordRow], directory: &VerifiedDirectory) -> Result<(), Trouble> {
        let mut epoch = 0;
        for row in rows {
            // Nothing is written under an old key once there is a new one: whoever lost access has the old one.
            if !(epoch..=self.epoch).contains(&row.epoch) {
                return Err(Trouble::Damaged);
            }
            epoch = row.epoch;
            let (header, _) = RecordHeader::parse(&row.bytes).map_err(|_| Trouble::Damaged)?;
            self.end = header.hash();
            match self.key_of(row.epoch) {
                Some(key) => {
                    let record = OpenedRecord::open(key, row, header.author, directory)?;
                    self.records.push(record);
                }
                None => self.hidden = self.hidden.saturating_add(1),
            }
        }
        Ok(())
    }

    fn key_of(&self, epoch: i32) -> Option<&CompartmentKey> {
        if epoch == self.epoch {
            return Some(&self.key);
        }
        let at = usize::try_from(epoch).ok()?;
        self.earlier.get(at)?.as_ref()
    }

    /// A compartment that has just been made.
    pub(super) const fn fresh(key: CompartmentKey, compartment: Compartment) -> Self {
        Self {
            key,
            records: Vec::new(),
            hidden: 0,
            earlier: Vec::new(),
            compartment,
            epoch: 0,
            end: [0; 32],
            next: 0,
        }
    }

    /// The same compartment under its next key, to write what goes with the change.
    pub(super) const fn renewed(&self, key: CompartmentKey) -> Self {
        Self {
            key,
            records: Vec::new(),
            hidden: 0,
            earlier: Vec::new(),
            compartment: self.compartment,
            epoch: self.epoch.saturating_add(1),
            end: self.end,
            next: self.next,
        }
    }

    /// Every key of the compartment that this person has, with its epoch.
    pub(super) fn keys(&self) -> impl Iterator<Item = (i32, &CompartmentKey)> {
        let all = self.earlier.iter().map(Option::as_ref).chain([Some(&self.key)]);
        (0_i32..).zip(all).filter_map(|(epoch, key)| Some((epoch, key?)))
    }

    /// The epoch of its newest key.
    pub(in crate::flow) const fn epoch(&self) -> i32 {
        self.epoch
    }

    /// Counts a record that was just sealed, so that the next one comes behind it.
    pub(super) fn follow(&mut self, row: &RecordRow) {
        self.end = row.hash;
        self.next = row.position.saturating_add(1);
    }

    /// Seals words behind a record that was just sealed and is not written yet.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub(super) fn seal_behind(
        &self,
        app: &App,
        before: &RecordRow,
        author: &Identity,
        words: &Words<'_>,
    ) -> Result<RecordRow, Trouble> {
        let place = (before.hash, before.position.saturating_add(1));
        self.seal_at(app, (before.agency, before.case), author, words, place)
    }

    fn seal_at(
        &self,
        app: &App,
        (agency, case): (AgencyId, CaseId),
        author: &Identity,
        words: &Words<'_>,
        (prev, position): ([u8; 32], i32),
    ) -> Result<RecordRow, Trouble> {
        let new = NewRecord {
            kind: words.kind,
            record_id: words.id.0,
            parent: [0; 16],
            prev,
        };
        let sealed = self.key.seal_record(&new, author, words.plain, &app.rng)?;
        Ok(RecordRow {
            epoch: self.epoch,
            ..row(
                agency,
                case,
                self.compartment,
                author,
                position,
                sealed,
                words.day,
                words.at,
            )
        })
    }

    /// Which of the case's compartments it is.
    pub(super) const fn compartment(&self) -> Compartment {
        self.compartment
    }

    /// Whether a record is there already: the same form was sent twice.
    pub fn has(&self, id: RecordId) -> bool {
        self.records.iter().any(|record| record.id == id)
    }
}

impl OpenedRecord {
    fn open(
        key: &CompartmentKey,
        row: &RecordRow,
        author: KeyId,
        directory: &VerifiedDirectory,
    ) -> Result<Self, Trouble> {
        let kind = u8::try_from(row.kind)
            .ok()
            .and_then(RecordKind::from_number)
            .ok_or(Trouble::Damaged)?;
        let plain = key.open_record(kind, &row.id.0, &row.bytes, &row.signature, directory)?;
        Ok(Self {
            id: row.id,
            kind,
            author,
            day: row.day,
            at: row.at,
            plain,
        })
    }
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
    opened.seal_at(app, (agency, case), author, words, (opened.end, opened.next))
}

/// The row of a sealed record in the first epoch of a compartment.
#[expect(clippy::too_many_arguments, reason = "each is one column of the row")]
pub(in crate::flow) fn row(
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
