//! Somebody is invited by a one-time address, chooses a password of their own, and waits for the directory to be
//! signed with the recovery kit. Until then they open their own account and nothing else.

use std::sync::Arc;

use serde_json::json;
use zeroize::Zeroizing;

use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::appointment::Appointment;
use crate::domain::ids::{AgencyId, InvitationId, OfficerId};
use crate::domain::invitation::{Continues, ContinuesProblem, Ending, Invitation, Standing, accounts_of};
use crate::domain::log::{Action, NewEntry};
use crate::domain::officer::{Login, Officer};
use crate::domain::password::{self, PasswordProblem};
use crate::domain::role::Roles;
use crate::flow::audit::log;
use crate::flow::officers::sign_in::{Begun, Session, SignInError, begin};
use crate::flow::officers::{key_lock, team};
use crate::flow::trouble::Trouble;
use crate::store::appointments::Appointed;
use crate::store::{self, Key, StoreError};
use crate::vault::digest::sha256;
use crate::vault::identity::Identity;
use crate::vault::label;

/// Whoever is to join.
pub struct Invitee {
    /// What they will type to sign in.
    pub login: Login,
    /// Their name.
    pub name: String,
    /// Address for the daily mail; empty for none.
    pub mail: String,
    /// What they are appointed to do.
    pub appointment: Appointment,
    /// Whether they had an account before.
    pub continues: Continues,
}

/// An invitation that has just been made, with its address, which is known at this moment only.
pub struct Made {
    /// The invitation.
    pub invitation: Invitation,
    /// The address to hand over.
    pub address: Zeroizing<String>,
}

/// Why nobody was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteError {
    /// Somebody has the sign-in name, or was invited with it.
    LoginTaken,
    /// Whether they had an account before was not said, or cannot be.
    Continues(ContinuesProblem),
    /// The store or the machine failed.
    Trouble(Trouble),
}

impl From<ContinuesProblem> for InviteError {
    fn from(problem: ContinuesProblem) -> Self {
        Self::Continues(problem)
    }
}

impl From<Trouble> for InviteError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for InviteError {
    fn from(error: StoreError) -> Self {
        Self::Trouble(error.into())
    }
}

/// Why nobody joined; the address is still good unless it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The address does not work, or no longer.
    Over(Option<Standing>),
    /// The password is not good enough.
    Weak(PasswordProblem),
    /// Somebody else joined with this sign-in name meanwhile.
    LoginTaken,
    /// The store or the machine failed.
    Trouble(Trouble),
}

impl From<Trouble> for JoinError {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<StoreError> for JoinError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(Key::Login) => Self::LoginTaken,
            other => Self::Trouble(other.into()),
        }
    }
}

fn token_hash(token: &str) -> [u8; 32] {
    sha256(&[label::INVITATION, token.as_bytes()])
}

/// Makes a one-time address for somebody. Its host comes from the settings and from nothing else. Whoever sends the same
/// invitation again gets another address, and the one before is good for nothing: the page that showed it may be gone.
///
/// # Errors
/// [`InviteError`]; nobody is invited then.
pub async fn invite(app: &Arc<App>, session: &Session, invitee: Invitee) -> Result<Made, InviteError> {
    let agency = session.agency.id;
    let secret = app.rng.secret::<16>().map_err(Trouble::from)?;
    let token = Zeroizing::new(data_encoding::HEXLOWER.encode(&*secret));
    let now = app.clock.now();
    let said = invitee.continues;
    let continues = match said {
        Continues::Account(account) => Some(account),
        Continues::Unsaid | Continues::Nobody => None,
    };
    let invitation = Invitation {
        id: InvitationId(app.rng.bytes().map_err(Trouble::from)?),
        agency,
        login: invitee.login,
        name: invitee.name,
        mail: invitee.mail,
        appointment: invitee.appointment,
        continues,
        by: session.officer.id,
        at: now,
        ended: None,
    };
    let mut detail = json!({ "roles": invitation.appointment.roles.bits() });
    if let (Some(earlier), Some(detail)) = (continues, detail.as_object_mut()) {
        detail.insert("continues".to_owned(), json!(earlier.to_string()));
    }
    let actor = Some(session.officer.id);
    let entry = log::entry(app, actor, Action::Invited, invitation.id.0, &detail)?;
    let (new, hash) = (invitation.clone(), token_hash(&token));
    let withdrawn = log::entry(app, actor, Action::InvitationWithdrawn, [0; 16], &json!({}))?;
    app.db
        .write(move |c| {
            store::agencies::hold(c, agency)?;
            let others = store::invitations::list(c, agency)?;
            let mut open = others
                .iter()
                .filter(|other| other.standing(now) == Standing::Open && other.login == new.login);
            match (store::officers::by_login(c, agency, &new.login), open.next()) {
                (Err(StoreError::NotFound), None) => {}
                (Err(StoreError::NotFound), Some(before)) if new.repeats(before) => {
                    store::invitations::end(c, agency, before.id, Ending::Withdrawn, now)?;
                    let object = before.id.0;
                    log::append(c, agency, &NewEntry { object, ..withdrawn })?;
                }
                (Ok(_) | Err(StoreError::NotFound), _) => return Err(InviteError::LoginTaken),
                (Err(error), _) => return Err(error.into()),
            }
            let officers = store::officers::list(c, agency)?;
            said.settle(&new.name, &officers)?;
            store::invitations::insert(c, &new, &hash)?;
            Ok(log::append(c, agency, &entry)?)
        })
        .await?;
    let (host, slug) = (&app.config.server.public_address, &session.agency.slug);
    Ok(Made {
        invitation,
        address: Zeroizing::new(format!("{host}/{slug}/join/{}", token.as_str())),
    })
}

