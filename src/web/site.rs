//! What the website needs from the application behind it. The application implements this once.

use std::future::Future;
use std::pin::Pin;

use actix_web::HttpRequest;

use super::problem::Problem;
use super::routes::Access;
use super::token::{FormKey, SessionTag};
use crate::domain::agency::{Agency, Slug};
use crate::domain::ids::AgencyId;

/// An answer that may take a moment. Requests stay on the worker thread that accepted them.
pub type Soon<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// The store cannot answer now: locked, gone, full. The visitor is asked to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage;

/// The application as the website sees it.
pub trait Site: Send + Sync {
    /// The agency with this place in addresses.
    ///
    /// # Errors
    /// [`Outage`] when the store does not answer.
    fn agency<'a>(&'a self, slug: &'a Slug) -> Soon<'a, Result<Option<Agency>, Outage>>;

    /// Every agency, in the order of their names.
    ///
    /// # Errors
    /// [`Outage`] when the store does not answer.
    fn agencies(&self) -> Soon<'_, Result<Vec<Agency>, Outage>>;

    /// The fingerprint of the agency's receiver directory in groups, for comparison with the notice board.
    ///
    /// # Errors
    /// [`Outage`] when the store does not answer.
    fn key_fingerprint(&self, agency: AgencyId) -> Soon<'_, Result<Option<String>, Outage>>;

    /// The days within which the agency answers what it receives today.
    ///
    /// # Errors
    /// [`Outage`] when the store does not answer.
    fn days(&self, agency: AgencyId) -> Soon<'_, Result<i32, Outage>>;

    /// Seconds since the epoch.
    fn now(&self) -> i64;

    /// The address under which people reach the service, from the settings: `https://…` without a path.
    fn public_address(&self) -> &str;

    /// Where the quick exit leads: a neutral page somewhere else.
    fn exit_address(&self) -> &str;

    /// Whether the installation is a demonstration: pages that belong to no agency say so, too.
    fn is_demonstration(&self) -> bool {
        false
    }

    /// The longest body of a form with files, in bytes.
    fn upload_bytes(&self) -> u64 {
        1 << 20
    }

    /// The key that authenticates form tokens.
    fn form_key(&self) -> &FormKey;

    /// Notes that something broke, by class only, and gives the number that the visitor is shown.
    fn incident(&self, class: &'static str) -> String;

    /// Whether whoever asks holds a token that this installation once gave an officer. It tells nothing about what they
    /// may do, and asks no store.
    fn holds_token(&self, _request: &HttpRequest) -> bool {
        false
    }

    /// Decides whether who is asking may use a route that is not public. It runs before any body is read.
    /// What pages need to know about them is left in the request's extensions. Unless the application says
    /// otherwise, nobody may.
    ///
    /// # Errors
    /// The problem that the visitor is shown.
    fn admit<'a>(
        &'a self,
        request: &'a HttpRequest,
        agency: Option<&'a Agency>,
        access: Access,
    ) -> Soon<'a, Result<SessionTag, Problem>> {
        let _ = (request, agency);
        Box::pin(async move {
            Err(match access {
                Access::Officer(_) => Problem::sign_in(),
                Access::ReporterByCode => Problem::enter_code(),
                Access::Public | Access::Invited | Access::Setup => Problem::not_found(),
            })
        })
    }
}
