//! People are appointed to something else, or leave. Nobody does it to themselves, and somebody who looks after people
//! always remains.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::appointment::Appointment;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::role::{Role, Roles};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::officers::{directory, team};
use crate::flow::trouble::Trouble;
use crate::store::appointments::Appointed;
use crate::store::officers::Seat;
use crate::store::{self, Conn, StoreError};
use crate::vault::directory::DirectoryRole;

/// Why a person stays what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointError {
    /// The agency has no such person.
    NotFound,
    /// It is oneself.
    Oneself,
    /// It is the outside body, which holds its place by the name of the agency's settings.
    OutsideBody,
    /// Their order begins on a later day, and they would lose the roles they have until then.
    NotBegun,
    /// There would be no administrator left.
    LastAdmin,
    /// A panel would be empty and there is no outside body that could read instead.
    EmptyPanel,
    /// Somebody changed something about this person since the page was shown.
    Meanwhile,
    /// The store failed.
    Trouble(Trouble),
}

impl From<Trouble> for AppointError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for AppointError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Stale => Self::Meanwhile,
            other => Self::Trouble(other.into()),
        }
    }
}

/// What an administrator decided about a person, and what they had in front of them.
#[derive(Clone)]
pub struct Decision {
    /// Whom.
    pub officer: OfficerId,
    /// How many appointments of the person the page showed.
    pub seen: usize,
    /// To what.
    pub appointment: Appointment,
    /// Address for the daily mail; empty for none.
    pub mail: String,
}

/// Appoints a person to something else. What the directory of keys already allows is in force at once, and so is the
/// loss of what is not part of it any more; the rest waits until the directory is signed. Nothing is in force before the
/// first day of the order. Says whether all is in force.
///
/// # Errors
/// [`AppointError`]; nothing has changed then.
pub async fn appoint(app: &Arc<App>, session: &Session, new: Decision) -> Result<bool, AppointError> {
    match enter(app, session, new.clone()).await {
        // The form came twice: it has been entered, and says what came of it.
        Err(AppointError::Meanwhile) => {
            let entered = entered(app, session, &new).await?;
            entered.ok_or(AppointError::Meanwhile)
        }
        other => other,
    }
}

/// Whether this very decision is the newest of the person, and all of it in force; nothing when it is not.
async fn entered(app: &Arc<App>, session: &Session, new: &Decision) -> Result<Option<bool>, AppointError> {
    let (agency, officer) = (session.agency.id, new.officer);
    let (known, person) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::appointments::of(c, agency, officer)?,
                store::officers::by_id(c, agency, officer)?,
            ))
        })
        .await?;
    let same = |newest: &&Appointed| {
        let place = usize::try_from(newest.seq).ok() == Some(new.seen);
        let mine = newest.by == Some(session.officer.id);
        place && mine && newest.appointment == new.appointment && person.active && person.mail == new.mail
    };
    let newest = known.last().filter(same);
    Ok(newest.map(|newest| newest.in_force_at.is_some()))
}

