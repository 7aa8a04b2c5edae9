//! `/{agency}/office/sign-in/recovery`: the password is forgotten and the code from the drawer opens the account,
//! for a new password. Whatever of name and code is wrong, the answer is the same, and neither code nor password is
//! sent back.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::app::App;
use crate::domain::password;
use crate::flow::officers::recovery_code::{self, RecoveryError};
use crate::flow::officers::sign_in;
use crate::web::field::Mistakes;
use crate::web::form::Form;
use crate::web::layout::{Frame, page, see_other};
use crate::web::problem::Problem;
use crate::web::session;
use crate::web::setup::wording::password_problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/recover.html")]
struct Recover {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    login: String,
    fresh_hint: String,
}

fn shown(visit: &Visit, login: &str, mistakes: Mistakes) -> HttpResponse {
    let words = visit.words();
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = Recover {
        frame: visit
            .frame(words.account.recover.title)
            .back("/office/sign-in")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::SignIn),
        mistakes,
        login: login.to_owned(),
        fresh_hint: words.office.account.fresh_hint(password::LEAST),
    };
    page(status, &shown)
}

/// Shows the form.
///
/// # Errors
/// None.
pub async fn show(visit: Visit) -> Result<HttpResponse, Problem> {
    Ok(shown(&visit, "", Mistakes::default()))
}

/// Opens the account, with a session of its own; the one the browser brought is ended.
///
/// # Errors
/// Busy when others derive keys at this very moment or the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    request: HttpRequest,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (login, code) = (form.text("login")?, form.text("code")?);
    let (fresh, again) = (form.text("fresh")?, form.text("again")?);
    form.finish()?;
    let words = visit.words();
    let of = &words.account.recover;
    let agency = visit.agency()?;
    let mut mistakes = Mistakes::default();
    if login.trim().is_empty() {
        mistakes.add("login", words.form.required_field(words.office.sign_in.login));
    }
    if code.trim().is_empty() {
        mistakes.add("code", words.form.required_field(of.code));
    }
    if let Err(problem) = password::check(&fresh, &password::names(agency, login.trim(), "")) {
        mistakes.add("fresh", password_problem(words, problem));
    }
    if *fresh != *again {
        mistakes.add("again", words.office.account.differ);
    }
    if !mistakes.is_empty() {
        return Ok(shown(&visit, &login, mistakes));
    }
    let begun = match recovery_code::open(&app, agency, &login, &code, fresh).await {
        Ok(begun) => begun,
        Err(RecoveryError::Trouble(trouble)) => return Err(trouble.into()),
        Err(RecoveryError::Wrong) => {
            mistakes.add("login", of.wrong);
            return Ok(shown(&visit, &login, mistakes));
        }
        Err(RecoveryError::Weak(problem)) => {
            mistakes.add("fresh", password_problem(words, problem));
            return Ok(shown(&visit, &login, mistakes));
        }
    };
    if let Some(before) = session::previous(&request) {
        sign_in::sign_out(&app, agency.id, before).await?;
    }
    let answer = see_other(&visit.link("/office/account?done=recovered"));
    session::begin(&app, agency, &begun, answer)
}
