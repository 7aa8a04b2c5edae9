//! `/{agency}/office/assign`: several cases are given to one officer, after a page that says which of them and why not
//! the others.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::case::once;
use super::case_view::person;
use super::inbox_filter::InboxFilter;
use crate::app::App;
use crate::domain::ids::{CaseId, OfficerId, RecordId};
use crate::domain::role::Role;
use crate::flow::cases::assign_many::{self, MOST};
use crate::flow::cases::{handle, inbox};
use crate::flow::incoming::posts;
use crate::store::cases::Case;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Query};
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/assign_many.html")]
struct ManyPage {
    frame: Frame,
    address: String,
    token: String,
    mistakes: Mistakes,
    stage: Stage,
    to: String,
    name: String,
    cases: Vec<Choice>,
    people: Vec<Choice>,
    lines: Vec<Line>,
    going: usize,
}

/// Where one is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Cases and officer are chosen.
    Choose,
    /// It is said what would happen.
    Preview,
    /// It is said what happened.
    Report,
}

/// One case and what would become, or became, of it.
struct Line {
    number: String,
    href: String,
    said: &'static str,
    good: bool,
    /// What the form sends to give it; empty for one that is not given.
    form: String,
}

impl Line {
    /// A case that the officer does not read any more.
    const fn of_nobody(said: &'static str) -> Self {
        Self {
            number: String::new(),
            href: String::new(),
            said,
            good: false,
            form: String::new(),
        }
    }
}

/// One case as the form names it: its id and, once previewed, version and form.
pub(super) struct Named {
    pub(super) case: CaseId,
    pub(super) form: Option<handle::Form>,
}

impl Named {
    pub(super) fn read(text: &str) -> Result<Self, FormError> {
        let mut parts = text.split('.');
        let case = parts
            .next()
            .and_then(CaseId::from_hex)
            .ok_or(FormError::Unknown)?;
        let form = match (parts.next(), parts.next(), parts.next()) {
            (None, ..) => None,
            (Some(version), Some(once), None) => Some(handle::Form {
                version: version.parse().map_err(|_| FormError::Unknown)?,
                once: RecordId::from_hex(once).ok_or(FormError::Unknown)?,
            }),
            _ => return Err(FormError::Unknown),
        };
        Ok(Self { case, form })
    }
}

/// Lists the open cases and the officers.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(query): Query,
) -> Result<HttpResponse, Problem> {
    let desk = Desk {
        visit: &visit,
        app: &app,
        officer: &officer,
        list: List::read(query)?,
    };
    desk.choose("", &[], Mistakes::default()).await
}

/// Previews, or gives.
///
/// # Errors
/// Busy when the store does not answer; unreadable for a form that this page does not have.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(query): Query,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let list = List::read(query)?;
    let pressed = form.text("go")?;
    let to = form.text("to")?;
    let named: Vec<Named> = form
        .take_all("case")
        .iter()
        .take(MOST)
        .map(|text| Named::read(text))
        .collect::<Result<_, _>>()?;
    form.finish()?;
    let desk = Desk {
        visit: &visit,
        app: &app,
        officer: &officer,
        list,
    };
    let cases: Vec<CaseId> = named.iter().map(|one| one.case).collect();
    let words = &visit.words().assign;
    let mut mistakes = Mistakes::default();
    if named.is_empty() {
        mistakes.add("case", words.no_case);
    }
    if to.is_empty() {
        mistakes.add("to", words.nobody_chosen);
    }
    if !mistakes.is_empty() {
        return desk.choose(&to, &cases, mistakes).await;
    }
    let to = OfficerId::from_hex(&to).ok_or(FormError::Unknown)?;
    match pressed.as_str() {
        "preview" => desk.preview(to, &cases).await,
        "give" => desk.give(to, &named).await,
        _ => Err(FormError::Unknown.into()),
    }
}

/// One officer in front of the page.
struct Desk<'a> {
    visit: &'a Visit,
    app: &'a Data<App>,
    officer: &'a SignedIn,
    list: List,
}

/// The list that the cases are chosen from: that of the inbox one came from.
struct List {
    /// What the address asks for.
    filter: InboxFilter,
    /// The address, below the agency's base.
    address: String,
}

impl List {
    fn read(mut query: Form) -> Result<Self, Problem> {
        let asked = InboxFilter::read(&mut query)?;
        query.finish()?;
        Ok(Self {
            address: asked.assigning(),
            filter: asked.or_unassigned(),
        })
    }
}

