//! `/{agency}/office/account/recovery`: a code for the drawer, which opens the account when the password is
//! forgotten. It is on the page that answers the form and on no other.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::proof;
use crate::app::App;
use crate::domain::role::Role;
use crate::flow::officers::recovery_code;
use crate::vault::code::TrackingCode;
use crate::web::citizen::code_view::{Group, groups};
use crate::web::field::Mistakes;
use crate::web::form::Form;
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/recovery_code.html")]
struct RecoveryCode {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    with_kit: bool,
    made: String,
    name: String,
    login: String,
    code: Option<Shown>,
}

/// A code in both spellings.
pub struct Shown {
    /// In letters and digits.
    pub letters: Vec<Group>,
    /// In digits only.
    pub digits: Vec<Group>,
}

impl Shown {
    /// The code as pages show it.
    pub fn of(code: &TrackingCode) -> Self {
        Self {
            letters: groups(&code.letters()),
            digits: groups(&code.digits()),
        }
    }
}

async fn shown(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    mistakes: Mistakes,
    code: Option<Shown>,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let made = match recovery_code::made_at(app, officer).await? {
        Some(at) => words.account.recovery.made(wording::moment(words, at)),
        None => String::new(),
    };
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = RecoveryCode {
        frame: frame(visit, officer, words.account.recovery.title, Place::Account)
            .back("/office/account")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Account),
        mistakes,
        with_kit: officer.roles().has(Role::Outside),
        made,
        name: officer.officer.name.clone(),
        login: officer.officer.login.as_str().to_owned(),
        code,
    };
    Ok(page(status, &shown))
}

/// Says what the code is for, and whether there is one.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    shown(&visit, &app, &officer, Mistakes::default(), None).await
}

/// Makes a new code and shows it this once.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let present = form.text("present")?;
    form.finish()?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    if present.is_empty() {
        mistakes.add("present", words.form.required_field(words.office.account.present));
        return shown(&visit, &app, &officer, mistakes, None).await;
    }
    let code = match recovery_code::make(&app, &officer, present).await {
        Ok(code) => Some(Shown::of(&code)),
        Err(error) => {
            proof::note(words, &mut mistakes, "present", error)?;
            None
        }
    };
    shown(&visit, &app, &officer, mistakes, code).await
}
