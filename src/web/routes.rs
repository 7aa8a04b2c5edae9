//! Every route of the website, with who may use it and what guards it. The server mounts this table and
//! nothing else; tests walk through it.

use actix_web::web::to;

use super::assets;
use super::citizen::{answers, follow, home, receipt, report, track};
use super::office::{
    account, case, deed, figures, inbox, measure, one_time, people, recover, recovery_code, reminders,
    sign_in, sign_out, signature,
};
use super::public::{about, accessibility, chooser, exit, plain, statistics};
use super::setup::wizard;
use super::token::Purpose;
use crate::domain::role::Act::{self, Enter, HandleCases, ManagePeople, OwnAccount, ReadFigures, SetPeriods};

use Access::{Officer, Public, ReporterByCode, Setup};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A reporter who has entered the code of a case.
    ReporterByCode,
    /// An officer of the agency who may do this. What belongs to one case is further held to its readers.
    Officer(Act),
    /// Who holds the one-time address printed at the first start.
    Setup,
}

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET, and HEAD alike; changes nothing.
    Get,
    /// POST with a form.
    Post,
}

/// What guards a route against being used in the visitor's place.
#[derive(Clone, Copy, Debug)]
pub enum Guard {
    /// Nothing: it changes nothing.
    None,
    /// A form with a token.
    Form(&'static FormGuard),
}

/// The guard of a form.
#[derive(Clone, Copy, Debug)]
pub struct FormGuard {
    /// What the token must be for.
    pub purpose: Purpose,
    /// How much the form may send.
    pub size: Size,
    /// Whether it carries a submission key that the token authenticates.
    pub keyed: bool,
    /// The fields whose text a problem page shows again. Never passwords or codes.
    pub keeps: &'static [&'static str],
    /// Whether the page itself answers a form whose token is stale or foreign: it shows the form again, with
    /// what was typed and a fresh token, and does nothing else.
    pub renews: bool,
}

/// How much a form may send, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Codes, passwords and small choices: 64 KiB in 30 seconds.
    Short,
    /// What officers write: 1 MiB in 2 minutes.
    Office,
    /// A report: 4 MiB in 5 minutes, so that even 1 MB of Thai text, thrice as long in a form, comes back
    /// with an answer instead of being cut off.
    Report,
}

/// One route.
pub struct Route {
    /// How it is asked.
    pub method: Method,
    /// Its path without language. `{agency}` is looked up before the page runs.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What guards it.
    pub guard: Guard,
    /// The page.
    pub mount: fn() -> actix_web::Route,
}

static REPORT: FormGuard = FormGuard::new(Purpose::Report)
    .size(Size::Report)
    .keyed()
    .keeps(answers::TYPED)
    .renews();
static RECEIPT: FormGuard = FormGuard::new(Purpose::Report).keyed();
static TRACK: FormGuard = FormGuard::new(Purpose::Track);
static WRITE: FormGuard = FormGuard::new(Purpose::Reply)
    .size(Size::Office)
    .keeps(&["answer"])
    .renews();
static LEAVE: FormGuard = FormGuard::new(Purpose::Reply);

