//! `/{agency}/office/people`: who can sign in, who is asked to read, and how long the keys are good.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::inbox::{Notice, notice};
use super::{Place, frame, wording};
use crate::app::App;
use crate::domain::ids::OfficerId;
use crate::domain::officer::Officer;
use crate::domain::role::Role;
use crate::flow::people::{self, People};
use crate::web::layout::{Frame, ok};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// How people are added on the server.
pub const ADD_COMMAND: &str = "sujarit officer add";

#[derive(Template)]
#[template(path = "web/office/people.html")]
struct PeoplePage {
    frame: Frame,
    notice: Notice,
    one_reader: String,
    people: Vec<Person>,
    panels_hint: String,
    panels: Vec<Panel>,
    units: Vec<String>,
    version: u64,
    ends_on: String,
    fingerprint: String,
    add: String,
}

struct Person {
    name: String,
    post: String,
    unit: String,
    login: String,
    roles: Vec<&'static str>,
    active: bool,
}

struct Panel {
    category: &'static str,
    posts: Vec<String>,
}

/// Shows them.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let people = people::people(&app, officer.agency.id).await?;
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
        add: words.add(ADD_COMMAND),
    }))
}

fn shown(visit: &Visit, people: &People, person: &Officer) -> Person {
    let words = visit.words();
    let unit = people.units.iter().find(|unit| Some(unit.id) == person.unit);
    Person {
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
        active: person.active,
    }
}

fn panels(visit: &Visit, people: &People) -> Vec<Panel> {
    let by_id = |id: &OfficerId| people.officers.iter().find(|person| person.id == *id);
    people
        .panels
        .iter()
        .map(|(category, readers)| Panel {
            category: visit.words().category.by_key(category.key()),
            posts: readers
                .iter()
                .filter_map(by_id)
                .map(|person| person.post.clone())
                .collect(),
        })
        .collect()
}
