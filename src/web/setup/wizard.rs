//! `/setup/{token}`: the pages of the set-up.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use askama::Template;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::answers::{Answers, Go, Page};
use super::check::{self, Check};
use crate::app::App;
use crate::domain::agency::Agency;
use crate::domain::category::AgencyKind;
use crate::domain::password;
use crate::flow::officers::setup::{self, Kits, OUTSIDE_LOGIN, SetupError};
use crate::vault::code::TrackingCode;
use crate::web::citizen::code_view::{Group, groups};
use crate::web::field::{Choice, Mistakes};
use crate::web::form::{Form, FormError, Value};
use crate::web::layout::{Face, Frame, ok, page};
use crate::web::problem::{Kind, Problem};
use crate::web::token::Purpose;
use crate::web::visit::Visit;
use crate::words::Language;

/// The fields whose text a problem page shows again. Codes and passwords are not among them.
pub const TYPED: &[&str] = &[
    "full_name",
    "short_name",
    "english_name",
    "contact",
    "general_link",
    "units",
    "outside",
    "name",
    "post",
];

#[derive(Template)]
#[template(path = "web/setup/wizard.html")]
struct Wizard<'a> {
    frame: Frame,
    action: String,
    token: String,
    page: Page,
    answers: &'a Answers,
    carried: Vec<(&'static str, Value)>,
    mistakes: Mistakes,
    kinds: Vec<Choice>,
    address: String,
    kits: Option<ShownKits>,
    units: Vec<Choice>,
    password_hint: String,
    outside_login: &'static str,
}

/// The two codes as the third page shows them.
struct ShownKits {
    recovery: ShownCode,
    outside: ShownCode,
}

struct ShownCode {
    letters: Vec<Group>,
    digits: Vec<Group>,
}

#[derive(Template)]
#[template(path = "web/setup/done.html")]
struct Done {
    frame: Frame,
    name: String,
    public: String,
    sign_in: String,
    second: String,
    outside: String,
}

/// Shows the first page. The address stays good until the last page has been sent.
///
/// # Errors
/// When the machine gives no random numbers.
pub async fn show(visit: Visit, app: Data<App>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let key = app
        .rng
        .bytes::<32>()
        .map_err(|_| Problem::broken("no randomness"))?;
    let answers = Answers::new(HEXLOWER.encode(&key).into());
    let desk = Desk {
        visit: &visit,
        app: &app,
        token: &path,
        answers: &answers,
    };
    desk.show(Page::Agency, Mistakes::default())
}

/// Takes one page and shows the next, or makes the agency.
///
/// # Errors
/// Unreadable when the form is none of the set-up; busy when the store does not answer.
pub async fn send(
    visit: Visit,
    app: Data<App>,
    path: Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (at, go, answers) = Answers::read(&mut form)?;
    form.finish()?;
    let desk = Desk {
        visit: &visit,
        app: &app,
        token: &path,
        answers: &answers,
    };
    match go {
        Go::Switch => return desk.show(at, Mistakes::default()),
        Go::Back => return desk.show(at.before(), Mistakes::default()),
        Go::Next => {}
    }
    let kits = desk.kits()?;
    // What earlier pages carried is looked at again: it came from outside as much as the rest.
    for page in Page::ALL.into_iter().filter(|page| *page <= at) {
        let check = Check::of(page, &answers, &kits, visit.words());
        if !check.mistakes.is_empty() {
            return desk.show(page, check.mistakes);
        }
    }
    match at.next() {
        Some(next) => desk.show(next, Mistakes::default()),
        None => desk.complete(&kits).await,
    }
}

/// One set-up in front of one person.
struct Desk<'a> {
    visit: &'a Visit,
    app: &'a Data<App>,
    token: &'a str,
    answers: &'a Answers,
}