/// All of them.
pub static ROUTES: &[Route] = &[
    // the service
    get("/", Public, || to(chooser::show)),
    get("/exit", Public, || to(exit::leave)),
    get("/health", Public, || to(plain::health)),
    get("/robots.txt", Public, || to(plain::robots)),
    get("/favicon.ico", Public, || to(plain::favicon)),
    get("/assets/{version}/{name}", Public, || to(assets::serve)),
    // set-up
    get("/setup/{token}", Setup, || to(wizard::show)),
    post("/setup/{token}", Setup, &SET_UP, || to(wizard::send)),
    // citizens
    get("/{agency}", Public, || to(home::show)),
    get("/{agency}/report", Public, || to(report::start)),
    post("/{agency}/report", Public, &REPORT, || to(report::answer)),
    post("/{agency}/report/receipt", Public, &RECEIPT, || {
        to(receipt::confirm)
    }),
    get("/{agency}/track", Public, || to(track::show)),
    post("/{agency}/track", Public, &TRACK, || to(track::open)),
    get("/{agency}/statistics", Public, || to(statistics::show)),
    get("/{agency}/about", Public, || to(about::show)),
    get("/{agency}/accessibility", Public, || to(accessibility::show)),
    // reporters
    get("/{agency}/track/case", ReporterByCode, || to(follow::show)),
    post("/{agency}/track/case", ReporterByCode, &WRITE, || {
        to(follow::write)
    }),
    post("/{agency}/track/leave", ReporterByCode, &LEAVE, || {
        to(follow::leave)
    }),
    // officers
    get("/{agency}/office/sign-in", Public, || to(sign_in::show)),
    post("/{agency}/office/sign-in", Public, &SIGN_IN, || to(sign_in::send)),
    get("/{agency}/office/sign-in/recovery", Public, || to(recover::show)),
    post("/{agency}/office/sign-in/recovery", Public, &SIGN_IN, || {
        to(recover::send)
    }),
    post(
        "/{agency}/office/sign-out",
        Officer(OwnAccount),
        &SIGN_OUT,
        || to(sign_out::send),
    ),
    get("/{agency}/office", Officer(Enter), || to(inbox::show)),
    get("/{agency}/office/case/{case}", Officer(HandleCases), || {
        to(case::show)
    }),
    post(
        "/{agency}/office/case/{case}/move",
        Officer(HandleCases),
        &HANDLE,
        || to(case::send_move),
    ),
    get("/{agency}/office/case/{case}/ask", Officer(HandleCases), || {
        to(deed::show)
    }),
    post(
        "/{agency}/office/case/{case}/ask",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get(
        "/{agency}/office/case/{case}/notice",
        Officer(HandleCases),
        || to(deed::show),
    ),
    post(
        "/{agency}/office/case/{case}/notice",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get(
        "/{agency}/office/case/{case}/explain",
        Officer(HandleCases),
        || to(deed::show),
    ),
    post(
        "/{agency}/office/case/{case}/explain",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get("/{agency}/office/case/{case}/note", Officer(HandleCases), || {
        to(deed::show)
    }),
    post(
        "/{agency}/office/case/{case}/note",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get("/{agency}/office/case/{case}/refer", Officer(HandleCases), || {
        to(deed::show)
    }),
    post(
        "/{agency}/office/case/{case}/refer",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get(
        "/{agency}/office/case/{case}/retrack",
        Officer(HandleCases),
        || to(deed::show),
    ),
    post(
        "/{agency}/office/case/{case}/retrack",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get("/{agency}/office/case/{case}/merge", Officer(HandleCases), || {
        to(deed::show)
    }),
    post(
        "/{agency}/office/case/{case}/merge",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get("/{agency}/office/case/{case}/close", Officer(HandleCases), || {
        to(deed::show)
    }),
    post(
        "/{agency}/office/case/{case}/close",
        Officer(HandleCases),
        &HANDLE,
        || to(deed::send),
    ),
    get(
        "/{agency}/office/case/{case}/measure/{kind}",
        Officer(HandleCases),
        || to(measure::show),
    ),
    post(
        "/{agency}/office/case/{case}/measure/{kind}",
        Officer(HandleCases),
        &MEASURE,
        || to(measure::send),
    ),
    get(
        "/{agency}/office/case/{case}/signature",
        Officer(HandleCases),
        || to(signature::show),
    ),
    post(
        "/{agency}/office/case/{case}/signature",
        Officer(HandleCases),
        &HANDLE,
        || to(signature::send),
    ),
    get("/{agency}/office/figures", Officer(ReadFigures), || {
        to(figures::show)
    }),
    get("/{agency}/office/people", Officer(ManagePeople), || {
        to(people::show)
    }),
    get("/{agency}/office/reminders", Officer(SetPeriods), || {
        to(reminders::show)
    }),
    post(
        "/{agency}/office/reminders",
        Officer(SetPeriods),
        &PERIODS,
        || to(reminders::send),
    ),
    get("/{agency}/office/account", Officer(OwnAccount), || {
        to(account::show)
    }),
    post(
        "/{agency}/office/account/password",
        Officer(OwnAccount),
        &ACCOUNT,
        || to(account::send_password),
    ),
    get("/{agency}/office/account/one-time", Officer(OwnAccount), || {
        to(one_time::show)
    }),
    post(
        "/{agency}/office/account/one-time",
        Officer(OwnAccount),
        &ACCOUNT,
        || to(one_time::send),
    ),
    post(
        "/{agency}/office/account/one-time/off",
        Officer(OwnAccount),
        &ACCOUNT,
        || to(one_time::send_off),
    ),
    get("/{agency}/office/account/recovery", Officer(OwnAccount), || {
        to(recovery_code::show)
    }),
    post(
        "/{agency}/office/account/recovery",
        Officer(OwnAccount),
        &ACCOUNT,
        || to(recovery_code::send),
    ),
];

static SIGN_IN: FormGuard = FormGuard::new(Purpose::SignIn);
static SIGN_OUT: FormGuard = FormGuard::new(Purpose::SignOut);
static HANDLE: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(deed::TYPED);
static MEASURE: FormGuard = FormGuard::new(Purpose::Handle)
    .size(Size::Office)
    .keeps(measure::TYPED);
static ACCOUNT: FormGuard = FormGuard::new(Purpose::Account);
static PERIODS: FormGuard = FormGuard::new(Purpose::Manage);
static SET_UP: FormGuard = FormGuard::new(Purpose::Setup).keyed().keeps(wizard::TYPED);

impl Size {
    /// Longest body in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Short => 64 * 1024,
            Self::Office => 1024 * 1024,
            Self::Report => 4 * 1024 * 1024,
        }
    }

    /// Longest time to send it, in seconds.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Short => 30,
            Self::Office => 120,
            Self::Report => 300,
        }
    }
}

impl FormGuard {
    /// A short form without a submission key that is not shown again.
    pub const fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            size: Size::Short,
            keyed: false,
            keeps: &[],
            renews: false,
        }
    }

    /// That may send so much.
    #[must_use]
    pub const fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// That carries a submission key.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    /// Whose page answers a stale or foreign token itself, see [`super::gate::Renewal`].
    #[must_use]
    pub const fn renews(mut self) -> Self {
        self.renews = true;
        self
    }

    /// Whose fields of these names are shown again when the form is refused.
    #[must_use]
    pub const fn keeps(mut self, names: &'static [&'static str]) -> Self {
        self.keeps = names;
        self
    }
}

/// A page that anybody with this access may open.
pub const fn get(path: &'static str, access: Access, mount: fn() -> actix_web::Route) -> Route {
    Route {
        method: Method::Get,
        path,
        access,
        guard: Guard::None,
        mount,
    }
}

/// A form that comes back.
pub const fn post(
    path: &'static str,
    access: Access,
    guard: &'static FormGuard,
    mount: fn() -> actix_web::Route,
) -> Route {
    Route {
        method: Method::Post,
        path,
        access,
        guard: Guard::Form(guard),
        mount,
    }
}