async fn enter(app: &Arc<App>, session: &Session, new: Decision) -> Result<bool, AppointError> {
    let (agency, me, now) = (session.agency.id, session.officer.id, app.clock.now());
    if new.officer == me {
        return Err(AppointError::Oneself);
    }
    let verified = directory::newest(app, agency).await?;
    let version = verified.version();
    let listed: Vec<([u8; 32], DirectoryRole)> = verified
        .entries()
        .iter()
        .filter(|entry| directory::is_good(entry, now))
        .map(|entry| (entry.key.key_id().to_bytes(), entry.role))
        .collect();
    let entry = |before: Roles, effective: Roles| {
        let detail = json!({
            "before": before.bits(),
            "roles": new.appointment.roles.bits(),
            "in_force": effective.bits(),
        });
        log::entry(app, Some(me), Action::Appointed, new.officer.0, &detail)
    };
    // What is in force depends on the row, which may change until it is written: the entry is made of both.
    let officer = new.officer;
    let (known, person) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::appointments::of(c, agency, officer)?,
                store::officers::by_id(c, agency, officer)?,
            ))
        })
        .await?;
    if known.len() != new.seen || !person.active {
        return Err(AppointError::Meanwhile);
    }
    if person.roles.has(Role::Outside) {
        return Err(AppointError::OutsideBody);
    }
    let begun = new.appointment.term.has_begun(app.clock.today());
    if !begun && !person.roles.is_empty() {
        return Err(AppointError::NotBegun);
    }
    let effective = if begun {
        in_force(&person, &known, new.appointment.roles, &listed)
    } else {
        Roles::default()
    };
    let whole = effective == new.appointment.roles;
    let entry = entry(person.roles, effective)?;
    let seat = Seat {
        post: new.appointment.post.clone(),
        unit: new.appointment.unit,
        mail: new.mail,
    };
    let appointed = Appointed {
        officer,
        seq: i32::try_from(new.seen).map_err(|_| Trouble::Broken)?,
        appointment: new.appointment,
        by: Some(me),
        at: now,
        in_force_at: whole.then_some(now),
    };
    app.db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            let unchanged = store::officers::by_id(c, agency, officer)? == person;
            let same_keys = store::directories::newest(c, agency)?.version;
            if !unchanged || u64::try_from(same_keys).ok() != Some(version) {
                return Err(AppointError::Meanwhile);
            }
            store::appointments::add(c, agency, &appointed)?;
            store::officers::set_seat(c, agency, officer, &seat)?;
            store::officers::set_roles(c, agency, officer, effective)?;
            if effective.read_cases() && !person.roles.read_cases() {
                team::join_panels(c, agency, officer)?;
            } else if !effective.read_cases() {
                team::leave_panels(c, agency, officer)?;
            }
            somebody_remains(c, agency)?;
            Ok(log::append(c, agency, &entry)?)
        })
        .await?;
    Ok(whole)
}

/// As much of the roles as the signed directory allows. Nothing for somebody who waits to be signed for the first time:
/// only whoever holds the kit adds people.
fn in_force(
    person: &Officer,
    known: &[Appointed],
    wanted: Roles,
    listed: &[([u8; 32], DirectoryRole)],
) -> Roles {
    let admitted = known.is_empty() || known.iter().any(|one| one.in_force_at.is_some());
    if !admitted {
        return Roles::default();
    }
    let may = |role: Role| {
        directory::listed_as(Roles::of(&[role])).all(|listing| listed.contains(&(person.key, listing)))
    };
    wanted.only(may)
}

/// A person leaves: signed out everywhere and struck from every panel at once, also in the middle of a request. Their
/// key is struck from the directory when that is signed next; nothing is sealed to it any more from now on.
///
/// # Errors
/// [`AppointError`]; nothing has changed then.
pub async fn retire(app: &Arc<App>, session: &Session, officer: OfficerId) -> Result<(), AppointError> {
    let (agency, me) = (session.agency.id, session.officer.id);
    if officer == me {
        return Err(AppointError::Oneself);
    }
    let entry = log::entry(app, Some(me), Action::Retired, officer.0, &json!({}))?;
    app.db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            let person = store::officers::by_id(c, agency, officer)?;
            if person.roles.has(Role::Outside) {
                return Err(AppointError::OutsideBody);
            }
            if !person.active {
                // The form came twice.
                return Ok(());
            }
            store::officers::set_active(c, agency, officer, false)?;
            store::sessions::delete_of_officer(c, agency, officer)?;
            team::leave_panels(c, agency, officer)?;
            somebody_remains(c, agency)?;
            Ok(log::append(c, agency, &entry)?)
        })
        .await
}

/// Refuses what would leave nobody who looks after people, or a panel that nobody reads. Counted after the change, in
/// its transaction, with the agency held: two who demote each other do not both succeed.
fn somebody_remains(c: &mut Conn, agency: AgencyId) -> Result<(), AppointError> {
    let officers = store::officers::list(c, agency)?;
    let active = |role: Role| {
        officers
            .iter()
            .any(|officer| officer.active && officer.roles.has(role))
    };
    if !active(Role::Admin) {
        return Err(AppointError::LastAdmin);
    }
    let panels = store::panels::all(c, agency)?;
    let read = |category: &crate::domain::category::Category| panels.contains_key(category);
    if !active(Role::Outside) && !crate::domain::category::Category::ALL.iter().all(read) {
        return Err(AppointError::EmptyPanel);
    }
    Ok(())
}