impl Desk<'_> {
    fn kits(&self) -> Result<Kits, Problem> {
        let key = Zeroizing::new(
            HEXLOWER
                .decode(self.answers.key.as_bytes())
                .map_err(|_| FormError::Unknown)?,
        );
        let key = key.as_slice().try_into().map_err(|_| FormError::Unknown)?;
        Ok(setup::kits(self.app, key))
    }

    fn show(&self, at: Page, mistakes: Mistakes) -> Result<HttpResponse, Problem> {
        let words = self.visit.words();
        let title = match at {
            Page::Agency => words.setup.agency.title,
            Page::Units => words.setup.units.title,
            Page::Kits => words.setup.kits.title,
            Page::Officer => words.setup.officer.title,
        };
        let status = if mistakes.is_empty() {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let kits = if at == Page::Kits {
            Some(ShownKits::of(&self.kits()?))
        } else {
            None
        };
        let slug = check::slug(self.answers);
        let slug = slug.as_ref().map_or("…", |slug| slug.as_str());
        let frame = self
            .visit
            .frame(title)
            .setup()
            .wizard()
            .failed(!mistakes.is_empty());
        let shown = Wizard {
            action: self.visit.link(&format!("/setup/{}", self.token)),
            token: self.visit.keyed_token(Purpose::Setup, &self.answers.key),
            page: at,
            answers: self.answers,
            carried: self.answers.carried(at),
            mistakes,
            kinds: self.kinds(),
            address: format!("{}/{slug}", self.visit.site().public_address()),
            kits,
            units: self.units(),
            password_hint: words.office.account.fresh_hint(password::LEAST),
            outside_login: OUTSIDE_LOGIN,
            frame,
        };
        Ok(page(status, &shown))
    }

    fn kinds(&self) -> Vec<Choice> {
        let words = &self.visit.words().agency_kind;
        let chosen = self.answers.of("kind");
        let kinds = AgencyKind::ALL.iter();
        kinds
            .map(|kind| Choice::new(kind.key(), words.by_key(kind.key())).chosen(kind.key() == chosen))
            .collect()
    }

    fn units(&self) -> Vec<Choice> {
        let chosen = self.answers.of("unit");
        let names = check::unit_names(self.answers).into_iter().enumerate();
        names
            .map(|(at, name)| {
                let value = at.to_string();
                let is_chosen = value == chosen;
                Choice::new(value, name).chosen(is_chosen)
            })
            .collect()
    }

    async fn complete(&self, kits: &Kits) -> Result<HttpResponse, Problem> {
        let ready = check::plan(self.answers).zip(check::first_officer(self.answers));
        let (plan, first) = ready.ok_or(FormError::Unknown)?;
        match setup::complete(self.app, self.token, plan, first, kits).await {
            Ok(agency) => Ok(self.done(&agency)),
            Err(SetupError::AddressUsed) => Err(Kind::SetupUsed.into()),
            Err(SetupError::SlugTaken) => {
                let mut mistakes = Mistakes::default();
                mistakes.add("slug", self.visit.words().setup.agency.slug_taken);
                self.show(Page::Agency, mistakes)
            }
            Err(SetupError::Trouble(trouble)) => Err(trouble.into()),
        }
    }

    fn done(&self, agency: &Agency) -> HttpResponse {
        let words = &self.visit.words().setup.done;
        let public = format!("{}/{}", self.visit.site().public_address(), agency.slug);
        let mut frame = self.visit.frame(words.title).setup();
        // The address has been used up: in the other language it would say so.
        frame.switch = crate::web::layout::Switch::Link(match self.visit.language() {
            Language::Thai => format!("/en/{}", agency.slug),
            Language::English => format!("/{}", agency.slug),
        });
        ok(&Done {
            frame,
            name: Face::of(agency, self.visit.language()).name,
            sign_in: format!("{public}/office/sign-in"),
            public,
            second: words.next_second(&agency.outside_body),
            outside: words.next_outside(&agency.outside_body),
        })
    }
}

impl ShownKits {
    fn of(kits: &Kits) -> Self {
        let code = |code: &TrackingCode| ShownCode {
            letters: groups(&code.letters()),
            digits: groups(&code.digits()),
        };
        Self {
            recovery: code(&kits.recovery),
            outside: code(&kits.outside),
        }
    }
}
