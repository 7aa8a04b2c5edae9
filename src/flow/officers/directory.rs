//! Whose keys are good: the signed receiver directory of an agency (envelope §1.5).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::app::App;
use crate::domain::ids::AgencyId;
use crate::domain::role::{Role, Roles};
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::digest::sha256;
use crate::vault::directory::{Directory, DirectoryEntry, DirectoryRole, VerifiedDirectory};
use crate::vault::error::VaultError;
use crate::vault::id::{InstanceId, KeyId};
use crate::vault::identity::{Identity, PublicIdentity, SUITE};
use crate::vault::label;

/// For how long a directory is signed, in days (DESIGN D2).
pub const VALID_DAYS: i64 = 400;
/// From how many days before its end the admins are warned.
pub const WARNING_DAYS: i64 = 60;

const SECONDS_PER_DAY: i64 = 86_400;
const LONGEST_VALIDITY: i64 = VALID_DAYS * SECONDS_PER_DAY;

/// The directories that were found good: the last one of each agency. Verifying one depends on nothing but its
/// bytes, its signature, the root key and the installation, so the same four need not be verified twice.
#[derive(Default)]
pub struct Verified(Mutex<HashMap<AgencyId, Good>>);

/// A directory, and the hash of all that made it good.
struct Good([u8; 32], Arc<VerifiedDirectory>);

impl Verified {
    fn verify(
        &self,
        instance: &InstanceId,
        row: &store::directories::DirectoryRow,
        root_pk: &[u8; 32],
    ) -> Result<Arc<VerifiedDirectory>, VaultError> {
        // All but the last are of fixed length.
        let hash = sha256(&[&instance.0, root_pk, &row.signature, &row.bytes]);
        if let Some(Good(known, directory)) = self.known().get(&row.agency)
            && *known == hash
        {
            return Ok(Arc::clone(directory));
        }
        let verified = VerifiedDirectory::verify_undated(
            &row.bytes,
            &row.signature,
            root_pk,
            instance,
            LONGEST_VALIDITY,
        )?;
        let verified = Arc::new(verified);
        self.known().insert(row.agency, Good(hash, Arc::clone(&verified)));
        Ok(verified)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<AgencyId, Good>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The directory in force, verified against the agency's root key.
///
/// # Errors
/// [`Trouble::Closed`] when there is none or it has expired; [`Trouble::Damaged`] when it does not verify.
pub async fn current(app: &Arc<App>, agency: AgencyId) -> Result<Arc<VerifiedDirectory>, Trouble> {
    let newest = newest(app, agency).await?;
    newest.check_in_force(app.clock.now())?;
    Ok(newest)
}

/// The newest directory, whatever the date.
///
/// # Errors
/// [`Trouble::Closed`] when there is none; [`Trouble::Damaged`] when it does not verify.
pub async fn newest(app: &Arc<App>, agency: AgencyId) -> Result<Arc<VerifiedDirectory>, Trouble> {
    let (keys, row) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::keys(c, agency)?,
                store::directories::newest(c, agency)?,
            ))
        })
        .await
        .map_err(none_means_closed)?;
    verify_undated(app, &keys, &row)
}

/// Verifies a directory that was read together with other things.
///
/// # Errors
/// As [`current`].
pub fn verify(
    app: &App,
    keys: &store::agencies::AgencyKeys,
    row: &store::directories::DirectoryRow,
) -> Result<Arc<VerifiedDirectory>, Trouble> {
    let verified = verify_undated(app, keys, row)?;
    verified.check_in_force(app.clock.now())?;
    Ok(verified)
}

/// As [`verify`], whatever the date: to read cases that are already here and to sign the next directory.
///
/// # Errors
/// [`Trouble::Damaged`] when it does not verify.
pub fn verify_undated(
    app: &App,
    keys: &store::agencies::AgencyKeys,
    row: &store::directories::DirectoryRow,
) -> Result<Arc<VerifiedDirectory>, Trouble> {
    Ok(app.directories.verify(&app.instance, row, &keys.root_pk)?)
}

pub(in crate::flow) fn none_means_closed(error: StoreError) -> Trouble {
    match error {
        StoreError::NotFound => Trouble::Closed,
        other => other.into(),
    }
}

