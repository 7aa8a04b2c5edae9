//! `/{agency}/office/replies`: the texts that the officers of an agency reuse, and their versions.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

use crate::app::App;
use crate::domain::case::State;
use crate::domain::ids::ReplyId;
use crate::domain::officer::Officer;
use crate::domain::saved_reply::{ReplyDeed, ReplyProblem, ReplyText, STANDARD, SavedReply, TypedReply};
use crate::flow::cases::saved_replies::{self, Keeping, Kept};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Query, Value};
use crate::web::layout::{Frame, ok, page, see_other};
use crate::web::office::{Place, frame, wording};
use crate::web::problem::Problem;
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::{Language, words};

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["title", "thai", "english"];

#[derive(Template)]
#[template(path = "web/office/cases/replies.html")]
struct RepliesPage {
    frame: Frame,
    saved: bool,
    own: Vec<OwnLine>,
    standard: Vec<StandardLine>,
}

struct OwnLine {
    href: String,
    title: String,
    retired: bool,
    deed: &'static str,
    state: &'static str,
    version: i32,
    changed: String,
}

struct StandardLine {
    href: String,
    title: &'static str,
    deed: &'static str,
    thai: &'static str,
    english: &'static str,
}

#[derive(Template)]
#[template(path = "web/office/cases/reply_edit.html")]
struct EditPage {
    frame: Frame,
    meanwhile: bool,
    mistakes: Mistakes,
    token: String,
    id: String,
    version: i32,
    typed: Typed,
    deeds: Vec<Choice>,
    states: Vec<Choice>,
    versions: Vec<VersionLine>,
}

struct VersionLine {
    heading: String,
    title: String,
    thai: String,
    english: String,
}

/// What stands in the form.
#[derive(Default)]
struct Typed {
    deed: Value,
    state: Value,
    title: Value,
    thai: Value,
    english: Value,
    retired: bool,
}

/// Shows them all.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let saved = query.text("done")?.as_str() == "saved";
    query.finish()?;
    let kept = saved_replies::list(&app, officer.agency.id).await?;
    let standard = STANDARD.iter().map(|(key, deed)| StandardLine {
        href: visit.link(&format!("/office/replies/edit?from={key}")),
        title: visit.words().panel.standard_title.by_key(key),
        deed: visit.words().office.act.by_key(deed.key()),
        thai: words(Language::Thai).panel.standard_text.by_key(key),
        english: words(Language::English).panel.standard_text.by_key(key),
    });
    Ok(ok(&RepliesPage {
        frame: frame(
            &visit,
            &officer,
            visit.words().panel.replies.title,
            Place::Replies,
        ),
        saved,
        own: kept.iter().map(|kept| own_line(&visit, kept)).collect(),
        standard: standard.collect(),
    }))
}

fn own_line(visit: &Visit, kept: &Kept) -> OwnLine {
    let SavedReply {
        id, version, text, ..
    } = &kept.now;
    let by = kept.versions.first().and_then(|(_, by)| by.as_ref());
    OwnLine {
        href: visit.link(&format!("/office/replies/edit?reply={id}")),
        title: text.title.clone(),
        retired: text.retired,
        deed: visit.words().office.act.by_key(text.deed.key()),
        state: text.state.map_or(visit.words().panel.replies.any_state, |state| {
            visit.words().state.by_key(state.key())
        }),
        version: *version,
        changed: written(visit, &kept.now, by),
    }
}

fn written(visit: &Visit, reply: &SavedReply, by: Option<&Officer>) -> String {
    let words = visit.words();
    let who = by.map_or(words.office.history.somebody, |by| by.name.as_str());
    format!("{who} · {}", wording::moment(words, reply.at))
}

/// Shows the form of a reply, or of a new one.
///
/// # Errors
/// Not found for a reply that this agency does not have; busy when the store does not answer.
pub async fn edit(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    Query(mut query): Query,
) -> Result<HttpResponse, Problem> {
    let (reply, from) = (query.text("reply")?, query.text("from")?);
    query.finish()?;
    if !reply.is_empty() {
        let kept = find(&app, &officer, &reply).await?;
        let typed = Typed::of(&kept.now.text);
        return Ok(form_page(
            &visit,
            &officer,
            Some(&kept),
            kept.now.id,
            typed,
            Mistakes::default(),
            false,
        ));
    }
    let mut typed = Typed::default();
    if !from.is_empty() {
        let standard = STANDARD.iter().find(|(key, _)| *key == from.as_str());
        let (key, deed) = standard.ok_or_else(Problem::not_found)?;
        typed.deed = deed.key().to_owned().into();
        typed.title = visit.words().panel.standard_title.by_key(key).to_owned().into();
        typed.thai = words(Language::Thai)
            .panel
            .standard_text
            .by_key(key)
            .to_owned()
            .into();
        typed.english = words(Language::English)
            .panel
            .standard_text
            .by_key(key)
            .to_owned()
            .into();
    }
    let id = app
        .rng
        .bytes::<16>()
        .map_err(|_| Problem::broken("no randomness"))?;
    Ok(form_page(
        &visit,
        &officer,
        None,
        ReplyId(id),
        typed,
        Mistakes::default(),
        false,
    ))
}

