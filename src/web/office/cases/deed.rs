//! `/{agency}/office/case/{case}/{ask, notice, explain, note, refer, retrack, merge, close}`: one page for each
//! thing an officer writes. What the reporter will read and what they never will is said on each of them, and nothing that was
//! typed is lost when it cannot be done.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::case::{case_id, last_segment, written};
use super::case_form::{CaseForm, Sheet, Showing};
use super::reply_choice;
use super::signature;
use super::typed::Typed;
use crate::app::App;
use crate::domain::case::{Outcome, Reason, Step};
use crate::domain::link::Side;
use crate::domain::second_signature::Matter;
use crate::flow::cases::handle::{self, HandleError};
use crate::flow::cases::officer_case::CaseForOfficer;
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, Query};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["text", "lesson"];

/// Something an officer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A question to the reporter.
    Ask,
    /// A notice of progress.
    Notice,
    /// An explanation of a delay.
    Explain,
    /// An internal note.
    Note,
    /// A referral.
    Refer,
    /// The matter is no corruption and goes to the general channel.
    Retrack,
    /// The matter is handled together with one received before.
    Merge,
    /// The end.
    Close,
}

impl Deed {
    /// All of them, in the order in which the case offers them.
    pub const ALL: [Self; 8] = [
        Self::Ask,
        Self::Notice,
        Self::Explain,
        Self::Note,
        Self::Refer,
        Self::Retrack,
        Self::Merge,
        Self::Close,
    ];

    /// Its name in addresses and among the words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Notice => "notice",
            Self::Explain => "explain",
            Self::Note => "note",
            Self::Refer => "refer",
            Self::Retrack => "retrack",
            Self::Merge => "merge",
            Self::Close => "close",
        }
    }

    /// The name of the line that says it is done.
    const fn done(self) -> &'static str {
        match self {
            Self::Ask => "asked",
            Self::Notice => "noticed",
            Self::Explain => "explained",
            Self::Note => "noted",
            Self::Refer => "referred",
            Self::Retrack => "retracked",
            Self::Merge => "merged",
            Self::Close => "closed",
        }
    }

    /// Whether the case can have it where it stands.
    fn is_possible(self, case: &CaseForOfficer) -> bool {
        let can = |step| case.position().after(step).is_ok();
        match self {
            Self::Ask => can(Step::Ask),
            Self::Notice | Self::Explain => case.state().is_open(),
            Self::Note => true,
            Self::Refer => can(Step::Refer),
            Self::Retrack => can(Step::Retrack),
            Self::Merge => can(Step::Merge),
            Self::Close => Outcome::ALL.iter().any(|outcome| may_close(case, *outcome)),
        }
    }

    /// Whether it is offered for this very case: merging takes a link, which names the main case.
    pub(super) fn fits(self, case: &CaseForOfficer) -> bool {
        self.is_possible(case) && !self.lacks_link(case)
    }

    fn lacks_link(self, case: &CaseForOfficer) -> bool {
        let linked = case.links.iter().any(|link| link.side == Side::Duplicate);
        self == Self::Merge && !linked
    }

    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let key = last_segment(request);
        let found = Self::ALL.into_iter().find(|deed| deed.key() == key);
        found.ok_or_else(Problem::not_found)
    }
}

fn may_close(case: &CaseForOfficer, outcome: Outcome) -> bool {
    case.position().after(Step::Close(outcome)).is_ok()
}

#[derive(Template)]
#[template(path = "web/office/cases/deed.html")]
struct DeedPage {
    frame: Frame,
    sheet: Sheet,
    deed: Deed,
    unlinked: bool,
    typed: Typed,
    label: &'static str,
    hint: &'static str,
    submit: &'static str,
    until_hint: String,
    second: String,
    outcomes: Vec<Choice>,
    reasons: Vec<Choice>,
    units: Vec<Choice>,
    replies: Vec<Choice>,
}

