//! Locks an officer's key under a password they have chosen, away from the threads that answer requests.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::flow::trouble::Trouble;
use crate::store::officers::Lock;
use crate::vault::error::VaultError;
use crate::vault::identity::Identity;
use crate::vault::locked_key::{Cost, lock_password};

/// The key, locked. The derivation takes 64 MiB for a tenth of a second and waits for its turn, so it runs on a
/// thread of its own.
///
/// # Errors
/// [`Trouble::Busy`] when too many wait already.
pub(super) async fn lock(
    app: &Arc<App>,
    identity: &Identity,
    password: Zeroizing<String>,
    must_change: bool,
) -> Result<Lock, Trouble> {
    let (app, identity) = (Arc::clone(app), identity.clone());
    let work = move || -> Result<_, VaultError> {
        let place = app.derivations.enter()?;
        lock_password(
            &identity,
            &password,
            Cost::DEFAULT,
            &app.instance,
            &place,
            &app.rng,
        )
    };
    let locked = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)??;
    Ok(Lock {
        locked_key: locked.to_vec(),
        locked_with_code: false,
        must_change,
    })
}
