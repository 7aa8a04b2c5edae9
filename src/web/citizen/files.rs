//! The files of a report that is being written: taken into a sealed place that only the form in the reporter's hands
//! opens, and sent with the report.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::answers::{Answers, Go};
use super::report::Desk;
use super::step::Step;
use super::submission_key;
use crate::app::App;
use crate::flow::files::attach::Wish;
use crate::flow::files::parcel::Parcel;
use crate::flow::incoming::beginning;
use crate::web::field::Mistakes;
use crate::web::file_view::{FileLine, Limits};
use crate::web::form::Form;
use crate::web::gate::Renewal;
use crate::web::piece::{self, Piece};
use crate::web::problem::Problem;
use crate::web::receive::{self, Asked};
use crate::web::token::Refusal;
use crate::web::upload::Upload;
use crate::web::visit::Visit;

/// Where pieces of files go, and what goes with them.
pub const PIECES: (&str, &str) = ("/report/files/piece", "token key");

/// What the page of the files shows.
pub struct Files {
    /// Those that wait.
    pub lines: Vec<FileLine>,
    /// What is said beside the field.
    pub limits: Limits,
}

impl Files {
    /// Whether one of them waits for a choice.
    pub fn undecided(parcels: &[Parcel]) -> bool {
        parcels.iter().any(|parcel| !parcel.is_ready())
    }

    /// What is shown of them.
    pub fn of(visit: &Visit, app: &App, parcels: &[Parcel], pieces: (&str, &'static str)) -> Self {
        let words = visit.words();
        Self {
            lines: parcels
                .iter()
                .map(|parcel| FileLine::of_parcel(words, parcel))
                .collect(),
            limits: Limits::of(visit, app, pieces),
        }
    }
}

/// Takes files and shows their page again, with all answers still in it.
///
/// # Errors
/// Unreadable for fields that the form does not have, busy when the store does not answer.
pub async fn attach(
    visit: Visit,
    app: Data<App>,
    renewal: Renewal,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let wish = match form.take("original")? {
        Some(_) => Wish::KeepOriginal,
        None => Wish::Clean,
    };
    let sent = receive::sent(&mut form)?;
    let mut answers = Answers::read(&mut form)?;
    form.finish()?;
    answers.step = Step::Files;
    let app = app.into_inner();
    if let Some(refusal) = renewal.0 {
        upload.drain().await;
        if let Refusal::Foreign | Refusal::Invalid = refusal {
            answers.key = submission_key::new(&app)?;
        }
        return Desk::open(&visit, app, answers).await?.renew(refusal).await;
    }
    let returning = answers.returning;
    if answers.go == Go::Switch {
        upload.drain().await;
        let desk = Desk::open(&visit, app, answers).await?;
        return desk
            .render(Step::Files, returning, Mistakes::default(), None)
            .await;
    }
    if upload.is_empty() && sent.is_empty() {
        let mut mistakes = Mistakes::default();
        mistakes.add(receive::FIELD, visit.words().files.problem.nothing);
        let desk = Desk::open(&visit, app, answers).await?;
        return desk.render(Step::Files, returning, mistakes, None).await;
    }
    let key = submission_key::bytes(&answers.key)?;
    let shelf = beginning::shelf(&app, visit.agency()?, &beginning::writer(&app, &key)).await?;
    let Some(shelf) = shelf else {
        // The report was sent from another page: the receipt says how to go on.
        upload.drain().await;
        return Desk::open(&visit, app, answers).await?.send().await;
    };
    let asked = Asked {
        case: None,
        wish,
        replaces: None,
        sent,
    };
    let received = receive::receive(&app, visit.words(), &shelf, &mut upload, asked).await?;
    let mut mistakes = received.mistakes;
    let waiting = shelf.waiting(&app).await?;
    if Files::undecided(&waiting) {
        mistakes.add("choose", visit.words().files.problem.choose);
    }
    let desk = Desk::open(&visit, app, answers).await?;
    desk.render(Step::Files, returning, mistakes, None).await
}

/// Takes a piece of a file.
///
/// # Errors
/// Unreadable for fields that no piece has, busy when the store does not answer.
pub async fn piece(
    visit: Visit,
    app: Data<App>,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let key = submission_key::bytes(&form.text("key")?)?;
    let piece = Piece::read(&mut form, visit.words())?;
    form.finish()?;
    let app = app.into_inner();
    match beginning::shelf(&app, visit.agency()?, &beginning::writer(&app, &key)).await? {
        Some(shelf) => piece.take(&app, visit.words(), (&shelf, None), &mut upload).await,
        None => Ok(piece::at_once(&mut upload).await),
    }
}
