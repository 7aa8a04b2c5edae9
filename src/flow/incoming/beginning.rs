//! A report that is still being written gets its first file: the sealed place where its files wait is made.
//!
//! It is the channel of the case to come, under its own key, which opens to the reporter alone: to whoever holds
//! the submission key that travels in the form, and to nobody else, the recovery key included. Who may read it is
//! decided when the report is sent, as ever; the files need not be sealed again then.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::attachment::FileName;
use crate::domain::ids::{AgencyId, CaseId, RecordId};
use crate::flow::files::parcel::{Choice, Parcel, place};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::store::beginnings::Beginning;
use crate::store::{self, StoreError};
use crate::vault::code::{CodeKeys, TrackingCode};
use crate::vault::compartment::{
    CompartmentKey, Expected, NewCompartment, SealedCompartment, open_compartment, unlock_compartment,
};
use crate::vault::directory::{Recipient, VerifiedDirectory};
use crate::vault::error::VaultError;
use crate::vault::header::Compartment;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::random::Rng;
use crate::vault::wrap::{SealedWrap, WrapRole};

/// The channel of a report that is being written and has files, ready to become that of a case.
pub struct Begun {
    /// The id that the case gets.
    pub(super) case: CaseId,
    /// Where the files wait until then.
    pub(super) place: [u8; 32],
    /// The files that go with it.
    pub(super) parcels: Vec<Parcel>,
    sealed: SealedCompartment,
    key: CompartmentKey,
}

impl Begun {
    /// Whether none of the files waits for its sender's choice.
    pub(super) fn is_decided(&self) -> bool {
        self.parcels.iter().all(Parcel::is_ready)
    }

    /// Lets the readers in that routing chose.
    pub(super) fn share(
        mut self,
        recipients: &[Recipient],
        reporter: &Identity,
        rng: &Rng,
    ) -> Result<(SealedCompartment, CompartmentKey), VaultError> {
        for recipient in recipients {
            self.sealed
                .wraps
                .push(self.key.add_wrap(recipient, reporter, rng)?);
        }
        Ok((self.sealed, self.key))
    }
}

/// The place of the files of a report.
pub(super) fn place_of(reporter: &CodeKeys) -> [u8; 32] {
    place(reporter.identity.key_id(), None)
}

/// The keys of whoever writes a report on the website, which follow from the key of their form.
pub fn writer(app: &App, submission_key: &[u8; 32]) -> CodeKeys {
    TrackingCode::from_submission_key(submission_key, &app.instance).derive(&app.instance)
}