/// The closed accounts of an agency, by name: whoever is invited may have had one of them.
///
/// # Errors
/// When the store fails.
pub async fn closed(app: &Arc<App>, agency: AgencyId) -> Result<Vec<Officer>, Trouble> {
    let mut all = app.db.read(move |c| store::officers::list(c, agency)).await?;
    all.retain(|officer| !officer.active);
    Ok(all)
}

/// Takes an invitation back. Gives false when it is not open any more.
///
/// # Errors
/// When the store fails.
pub async fn withdraw(app: &Arc<App>, session: &Session, id: InvitationId) -> Result<bool, Trouble> {
    let (agency, now) = (session.agency.id, app.clock.now());
    let actor = Some(session.officer.id);
    let entry = log::entry(app, actor, Action::InvitationWithdrawn, id.0, &json!({}))?;
    let ended = app
        .db
        .write(move |c| {
            store::invitations::end(c, agency, id, Ending::Withdrawn, now)?;
            log::append(c, agency, &entry)
        })
        .await;
    match ended {
        Ok(()) => Ok(true),
        Err(StoreError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The invitation of an address, wherever it stands; nothing when nobody made it. Asking does not use it up.
///
/// # Errors
/// When the store fails.
pub async fn find(app: &Arc<App>, agency: AgencyId, token: &str) -> Result<Option<Invitation>, Trouble> {
    let hash = token_hash(token);
    let found = app
        .db
        .read(move |c| store::invitations::by_token(c, agency, hash))
        .await;
    match found {
        Ok(invitation) => Ok(Some(invitation)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Accepts an invitation: makes a key, locks it under the password, and begins a session. Whoever joins may do nothing
/// yet: their appointment waits until the directory is signed for it.
///
/// # Errors
/// [`JoinError`]; nothing has changed then.
pub async fn accept(
    app: &Arc<App>,
    agency: &Agency,
    token: &str,
    password: Zeroizing<String>,
) -> Result<Begun, JoinError> {
    let now = app.clock.now();
    let found = find(app, agency.id, token).await?;
    let open = found.filter(|invitation| invitation.standing(now) == Standing::Open);
    let Some(invitation) = open else {
        return Err(over(app, agency.id, token).await?);
    };
    let names = password::names(agency, invitation.login.as_str(), &invitation.name);
    password::check(&password, &names).map_err(JoinError::Weak)?;
    let identity = Identity::generate(&app.rng).map_err(Trouble::from)?;
    let lock = key_lock::lock(app, &identity, password, false).await?;
    let id = agency.id;
    let known = app.db.read(move |c| store::officers::list(c, id)).await?;
    let officer = Officer {
        id: OfficerId(app.rng.bytes().map_err(Trouble::from)?),
        agency: agency.id,
        unit: invitation.appointment.unit,
        login: invitation.login.clone(),
        name: invitation.name.clone(),
        post: invitation.appointment.post.clone(),
        mail: invitation.mail.clone(),
        roles: Roles::default(),
        key: identity.key_id().to_bytes(),
        active: true,
        earlier: invitation
            .continues
            .map_or_else(Vec::new, |earlier| accounts_of(earlier, &known)),
    };
    let appointed = Appointed {
        officer: officer.id,
        seq: 0,
        appointment: invitation.appointment.clone(),
        by: Some(invitation.by),
        at: now,
        in_force_at: None,
    };
    let detail = json!({ "invitation": invitation.id.to_string(), "by": invitation.by.to_string() });
    let action = Action::InvitationAccepted;
    let entry = log::entry(app, Some(officer.id), action, officer.id.0, &detail)?;
    let (new, keys) = (officer.clone(), team::public_keys(&identity));
    let joined = app
        .db
        .write(move |c| {
            store::invitations::end(c, id, invitation.id, Ending::Accepted, now)?;
            store::officers::insert(c, &new, &lock)?;
            store::public_keys::keep(c, id, new.id, &keys)?;
            store::appointments::add(c, id, &appointed)?;
            log::append(c, id, &entry)
        })
        .await;
    match joined {
        Ok(()) => {}
        // The form came twice, or it was taken back at this moment.
        Err(StoreError::Stale) => return Err(over(app, agency.id, token).await?),
        Err(error) => return Err(error.into()),
    }
    begin(app, officer, &identity).await.map_err(|error| match error {
        SignInError::Trouble(trouble) => JoinError::Trouble(trouble),
        _ => JoinError::Trouble(Trouble::Broken),
    })
}

async fn over(app: &Arc<App>, agency: AgencyId, token: &str) -> Result<JoinError, Trouble> {
    let found = find(app, agency, token).await?;
    let now = app.clock.now();
    Ok(JoinError::Over(found.map(|invitation| invitation.standing(now))))
}
