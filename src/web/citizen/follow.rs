//! `/{agency}/track/case`: what became of the report, in public words, and the conversation about it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Data;
use askama::Template;
use data_encoding::HEXLOWER;

use super::receipt::case_number;
use super::removed;
use super::reporter::Reporter;
use super::warning::codes;
use super::wording::{day, text as problem_of_text};
use crate::app::App;
use crate::domain::case::{Bucket, State};
use crate::domain::day::Day;
use crate::domain::deadline::{Deadline, Standing};
use crate::domain::event::EventKind;
use crate::domain::ids::RecordId;
use crate::domain::narrative::LongText;
use crate::flow::reporter::reply::{self, ReplyError};
use crate::flow::reporter::reporter_sessions::ReporterSession;
use crate::flow::reporter::survey::{self, Offer};
use crate::flow::reporter::track::{self, CaseForReporter, Happening};
use crate::flow::trouble::Trouble;
use crate::web::cookie;
use crate::web::field::Mistakes;
use crate::web::file_view::FileLine;
use crate::web::form::{Form, Value};
use crate::web::gate::Renewal;
use crate::web::layout::{Frame, Switch, ok, page, see_other};
use crate::web::problem::Problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "web/citizen/follow.html")]
struct Page {
    frame: Frame,
    token: String,
    once: String,
    number: String,
    tag: &'static str,
    status: &'static str,
    meaning: &'static str,
    received: String,
    due: Option<String>,
    standing: Option<String>,
    answer_by: Option<String>,
    outside: Option<String>,
    happenings: Vec<Line>,
    messages: Vec<Line>,
    files: Vec<FileLine>,
    can_write: bool,
    /// Whether the questions of the survey can be answered.
    asks: bool,
    typed: Value,
    mistakes: Mistakes,
}

/// One line of the timeline or of the conversation.
struct Line {
    own: bool,
    text: String,
    meta: String,
}

#[derive(Template)]
#[template(path = "web/citizen/left.html")]
struct Left {
    frame: Frame,
}

/// The case as it stands now.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, reporter: Reporter) -> Result<HttpResponse, Problem> {
    let once = app
        .rng
        .bytes::<16>()
        .map_err(|_| Problem::broken("no random numbers"))?;
    let app = app.into_inner();
    if let Some(day) = track::removed_on(&app, &reporter.0).await? {
        return Ok(removed::page(&visit, day));
    }
    let case = track::view(&app, &reporter.0).await?;
    let page = Shown {
        asks: survey::offer(&app, &reporter.0).await? == Offer::Open,
        typed: Value::default(),
        once: HEXLOWER.encode(&once),
        mistakes: Mistakes::default(),
    };
    present(&visit, &case, page, StatusCode::OK)
}

/// What the page shows besides the case.
struct Shown {
    asks: bool,
    typed: Value,
    once: String,
    mistakes: Mistakes,
}

/// Takes a message to the officers.
///
/// # Errors
/// Unreadable for a form that this page does not have, busy when the store does not answer.
pub async fn write(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    renewal: Renewal,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = form.text("answer")?;
    let once = form.text("once")?;
    let switched = form.take("switch")?.is_some();
    form.take("go")?;
    form.finish()?;
    let id = RecordId::from_hex(&once).ok_or_else(Problem::unreadable)?;
    let app = app.into_inner();
    if let Some(day) = track::removed_on(&app, &reporter.0).await? {
        return Ok(removed::page(&visit, day));
    }
    let words = visit.words();
    let (status, said) = if switched {
        (StatusCode::OK, None)
    } else if renewal.0.is_some() {
        (StatusCode::CONFLICT, Some(words.follow.stale.to_owned()))
    } else {
        match message(&app, words, &reporter.0, &typed) {
            Err(said) => (StatusCode::UNPROCESSABLE_ENTITY, Some(said)),
            Ok(text) => match reply::from_reporter(&app, &reporter.0, text, id).await {
                Ok(()) => return Ok(see_other(&visit.link("/track/case"))),
                Err(error) => unsent(&visit, error),
            },
        }
    };
    let case = track::view(&app, &reporter.0).await?;
    let mut mistakes = Mistakes::default();
    if let Some(said) = said {
        mistakes.add("answer", said);
    }
    present(
        &visit,
        &case,
        Shown {
            asks: false,
            typed,
            once: once.to_string(),
            mistakes,
        },
        status,
    )
}

