//! Who does what in an agency, as the handbook says it: read from the same panels and rules that the program
//! follows, so that words and behaviour cannot drift apart (R26–R30).

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::category::Category;
use crate::domain::day::Day;
use crate::domain::deadline::Rule;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::domain::routing;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::handbooks::Handbook;
use crate::store::{self, StoreError};
use crate::vault::audit::spelled;
use crate::vault::edition_seal;

/// The posts that stand behind the steps of a case. A post is named once, in the order of the panel.
pub struct Duties {
    /// Who reads a report of a category in which nobody is marked as involved, and whether the outside body does.
    pub readers: Vec<(Category, Vec<String>, bool)>,
    /// Who gives the second signature.
    pub supervisors: Vec<String>,
    /// Who keeps names.
    pub custodians: Vec<String>,
    /// The rule for reports received today.
    pub rule: Rule,
}

impl Duties {
    /// Every post that reads reports, once.
    pub fn all_readers(&self) -> Vec<String> {
        once(
            self.readers
                .iter()
                .flat_map(|(_, posts, _)| posts.iter().cloned()),
        )
    }
}

/// Reads them.
///
/// # Errors
/// When the store fails.
pub async fn duties(app: &Arc<App>, agency: &Agency) -> Result<Duties, Trouble> {
    let id = agency.id;
    let (mut officers, panels, rules) = app
        .db
        .read(move |c| {
            Ok::<_, Trouble>((
                store::officers::list(c, id)?,
                store::panels::all(c, id)?,
                store::reckoning::rules(c, id)?,
            ))
        })
        .await?;
    officers.retain(|officer| officer.active);
    let nobody = Involved::default();
    let posts = |ids: &[OfficerId]| {
        let found = ids.iter().filter_map(|id| officers.iter().find(|o| o.id == *id));
        once(found.map(|officer| officer.post.clone()))
    };
    let readers = Category::ALL.iter().map(|category| {
        let panel = panels.get(category).map(Vec::as_slice).unwrap_or_default();
        let routing = routing::route(
            panel,
            &officers,
            &nobody,
            agency.panel_size,
            agency.minimum_readers,
        );
        (*category, posts(&routing.readers), routing.outside)
    });
    let readers = readers.collect();
    let custodians = posts(&routing::custodians(&officers, &nobody, agency.panel_size).readers);
    let signs = |officer: &&Officer| officer.roles.has(Role::Supervisor);
    let supervisors = once(officers.iter().filter(signs).map(|officer| officer.post.clone()));
    Ok(Duties {
        readers,
        supervisors,
        custodians,
        rule: rules.in_force_on(app.clock.today()),
    })
}

/// The versions that were announced, the newest first.
///
/// # Errors
/// When the store fails.
pub async fn versions(app: &Arc<App>, agency: AgencyId) -> Result<Vec<Handbook>, Trouble> {
    app.db.read(move |c| Ok(store::handbooks::list(c, agency)?)).await
}

/// The paper of a version, byte for byte as it was announced.
///
/// # Errors
/// When the store fails.
pub async fn paper(app: &Arc<App>, agency: AgencyId, version: i32) -> Result<Option<Vec<u8>>, Trouble> {
    app.db
        .read(move |c| Ok(store::handbooks::paper(c, agency, version)?))
        .await
}

/// Keeps the handbook as it is now as announced on a day. `after` is the version that the page showed as the newest:
/// a form that comes twice announces once. Gives false then, and when somebody else was faster.
///
/// # Errors
/// When the store fails.
pub async fn announce(
    app: &Arc<App>,
    session: &Session,
    after: i32,
    (announced_on, place): (Day, String),
    paper: Vec<u8>,
) -> Result<bool, Trouble> {
    let agency = session.agency.id;
    let version = after.saturating_add(1);
    let handbook = Handbook {
        version,
        announced_on,
        place,
        at: app.clock.now(),
        officer: session.officer.id,
    };
    let digest = spelled(&edition_seal::digest(&paper));
    let detail = json!({ "version": version, "day": announced_on.number(), "digest": digest });
    let entry = log::by(app, session, Action::HandbookAnnounced, agency.0, &detail)?;
    let written = app
        .db
        .write(move |c| {
            let newest = store::handbooks::list(c, agency)?
                .first()
                .map_or(0, |known| known.version);
            if newest != after {
                return Err(StoreError::Stale);
            }
            store::handbooks::insert(c, agency, &handbook, &paper)?;
            log::append(c, agency, &entry)
        })
        .await;
    match written {
        Ok(()) => Ok(true),
        Err(StoreError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn once(posts: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = Vec::new();
    for post in posts {
        if !seen.contains(&post) {
            seen.push(post);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_named_once_where_it_stands_first() {
        let posts = ["นิติกร", "ปลัด", "นิติกร"].map(str::to_owned);
        assert_eq!(once(posts.into_iter()), ["นิติกร", "ปลัด"]);
    }
}
