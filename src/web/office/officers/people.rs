//! `/{agency}/office/people`: who can sign in, who is asked to read, and how long the keys are good.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::domain::invitation::{Invitation, Standing};
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::domain::routing::Routing;
use crate::flow::officers::keys;
use crate::flow::officers::people::{self, People};
use crate::web::form::Query;
use crate::web::layout::{Frame, ok};
use crate::web::office::cases::inbox::{Notice, notice};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/people.html")]
struct PeoplePage {
    frame: Frame,
    notice: Notice,
    done: &'static str,
    one_reader: String,
    few_keepers: bool,
    points_at_one: bool,
    past_term: String,
    to_sign: String,
    people: Vec<Person>,
    token: String,
    invitations: Vec<Invited>,
    panels_hint: String,
    panels: Vec<Panel>,
    units: Vec<String>,
    version: u64,
    ends_on: String,
    fingerprint: String,
}

struct Person {
    href: String,
    name: String,
    post: String,
    unit: String,
    login: String,
    roles: Vec<&'static str>,
    /// Where the account stands, if it is not simply in use.
    standing: &'static str,
}

/// Somebody who was invited and has not joined.
struct Invited {
    id: String,
    name: String,
    login: String,
    standing: String,
    open: bool,
}

struct Panel {
    href: String,
    category: &'static str,
    posts: Vec<String>,
}

/// Shows them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().team.done.by_key(&query.text("done")?);
    query.finish()?;
    let people = people::people(&app, officer.agency.id).await?;
    let to_sign = keys::to_sign(&app, officer.agency.id).await?;
    let to_sign = to_sign.waiting.len().saturating_add(to_sign.leaving.len());
    let words = &visit.words().office.people;
    let agency = &officer.agency;
    let readers = people
        .officers
        .iter()
        .filter(|person| person.active && person.roles.read_cases() && !person.roles.has(Role::Outside));
    let alone = readers.count() < usize::from(agency.minimum_readers);
    Ok(ok(&PeoplePage {
        frame: frame(&visit, &officer, words.title, Place::People),
        notice: notice(&app, &officer).await?,
        done,
        token: visit.token(Purpose::Manage),
        to_sign: match to_sign {
            0 => String::new(),
            some => visit.words().team.people.to_sign(some),
        },
        invitations: people
            .invitations
            .iter()
            .map(|invitation| invited(&visit, invitation))
            .collect(),
        few_keepers: Routing::too_few_keepers(&people.officers),
        points_at_one: Routing::points_at_one(agency.panel_size, &people.officers),
        past_term: past_term(&visit, &people),
        one_reader: if alone {
            words.one_reader(&agency.outside_body)
        } else {
            String::new()
        },
        people: people
            .officers
            .iter()
            .map(|person| shown(&visit, &people, person))
            .collect(),
        panels_hint: words.panels_hint(&agency.outside_body, agency.panel_size, agency.minimum_readers),
        panels: panels(&visit, &people),
        units: people.units.iter().map(|unit| unit.name.clone()).collect(),
        version: people.version,
        ends_on: wording::day(visit.language(), people.ends_on),
        fingerprint: people.fingerprint,
    }))
}

/// Those who go on after the last day of their order; empty when nobody does.
fn past_term(visit: &Visit, people: &People) -> String {
    let past = people.officers.iter();
    let past = past.filter(|person| people.is_past_term(person, visit.today()));
    let names: Vec<String> = past
        .map(|person| format!("{} ({})", person.name, person.post))
        .collect();
    names.join(" · ")
}

fn shown(visit: &Visit, people: &People, person: &Officer) -> Person {
    let words = visit.words();
    let unit = people.units.iter().find(|unit| Some(unit.id) == person.unit);
    Person {
        href: visit.link(&format!("/office/people/person/{}", person.id)),
        name: person.name.clone(),
        post: person.post.clone(),
        unit: unit.map_or_else(
            || words.office.people.no_unit.to_owned(),
            |unit| unit.name.clone(),
        ),
        login: person.login.as_str().to_owned(),
        roles: person
            .roles
            .iter()
            .map(|role| words.role.by_key(role.key()))
            .collect(),
        standing: if !person.active {
            words.office.people.inactive
        } else if people.waits(person) {
            words.team.people.waits
        } else if people.is_past_term(person, visit.today()) {
            words.team.person.term_over
        } else if person.roles.is_empty() {
            words.team.people.no_roles
        } else {
            ""
        },
    }
}

fn invited(visit: &Visit, invitation: &Invitation) -> Invited {
    let words = visit.words();
    let of = &words.team.people;
    let standing = invitation.standing(visit.now());
    Invited {
        id: invitation.id.to_string(),
        name: format!("{} ({})", invitation.name, invitation.appointment.post),
        login: invitation.login.as_str().to_owned(),
        standing: match standing {
            Standing::Open => of.open_until(wording::moment(words, invitation.expires_at())),
            Standing::Expired => of.expired.to_owned(),
            Standing::Withdrawn | Standing::Used => of.withdrawn.to_owned(),
        },
        open: standing == Standing::Open,
    }
}

fn panels(visit: &Visit, people: &People) -> Vec<Panel> {
    let by_id = |id: &OfficerId| people.officers.iter().find(|person| person.id == *id);
    people
        .panels
        .iter()
        .map(|(category, readers)| Panel {
            href: visit.link(&format!("/office/people/panel/{}", category.key())),
            category: visit.words().category.by_key(category.key()),
            posts: readers
                .iter()
                .filter_map(by_id)
                .map(|person| person.post.clone())
                .collect(),
        })
        .collect()
}
