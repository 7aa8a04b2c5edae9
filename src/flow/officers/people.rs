//! What administrators see of their agency: people, units, the order of readers, and the directory of keys.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::category::Category;
use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::invitation::Invitation;
use crate::domain::officer::Officer;
use crate::flow::officers::{directory, keys};
use crate::flow::trouble::Trouble;
use crate::store::appointments::Appointed;
use crate::store::{self, StoreError};
use crate::vault::directory::VerifiedDirectory;

pub use crate::flow::officers::directory::WARNING_DAYS;

/// Everything of an agency that is not a case.
pub struct People {
    /// Everybody who can sign in, the outside body as well.
    pub officers: Vec<Officer>,
    /// The units, in order.
    pub units: Vec<Unit>,
    /// Who is asked to read reports, in order, by category.
    pub panels: Vec<(Category, Vec<OfficerId>)>,
    /// Version of the directory of keys.
    pub version: u64,
    /// The day on which the directory ends.
    pub ends_on: Day,
    /// For comparison with the notice board.
    pub fingerprint: String,
    /// The appointments: those of one person stand together, the oldest first.
    pub appointments: Vec<Appointed>,
    /// The invitations that nobody accepted, the newest first.
    pub invitations: Vec<Invitation>,
}

impl People {
    /// Somebody of the agency.
    pub fn by_id(&self, id: OfficerId) -> Option<&Officer> {
        self.officers.iter().find(|officer| officer.id == id)
    }

    /// The newest appointment of a person.
    pub fn newest(&self, officer: OfficerId) -> Option<&Appointed> {
        keys::newest(&self.appointments, officer)
    }

    /// Whether a person goes on with roles although the days of their order are over (ADR 0076).
    pub fn is_past_term(&self, officer: &Officer, today: Day) -> bool {
        officer.active && !officer.roles.is_empty() && term_over(&self.appointments, officer.id, today)
    }

    /// Whether a person may do nothing before the directory of keys has been signed for them.
    pub fn waits(&self, officer: &Officer) -> bool {
        let newest = self.newest(officer.id);
        officer.active && newest.is_some_and(|newest| newest.in_force_at.is_none())
    }
}

/// Whether the days of the newest appointment of a person that came in force are over.
pub fn term_over(appointments: &[Appointed], officer: OfficerId, today: Day) -> bool {
    let theirs = appointments.iter().rev().filter(|one| one.officer == officer);
    let newest = theirs.into_iter().find(|one| one.in_force_at.is_some());
    newest.is_some_and(|newest| newest.appointment.term.is_over(today))
}

/// Lists them.
///
/// # Errors
/// [`Trouble`] when the store fails or the directory does not verify.
pub async fn people(app: &Arc<App>, agency: AgencyId) -> Result<People, Trouble> {
    let (officers, units, mut panels, appointments, invitations) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::officers::list(c, agency)?,
                store::units::list(c, agency)?,
                store::panels::all(c, agency)?,
                store::appointments::list(c, agency)?,
                store::invitations::list(c, agency)?,
            ))
        })
        .await?;
    let directory = newest(app, agency).await?.ok_or(Trouble::Damaged)?;
    let panels = Category::ALL
        .iter()
        .map(|category| (*category, panels.remove(category).unwrap_or_default()))
        .collect();
    Ok(People {
        officers,
        units,
        panels,
        version: directory.directory().version,
        ends_on: Day::of_moment(directory.directory().expires),
        fingerprint: directory::fingerprint(app, agency).await?,
        appointments,
        invitations,
    })
}

/// Days until the directory of an agency ends: negative when it has ended, nothing when there is none.
///
/// # Errors
/// [`Trouble`] when the store fails or the directory does not verify.
pub async fn days_left(app: &Arc<App>, agency: AgencyId) -> Result<Option<i64>, Trouble> {
    let directory = newest(app, agency).await?;
    Ok(directory.map(|directory| directory::days_left(&directory, app.clock.now())))
}

async fn newest(app: &Arc<App>, agency: AgencyId) -> Result<Option<Arc<VerifiedDirectory>>, Trouble> {
    match directory::newest(app, agency).await {
        Ok(directory) => Ok(Some(directory)),
        Err(Trouble::Closed) => Ok(None),
        Err(error) => Err(error),
    }
}
