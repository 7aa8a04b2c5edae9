//! `/{agency}/office/search`: words looked for in what the officer can open. They come in a form and go out in
//! the page that answers it: never into an address, a log, a cookie or the store.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::CaseId;
use crate::domain::narrative::ShortText;
use crate::domain::search::Question;
use crate::flow::cases::search::{self, Answer, Bounds, Found, Mark};
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["words"];

#[derive(Template)]
#[template(path = "web/office/cases/search.html")]
struct SearchPage {
    frame: Frame,
    mistakes: Mistakes,
    token: String,
    words: Value,
    shown: Option<Shown>,
}

/// What was found, in words.
struct Shown {
    heading: String,
    reach: String,
    unreadable: String,
    hits: Vec<Hit>,
    after: String,
    looked: u32,
}

struct Hit {
    href: String,
    number: String,
    tag: &'static str,
    state: &'static str,
    before: String,
    found: String,
    after: String,
    place: &'static str,
}

/// Shows the empty form.
///
/// # Errors
/// None of its own.
pub async fn show(visit: Visit, officer: SignedIn) -> Result<HttpResponse, Problem> {
    Ok(answer(
        &visit,
        &officer,
        Value::default(),
        Mistakes::default(),
        None,
    ))
}

/// Looks for the words.
///
/// # Errors
/// Unreadable when the form is not one of the page; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let words = form.text("words")?;
    let from = mark(&form.text("after")?)?;
    let looked = form.text("looked")?;
    let looked = if looked.is_empty() {
        0
    } else {
        looked.parse().map_err(|_| FormError::Unknown)?
    };
    form.finish()?;
    let of = &visit.words().panel.search;
    let mut mistakes = Mistakes::default();
    let typed = match ShortText::optional_line(&words) {
        Ok(typed) => typed,
        Err(problem) => {
            mistakes.add("words", wording::text_problem(visit.words(), problem));
            None
        }
    };
    let question = typed.and_then(|typed| Question::read(typed.as_str()));
    let Some(question) = question else {
        if mistakes.is_empty() {
            mistakes.add("words", of.too_short);
        }
        return Ok(answer(&visit, &officer, words, mistakes, None));
    };
    let found = search::search(&app, &officer, &question, from, Bounds::USUAL).await?;
    let shown = shown(&visit, found, looked);
    Ok(answer(&visit, &officer, words, mistakes, Some(shown)))
}

/// Where the last answer stopped, as its page says it.
fn mark(text: &str) -> Result<Option<Mark>, FormError> {
    if text.is_empty() {
        return Ok(None);
    }
    let (day, case) = text.split_once('.').ok_or(FormError::Unknown)?;
    Ok(Some(Mark {
        day: Day::from_number(day.parse().map_err(|_| FormError::Unknown)?),
        case: CaseId::from_hex(case).ok_or(FormError::Unknown)?,
    }))
}

fn shown(visit: &Visit, answer: Answer, before: u32) -> Shown {
    let of = &visit.words().panel.search;
    let looked = before.saturating_add(u32::try_from(answer.looked_at).unwrap_or(u32::MAX));
    let reach = if answer.next.is_some() {
        of.partly(answer.all, looked)
    } else {
        of.wholly(looked)
    };
    Shown {
        heading: of.found(answer.found.len()),
        reach,
        unreadable: match answer.unreadable {
            0 => String::new(),
            count => of.unreadable(count),
        },
        hits: answer.found.into_iter().map(|found| hit(visit, found)).collect(),
        after: answer.next.map_or(String::new(), |mark| {
            format!("{}.{}", mark.day.number(), mark.case)
        }),
        looked,
    }
}

fn hit(visit: &Visit, found: Found) -> Hit {
    let words = visit.words();
    let Found { case, excerpt } = found;
    Hit {
        href: visit.link(&format!("/office/case/{}", case.id)),
        number: wording::number(&case),
        tag: wording::tag(case.state),
        state: words.state.by_key(case.state.key()),
        before: excerpt.before,
        found: excerpt.hit,
        after: excerpt.after,
        place: words.panel.place.by_key(excerpt.place.key()),
    }
}

fn answer(
    visit: &Visit,
    officer: &SignedIn,
    words: Value,
    mistakes: Mistakes,
    shown: Option<Shown>,
) -> HttpResponse {
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let shown = SearchPage {
        frame: frame(visit, officer, visit.words().panel.search.title, Place::Inbox)
            .back("/office")
            .failed(!mistakes.is_empty()),
        mistakes,
        token: visit.token(Purpose::Search),
        words,
        shown,
    };
    page(status, &shown)
}