/// Signs the first directory of an agency, or the next after `before`.
///
/// # Errors
/// [`Trouble::Broken`] when what was signed would not verify.
pub fn sign(
    app: &App,
    agency: AgencyId,
    root: &Identity,
    before: Option<&VerifiedDirectory>,
    entries: Vec<DirectoryEntry>,
) -> Result<store::directories::DirectoryRow, Trouble> {
    let now = app.clock.now();
    let first = Directory {
        instance: app.instance,
        version: 1,
        issued: now,
        expires: now.saturating_add(LONGEST_VALIDITY),
        min_suite: SUITE,
        log_pk: Some(app.log_key.public()),
        entries,
        prev: [0; 32],
    };
    let next = match before {
        Some(before) => first.following(before),
        None => first,
    };
    let signed = next.sign(root);
    let sig_pk = root.public().sig_pk;
    let verified = VerifiedDirectory::verify(
        &signed.bytes,
        &signed.signature,
        &sig_pk,
        &app.instance,
        LONGEST_VALIDITY,
        now,
    )
    .map_err(|_| Trouble::Broken)?;
    if let Some(before) = before {
        before.check_successor(&verified).map_err(|_| Trouble::Broken)?;
    }
    Ok(store::directories::DirectoryRow {
        agency,
        version: i64::try_from(next.version).map_err(|_| Trouble::Broken)?,
        hash: verified.hash(),
        bytes: signed.bytes,
        signature: signed.signature,
    })
}

/// An entry for a key that is good from now on, for as long as it is not revoked.
pub fn entry(key: PublicIdentity, role: DirectoryRole, now: i64) -> DirectoryEntry {
    DirectoryEntry {
        key,
        role,
        unit: Vec::new(),
        not_before: now,
        not_after: i64::MAX,
        revoked: false,
    }
}

/// What a holder of these roles is listed as.
pub fn listed_as(roles: Roles) -> impl Iterator<Item = DirectoryRole> {
    let reader = roles.read_cases().then_some(DirectoryRole::Officer);
    let custodian = roles.has(Role::Custodian).then_some(DirectoryRole::Custodian);
    reader.into_iter().chain(custodian)
}

/// Whether something may still be sealed to an entry, if the directory is in force.
pub const fn is_good(entry: &DirectoryEntry, now: i64) -> bool {
    !entry.revoked && now < entry.not_after
}

/// The fingerprint of the key that signs the directory, for comparison with the notice board.
///
/// # Errors
/// [`Trouble::Closed`] when the agency has none.
pub async fn fingerprint(app: &Arc<App>, agency: AgencyId) -> Result<String, Trouble> {
    let keys = app
        .db
        .read(move |c| store::agencies::keys(c, agency))
        .await
        .map_err(none_means_closed)?;
    Ok(KeyId::from_bytes(sha256(&[label::ROOT_FINGERPRINT, &keys.root_pk])).fingerprint())
}

/// Days until the directory ends; negative when it has ended.
pub fn days_left(directory: &VerifiedDirectory, now: i64) -> i64 {
    directory
        .directory()
        .expires
        .saturating_sub(now)
        .div_euclid(SECONDS_PER_DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::random::Rng;

    const HERE: InstanceId = InstanceId([1; 16]);

    fn signed(root: &Identity, version: u64) -> store::directories::DirectoryRow {
        let directory = Directory {
            instance: HERE,
            version,
            issued: 0,
            expires: 1_000,
            min_suite: SUITE,
            log_pk: None,
            entries: vec![entry(root.public(), DirectoryRole::Recovery, 0)],
            prev: [0; 32],
        };
        let signed = directory.sign(root);
        store::directories::DirectoryRow {
            agency: AgencyId([2; 16]),
            version: 1,
            hash: [0; 32],
            bytes: signed.bytes,
            signature: signed.signature,
        }
    }

    #[test]
    fn a_directory_that_was_good_makes_no_other_good() {
        let rng = Rng::for_tests(1);
        let (root, stranger) = (
            Identity::generate(&rng).unwrap(),
            Identity::generate(&rng).unwrap(),
        );
        let (root_pk, strange_pk) = (root.public().sig_pk, stranger.public().sig_pk);
        let verified = Verified::default();
        let row = signed(&root, 1);
        for _ in 0..2 {
            assert_eq!(verified.verify(&HERE, &row, &root_pk).unwrap().version(), 1);
            assert!(verified.verify(&HERE, &row, &strange_pk).is_err());
            assert!(verified.verify(&InstanceId([3; 16]), &row, &root_pk).is_err());
            for at in 0..row.bytes.len() {
                let mut changed = row.clone();
                changed.bytes[at] ^= 1;
                assert!(verified.verify(&HERE, &changed, &root_pk).is_err(), "byte {at}");
            }
            let mut unsigned = row.clone();
            unsigned.signature[0] ^= 1;
            assert!(verified.verify(&HERE, &unsigned, &root_pk).is_err());
        }
    }

    #[test]
    fn a_newer_directory_takes_the_place_of_the_one_before() {
        let root = Identity::generate(&Rng::for_tests(1)).unwrap();
        let root_pk = root.public().sig_pk;
        let verified = Verified::default();
        for version in [1, 2, 1] {
            let found = verified.verify(&HERE, &signed(&root, version), &root_pk).unwrap();
            assert_eq!(found.version(), version);
        }
        assert_eq!(verified.known().len(), 1);
    }
}
