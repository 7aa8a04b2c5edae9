//! Everything that can go wrong for a visitor, and the page that says what to do next.

use std::fmt;

use actix_web::dev::ServiceResponse;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpResponse, ResponseError};
use askama::Template;

use super::form::{FormError, Value};
use super::layout::{Frame, page, see_other};
use super::site::Outage;
use super::token::Refusal;
use super::visit::Visit;
use crate::domain::invitation::Standing;

/// What went wrong. The page shows the typed text again that the route's guard keeps.
pub struct Problem {
    kind: Kind,
}

/// The kinds of problems. One that must not be told apart from another has no kind of its own: what a visitor
/// may not see is [`Kind::NotFound`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No such page, or not for this visitor.
    NotFound,
    /// The page does not take this method.
    WrongMethod(&'static str),
    /// More was sent than the page takes.
    TooLarge,
    /// What was sent is no form of this service.
    Unreadable,
    /// Compressed or of another type than a form.
    Unsupported,
    /// The form is too old or not ours.
    Stale,
    /// The form is of another agency.
    Foreign,
    /// Another website sent the form.
    CrossSite,
    /// The store cannot take it now.
    Busy,
    /// An officer has to sign in.
    SignIn,
    /// An officer's genuine session is over: they have to sign in again, and get back what they typed.
    Ended,
    /// The officer has to do something else first: below the agency's base.
    Elsewhere(&'static str),
    /// The directory of keys has expired: nothing can be sealed.
    Closed,
    /// The one-time address of the set-up does not work, or no longer.
    SetupUsed,
    /// The one-time address of an invitation does not work, or no longer; nothing is known of an address nobody made.
    InvitationOver(Option<Standing>),
    /// An officer read the case as a substitute, and that time is over.
    SubstituteNoMore,
    /// A reporter has to enter the code again.
    EnterCode,
    /// Our fault; the class says where, and only the class is noted.
    Broken(&'static str),
}

impl Problem {
    /// No such page, or not for this visitor.
    pub fn not_found() -> Self {
        Kind::NotFound.into()
    }

    /// The page takes only these methods.
    pub fn wrong_method(allowed: &'static str) -> Self {
        Kind::WrongMethod(allowed).into()
    }

    /// More was sent than the page takes.
    pub fn too_large() -> Self {
        Kind::TooLarge.into()
    }

    /// What was sent is no form of this service.
    pub fn unreadable() -> Self {
        Kind::Unreadable.into()
    }

    /// Compressed or of another type than a form.
    pub fn unsupported() -> Self {
        Kind::Unsupported.into()
    }

    /// The form is too old.
    pub fn stale() -> Self {
        Kind::Stale.into()
    }

    /// Another website sent the form.
    pub fn cross_site() -> Self {
        Kind::CrossSite.into()
    }

    /// The store cannot take it now.
    pub fn busy() -> Self {
        Kind::Busy.into()
    }

    /// An officer has to sign in.
    pub fn sign_in() -> Self {
        Kind::SignIn.into()
    }

    /// A reporter has to enter the code again.
    pub fn enter_code() -> Self {
        Kind::EnterCode.into()
    }

    /// Our fault. The class is a fixed text and never contains anything of the request.
    pub fn broken(class: &'static str) -> Self {
        Kind::Broken(class).into()
    }

    /// What kind it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The page, in the visitor's language and, where known, with the agency's name and the typed text.
    fn show(&self, visit: &Visit, kept: &[Value]) -> HttpResponse {
        if let Kind::Elsewhere(path) = self.kind {
            return see_other(&visit.link(path));
        }
        let words = visit.words();
        let of = &words.problem;
        let (title, what, next) = match self.kind {
            Kind::NotFound => (of.not_found.title, of.not_found.what, of.not_found.next),
            Kind::WrongMethod(_) => (of.wrong_method.title, of.wrong_method.what, of.wrong_method.next),
            Kind::TooLarge => (of.too_large.title, of.too_large.what, of.too_large.next),
            Kind::Unreadable => (of.unreadable.title, of.unreadable.what, of.unreadable.next),
            Kind::Unsupported => (of.unsupported.title, of.unsupported.what, of.unsupported.next),
            Kind::Stale => (of.stale.title, of.stale.what, of.stale.next),
            Kind::Foreign => (of.foreign.title, of.foreign.what, of.foreign.next),
            Kind::CrossSite => (of.cross_site.title, of.cross_site.what, of.cross_site.next),
            Kind::Busy => (of.busy.title, of.busy.what, of.busy.next),
            Kind::SignIn | Kind::Ended | Kind::Elsewhere(_) => {
                (of.sign_in.title, of.sign_in.what, of.sign_in.next)
            }
            Kind::Closed => {
                let of = &words.office.notice;
                (of.closed_title, of.closed, of.closed_next)
            }
            Kind::SetupUsed => {
                let of = &words.setup.used;
                (of.title, of.what, of.next)
            }
            Kind::InvitationOver(standing) => {
                let of = &words.team.over;
                match standing {
                    Some(Standing::Used) => (of.title, of.used, of.used_next),
                    Some(Standing::Withdrawn) => (of.title, of.withdrawn, of.next),
                    Some(Standing::Expired) => (of.title, of.expired, of.next),
                    Some(Standing::Open) | None => (of.title, of.unknown, of.next),
                }
            }
            Kind::SubstituteNoMore => {
                let of = &words.delegation.no_more;
                (of.title, of.what, of.next)
            }
            Kind::EnterCode => (of.enter_code.title, of.enter_code.what, of.enter_code.next),
            Kind::Broken(_) => (of.broken.title, of.broken.what, of.broken.next),
        };
        let incident = match self.kind {
            Kind::Broken(class) => Some(visit.site().incident(class)),
            _ => None,
        };
        let mut response = page(
            self.status_code(),
            &ProblemPage {
                frame: visit.frame(title),
                what,
                next,
                incident,
                kept: if self.kind == Kind::NotFound { &[] } else { kept },
                sign_in: matches!(
                    self.kind,
                    Kind::SignIn | Kind::Ended | Kind::InvitationOver(Some(Standing::Used))
                ),
                track: matches!(self.kind, Kind::EnterCode),
                office: visit.is_in_office(),
            },
        );
        let headers = response.headers_mut();
        match self.kind {
            Kind::WrongMethod(allowed) => {
                headers.insert(header::ALLOW, header::HeaderValue::from_static(allowed));
            }
            Kind::Busy => {
                headers.insert(header::RETRY_AFTER, header::HeaderValue::from_static("10"));
            }
            _ => {}
        }
        response
    }
}

#[derive(Template)]
#[template(path = "web/problem.html")]
struct ProblemPage<'a> {
    frame: Frame,
    what: &'static str,
    next: &'static str,
    incident: Option<String>,
    kept: &'a [Value],
    sign_in: bool,
    track: bool,
    office: bool,
}

/// Typed text that a problem page shows again, left in the request by the gate before the page runs.
pub(super) struct Kept(pub(super) Vec<Value>);

/// Turns every refusal that is not a page yet into one, with the text that was typed.
pub(super) fn dress(response: ServiceResponse, outside: &Visit) -> ServiceResponse {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || super::layout::is_page(response.response())
    {
        return response;
    }
    let visit = Visit::of(response.request()).unwrap_or_else(|| outside.clone());
    let shown = {
        let extensions = response.request().extensions();
        let kept = extensions.get::<Kept>().map_or(&[][..], |kept| &kept.0);
        match response
            .response()
            .error()
            .and_then(|error| error.as_error::<Problem>())
        {
            Some(problem) => problem.show(&visit, kept),
            None => Problem::from(by_status(status)).show(&visit, kept),
        }
    };
    response.into_response(shown)
}

/// What a refusal of the framework means.
fn by_status(status: StatusCode) -> Kind {
    match status {
        StatusCode::NOT_FOUND => Kind::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Kind::WrongMethod("GET, HEAD"),
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::Unsupported,
        status if status.is_client_error() => Kind::Unreadable,
        _ => Kind::Broken("refused by the framework"),
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self { kind }
    }
}

impl From<Outage> for Problem {
    fn from(_: Outage) -> Self {
        Self::busy()
    }
}

impl From<FormError> for Problem {
    fn from(_: FormError) -> Self {
        Self::unreadable()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid | Refusal::Stale => Kind::Stale.into(),
            Refusal::Foreign => Kind::Foreign.into(),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self.kind {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::SetupUsed | Kind::InvitationOver(_) => StatusCode::GONE,
            Kind::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Unreadable => StatusCode::BAD_REQUEST,
            Kind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::Stale | Kind::Foreign => StatusCode::CONFLICT,
            Kind::SubstituteNoMore
            | Kind::CrossSite
            | Kind::SignIn
            | Kind::Ended
            | Kind::Elsewhere(_)
            | Kind::EnterCode => StatusCode::FORBIDDEN,
            Kind::Busy | Kind::Closed => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.kind)
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
