//! `/{agency}/office/editions`: figures that wait to be approved, corrections, and how the agency publishes.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::edition::{Draft, DraftKey, Publishing};
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::officer_text::Notice;
use crate::domain::tally::breakdown::Threshold;
use crate::flow::publishing::edition::{self, PublishError};
use crate::flow::publishing::edition_draft::{self, CorrectionError};
use crate::papers::year::Year;
use crate::store::editions::EditionLine;
use crate::web::citizen::wording::day;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, Query, Value};
use crate::web::layout::{Face, Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["reason"];

#[derive(Template)]
#[template(path = "web/office/publishing/editions.html")]
struct EditionsPage {
    frame: Frame,
    done: &'static str,
    /// Why nothing was published.
    unpublished: &'static str,
    mistakes: Mistakes,
    token: String,
    waiting: Vec<Waiting>,
    correctable: Vec<Choice>,
    reason: Value,
    threshold: Value,
    ways: Vec<Choice>,
}

/// Figures that wait.
struct Waiting {
    key: String,
    seen: String,
    title: String,
    as_of: String,
    reason: String,
    /// Why these figures were not published by themselves, and that this is tried again.
    failed: Option<String>,
    years: Vec<Year>,
}

/// What stands in the forms of the page, and what is wrong with it.
#[derive(Default)]
struct Typed {
    unpublished: &'static str,
    mistakes: Mistakes,
    edition: Value,
    reason: Value,
    threshold: Option<Value>,
    automatic: Option<bool>,
}

/// Shows what waits.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().publishing.done.by_key(&query.text("done")?);
    query.finish()?;
    present(
        &visit,
        &app.into_inner(),
        &officer,
        Typed::default(),
        done,
        StatusCode::OK,
    )
    .await
}

/// Shows the page once more, with what was typed and why nothing was done.
async fn again(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    typed: Typed,
) -> Result<HttpResponse, Problem> {
    present(visit, app, officer, typed, "", StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    typed: Typed,
    done: &'static str,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let id = officer.agency.id;
    let (drafts, publishing) = edition_draft::waiting(app, id).await?;
    let list = edition::list(app, id).await?;
    let w = &visit.words().publishing;
    let automatic = typed.automatic.unwrap_or(publishing.automatic.is_some());
    let way = |key, label, hint, chosen| Choice::new(key, label).hint(hint).chosen(chosen);
    let shown = EditionsPage {
        frame: frame(visit, officer, w.title, Place::Editions).failed(!typed.mistakes.is_empty()),
        done,
        unpublished: typed.unpublished,
        token: visit.token(Purpose::Publish),
        waiting: drafts
            .iter()
            .map(|draft| Waiting::of(visit, officer, draft, publishing.automatic.is_some()))
            .collect(),
        correctable: correctable(visit, &list, &typed.edition),
        reason: typed.reason,
        threshold: typed.threshold.unwrap_or_else(|| smallest(&publishing)),
        ways: vec![
            way("look", w.look, w.look_hint, !automatic),
            way("automatic", w.automatic, w.automatic_hint, automatic),
        ],
        mistakes: typed.mistakes,
    };
    Ok(page(status, &shown))
}

fn smallest(publishing: &Publishing) -> Value {
    Value::new(publishing.threshold.number().to_string())
}

/// The newest edition of each year: those that can be corrected.
fn correctable(visit: &Visit, list: &[EditionLine], chosen: &str) -> Vec<Choice> {
    let mut newest: Vec<&EditionLine> = Vec::new();
    for line in list {
        if newest.last().is_none_or(|last| last.year != line.year) {
            newest.push(line);
        }
    }
    let choices = newest.into_iter().map(|line| {
        let value = format!("{}-{}", line.year.number(), line.number);
        let title = visit.words().edition.title(line.number, line.year.number());
        let as_of = visit.words().figures.as_of(day(visit.language(), line.as_of));
        let chosen = value == chosen;
        Choice::new(value, format!("{title} · {as_of}")).chosen(chosen)
    });
    choices.collect()
}

impl Waiting {
    fn of(visit: &Visit, officer: &SignedIn, draft: &Draft, automatic: bool) -> Self {
        let (words, language) = (visit.words(), visit.language());
        let w = &words.publishing;
        let DraftKey {
            year,
            as_of,
            corrects,
        } = draft.key;
        let name = Face::of(&officer.agency, language).name;
        Self {
            key: format!("{}-{}-{corrects}", year.number(), as_of.number()),
            seen: edition::seen(draft),
            title: if corrects == 0 {
                w.month_title(year.number())
            } else {
                w.correction_title(corrects, year.number())
            },
            as_of: words.figures.as_of(day(language, as_of)),
            reason: draft.reason.clone(),
            failed: draft.failed.filter(|_| automatic).map(|form| {
                let why = w.unmade.by_key(form.key());
                format!("{why} {}", w.tried_again)
            }),
            years: vec![Year {
                key: format!("{}-{}-{corrects}", year.number(), as_of.number()),
                ..Year::of(words, language, &name, &draft.figures)
            }],
        }
    }
}

fn key(text: &str) -> Option<DraftKey> {
    let mut parts = text.splitn(3, '-');
    Some(DraftKey {
        year: FiscalYear::new(parts.next()?.parse().ok()?)?,
        as_of: Day::from_number(parts.next()?.parse().ok()?),
        corrects: parts.next()?.parse().ok()?,
    })
}

/// Publishes what waits.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn approve(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (draft, seen) = (form.text("draft")?, form.text("seen")?);
    form.finish()?;
    let app = app.into_inner();
    let w = &visit.words().publishing;
    let said = match key(&draft) {
        None => Err(PublishError::Gone),
        Some(key) => edition::approve(&app, &officer, key, &seen).await,
    };
    let unpublished = match said {
        Ok(_) => return Ok(see_other(&visit.link("/office/editions?done=published"))),
        Err(PublishError::Gone) => w.gone,
        Err(PublishError::Changed | PublishError::Meanwhile) => w.meanwhile,
        Err(PublishError::Unmade(form)) => w.unmade.by_key(form.key()),
        Err(PublishError::Trouble(trouble)) => return Err(trouble.into()),
    };
    let typed = Typed {
        unpublished,
        ..Typed::default()
    };
    again(&visit, &app, &officer, typed).await
}

