//! New keys for a case (envelope §2): the next epoch of every compartment, sealed to exactly the readers given, to the
//! recovery key and to the reporter whom the verified header before names. Nothing here touches the store.

use crate::app::App;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::involved::Involved;
use crate::flow::cases::sealed_case::{Opened, Reading};
use crate::flow::incoming::sealing::insert_key;
use crate::flow::trouble::Trouble;
use crate::store::envelopes::Compartment as Row;
use crate::store::{Conn, StoreError};
use crate::vault::compartment::{CompartmentKey, Expected, SealedCompartment, rotate_compartment};
use crate::vault::directory::{Recipient, VerifiedDirectory};
use crate::vault::error::VaultError;
use crate::vault::header::{Compartment, Header};
use crate::vault::id::InstanceId;
use crate::vault::identity::Identity;

/// The next key of one compartment, ready to be written.
pub(super) struct NewKey {
    pub(super) compartment: Compartment,
    pub(super) epoch: i32,
    pub(super) sealed: SealedCompartment,
}

impl NewKey {
    /// Writes it. Whoever changed the same key at the same moment was faster: the epoch exists then.
    pub(super) fn insert(
        &self,
        c: &mut Conn,
        agency: AgencyId,
        case: CaseId,
        involved: &Involved,
    ) -> Result<(), StoreError> {
        let place = (self.compartment, self.epoch);
        insert_key(c, agency, case, place, &self.sealed, involved)
    }
}

/// Who receives the next keys, the recovery key among them and the reporter never.
pub(super) struct Exactly<'a> {
    /// The readers of channel and internal compartment.
    pub(super) readers: &'a [Recipient],
    /// The keepers of the name and the header their key follows, if that key changes too.
    pub(super) names: Option<(&'a Header, &'a [Recipient])>,
}

/// A case under its next keys.
pub(super) struct Rekeyed {
    /// To be written before any record.
    pub(super) keys: Vec<NewKey>,
    /// The channel, to seal what goes with the change.
    pub(super) channel: Opened,
    /// The officers' compartment, if the case has one.
    pub(super) internal: Option<Opened>,
}

/// Draws the next keys of an opened case. `author` signs them, and need not be among the readers: somebody who leaves
/// draws a key that is not sealed to them (ADR 0038).
///
/// # Errors
/// When the recipients lack the recovery key or stand there twice, or the machine gives no random numbers.
pub(super) fn rekey(
    app: &App,
    reading: &Reading,
    author: &Identity,
    exactly: &Exactly<'_>,
) -> Result<Rekeyed, Trouble> {
    let mut keys = Vec::new();
    let mut next = |before: &Header, recipients: &[Recipient]| -> Result<CompartmentKey, Trouble> {
        let (sealed, key) = rotate_compartment(before, &reading.directory, recipients, author, &app.rng)?;
        keys.push(NewKey {
            compartment: before.compartment,
            epoch: i32::try_from(key.header().epoch).map_err(|_| Trouble::Broken)?,
            sealed,
        });
        Ok(key)
    };
    let channel = next(reading.channel.key.header(), exactly.readers)?;
    let internal = reading
        .internal
        .as_ref()
        .map(|internal| Ok::<_, Trouble>(internal.renewed(next(internal.key.header(), exactly.readers)?)))
        .transpose()?;
    if let Some((before, keepers)) = exactly.names {
        next(before, keepers)?;
    }
    Ok(Rekeyed {
        channel: reading.channel.renewed(channel),
        internal,
        keys,
    })
}

/// The newest header of a compartment that need not be opened, after every header was checked: its place, its author
/// and that it names the one before.
///
/// # Errors
/// [`Trouble::Damaged`] when one is not what it must be, or there is none.
pub(super) fn newest_header(
    instance: InstanceId,
    rows: &[Row],
    compartment: Compartment,
    directory: &VerifiedDirectory,
) -> Result<Header, Trouble> {
    let mut newest: Option<Header> = None;
    for (row, epoch) in rows.iter().zip(0_u32..) {
        let expected = Expected {
            instance,
            case_id: row.case.0,
            compartment,
            epoch,
        };
        let header = Header::open(&row.header, directory, &expected).map_err(VaultError::from)?;
        if let Some(before) = &newest {
            before.check_successor(&header)?;
        }
        newest = Some(header);
    }
    newest.ok_or(Trouble::Damaged)
}
