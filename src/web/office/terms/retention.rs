//! `/{agency}/office/retention`: for how long things are kept, who decided it and why. A longer period holds at once;
//! a shorter one waits for another person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::ids::{OfficerId, ProposalId};
use crate::domain::officer::Officer;
use crate::domain::officer_text::Question;
use crate::domain::retention::{Class, Decision, Shortening, may_sign};
use crate::domain::role::Act;
use crate::domain::second_signature::Verdict;
use crate::flow::terms::retention::{self, Period, RetentionError, Taken};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Query, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["days", "text"];

#[derive(Template)]
#[template(path = "web/office/terms/retention.html")]
struct RetentionPage {
    frame: Frame,
    done: &'static str,
    meanwhile: bool,
    mistakes: Mistakes,
    token: String,
    decides: bool,
    rows: Vec<Row>,
    waiting: Vec<Waiting>,
    classes: Vec<Choice>,
    days: Value,
    reason: Value,
}

struct Row {
    class: &'static str,
    counted: &'static str,
    days: i32,
    now: String,
    before: Vec<String>,
}

struct Waiting {
    id: String,
    said: String,
    reason: String,
    signs: bool,
    mine: bool,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    class: Value,
    days: Value,
    reason: Value,
}

/// Shows every period.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().office.done.by_key(&query.text("done")?);
    query.finish()?;
    let shown = Shown {
        done,
        ..Shown::default()
    };
    shown.page(&visit, &app, &officer).await
}

/// Decides, or proposes a shorter period.
///
/// # Errors
/// Busy when the store does not answer; unreadable for a form that this page does not have.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = Typed {
        class: form.text("class")?,
        days: form.text("days")?,
        reason: form.text("text")?,
    };
    form.finish()?;
    let words = &visit.words().log.retention;
    let mut mistakes = Mistakes::default();
    let class = Class::from_key(&typed.class);
    if class.is_none() {
        mistakes.add("class", words.no_class);
    }
    let days = crate::domain::thai::digits::to_ascii(&typed.days);
    let days: Option<i32> = days.trim().parse().ok();
    if days.is_none() {
        mistakes.add("days", words.no_days);
    }
    let reason = Question::read(&typed.reason)
        .map_err(|problem| mistakes.add("text", wording::text_problem(visit.words(), problem)))
        .ok();
    let mut meanwhile = false;
    if let (Some(class), Some(days), Some(reason)) = (class, days, reason) {
        match retention::decide(&app, &officer, class, days, &reason).await {
            Ok(taken) => {
                let done = match taken {
                    Taken::Holds => "retention",
                    Taken::Waits => "retention_waits",
                };
                return Ok(see_other(&visit.link(&format!("/office/retention?done={done}"))));
            }
            Err(RetentionError::Range) => {
                let (least, most) = class.range();
                mistakes.add("days", words.range(least, most));
            }
            Err(RetentionError::Same) => mistakes.add("days", words.same),
            Err(RetentionError::Waits) => mistakes.add("class", words.waits_already),
            Err(RetentionError::Trouble(trouble)) => return Err(trouble.into()),
            Err(RetentionError::Meanwhile | RetentionError::NotYours) => meanwhile = true,
        }
    }
    let shown = Shown {
        mistakes,
        typed,
        meanwhile,
        done: "",
    };
    shown.page(&visit, &app, &officer).await
}

/// Signs a shorter period that another person proposed, sends it back, or takes one's own back.
///
/// # Errors
/// Busy when the store does not answer; unreadable for a form that this page does not have.
pub async fn answer(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = ProposalId::from_hex(&form.text("proposal")?).ok_or(FormError::Unknown)?;
    let verdict = match form.text("go")?.as_str() {
        "sign" => Verdict::Signed,
        "send_back" => Verdict::SentBack,
        "withdraw" => Verdict::Withdrawn,
        _ => return Err(FormError::Unknown.into()),
    };
    form.finish()?;
    match retention::answer(&app, &officer, id, verdict).await {
        Ok(()) => Ok(see_other(
            &visit.link("/office/retention?done=retention_answered"),
        )),
        Err(RetentionError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => {
            let shown = Shown {
                meanwhile: true,
                ..Shown::default()
            };
            shown.page(&visit, &app, &officer).await
        }
    }
}

/// Why the page is shown.
#[derive(Default)]
struct Shown {
    done: &'static str,
    meanwhile: bool,
    mistakes: Mistakes,
    typed: Typed,
}

impl Shown {
    async fn page(self, visit: &Visit, app: &Data<App>, officer: &SignedIn) -> Result<HttpResponse, Problem> {
        let (periods, people) = retention::periods(app, officer.agency.id).await?;
        let status = match (self.mistakes.is_empty(), self.meanwhile) {
            (_, true) => StatusCode::CONFLICT,
            (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
            (true, false) => StatusCode::OK,
        };
        let words = &visit.words().log;
        let classes = Class::ALL.iter().map(|class| {
            Choice::new(class.key(), words.class.by_key(class.key()))
                .chosen(self.typed.class.as_str() == class.key())
        });
        let waiting = periods.iter().filter_map(|period| period.waiting.as_ref());
        let shown = RetentionPage {
            frame: frame(visit, officer, words.retention.title, Place::Periods)
                .failed(!self.mistakes.is_empty()),
            done: self.done,
            meanwhile: self.meanwhile,
            mistakes: self.mistakes,
            token: visit.token(Purpose::Manage),
            decides: officer.roles().may(Act::SetPeriods),
            waiting: waiting
                .map(|waiting| waits(visit, officer, &people, waiting))
                .collect(),
            rows: periods.iter().map(|period| row(visit, &people, period)).collect(),
            classes: classes.collect(),
            days: self.typed.days,
            reason: self.typed.reason,
        };
        Ok(page(status, &shown))
    }
}

fn name(visit: &Visit, people: &[Officer], id: OfficerId) -> String {
    let found = people.iter().find(|person| person.id == id);
    found.map_or_else(
        || visit.words().office.history.somebody.to_owned(),
        |person| format!("{} ({})", person.name, person.post),
    )
}

fn row(visit: &Visit, people: &[Officer], period: &Period) -> Row {
    let words = &visit.words().log;
    let said = |decision: &Decision| {
        let by = name(visit, people, decision.by);
        let at = wording::moment(visit.words(), decision.at);
        let decided = words
            .retention
            .decided(at, by, decision.days, &decision.reason, decision.version);
        match decision.signed {
            Some((signer, at)) => format!(
                "{decided} {}",
                words
                    .retention
                    .signed(wording::moment(visit.words(), at), name(visit, people, signer))
            ),
            None => decided,
        }
    };
    let mut decisions = period.decisions.iter().map(said);
    let now = decisions.next();
    Row {
        class: words.class.by_key(period.class.key()),
        counted: words.counted.by_key(period.class.key()),
        days: period.days,
        now: now.unwrap_or_else(|| words.retention.by_default.to_owned()),
        before: decisions.collect(),
    }
}

fn waits(visit: &Visit, officer: &SignedIn, people: &[Officer], waiting: &Shortening) -> Waiting {
    let words = &visit.words().log;
    Waiting {
        id: waiting.id.to_string(),
        said: words.retention.proposed(
            wording::moment(visit.words(), waiting.at),
            name(visit, people, waiting.proposer),
            words.class.by_key(waiting.class.key()),
            waiting.days,
        ),
        reason: waiting.reason.clone(),
        signs: may_sign(&officer.officer, waiting.proposer),
        mine: waiting.proposer == officer.officer.id,
    }
}
