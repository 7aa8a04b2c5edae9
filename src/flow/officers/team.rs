//! People join: a key of their own, locked under their password, listed in a directory signed with the kit.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::category::Category;
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::invitation::{Continues, ContinuesProblem, accounts_of};
use crate::domain::officer::{Login, Officer};
use crate::domain::role::Roles;
use crate::flow::audit::log;
use crate::flow::officers::{directory, key_lock};
use crate::flow::trouble::Trouble;
use crate::store::public_keys::PublicKeys;
use crate::store::{self, Conn, Key, StoreError};
use crate::vault::code::TrackingCode;
use crate::vault::directory::DirectoryEntry;
use crate::vault::error::VaultError;
use crate::vault::identity::Identity;
use crate::vault::recovery;

/// A person to be added.
pub struct NewOfficer {
    /// Name.
    pub name: String,
    /// Post, as reporters are shown it.
    pub post: String,
    /// Unit.
    pub unit: Option<UnitId>,
    /// Sign-in name.
    pub login: Login,
    /// First password.
    pub password: Zeroizing<String>,
    /// Whether it has to be changed at the first sign-in, because somebody else has seen it.
    pub must_change: bool,
    /// Address for the daily mail; empty for none.
    pub mail: String,
    /// Roles.
    pub roles: Roles,
    /// Whether they had an account before.
    pub continues: Continues,
}

/// Why the team did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TeamError {
    /// The kit code is not the one of this agency.
    WrongKit,
    /// The sign-in name is taken.
    LoginTaken,
    /// Whether they had an account before was not said, or cannot be.
    Continues(ContinuesProblem),
    /// Somebody else signed a new directory at the same moment: do it again.
    Stale,
    /// The store or the machine failed.
    Trouble(Trouble),
}

impl From<Trouble> for TeamError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for TeamError {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

impl From<VaultError> for TeamError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Mistyped => Self::WrongKit,
            other => Self::Trouble(other.into()),
        }
    }
}

/// Adds a person: locks a new key under their password, lists it in a new directory, and puts them at the end of
/// every panel if they may read cases.
///
/// # Errors
/// [`TeamError`]; nothing has changed then.
pub async fn add(
    app: &Arc<App>,
    agency: AgencyId,
    kit: &TrackingCode,
    new: NewOfficer,
) -> Result<Officer, TeamError> {
    let known = app.db.read(move |c| store::officers::list(c, agency)).await?;
    let continues = new.continues.settle(&new.name, &known);
    let continues = continues.map_err(TeamError::Continues)?;
    let identity = Identity::generate(&app.rng).map_err(Trouble::from)?;
    let lock = key_lock::lock(app, &identity, new.password, new.must_change).await?;
    let officer = Officer {
        id: OfficerId(app.rng.bytes::<16>().map_err(Trouble::from)?),
        agency,
        unit: new.unit,
        login: new.login,
        name: new.name,
        post: new.post,
        mail: new.mail,
        roles: new.roles,
        key: identity.key_id().to_bytes(),
        active: true,
        earlier: continues.map_or_else(Vec::new, |earlier| accounts_of(earlier, &known)),
    };
    let now = app.clock.now();
    // Signed anew even for those who are not listed: only whoever holds the kit adds people.
    let signed = next_directory(app, agency, kit, |entries| {
        let listed = directory::listed_as(officer.roles);
        entries.extend(listed.map(|role| directory::entry(identity.public(), role, now)));
    })
    .await?;
    let keys = public_keys(&identity);
    let added = officer.clone();
    let entries = [
        log::officer_added(app, &officer)?,
        log::directory_signed(app, None, &signed)?,
    ];
    app.db
        .write(move |c| {
            store::officers::insert(c, &added, &lock)?;
            store::public_keys::keep(c, agency, added.id, &keys)?;
            if added.roles.read_cases() {
                join_panels(c, agency, added.id)?;
            }
            store::directories::insert(c, &signed)?;
            entries.iter().try_for_each(|entry| log::append(c, agency, entry))
        })
        .await
        .map_err(|error| match error {
            StoreError::Duplicate(Key::Login) => TeamError::LoginTaken,
            StoreError::Duplicate(_) => TeamError::Stale,
            other => TeamError::Trouble(other.into()),
        })?;
    Ok(officer)
}

/// Signs the directory of an agency anew for the full period, with the same keys.
///
/// # Errors
/// [`TeamError`]; nothing has changed then.
pub async fn renew(app: &Arc<App>, agency: AgencyId, kit: &TrackingCode) -> Result<(), TeamError> {
    let row = next_directory(app, agency, kit, |_| ()).await?;
    let entry = log::directory_signed(app, None, &row)?;
    app.db
        .write(move |c| {
            store::directories::insert(c, &row)?;
            log::append(c, agency, &entry)
        })
        .await
        .map_err(|error| match error {
            StoreError::Duplicate(_) => TeamError::Stale,
            other => TeamError::Trouble(other.into()),
        })
}

/// What is kept of an identity for whoever signs the directory later.
pub(super) fn public_keys(identity: &Identity) -> PublicKeys {
    let public = identity.public();
    PublicKeys {
        kem_pk: public.kem_pk,
        sig_pk: public.sig_pk,
    }
}

/// Puts a reader at the end of every panel on which they do not stand.
pub(super) fn join_panels(c: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<(), StoreError> {
    for category in Category::ALL {
        let mut panel = store::panels::get(c, agency, *category)?;
        if !panel.contains(&officer) {
            panel.push(officer);
            store::panels::set(c, agency, *category, &panel)?;
        }
    }
    Ok(())
}

/// Takes somebody off every panel.
pub(super) fn leave_panels(c: &mut Conn, agency: AgencyId, officer: OfficerId) -> Result<(), StoreError> {
    for (category, mut panel) in store::panels::all(c, agency)? {
        if panel.contains(&officer) {
            panel.retain(|other| *other != officer);
            store::panels::set(c, agency, category, &panel)?;
        }
    }
    Ok(())
}

/// The directory after the present one, signed with the kit, with its entries changed.
///
/// # Errors
/// [`TeamError::WrongKit`] or trouble.
pub(super) async fn next_directory(
    app: &Arc<App>,
    agency: AgencyId,
    kit: &TrackingCode,
    change: impl FnOnce(&mut Vec<DirectoryEntry>),
) -> Result<store::directories::DirectoryRow, TeamError> {
    let (keys, row) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::keys(c, agency)?,
                store::directories::newest(c, agency)?,
            ))
        })
        .await?;
    let root = recovery::unlock_root(&keys.root_locked, kit, &keys.root_pk, &app.instance)?;
    let before = directory::verify_undated(app, &keys, &row)?;
    let mut entries = before.entries().to_vec();
    change(&mut entries);
    Ok(directory::sign(app, agency, &root, Some(&before), entries)?)
}