/// The message, unless it is empty, too long or gives the reporter's own code away.
fn message(app: &App, words: &Words, session: &ReporterSession, typed: &str) -> Result<LongText, String> {
    let text = LongText::optional(typed).map_err(|problem| problem_of_text(words, problem))?;
    let text = text.ok_or_else(|| words.follow.empty.to_owned())?;
    let own = session.identity.key_id();
    if codes(text.as_str()).any(|code| code.derive(&app.instance).identity.key_id() == own) {
        return Err(words.follow.has_code.to_owned());
    }
    Ok(text)
}

fn unsent(visit: &Visit, error: ReplyError) -> (StatusCode, Option<String>) {
    let w = &visit.words().follow;
    let (status, said) = match error {
        ReplyError::Ended => (StatusCode::CONFLICT, w.ended.to_owned()),
        ReplyError::Meanwhile => (StatusCode::CONFLICT, w.meanwhile.to_owned()),
        ReplyError::Trouble(Trouble::Busy | Trouble::Unavailable | Trouble::Closed) => {
            (StatusCode::SERVICE_UNAVAILABLE, w.busy.to_owned())
        }
        ReplyError::Trouble(Trouble::Damaged | Trouble::Ended | Trouble::Broken) => {
            let incident = visit.site().incident("a message could not be taken");
            let said = format!("{} {}", w.busy, visit.words().problem.broken.incident(incident));
            (StatusCode::SERVICE_UNAVAILABLE, said)
        }
    };
    (status, Some(said))
}

fn present(
    visit: &Visit,
    case: &CaseForReporter,
    shown: Shown,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let agency = visit.agency()?;
    let words = visit.words();
    let language = visit.language();
    let frame = visit.frame(words.follow.title).failed(!shown.mistakes.is_empty());
    let frame = if case.can_write { frame.wizard() } else { frame };
    let messages = case.messages.iter().map(|message| {
        let on = day(language, message.day);
        let meta = if message.from_reporter {
            words.follow.own_meta(on)
        } else {
            words.follow.officer_meta(on)
        };
        Line {
            own: message.from_reporter,
            text: message.text.clone(),
            meta,
        }
    });
    let happenings = case.happenings.iter().rev().map(|happening| Line {
        own: false,
        text: happened(visit, words, happening),
        meta: day(language, happening.day),
    });
    let page_ = Page {
        frame,
        token: visit.token(Purpose::Reply),
        once: shown.once,
        number: case_number(case.fiscal_year, case.number),
        tag: tag(case.state),
        status: words.public_state.by_key(case.state.key()),
        meaning: words.follow_meaning.by_key(case.state.key()),
        received: day(language, case.received_on),
        due: case.state.is_open().then(|| day(language, case.deadline.due_on)),
        standing: standing(words, &case.deadline, visit.today()),
        answer_by: case
            .answer_by
            .map(|by| words.reckoning.answer_by(day(language, by))),
        outside: case.outside.then(|| words.follow.outside(&agency.outside_body)),
        happenings: happenings.collect(),
        messages: messages.collect(),
        files: case
            .files
            .iter()
            .map(|file| FileLine::of(words, file, String::new()))
            .collect(),
        can_write: case.can_write,
        asks: shown.asks,
        typed: shown.typed,
        mistakes: shown.mistakes,
    };
    Ok(page(status, &page_))
}

