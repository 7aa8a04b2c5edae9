//! `/{agency}/office/delegation`: an officer who will be away names a substitute, and sees who acts for whom.
//! `/{agency}/office/people/person/{officer}/delegation`: an administrator does the same for somebody who is away already.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::appointment_form::{day, line};
use super::person::{can_be_changed, found};
use crate::app::App;
use crate::domain::appointment::Term;
use crate::domain::delegation::{ActingMode, Delegation};
use crate::domain::ids::{DelegationId, OfficerId};
use crate::domain::officer::Officer;
use crate::domain::routing;
use crate::flow::officers::delegation::{self, Delegations, Named, NewDelegation};
use crate::web::field::{Choice, Mistakes, TypedDate};
use crate::web::form::{Form, FormError, Query, Value};
use crate::web::layout::{Frame, page, see_other};
use crate::web::office::cases::case_view::person;
use crate::web::office::cases::measure_form::date;
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["order_number"];

#[derive(Template)]
#[template(path = "web/office/officers/delegation.html")]
struct DelegationPage {
    frame: Frame,
    /// Where the page stands, below the agency's base.
    at: String,
    /// Whether it is the visitor's own.
    own: bool,
    token: String,
    done: &'static str,
    mistakes: Mistakes,
    once: String,
    people: Vec<Choice>,
    modes: Vec<Choice>,
    typed: Typed,
    given: Vec<Line>,
    taken: Vec<Line>,
}

/// One delegation.
struct Line {
    id: String,
    who: String,
    mode: &'static str,
    order: String,
    term: String,
    standing: &'static str,
    /// Whether it can be ended.
    open: bool,
    /// Whether the substitute acts today.
    running: bool,
}

/// What was typed and chosen.
#[derive(Default)]
struct Typed {
    to: Value,
    mode: Value,
    order_number: Value,
    from: TypedDate,
    until: TypedDate,
}

impl Typed {
    /// What it becomes; nothing, and every mistake noted, when it is not ready.
    fn delegation(&self, visit: &Visit, id: DelegationId, mistakes: &mut Mistakes) -> Option<NewDelegation> {
        let words = visit.words();
        let of = &words.delegation;
        let to = OfficerId::from_hex(&self.to);
        if to.is_none() {
            mistakes.add("to", of.nobody);
        }
        let mode = ActingMode::from_key(&self.mode);
        if mode.is_none() {
            mistakes.add("mode", of.no_mode);
        }
        let order = line(
            words,
            "order_number",
            &self.order_number,
            words.team.form.no_order,
            mistakes,
        );
        let from = day(words, "from", &self.from, mistakes);
        let until = day(words, "until", &self.until, mistakes);
        let term = from.zip(until).and_then(|(from, until)| {
            let term = Term::new(from, Some(until));
            if term.is_none() {
                mistakes.add("until", words.team.form.until_before_from);
            }
            term
        });
        if term.is_some_and(|term| term.is_over(visit.today())) {
            mistakes.add("until", words.team.form.until_over);
        }
        let new = NewDelegation {
            id,
            to: to?,
            mode: mode?,
            order: order?,
            term: term?,
        };
        mistakes.is_empty().then_some(new)
    }
}

/// Somebody in front of the page of one officer: their own, or an administrator's.
struct Desk<'a> {
    visit: &'a Visit,
    app: &'a Data<App>,
    officer: &'a SignedIn,
    /// Whose substitutes these are.
    away: Officer,
}

/// Shows who acts for whom, and the form: the officer's own, or that of the officer in the address, who is away.
///
/// # Errors
/// Not found when there is no such person who could have a substitute; busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    request: HttpRequest,
    Query(query): Query,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, &request).await?;
    desk.shown(query).await
}

/// Names a substitute.
///
/// # Errors
/// As [`show`]; unreadable when the form is none of this page.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, &request).await?;
    desk.named(form).await
}

/// Ends a delegation before its last day.
///
/// # Errors
/// As [`show`]; unreadable when the form names none.
pub async fn send_end(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    request: HttpRequest,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, &request).await?;
    desk.ended(form).await
}

impl<'a> Desk<'a> {
    async fn of(
        visit: &'a Visit,
        app: &'a Data<App>,
        officer: &'a SignedIn,
        request: &HttpRequest,
    ) -> Result<Self, Problem> {
        let away = match request.match_info().get("officer") {
            None => officer.officer.clone(),
            Some(id) => {
                let person = found(app, officer, id).await?;
                if !can_be_changed(officer, &person) || !routing::can_read(&person.officer) {
                    return Err(Problem::not_found());
                }
                person.officer
            }
        };
        Ok(Self {
            visit,
            app,
            officer,
            away,
        })
    }

    fn is_own(&self) -> bool {
        self.away.id == self.officer.officer.id
    }

    fn at(&self) -> String {
        if self.is_own() {
            "/office/delegation".to_owned()
        } else {
            format!("/office/people/person/{}/delegation", self.away.id)
        }
    }