/// Shows the empty form.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    request: HttpRequest,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let deed = Deed::of(&request)?;
    let reply = query.text("reply")?;
    query.finish()?;
    let form = CaseForm::fresh(&visit, &app, &officer, case_id(&path)?).await?;
    let showing = if deed.is_possible(&form.case) {
        Showing::Form
    } else {
        Showing::Refused
    };
    let (replies, text) =
        reply_choice::offered(&visit, &app, &officer, deed, form.case.state(), &reply).await?;
    let typed = Typed {
        text,
        ..Typed::default()
    };
    Ok(answer(
        &form,
        deed,
        (showing, Mistakes::default()),
        typed,
        replies,
    ))
}

/// Does it.
///
/// # Errors
/// Not found when there is no such case for this officer; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    path: Path<(String, String)>,
    request: HttpRequest,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let deed = Deed::of(&request)?;
    let id = case_id(&path)?;
    let written = written(&mut form)?;
    let typed = Typed::read(deed, &mut form)?;
    form.finish()?;
    let words = visit.words();
    let said = if typed.needs_second() {
        "proposed"
    } else {
        deed.done()
    };
    let done = || see_other(&visit.link(&format!("/office/case/{id}?done={said}")));
    let mut mistakes = Mistakes::default();
    let showing = match typed.deed(deed, words, &mut mistakes) {
        None => Showing::Form,
        Some(ready) => match handle::act(&app, &officer, id, written, ready).await {
            Ok(()) => return Ok(done()),
            Err(HandleError::Date) => {
                mistakes.add("until", words.office.deed.far_date);
                Showing::Form
            }
            Err(HandleError::Early) => {
                mistakes.add("until", words.office.deed.early_date);
                Showing::Form
            }
            Err(error) => Showing::after(&app, &officer, id, error).await?,
        },
    };
    let Some(form) = CaseForm::again(&visit, &app, &officer, (id, written)).await? else {
        return Ok(done());
    };
    let showing = if deed.is_possible(&form.case) {
        showing
    } else {
        Showing::Refused
    };
    // What was typed is not to be replaced by choosing another text.
    Ok(answer(&form, deed, (showing, mistakes), typed, Vec::new()))
}

fn answer(
    form: &CaseForm<'_>,
    deed: Deed,
    (showing, mistakes): (Showing, Mistakes),
    typed: Typed,
    replies: Vec<Choice>,
) -> HttpResponse {
    let (words, key) = (form.visit.words(), deed.key());
    let outcomes = Outcome::ALL
        .iter()
        .filter(|outcome| may_close(&form.case, **outcome));
    let shown = DeedPage {
        frame: form.frame(words.office.act_title.by_key(key), &mistakes),
        sheet: form.sheet(showing, mistakes),
        unlinked: deed.lacks_link(&form.case),
        deed,
        label: words.office.act_label.by_key(key),
        hint: words.office.act_hint.by_key(key),
        submit: words.office.act_submit.by_key(key),
        until_hint: until_hint(form),
        second: signature::second(words, &form.case.second),
        outcomes: outcomes
            .map(|outcome| {
                let choice = Choice::new(outcome.key(), words.outcome.by_key(outcome.key()))
                    .chosen(outcome.key() == typed.outcome.as_str());
                match Matter::of_closing(*outcome) {
                    Some(_) => choice.hint(words.office.signature.needed),
                    None => choice,
                }
            })
            .collect(),
        reasons: Reason::ALL
            .iter()
            .map(|reason| {
                Choice::new(reason.key(), words.reason.by_key(reason.key()))
                    .chosen(reason.key() == typed.reason.as_str())
            })
            .collect(),
        units: form
            .case
            .units
            .iter()
            .map(|unit| {
                let id = unit.id.to_string();
                Choice::new(id.clone(), &unit.name).chosen(id == typed.unit.as_str())
            })
            .collect(),
        replies,
        typed,
    };
    page(shown.sheet.status(), &shown)
}

/// Which dates an explanation may name now.
fn until_hint(form: &CaseForm<'_>) -> String {
    let deadline = &form.case.deadline;
    let from = deadline.due_on.max(form.case.today);
    let day = |day| wording::day(form.visit.language(), day);
    let latest = from.plus(deadline.rule.extension_days);
    let of = &form.visit.words().office.deed;
    let hint = of.until_hint(day(deadline.due_on), day(from), day(latest));
    match deadline.explained_until() {
        Some(over) if form.case.today <= over => format!("{hint} {}", of.until_early(day(over))),
        _ => hint,
    }
}