/// Where the clock stands, as long as an answer is owed.
fn standing(words: &Words, deadline: &Deadline, today: Day) -> Option<String> {
    let w = &words.follow_standing;
    match deadline.standing {
        Standing::InTime { days_left: 0 } | Standing::DueSoon { days_left: 0 } => Some(w.today.to_owned()),
        Standing::InTime { days_left } | Standing::DueSoon { days_left } => Some(w.days_left(days_left)),
        Standing::OverdueUnexplained { days } => Some(match deadline.late_explanation {
            None => w.overdue(days),
            Some(late) if late.until < today => w.explained_broken(day(words.language(), late.until), days),
            Some(late) => w.explained_late(day(words.language(), late.until), days),
        }),
        Standing::Explained { until, .. } => Some(w.explained(until.since(today))),
        Standing::Met { .. } | Standing::MetExplained { .. } | Standing::MetLate { .. } => None,
    }
}

fn happened(visit: &Visit, words: &Words, happening: &Happening) -> String {
    let w = &words.follow_event;
    match (happening.kind, happening.until) {
        (EventKind::Filed, _) => w.filed.to_owned(),
        (EventKind::Asked, _) => w.asked.to_owned(),
        (EventKind::ReporterWrote, _) => w.reporter_wrote.to_owned(),
        (EventKind::Notice, _) => w.notice.to_owned(),
        (EventKind::FilesSent, _) => w.files_sent.to_owned(),
        (EventKind::Explained, Some(until)) => w.explained_until(day(visit.language(), until)),
        (EventKind::Explained, None) => w.explained.to_owned(),
        (EventKind::Removed, _) => w.readers_changed.to_owned(),
        (EventKind::KeeperAdded, _) => w.keeper_added.to_owned(),
        (EventKind::NameOpened, _) => {
            let ground = happening
                .ground
                .map_or("", |ground| words.ground.by_key(ground.key()));
            w.name_opened(ground)
        }
        // What is not public does not come here; the public state would be all it says.
        _ => words.public_state.by_key(happening.state.key()).to_owned(),
    }
}

const fn tag(state: State) -> &'static str {
    match state {
        State::Received => "new",
        _ => match state.bucket() {
            Bucket::InProgress => "work",
            Bucket::Completed => "done",
            Bucket::NotCounted => "",
        },
    }
}

/// Ends the half hour before its time.
///
/// # Errors
/// Unreadable for a form that this page does not have.
pub async fn leave(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    form: Form,
) -> Result<HttpResponse, Problem> {
    form.finish()?;
    app.reporters.end(&reporter.0, app.clock.now());
    let mut frame = visit.frame(visit.words().follow.left_title);
    frame.switch = Switch::Link(format!(
        "{}/{}",
        visit.language().other().prefix(),
        visit.agency()?.slug
    ));
    let mut response = ok(&Left { frame });
    let headers = response.headers_mut();
    let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    headers.insert(HeaderName::from_static("clear-site-data"), clear);
    if let Some(line) = cookie::remove(cookie::REPORTER) {
        headers.append(header::SET_COOKIE, line);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Holidays;
    use crate::domain::deadline::Rule;
    use crate::domain::event::Fact;
    use crate::words::{Language, words};

    #[test]
    fn a_late_explanation_is_not_called_none() {
        let received = Day::from_ymd(2026, 6, 8).unwrap();
        let due_on = received.plus(15);
        let explained = Fact {
            kind: EventKind::Explained,
            state: State::Screening,
            day: due_on.plus(2),
            until: Some(due_on.plus(9)),
        };
        let said = |facts: &[Fact], days: i32| {
            let today = due_on.plus(days);
            let deadline = Deadline::of(Rule::FIFTEEN_DAYS, received, facts, &Holidays::default(), today);
            standing(words(Language::Thai), &deadline, today).unwrap()
        };
        let none = "ยังไม่ได้แจ้งผลหรือชี้แจงเหตุผล";
        assert!(said(&[], 3).contains(none));
        let late = said(&[explained], 3);
        assert_eq!(
            late,
            "เลยกำหนดมาแล้ว 3 วัน หน่วยงานชี้แจงหลังพ้นกำหนด กำหนดใหม่ 2 กรกฎาคม 2569"
        );
        let broken = said(&[explained], 10);
        assert!(
            broken.contains("แต่ยังไม่ได้แจ้งผล") && !broken.contains(none),
            "{broken}"
        );
    }
}
