//! `/{agency}/office/case/{case}/evidence`: the files of a case. Readers look at pictures of them, take them out,
//! which is logged, and add their own.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, open};
use crate::app::App;
use crate::domain::attachment::Treatment;
use crate::domain::ids::{CaseId, RecordId};
use crate::domain::officer::Officer;
use crate::flow::cases::add_evidence;
use crate::flow::cases::evidence::{self, Evidence, Part};
use crate::flow::cases::handle::HandleError;
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::flow::files::attach::Wish;
use crate::flow::files::parcel::Parcel;
use crate::web::citizen::follow_files::choice;
use crate::web::download;
use crate::web::field::{Choice, Mistakes};
use crate::web::file_view::{self, FileLine, Limits};
use crate::web::form::Form;
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::piece::{self, Piece};
use crate::web::problem::Problem;
use crate::web::receive::{self, Asked};
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::upload::Upload;
use crate::web::visit::Visit;
use crate::words::Words;

#[derive(Template)]
#[template(path = "web/office/cases/evidence.html")]
struct Page {
    frame: Frame,
    address: String,
    token: String,
    open: bool,
    outdated: bool,
    mistakes: Mistakes,
    reporters: Vec<Line>,
    officers: Vec<Line>,
    waiting: Vec<FileLine>,
    replaces: Vec<Choice>,
    limits: Limits,
}

/// A file of the case.
struct Line {
    file: FileLine,
    meta: String,
    warning: &'static str,
    fingerprint: String,
    picture: Option<String>,
    replaced: bool,
}

impl Line {
    fn of(visit: &Visit, case: CaseId, file: &Evidence, by: Option<&Officer>) -> Self {
        let words = visit.words();
        let of = &words.files.office;
        let line = FileLine::of(words, &file.attachment, file.id.to_string());
        let when = match file.at {
            Some(at) => wording::moment(words, at),
            // What a reporter does is known by its day only.
            None => wording::day(words.language(), file.day),
        };
        let who = by.map(|by| of.by(&by.name));
        let address = format!("/office/case/{case}/evidence/{}/preview", file.id);
        Self {
            meta: who.map_or(when.clone(), |who| format!("{who} · {when}")),
            warning: match file.attachment.treatment {
                Treatment::Original => of.original,
                Treatment::AsIs | Treatment::Undecided => of.as_is,
                Treatment::Cleaned => "",
            },
            fingerprint: of.fingerprint(data_encoding::HEXLOWER.encode(&file.attachment.sha256)),
            picture: file.attachment.preview.map(|_| visit.link(&address)),
            replaced: file.replaced,
            file: line,
        }
    }
}

/// The files.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let case = open(&app, &officer, case_id(&path)?).await?;
    present(&visit, &app, &officer, &case, Mistakes::default(), false).await
}

/// Takes files of an officer.
///
/// # Errors
/// As [`show`]; unreadable for a form that this page does not have.
pub async fn add(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    // Before the form is read: whoever does not read the case hears nothing about the form either.
    let case = open(&app, &officer, id).await?;
    let wish = match form.take("original")? {
        Some(_) => Wish::KeepOriginal,
        None => Wish::Clean,
    };
    let replaces = form.text("replaces")?;
    let sent = receive::sent(&mut form)?;
    form.finish()?;
    let theirs = |file: &Evidence| !file.is_reporters() && !file.replaced;
    let replaces = case
        .evidence
        .iter()
        .find(|(file, _)| theirs(file) && file.id.to_string() == *replaces)
        .map(|(file, _)| file.id);
    let app = app.into_inner();
    let shelf = match add_evidence::shelf(&app, &officer, id).await {
        Ok(shelf) => shelf,
        Err(error) => {
            upload.drain().await;
            return failed(&visit, &app, &officer, id, error).await;
        }
    };
    let asked = Asked {
        case: Some(id),
        wish,
        replaces,
        sent,
    };
    let received = receive::receive(&app, visit.words(), &shelf, &mut upload, asked).await?;
    match add_evidence::add(&app, &officer, id, &shelf).await {
        Ok(()) => {}
        Err(error) => return failed(&visit, &app, &officer, id, error).await,
    }
    let mut mistakes = received.mistakes;
    if !shelf.waiting(&app).await?.is_empty() {
        mistakes.add("choose", visit.words().files.problem.choose);
    }
    if mistakes.is_empty() {
        return Ok(see_other(&visit.link(&format!("/office/case/{id}/evidence"))));
    }
    let case = open(&Data::from(Arc::clone(&app)), &officer, id).await?;
    present(&visit, &app, &officer, &case, mistakes, false).await
}

