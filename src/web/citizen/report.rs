//! `/{agency}/report`: one question a page; the answers travel in the pages and the server keeps nothing
//! until the report is sent.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::answers::{Answers, Go, given};
use super::check::Check;
use super::files::{self, Files};
use super::people::{self, People};
use super::question::{choices, title};
use super::receipt;
use super::step::{Step, gives_name};
use super::submission_key;
use super::wording::mistakes;
use crate::app::App;
use crate::domain::category::{Category, IdentityMode};
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::report::{Draft, Field, FieldProblem, Report};
use crate::flow::incoming::beginning;
use crate::flow::incoming::intake::{self, Unsent};
use crate::flow::incoming::posts::{self, Posts};
use crate::flow::trouble::Trouble;
use crate::web::field::{Choice, Mistakes};
use crate::web::file_view;
use crate::web::form::{Form, Value};
use crate::web::gate::Renewal;
use crate::web::layout::{Face, Frame, page};
use crate::web::piece::scripted;
use crate::web::problem::Problem;
use crate::web::token::{Purpose, Refusal};
use crate::web::visit::Visit;
use crate::words::Words;

/// A page of the form.
#[derive(Template)]
#[template(path = "web/citizen/report.html")]
struct Page<'a> {
    frame: Frame,
    token: String,
    key: Value,
    step: Step,
    returning: bool,
    position: (usize, usize),
    draft: &'a Draft,
    mistakes: Mistakes,
    alert: Option<String>,
    choices: Vec<Choice>,
    people: Option<People>,
    check: Option<Check>,
    files: Option<Files>,
}

/// One press of a button, with what is needed to answer it.
pub(super) struct Desk<'a> {
    visit: &'a Visit,
    app: Arc<App>,
    posts: Posts,
    /// What the answers say, if they can be sent.
    report: Option<Report>,
    problems: Vec<(Field, FieldProblem)>,
    answers: Answers,
}

/// The first question, with a new submission key.
///
/// # Errors
/// Broken when the machine gives no random numbers: then nobody is given a key at all.
pub async fn start(visit: Visit, app: Data<App>) -> Result<HttpResponse, Problem> {
    let answers = Answers {
        draft: Draft::default(),
        step: Step::Identity,
        returning: false,
        go: Go::Switch,
        key: submission_key::new(&app)?,
    };
    Desk::blank(&visit, app.into_inner(), answers)
        .show(Step::Identity, false, None)
        .await
}

/// The next page, the page before, the check, or the receipt.
///
/// # Errors
/// Unreadable for fields that the form does not have, busy when the store does not answer.
pub async fn answer(
    visit: Visit,
    app: Data<App>,
    renewal: Renewal,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let mut answers = Answers::read(&mut form)?;
    form.finish()?;
    if let Some(Refusal::Foreign | Refusal::Invalid) = renewal.0 {
        // Whoever made that form may know its key, and with it the code that would come of it.
        answers.key = submission_key::new(&app)?;
    }
    let desk = Desk::open(&visit, app.into_inner(), answers).await?;
    match renewal.0 {
        Some(refusal) => desk.renew(refusal).await,
        None => desk.go().await,
    }
}

impl<'a> Desk<'a> {
    /// For the first question: whom one may mark is not asked before there is a category.
    const fn blank(visit: &'a Visit, app: Arc<App>, answers: Answers) -> Self {
        Self {
            visit,
            app,
            posts: Posts {
                officers: Vec::new(),
                units: Vec::new(),
            },
            report: None,
            problems: Vec::new(),
            answers,
        }
    }

    pub(super) async fn open(visit: &'a Visit, app: Arc<App>, answers: Answers) -> Result<Self, Problem> {
        let posts = posts::list(&app, visit.agency()?.id).await?;
        let mut desk = Self {
            posts,
            ..Self::blank(visit, app, answers)
        };
        match desk.read() {
            Ok(report) => desk.report = Some(report),
            Err(problems) => desk.problems = problems,
        }
        Ok(desk)
    }

