//! `/{agency}/office/account`: who one is here, the password, and whether six digits are asked for.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::proof;
use crate::app::App;
use crate::domain::password;
use crate::domain::role::{Act, Role};
use crate::flow::officers::account;
use crate::web::field::Mistakes;
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::setup::wording::password_problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/account.html")]
struct Account {
    frame: Frame,
    officer: SignedIn,
    roles: Vec<&'static str>,
    with_kit: bool,
    may_delegate: bool,
    /// What the key of this person is compared by.
    key: String,
    fresh_hint: String,
    token: String,
    mistakes: Mistakes,
    done: &'static str,
}

fn shown(visit: &Visit, officer: SignedIn, mistakes: Mistakes, done: &'static str) -> HttpResponse {
    let words = visit.words();
    let of = &words.office.account;
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let roles = officer.roles().iter().map(|role| words.role.by_key(role.key()));
    let frame = frame(visit, &officer, of.title, Place::Account).failed(!mistakes.is_empty());
    page(
        status,
        &Account {
            frame,
            roles: roles.collect(),
            with_kit: officer.roles().has(Role::Outside),
            may_delegate: officer.roles().may(Act::NameSubstitute),
            key: officer.identity.key_id().fingerprint(),
            fresh_hint: of.fresh_hint(password::LEAST),
            token: visit.token(Purpose::Account),
            mistakes,
            done,
            officer,
        },
    )
}

/// Shows the account.
///
/// # Errors
/// Unreadable when the address has a question it does not know.
pub async fn show(visit: Visit, officer: SignedIn, Query(mut query): Query) -> Result<HttpResponse, Problem> {
    let done = visit.words().office.done.by_key(&query.text("done")?);
    query.finish()?;
    Ok(shown(&visit, officer, Mistakes::default(), done))
}

/// Changes the password; every other session of the officer ends.
///
/// # Errors
/// Busy when others derive keys at this very moment or the store does not answer.
pub async fn send_password(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (present, fresh, again) = (form.text("present")?, form.text("fresh")?, form.text("again")?);
    form.finish()?;
    let words = visit.words();
    let of = &words.office.account;
    let mut mistakes = Mistakes::default();
    if present.is_empty() {
        mistakes.add("present", words.form.required_field(words.office.account.present));
    }
    let who = &officer.officer;
    let names = password::names(&officer.agency, who.login.as_str(), &who.name);
    if let Err(problem) = password::check(&fresh, &names) {
        mistakes.add("fresh", password_problem(words, problem));
    }
    if *fresh != *again {
        mistakes.add("again", of.differ);
    }
    if mistakes.is_empty() {
        match account::change_password(&app, &officer, present, fresh).await {
            Ok(()) => return Ok(see_other(&visit.link("/office/account?done=password"))),
            Err(error) => proof::note(words, &mut mistakes, "present", error)?,
        }
    }
    Ok(shown(&visit, officer, mistakes, ""))
}
