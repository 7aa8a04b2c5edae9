//! The posts and units of an agency, as a reporter is shown them (R29).

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::ids::AgencyId;
use crate::domain::officer::Officer;
use crate::flow::trouble::Trouble;
use crate::store;

/// Whom a reporter can mark as involved.
pub struct Posts {
    /// Officers in office; the outside body is one of them.
    pub officers: Vec<Officer>,
    /// Units, in the agency's order.
    pub units: Vec<Unit>,
}

/// Lists them.
///
/// # Errors
/// When the store fails.
pub async fn list(app: &Arc<App>, agency: AgencyId) -> Result<Posts, Trouble> {
    let (mut officers, units) = app
        .db
        .read(move |c| Ok::<_, Trouble>((store::officers::list(c, agency)?, store::units::list(c, agency)?)))
        .await?;
    officers.retain(|officer| officer.active);
    Ok(Posts { officers, units })
}
