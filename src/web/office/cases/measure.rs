//! `/{agency}/office/case/{case}/measure/{kind}`: the number and date of an order or a letter, and what came of it.
//! Internal from end to end; what was typed is never lost.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::measure_form::Typed;
use super::measure_view;
use crate::app::App;
use crate::domain::ids::CaseId;
use crate::domain::measure::{
    Body, Examiner, Gravity, Known, LegalStep, MeasureKind, ProgressKind, Sanction,
};
use crate::flow::cases::handle::{self, Deed};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::Form;
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["number", "name", "text"];

#[derive(Template)]
#[template(path = "web/office/cases/measure.html")]
struct MeasurePage {
    frame: Frame,
    sheet: Sheet,
    kind: MeasureKind,
    has_paper: bool,
    open: bool,
    typed: Typed,
    dated_hint: String,
    by: Vec<Choice>,
    gravity: Vec<Choice>,
    sanction: Vec<Choice>,
    step: Vec<Choice>,
    body: Vec<Choice>,
    of: Vec<Choice>,
    what: Vec<Choice>,
}

/// Whether a case can have this recorded now.
pub(super) fn is_possible(case: &CaseForOfficer, kind: MeasureKind) -> bool {
    kind.fits(case.state()) && (kind != MeasureKind::Progress || !measure_view::unfinished(case).is_empty())
}

/// The parts of the address: an unknown case or kind is no page.
fn place(path: &Path<(String, String, String)>) -> Result<(CaseId, MeasureKind), Problem> {
    CaseId::from_hex(&path.1)
        .zip(MeasureKind::from_key(&path.2))
        .ok_or_else(Problem::not_found)
}

/// Shows the empty form.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, kind) = place(&path)?;
    let form = CaseForm::fresh(&visit, &app, &officer, id).await?;
    let showing = if is_possible(&form.case, kind) {
        Showing::Form
    } else {
        Showing::Refused
    };
    Ok(answer(
        &form,
        kind,
        (showing, Mistakes::default()),
        Typed::default(),
    ))
}

/// Records it.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, kind) = place(&path)?;
    // Before the form is read: whoever does not read the case hears nothing about the form either.
    let case = open(&app, &officer, id).await?;
    let written = written(&mut form)?;
    let typed = Typed::read(kind, &mut form)?;
    form.finish()?;
    let done = || see_other(&visit.link(&format!("/office/case/{id}?done=measured#measures")));
    if case.measures.iter().any(|recorded| recorded.id == written.once) {
        return Ok(done());
    }
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    let mut showing = if is_possible(&case, kind) {
        Showing::Form
    } else {
        Showing::Refused
    };
    if let (Showing::Form, Some(ready)) = (showing, typed.measure(kind, words, &mut mistakes)) {
        let measures = measure_view::known(&case);
        let known = Known {
            received_on: case.case.received_on,
            today: case.today,
            measures: &measures,
        };
        for (field, problem) in ready.problems(&known) {
            mistakes.add(Typed::id(field), Typed::problem(words, problem));
        }
        if mistakes.is_empty() {
            match handle::act(&app, &officer, id, written, Deed::Measure(ready)).await {
                Ok(()) => return Ok(done()),
                // Midnight or a colleague came between: the page shows the case as it is now.
                Err(error) => showing = Showing::meanwhile(&app, &officer, id, error).await?,
            }
        }
    }
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done());
    };
    if !is_possible(&form.case, kind) {
        showing = Showing::Refused;
    }
    Ok(answer(&form, kind, (showing, mistakes), typed))
}

fn answer(
    form: &CaseForm<'_>,
    kind: MeasureKind,
    (showing, mistakes): (Showing, Mistakes),
    typed: Typed,
) -> HttpResponse {
    let (visit, case) = (form.visit, &form.case);
    let words = visit.words();
    let of = &words.measure;
    let day = |day| wording::day(visit.language(), day);
    let chosen = |key: &str, label: &str, value: &str| Choice::new(key, label).chosen(key == value);
    let shown = MeasurePage {
        frame: form.frame(of.kind.by_key(kind.key()), &mistakes),
        sheet: form.sheet(showing, mistakes),
        kind,
        has_paper: !matches!(kind, MeasureKind::Prevention | MeasureKind::Progress),
        open: case.state().is_open(),
        dated_hint: of.dated_hint(day(case.case.received_on), day(case.today)),
        by: Examiner::ALL
            .iter()
            .map(|by| chosen(by.key(), of.examiner.by_key(by.key()), &typed.by))
            .collect(),
        gravity: Gravity::ALL
            .iter()
            .map(|of_key| chosen(of_key.key(), of.gravities.by_key(of_key.key()), &typed.gravity))
            .collect(),
        sanction: Sanction::ALL
            .iter()
            .map(|sanction| {
                chosen(
                    sanction.key(),
                    of.sanctions.by_key(sanction.key()),
                    &typed.sanction,
                )
            })
            .collect(),
        step: LegalStep::ALL
            .iter()
            .map(|step| chosen(step.key(), of.legal.by_key(step.key()), &typed.step))
            .collect(),
        body: Body::ALL
            .iter()
            .map(|body| chosen(body.key(), of.bodies.by_key(body.key()), &typed.body))
            .collect(),
        of: measure_view::unfinished(case)
            .into_iter()
            .map(|recorded| {
                let label = measure_view::line(words, case, recorded).title;
                chosen(&recorded.id.to_string(), &label, &typed.of)
            })
            .collect(),
        what: ProgressKind::ALL
            .iter()
            .map(|what| chosen(what.key(), of.progresses.by_key(what.key()), &typed.what))
            .collect(),
        typed,
    };
    page(shown.sheet.status(), &shown)
}
