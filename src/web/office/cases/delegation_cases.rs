//! `/{agency}/office/delegation/cases/{delegation}`: an officer who is away lets the substitute into open cases.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::assign_many::Named;
use super::case::once;
use super::case_view::person;
use crate::app::App;
use crate::domain::ids::{CaseId, DelegationId};
use crate::flow::cases::assign_many::{MOST, Outcome};
use crate::flow::cases::delegation_cases::{self, Outlook, Running};
use crate::flow::cases::handle;
use crate::store::cases::Case;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError};
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/cases/delegation_cases.html")]
struct CasesPage {
    frame: Frame,
    /// Where the page stands, below the agency's base.
    at: String,
    token: String,
    mistakes: Mistakes,
    name: String,
    until: String,
    /// Whether it says what happened, and not what would.
    told: bool,
    choices: Vec<Choice>,
    lines: Vec<Line>,
}

/// One case and what became of it, or why it cannot be shared.
struct Line {
    number: String,
    href: String,
    said: &'static str,
    good: bool,
}

/// Lists the open cases, and which of them the substitute can be let into.
///
/// # Errors
/// Not found when this officer has no such delegation that runs today; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, &path.1).await?;
    desk.choose(Mistakes::default()).await
}

/// Lets the substitute into the chosen ones.
///
/// # Errors
/// As [`show`]; unreadable for a form that this page does not have.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, &path.1).await?;
    let chosen: Vec<(CaseId, handle::Form)> = form
        .take_all("case")
        .iter()
        .take(MOST)
        .map(|text| {
            let named = Named::read(text)?;
            Ok((named.case, named.form.ok_or(FormError::Unknown)?))
        })
        .collect::<Result<_, FormError>>()?;
    form.finish()?;
    if chosen.is_empty() {
        let mut mistakes = Mistakes::default();
        mistakes.add("case", visit.words().assign.no_case);
        return desk.choose(mistakes).await;
    }
    desk.share(&chosen).await
}

/// One officer in front of the page.
struct Desk<'a> {
    visit: &'a Visit,
    app: &'a Data<App>,
    officer: &'a SignedIn,
    running: Running,
}

impl<'a> Desk<'a> {
    async fn of(
        visit: &'a Visit,
        app: &'a Data<App>,
        officer: &'a SignedIn,
        id: &str,
    ) -> Result<Self, Problem> {
        let id = DelegationId::from_hex(id).ok_or_else(Problem::not_found)?;
        let running = delegation_cases::running(app, officer, id).await?;
        Ok(Self {
            visit,
            app,
            officer,
            running: running.ok_or_else(Problem::not_found)?,
        })
    }

    async fn choose(&self, mistakes: Mistakes) -> Result<HttpResponse, Problem> {
        let (visit, words) = (self.visit, self.visit.words());
        let of = &words.delegation_cases;
        let mut choices = Vec::new();
        let mut lines = Vec::new();
        for (case, outlook) in delegation_cases::preview(self.app, self.officer, &self.running).await? {
            match outlook {
                Outlook::Goes => {
                    let value = format!("{}.{}.{}", case.id, case.version, once(self.app)?);
                    let hint = format!(
                        "{} · {} · {}",
                        words.category.by_key(case.category.key()),
                        words.state.by_key(case.state.key()),
                        wording::day(visit.language(), case.due_on),
                    );
                    choices.push(Choice::new(value, wording::number(&case)).hint(hint));
                }
                Outlook::Reads => lines.push(self.line(&case, of.reads, true)),
                Outlook::Involved => lines.push(self.line(&case, of.involved, false)),
            }
        }
        let status = if mistakes.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let shown = CasesPage {
            mistakes,
            choices,
            lines,
            ..self.page(false)
        };
        Ok(page(status, &shown))
    }

    async fn share(&self, chosen: &[(CaseId, handle::Form)]) -> Result<HttpResponse, Problem> {
        let words = &self.visit.words().delegation_outcome;
        let became = delegation_cases::share(self.app, self.officer, chosen, &self.running).await?;
        // Numbers come from the cases this officer reads; one that does not exist for them has none to show.
        let known = delegation_cases::preview(self.app, self.officer, &self.running).await?;
        let lines = known.iter().filter_map(|(case, _)| {
            let (_, outcome) = became.iter().find(|(id, _)| *id == case.id)?;
            Some(self.line(case, words.by_key(outcome.key()), *outcome == Outcome::Given))
        });
        let shown = CasesPage {
            lines: lines.collect(),
            ..self.page(true)
        };
        Ok(page(StatusCode::OK, &shown))
    }

    fn line(&self, case: &Case, said: &'static str, good: bool) -> Line {
        Line {
            number: wording::number(case),
            href: self.visit.link(&format!("/office/case/{}", case.id)),
            said,
            good,
        }
    }

    fn page(&self, told: bool) -> CasesPage {
        let (visit, of) = (self.visit, &self.visit.words().delegation_cases);
        let term = self.running.delegation.term;
        let until = term.until().unwrap_or(term.from());
        CasesPage {
            frame: frame(visit, self.officer, of.title, Place::Account).back("/office/delegation"),
            at: format!("/office/delegation/cases/{}", self.running.delegation.id),
            token: visit.token(Purpose::Handle),
            mistakes: Mistakes::default(),
            name: person(&self.running.to),
            until: wording::day(visit.language(), until),
            told,
            choices: Vec::new(),
            lines: Vec::new(),
        }
    }
}
