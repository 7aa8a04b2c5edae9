//! An officer signs in: the password opens their key, for this session alone (envelope §1.3, §1.4).

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::ids::AgencyId;
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::{Login, Officer};
use crate::domain::role::Roles;
use crate::flow::audit::log;
use crate::flow::officers::attempt::Attempt;
use crate::flow::officers::team;
use crate::flow::trouble::Trouble;
use crate::store::cases::Reader;
use crate::store::{self, Conn, StoreError};
use crate::vault::code::{Reading, TrackingCode};
use crate::vault::error::VaultError;
use crate::vault::id::KeyId;
use crate::vault::identity::Identity;
use crate::vault::label;
use crate::vault::locked_key::{
    Cost, lock_session, pretend_unlock, unlock_code, unlock_password, unlock_session,
};
use crate::vault::session_key::SessionSecret;
use crate::vault::small_box;
use crate::vault::totp::TotpSecret;

/// How long a session lives without a request, in seconds.
pub const IDLE: i64 = 15 * 60;
/// How long a session lives at most, in seconds.
pub const ABSOLUTE: i64 = 8 * 3_600;

/// Why nobody was signed in. The three kinds of wrong look the same to the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// Name, password or one-time code is wrong.
    Wrong,
    /// The password is right and a one-time code is asked for.
    CodeWanted,
    /// Too many failures under this name: it rests for so many seconds, whoever tries.
    Rest(i64),
    /// The service is busy or broken.
    Trouble(Trouble),
}

impl SignInError {
    /// How the log calls it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::CodeWanted => "one_time_missing",
            Self::Rest(_) => "rests",
            Self::Trouble(_) => "trouble",
        }
    }
}

impl From<Trouble> for SignInError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

/// A signed-in officer, for one request.
pub struct Session {
    /// The agency.
    pub agency: Agency,
    /// The officer, as the store knows them at this moment.
    pub officer: Officer,
    /// Their key, open for this request.
    pub identity: Identity,
    /// What the session row is found by.
    pub sid: [u8; 32],
    /// Whether the password has to be changed before anything else.
    pub must_change: bool,
    /// Whether a one-time code is enrolled.
    pub has_totp: bool,
}

/// What a new session leaves with the browser.
pub struct Begun {
    /// The secret of the session cookie.
    pub secret: SessionSecret,
    /// What the session row is found by.
    pub sid: [u8; 32],
    /// Who signed in.
    pub officer: Officer,
}

