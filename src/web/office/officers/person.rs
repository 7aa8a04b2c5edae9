//! `/{agency}/office/people/person/{officer}`: one person, what they were appointed to and what happened to their
//! account; and the page on which their account is switched off.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::app::App;
use crate::domain::appointment::Appointment;
use crate::domain::ids::OfficerId;
use crate::domain::log::Action;
use crate::domain::role::{Role, Roles};
use crate::domain::routing;
use crate::flow::officers::appoint::{self, AppointError};
use crate::flow::officers::person::{self, Person};
use crate::store::appointments::Appointed;
use crate::web::field::Mistakes;
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, ok, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "web/office/officers/person.html")]
struct PersonPage {
    frame: Frame,
    done: &'static str,
    person: Person,
    unit: String,
    roles: String,
    standing: &'static str,
    panels: Vec<String>,
    appointments: Vec<Line>,
    history: Vec<Happened>,
    /// Below the agency's base: where this person is changed; empty when the visitor may not.
    change: String,
    /// Whether somebody could act for them.
    may_be_away: bool,
}

/// One appointment.
struct Line {
    post: String,
    roles: String,
    order: String,
    term: String,
    standing: &'static str,
}

/// One entry of the history.
struct Happened {
    what: &'static str,
    meta: String,
}

#[derive(Template)]
#[template(path = "web/office/officers/retire.html")]
struct RetirePage {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    who: String,
    action: String,
    back: String,
    panels: Vec<String>,
}

/// Finds the person of an address.
pub(super) async fn found(app: &Data<App>, officer: &SignedIn, id: &str) -> Result<Person, Problem> {
    let id = OfficerId::from_hex(id).ok_or_else(Problem::not_found)?;
    let person = person::person(app, officer.agency.id, id).await?;
    person.ok_or_else(Problem::not_found)
}

/// Whether a person can be changed by whoever is signed in: nobody changes themselves, the outside body is no person,
/// and who has left stays away.
pub(super) fn can_be_changed(officer: &SignedIn, person: &Person) -> bool {
    let of = &person.officer;
    of.active && of.id != officer.officer.id && !of.roles.has(Role::Outside)
}

/// Roles as a line of text.
pub(super) fn roles(words: &Words, roles: Roles) -> String {
    let names: Vec<&str> = roles.iter().map(|role| words.role.by_key(role.key())).collect();
    names.join(" · ")
}

/// The panels on which somebody stands, with their place.
fn panels(words: &Words, person: &Person) -> Vec<String> {
    let standing = person.panels.iter();
    standing
        .map(|(category, place)| {
            let name = words.category.by_key(category.key());
            words.team.person.place(name, place)
        })
        .collect()
}

/// Shows the person.
///
/// # Errors
/// Not found when the agency has no such person; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().team.done.by_key(&query.text("done")?);
    query.finish()?;
    let person = found(&app, &officer, &path.1).await?;
    let words = visit.words();
    let of = &words.team.person;
    let unit = person
        .units
        .iter()
        .find(|unit| Some(unit.id) == person.officer.unit);
    let shown = PersonPage {
        frame: frame(&visit, &officer, person.officer.name.clone(), Place::People).back("/office/people"),
        done,
        unit: unit.map_or(words.office.people.no_unit.to_owned(), |unit| unit.name.clone()),
        roles: roles(words, person.officer.roles),
        standing: standing(words, &person),
        panels: panels(words, &person),
        appointments: person
            .appointments
            .iter()
            .rev()
            .map(|one| line(&visit, one))
            .collect(),
        history: person
            .history
            .iter()
            .map(|(action, at, actor)| {
                let by = actor.as_ref().map_or(of.by_command, |actor| &actor.name);
                Happened {
                    what: happened(words, *action),
                    meta: of.by(wording::moment(words, *at), by),
                }
            })
            .collect(),
        change: if can_be_changed(&officer, &person) {
            format!("/office/people/person/{}", person.officer.id)
        } else {
            String::new()
        },
        may_be_away: routing::can_read(&person.officer),
        person,
    };
    Ok(ok(&shown))
}

