//! `/{agency}/office/reports/{year}/{round}`: its author writes a report, makes the memo and hands in the public version.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;

use super::report_form::{self, TypedDraft};
use crate::app::App;
use crate::documents::{Block, Section};
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::{Passage, ReportKey, Round};
use crate::flow::publishing::report_material::{self, MOST, Piece};
use crate::flow::publishing::report_publishing::{self, ReportError};
use crate::flow::publishing::round_report;
use crate::papers::round_report::{figures, indicators, title};
use crate::web::citizen::wording::day;
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Query, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::{Place, frame};
use crate::web::problem::Problem;
use crate::web::public::file::file;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "web/office/publishing/report.html")]
struct ReportPage {
    frame: Frame,
    done: &'static str,
    meanwhile: bool,
    mistakes: Mistakes,
    token: String,
    here: String,
    version: i32,
    sections: Vec<Section>,
    pieces: Vec<PieceLine>,
    beyond: Option<String>,
    memo: Vec<Area>,
    bases_hint: &'static str,
    base_year: String,
    bases: Vec<Area>,
    cases_now: String,
    public: Vec<Area>,
    waits: bool,
}

/// Words of a case that the memo may quote.
struct PieceLine {
    id: String,
    text: String,
    about: String,
    units: String,
    chosen: bool,
}

/// A field with its name, label and content.
struct Area {
    name: String,
    label: &'static str,
    value: String,
}

/// What stands in the forms instead of what is kept.
#[derive(Default)]
struct Typed {
    mistakes: Mistakes,
    meanwhile: bool,
    draft: Option<TypedDraft>,
    public: Option<Vec<(Passage, Value)>>,
}

fn asked(path: Path<(String, String, String)>) -> Result<ReportKey, Problem> {
    let (_, year, round) = path.into_inner();
    ReportKey::from_address(&year, &round).ok_or_else(Problem::not_found)
}

fn here(key: ReportKey) -> String {
    format!("/office/reports/{}/{}", key.year.number(), key.round.key())
}

/// Shows what has been written so far.
///
/// # Errors
/// Not found for a round that no edition has; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let done = visit.words().report_form.done.by_key(&query.text("done")?);
    query.finish()?;
    present(
        &visit,
        &app.into_inner(),
        &officer,
        asked(path)?,
        Typed::default(),
        done,
    )
    .await
}

async fn present(
    visit: &Visit,
    app: &Arc<App>,
    officer: &SignedIn,
    key: ReportKey,
    typed: Typed,
    done: &'static str,
) -> Result<HttpResponse, Problem> {
    let words = visit.words();
    let counted = round_report::counted(app, officer.agency.id, key).await?;
    let numbers = counted.ok_or_else(Problem::not_found)?.numbers;
    let kept = round_report::draft(app, officer, key).await?;
    let material = report_material::read(app, officer, key).await?;
    let waiting = report_publishing::waiting(app, officer).await?;
    let waiting = waiting.into_iter().find(|waiting| waiting.key == key);
    let waits = waiting.is_some();
    let public = typed.public.unwrap_or_else(|| {
        let passages = waiting.map(|waiting| waiting.statement.passages);
        report_form::filled(&passages.unwrap_or_default())
    });
    let mut sections = figures(words, visit.language(), key, &numbers);
    let lines = Indicator::lines(key, &numbers, &kept.draft.bases);
    let base_year = Indicator::base_year(key, &numbers, &kept.draft.bases);
    sections.push(indicators(words, key.round, &lines, base_year));
    let draft = typed.draft.unwrap_or_else(|| TypedDraft::of(&kept.draft));
    let areas = |texts: &[(Passage, Value)], before: &str| {
        let area = |(passage, text): &(Passage, Value)| Area {
            name: format!("{before}{}", passage.key()),
            label: words.report.passage.by_key(passage.key()),
            value: text.as_str().to_owned(),
        };
        texts.iter().map(area).collect::<Vec<_>>()
    };
    let status = match (typed.mistakes.is_empty(), typed.meanwhile) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::CONFLICT,
        (true, false) => StatusCode::OK,
    };
    let shown = ReportPage {
        frame: frame(visit, officer, title(words, key), Place::Reports)
            .back("/office/reports")
            .failed(!typed.mistakes.is_empty()),
        done,
        meanwhile: typed.meanwhile,
        mistakes: typed.mistakes,
        token: visit.token(Purpose::Publish),
        here: visit.link(&here(key)),
        version: kept.version,
        sections,
        pieces: material
            .pieces
            .iter()
            .map(|piece| PieceLine::of(visit, piece, &draft.quoted))
            .collect(),
        beyond: material.beyond.then(|| words.report_form.material_beyond(MOST)),
        memo: areas(&draft.texts, ""),
        bases_hint: match key.round {
            Round::Six => words.report_form.bases_hint_six,
            Round::Twelve => words.report_form.bases_hint,
        },
        base_year: draft.bases.year.as_str().to_owned(),
        bases: draft
            .bases
            .numbers
            .iter()
            .map(|(indicator, text)| Area {
                name: format!("base_{}", indicator.key()),
                label: words.report.indicator.by_key(indicator.key()),
                value: text.as_str().to_owned(),
            })
            .collect(),
        cases_now: draft.bases.cases_now.as_str().to_owned(),
        public: areas(&public, "public_"),
        waits,
    };
    Ok(page(status, &shown))
}

