//! Where the small page of an agency's channel may be shown in a frame.

use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::domain::embed::FramingSites;
use crate::domain::ids::AgencyId;
use crate::domain::log::Action;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store;

/// The websites of an agency.
///
/// # Errors
/// When the store fails.
pub async fn sites(app: &Arc<App>, agency: AgencyId) -> Result<FramingSites, Trouble> {
    Ok(app.db.read(move |c| store::embed_sites::find(c, agency)).await?)
}

/// Sets them. The log says that it was done, and how many there are.
///
/// # Errors
/// When the store fails.
pub async fn set(app: &Arc<App>, session: &Session, sites: FramingSites) -> Result<(), Trouble> {
    let agency = session.agency.id;
    let detail = json!({ "sites": sites.lines().lines().count() });
    let entry = log::by(app, session, Action::EmbedSitesSet, agency.0, &detail)?;
    app.db
        .write(move |c| {
            store::embed_sites::set(c, agency, &sites)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(())
}
