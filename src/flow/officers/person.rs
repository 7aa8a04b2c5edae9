//! One person of the agency, with what they were appointed to and what happened to their account.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::category::Category;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::log::{Action, Entry};
use crate::domain::officer::Officer;
use crate::flow::trouble::Trouble;
use crate::store::appointments::Appointed;
use crate::store::{self, StoreError};
use crate::vault::id::KeyId;

/// The entries of the log that make up the history of a person.
const HISTORY: &[Action] = &[
    Action::OfficerAdded,
    Action::InvitationAccepted,
    Action::Appointed,
    Action::AppointmentSigned,
    Action::Retired,
    Action::DelegationMade,
    Action::DelegationEnded,
];

/// A person.
pub struct Person {
    /// Who.
    pub officer: Officer,
    /// The units of the agency.
    pub units: Vec<Unit>,
    /// What they were appointed to, the oldest first.
    pub appointments: Vec<Appointed>,
    /// What happened, the newest first: what, when, and who did it.
    pub history: Vec<(Action, i64, Option<Officer>)>,
    /// On which panels they stand, and at which place from 1.
    pub panels: Vec<(Category, usize)>,
    /// What their key is compared by.
    pub fingerprint: String,
    /// The closed accounts they had before this one.
    pub earlier: Vec<Officer>,
}

impl Person {
    /// Whether they may do nothing, or not all, before the directory has been signed.
    pub fn waits(&self) -> bool {
        let newest = self.appointments.last();
        self.officer.active && newest.is_some_and(|newest| newest.in_force_at.is_none())
    }
}

/// Looks a person up; nothing when the agency has no such person.
///
/// # Errors
/// When the store fails.
pub async fn person(app: &Arc<App>, agency: AgencyId, id: OfficerId) -> Result<Option<Person>, Trouble> {
    let read = app
        .db
        .read(move |c| {
            let officer = store::officers::by_id(c, agency, id)?;
            Ok::<_, StoreError>((
                officer,
                store::officers::list(c, agency)?,
                store::units::list(c, agency)?,
                store::appointments::of(c, agency, id)?,
                store::panels::all(c, agency)?,
                store::log::about(c, agency, id.0)?,
            ))
        })
        .await;
    let (officer, officers, units, appointments, panels, entries) = match read {
        Ok(found) => found,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let standing = |(category, order): (Category, Vec<OfficerId>)| {
        let at = order.iter().position(|other| *other == id)?;
        Some((category, at.saturating_add(1)))
    };
    let told = |entry: &Entry| {
        let action = Action::from_code(entry.action).filter(|action| HISTORY.contains(action))?;
        let actor = officers.iter().find(|officer| Some(officer.id) == entry.actor);
        Some((action, entry.at, actor.cloned()))
    };
    Ok(Some(Person {
        fingerprint: KeyId::from_bytes(officer.key).fingerprint(),
        history: entries.iter().rev().filter_map(told).collect(),
        panels: panels.into_iter().filter_map(standing).collect(),
        earlier: officers
            .iter()
            .filter(|one| officer.earlier.contains(&one.id))
            .cloned()
            .collect(),
        officer,
        units,
        appointments,
    }))
}