impl Desk<'_> {
    async fn choose(&self, to: &str, chosen: &[CaseId], mistakes: Mistakes) -> Result<HttpResponse, Problem> {
        let (visit, words) = (self.visit, self.visit.words());
        let inbox = inbox::inbox(self.app, self.officer, self.list.filter.wanted()).await?;
        let open = inbox.rows.iter().filter(|row| row.case.state.is_open());
        let cases = open.take(MOST).map(|row| {
            let case = &row.case;
            let hint = format!(
                "{} · {} · {}",
                words.category.by_key(case.category.key()),
                words.state.by_key(case.state.key()),
                wording::clock(words, case.state, &row.deadline, visit.today())
            );
            Choice::new(case.id.to_string(), wording::number(case))
                .hint(hint)
                .chosen(chosen.contains(&case.id))
        });
        let people = self.people().await?;
        let people = people.iter().map(|(id, name)| {
            let value = id.to_string();
            let chosen = value == to;
            Choice::new(value, name).chosen(chosen)
        });
        let status = if mistakes.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let shown = ManyPage {
            cases: cases.collect(),
            people: people.collect(),
            mistakes,
            ..self.page(Stage::Choose)
        };
        Ok(page(status, &shown))
    }

    async fn preview(&self, to: OfficerId, cases: &[CaseId]) -> Result<HttpResponse, Problem> {
        let words = &self.visit.words().assign_outlook;
        let mut lines = Vec::new();
        for (case, outlook) in assign_many::preview(self.app, self.officer, cases, to).await? {
            let form = if outlook.goes() {
                format!("{}.{}.{}", case.id, case.version, once(self.app)?)
            } else {
                String::new()
            };
            lines.push(Line {
                form,
                ..self.line(&case, words.by_key(outlook.key()), outlook.goes())
            });
        }
        self.told(Stage::Preview, to, lines).await
    }

    async fn give(&self, to: OfficerId, named: &[Named]) -> Result<HttpResponse, Problem> {
        let words = &self.visit.words().assign_outcome;
        let forms: Vec<(CaseId, handle::Form)> = named
            .iter()
            .map(|one| Ok((one.case, one.form.ok_or(FormError::Unknown)?)))
            .collect::<Result<_, FormError>>()?;
        let ids: Vec<CaseId> = named.iter().map(|one| one.case).collect();
        let became = assign_many::give(self.app, self.officer, &forms, to).await?;
        // Numbers come from the cases this officer reads; one that they do not read any more has none to show.
        let known = assign_many::preview(self.app, self.officer, &ids, to).await?;
        let lines = became
            .iter()
            .map(|(id, outcome)| {
                let (said, given) = (
                    words.by_key(outcome.key()),
                    *outcome == assign_many::Outcome::Given,
                );
                match known.iter().find(|(case, _)| case.id == *id) {
                    Some((case, _)) => self.line(case, said, given),
                    None => Line::of_nobody(said),
                }
            })
            .collect();
        self.told(Stage::Report, to, lines).await
    }

    async fn told(&self, stage: Stage, to: OfficerId, lines: Vec<Line>) -> Result<HttpResponse, Problem> {
        // Of everybody: they may have lost their role since the preview, and what became of the cases is told all the same.
        let posts = posts::list(self.app, self.officer.agency.id).await?;
        let receiver = posts.officers.iter().find(|one| one.id == to);
        let somebody = self.visit.words().office.history.somebody;
        let name = match (receiver, stage) {
            (Some(receiver), _) => person(receiver),
            (None, Stage::Report) => somebody.to_owned(),
            (None, _) => return Err(FormError::Unknown.into()),
        };
        let shown = ManyPage {
            to: to.to_string(),
            name,
            going: lines.iter().filter(|line| line.good).count(),
            lines,
            ..self.page(stage)
        };
        Ok(page(StatusCode::OK, &shown))
    }

    fn page(&self, stage: Stage) -> ManyPage {
        let (visit, words) = (self.visit, self.visit.words());
        ManyPage {
            address: visit.link(&self.list.address),
            frame: frame(visit, self.officer, words.assign.many_title, Place::Inbox).back("/office"),
            token: visit.token(Purpose::Handle),
            mistakes: Mistakes::default(),
            stage,
            to: String::new(),
            name: String::new(),
            cases: Vec::new(),
            people: Vec::new(),
            lines: Vec::new(),
            going: 0,
        }
    }

    fn line(&self, case: &Case, said: &'static str, good: bool) -> Line {
        Line {
            number: wording::number(case),
            href: self.visit.link(&format!("/office/case/{}", case.id)),
            said,
            good,
            form: String::new(),
        }
    }

    /// Everybody of the agency who reads cases, by post and name.
    async fn people(&self) -> Result<Vec<(OfficerId, String)>, Problem> {
        let posts = posts::list(self.app, self.officer.agency.id).await?;
        let handles = posts
            .officers
            .iter()
            .filter(|one| one.roles.read_cases() && !one.roles.has(Role::Outside));
        Ok(handles.map(|one| (one.id, person(one))).collect())
    }
}
