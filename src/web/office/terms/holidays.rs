//! `/{agency}/office/holidays`: the days on which the agency's offices are closed, year by year.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::calendar::{Holiday, HolidayKind, Holidays};
use crate::domain::day::Day;
use crate::domain::narrative::ShortText;
use crate::domain::thai::dates::{BUDDHIST_YEARS, buddhist_year};
use crate::flow::terms::reckoning;
use crate::web::field::{Choice, Mistakes, TypedDate};
use crate::web::form::{Form, FormError, Query, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::due_date::{self, DueDateProblem};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["name", "source"];

/// What an agency adds; a fixed day is one of the law and comes with the program.
const ADDED: [HolidayKind; 5] = [
    HolidayKind::Lunar,
    HolidayKind::Substitute,
    HolidayKind::Special,
    HolidayKind::Provincial,
    HolidayKind::Local,
];

/// Years before and after this one that are shown.
const AROUND: i16 = 1;

#[derive(Template)]
#[template(path = "web/office/terms/holidays.html")]
struct HolidaysPage {
    frame: Frame,
    done: &'static str,
    mistakes: Mistakes,
    year: String,
    years: Vec<(String, String, bool)>,
    days: Vec<Row>,
    unannounced: String,
    token: String,
    typed: Typed,
    kinds: Vec<Choice>,
}

struct Row {
    number: i32,
    day: String,
    name: String,
    kind: &'static str,
    source: String,
}

#[derive(Default)]
struct Typed {
    name: Value,
    kind: Value,
    source: Value,
    on: TypedDate,
}

/// Shows a year.
///
/// # Errors
/// Not found for a year that is not shown; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().office.done.by_key(&query.text("done")?);
    let asked = query.text("year")?;
    query.finish()?;
    let year = if asked.is_empty() {
        this_year(&visit)
    } else {
        let year: i16 = asked.parse().map_err(|_| Problem::not_found())?;
        let year = year.saturating_sub(BUDDHIST_YEARS);
        if (year - this_year(&visit)).abs() > AROUND {
            return Err(Problem::not_found());
        }
        year
    };
    shown(
        &visit,
        &app,
        &officer,
        year,
        Typed::default(),
        Mistakes::default(),
        done,
    )
    .await
}

/// Adds a day, or takes one away.
///
/// # Errors
/// Unreadable for a day that is none; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let removed = form.take("remove")?;
    let typed = Typed {
        name: form.text("name")?,
        kind: form.text("kind")?,
        source: form.text("source")?,
        on: TypedDate {
            day: form.text("on_day")?,
            month: form.text("on_month")?,
            year: form.text("on_year")?,
        },
    };
    form.finish()?;
    let to = |day: Day, done: &str| {
        let year = buddhist_year(day.date().year());
        see_other(&visit.link(&format!("/office/holidays?year={year}&done={done}")))
    };
    if let Some(number) = removed {
        let number: i32 = number.parse().map_err(|_| FormError::Unknown)?;
        let day = Day::from_number(number);
        if !in_reach(&visit, day) {
            return Err(FormError::Unknown.into());
        }
        reckoning::set_holiday(&app, &officer, day, None).await?;
        return Ok(to(day, "holiday_removed"));
    }
    let mut mistakes = Mistakes::default();
    match typed.holiday(&visit, &mut mistakes) {
        Some((day, holiday)) => {
            reckoning::set_holiday(&app, &officer, day, Some(holiday)).await?;
            Ok(to(day, "holiday"))
        }
        None => shown(&visit, &app, &officer, this_year(&visit), typed, mistakes, "").await,
    }
}

fn this_year(visit: &Visit) -> i16 {
    visit.today().date().year()
}

fn in_reach(visit: &Visit, day: Day) -> bool {
    (day.date().year() - this_year(visit)).abs() <= AROUND
}

impl Typed {
    fn holiday(&self, visit: &Visit, mistakes: &mut Mistakes) -> Option<(Day, Holiday)> {
        let words = visit.words();
        let of = &words.reckoning;
        let day = match due_date::read(&self.on) {
            Ok(day) if in_reach(visit, day) => Some(day),
            Ok(_) => {
                mistakes.add("on", of.far_year);
                None
            }
            Err(DueDateProblem::Missing) => {
                mistakes.add("on", of.no_day);
                None
            }
            Err(DueDateProblem::NoSuchDay) => {
                mistakes.add("on", words.office.deed.bad_date);
                None
            }
        };
        let kind = HolidayKind::from_key(&self.kind).filter(|kind| ADDED.contains(kind));
        if kind.is_none() {
            mistakes.add("kind", of.no_kind);
        }
        let name = line(words, mistakes, "name", &self.name, of.no_name);
        let source = line(words, mistakes, "source", &self.source, of.no_holiday_source);
        let holiday = Holiday {
            name: name?,
            kind: kind?,
            source: source?,
        };
        day.map(|day| (day, holiday))
    }
}

fn line(
    words: &Words,
    mistakes: &mut Mistakes,
    id: &str,
    typed: &str,
    missing: &'static str,
) -> Option<String> {
    match ShortText::optional_line(typed) {
        Ok(Some(text)) => Some(text.as_str().to_owned()),
        Ok(None) => {
            mistakes.add(id, missing);
            None
        }
        Err(problem) => {
            mistakes.add(id, wording::text_problem(words, problem));
            None
        }
    }
}

async fn shown(
    visit: &Visit,
    app: &Data<App>,
    officer: &SignedIn,
    year: i16,
    typed: Typed,
    mistakes: Mistakes,
    done: &'static str,
) -> Result<HttpResponse, Problem> {
    let reckoning = reckoning::read(app, officer.agency.id).await?;
    let words = visit.words();
    let of = &words.reckoning;
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let now = this_year(visit);
    let written = |year: i16| buddhist_year(year).to_string();
    let mut unannounced = (now..=now + AROUND).filter(|year| !reckoning.holidays.is_announced(*year));
    let unannounced = unannounced
        .next()
        .map_or(String::new(), |year| of.unannounced(written(year)));
    let years = (now - AROUND..=now + AROUND).map(|other| {
        let href = visit.link(&format!("/office/holidays?year={}", written(other)));
        (href, written(other), other == year)
    });
    let kinds = ADDED.iter().map(|kind| {
        Choice::new(kind.key(), of.kind.by_key(kind.key())).chosen(kind.key() == typed.kind.as_str())
    });
    let shown = HolidaysPage {
        frame: frame(visit, officer, of.holidays_title, Place::Periods)
            .back("/office/reminders")
            .failed(!mistakes.is_empty()),
        done,
        mistakes,
        years: years.collect(),
        days: rows(visit, &reckoning.holidays, year),
        unannounced,
        token: visit.token(Purpose::Manage),
        kinds: kinds.collect(),
        year: written(year),
        typed,
    };
    Ok(page(status, &shown))
}

fn rows(visit: &Visit, holidays: &Holidays, year: i16) -> Vec<Row> {
    let of = &visit.words().reckoning;
    holidays
        .of_year(year)
        .map(|(day, holiday)| Row {
            number: day.number(),
            day: wording::day(visit.language(), day),
            name: holiday.name.clone(),
            kind: of.kind.by_key(holiday.kind.key()),
            source: if holiday.source == Holidays::SHIPPED {
                of.shipped.to_owned()
            } else {
                holiday.source.clone()
            },
        })
        .collect()
}
