//! `/{agency}/office/register`: an officer registers a matter that came another way. One page asks, the next shows
//! everything again, says who will read it and takes the
//! scans and recordings that belong to it, the last is printed for the person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use askama::Template;

pub use super::register_form::TYPED;
use super::register_form::{NO, Ready, Typed, YES};
use super::register_receipt;
use super::register_view::{self, Row};
use crate::app::App;
use crate::domain::arrival::{Arrival, Sender};
use crate::domain::category::{Category, IdentityMode, Kind, Origin};
use crate::domain::ids::RecordId;
use crate::flow::files::attach::Wish;
use crate::flow::files::parcel;
use crate::flow::incoming::intake::Unsent;
use crate::flow::incoming::posts::{self, Posts};
use crate::flow::incoming::register;
use crate::flow::trouble::Trouble;
use crate::web::citizen::files::Files;
use crate::web::citizen::people::{self, People};
use crate::web::citizen::submission_key;
use crate::web::field::{Choice, Mistakes};
use crate::web::file_view;
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Frame, page};
use crate::web::office::{Place, frame};
use crate::web::piece::{self, Piece};
use crate::web::problem::Problem;
use crate::web::receive::{self, Asked};
use crate::web::session::SignedIn;
use crate::web::token::Purpose;
use crate::web::upload::Upload;
use crate::web::visit::Visit;

/// Where pieces of files go, and what goes with them.
const PIECES: (&str, &str) = ("/office/register/files/piece", "token key handed");

#[derive(Template)]
#[template(path = "web/office/cases/register.html")]
struct FormPage {
    frame: Frame,
    token: String,
    key: Value,
    typed: Typed,
    mistakes: Mistakes,
    origins: Vec<Choice>,
    channels: Vec<Choice>,
    handed: Vec<Choice>,
    senders: Vec<Choice>,
    categories: Vec<Choice>,
    kinds: Vec<Choice>,
    identities: Vec<Choice>,
    officers: Vec<Choice>,
    units: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "web/office/cases/register_check.html")]
struct CheckPage {
    frame: Frame,
    token: String,
    key: Value,
    typed: Typed,
    rows: Vec<Row>,
    notes: Vec<&'static str>,
    mistakes: Mistakes,
    files: Files,
    left_behind: bool,
    people: People,
    mine: bool,
}

/// One officer with one form in front of them.
struct Desk<'a> {
    visit: &'a Visit,
    app: &'a Data<App>,
    officer: &'a SignedIn,
    posts: Posts,
    key: Value,
}

/// What is done with the form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Go {
    /// Everything is shown again.
    Check,
    /// Something is to be changed.
    Edit,
    /// This is done with a file that waits.
    File(parcel::Choice, RecordId),
    /// It is registered.
    Send,
}

/// Shows the empty form.
///
/// # Errors
/// Busy when the store does not answer.
pub async fn show(visit: Visit, app: Data<App>, officer: SignedIn) -> Result<HttpResponse, Problem> {
    let desk = Desk::of(&visit, &app, &officer, submission_key::new(&app)?).await?;
    Ok(desk.form(Typed::default(), Mistakes::default()))
}

/// Shows everything again, or registers it.
///
/// # Errors
/// Unreadable for fields that the form does not have; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let switched = form.take("switch")?.is_some();
    let checking = form.take("stage")?.is_some();
    let go = match form.text("go")?.as_str() {
        _ if switched && !checking => Go::Edit,
        _ if switched => Go::Check,
        "check" | "" => Go::Check,
        "edit" => Go::Edit,
        "send" => Go::Send,
        other => file_view::choice(other)
            .map(|(choice, file)| Go::File(choice, file))
            .ok_or(FormError::Unknown)?,
    };
    let key = form.text("key")?;
    let typed = Typed::read(&mut form)?;
    form.finish()?;
    let desk = Desk::of(&visit, &app, &officer, key).await?;
    if go == Go::Edit {
        return Ok(desk.form(typed, Mistakes::default()));
    }
    let mut mistakes = Mistakes::default();
    let Some(ready) = typed.ready(visit.words(), visit.today(), &desk.posts, &mut mistakes) else {
        return Ok(desk.form(typed, mistakes));
    };
    match go {
        Go::Send => desk.send(typed, ready).await,
        Go::File(choice, file) => {
            let key = submission_key::bytes(&desk.key)?;
            let chosen = (choice, file);
            let refused = register::choose(desk.app, desk.officer, &key, ready.hands_over(), chosen).await?;
            desk.check(typed, &ready, file_view::infected(visit.words(), refused))
                .await
        }
        Go::Check | Go::Edit => desk.check(typed, &ready, Mistakes::default()).await,
    }
}