    fn once(&self) -> Result<DelegationId, Problem> {
        let bytes = self.app.rng.bytes();
        Ok(DelegationId(bytes.map_err(|_| Problem::broken("no randomness"))?))
    }

    async fn shown(&self, mut query: Form) -> Result<HttpResponse, Problem> {
        let done = self.visit.words().delegation.done.by_key(&query.text("done")?);
        query.finish()?;
        let known = delegation::of(self.app, self.officer, self.away.id).await?;
        Ok(self.page(&known, self.once()?, Typed::default(), Mistakes::default(), done))
    }

    async fn named(&self, mut form: Form) -> Result<HttpResponse, Problem> {
        let once = form.text("once")?;
        let typed = Typed {
            to: form.text("to")?,
            mode: form.text("mode")?,
            order_number: form.text("order_number")?,
            from: date(&mut form, "from")?,
            until: date(&mut form, "until")?,
        };
        form.finish()?;
        let once = match once.as_str() {
            "" => self.once()?,
            id => DelegationId::from_hex(id).ok_or(FormError::Unknown)?,
        };
        let of = &self.visit.words().delegation;
        let mut mistakes = Mistakes::default();
        if let Some(new) = typed.delegation(self.visit, once, &mut mistakes) {
            match delegation::name(self.app, self.officer, self.away.id, new).await? {
                Named::Done => return Ok(self.back("named")),
                Named::Nobody => mistakes.add("to", of.nobody),
                Named::Overlaps => mistakes.add("from", of.overlaps),
            }
        }
        let known = delegation::of(self.app, self.officer, self.away.id).await?;
        Ok(self.page(&known, once, typed, mistakes, ""))
    }

    async fn ended(&self, mut form: Form) -> Result<HttpResponse, Problem> {
        let id = form.text("delegation")?;
        form.finish()?;
        let id = DelegationId::from_hex(&id).ok_or(FormError::Unknown)?;
        let ended = delegation::end(self.app, self.officer, self.away.id, id).await?;
        Ok(self.back(if ended { "ended" } else { "over" }))
    }

    fn back(&self, done: &str) -> HttpResponse {
        see_other(&self.visit.link(&format!("{}?done={done}", self.at())))
    }

    fn page(
        &self,
        known: &Delegations,
        once: DelegationId,
        typed: Typed,
        mistakes: Mistakes,
        done: &'static str,
    ) -> HttpResponse {
        let of = &self.visit.words().delegation;
        let status = if mistakes.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let (title, place, back, purpose) = if self.is_own() {
            let back = "/office/account".to_owned();
            (of.title.to_owned(), Place::Account, back, Purpose::Account)
        } else {
            let back = format!("/office/people/person/{}", self.away.id);
            (
                of.title_for(&self.away.name),
                Place::People,
                back,
                Purpose::Manage,
            )
        };
        let people = known.choices.iter().map(|one| {
            let id = one.id.to_string();
            let chosen = id == typed.to.as_str();
            Choice::new(id, person(one)).chosen(chosen)
        });
        let modes = ActingMode::ALL.iter().map(|mode| {
            Choice::new(mode.key(), of.mode.by_key(mode.key())).chosen(mode.key() == typed.mode.as_str())
        });
        let lines = |all: &[Delegation], other: fn(&Delegation) -> OfficerId| {
            let lines = all.iter().map(|one| self.line(&known.officers, one, other(one)));
            lines.collect::<Vec<_>>()
        };
        let shown = DelegationPage {
            frame: frame(self.visit, self.officer, title, place)
                .back(&back)
                .failed(!mistakes.is_empty()),
            at: self.at(),
            own: self.is_own(),
            token: self.visit.token(purpose),
            done,
            mistakes,
            once: once.to_string(),
            people: people.collect(),
            modes: modes.collect(),
            given: lines(&known.given, |one| one.to),
            taken: lines(&known.taken, |one| one.from),
            typed,
        };
        page(status, &shown)
    }

    fn line(&self, officers: &[Officer], one: &Delegation, other: OfficerId) -> Line {
        let words = self.visit.words();
        let of = &words.delegation;
        let (language, today) = (self.visit.language(), self.visit.today());
        let who = officers.iter().find(|officer| officer.id == other);
        let until = one.term.until().unwrap_or(one.term.from());
        Line {
            id: one.id.to_string(),
            who: who.map_or_else(String::new, person),
            mode: of.mode.by_key(one.mode.key()),
            order: one.order.clone(),
            term: words.team.person.term(
                wording::day(language, one.term.from()),
                wording::day(language, until),
            ),
            standing: match (one.ended_at.is_some(), one.holds(today), one.is_over(today)) {
                (true, ..) => of.ended_early,
                (_, true, _) => of.running,
                (_, _, true) => of.over,
                _ => of.to_come,
            },
            open: !one.is_over(today),
            running: one.holds(today),
        }
    }
}
