//! An agency begins: names, units, outside body, recovery kit, first officer. One write makes all of it.

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::{Agency, Slug, Unit};
use crate::domain::category::{AgencyKind, Category};
use crate::domain::ids::{AgencyId, OfficerId, UnitId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::{Login, Officer};
use crate::domain::role::{Role, Roles};
use crate::flow::audit::log;
use crate::flow::officers::{directory, key_lock};
use crate::flow::trouble::Trouble;
use crate::store::officers::Lock;
use crate::store::{self, StoreError};
use crate::vault::code::TrackingCode;
use crate::vault::digest::{same, sha256};
use crate::vault::directory::DirectoryRole;
use crate::vault::identity::Identity;
use crate::vault::label;
use crate::vault::locked_key::lock_code;
use crate::vault::recovery;

/// The two codes that are printed during set-up and kept in a safe.
pub struct Kits {
    /// Of the agency: opens the recovery key and signs the directory.
    pub recovery: TrackingCode,
    /// Of the outside body: what it signs in with.
    pub outside: TrackingCode,
}

/// What set-up asked, read and found good.
#[derive(Clone)]
pub struct Plan {
    /// Place in addresses.
    pub slug: Slug,
    /// Legal form.
    pub kind: AgencyKind,
    /// Full name.
    pub full_name: String,
    /// Short name.
    pub short_name: String,
    /// English name.
    pub english_name: String,
    /// District.
    pub district: String,
    /// Province.
    pub province: String,
    /// Contact of the complaint centre.
    pub contact: String,
    /// Address of the general complaint channel.
    pub general_link: String,
    /// Names of the units, in order.
    pub units: Vec<String>,
    /// Name of the outside body.
    pub outside_body: String,
    /// Whether this is a demonstration.
    pub demonstration: bool,
}

/// The first officer, who is admin as well.
pub struct FirstOfficer {
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Position of their unit in [`Plan::units`].
    pub unit: Option<usize>,
    /// Sign-in name.
    pub login: Login,
    /// Password.
    pub password: Zeroizing<String>,
    /// Address for the daily mail; empty for none.
    pub mail: String,
}

/// Why set-up did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// The one-time address has been used up or replaced.
    AddressUsed,
    /// Another agency of this installation has this place in addresses.
    SlugTaken,
    /// The store or the machine failed; nothing was made.
    Trouble(Trouble),
}

impl From<Trouble> for SetupError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// The sign-in name of the outside body, in every agency.
pub const OUTSIDE_LOGIN: &str = "outside";

/// The one-time address, if the installation has no agency yet.
///
/// # Errors
/// When the store fails.
pub async fn first_address(app: &Arc<App>) -> Result<Option<String>, Trouble> {
    if app.db.read(store::agencies::list).await?.is_empty() {
        new_address(app).await.map(Some)
    } else {
        Ok(None)
    }
}

/// A new one-time address; an older one no longer works.
///
/// # Errors
/// When the store or the machine's randomness fails.
pub async fn new_address(app: &Arc<App>) -> Result<String, Trouble> {
    let token = data_encoding::HEXLOWER.encode(&app.rng.bytes::<16>()?);
    let hash = token_hash(&token);
    app.db
        .write(move |c| store::instance::set_setup_token_hash(c, hash))
        .await?;
    Ok(format!("{}/setup/{token}", app.config.server.public_address))
}

/// Whether the token of an address is the one in force. Asking does not use it up.
///
/// # Errors
/// When the store fails.
pub async fn is_open(app: &Arc<App>, token: &str) -> Result<bool, Trouble> {
    let stored = app.db.read(store::instance::setup_token_hash).await?;
    let typed = token_hash(token);
    Ok(stored.is_some_and(|stored| same(&stored, &typed)))
}

fn token_hash(token: &str) -> [u8; 32] {
    sha256(&[label::SETUP_TOKEN, token.as_bytes()])
}

/// The two codes that belong to a set-up key: the same on every page of one set-up.
pub fn kits(app: &App, setup_key: &[u8; 32]) -> Kits {
    let key = |which: &[u8]| sha256(&[label::SETUP_KIT, which, setup_key]);
    Kits {
        recovery: TrackingCode::from_submission_key(&key(b"recovery"), &app.instance),
        outside: TrackingCode::from_submission_key(&key(b"outside"), &app.instance),
    }
}

/// Makes the agency and uses up the one-time address.
///
/// # Errors
/// [`SetupError`]; nothing has been made then.
pub async fn complete(
    app: &Arc<App>,
    token: &str,
    plan: Plan,
    first: FirstOfficer,
    kits: &Kits,
) -> Result<Agency, SetupError> {
    if !is_open(app, token).await? {
        return Err(SetupError::AddressUsed);
    }
    let made = make(app, plan, first, kits).await?;
    let hash = token_hash(token);
    let agency = made.agency.clone();
    app.db
        .write(move |c| {
            store::instance::clear_setup_token_hash(c, hash)?;
            made.insert(c)
        })
        .await
        .map_err(|error| match error {
            StoreError::NotFound | StoreError::Stale => SetupError::AddressUsed,
            StoreError::Duplicate(_) => SetupError::SlugTaken,
            other => SetupError::Trouble(other.into()),
        })?;
    Ok(agency)
}

