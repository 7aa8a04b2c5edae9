//! `/{agency}/office/people/keys`: whose keys wait to be listed, whose are to be struck out, and the recovery kit with
//! which the next directory is signed. The kit code is never sent back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::flow::officers::keys::{self, Compared, ToSign, Waiting};
use crate::flow::officers::team::TeamError;
use crate::vault::code::{Reading, TrackingCode};
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/keys.html")]
struct KeysPage {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    alert: &'static str,
    version: u64,
    ends_on: String,
    waiting: Vec<Line>,
    leaving: Vec<String>,
}

/// Somebody whose key waits.
struct Line {
    /// Whose, and which of their appointments.
    id: String,
    who: String,
    roles: String,
    order: String,
    fingerprint: String,
    /// Why it cannot be signed yet; empty when it can.
    not_yet: String,
    compared: bool,
}

/// Shows what there is to sign.
///
/// # Errors
/// Closed when the agency has no directory; busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let to_sign = keys::to_sign(&app, officer.agency.id).await?;
    Ok(shown(&visit, &officer, &to_sign, &[], Mistakes::default(), ""))
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    to_sign: &ToSign,
    compared: &[Compared],
    mistakes: Mistakes,
    alert: &'static str,
) -> HttpResponse {
    let words = visit.words();
    let status = match (mistakes.is_empty(), alert.is_empty()) {
        (true, true) => StatusCode::OK,
        (true, false) => StatusCode::CONFLICT,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shown = KeysPage {
        frame: frame(visit, officer, words.team.keys.title, Place::People)
            .back("/office/people")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Manage),
        mistakes,
        alert,
        version: to_sign.version,
        ends_on: wording::day(visit.language(), to_sign.ends_on),
        waiting: to_sign
            .waiting
            .iter()
            .map(|waiting| line(visit, waiting, compared))
            .collect(),
        leaving: to_sign
            .leaving
            .iter()
            .map(|person| format!("{} ({})", person.name, person.post))
            .collect(),
    };
    page(status, &shown)
}

fn line(visit: &Visit, waiting: &Waiting, compared: &[Compared]) -> Line {
    let words = visit.words();
    let of = &words.team.keys;
    let appointment = &waiting.appointment;
    let day = |day| wording::day(visit.language(), day);
    let roles: Vec<&str> = appointment
        .roles
        .iter()
        .map(|role| words.role.by_key(role.key()))
        .collect();
    let not_yet = match (waiting.is_ready(), &waiting.fingerprint) {
        (true, _) => String::new(),
        (false, None) => of.no_key.to_owned(),
        (false, Some(_)) if appointment.term.is_over(visit.today()) => of.over.to_owned(),
        (false, Some(_)) => of.begins(day(appointment.term.from())),
    };
    Line {
        id: format!("{}.{}", waiting.officer.id, waiting.seq),
        who: format!("{} ({})", waiting.officer.name, waiting.officer.post),
        roles: roles.join(" · "),
        order: words
            .team
            .person
            .order(day(appointment.order.dated), &appointment.order.number),
        fingerprint: waiting.fingerprint.clone().unwrap_or_default(),
        not_yet,
        compared: compared
            .iter()
            .any(|one| (one.officer, one.seq) == (waiting.officer.id, waiting.seq)),
    }
}

/// Reads whom a box names, and for which of their appointments.
fn compared(id: &str) -> Option<Compared> {
    let (officer, seq) = id.split_once('.')?;
    Some(Compared {
        officer: OfficerId::from_hex(officer)?,
        seq: seq.parse().ok()?,
    })
}

/// Signs the next directory.
///
/// # Errors
/// Unreadable when the form names nobody of this agency; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let kit = form.text("kit")?;
    let version = form.text("version")?;
    let named: Option<Vec<Compared>> = form.take_all("compared").iter().map(|id| compared(id)).collect();
    form.finish()?;
    let compared = named.ok_or(FormError::Unknown)?;
    let version: u64 = version.parse().map_err(|_| FormError::Unknown)?;
    let words = visit.words();
    let of = &words.team.keys;
    let mut mistakes = Mistakes::default();
    let mut alert = "";
    match TrackingCode::read(&kit) {
        // A repaired code is either the right one or does not open the lock.
        Reading::Code(code) | Reading::Proposed(code) => {
            match keys::sign(&app, &officer, &code, version, &compared).await {
                Ok(()) => return Ok(see_other(&visit.link("/office/people?done=signed"))),
                Err(TeamError::WrongKit) => mistakes.add("kit", of.wrong_kit),
                Err(TeamError::Stale | TeamError::LoginTaken | TeamError::Continues(_)) => {
                    alert = of.meanwhile;
                }
                Err(TeamError::Trouble(trouble)) => return Err(trouble.into()),
            }
        }
        Reading::Mistyped if kit.trim().is_empty() => {
            mistakes.add("kit", words.form.required_field(of.kit));
        }
        Reading::Mistyped => mistakes.add("kit", of.mistyped),
    }
    let to_sign = keys::to_sign(&app, officer.agency.id).await?;
    Ok(shown(&visit, &officer, &to_sign, &compared, mistakes, alert))
}