/// The shelf of a report that is being written, made if this is its first file. Nothing when the report was sent
/// already: its files come in by its code then.
///
/// # Errors
/// [`Trouble::Closed`] when nothing can be sealed for the agency now.
pub async fn shelf(app: &Arc<App>, agency: &Agency, reporter: &CodeKeys) -> Result<Option<Shelf>, Trouble> {
    if let Some((shelf, _)) = existing(app, agency.id, reporter).await? {
        return Ok(Some(shelf));
    }
    let (id, lookup) = (agency.id, reporter.lookup_id);
    let (keys, row, sent) = app
        .db
        .read(move |c| {
            let sent = match store::cases::find_by_lookup(c, id, lookup) {
                Ok(_) => true,
                Err(StoreError::NotFound) => false,
                Err(error) => return Err(error),
            };
            Ok((
                store::agencies::keys(c, id)?,
                store::directories::newest(c, id)?,
                sent,
            ))
        })
        .await
        .map_err(directory::none_means_closed)?;
    if sent {
        return Ok(None);
    }
    let directory = directory::verify(app, &keys, &row)?;
    let new = begin(app, agency.id, &keys, &directory, reporter)?;
    match app.db.write(move |c| store::beginnings::insert(c, &new)).await {
        // Another file of the same form was faster: both use what it made.
        Ok(()) | Err(StoreError::Duplicate(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let made = existing(app, agency.id, reporter).await?;
    Ok(Some(made.ok_or(Trouble::Busy)?.0))
}

fn begin(
    app: &App,
    agency: AgencyId,
    keys: &store::agencies::AgencyKeys,
    directory: &VerifiedDirectory,
    reporter: &CodeKeys,
) -> Result<Beginning, Trouble> {
    let case = CaseId(app.rng.bytes()?);
    let recovery = directory.recipient(
        &KeyId::from_bytes(keys.recovery_key),
        WrapRole::Recovery,
        app.clock.now(),
    )?;
    let new = NewCompartment {
        instance: app.instance,
        case_id: case.0,
        compartment: Compartment::Channel,
        reporter: Some(reporter.identity.public()),
        directory,
        recipients: &[recovery],
    };
    let (sealed, _) = open_compartment(&new, &reporter.identity, &app.rng)?;
    // The recovery key's wrap is dropped: it is made again when the report is sent, and not before.
    let mine = sealed
        .wraps
        .into_iter()
        .find(|wrap| wrap.role == WrapRole::Reporter);
    Ok(Beginning {
        agency,
        place: place_of(reporter),
        case,
        header: sealed.header,
        wrap: mine.ok_or(Trouble::Broken)?.bytes,
        day: app.clock.today(),
    })
}

/// What was made when the first file came, opened with the reporter's own key.
async fn existing(
    app: &Arc<App>,
    agency: AgencyId,
    reporter: &CodeKeys,
) -> Result<Option<(Shelf, Beginning)>, Trouble> {
    let place = place_of(reporter);
    let found = app
        .db
        .read(move |c| match store::beginnings::find(c, agency, place) {
            Ok(row) => Ok(Some(row)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        })
        .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let directory = directory::current(app, agency).await?;
    let expected = Expected {
        instance: app.instance,
        case_id: row.case.0,
        compartment: Compartment::Channel,
        epoch: 0,
    };
    let me = &reporter.identity;
    let key = unlock_compartment(&row.header, &row.wrap, me, &*directory, &expected)?;
    let shelf = Shelf {
        agency,
        place,
        key,
        epoch: 0,
        author: me.clone(),
        directory,
    };
    Ok(Some((shelf, row)))
}

/// What becomes of the files when the report is sent: all of them go with it.
pub(super) async fn begun(
    app: &Arc<App>,
    agency: AgencyId,
    reporter: &CodeKeys,
) -> Result<Option<Begun>, Trouble> {
    let Some((shelf, row)) = existing(app, agency, reporter).await? else {
        return Ok(None);
    };
    let parcels = shelf.waiting(app).await?;
    let wrap = SealedWrap {
        recipient: reporter.identity.key_id(),
        role: WrapRole::Reporter,
        bytes: row.wrap,
    };
    Ok(Some(Begun {
        case: row.case,
        place: row.place,
        parcels,
        sealed: SealedCompartment {
            header: row.header,
            header_hash: shelf.key.header_hash(),
            wraps: vec![wrap],
        },
        key: shelf.key,
    }))
}

/// The files that wait for a report to be sent; none when there is no such report.
///
/// # Errors
/// [`Trouble`] when the store does not answer or something does not verify.
pub async fn files(app: &Arc<App>, agency: &Agency, reporter: &CodeKeys) -> Result<Vec<Parcel>, Trouble> {
    match existing(app, agency.id, reporter).await? {
        Some((shelf, _)) => shelf.waiting(app).await,
        None => Ok(Vec::new()),
    }
}

/// Does with a waiting file what the reporter chose; see [`Shelf::choose`].
///
/// # Errors
/// [`Trouble`] when the store does not answer.
pub async fn choose(
    app: &Arc<App>,
    agency: &Agency,
    reporter: &CodeKeys,
    file: RecordId,
    choice: Choice,
) -> Result<Option<FileName>, Trouble> {
    match existing(app, agency.id, reporter).await? {
        Some((shelf, _)) => shelf.choose(app, file, choice).await,
        None => Ok(None),
    }
}