/// Checks name, password and one-time code, and begins a session.
///
/// # Errors
/// [`SignInError`]. An unknown name takes as long as a wrong password.
pub async fn sign_in(
    app: &Arc<App>,
    agency: &Agency,
    login: &str,
    password: Zeroizing<String>,
    one_time: &str,
) -> Result<Begun, SignInError> {
    let id = agency.id;
    let known = match Login::parse(login) {
        Some(login) => {
            app.db
                .read(move |c| store::officers::by_login(c, id, &login))
                .await
        }
        None => Err(StoreError::NotFound),
    };
    let known = match known {
        Ok((officer, credentials)) if officer.active => Some((officer, credentials)),
        Ok(_) | Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    // A kit code cannot be guessed, and its name is the same everywhere: nobody is to shut the outside body out.
    if let Some((officer, credentials)) = &known
        && credentials.lock.locked_with_code
    {
        let opened = open(app, officer, credentials, password, one_time).await;
        if let Err(refused @ (SignInError::Wrong | SignInError::CodeWanted)) = &opened {
            log::sign_in_refused(app, id, Some(officer.id), refused.key()).await?;
        }
        return begin(app, officer.clone(), &opened?).await;
    }
    let who = known.as_ref().map(|(officer, _)| officer.id);
    let attempt = Attempt::begin(app, id, login, who).await?;
    let opened = match &known {
        Some((officer, credentials)) => open(app, officer, credentials, password, one_time).await,
        None => Err(pretend(app, password).await),
    };
    let identity = attempt.end(app, opened).await?;
    let (officer, _) = known.ok_or(SignInError::Wrong)?;
    begin(app, officer, &identity).await
}

/// Checks both, the password first.
async fn open(
    app: &Arc<App>,
    officer: &Officer,
    credentials: &store::officers::Credentials,
    password: Zeroizing<String>,
    one_time: &str,
) -> Result<Identity, SignInError> {
    let identity = unlock(app, officer, credentials, password).await?;
    check_one_time(app, officer, credentials, &identity, one_time).await?;
    Ok(identity)
}

/// Takes as long as a wrong password.
async fn pretend(app: &Arc<App>, password: Zeroizing<String>) -> SignInError {
    let app = Arc::clone(app);
    let nobody = move || -> Result<(), VaultError> {
        let place = app.derivations.enter()?;
        Err(pretend_unlock(&password, Cost::DEFAULT, &place))
    };
    derive(nobody).await.err().unwrap_or(SignInError::Wrong)
}

/// Asks somebody who is signed in for their password again. Wrong ones count like failed sign-ins: a borrowed
/// session is no place for guessing.
///
/// # Errors
/// [`SignInError::Wrong`], [`SignInError::Rest`] or trouble.
pub(super) async fn prove(
    app: &Arc<App>,
    session: &Session,
    password: Zeroizing<String>,
) -> Result<store::officers::Credentials, SignInError> {
    let officer = &session.officer;
    let (agency, id) = (officer.agency, officer.id);
    let credentials = app
        .db
        .read(move |c| store::officers::credentials(c, agency, id))
        .await?;
    if credentials.lock.locked_with_code {
        unlock(app, officer, &credentials, password).await?;
    } else {
        let attempt = Attempt::begin(app, agency, officer.login.as_str(), Some(id)).await?;
        let unlocked = unlock(app, officer, &credentials, password).await;
        attempt.end(app, unlocked).await?;
    }
    Ok(credentials)
}

async fn derive<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<Result<T, VaultError>, SignInError> {
    let done = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)?;
    match done {
        Err(VaultError::Busy) => Err(SignInError::Trouble(Trouble::Busy)),
        other => Ok(other),
    }
}

/// Opens an officer's key with their password; the outside body's with its kit code.
pub(super) async fn unlock(
    app: &Arc<App>,
    officer: &Officer,
    credentials: &store::officers::Credentials,
    password: Zeroizing<String>,
) -> Result<Identity, SignInError> {
    let key = KeyId::from_bytes(officer.key);
    let locked = credentials.lock.locked_key.clone();
    let with_code = credentials.lock.locked_with_code;
    let app = Arc::clone(app);
    derive(move || {
        if with_code {
            let (Reading::Code(code) | Reading::Proposed(code)) = TrackingCode::read(&password) else {
                return Err(VaultError::Mistyped);
            };
            unlock_code(&locked, &code, &key, &app.instance)
        } else {
            let place = app.derivations.enter()?;
            unlock_password(&locked, &password, &key, &app.instance, &place)
        }
    })
    .await?
    .map_err(|error| match error {
        VaultError::Mistyped => SignInError::Wrong,
        other => SignInError::Trouble(other.into()),
    })
}

async fn check_one_time(
    app: &Arc<App>,
    officer: &Officer,
    credentials: &store::officers::Credentials,
    identity: &Identity,
    one_time: &str,
) -> Result<(), SignInError> {
    let Some(sealed) = &credentials.totp else {
        return Ok(());
    };
    if one_time.trim().is_empty() {
        return Err(SignInError::CodeWanted);
    }
    let key = identity.derive_secret("totp");
    let secret = small_box::open(&key, label::TOTP_SECRET, sealed).map_err(Trouble::from)?;
    let secret = TotpSecret::from_bytes(&secret).map_err(Trouble::from)?;
    let step = secret
        .verify(one_time, app.clock.now())
        .ok_or(SignInError::Wrong)?;
    let step = i64::try_from(step).map_err(|_| Trouble::Broken)?;
    let (agency, officer) = (officer.agency, officer.id);
    // The same code is good once: a step that has been used, or an older one, is refused by the store.
    match app
        .db
        .write(move |c| store::officers::use_totp_step(c, agency, officer, step))
        .await
    {
        Ok(()) => Ok(()),
        Err(StoreError::Stale) => Err(SignInError::Wrong),
        Err(error) => Err(error.into()),
    }
}

