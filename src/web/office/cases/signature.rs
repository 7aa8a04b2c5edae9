//! `/{agency}/office/case/{case}/signature`: what waits for a second signature, as the reporter would get it, and
//! what can be done about it: the second person signs or sends it back, the proposer takes it back.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::case::{case_id, open, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::case_view::{Fact, person};
use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::ids::RecordId;
use crate::domain::officer::Officer;
use crate::domain::officer_text::Note;
use crate::flow::cases::countersign::{self, Answer};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::flow::cases::proposal::{Asked, Part, Proposed, Waiting};
use crate::store::proposals::Proposal;
use crate::web::field::Mistakes;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;
use crate::words::Words;

/// What the page of the case says about a proposal that waits.
pub(super) struct Signature {
    pub(super) title: String,
    pub(super) whose: String,
    pub(super) link: &'static str,
    pub(super) mine: bool,
}

impl Signature {
    pub(super) fn of(words: &Words, case: &CaseForOfficer) -> Option<Self> {
        let of = &words.office.signature;
        case.waiting.as_ref().map(|waiting| Self {
            title: of.waiting(matter(words, waiting)),
            whose: whose(words, waiting),
            link: if waiting.part == Part::Signer {
                of.read_and_sign
            } else {
                of.see
            },
            mine: waiting.part == Part::Signer,
        })
    }
}

/// What is proposed, in a few words.
fn matter(words: &Words, waiting: &Waiting) -> &'static str {
    match &waiting.proposed {
        Proposed::Closing(decision) => words.outcome.by_key(decision.outcome.key()),
        Proposed::Reassignment { .. } => words.assign.matter,
    }
}

/// Whom it waits for.
fn whose(words: &Words, waiting: &Waiting) -> String {
    let of = &words.office.signature;
    if waiting.part == Part::Signer {
        of.waits_for_you.to_owned()
    } else if waiting.signers.is_empty() {
        of.waits_for_nobody.to_owned()
    } else {
        of.waits_for(people(&waiting.signers))
    }
}

fn people(officers: &[Officer]) -> String {
    officers.iter().map(person).collect::<Vec<_>>().join(", ")
}

/// Who will be asked, for the page on which a case is closed.
pub(super) fn second(words: &Words, asked: &Asked) -> String {
    let of = &words.office.signature;
    match (asked.people.is_empty(), asked.joins) {
        (true, _) => of.nobody.to_owned(),
        (false, true) => of.will_join(people(&asked.people)),
        (false, false) => of.will_sign(people(&asked.people)),
    }
}

/// What became of a proposal.
pub(super) fn became(words: &Words, proposal: &Proposal) -> &'static str {
    let verdict = proposal.decided.map_or("waits", |decided| decided.verdict.key());
    words.office.signature_became.by_key(verdict)
}

#[derive(Template)]
#[template(path = "web/office/cases/signature.html")]
struct SignaturePage {
    frame: Frame,
    sheet: Sheet,
    waiting: Option<Shown>,
    typed: Value,
    kept: bool,
}

/// A proposal as the page shows it.
struct Shown {
    id: String,
    closing: bool,
    facts: Vec<Fact>,
    words: String,
    lesson: String,
    by: String,
    whose: String,
    part: Part,
    stands: bool,
    reporter_wrote: bool,
}