fn standing(words: &Words, person: &Person) -> &'static str {
    if !person.officer.active {
        words.office.people.inactive
    } else if person.waits() {
        words.team.people.waits
    } else if person.officer.roles.is_empty() {
        words.team.people.no_roles
    } else {
        words.team.person.in_use
    }
}

fn happened(words: &Words, action: Action) -> &'static str {
    let of = &words.team.history;
    match action {
        Action::InvitationAccepted => of.accepted,
        Action::Appointed => of.appointed,
        Action::AppointmentSigned => of.signed,
        Action::Retired => of.retired,
        Action::DelegationMade => of.delegated,
        Action::DelegationEnded => of.delegation_ended,
        _ => of.added,
    }
}

fn line(visit: &Visit, appointed: &Appointed) -> Line {
    let words = visit.words();
    let Appointment {
        post,
        roles: given,
        order,
        term,
        ..
    } = &appointed.appointment;
    let of = &words.team.person;
    let day = |day| wording::day(visit.language(), day);
    Line {
        post: post.clone(),
        roles: roles(words, *given),
        order: of.order(day(order.dated), &order.number),
        term: match term.until() {
            Some(until) => of.term(day(term.from()), day(until)),
            None => of.term_open(day(term.from())),
        },
        standing: match appointed.in_force_at {
            None => words.team.people.waits,
            Some(_) if term.is_over(visit.today()) => of.term_over,
            Some(_) => "",
        },
    }
}

/// Asks whether the account is to be switched off, and says what follows.
///
/// # Errors
/// Not found when there is no such person to be switched off by this visitor; busy when the store does not answer.
pub async fn show_retire(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let person = found(&app, &officer, &path.1).await?;
    if !can_be_changed(&officer, &person) {
        return Err(Problem::not_found());
    }
    Ok(retire_page(&visit, &officer, &person, Mistakes::default()))
}

fn retire_page(visit: &Visit, officer: &SignedIn, person: &Person, mistakes: Mistakes) -> HttpResponse {
    let words = visit.words();
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let back = format!("/office/people/person/{}", person.officer.id);
    let shown = RetirePage {
        frame: frame(visit, officer, words.team.retire.title, Place::People)
            .back(&back)
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Manage),
        mistakes,
        who: format!("{} ({})", person.officer.name, person.officer.post),
        action: visit.link(&format!("{back}/retire")),
        back: visit.link(&back),
        panels: panels(words, person),
    };
    page(status, &shown)
}

/// Switches the account off.
///
/// # Errors
/// Not found when there is no such person to be switched off by this visitor; busy when the store does not answer.
pub async fn send_retire(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let sure = form.text("sure")?;
    form.finish()?;
    let person = found(&app, &officer, &path.1).await?;
    let mut mistakes = Mistakes::default();
    if sure.as_str() == "yes" {
        match appoint::retire(&app, &officer, person.officer.id).await {
            Ok(()) => {
                // There everything stands that has to be seen to next.
                return Ok(see_other(&visit.link("/office/people?done=retired")));
            }
            Err(AppointError::NotFound) => return Err(Problem::not_found()),
            Err(error) => mistakes.add("sure", refusal(visit.words(), error)?),
        }
    } else {
        mistakes.add("sure", visit.words().team.retire.not_sure);
    }
    Ok(retire_page(&visit, &officer, &person, mistakes))
}

/// What is said when a person stays what they are.
///
/// # Errors
/// The trouble that no other decision mends.
pub(super) fn refusal(words: &Words, error: AppointError) -> Result<&'static str, Problem> {
    let of = &words.team.refused;
    Ok(match error {
        AppointError::Oneself => of.oneself,
        AppointError::OutsideBody => of.outside_body,
        AppointError::NotBegun => words.team.appoint.not_begun,
        AppointError::LastAdmin => of.last_admin,
        AppointError::EmptyPanel => of.empty_panel,
        AppointError::Meanwhile => of.meanwhile,
        AppointError::NotFound => return Err(Problem::not_found()),
        AppointError::Trouble(trouble) => return Err(trouble.into()),
    })
}