/// Makes the agency without an address: for the demonstration and for tests.
///
/// # Errors
/// [`SetupError`]; nothing has been made then.
pub async fn found(
    app: &Arc<App>,
    plan: Plan,
    first: FirstOfficer,
    kits: &Kits,
) -> Result<Agency, SetupError> {
    let made = make(app, plan, first, kits).await?;
    let agency = made.agency.clone();
    app.db
        .write(move |c| made.insert(c))
        .await
        .map_err(|error| match error {
            StoreError::Duplicate(_) => SetupError::SlugTaken,
            other => SetupError::Trouble(other.into()),
        })?;
    Ok(agency)
}

/// Everything of a new agency, ready to be written.
struct Made {
    agency: Agency,
    keys: store::agencies::AgencyKeys,
    units: Vec<Unit>,
    officers: Vec<(Officer, Lock)>,
    directory: store::directories::DirectoryRow,
    entries: Vec<NewEntry>,
}

async fn make(app: &Arc<App>, plan: Plan, first: FirstOfficer, kits: &Kits) -> Result<Made, Trouble> {
    let id = AgencyId(app.rng.bytes::<16>()?);
    let units = new_units(app, id, &plan.units)?;
    let root = Identity::generate(&app.rng)?;
    let root_locked = recovery::lock_root(&root, &kits.recovery, &app.instance, &app.rng)?;
    let recovery = recovery::identity(&kits.recovery, &app.instance);
    let outside = Identity::generate(&app.rng)?;
    let outside_locked = lock_code(&outside, &kits.outside, &app.instance, &app.rng)?;
    let officer = Identity::generate(&app.rng)?;
    let officer_lock = key_lock::lock(app, &officer, first.password, false).await?;
    let unit = first.unit.and_then(|at| units.get(at)).map(|unit| unit.id);

    let person =
        |identity: &Identity, login: Login, name: String, post: String, unit, mail, roles: &[Role]| {
            Ok::<Officer, Trouble>(Officer {
                id: OfficerId(app.rng.bytes::<16>()?),
                agency: id,
                unit,
                login,
                name,
                post,
                mail,
                roles: Roles::of(roles),
                key: identity.key_id().to_bytes(),
                active: true,
                earlier: Vec::new(),
            })
        };
    let roles = [Role::Intake, Role::Responsible, Role::Custodian, Role::Admin];
    let first_officer = person(
        &officer,
        first.login,
        first.name,
        first.post,
        unit,
        first.mail,
        &roles,
    )?;
    let outside_login = Login::parse(OUTSIDE_LOGIN).ok_or(Trouble::Broken)?;
    let (name, post) = (plan.outside_body.clone(), plan.outside_body.clone());
    let outside_officer = person(
        &outside,
        outside_login,
        name,
        post,
        None,
        String::new(),
        &[Role::Outside],
    )?;

    let now = app.clock.now();
    let entries = vec![
        directory::entry(recovery.public(), DirectoryRole::Recovery, now),
        directory::entry(outside.public(), DirectoryRole::Referral, now),
        directory::entry(officer.public(), DirectoryRole::Officer, now),
        directory::entry(officer.public(), DirectoryRole::Custodian, now),
    ];
    let directory = directory::sign(app, id, &root, None, entries)?;
    let entries = vec![
        log::entry(app, None, Action::Founded, id.0, &json!({}))?,
        log::officer_added(app, &first_officer)?,
        log::officer_added(app, &outside_officer)?,
        log::directory_signed(app, None, &directory)?,
    ];
    Ok(Made {
        entries,
        agency: Agency {
            id,
            slug: plan.slug,
            kind: plan.kind,
            full_name: plan.full_name,
            short_name: plan.short_name,
            english_name: plan.english_name,
            district: plan.district,
            province: plan.province,
            contact: plan.contact,
            general_link: plan.general_link,
            outside_body: plan.outside_body,
            panel_size: 2,
            minimum_readers: 2,
            demonstration: plan.demonstration,
        },
        keys: store::agencies::AgencyKeys {
            root_pk: root.public().sig_pk,
            root_locked: root_locked.to_vec(),
            recovery_key: recovery.key_id().to_bytes(),
        },
        units,
        officers: vec![
            (first_officer, officer_lock),
            (
                outside_officer,
                Lock {
                    locked_key: outside_locked.to_vec(),
                    locked_with_code: true,
                    must_change: false,
                },
            ),
        ],
        directory,
    })
}

fn new_units(app: &App, agency: AgencyId, names: &[String]) -> Result<Vec<Unit>, Trouble> {
    names
        .iter()
        .zip(0_i16..)
        .map(|(name, position)| {
            let id = UnitId(app.rng.bytes::<16>()?);
            Ok(Unit {
                id,
                agency,
                name: name.clone(),
                position,
            })
        })
        .collect()
}

impl Made {
    fn insert(&self, c: &mut store::Conn) -> Result<(), StoreError> {
        let id = self.agency.id;
        store::agencies::insert(c, &self.agency, &self.keys)?;
        for unit in &self.units {
            store::units::insert(c, unit)?;
        }
        for (officer, lock) in &self.officers {
            store::officers::insert(c, officer, lock)?;
        }
        let insiders = self.officers.iter().filter(|(_, lock)| !lock.locked_with_code);
        let first: Vec<OfficerId> = insiders.map(|(officer, _)| officer.id).collect();
        for category in Category::ALL {
            store::panels::set(c, id, *category, &first)?;
        }
        store::directories::insert(c, &self.directory)?;
        self.entries
            .iter()
            .try_for_each(|entry| log::append(c, id, entry))
    }
}
