//! The directory of keys, signed in the panel with the recovery kit: whoever waits for it is listed, whoever may no
//! longer be sealed to is struck out.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::appointment::Appointment;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::Officer;
use crate::flow::audit::log;
use crate::flow::officers::directory;
use crate::flow::officers::sign_in::Session;
use crate::flow::officers::team::{self, TeamError};
use crate::flow::trouble::Trouble;
use crate::store::appointments::Appointed;
use crate::store::public_keys::PublicKeys;
use crate::store::{self, Conn, StoreError};
use crate::vault::code::TrackingCode;
use crate::vault::directory::{DirectoryEntry, DirectoryRole, VerifiedDirectory};
use crate::vault::id::KeyId;
use crate::vault::identity::PublicIdentity;

/// Somebody whose appointment is not in force before their key is listed for it.
pub struct Waiting {
    /// Who.
    pub officer: Officer,
    /// Which of their appointments, the newest.
    pub seq: i32,
    /// What they are appointed to do.
    pub appointment: Appointment,
    /// What both sides compare; nothing while the key is not known because its owner has not signed in for long.
    pub fingerprint: Option<String>,
    /// Whether the term has begun and is not over.
    pub in_term: bool,
    key: Option<PublicIdentity>,
}

impl Waiting {
    /// Whether it can be signed now.
    pub const fn is_ready(&self) -> bool {
        self.in_term && self.key.is_some()
    }
}

/// What the next directory would change.
pub struct ToSign {
    /// The version in force.
    pub version: u64,
    /// Its last day.
    pub ends_on: Day,
    /// Who waits to be listed.
    pub waiting: Vec<Waiting>,
    /// Who is listed and must not be any more.
    pub leaving: Vec<Officer>,
    strikes: Vec<Strike>,
}

/// An entry that ends.
struct Strike {
    key: KeyId,
    role: DirectoryRole,
    /// Whether for good: the owner has left. A role that was taken away may come back.
    for_good: bool,
}

/// Looks up what there is to sign.
///
/// # Errors
/// [`Trouble::Closed`] when there is no directory; when the store fails or the directory does not verify.
pub async fn to_sign(app: &Arc<App>, agency: AgencyId) -> Result<ToSign, Trouble> {
    let (keys, row, officers, appointments, public) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::agencies::keys(c, agency)?,
                store::directories::newest(c, agency)?,
                store::officers::list(c, agency)?,
                store::appointments::list(c, agency)?,
                store::public_keys::all(c, agency)?,
            ))
        })
        .await
        .map_err(directory::none_means_closed)?;
    let verified = directory::verify_undated(app, &keys, &row)?;
    let today = app.clock.today();
    let waiting = officers
        .iter()
        .filter(|officer| officer.active)
        .filter_map(|officer| {
            let newest = newest(&appointments, officer.id)?;
            newest.in_force_at.is_none().then(|| {
                let key = public.get(&officer.id).and_then(|keys| believed(officer, *keys));
                Waiting {
                    officer: officer.clone(),
                    seq: newest.seq,
                    appointment: newest.appointment.clone(),
                    fingerprint: key.map(|key| key.key_id().fingerprint()),
                    in_term: newest.appointment.term.holds(today),
                    key,
                }
            })
        })
        .collect();
    let strikes = strikes(&verified, &officers, &appointments, app.clock.now());
    let struck = |officer: &&Officer| {
        let key = KeyId::from_bytes(officer.key);
        strikes.iter().any(|strike| strike.key == key)
    };
    Ok(ToSign {
        version: verified.version(),
        ends_on: Day::of_moment(verified.directory().expires),
        waiting,
        leaving: officers.iter().filter(struck).cloned().collect(),
        strikes,
    })
}

/// The newest appointment of a person.
pub(super) fn newest(appointments: &[Appointed], officer: OfficerId) -> Option<&Appointed> {
    appointments
        .iter()
        .rfind(|appointed| appointed.officer == officer)
}

/// The public keys of an officer, if they are those whose id stands with the officer.
fn believed(officer: &Officer, keys: PublicKeys) -> Option<PublicIdentity> {
    let public = PublicIdentity {
        kem_pk: keys.kem_pk,
        sig_pk: keys.sig_pk,
    };
    (public.key_id().to_bytes() == officer.key).then_some(public)
}

/// Entries of officers that are good and must not be: their owner has left, or does not have the role any more and
/// does not wait for it either.
fn strikes(
    directory: &VerifiedDirectory,
    officers: &[Officer],
    appointments: &[Appointed],
    now: i64,
) -> Vec<Strike> {
    let good = directory
        .entries()
        .iter()
        .filter(|entry| directory::is_good(entry, now));
    good.filter_map(|entry| {
        let key = entry.key.key_id();
        let officer = officers.iter().find(|officer| officer.key == key.to_bytes())?;
        let holds = |roles| directory::listed_as(roles).any(|role| role == entry.role);
        let waits = newest(appointments, officer.id)
            .is_some_and(|newest| newest.in_force_at.is_none() && holds(newest.appointment.roles));
        let insider = matches!(entry.role, DirectoryRole::Officer | DirectoryRole::Custodian);
        let ends = insider && !(officer.active && (holds(officer.roles) || waits));
        ends.then_some(Strike {
            key,
            role: entry.role,
            for_good: !officer.active,
        })
    })
    .collect()
}

/// An appointment whose holder's key has been compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whose.
    pub officer: OfficerId,
    /// Which of their appointments. A newer one has been read by nobody.
    pub seq: i32,
}

impl Compared {
    fn is(&self, waiting: &Waiting) -> bool {
        (self.officer, self.seq) == (waiting.officer.id, waiting.seq)
    }
}

