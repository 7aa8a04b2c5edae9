//! `/{agency}/office/rules`: the versions of the agency's period, and the next one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::narrative::ShortText;
use crate::domain::rule_book::{
    FARTHEST, MOST_DAYS, MOST_EXTENSION, NewRule, RuleBook, RuleProblem, RuleVersion, Source,
};
use crate::domain::thai::digits;
use crate::flow::terms::reckoning::{self, RuleRefused};
use crate::web::field::{Mistakes, TypedDate};
use crate::web::form::{Form, Query, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::due_date::{self, DueDateProblem};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["source"];

#[derive(Template)]
#[template(path = "web/office/terms/rules.html")]
struct RulesPage {
    frame: Frame,
    done: &'static str,
    meanwhile: bool,
    mistakes: Mistakes,
    versions: Vec<Version>,
    token: String,
    typed: Typed,
    days_hint: String,
    extension_hint: String,
    from_hint: String,
}

/// One version, in words.
struct Version {
    title: String,
    from: String,
    in_force: bool,
    days: i32,
    extension: i32,
    warning: i32,
    source: String,
}

#[derive(Default)]
struct Typed {
    days: Value,
    extension: Value,
    warning: Value,
    source: Value,
    from: TypedDate,
}

/// Where a version is from, in words.
pub(in crate::web::office) fn source(words: &Words, version: &RuleVersion) -> String {
    match &version.source {
        Source::Plan => words.reckoning.plan.to_owned(),
        Source::Written(source) => source.as_str().to_owned(),
    }
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
    let done = visit.words().office.done.by_key(&query.text("done")?);
    query.finish()?;
    let typed = Typed::default();
    shown(&visit, &app, &officer, typed, Mistakes::default(), done, false).await
}

/// Adds one.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = Typed {
        days: form.text("days")?,
        extension: form.text("extension")?,
        warning: form.text("warning")?,
        source: form.text("source")?,
        from: TypedDate {
            day: form.text("from_day")?,
            month: form.text("from_month")?,
            year: form.text("from_year")?,
        },
    };
    form.finish()?;
    let mut mistakes = Mistakes::default();
    let words = visit.words();
    let Some(new) = typed.rule(words, &mut mistakes) else {
        return shown(&visit, &app, &officer, typed, mistakes, "", false).await;
    };
    match reckoning::add_rule(&app, &officer, new).await {
        Ok(()) => Ok(see_other(&visit.link("/office/rules?done=rule"))),
        Err(RuleRefused::Problems(problems)) => {
            for problem in problems {
                let (id, text) = said(words, problem);
                mistakes.add(id, text);
            }
            shown(&visit, &app, &officer, typed, mistakes, "", false).await
        }
        Err(RuleRefused::Meanwhile) => shown(&visit, &app, &officer, typed, mistakes, "", true).await,
        Err(RuleRefused::Trouble(trouble)) => Err(trouble.into()),
    }
}

impl Typed {
    fn rule(&self, words: &Words, mistakes: &mut Mistakes) -> Option<NewRule> {
        let of = &words.reckoning;
        let mut number = |id: &str, typed: &str| {
            let number = digits::number(typed.trim()).and_then(|number| i32::try_from(number).ok());
            if number.is_none() {
                mistakes.add(id, of.no_number);
            }
            number
        };
        let days = number("days", &self.days);
        let extension_days = number("extension", &self.extension);
        let warn_days = number("warning", &self.warning);
        let from = match due_date::read(&self.from) {
            Ok(from) => Some(from),
            Err(DueDateProblem::Missing) => {
                mistakes.add("from", of.no_from);
                None
            }
            Err(DueDateProblem::NoSuchDay) => {
                mistakes.add("from", words.office.deed.bad_date);
                None
            }
        };
        let source = match ShortText::optional_line(&self.source) {
            Ok(Some(source)) => Some(source),
            Ok(None) => {
                mistakes.add("source", of.no_source);
                None
            }
            Err(problem) => {
                mistakes.add("source", wording::text_problem(words, problem));
                None
            }
        };
        Some(NewRule {
            days: days?,
            extension_days: extension_days?,
            warn_days: warn_days?,
            source: source?,
            from: from?,
        })
    }
}

fn said(words: &Words, problem: RuleProblem) -> (&'static str, String) {
    let of = &words.reckoning;
    match problem {
        RuleProblem::Days => ("days", of.bad_days(MOST_DAYS)),
        RuleProblem::Extension => ("extension", of.bad_days(MOST_EXTENSION)),
        RuleProblem::Warning => ("warning", of.bad_warning.to_owned()),
        RuleProblem::TooEarly => ("from", of.too_early.to_owned()),
        RuleProblem::TooLate => ("from", of.too_late(FARTHEST)),
        RuleProblem::BeforeAnother => ("from", of.before_another.to_owned()),
    }
}

async fn shown(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    typed: Typed,
    mistakes: Mistakes,
    done: &'static str,
    meanwhile: bool,
) -> Result<HttpResponse, Problem> {
    let reckoning = reckoning::read(app, officer.agency.id).await?;
    let words = visit.words();
    let of = &words.reckoning;
    let status = match (mistakes.is_empty(), meanwhile) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::CONFLICT,
        (true, false) => StatusCode::OK,
    };
    let day = |day| wording::day(visit.language(), day);
    let shown = RulesPage {
        frame: frame(visit, officer, of.rules_title, Place::Periods)
            .back("/office/reminders")
            .failed(!mistakes.is_empty()),
        done,
        meanwhile,
        mistakes,
        versions: versions(visit, &reckoning.rules),
        token: visit.token(Purpose::Manage),
        typed,
        days_hint: of.days_hint(MOST_DAYS),
        extension_hint: of.extension_hint(MOST_EXTENSION),
        from_hint: of.from_hint(day(visit.today().plus(1)), day(visit.today().plus(FARTHEST))),
    };
    Ok(page(status, &shown))
}

fn versions(visit: &Visit, rules: &RuleBook) -> Vec<Version> {
    let words = visit.words();
    let now = rules.in_force_on(visit.today());
    rules
        .versions()
        .rev()
        .map(|version| Version {
            title: words.reckoning.version(version.rule.id),
            from: version
                .from
                .map_or(words.reckoning.from_start.to_owned(), |from| {
                    words.reckoning.from(wording::day(visit.language(), from))
                }),
            in_force: version.rule == now,
            days: version.rule.days,
            extension: version.rule.extension_days,
            warning: version.rule.warn_days,
            source: source(words, version),
        })
        .collect()
}
