//! The reporter's half hour: the cookie, and the pages that need it.

use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::header::HeaderValue;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};

use crate::app::App;
use crate::domain::agency::Agency;
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::web::cookie;
use crate::web::problem::Problem;
use crate::web::token::SessionTag;

/// The half hour of the reporter whose page is asked for.
pub struct Reporter(pub Rc<ReporterSession>);

impl FromRequest for Reporter {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let session = request.extensions().get::<Rc<ReporterSession>>().cloned();
        ready(session.map(Self).ok_or_else(Problem::enter_code))
    }
}

/// Lets a reporter in whose cookie opens a case of this agency, and leaves the half hour in the request.
///
/// # Errors
/// The code has to be entered again.
pub fn admit(app: &App, request: &HttpRequest, agency: &Agency) -> Result<SessionTag, Problem> {
    let cookie = cookie::read(request, cookie::REPORTER)
        .ok()
        .flatten()
        .ok_or_else(Problem::enter_code)?;
    let sealed = BASE64URL_NOPAD
        .decode(cookie.as_bytes())
        .map_err(|_| Problem::enter_code())?;
    let session = app.reporters.resume(&sealed, app.clock.now());
    let session = session
        .filter(|session| session.agency == agency.id)
        .ok_or_else(Problem::enter_code)?;
    request.extensions_mut().insert(Rc::new(session));
    let tag = digest(&SHA256, cookie.as_bytes());
    Ok(SessionTag(tag.as_ref().try_into().ok()))
}

/// The `Set-Cookie` line that begins the half hour. It has no age: closing the browser ends it, too.
pub fn begin(sealed: &[u8]) -> Option<HeaderValue> {
    cookie::set(cookie::REPORTER, &BASE64URL_NOPAD.encode(sealed), None)
}