/// Takes the files that belong to the matter and shows everything again.
///
/// # Errors
/// As [`send`].
pub async fn attach(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    form.take("stage")?;
    let wish = match form.take("original")? {
        Some(_) => Wish::KeepOriginal,
        None => Wish::Clean,
    };
    let sent = receive::sent(&mut form)?;
    let key = form.text("key")?;
    let typed = Typed::read(&mut form)?;
    form.finish()?;
    let desk = Desk::of(&visit, &app, &officer, key).await?;
    let mut mistakes = Mistakes::default();
    let Some(ready) = typed.ready(visit.words(), visit.today(), &desk.posts, &mut mistakes) else {
        upload.drain().await;
        return Ok(desk.form(typed, mistakes));
    };
    let key = submission_key::bytes(&desk.key)?;
    let Some(shelf) = register::shelf(&app, &officer, &key, ready.hands_over()).await? else {
        // It was registered from another page: that one's answer is shown.
        upload.drain().await;
        return desk.send(typed, ready).await;
    };
    let asked = Asked {
        case: None,
        wish,
        replaces: None,
        sent,
    };
    let received = receive::receive(&app, visit.words(), &shelf, &mut upload, asked).await?;
    desk.check(typed, &ready, received.mistakes).await
}

/// Takes a piece of a file.
///
/// # Errors
/// Unreadable for fields that no piece has; busy when the store does not answer.
pub async fn piece(
    visit: Visit,
    app: Data<App>,
    officer: SignedIn,
    mut form: Form,
    mut upload: Upload,
) -> Result<HttpResponse, Problem> {
    let key = submission_key::bytes(&form.text("key")?)?;
    let hands_over = form.text("handed")?.as_str() == YES;
    let piece = Piece::read(&mut form, visit.words())?;
    form.finish()?;
    let app = app.into_inner();
    match register::shelf(&app, &officer, &key, hands_over).await? {
        Some(shelf) => piece.take(&app, visit.words(), (&shelf, None), &mut upload).await,
        None => Ok(piece::at_once(&mut upload).await),
    }
}

impl<'a> Desk<'a> {
    async fn of(
        visit: &'a Visit,
        app: &'a Data<App>,
        officer: &'a SignedIn,
        key: Value,
    ) -> Result<Self, Problem> {
        Ok(Self {
            visit,
            app,
            officer,
            posts: posts::list(app, officer.agency.id).await?,
            key,
        })
    }

    fn frame(&self, title: &'static str) -> Frame {
        frame(self.visit, self.officer, title, Place::Inbox)
            .back("/office")
            .wizard()
    }

    async fn send(self, typed: Typed, ready: Ready) -> Result<HttpResponse, Problem> {
        let key = submission_key::bytes(&self.key)?;
        let Ready { report, arrival } = ready;
        match register::register(self.app, self.officer, report, arrival, &key).await {
            Ok(registered) => register_receipt::show(self.visit, self.officer, &registered, &self.key),
            // The page to check says that nobody would read it, or which file waits for a choice.
            Err(Unsent::Undecided | Unsent::Trouble(Trouble::Closed)) => {
                let mut mistakes = Mistakes::default();
                match typed.ready(self.visit.words(), self.visit.today(), &self.posts, &mut mistakes) {
                    Some(ready) => self.check(typed, &ready, mistakes).await,
                    None => Ok(self.form(typed, mistakes)),
                }
            }
            Err(Unsent::Trouble(trouble)) => Err(trouble.into()),
        }
    }

