//! `/{agency}/office/people/panel/{category}`: who is asked to read the reports of a category, in which order, and who
//! would read one if the order were as it is typed.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::app::App;
use crate::domain::category::Category;
use crate::domain::ids::OfficerId;
use crate::domain::routing::Routing;
use crate::flow::officers::panels::{self, Panel, PanelError};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/officers/panel.html")]
struct PanelPage {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    alert: &'static str,
    action: String,
    seen: String,
    lines: Vec<Line>,
    readers: Vec<String>,
    outside: String,
    points_at_one: bool,
}

/// Somebody who can stand on the panel.
struct Line {
    id: String,
    who: String,
    places: Vec<Choice>,
}

/// A place that was typed for somebody; nothing for off the panel.
type Placed = (OfficerId, Option<usize>);

fn category(path: &Path<(String, String)>) -> Result<Category, Problem> {
    Category::from_key(&path.1).ok_or_else(Problem::not_found)
}

/// Shows the panel.
///
/// # Errors
/// Not found when there is no such category; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let category = category(&path)?;
    let panel = panels::panel(&app, officer.agency.id, category).await?;
    let placed = placed(&panel);
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        category,
        panel: &panel,
    };
    Ok(desk.page(&panel.order, &placed, Mistakes::default(), ""))
}

/// As the panel is.
fn placed(panel: &Panel) -> Vec<Placed> {
    let able = panel.able().into_iter();
    able.map(|officer| {
        let at = panel.order.iter().position(|id| *id == officer.id);
        (officer.id, at.map(|at| at.saturating_add(1)))
    })
    .collect()
}

/// One panel in front of one administrator.
struct Desk<'a> {
    visit: &'a Visit,
    officer: &'a SignedIn,
    category: Category,
    panel: &'a Panel,
}

impl Desk<'_> {
    fn page(
        &self,
        seen: &[OfficerId],
        placed: &[Placed],
        mistakes: Mistakes,
        alert: &'static str,
    ) -> HttpResponse {
        let words = self.visit.words();
        let of = &words.team.panel;
        let agency = &self.officer.agency;
        let status = match (mistakes.is_empty(), alert.is_empty()) {
            (true, true) => StatusCode::OK,
            (true, false) => StatusCode::CONFLICT,
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let routing = self.panel.readers(agency, &ordered(placed));
        let named = |id: &OfficerId| {
            let officer = self.panel.officers.iter().find(|officer| officer.id == *id);
            officer.map(|officer| format!("{} ({})", officer.post, officer.name))
        };
        let name = words.category.by_key(self.category.key());
        let seen: Vec<String> = seen.iter().map(ToString::to_string).collect();
        let shown = PanelPage {
            frame: frame(self.visit, self.officer, of.title(name), Place::People)
                .back("/office/people")
                .failed(!mistakes.is_empty()),
            token: self.visit.token(Purpose::Manage),
            mistakes,
            alert,
            action: self
                .visit
                .link(&format!("/office/people/panel/{}", self.category.key())),
            seen: seen.join("."),
            lines: placed
                .iter()
                .filter_map(|(id, place)| self.line(*id, *place, placed.len()))
                .collect(),
            readers: routing.readers.iter().filter_map(named).collect(),
            outside: if routing.outside {
                of.outside(&agency.outside_body)
            } else {
                String::new()
            },
            points_at_one: Routing::points_at_one(agency.panel_size, &self.panel.officers),
        };
        page(status, &shown)
    }

    fn line(&self, id: OfficerId, place: Option<usize>, many: usize) -> Option<Line> {
        let officer = self.panel.officers.iter().find(|officer| officer.id == id)?;
        let off = Choice::new("", self.visit.words().team.panel.off).chosen(place.is_none());
        let places = (1..=many)
            .map(|number| Choice::new(number.to_string(), number.to_string()).chosen(place == Some(number)));
        Some(Line {
            id: id.to_string(),
            who: format!("{} ({})", officer.post, officer.name),
            places: std::iter::once(off).chain(places).collect(),
        })
    }
}

/// The order that the places make.
fn ordered(placed: &[Placed]) -> Vec<OfficerId> {
    let mut on: Vec<(usize, OfficerId)> = placed
        .iter()
        .filter_map(|(id, place)| Some(((*place)?, *id)))
        .collect();
    on.sort_unstable_by_key(|(place, _)| *place);
    on.into_iter().map(|(_, id)| id).collect()
}

/// Shows who would read, or sets the order.
///
/// # Errors
/// Unreadable when the form is none of this page; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let category = category(&path)?;
    let (go, seen) = (form.text("go")?, form.text("seen")?);
    let (who, places) = (form.take_all("who"), form.take_all("place"));
    form.finish()?;
    let seen = ids(&seen)?;
    let panel = panels::panel(&app, officer.agency.id, category).await?;
    let desk = Desk {
        visit: &visit,
        officer: &officer,
        category,
        panel: &panel,
    };
    let of = &visit.words().team.panel;
    let mut mistakes = Mistakes::default();
    let typed = read(&who, &places)?;
    if typed.is_empty() {
        mistakes.add("place", of.nothing);
        return Ok(desk.page(&panel.order, &placed(&panel), mistakes, ""));
    }
    let order = ordered(&typed);
    let mut taken: Vec<usize> = typed.iter().filter_map(|(_, place)| *place).collect();
    taken.sort_unstable();
    if taken.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        mistakes.add("place", of.twice);
    }
    if go.as_str() != "save" || !mistakes.is_empty() {
        return Ok(desk.page(&seen, &typed, mistakes, ""));
    }
    match panels::set(&app, &officer, category, seen.clone(), order).await {
        Ok(()) => Ok(see_other(&visit.link("/office/people?done=panel"))),
        Err(PanelError::Meanwhile) => Ok(desk.page(&panel.order, &placed(&panel), mistakes, of.meanwhile)),
        Err(PanelError::Unfit) => Ok(desk.page(&panel.order, &placed(&panel), mistakes, of.unfit)),
        Err(PanelError::Empty) => {
            mistakes.add("place", of.empty);
            Ok(desk.page(&seen, &typed, mistakes, ""))
        }
        Err(PanelError::Trouble(trouble)) => Err(trouble.into()),
    }
}

/// The order that the page showed: ids joined by dots.
fn ids(text: &str) -> Result<Vec<OfficerId>, FormError> {
    let parts = text.split('.').filter(|part| !part.is_empty());
    parts
        .map(|part| OfficerId::from_hex(part).ok_or(FormError::Unknown))
        .collect()
}

fn read(who: &[Value], places: &[Value]) -> Result<Vec<Placed>, FormError> {
    if who.len() != places.len() {
        return Err(FormError::Unknown);
    }
    who.iter()
        .zip(places)
        .map(|(id, place)| {
            let id = OfficerId::from_hex(id).ok_or(FormError::Unknown)?;
            let place = match place.as_str() {
                "" => None,
                number => Some(number.parse().map_err(|_| FormError::Unknown)?),
            };
            Ok((id, place))
        })
        .collect()
}
