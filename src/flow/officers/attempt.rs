//! One try with a password. It counts as failed from its beginning, in the store, until it has succeeded: many
//! tries at the same moment and a restart in between are no way round.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::{AgencyId, OfficerId};
use crate::domain::officer::Login;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::SignInError;
use crate::store::{self, StoreError};
use crate::vault::digest::sha256;
use crate::vault::label;

/// A try under a name that may or may not be somebody's.
pub(super) struct Attempt {
    agency: AgencyId,
    name: [u8; 32],
    officer: Option<OfficerId>,
}

impl Attempt {
    /// Begins a try under the name of this officer, or of nobody.
    ///
    /// # Errors
    /// [`SignInError::Rest`] when the name rests after too many failures.
    pub(super) async fn begin(
        app: &Arc<App>,
        agency: AgencyId,
        login: &str,
        officer: Option<OfficerId>,
    ) -> Result<Self, SignInError> {
        let name = name(app, agency, login);
        let now = app.clock.now();
        let rest = app
            .db
            .write(move |c| {
                let failures = store::sign_in_failures::get(c, agency, name)?;
                let rest = failures.rest(now);
                if rest.is_none() {
                    store::sign_in_failures::put(c, agency, name, failures.with_one(now))?;
                }
                Ok::<_, StoreError>(rest)
            })
            .await?;
        match rest {
            Some(seconds) => Err(SignInError::Rest(seconds)),
            None => Ok(Self {
                agency,
                name,
                officer,
            }),
        }
    }

    /// Ends a try: what went wrong with the service is not held against the name.
    pub(super) async fn end<T>(
        self,
        app: &Arc<App>,
        result: Result<T, SignInError>,
    ) -> Result<T, SignInError> {
        let Self {
            agency,
            name,
            officer,
        } = self;
        match &result {
            Ok(_) => {
                app.db
                    .write(move |c| store::sign_in_failures::clear(c, agency, name))
                    .await?;
            }
            Err(SignInError::Trouble(_)) => {
                let given_back = app.db.write(move |c| {
                    let mut failures = store::sign_in_failures::get(c, agency, name)?;
                    failures.count = failures.count.saturating_sub(1).max(0);
                    store::sign_in_failures::put(c, agency, name, failures)
                });
                // The trouble itself says more than a second one would.
                let _: Result<(), StoreError> = given_back.await;
            }
            Err(refused) => log::sign_in_refused(app, agency, officer, refused.key()).await?,
        }
        result
    }
}

/// Forgets the failures under a name: its owner has proved who they are in another way.
pub(super) fn forget(
    app: &App,
    agency: AgencyId,
    login: &Login,
) -> impl FnOnce(&mut store::Conn) -> Result<(), StoreError> + use<> {
    let name = name(app, agency, login.as_str());
    move |c| store::sign_in_failures::clear(c, agency, name)
}

fn name(app: &App, agency: AgencyId, login: &str) -> [u8; 32] {
    let known = Login::parse(login);
    let login = known
        .as_ref()
        .map_or_else(|| login.trim(), |login| login.as_str());
    // All but the last are of fixed length.
    sha256(&[
        label::SIGN_IN_NAME,
        app.secret.expose(),
        agency.as_bytes(),
        login.as_bytes(),
    ])
}
