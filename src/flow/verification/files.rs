//! Holds the sealed files of cases against what their rows say of them, which the log vouches for. It takes no key: hash
//! and signature of a row bind every sealed byte.

use std::sync::Arc;

use crate::app::App;
use crate::blob::BlobError;
use crate::domain::ids::{AgencyId, RecordId};
use crate::domain::log::Flaw;
use crate::flow::officers::directory;
use crate::flow::trouble::Trouble;
use crate::flow::verification::verify::{Finding, Place};
use crate::store::blobs::BlobRow;
use crate::store::{self, StoreError};
use crate::vault::directory::VerifiedDirectory;
use crate::vault::header::Header;
use crate::vault::id::KeyId;
use crate::vault::identity::KnownKeys as _;
use crate::vault::record_stream::{RecordLook, RecordSeen};

/// Says how many files there are and what is wrong with them.
pub(super) async fn verify(app: &Arc<App>, agency: AgencyId) -> Result<(usize, Vec<Finding>), Trouble> {
    let (files, keys, newest) = app
        .db
        .read(move |c| {
            let newest = match store::directories::newest(c, agency) {
                Ok(newest) => Some(newest),
                Err(StoreError::NotFound) => None,
                Err(error) => return Err(error),
            };
            Ok((
                store::blobs::of_agency(c, agency)?,
                store::agencies::keys(c, agency)?,
                newest,
            ))
        })
        .await?;
    // A directory that does not verify is told elsewhere; what officers signed cannot be proved then.
    let directory = newest.and_then(|newest| directory::verify_undated(app, &keys, &newest).ok());
    let mut findings = Vec::new();
    let count = files.len();
    for file in files {
        let Some(flaw) = look(app, &file, directory.as_deref()).await? else {
            continue;
        };
        // What was purged meanwhile need not lie there any more.
        let (case, id) = (file.case, file.id);
        let rows = app.db.read(move |c| store::blobs::list(c, agency, case)).await?;
        if rows.iter().any(|row| row.id == id) {
            findings.push(Finding {
                place: Place::File(case, id),
                flaw,
            });
        }
    }
    Ok((count, findings))
}

/// Reads a file to its end and says what is wrong with it.
async fn look(
    app: &Arc<App>,
    file: &BlobRow,
    directory: Option<&VerifiedDirectory>,
) -> Result<Option<Flaw>, Trouble> {
    let seen = match read(app, file.id).await {
        Ok(seen) => seen,
        Err(BlobError::NotFound) => return Ok(Some(Flaw::FileMissing)),
        Err(error) => return Err(error.into()),
    };
    let (agency, case, compartment) = (file.agency, file.case, file.compartment);
    let epochs = app
        .db
        .read(move |c| store::envelopes::epochs(c, agency, case, compartment))
        .await?;
    let header = epochs.iter().find(|known| known.epoch == file.epoch);
    let header = header.and_then(|known| Header::parse(&known.header).ok());
    let known = |key: &KeyId| directory.and_then(|directory| directory.find(key));
    let signed = header.is_some_and(|(header, _)| seen.is_signed(&header, &known, &file.signature));
    Ok(judge(file, &seen, signed))
}

async fn read(app: &Arc<App>, id: RecordId) -> Result<RecordSeen, BlobError> {
    let mut outgoing = app.blobs.read(id).await?;
    let mut look = RecordLook::default();
    while let Some(piece) = outgoing.next().await? {
        look.push(&piece);
    }
    Ok(look.finish())
}

fn judge(file: &BlobRow, seen: &RecordSeen, signed: bool) -> Option<Flaw> {
    let header = seen.header.as_ref();
    if header.is_some_and(|header| header.record_id != file.id.0) {
        return Some(Flaw::FileSwapped);
    }
    if u64::try_from(file.length).is_ok_and(|length| seen.length < length) {
        return Some(Flaw::FileCut);
    }
    let whole = signed && header.is_some_and(|header| header.hash() == file.hash);
    (!whole).then_some(Flaw::FileChanged)
}