impl Shown {
    fn of(words: &Words, units: &[Unit], waiting: &Waiting) -> Self {
        let of = &words.office.signature;
        let text = |text: &Option<crate::domain::narrative::Narrative>| {
            text.as_ref()
                .map_or(String::new(), |text| text.as_str().to_owned())
        };
        let fact = |term, value: String| Fact { term, value };
        let (closing, facts, said, lesson) = match &waiting.proposed {
            Proposed::Closing(decision) => {
                let of = &words.office.deed;
                let outcome = words.outcome.by_key(decision.outcome.key()).to_owned();
                let reason = words.reason.by_key(decision.reason.key()).to_owned();
                let unit = units.iter().find(|unit| Some(unit.id) == decision.unit);
                let unit = unit.map_or_else(|| of.unit_none.to_owned(), |unit| unit.name.clone());
                let facts = vec![
                    fact(of.outcome, outcome),
                    fact(of.reason, reason),
                    fact(of.unit, unit),
                ];
                (true, facts, text(&decision.words), text(&decision.lesson))
            }
            Proposed::Reassignment { to, words: why } => {
                let name = to
                    .as_ref()
                    .map_or(words.office.history.somebody.to_owned(), person);
                let why = why.as_ref().map_or(String::new(), |why| why.as_str().to_owned());
                (
                    false,
                    vec![fact(words.assign.responsible, name)],
                    why,
                    String::new(),
                )
            }
        };
        let proposer = waiting.proposer.as_ref();
        let name = proposer.map_or(words.office.history.somebody, |by| by.name.as_str());
        Self {
            id: waiting.record.to_string(),
            closing,
            facts,
            words: said,
            lesson,
            by: of.by(wording::moment(words, waiting.at), name),
            whose: whose(words, waiting),
            part: waiting.part,
            stands: waiting.stands,
            reporter_wrote: waiting.reporter_wrote,
        }
    }
}

/// Shows what waits.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let form = CaseForm::fresh(&visit, &app, &officer, case_id(&path)?).await?;
    let shown = page_of(&form, (Showing::Form, Mistakes::default()), Value::default());
    Ok(page(shown.sheet.status(), &shown))
}

/// Signs, sends back or takes back.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = case_id(&path)?;
    let pressed = form.text("go")?;
    let proposal = RecordId::from_hex(&form.text("proposal")?).ok_or(FormError::Unknown)?;
    let written = written(&mut form)?;
    let typed = form.text("text")?;
    form.finish()?;
    let words = visit.words();
    let mut mistakes = Mistakes::default();
    let answer = match pressed.as_str() {
        "sign" => Some((Answer::Sign, "signed")),
        "withdraw" => Some((Answer::Withdraw, "withdrawn")),
        "send_back" => match Note::read(&typed) {
            Ok(note) => Some((Answer::SendBack(note), "sent_back")),
            Err(problem) => {
                mistakes.add("text", wording::text_problem(words, problem));
                None
            }
        },
        _ => return Err(FormError::Unknown.into()),
    };
    let showing = match answer {
        None => Showing::Form,
        Some((answer, said)) => {
            let done = || see_other(&visit.link(&format!("/office/case/{id}?done={said}")));
            match countersign::answer(&app, &officer, id, written, proposal, answer).await {
                Ok(()) => return Ok(done()),
                Err(error) => {
                    let showing = Showing::meanwhile(&app, &officer, id, error).await?;
                    // A second press of the same button finds its work done by the first.
                    if is_done(&app, &officer, id, proposal, said).await? {
                        return Ok(done());
                    }
                    showing
                }
            }
        }
    };
    let form = CaseForm::anew(&visit, &app, &officer, (id, written)).await?;
    let shown = page_of(&form, (showing, mistakes), typed);
    Ok(page(shown.sheet.status(), &shown))
}

/// Whether this very officer has answered this very proposal in this way already.
async fn is_done(
    app: &Data<App>,
    officer: &SignedIn,
    case: crate::domain::ids::CaseId,
    proposal: RecordId,
    said: &str,
) -> Result<bool, Problem> {
    let case = open(app, officer, case).await?;
    let mut proposals = case.notes.iter().filter_map(|note| note.proposal);
    let decided = proposals
        .find(|known| known.record == proposal)
        .and_then(|known| known.decided);
    Ok(decided.is_some_and(|decided| decided.by == officer.officer.id && decided.verdict.key() == said))
}

fn page_of(form: &CaseForm<'_>, (showing, mistakes): (Showing, Mistakes), typed: Value) -> SignaturePage {
    let (words, waiting) = (form.visit.words(), form.case.waiting.as_ref());
    let signs = waiting.is_some_and(|waiting| waiting.part == Part::Signer);
    SignaturePage {
        frame: form.frame(words.office.signature.title, &mistakes),
        sheet: form.sheet(showing, mistakes),
        waiting: waiting.map(|waiting| Shown::of(words, &form.case.units, waiting)),
        // Where there is no field any more for what was typed.
        kept: !typed.is_empty() && !signs,
        typed,
    }
}
