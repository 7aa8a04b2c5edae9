//! Officers' sessions in the browser: two cookies, of which neither opens anything without the other and
//! without the row in the store.
//!
//! The secret opens the officer's key for as long as the row exists; the token (a JWT of ten minutes) says
//! whose session of which agency it is, so that a forged or borrowed cookie never reaches the store. A token
//! that has merely run out is made anew while the row lives. [`admit`] is the one place that decides, before
//! any body is read.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use std::future::{Ready, ready};

use super::cookie;
use super::problem::{Kind, Problem};
use super::token::SessionTag;
use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::officer::Officer;
use crate::domain::role::{Act, Role};
use crate::flow::audit::log;
use crate::flow::officers::sign_in::{self, Begun, Session};
use crate::flow::publishing::edition_draft;
use crate::flow::trouble::Trouble;
use crate::store::Behalf;
use crate::vault::session_key::SessionSecret;
use crate::vault::token::{self, Claims, LEEWAY, TokenKey};

/// How long a token is good, in seconds.
pub const TOKEN_SECONDS: i64 = 600;
/// A token younger than this is not made anew, in seconds.
const RENEWED_AFTER: i64 = 60;
/// Who makes the tokens.
const ISSUER: &str = "sujarit";

/// The officer who asks: admitted by the gate, with their key open for this one request.
#[derive(Clone)]
pub struct SignedIn {
    session: Rc<Session>,
    /// Whether figures wait for this officer to approve them.
    pub figures_wait: bool,
}

impl std::ops::Deref for SignedIn {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.extensions().get::<Self>().cloned();
        ready(found.ok_or_else(|| Problem::broken("officers' page without an officer")))
    }
}

/// On whose behalf the page of a request writes; nobody's where no officer has been let in.
pub(super) fn asker(request: &HttpRequest) -> Option<Behalf> {
    let extensions = request.extensions();
    let session = extensions.get::<SignedIn>()?;
    Some(Behalf {
        agency: session.agency.id,
        sid: session.sid,
        roles: session.roles(),
    })
}

/// The token made anew during this request; the gate adds it to the answer.
struct Renewed(HeaderValue);

/// The two cookies of a request, once the token has been found genuine.
struct Ticket {
    secret: SessionSecret,
    claims: Claims,
}

/// Decides whether whoever asks is an officer of this agency who may do this. The officer is left in the
/// request for the page.
///
/// # Errors
/// Sign-in for strangers, with [`Kind::Ended`] for those whose genuine session is over; not found for officers
/// who may not, so that a page they may not see looks like one that does not exist.
pub async fn admit(
    app: &Arc<App>,
    request: &HttpRequest,
    agency: &Agency,
    act: Act,
) -> Result<SessionTag, Problem> {
    // Whoever only looks is led to the sign-in page; whoever sends something is told what became of it.
    let stranger = |kind: Kind| match *request.method() {
        Method::POST => kind,
        _ => Kind::Elsewhere("/office/sign-in"),
    };
    let Ticket { secret, claims } =
        ticket(app, request, Some(agency)).ok_or_else(|| stranger(Kind::SignIn))?;
    let session = sign_in::resume(app, agency, &secret).await?;
    let session = session.ok_or_else(|| stranger(Kind::Ended))?;
    if claims.sub != session.officer.id.to_string() {
        return Err(stranger(Kind::SignIn).into());
    }
    let roles = session.roles();
    // Whoever still has to choose a password, or is not appointed to anything yet, has their own account and no more.
    if act != Act::OwnAccount && (session.must_change || roles.is_empty()) {
        return Err(Kind::Elsewhere("/office/account").into());
    }
    if act != Act::OwnAccount && !roles.may(act) {
        log::page_refused(app, &session, act).await?;
        return Err(Problem::not_found());
    }
    let now = app.clock.now();
    let age = now.saturating_sub(claims.iat);
    if age >= RENEWED_AFTER || claims.role != role_text(&session.officer) {
        let token = token(app, agency, &session.officer, &session.sid)?;
        let line = cookie::set(cookie::SESSION, &token, None).ok_or(Problem::broken("token is no cookie"))?;
        request.extensions_mut().insert(Renewed(line));
    }
    let tag = SessionTag(Some(session.sid));
    let figures_wait = roles.may(Act::Publish) && edition_draft::any_waits(app, agency.id).await?;
    request.extensions_mut().insert(SignedIn {
        session: Rc::new(session),
        figures_wait,
    });
    Ok(tag)
}

