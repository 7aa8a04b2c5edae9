//! The order in which people are asked to read the reports of a category.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::category::Category;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::log::Action;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::domain::routing::{self, Routing};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// A panel and whoever could stand on it.
pub struct Panel {
    /// The order.
    pub order: Vec<OfficerId>,
    /// Everybody of the agency.
    pub officers: Vec<Officer>,
}

/// Why an order was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelError {
    /// Somebody changed the panel since the page was shown.
    Meanwhile,
    /// Somebody on it reads no cases, or not any more.
    Unfit,
    /// Nobody would read, and there is no outside body that could.
    Empty,
    /// The store failed.
    Trouble(Trouble),
}

impl From<Trouble> for PanelError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for PanelError {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

/// Looks up a panel.
///
/// # Errors
/// When the store fails.
pub async fn panel(app: &Arc<App>, agency: AgencyId, category: Category) -> Result<Panel, Trouble> {
    let (order, officers) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::panels::get(c, agency, category)?,
                store::officers::list(c, agency)?,
            ))
        })
        .await?;
    Ok(Panel { order, officers })
}

impl Panel {
    /// Whoever could stand on it, those who do first and in their order.
    pub fn able(&self) -> Vec<&Officer> {
        let mut able: Vec<&Officer> = self
            .officers
            .iter()
            .filter(|officer| routing::can_read(officer))
            .collect();
        let place = |officer: &&Officer| {
            let at = self.order.iter().position(|id| *id == officer.id);
            at.unwrap_or(usize::MAX)
        };
        able.sort_by_key(place);
        able
    }

    /// Who would read a report in which nobody is marked, if this were the order.
    pub fn readers(&self, agency: &Agency, order: &[OfficerId]) -> Routing {
        let (size, least) = (agency.panel_size, agency.minimum_readers);
        routing::route(order, &self.officers, &Involved::default(), size, least)
    }
}

/// Sets the order, if the panel is still as it was seen.
///
/// # Errors
/// [`PanelError`]; nothing has changed then.
pub async fn set(
    app: &Arc<App>,
    session: &Session,
    category: Category,
    seen: Vec<OfficerId>,
    order: Vec<OfficerId>,
) -> Result<(), PanelError> {
    let agency = session.agency.id;
    let names: Vec<String> = order.iter().map(ToString::to_string).collect();
    let detail = json!({ "category": category.key(), "order": names });
    let actor = Some(session.officer.id);
    let entry = log::entry(app, actor, Action::PanelSet, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            let present = store::panels::get(c, agency, category)?;
            if present == order {
                return Ok(());
            }
            if present != seen {
                return Err(PanelError::Meanwhile);
            }
            let officers = store::officers::list(c, agency)?;
            let fit = |id: &OfficerId| {
                officers
                    .iter()
                    .any(|officer| officer.id == *id && routing::can_read(officer))
            };
            if !order.iter().all(fit) {
                return Err(PanelError::Unfit);
            }
            let outside = |officer: &Officer| officer.active && officer.roles.has(Role::Outside);
            if order.is_empty() && !officers.iter().any(outside) {
                return Err(PanelError::Empty);
            }
            store::panels::set(c, agency, category, &order)?;
            Ok(log::append(c, agency, &entry)?)
        })
        .await
}
