//! An officer's own affairs: password and one-time codes.

use std::sync::Arc;

use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::password::{self, PasswordProblem};
use crate::flow::sign_in::{Session, SignInError, unlock};
use crate::flow::trouble::Trouble;
use crate::store::officers::Lock;
use crate::store::{self, StoreError};
use crate::vault::label;
use crate::vault::locked_key::{Cost, lock_password};
use crate::vault::small_box;
use crate::vault::totp::TotpSecret;

/// Why an officer's own affairs did not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountError {
    /// The present password is wrong.
    Wrong,
    /// The new password is not good enough.
    Weak(PasswordProblem),
    /// The outside body's key is opened by its kit; there is no password to change.
    KitOnly,
    /// The six digits do not fit the secret that was shown.
    WrongDigits,
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for AccountError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// Locks the officer's key under a new password and ends all their other sessions.
///
/// # Errors
/// [`AccountError`]; the old password holds then.
pub async fn change_password(
    app: &Arc<App>,
    session: &Session,
    present: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<(), AccountError> {
    let officer = &session.officer;
    let (agency, id) = (officer.agency, officer.id);
    let credentials = app
        .db
        .read(move |c| store::officers::credentials(c, agency, id))
        .await
        .map_err(Trouble::from)?;
    if credentials.lock.locked_with_code {
        return Err(AccountError::KitOnly);
    }
    password::check(
        &new,
        &[officer.login.as_str(), &officer.name, &session.agency.short_name],
    )
    .map_err(AccountError::Weak)?;
    unlock(app, officer, &credentials, present)
        .await
        .map_err(|error| match error {
            SignInError::Trouble(trouble) => AccountError::Trouble(trouble),
            SignInError::Wrong | SignInError::CodeWanted => AccountError::Wrong,
        })?;
    let work = {
        let app = Arc::clone(app);
        let identity = session.identity.clone();
        move || {
            let place = app.derivations.enter()?;
            lock_password(&identity, &new, Cost::DEFAULT, &app.instance, &place, &app.rng)
        }
    };
    let locked = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)?
        .map_err(Trouble::from)?;
    let lock = Lock {
        locked_key: locked.to_vec(),
        locked_with_code: false,
        must_change: false,
    };
    let (keep, now) = (session.sid, app.clock.now());
    app.db
        .write(move |c| {
            let this = store::sessions::find(c, agency, keep, now)?;
            store::officers::set_locked_key(c, agency, id, &lock)?;
            store::sessions::delete_of_officer(c, agency, id)?;
            store::sessions::insert(c, &this)
        })
        .await
        .map_err(|error: StoreError| AccountError::Trouble(error.into()))
}

/// A new secret for one-time codes, to be shown once.
///
/// # Errors
/// When the machine gives no random numbers.
pub fn new_totp_secret(app: &App) -> Result<TotpSecret, Trouble> {
    TotpSecret::random(&app.rng).map_err(|_| Trouble::Broken)
}

/// Enrols one-time codes after the officer has shown that their device makes the right ones.
///
/// # Errors
/// [`AccountError::WrongDigits`] when it does not; nothing has changed then.
pub async fn enrol_totp(
    app: &Arc<App>,
    session: &Session,
    secret: &TotpSecret,
    digits: &str,
) -> Result<(), AccountError> {
    let step = secret
        .verify(digits, app.clock.now())
        .ok_or(AccountError::WrongDigits)?;
    let step = i64::try_from(step).map_err(|_| Trouble::Broken)?;
    let key = session.identity.derive_secret("totp");
    let sealed =
        small_box::seal(&key, label::TOTP_SECRET, secret.bytes(), &app.rng).map_err(Trouble::from)?;
    let (agency, id) = (session.officer.agency, session.officer.id);
    app.db
        .write(move |c| store::officers::set_totp(c, agency, id, &sealed, step))
        .await
        .map_err(|error: StoreError| AccountError::Trouble(error.into()))
}