    async fn check(
        self,
        typed: Typed,
        ready: &Ready,
        mut mistakes: Mistakes,
    ) -> Result<HttpResponse, Problem> {
        let words = self.visit.words();
        let key = submission_key::bytes(&self.key)?;
        let files = register::files(self.app, self.officer, &key, ready.hands_over()).await?;
        if Files::undecided(&files.waiting) {
            mistakes.add("choose", words.files.problem.choose);
        }
        let category = ready.report.category;
        let people = people::look_up(
            self.app,
            words,
            &self.officer.agency,
            &typed.draft,
            &self.posts,
            category,
        )
        .await?;
        let language = self.visit.language();
        let shown = CheckPage {
            frame: self
                .frame(words.register.check_title)
                .failed(!mistakes.is_empty()),
            token: self.visit.keyed_token(Purpose::Register, &self.key),
            key: self.key,
            files: Files::of(self.visit, self.app, &files.waiting, PIECES),
            left_behind: files.left_behind,
            rows: register_view::rows(language, &typed.draft, ready),
            notes: register_view::notes(language, &typed.draft, &ready.report),
            mine: people.ids.contains(&self.officer.officer.id),
            people,
            typed,
            mistakes,
        };
        Ok(piece::scripted(page(answered(&shown.mistakes), &shown)))
    }

    fn form(self, typed: Typed, mistakes: Mistakes) -> HttpResponse {
        let words = self.visit.words();
        let status = answered(&mistakes);
        let of = &words.register;
        let pick = |key: &'static str, label: &'static str, typed: &str| {
            Choice::new(key, label).chosen(key == typed)
        };
        let draft = &typed.draft;
        let origins = Origin::ALL.iter().map(|origin| {
            pick(origin.key(), of.origin.by_key(origin.key()), &typed.origin)
                .hint(of.origin_hint.by_key(origin.key()))
        });
        let ways =
            Arrival::ways().map(|way| pick(way.key(), words.channel.by_key(way.key()), &typed.channel));
        let senders = Sender::ALL
            .iter()
            .map(|sender| pick(sender.key(), of.sender.by_key(sender.key()), &typed.sender));
        let categories = Category::ALL.iter().map(|category| {
            pick(
                category.key(),
                words.category.by_key(category.key()),
                &draft.category,
            )
        });
        let kinds = Kind::ALL.iter().map(|kind| {
            pick(
                kind.key(),
                words.kind.by_key(kind.key()),
                or(&draft.kind, Kind::Complaint.key()),
            )
        });
        let identities = IdentityMode::ALL.iter().map(|mode| {
            let typed = or(&draft.identity, IdentityMode::Anonymous.key());
            pick(mode.key(), words.identity.by_key(mode.key()), typed)
                .hint(of.identity_hint.by_key(mode.key()))
        });
        let involved = people::involved(draft, &self.posts);
        let (officers, units) = people::choices(words, &self.posts, &involved, &[]);
        let shown = FormPage {
            frame: self.frame(of.title).failed(!mistakes.is_empty()),
            token: self.visit.keyed_token(Purpose::Register, &self.key),
            origins: origins.collect(),
            channels: ways.collect(),
            handed: vec![
                pick(YES, of.handed_yes, &typed.handed).hint(of.handed_yes_hint),
                pick(NO, of.handed_no, &typed.handed).hint(of.handed_no_hint),
            ],
            senders: senders.collect(),
            categories: categories.collect(),
            kinds: kinds.collect(),
            identities: identities.collect(),
            officers,
            units,
            key: self.key,
            mistakes,
            typed,
        };
        page(status, &shown)
    }
}

fn answered(mistakes: &Mistakes) -> StatusCode {
    if mistakes.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn or<'a>(typed: &'a str, otherwise: &'a str) -> &'a str {
    if typed.is_empty() { otherwise } else { typed }
}

impl FormPage {
    /// Whether the part about another body's letter is shown open.
    fn about_a_letter(&self) -> bool {
        let fields = ["sender", "sender_name", "letter_number", "letter", "answer"];
        self.typed.says_of_a_letter()
            || fields.iter().any(|field| self.mistakes.has(field))
            || self.typed.channel.as_str() == crate::domain::category::Channel::Referral.key()
    }
}
