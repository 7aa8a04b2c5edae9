//! `/{agency}/office/account/one-time`: six-digit codes are switched on, or off again, with the password. Every look at the page makes a new
//! secret, which nobody keeps: it travels in the form it is shown with, and is stored, sealed to the officer,
//! only when their app has made the right digits from it. The form is tied to the session by its token.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;
use zeroize::Zeroizing;

use super::proof;
use crate::app::App;
use crate::flow::officers::account;
use crate::vault::totp::TotpSecret;
use crate::web::citizen::qr::{self, Picture};
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/one_time.html")]
struct OneTime {
    frame: Frame,
    token: String,
    secret: Zeroizing<String>,
    groups: Vec<Zeroizing<String>>,
    picture: Option<Picture>,
    is_on: bool,
    mistakes: Mistakes,
}

fn shown(visit: &Visit, officer: &SignedIn, secret: &TotpSecret, mistakes: Mistakes) -> HttpResponse {
    let title = visit.words().office.one_time.title;
    let base32 = secret.base32();
    let letters: Vec<char> = base32.chars().collect();
    let groups = letters
        .chunks(4)
        .map(|four| Zeroizing::new(four.iter().collect()));
    // The place in addresses keeps the picture small and is shown well by every app.
    let issuer = officer.agency.slug.as_str();
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = OneTime {
        frame: frame(visit, officer, title, Place::Account)
            .back("/office/account")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Account),
        groups: groups.collect(),
        picture: qr::draw(&secret.uri(issuer, officer.officer.login.as_str())),
        secret: base32,
        is_on: officer.has_totp,
        mistakes,
    };
    page(status, &shown)
}

/// Shows a new secret as picture and text.
///
/// # Errors
/// When the machine gives no random numbers.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let secret = account::new_totp_secret(&app)?;
    Ok(shown(&visit, &officer, &secret, Mistakes::default()))
}

/// Switches codes on once the digits fit.
///
/// # Errors
/// Unreadable when the secret is none that this page shows; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (secret, digits, present) = (form.text("secret")?, form.text("digits")?, form.text("present")?);
    form.finish()?;
    let bytes = data_encoding::BASE32_NOPAD
        .decode(secret.as_bytes())
        .map_err(|_| FormError::Unknown)?;
    let secret = TotpSecret::from_bytes(&Zeroizing::new(bytes)).map_err(|_| FormError::Unknown)?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    if digits.trim().is_empty() {
        mistakes.add("digits", words.office.one_time.missing);
    }
    if present.is_empty() {
        mistakes.add("present", words.form.required_field(words.office.account.present));
    }
    if mistakes.is_empty() {
        match account::enrol_totp(&app, &officer, present, &secret, &digits).await {
            Ok(()) => return Ok(see_other(&visit.link("/office/account?done=one_time"))),
            Err(error) => proof::note(words, &mut mistakes, "present", error)?,
        }
    }
    Ok(shown(&visit, &officer, &secret, mistakes))
}

/// Switches codes off.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send_off(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let present = form.text("off")?;
    form.finish()?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    if present.is_empty() {
        mistakes.add("off", words.form.required_field(words.office.account.present));
    } else {
        match account::remove_totp(&app, &officer, present).await {
            Ok(()) => return Ok(see_other(&visit.link("/office/account?done=one_time_off"))),
            Err(error) => proof::note(words, &mut mistakes, "off", error)?,
        }
    }
    let secret = account::new_totp_secret(&app)?;
    Ok(shown(&visit, &officer, &secret, mistakes))
}