/// Takes a piece of a file.
///
/// # Errors
/// As [`add`].
pub async fn piece(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    let app = app.into_inner();
    match add_evidence::shelf(&app, &officer, id).await {
        Ok(shelf) => {
            let piece = Piece::read(&mut form, visit.words())?;
            form.finish()?;
            piece
                .take(&app, visit.words(), (&shelf, Some(id)), &mut upload)
                .await
        }
        Err(HandleError::NotFound) => Err(Problem::not_found()),
        Err(HandleError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => Ok(piece::at_once(&mut upload).await),
    }
}

/// Does with a waiting file what the officer chose.
///
/// # Errors
/// As [`add`].
pub async fn choose(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    open(&app, &officer, id).await?;
    let (choice, file) = choice(&mut form)?;
    form.finish()?;
    let app = app.into_inner();
    let chosen = async {
        let shelf = add_evidence::shelf(&app, &officer, id).await?;
        let refused = shelf.choose(&app, file, choice).await?;
        add_evidence::add(&app, &officer, id, &shelf).await?;
        Ok(refused)
    };
    match chosen.await {
        Ok(None) => Ok(see_other(&visit.link(&format!("/office/case/{id}/evidence")))),
        Ok(refused) => {
            let case = open(&Data::from(Arc::clone(&app)), &officer, id).await?;
            let mistakes = file_view::infected(visit.words(), refused);
            present(&visit, &app, &officer, &case, mistakes, false).await
        }
        Err(error) => failed(&visit, &app, &officer, id, error).await,
    }
}

/// Gives a file out.
///
/// # Errors
/// Not found when there is no such case or file for this officer; broken when the file does not verify.
pub async fn take(
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (case, file) = file_of(&path)?;
    let fields = form.finish();
    let taken = evidence::open(&app.into_inner(), &officer, case, file, Part::Whole).await?;
    let taken = taken.ok_or_else(Problem::not_found)?;
    // After the case: whoever does not read it hears nothing about the form either.
    fields?;
    download::attachment(taken).await
}

/// Shows the picture of a file.
///
/// # Errors
/// As [`take`].
pub async fn preview(
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (case, file) = file_of(&path)?;
    let taken = evidence::open(&app.into_inner(), &officer, case, file, Part::Picture).await?;
    download::picture(taken.ok_or_else(Problem::not_found)?).await
}

fn file_of(path: &Path<(String, String, String)>) -> Result<(CaseId, RecordId), Problem> {
    CaseId::from_hex(&path.1)
        .zip(RecordId::from_hex(&path.2))
        .ok_or_else(Problem::not_found)
}

async fn failed(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    id: CaseId,
    error: HandleError,
) -> Result<HttpResponse, Problem> {
    let of = &visit.words().files;
    let mut mistakes = Mistakes::default();
    match error {
        HandleError::NotFound => return Err(Problem::not_found()),
        HandleError::Trouble(trouble) => return Err(trouble.into()),
        HandleError::Refused => mistakes.add(receive::FIELD, of.office.ended),
        _ => mistakes.add(receive::FIELD, of.problem.meanwhile),
    }
    let case = open(&Data::from(Arc::clone(app)), officer, id).await?;
    present(visit, app, officer, &case, mistakes, true).await
}

/// What waits for the officer's choice, and whether something waits that can no longer be sent.
async fn waiting(
    app: &Arc<App>,
    officer: &SignedIn,
    case: &CaseForOfficer,
) -> Result<(Vec<Parcel>, bool), Problem> {
    // A page that is only looked at makes nothing: without officers' records nothing of theirs can wait.
    if !case.state().is_open() || !case.has_internal {
        return Ok((Vec::new(), false));
    }
    match add_evidence::shelf(app, officer, case.case.id).await {
        Ok(shelf) => Ok((shelf.waiting(app).await?, shelf.has_outdated(app).await?)),
        Err(HandleError::Trouble(trouble)) => Err(trouble.into()),
        Err(_) => Ok((Vec::new(), false)),
    }
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    case: &CaseForOfficer,
    mistakes: Mistakes,
    conflict: bool,
) -> Result<HttpResponse, Problem> {
    let words: &Words = visit.words();
    let status = match (mistakes.is_empty(), conflict) {
        (true, _) => StatusCode::OK,
        (false, true) => StatusCode::CONFLICT,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let id = case.case.id;
    let (waiting, outdated) = waiting(app, officer, case).await?;
    let (reporters, officers): (Vec<_>, Vec<_>) =
        case.evidence.iter().partition(|(file, _)| file.is_reporters());
    let lines = |files: Vec<&(Evidence, Option<Officer>)>| -> Vec<Line> {
        files
            .into_iter()
            .map(|(file, by)| Line::of(visit, id, file, by.as_ref()))
            .collect()
    };
    let replaces = officers.iter().filter(|(file, _)| !file.replaced);
    let replaces = replaces
        .map(|(file, _)| Choice::new(file.id.to_string(), file.attachment.name.as_str()))
        .collect();
    let number = wording::number(&case.case);
    let title = format!("{} · {number}", words.files.title);
    let mut frame = frame(visit, officer, title, Place::Inbox)
        .back(&format!("/office/case/{id}"))
        .failed(!mistakes.is_empty());
    let path = format!("/{}/office/case/{id}/evidence", visit.agency()?.slug);
    frame.switch = crate::web::layout::Switch::Link(format!("{}{path}", visit.language().other().prefix()));
    let shown = Page {
        frame,
        address: visit.link(&format!("/office/case/{id}/evidence")),
        token: visit.token(Purpose::Handle),
        open: case.state().is_open(),
        outdated,
        mistakes,
        reporters: lines(reporters),
        officers: lines(officers),
        waiting: waiting
            .iter()
            .map(|parcel| FileLine::of_parcel(words, parcel))
            .collect(),
        replaces,
        limits: Limits::of(
            visit,
            app,
            (&format!("/office/case/{id}/evidence/piece"), "token"),
        ),
    };
    Ok(piece::scripted(page(status, &shown)))
}