impl PieceLine {
    fn of(visit: &Visit, piece: &Piece, quoted: &[String]) -> Self {
        let words = visit.words();
        let w = &words.report_form;
        let what = match piece.prevention {
            None => w.lesson.to_owned(),
            Some(Some(on)) => w.prevention_done(day(visit.language(), on)),
            Some(None) => w.prevention_open.to_owned(),
        };
        let id = piece.id.to_string();
        Self {
            chosen: quoted.contains(&id),
            id,
            text: piece.text.clone(),
            about: [words.category.by_key(piece.category.key())]
                .into_iter()
                .chain(piece.unit.as_ref().map(|unit| unit.name.as_str()))
                .chain([what.as_str()])
                .collect::<Vec<_>>()
                .join(" · "),
            units: if piece.units.is_empty() {
                String::new()
            } else {
                w.units(piece.units.join(", "))
            },
        }
    }
}

/// Keeps what was written, sealed to its author.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn save(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let key = asked(path)?;
    let version: i32 = form.text("version")?.parse().map_err(|_| FormError::Unknown)?;
    let draft = TypedDraft::take(&mut form)?;
    form.finish()?;
    let app = app.into_inner();
    if round_report::counted(&app, officer.agency.id, key)
        .await?
        .is_none()
    {
        return Err(Problem::not_found());
    }
    let mut typed = Typed::default();
    let read = draft.read(visit.words(), key.round, &mut typed.mistakes);
    if typed.mistakes.is_empty() {
        if round_report::keep(&app, &officer, key, version.max(0), &read).await? {
            return Ok(see_other(&visit.link(&format!("{}?done=saved", here(key)))));
        }
        typed.meanwhile = true;
    }
    typed.draft = Some(draft);
    present(&visit, &app, &officer, key, typed, "").await
}

/// Makes the memo and sends it to its author.
///
/// # Errors
/// Not found for a round that no edition has; broken when the paper cannot be made.
pub async fn take_memo(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let key = asked(path)?;
    form.finish()?;
    visit.agency()?;
    let paper = round_report::paper(&app.into_inner(), &officer, (key, visit.file_language())).await?;
    let name = format!("memo-{}-{}.pdf", key.year.number(), key.round.key());
    file("application/pdf", &name, paper.ok_or_else(Problem::not_found)?)
}

/// Hands the public version to a publisher, once it says nothing that may not be published.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn hand_in(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let key = asked(path)?;
    let texts = report_form::texts(&mut form, "public_")?;
    form.finish()?;
    let app = app.into_inner();
    let words = visit.words();
    let mut typed = Typed::default();
    let passages = report_form::passages(words, &texts, "public_", &mut typed.mistakes);
    if typed.mistakes.is_empty() {
        let bases = round_report::draft(&app, &officer, key).await?.draft.bases;
        let w = &words.report_form;
        match report_publishing::propose(&app, &officer, key, (passages, bases)).await {
            Ok(()) => return Ok(see_other(&visit.link(&format!("{}?done=proposed", here(key))))),
            Err(ReportError::Trouble(trouble)) => return Err(trouble.into()),
            Err(ReportError::Gone) => return Err(Problem::not_found()),
            Err(ReportError::Words(problems)) => {
                for (passage, problem) in problems {
                    let field = format!("public_{}", passage.key());
                    typed.mistakes.add(field, w.wrong.by_key(problem.key()));
                }
            }
            Err(ReportError::Empty | ReportError::Changed | ReportError::Unmade) => {
                typed.mistakes.add("public_problems", w.empty);
            }
        }
    }
    typed.public = Some(texts);
    present(&visit, &app, &officer, key, typed, "").await
}
