//! An officer's own affairs: password and one-time codes. Whoever changes them types the password once more.

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::log::{Action, NewEntry};
use crate::domain::password::{self, PasswordProblem};
use crate::flow::audit::log;
use crate::flow::officers::key_lock;
use crate::flow::officers::sign_in::{Session, SignInError, prove};
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::label;
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
    /// Too many wrong passwords: the name rests for so many seconds.
    Rest(i64),
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl From<Trouble> for AccountError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<SignInError> for AccountError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong | SignInError::CodeWanted => Self::Wrong,
            SignInError::Rest(seconds) => Self::Rest(seconds),
            SignInError::Trouble(trouble) => Self::Trouble(trouble),
        }
    }
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
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
        .await?;
    if credentials.lock.locked_with_code {
        return Err(AccountError::KitOnly);
    }
    let names = password::names(&session.agency, officer.login.as_str(), &officer.name);
    password::check(&new, &names).map_err(AccountError::Weak)?;
    prove(app, session, present).await?;
    let lock = key_lock::lock(app, &session.identity, new, false).await?;
    let (keep, now) = (session.sid, app.clock.now());
    let entry = changed(app, session, "password")?;
    app.db
        .write(move |c| {
            let this = store::sessions::find(c, agency, keep, now)?;
            store::officers::set_locked_key(c, agency, id, &lock)?;
            store::sessions::delete_of_officer(c, agency, id)?;
            store::sessions::insert(c, &this)?;
            log::append(c, agency, &entry)
        })
        .await
        .map_err(|error: StoreError| error.into())
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
/// [`AccountError::WrongDigits`] when it does not, [`AccountError::Wrong`] for the password; nothing has changed
/// then.
pub async fn enrol_totp(
    app: &Arc<App>,
    session: &Session,
    present: Zeroizing<String>,
    secret: &TotpSecret,
    digits: &str,
) -> Result<(), AccountError> {
    let step = secret
        .verify(digits, app.clock.now())
        .ok_or(AccountError::WrongDigits)?;
    prove(app, session, present).await?;
    let step = i64::try_from(step).map_err(|_| Trouble::Broken)?;
    let key = session.identity.derive_secret("totp");
    let sealed =
        small_box::seal(&key, label::TOTP_SECRET, secret.bytes(), &app.rng).map_err(Trouble::from)?;
    let (agency, id) = (session.officer.agency, session.officer.id);
    let entry = changed(app, session, "one_time_on")?;
    app.db
        .write(move |c| {
            store::officers::set_totp(c, agency, id, &sealed, step)?;
            log::append(c, agency, &entry)
        })
        .await
        .map_err(|error: StoreError| error.into())
}

/// Switches one-time codes off.
///
/// # Errors
/// [`AccountError::Wrong`] for the password; nothing has changed then.
pub async fn remove_totp(
    app: &Arc<App>,
    session: &Session,
    present: Zeroizing<String>,
) -> Result<(), AccountError> {
    prove(app, session, present).await?;
    let (agency, id) = (session.officer.agency, session.officer.id);
    let entry = changed(app, session, "one_time_off")?;
    app.db
        .write(move |c| {
            store::officers::remove_totp(c, agency, id)?;
            log::append(c, agency, &entry)
        })
        .await
        .map_err(|error: StoreError| error.into())
}

/// The entry that says what somebody changed about their own sign-in.
pub(super) fn changed(app: &App, session: &Session, what: &str) -> Result<NewEntry, Trouble> {
    let me = session.officer.id.0;
    log::by(app, session, Action::AccountChanged, me, &json!({ "what": what }))
}