/// Signs the next directory: lists those of the waiting whose fingerprints have been compared, for the appointments that
/// were shown beside them, and strikes out whoever must not be listed any more. `shown` is the version of the directory
/// that was in force then. The same form sent again finds its work done.
///
/// # Errors
/// [`TeamError`]; [`TeamError::Stale`] also when somebody compared waits no longer, or for something else than was shown.
/// Nothing has changed then.
pub async fn sign(
    app: &Arc<App>,
    session: &Session,
    kit: &TrackingCode,
    shown: u64,
    compared: &[Compared],
) -> Result<(), TeamError> {
    match sign_shown(app, session, kit, shown, compared).await {
        Err(TeamError::Stale) if signed_before(app, session, shown, compared).await? => Ok(()),
        other => other,
    }
}

/// Whether this officer signed the version after the one that was shown, and everything compared came in force.
async fn signed_before(
    app: &Arc<App>,
    session: &Session,
    shown: u64,
    compared: &[Compared],
) -> Result<bool, Trouble> {
    let agency = session.agency.id;
    let (version, appointments, entries) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::directories::newest_version(c, agency)?,
                store::appointments::list(c, agency)?,
                store::log::about(c, agency, agency.0)?,
            ))
        })
        .await?;
    let signing = Action::DirectorySigned.code();
    let newest = entries.iter().rfind(|entry| entry.action == signing);
    let mine = newest.is_some_and(|entry| entry.actor == Some(session.officer.id));
    let in_force = |one: &Compared| {
        appointments.iter().any(|appointed| {
            (appointed.officer, appointed.seq) == (one.officer, one.seq) && appointed.in_force_at.is_some()
        })
    };
    Ok(mine && u64::try_from(version).ok() == shown.checked_add(1) && compared.iter().all(in_force))
}

async fn sign_shown(
    app: &Arc<App>,
    session: &Session,
    kit: &TrackingCode,
    shown: u64,
    compared: &[Compared],
) -> Result<(), TeamError> {
    let agency = session.agency.id;
    let to_sign = to_sign(app, agency).await?;
    let listed: Vec<&Waiting> = to_sign
        .waiting
        .iter()
        .filter(|waiting| waiting.is_ready() && compared.iter().any(|one| one.is(waiting)))
        .collect();
    if listed.len() != compared.len() || to_sign.version != shown {
        return Err(TeamError::Stale);
    }
    let now = app.clock.now();
    let row = team::next_directory(app, agency, kit, |entries| {
        for strike in &to_sign.strikes {
            strike_out(entries, strike, now);
        }
        for waiting in &listed {
            list(entries, waiting, now);
        }
    })
    .await?;
    // Somebody signed another one after this one was looked at.
    if u64::try_from(row.version).ok() != shown.checked_add(1) {
        return Err(TeamError::Stale);
    }
    let actor = Some(session.officer.id);
    let signed = log::directory_signed(app, actor, &row)?;
    let joining = listed
        .iter()
        .map(|waiting| {
            let roles = waiting.appointment.roles;
            let detail = json!({ "version": row.version, "roles": roles.bits() });
            let object = waiting.officer.id.0;
            Ok(Joining {
                officer: waiting.officer.id,
                seq: waiting.seq,
                roles,
                entry: log::entry(app, actor, Action::AppointmentSigned, object, &detail)?,
            })
        })
        .collect::<Result<Vec<Joining>, Trouble>>()?;
    app.db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            store::directories::insert(c, &row)?;
            for joining in &joining {
                joining.write(c, agency, now)?;
            }
            for joining in &joining {
                log::append(c, agency, &joining.entry)?;
            }
            log::append(c, agency, &signed)
        })
        .await
        .map_err(|error| match error {
            StoreError::Duplicate(_) | StoreError::Stale => TeamError::Stale,
            other => TeamError::Trouble(other.into()),
        })
}

/// Somebody whose appointment comes in force.
struct Joining {
    officer: OfficerId,
    seq: i32,
    roles: crate::domain::role::Roles,
    entry: NewEntry,
}

impl Joining {
    fn write(&self, c: &mut Conn, agency: AgencyId, now: i64) -> Result<(), StoreError> {
        // Somebody may have switched them off since they were read.
        let before = store::officers::by_id(c, agency, self.officer)?;
        if !before.active {
            return Err(StoreError::Stale);
        }
        store::appointments::put_in_force(c, agency, self.officer, self.seq, now)?;
        store::officers::set_roles(c, agency, self.officer, self.roles)?;
        // Whoever read cases before stands where they were put, or was left out of a panel on purpose.
        if self.roles.read_cases() && !before.roles.read_cases() {
            team::join_panels(c, agency, self.officer)?;
        }
        Ok(())
    }
}

fn strike_out(entries: &mut [DirectoryEntry], strike: &Strike, now: i64) {
    let hit = |entry: &&mut DirectoryEntry| entry.role == strike.role && entry.key.key_id() == strike.key;
    for entry in entries.iter_mut().filter(hit) {
        entry.revoked |= strike.for_good;
        entry.not_after = now.max(entry.not_before.saturating_add(1));
    }
}

fn list(entries: &mut Vec<DirectoryEntry>, waiting: &Waiting, now: i64) {
    let Some(key) = waiting.key else { return };
    for role in directory::listed_as(waiting.appointment.roles) {
        match entries
            .iter_mut()
            .find(|entry| entry.role == role && entry.key == key)
        {
            // Listed once before, for a role that was taken away meanwhile.
            Some(entry) if !entry.revoked => entry.not_after = i64::MAX,
            Some(_) => {}
            None => entries.push(directory::entry(key, role, now)),
        }
    }
}