/// Prepares a correction.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn correct(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let mut typed = Typed {
        edition: form.text("edition")?,
        reason: form.text("reason")?,
        ..Typed::default()
    };
    form.finish()?;
    let app = app.into_inner();
    let words = visit.words();
    let w = &words.publishing;
    let chosen = typed
        .edition
        .split_once('-')
        .and_then(|(year, number)| Some((FiscalYear::new(year.parse().ok()?)?, number.parse::<i16>().ok()?)));
    if chosen.is_none() {
        typed.mistakes.add("edition", w.no_edition);
    }
    let reason = match Notice::read(&typed.reason) {
        Ok(reason) => Some(reason),
        Err(problem) => {
            typed
                .mistakes
                .add("reason", wording::text_problem(words, problem));
            None
        }
    };
    if let (Some((year, number)), Some(reason)) = (chosen, reason) {
        match edition_draft::correct(&app, &officer, year, number, reason).await {
            Ok(()) => return Ok(see_other(&visit.link("/office/editions?done=prepared"))),
            Err(CorrectionError::NotFound) => typed.mistakes.add("edition", w.no_edition),
            Err(CorrectionError::Superseded) => typed.mistakes.add("edition", w.superseded),
            Err(CorrectionError::Waiting) => typed.mistakes.add("edition", w.correction_waits),
            Err(CorrectionError::Words(problems)) => {
                for problem in problems {
                    typed
                        .mistakes
                        .add("reason", words.report_form.wrong.by_key(problem.key()));
                }
            }
            Err(CorrectionError::Trouble(trouble)) => return Err(trouble.into()),
        }
    }
    again(&visit, &app, &officer, typed).await
}

/// Chooses how the agency publishes.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn set(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (threshold, way) = (form.text("threshold")?, form.text("way")?);
    form.finish()?;
    let app = app.into_inner();
    let w = &visit.words().publishing;
    let smallest = threshold.trim().parse().ok().and_then(Threshold::new);
    let automatic = match way.as_str() {
        "look" => Some(false),
        "automatic" => Some(true),
        _ => None,
    };
    if let (Some(smallest), Some(automatic)) = (smallest, automatic) {
        edition_draft::choose(&app, &officer, smallest, automatic).await?;
        return Ok(see_other(&visit.link("/office/editions?done=set")));
    }
    let mut mistakes = Mistakes::default();
    if smallest.is_none() {
        mistakes.add("threshold", w.bad_threshold);
    }
    if automatic.is_none() {
        mistakes.add("way", w.no_way);
    }
    let typed = Typed {
        mistakes,
        threshold: Some(threshold),
        automatic,
        ..Typed::default()
    };
    again(&visit, &app, &officer, typed).await
}