/// Begins a session of somebody who has proved who they are.
pub(super) async fn begin(
    app: &Arc<App>,
    officer: Officer,
    identity: &Identity,
) -> Result<Begun, SignInError> {
    let secret = SessionSecret::random(&app.rng).map_err(|_| Trouble::Broken)?;
    let sid = secret.sid();
    let locked = lock_session(identity, &secret, &app.instance, &app.rng).map_err(Trouble::from)?;
    let now = app.clock.now();
    let row = store::sessions::Session {
        sid,
        agency: officer.agency,
        officer: officer.id,
        locked: locked.to_vec(),
        created_at: now,
        expires_at: now.saturating_add(ABSOLUTE),
        idle_until: now.saturating_add(IDLE),
    };
    let entry = log::entry(app, Some(officer.id), Action::SignedIn, officer.id.0, &json!({}))?;
    let keys = team::public_keys(identity);
    app.db
        .write(move |c| {
            store::public_keys::keep(c, row.agency, row.officer, &keys)?;
            store::sessions::insert(c, &row)?;
            log::append(c, row.agency, &entry)
        })
        .await?;
    Ok(Begun { secret, sid, officer })
}

/// Finds the session of a cookie and opens the officer's key for this request. Nothing when it has ended, the
/// officer was switched off, or it belongs to another agency.
///
/// # Errors
/// When the store fails.
pub async fn resume(
    app: &Arc<App>,
    agency: &Agency,
    secret: &SessionSecret,
) -> Result<Option<Session>, Trouble> {
    let now = app.clock.now();
    let sid = secret.sid();
    let id = agency.id;
    let found = app
        .db
        .read(move |c| {
            let session = store::sessions::find(c, id, sid, now)?;
            let officer = store::officers::by_id(c, id, session.officer)?;
            let credentials = store::officers::credentials(c, id, session.officer)?;
            Ok((session, officer, credentials))
        })
        .await;
    let (row, officer, credentials) = match found {
        Ok(found) => found,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !officer.active {
        return Ok(None);
    }
    let key = KeyId::from_bytes(officer.key);
    let Ok(identity) = unlock_session(&row.locked, secret, &key, &app.instance) else {
        return Ok(None);
    };
    // Written at most once a minute: a session that is used every second need not write every second.
    if row.idle_until < now + IDLE - 60 {
        let until = (now + IDLE).min(row.expires_at);
        app.db
            .write(move |c| store::sessions::touch(c, id, sid, until))
            .await?;
    }
    Ok(Some(Session {
        agency: agency.clone(),
        officer,
        identity,
        sid,
        must_change: credentials.lock.must_change,
        has_totp: credentials.totp.is_some(),
    }))
}

/// Ends one session.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(app: &Arc<App>, agency: AgencyId, sid: [u8; 32]) -> Result<(), Trouble> {
    let new = log::entry(app, None, Action::SignedOut, [0; 16], &json!({}))?;
    let end = move |c: &mut Conn| match store::sessions::delete(c, agency, sid)? {
        Some(officer) => {
            let signed_out = NewEntry {
                actor: Some(officer),
                object: officer.0,
                ..new
            };
            log::append(c, agency, &signed_out)
        }
        None => Ok(()),
    };
    Ok(app.db.write(end).await?)
}

impl Session {
    /// Who asks for cases on behalf of this session, now.
    pub fn reader(&self, app: &App) -> Reader {
        Reader {
            key: self.identity.key_id().to_bytes(),
            on: app.clock.today(),
        }
    }

    /// The roles this person holds at this moment.
    pub const fn roles(&self) -> Roles {
        self.officer.roles
    }
}