    fn words(&self) -> &'static Words {
        self.visit.words()
    }

    fn read(&self) -> Result<Report, Vec<(Field, FieldProblem)>> {
        let officers: Vec<OfficerId> = self.posts.officers.iter().map(|officer| officer.id).collect();
        let units: Vec<UnitId> = self.posts.units.iter().map(|unit| unit.id).collect();
        self.answers.draft.read(self.visit.today(), &officers, &units)
    }

    /// Shows the page again whose token was refused.
    pub(super) async fn renew(self, refusal: Refusal) -> Result<HttpResponse, Problem> {
        let of = &self.words().wizard_mistake;
        let alert = match refusal {
            Refusal::Foreign => of.foreign(Face::of(self.visit.agency()?, self.visit.language()).name),
            Refusal::Stale | Refusal::Invalid => of.stale.to_owned(),
        };
        let (step, returning) = (self.answers.step, self.answers.returning);
        self.answer(step, returning, Some((StatusCode::CONFLICT, alert)))
            .await
    }

    async fn go(self) -> Result<HttpResponse, Problem> {
        let (step, returning, draft) = (self.answers.step, self.answers.returning, &self.answers.draft);
        match self.answers.go {
            Go::Switch => self.answer(step, returning, None).await,
            Go::Again => self.answer(Step::Who, returning, None).await,
            Go::Edit(step) => self.answer(step, step != Step::Check, None).await,
            Go::Back if returning => self.answer(Step::Check, false, None).await,
            Go::Back => {
                let before = step.previous(draft).unwrap_or(step);
                self.answer(before, false, None).await
            }
            Go::Next => {
                let to_name = step == Step::Identity && gives_name(draft);
                let next = if returning && !to_name {
                    Step::Check
                } else {
                    step.next(draft)
                };
                self.show(next, returning && next != Step::Check, None).await
            }
            Go::File(choice, file) => {
                let writer = beginning::writer(&self.app, &*submission_key::bytes(&self.answers.key)?);
                let agency = self.visit.agency()?;
                let refused = beginning::choose(&self.app, agency, &writer, file, choice).await?;
                let mistakes = file_view::infected(self.words(), refused);
                self.render(Step::Files, returning, mistakes, None).await
            }
            Go::Send => self.send().await,
        }
    }

    /// Goes to a step, or to the first one before it that has to be corrected.
    async fn show(
        self,
        wanted: Step,
        returning: bool,
        alert: Option<(StatusCode, String)>,
    ) -> Result<HttpResponse, Problem> {
        match self.first_problem(wanted) {
            Some(step) => {
                let mistakes = mistakes(self.words(), &self.problems, step);
                let back_to_check = returning || wanted == Step::Check;
                self.render(step, back_to_check, mistakes, alert).await
            }
            None => self.render(wanted, returning, Mistakes::default(), alert).await,
        }
    }

    /// Goes to a step without complaining about it, unless it cannot be shown without the answers before it.
    async fn answer(
        self,
        wanted: Step,
        returning: bool,
        alert: Option<(StatusCode, String)>,
    ) -> Result<HttpResponse, Problem> {
        let needs = match wanted {
            Step::Who => self.problems.iter().any(|(field, _)| *field == Field::Category),
            Step::Check => !self.problems.is_empty(),
            _ => false,
        };
        if needs {
            return self.show(wanted, returning, alert).await;
        }
        self.render(wanted, returning, Mistakes::default(), alert).await
    }

    fn first_problem(&self, before: Step) -> Option<Step> {
        let steps = self.problems.iter().map(|(field, _)| Step::of(*field));
        steps.filter(|step| *step < before).min()
    }

    pub(super) async fn send(mut self) -> Result<HttpResponse, Problem> {
        let Some(report) = self.report.take() else {
            return self.show(Step::Check, false, None).await;
        };
        let agency = self.visit.agency()?;
        let key = submission_key::bytes(&self.answers.key)?;
        let category = report.category;
        match intake::file(&self.app, agency, report, &key).await {
            Ok(sent) => receipt::show(self.visit, &sent, &self.answers.key, Mistakes::default()),
            Err(Unsent::Undecided) => {
                let mut mistakes = Mistakes::default();
                mistakes.add("choose", self.words().files.problem.choose);
                self.render(Step::Files, true, mistakes, None).await
            }
            // The check page says that nobody would read it.
            Err(Unsent::Trouble(Trouble::Closed)) if self.nobody_reads(category).await => {
                self.answer(Step::Check, false, None).await
            }
            Err(Unsent::Trouble(trouble)) => self.unsent(trouble).await,
        }
    }

    /// Whether the marks leave nobody who could read the report.
    async fn nobody_reads(&self, category: Category) -> bool {
        let Ok(agency) = self.visit.agency() else {
            return false;
        };
        let involved = people::involved(&self.answers.draft, &self.posts);
        let readers = intake::readers(&self.app, agency, category, &involved).await;
        readers.is_ok_and(|readers| readers.officers.is_empty() && !readers.outside)
    }

    /// Says that the report was not taken, with everything still there.
    async fn unsent(self, trouble: Trouble) -> Result<HttpResponse, Problem> {
        let of = &self.words().wizard_mistake;
        let said = match trouble {
            Trouble::Closed => of.closed.to_owned(),
            Trouble::Busy | Trouble::Unavailable => of.busy.to_owned(),
            Trouble::Damaged | Trouble::Ended | Trouble::Broken => {
                let incident = self.visit.site().incident("a report could not be taken");
                format!("{} {}", of.busy, self.words().problem.broken.incident(incident))
            }
        };
        let alert = Some((StatusCode::SERVICE_UNAVAILABLE, said));
        self.render(Step::Check, false, Mistakes::default(), alert).await
    }

    pub(super) async fn render(
        self,
        step: Step,
        returning: bool,
        mistakes: Mistakes,
        alert: Option<(StatusCode, String)>,
    ) -> Result<HttpResponse, Problem> {
        let (status, alert) = match alert {
            Some((status, said)) => (status, Some(said)),
            None if mistakes.is_empty() => (StatusCode::OK, None),
            None => (StatusCode::UNPROCESSABLE_ENTITY, None),
        };
        let draft = &self.answers.draft;
        let people = match Category::from_key(&draft.category) {
            Some(category) if matches!(step, Step::Who | Step::Check) => {
                self.people(category, status).await?
            }
            _ => None,
        };
        let read = if step == Step::Check {
            self.read().ok()
        } else {
            None
        };
        let files = match step {
            Step::Files | Step::Check => {
                let key = submission_key::bytes(&self.answers.key)?;
                self.files(&key, status).await?
            }
            _ => None,
        };
        let check = read.map(|report| Check::of(self.visit.language(), draft, &report));
        let failed = !mistakes.is_empty() || alert.is_some();
        let frame = self.visit.frame(title(self.words(), step));
        let shown = Page {
            frame: frame.wizard().failed(failed),
            token: self.visit.keyed_token(Purpose::Report, &self.answers.key),
            key: self.answers.key.clone(),
            step,
            returning,
            position: step.position(draft),
            draft,
            mistakes,
            alert,
            choices: choices(self.words(), step, draft),
            people,
            check,
            files,
        };
        let shown = page(status, &shown);
        Ok(if step == Step::Files {
            scripted(shown)
        } else {
            shown
        })
    }

    /// The files, or nothing on a page that already says that the report cannot be taken now.
    async fn files(&self, key: &[u8; 32], status: StatusCode) -> Result<Option<Files>, Problem> {
        let writer = beginning::writer(&self.app, key);
        match beginning::files(&self.app, self.visit.agency()?, &writer).await {
            Ok(parcels) => Ok(Some(Files::of(self.visit, &self.app, &parcels, files::PIECES))),
            Err(_) if status == StatusCode::SERVICE_UNAVAILABLE => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// The people, or nothing on a page that already says that the report cannot be taken now.
    async fn people(&self, category: Category, status: StatusCode) -> Result<Option<People>, Problem> {
        let agency = self.visit.agency()?;
        let draft = &self.answers.draft;
        match people::look_up(&self.app, self.words(), agency, draft, &self.posts, category).await {
            Ok(people) => Ok(Some(people)),
            Err(_) if status == StatusCode::SERVICE_UNAVAILABLE => Ok(None),
            Err(trouble) => Err(trouble.into()),
        }
    }
}

impl Page<'_> {
    /// The answers of all other pages, which travel along unseen.
    fn carried(&self) -> Vec<(&'static str, &str)> {
        let elsewhere = given(self.draft)
            .into_iter()
            .filter(|(field, _)| Step::of(*field) != self.step);
        elsewhere.map(|(field, value)| (field.key(), value)).collect()
    }

    fn is(&self, key: &str) -> bool {
        self.step.key() == key
    }

    /// The mistake of the date, whichever of its three parts it is about.
    fn date_mistake(&self) -> Option<&str> {
        let mut parts = ["day", "month", "year"].into_iter();
        parts.find_map(|part| self.mistakes.of(part))
    }

    fn anonymous(&self) -> bool {
        !gives_name(self.draft)
    }

    fn named(&self) -> bool {
        self.draft.identity == IdentityMode::Named.key()
    }
}
