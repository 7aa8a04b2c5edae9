//! `/{agency}/office/sign-in`: name, password and, where enrolled, six digits, all on one form. Whatever of
//! them is wrong, the answer is the same, and the password is never sent back. A name that rests after too many
//! failures is told so, whether somebody has it or not.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::proof;
use crate::app::App;
use crate::flow::officers::setup::OUTSIDE_LOGIN;
use crate::flow::officers::sign_in::{self, SignInError};
use crate::web::field::Mistakes;
use crate::web::form::{Form, Query};
use crate::web::layout::{self, Frame, ok, see_other};
use crate::web::problem::Problem;
use crate::web::session;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/sign_in.html")]
struct SignIn {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    login: String,
    signed_out: bool,
    outside: &'static str,
}

fn page(visit: &Visit, login: &str, mistakes: Mistakes, signed_out: bool) -> SignIn {
    let title = visit.words().office.title_sign_in;
    SignIn {
        frame: visit.frame(title).failed(!mistakes.is_empty()).back(""),
        token: visit.token(Purpose::SignIn),
        mistakes,
        login: login.to_owned(),
        signed_out,
        outside: OUTSIDE_LOGIN,
    }
}

/// Shows the form.
///
/// # Errors
/// Unreadable when the address has a question it does not know.
pub async fn show(visit: Visit, Query(mut query): Query) -> Result<HttpResponse, Problem> {
    let signed_out = query.text("done")?.as_str() == "out";
    query.finish()?;
    Ok(ok(&page(&visit, "", Mistakes::default(), signed_out)))
}

/// Begins a new session, whatever the browser brought; the one it had before is ended.
///
/// # Errors
/// Busy when two others are signing in at this very moment or the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    request: HttpRequest,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (login, password, code) = (form.text("login")?, form.text("password")?, form.text("code")?);
    form.finish()?;
    let words = &visit.words().office.sign_in;
    let agency = visit.agency()?;
    let mut mistakes = Mistakes::default();
    if login.trim().is_empty() || password.is_empty() {
        mistakes.add("login", words.missing);
        return Ok(ok(&page(&visit, &login, mistakes, false)));
    }
    let begun = match sign_in::sign_in(&app, agency, &login, password, &code).await {
        Ok(begun) => begun,
        Err(SignInError::Trouble(trouble)) => return Err(trouble.into()),
        Err(SignInError::Wrong | SignInError::CodeWanted) => {
            mistakes.add("login", words.wrong);
            return Ok(ok(&page(&visit, &login, mistakes, false)));
        }
        Err(SignInError::Rest(seconds)) => {
            mistakes.add("login", proof::rest(visit.words(), seconds));
            let shown = page(&visit, &login, mistakes, false);
            let mut answer = layout::page(StatusCode::TOO_MANY_REQUESTS, &shown);
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(answer);
        }
    };
    if let Some(before) = session::previous(&request) {
        sign_in::sign_out(&app, agency.id, before).await?;
    }
    session::begin(&app, agency, &begun, see_other(&visit.link("/office")))
}
