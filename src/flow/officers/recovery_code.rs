//! A recovery code opens an officer's account when the password is forgotten. It is shown once, when it is made,
//! and works once; then a new password has been chosen and the code is gone.

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::log::Action;
use crate::domain::officer::Login;
use crate::domain::password::{self, PasswordProblem};
use crate::flow::audit::log;
use crate::flow::officers::account::{AccountError, changed};
use crate::flow::officers::sign_in::{Begun, Session, SignInError, begin, prove};
use crate::flow::officers::{attempt, key_lock};
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::code::{Reading, TrackingCode};
use crate::vault::id::KeyId;
use crate::vault::locked_key::{lock_code, unlock_code};

/// Why a recovery code opened nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryError {
    /// The name or the code is wrong, or the code has been used. One answer for all of them.
    Wrong,
    /// The new password is not good enough.
    Weak(PasswordProblem),
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for RecoveryError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for RecoveryError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound | StoreError::Stale => Self::Wrong,
            other => Self::Trouble(other.into()),
        }
    }
}

/// When the officer's code was made; nothing when they have none.
///
/// # Errors
/// When the store fails.
pub async fn made_at(app: &Arc<App>, session: &Session) -> Result<Option<i64>, Trouble> {
    let (agency, id) = (session.officer.agency, session.officer.id);
    Ok(app
        .db
        .read(move |c| store::recovery_codes::made_at(c, agency, id))
        .await?)
}

/// Makes a new code for somebody who is signed in; the one before opens nothing any more.
///
/// # Errors
/// [`AccountError`]; nothing has changed then.
pub async fn make(
    app: &Arc<App>,
    session: &Session,
    present: Zeroizing<String>,
) -> Result<TrackingCode, AccountError> {
    let credentials = prove(app, session, present).await?;
    if credentials.lock.locked_with_code {
        return Err(AccountError::KitOnly);
    }
    let code = TrackingCode::random(&app.rng).map_err(Trouble::from)?;
    let locked = lock_code(&session.identity, &code, &app.instance, &app.rng).map_err(Trouble::from)?;
    let (agency, id, now) = (session.officer.agency, session.officer.id, app.clock.now());
    let entry = changed(app, session, "recovery_made")?;
    app.db
        .write(move |c| {
            store::recovery_codes::set(c, agency, id, &locked, now)?;
            log::append(c, agency, &entry)
        })
        .await?;
    Ok(code)
}

/// Opens the account with the code: locks the key under the new password, switches one-time codes off (the phone
/// may be lost too), ends every session, forgets failed sign-ins, and begins a session. The code cannot be guessed,
/// so that nobody is kept waiting here.
///
/// # Errors
/// [`RecoveryError`]; nothing has changed then and the code is still good.
pub async fn open(
    app: &Arc<App>,
    agency: &Agency,
    login: &str,
    code: &str,
    fresh: Zeroizing<String>,
) -> Result<Begun, RecoveryError> {
    let login = Login::parse(login).ok_or(RecoveryError::Wrong)?;
    let (Reading::Code(code) | Reading::Proposed(code)) = TrackingCode::read(code) else {
        return Err(RecoveryError::Wrong);
    };
    let id = agency.id;
    let name = login.clone();
    let known = app
        .db
        .read(move |c| {
            let (officer, _) = store::officers::by_login(c, id, &name)?;
            let locked = store::recovery_codes::get(c, id, officer.id)?;
            Ok::<_, StoreError>((officer, locked))
        })
        .await;
    let known = match known {
        Ok((officer, locked)) if officer.active => Some((officer, locked)),
        Ok(_) | Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let who = known.as_ref().map(|(officer, _)| officer.id);
    let opened = known.and_then(|(officer, locked)| {
        let key = KeyId::from_bytes(officer.key);
        let identity = unlock_code(&locked, &code, &key, &app.instance).ok()?;
        Some((officer, locked, identity))
    });
    let Some((officer, locked, identity)) = opened else {
        log::sign_in_refused(app, id, who, "recovery_wrong").await?;
        return Err(RecoveryError::Wrong);
    };
    let names = password::names(agency, login.as_str(), &officer.name);
    password::check(&fresh, &names).map_err(RecoveryError::Weak)?;
    let lock = key_lock::lock(app, &identity, fresh, false).await?;
    let forget = attempt::forget(app, id, &login);
    let who = officer.id;
    let opened = json!({ "what": "recovered" });
    let entry = log::entry(app, Some(who), Action::AccountChanged, who.0, &opened)?;
    app.db
        .write(move |c| {
            store::recovery_codes::use_up(c, id, who, &locked)?;
            store::officers::set_locked_key(c, id, who, &lock)?;
            store::officers::remove_totp(c, id, who)?;
            store::sessions::delete_of_officer(c, id, who)?;
            forget(c)?;
            log::append(c, id, &entry)
        })
        .await?;
    begin(app, officer, &identity).await.map_err(|error| match error {
        SignInError::Trouble(trouble) => RecoveryError::Trouble(trouble),
        _ => RecoveryError::Wrong,
    })
}
