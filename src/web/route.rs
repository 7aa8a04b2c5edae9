//! One route of the website: how it is asked, who may use it and what guards it.

use super::token::Purpose;
use crate::domain::role::Act;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A reporter who has entered the code of a case.
    ReporterByCode,
    /// An officer of the agency who may do this. What belongs to one case is further held to its readers.
    Officer(Act),
    /// Who holds the one-time address of an invitation that is still good.
    Invited,
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
    /// Whether files may come with it; see [`super::upload::Upload`].
    pub files: bool,
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
            files: false,
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

    /// With which files may come, behind all other fields.
    #[must_use]
    pub const fn files(mut self) -> Self {
        self.files = true;
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
