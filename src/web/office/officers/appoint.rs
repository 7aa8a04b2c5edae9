//! `/{agency}/office/people/person/{officer}/appoint`: a person is appointed to something else. What was typed is never
//! lost, also when somebody else was faster.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::appointment_form::Typed;
use super::person::{can_be_changed, found, refusal};
use crate::app::App;
use crate::domain::role::Role;
use crate::flow::officers::appoint::{self, AppointError, Decision};
use crate::flow::officers::person::Person;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["post", "mail", "order_number"];

#[derive(Template)]
#[template(path = "web/office/officers/appoint.html")]
struct AppointPage {
    frame: Frame,
    token: String,
    alert: &'static str,
    mistakes: Mistakes,
    action: String,
    back: String,
    seen: usize,
    typed: Typed,
    units: Vec<Choice>,
    roles: Vec<Choice>,
}

/// Shows the form with what the person is now; order and term are asked anew.
///
/// # Errors
/// Not found when there is no such person to be changed by this visitor; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let person = changeable(&app, &officer, &path.1).await?;
    let of = &person.officer;
    let newest = person.appointments.last().map(|newest| newest.appointment.roles);
    let typed = Typed {
        post: of.post.clone().into(),
        unit: of.unit.map_or("none".to_owned(), |unit| unit.to_string()).into(),
        mail: of.mail.clone().into(),
        roles: newest
            .unwrap_or(of.roles)
            .iter()
            .map(|role: Role| role.key().to_owned())
            .collect(),
        ..Typed::default()
    };
    Ok(shown(&visit, &officer, &person, typed, Mistakes::default(), ""))
}

async fn changeable(app: &Data<App>, officer: &SignedIn, id: &str) -> Result<Person, Problem> {
    let person = found(app, officer, id).await?;
    if can_be_changed(officer, &person) {
        Ok(person)
    } else {
        Err(Problem::not_found())
    }
}

fn shown(
    visit: &Visit,
    officer: &SignedIn,
    person: &Person,
    typed: Typed,
    mistakes: Mistakes,
    alert: &'static str,
) -> HttpResponse {
    let words = visit.words();
    let status = match (mistakes.is_empty(), alert.is_empty()) {
        (true, true) => StatusCode::OK,
        (true, false) => StatusCode::CONFLICT,
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let back = format!("/office/people/person/{}", person.officer.id);
    let title = words.team.appoint.title(&person.officer.name);
    let shown = AppointPage {
        frame: frame(visit, officer, title, Place::People)
            .back(&back)
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Manage),
        alert,
        mistakes,
        action: visit.link(&format!("{back}/appoint")),
        back: visit.link(&back),
        seen: person.appointments.len(),
        units: typed.unit_choices(words, &person.units),
        roles: typed.role_choices(words),
        typed,
    };
    page(status, &shown)
}

/// Appoints.
///
/// # Errors
/// Not found when there is no such person to be changed by this visitor; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let seen = form.text("seen")?;
    let typed = Typed::read(&mut form)?;
    form.finish()?;
    let seen: usize = match seen.as_str() {
        "" => 0,
        number => number.parse().map_err(|_| FormError::Unknown)?,
    };
    let words = visit.words();
    let person = changeable(&app, &officer, &path.1).await?;
    let mut mistakes = Mistakes::default();
    let mail = typed.address(words, &mut mistakes);
    let appointment = typed.appointment(words, &person.units, visit.today(), &mut mistakes);
    let Some(appointment) = appointment.filter(|_| mistakes.is_empty()) else {
        return Ok(shown(&visit, &officer, &person, typed, mistakes, ""));
    };
    let decision = Decision {
        officer: person.officer.id,
        seen,
        appointment,
        mail,
    };
    match appoint::appoint(&app, &officer, decision).await {
        Ok(whole) => {
            let done = if whole { "appointed" } else { "appointed_waits" };
            let to = format!("/office/people/person/{}?done={done}", person.officer.id);
            Ok(see_other(&visit.link(&to)))
        }
        Err(AppointError::Meanwhile) => {
            // As it is by now, with what was typed.
            let person = changeable(&app, &officer, &path.1).await?;
            let alert = words.team.refused.meanwhile;
            Ok(shown(&visit, &officer, &person, typed, mistakes, alert))
        }
        Err(AppointError::NotBegun) => {
            mistakes.add("from", words.team.appoint.not_begun);
            Ok(shown(&visit, &officer, &person, typed, mistakes, ""))
        }
        Err(error) => {
            mistakes.add("roles", refusal(words, error)?);
            Ok(shown(&visit, &officer, &person, typed, mistakes, ""))
        }
    }
}
