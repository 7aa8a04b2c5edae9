//! `/{agency}/track/survey`: five questions to people whose matter has ended (texts A.9).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::reporter::Reporter;
use crate::app::App;
use crate::domain::survey::{Answers, Question, Score};
use crate::flow::reporter::survey::{self, Offer};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::Form;
use crate::web::layout::{Frame, ok, page};
use crate::web::problem::Problem;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/citizen/survey.html")]
struct Page {
    frame: Frame,
    token: String,
    mistakes: Mistakes,
    questions: Vec<Asked>,
}

/// A question with its choices.
struct Asked {
    key: &'static str,
    text: &'static str,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "web/citizen/survey_over.html")]
struct Over {
    frame: Frame,
    said: &'static str,
}

type Chosen = [Option<Score>; Question::ALL.len()];

/// Shows the questions.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, reporter: Reporter) -> Result<HttpResponse, Problem> {
    let offer = survey::offer(&app.into_inner(), &reporter.0).await?;
    Ok(match offer {
        Offer::Open => asked(&visit, [None; 5], Mistakes::default()),
        Offer::NotYet => over(&visit, visit.words().survey.not_yet),
        Offer::Answered => over(&visit, visit.words().survey.answered),
    })
}

/// Takes the answers.
///
/// # Errors
/// Unreadable for a form that this page does not have, busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let mut chosen: Chosen = [None; 5];
    for (score, question) in chosen.iter_mut().zip(Question::ALL) {
        *score = Score::from_key(&form.text(question.key())?);
    }
    form.finish()?;
    let w = &visit.words().survey;
    let Some(answers) = Answers::new(chosen) else {
        let mut mistakes = Mistakes::default();
        for (question, _) in Question::ALL
            .iter()
            .zip(chosen)
            .filter(|(_, score)| score.is_none())
        {
            mistakes.add(question.key(), w.missing(w.question.by_key(question.key())));
        }
        return Ok(asked(&visit, chosen, mistakes));
    };
    let before = survey::answer(&app.into_inner(), &reporter.0, answers).await?;
    Ok(over(
        &visit,
        match before {
            Offer::Open => w.thanks,
            Offer::NotYet => w.not_yet,
            Offer::Answered => w.answered,
        },
    ))
}

fn asked(visit: &Visit, chosen: Chosen, mistakes: Mistakes) -> HttpResponse {
    let w = &visit.words().survey;
    let status = if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let questions = Question::ALL.iter().zip(chosen).map(|(question, chosen)| Asked {
        key: question.key(),
        text: w.question.by_key(question.key()),
        choices: Score::ALL
            .iter()
            .map(|score| Choice::new(score.key(), w.score.by_key(score.key())).chosen(chosen == Some(*score)))
            .collect(),
    });
    let shown = Page {
        frame: visit
            .frame(w.title)
            .back("/track/case")
            .failed(!mistakes.is_empty()),
        token: visit.token(Purpose::Reply),
        questions: questions.collect(),
        mistakes,
    };
    page(status, &shown)
}

fn over(visit: &Visit, said: &'static str) -> HttpResponse {
    let frame = visit.frame(visit.words().survey.title).back("/track/case");
    ok(&Over { frame, said })
}