/// Adds to an answer the token that was made anew while the request was admitted.
pub(super) fn renew(request: &HttpRequest, headers: &mut HeaderMap) {
    let renewed = request.extensions_mut().remove::<Renewed>();
    // A page that ends the session or begins one has the last word.
    if let (Some(Renewed(line)), false) = (renewed, headers.contains_key(header::SET_COOKIE)) {
        headers.append(header::SET_COOKIE, line);
    }
}

/// The answer that begins a session: its two cookies.
///
/// # Errors
/// When the token cannot be signed.
pub fn begin(
    app: &App,
    agency: &Agency,
    begun: &Begun,
    mut response: HttpResponse,
) -> Result<HttpResponse, Problem> {
    let token = token(app, agency, &begun.officer, &begun.sid)?;
    let secret = begun.secret.to_base64url();
    for (name, value) in [
        (cookie::SESSION, token.as_str()),
        (cookie::SECRET, secret.as_str()),
    ] {
        let line = cookie::set(name, value, None).ok_or(Problem::broken("session is no cookie"))?;
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

/// The answer that ends a session: the browser is told to forget everything about this website.
pub fn end(mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    // Browsers heed Clear-Site-Data over https only; the cookies go in any case.
    for line in cookie::ALL.into_iter().filter_map(cookie::remove) {
        headers.append(header::SET_COOKIE, line);
    }
    response
}

/// The row of the session that a request belongs to, if its secret is well-formed. For sign-in, which ends the
/// session that was there before.
pub fn previous(request: &HttpRequest) -> Option<[u8; 32]> {
    let secret = cookie::read(request, cookie::SECRET).ok().flatten()?;
    SessionSecret::from_base64url(secret)
        .ok()
        .map(|secret| secret.sid())
}

/// Reads both cookies and holds them against each other, for one agency or for any. A token that has run out still
/// counts here.
fn ticket(app: &App, request: &HttpRequest, agency: Option<&Agency>) -> Option<Ticket> {
    let token = cookie::read(request, cookie::SESSION).ok().flatten()?;
    let secret = cookie::read(request, cookie::SECRET).ok().flatten()?;
    let secret = SessionSecret::from_base64url(secret).ok()?;
    let key = key(app)?;
    let claims = match agency {
        Some(agency) => key.read(token, &agency.id.to_string(), ISSUER),
        None => key.read_any(token, ISSUER),
    };
    let claims = claims.ok()?;
    let begun = claims.nbf <= app.clock.now().saturating_add(LEEWAY);
    (begun && claims.sid == HEXLOWER.encode(&secret.sid())).then_some(Ticket { secret, claims })
}

/// Whether whoever asks was signed in to some agency here: for keeping what they typed while the store is away.
pub(super) fn holds_token(app: &App, request: &HttpRequest) -> bool {
    ticket(app, request, None).is_some()
}

fn token(app: &App, agency: &Agency, officer: &Officer, sid: &[u8; 32]) -> Result<String, Problem> {
    let now = app.clock.now();
    let claims = Claims {
        sid: HEXLOWER.encode(sid),
        sub: officer.id.to_string(),
        role: role_text(officer),
        aud: agency.id.to_string(),
        iss: ISSUER.to_owned(),
        iat: now,
        nbf: now,
        exp: now.saturating_add(TOKEN_SECONDS),
    };
    let key = key(app).ok_or_else(|| Problem::broken("no token key"))?;
    key.sign(&claims).map_err(|_| Problem::broken("token not signed"))
}

fn role_text(officer: &Officer) -> String {
    let keys: Vec<&str> = officer.roles.iter().map(Role::key).collect();
    keys.join(" ")
}

/// The key of the tokens, derived from the installation's secret.
fn key(app: &App) -> Option<TokenKey> {
    token::install().ok()?;
    Some(TokenKey::derive(app.secret.expose()))
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Busy | Trouble::Unavailable => Self::busy(),
            Trouble::Closed => Kind::Closed.into(),
            Trouble::Ended => Kind::Ended.into(),
            Trouble::Damaged => Self::broken("damaged"),
            Trouble::Broken => Self::broken("broken"),
        }
    }
}