async fn find(app: &Data<App>, officer: &SignedIn, reply: &str) -> Result<Kept, Problem> {
    let id = ReplyId::from_hex(reply).ok_or_else(Problem::not_found)?;
    let all = saved_replies::list(app, officer.agency.id).await?;
    let found = all.into_iter().find(|kept| kept.now.id == id);
    found.ok_or_else(Problem::not_found)
}

/// Keeps what was typed as the next version.
///
/// # Errors
/// Unreadable when the form is not one of the page; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = ReplyId::from_hex(&form.text("reply")?).ok_or(FormError::Unknown)?;
    let version: i32 = form.text("version")?.parse().map_err(|_| FormError::Unknown)?;
    let typed = Typed {
        deed: form.text("deed")?,
        state: form.text("state")?,
        title: form.text("title")?,
        thai: form.text("thai")?,
        english: form.text("english")?,
        retired: !form.text("retired")?.is_empty(),
    };
    form.finish()?;
    let mut mistakes = Mistakes::default();
    let mut meanwhile = false;
    match typed.read() {
        Ok(text) => match saved_replies::keep(&app, &officer, id, version.max(0), text).await? {
            Keeping::Kept => return Ok(see_other(&visit.link("/office/replies?done=saved"))),
            Keeping::Meanwhile => meanwhile = true,
        },
        Err(problems) => complain(&visit, &problems, &mut mistakes),
    }
    let all = saved_replies::list(&app, officer.agency.id).await?;
    let kept = all.into_iter().find(|kept| kept.now.id == id);
    Ok(form_page(
        &visit,
        &officer,
        kept.as_ref(),
        id,
        typed,
        mistakes,
        meanwhile,
    ))
}

fn complain(visit: &Visit, problems: &[ReplyProblem], mistakes: &mut Mistakes) {
    let words = visit.words();
    let of = &words.panel.replies;
    for problem in problems {
        match problem {
            ReplyProblem::NoDeed => mistakes.add("deed", of.no_deed),
            ReplyProblem::Title(problem) => mistakes.add("title", wording::text_problem(words, *problem)),
            ReplyProblem::Thai(problem) => mistakes.add("thai", wording::text_problem(words, *problem)),
            ReplyProblem::English(problem) => mistakes.add("english", wording::text_problem(words, *problem)),
        }
    }
}

impl Typed {
    fn of(text: &ReplyText) -> Self {
        Self {
            deed: text.deed.key().to_owned().into(),
            state: text.state.map_or("", State::key).to_owned().into(),
            title: text.title.clone().into(),
            thai: text.thai.clone().into(),
            english: text.english.clone().into(),
            retired: text.retired,
        }
    }

    fn read(&self) -> Result<ReplyText, Vec<ReplyProblem>> {
        let typed = TypedReply {
            deed: &self.deed,
            state: &self.state,
            title: &self.title,
            thai: &self.thai,
            english: &self.english,
            retired: self.retired,
        };
        typed.read()
    }
}

fn form_page(
    visit: &Visit,
    officer: &SignedIn,
    kept: Option<&Kept>,
    id: ReplyId,
    typed: Typed,
    mistakes: Mistakes,
    meanwhile: bool,
) -> HttpResponse {
    let words = visit.words();
    let of = &words.panel.replies;
    let status = match (mistakes.is_empty(), meanwhile) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::CONFLICT,
        (true, false) => StatusCode::OK,
    };
    let title = if kept.is_some() { of.edit } else { of.add };
    let deeds = ReplyDeed::ALL.iter().map(|deed| {
        Choice::new(deed.key(), words.office.act.by_key(deed.key())).chosen(deed.key() == typed.deed.as_str())
    });
    let mut only = vec![Choice::new("", of.any_state).chosen(typed.state.is_empty())];
    only.extend(State::ALL.iter().filter(|state| state.is_open()).map(|state| {
        Choice::new(state.key(), words.state.by_key(state.key())).chosen(state.key() == typed.state.as_str())
    }));
    let versions = kept.map_or(Vec::new(), |kept| {
        let line = |(reply, by): &(SavedReply, Option<Officer>)| VersionLine {
            heading: of.version_line(reply.version, written(visit, reply, by.as_ref())),
            title: reply.text.title.clone(),
            thai: reply.text.thai.clone(),
            english: reply.text.english.clone(),
        };
        kept.versions.iter().map(line).collect()
    });
    let shown = EditPage {
        frame: frame(visit, officer, title, Place::Replies)
            .back("/office/replies")
            .failed(!mistakes.is_empty()),
        meanwhile,
        token: visit.token(Purpose::Replies),
        id: id.to_string(),
        version: kept.map_or(0, |kept| kept.now.version),
        deeds: deeds.collect(),
        states: only,
        versions,
        mistakes,
        typed,
    };
    page(status, &shown)
}
