//! `/{agency}/office/log`: the log for auditors. What is about a case is shown to the readers of that case and leaves
//! no trace for anybody else: no numbers, no counts, no gaps.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use super::log_filter::LogFilter;
use crate::app::App;
use crate::domain::log::{Action, Check};
use crate::flow::audit::read_log::{self, Line};
use crate::web::form::Query;
use crate::web::layout::{Frame, ok};
use crate::web::office::cases::inbox_filter::Select;
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/audit/log.html")]
struct LogPage {
    frame: Frame,
    sound: bool,
    checked: String,
    flaws: Vec<&'static str>,
    selects: Vec<Select>,
    filtered: bool,
    lines: Vec<Row>,
    newer: String,
    older: String,
}

struct Row {
    at: String,
    who: String,
    what: &'static str,
    about: String,
    href: String,
    detail: String,
}

/// Shows a page of the log.
///
/// # Errors
/// Not found for a filter that does not exist; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let filter = LogFilter::read(&mut query)?;
    query.finish()?;
    let page = read_log::page(&app, &officer, &filter.wanted()).await?;
    let words = &visit.words().log.office;
    let (sound, checked, flaws) = last_check(&visit, page.check.as_ref());
    Ok(ok(&LogPage {
        selects: filter.selects(&visit, &page.officers),
        filtered: !filter.is_plain(),
        newer: filter.newer().map_or(String::new(), |path| visit.link(&path)),
        older: if page.older {
            visit.link(&filter.older())
        } else {
            String::new()
        },
        lines: page.lines.iter().map(|line| row(&visit, line)).collect(),
        sound,
        checked,
        flaws,
        frame: frame(&visit, &officer, words.title, Place::Log),
    }))
}

fn last_check(visit: &Visit, check: Option<&Check>) -> (bool, String, Vec<&'static str>) {
    let words = &visit.words().log.office;
    let Some(check) = check else {
        return (true, words.never.to_owned(), Vec::new());
    };
    let at = wording::moment(visit.words(), check.at);
    let sound = check.findings == 0;
    let said = if sound { words.sound(at) } else { words.flawed(at) };
    let flaws = check.kinds.iter();
    let flaws = flaws.map(|flaw| visit.words().log.flaw.by_key(flaw.key()));
    (sound, said, flaws.collect())
}

/// What a line says. That a case was linked is a deed on it like any other here: whoever is marked in the other case must
/// not learn of the link from the log of the one they read (ADR 0045).
const fn told(action: Action) -> Action {
    match action {
        Action::CaseLinked | Action::CaseUnlinked => Action::CaseDeed,
        _ => action,
    }
}

fn row(visit: &Visit, line: &Line) -> Row {
    let words = visit.words();
    let of = &words.log.office;
    let action = Action::from_code(line.entry.action);
    let (about, href) = match (&line.case, &line.object) {
        (Some(case), _) => (
            wording::number(case),
            visit.link(&format!("/office/case/{}", case.id)),
        ),
        (None, Some(person)) => (format!("{} ({})", person.name, person.post), String::new()),
        (None, None) => (of.nobody.to_owned(), String::new()),
    };
    Row {
        at: wording::moment(words, line.entry.at),
        who: line.actor.as_ref().map_or_else(
            || of.machine.to_owned(),
            |by| format!("{} ({})", by.name, by.post),
        ),
        what: action.map_or("", |action| words.log.action.by_key(told(action).key())),
        about,
        href,
        detail: line.day.map_or_else(
            || words.log.code.by_key(&line.code).to_owned(),
            |day| wording::day(visit.language(), day),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::{Flaw, Subject};
    use crate::words::{Language, words};

    #[test]
    fn every_action_subject_and_flaw_has_its_words() {
        for language in Language::ALL {
            let words = &words(language).log;
            for action in Action::ALL {
                assert!(!words.action.by_key(action.key()).is_empty(), "{action:?}");
            }
            for flaw in Flaw::ALL {
                assert!(!words.flaw.by_key(flaw.key()).is_empty(), "{flaw:?}");
            }
            for subject in Subject::ALL {
                assert!(!words.subject.by_key(subject.key()).is_empty(), "{subject:?}");
            }
        }
    }
}
