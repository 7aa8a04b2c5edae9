//! `/{agency}/track/files`: a reporter who came back sends files, and says what becomes of those that could not be
//! cleaned.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use super::reporter::Reporter;
use crate::app::App;
use crate::domain::ids::RecordId;
use crate::flow::files::attach::Wish;
use crate::flow::files::parcel::Choice;
use crate::flow::reporter::reply::ReplyError;
use crate::flow::reporter::send_files;
use crate::web::field::Mistakes;
use crate::web::file_view::{self, FileLine, Limits};
use crate::web::form::{Form, FormError};
use crate::web::layout::{Frame, page, see_other};
use crate::web::piece::{self, Piece};
use crate::web::problem::Problem;
use crate::web::receive::{self, Asked};
use crate::web::token::Purpose;
use crate::web::upload::Upload;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/citizen/follow_files.html")]
struct Page {
    frame: Frame,
    token: String,
    ended: bool,
    outdated: bool,
    mistakes: Mistakes,
    lines: Vec<FileLine>,
    limits: Limits,
}

/// The form for more files, with those that wait for a choice.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, reporter: Reporter) -> Result<HttpResponse, Problem> {
    present(&visit, &app, &reporter, Mistakes::default(), false).await
}

/// Takes files.
///
/// # Errors
/// Unreadable for a form that this page does not have, busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let wish = match form.take("original")? {
        Some(_) => Wish::KeepOriginal,
        None => Wish::Clean,
    };
    let sent = receive::sent(&mut form)?;
    form.finish()?;
    let (app, words) = (app.into_inner(), visit.words());
    let shelf = match send_files::shelf(&app, &reporter.0).await {
        Ok(shelf) => shelf,
        Err(error) => {
            upload.drain().await;
            return failed(&visit, &app, &reporter, error).await;
        }
    };
    let asked = Asked {
        case: Some(reporter.0.case),
        wish,
        replaces: None,
        sent,
    };
    let received = receive::receive(&app, words, &shelf, &mut upload, asked).await?;
    if let Err(error) = send_files::send(&app, &reporter.0, &shelf).await {
        return failed(&visit, &app, &reporter, error).await;
    }
    let mut mistakes = received.mistakes;
    if !shelf.waiting(&app).await?.is_empty() {
        mistakes.add("choose", words.files.problem.choose);
    }
    if mistakes.is_empty() {
        return Ok(see_other(&visit.link("/track/case#files")));
    }
    present(&visit, &app, &reporter, mistakes, false).await
}

/// Takes a piece of a file.
///
/// # Errors
/// Unreadable for fields that no piece has, busy when the store does not answer.
pub async fn piece(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let piece = Piece::read(&mut form, visit.words())?;
    form.finish()?;
    let (app, case) = (app.into_inner(), Some(reporter.0.case));
    app.reporters.prolong(&reporter.0, app.clock.now());
    match send_files::shelf(&app, &reporter.0).await {
        Ok(shelf) => piece.take(&app, visit.words(), (&shelf, case), &mut upload).await,
        Err(ReplyError::Trouble(trouble)) => Err(trouble.into()),
        Err(ReplyError::Ended | ReplyError::Meanwhile) => Ok(piece::at_once(&mut upload).await),
    }
}

/// Does with a waiting file what the reporter chose.
///
/// # Errors
/// As [`send`].
pub async fn choose(
    visit: Visit,
    app: Data<App>,
    reporter: Reporter,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (choice, file) = choice(&mut form)?;
    form.finish()?;
    let app = app.into_inner();
    let chosen = async {
        let shelf = send_files::shelf(&app, &reporter.0).await?;
        let refused = shelf.choose(&app, file, choice).await?;
        send_files::send(&app, &reporter.0, &shelf).await?;
        Ok((refused, shelf.waiting(&app).await?.is_empty()))
    };
    match chosen.await {
        Ok((None, true)) => Ok(see_other(&visit.link("/track/case#files"))),
        Ok((None, false)) => Ok(see_other(&visit.link("/track/files"))),
        Ok((refused, _)) => {
            let mistakes = file_view::infected(visit.words(), refused);
            present(&visit, &app, &reporter, mistakes, false).await
        }
        Err(error) => failed(&visit, &app, &reporter, error).await,
    }
}

/// Which button of a waiting file was pressed.
pub(in crate::web) fn choice(form: &mut Form) -> Result<(Choice, RecordId), FormError> {
    file_view::choice(&form.text("go")?).ok_or(FormError::Unknown)
}

async fn failed(
    visit: &Visit,
    app: &std::sync::Arc<App>,
    reporter: &Reporter,
    error: ReplyError,
) -> Result<HttpResponse, Problem> {
    let of = &visit.words().files.problem;
    let mut mistakes = Mistakes::default();
    match error {
        ReplyError::Ended => mistakes.add(receive::FIELD, of.ended),
        ReplyError::Meanwhile => mistakes.add(receive::FIELD, of.meanwhile),
        ReplyError::Trouble(trouble) => return Err(trouble.into()),
    }
    present(visit, app, reporter, mistakes, true).await
}

async fn present(
    visit: &Visit,
    app: &std::sync::Arc<App>,
    reporter: &Reporter,
    mistakes: Mistakes,
    conflict: bool,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let (ended, outdated, waiting) = match send_files::shelf(app, &reporter.0).await {
        Ok(shelf) => (false, shelf.has_outdated(app).await?, shelf.waiting(app).await?),
        Err(ReplyError::Ended | ReplyError::Meanwhile) => (true, false, Vec::new()),
        Err(ReplyError::Trouble(trouble)) => return Err(trouble.into()),
    };
    let status = match (mistakes.is_empty(), conflict) {
        (true, _) => StatusCode::OK,
        (false, true) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut frame = visit
        .frame(words.files.more)
        .back("/track/case")
        .failed(!mistakes.is_empty());
    // The answer to a form is shown under its address; the other language has the page that can be looked at.
    frame.switch = crate::web::layout::Switch::Link(format!(
        "{}/{}/track/files",
        visit.language().other().prefix(),
        visit.agency()?.slug
    ));
    let shown = Page {
        frame,
        token: visit.token(Purpose::Reply),
        ended,
        outdated,
        mistakes,
        lines: waiting
            .iter()
            .map(|parcel| FileLine::of_parcel(words, parcel))
            .collect(),
        limits: Limits::of(visit, app, ("/track/files/piece", "token")),
    };
    Ok(piece::scripted(page(status, &shown)))
}
