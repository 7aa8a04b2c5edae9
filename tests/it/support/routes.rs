//! The route table from outside: addresses with their blanks filled in, and tokens that are good.

use sujarit::vault::session_key::SessionSecret;
use sujarit::web::routes::{FormGuard, Guard, Method, ROUTES, Route};
use sujarit::web::token::{self, Claim, FormKey, SessionTag};

use super::app::TestApp;
use super::browser::Browser;
use super::office::Office;
use super::wire::Request;

/// A route's name in tables of tests: `GET /{agency}/track`.
pub fn name(route: &Route) -> String {
    let method = match route.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    format!("{method} {}", route.path)
}

/// The guard of a form, for routes that have one.
pub fn guard(route: &Route) -> Option<&'static FormGuard> {
    match route.guard {
        Guard::Form(guard) => Some(guard),
        Guard::None => None,
    }
}

/// Every route that changes something.
pub fn posts() -> impl Iterator<Item = (&'static Route, &'static FormGuard)> {
    ROUTES.iter().filter_map(|route| Some((route, guard(route)?)))
}

/// The address of a route in an agency, about this case.
pub fn address(route: &Route, slug: &str, case: &str) -> String {
    route
        .path
        .replace("{agency}", slug)
        .replace("{case}", case)
        .replace("{kept}", case)
        .replace("{kind}", "prevention")
        .replace("{officer}", NOBODY)
        .replace("{delegation}", DELEGATION)
        .replace("{category}", "fin")
        .replace("{attachment}", "00000000000000000000000000000000")
        .replace("{token}", "00000000000000000000000000000000")
        .replace("{version}", "0000000000000000")
        .replace("{name}", "style.css")
        .replace("{year}", "2569")
        .replace("{month}", "2025-12")
        .replace("{edition}", "1")
        .replace("{round}", "months-6")
        .replace("{file}", "statistics.json")
}

/// The id of a person whom no agency has.
pub const NOBODY: &str = "aabbccddeeff00112233445566778899";

/// The id of the delegation that a village has.
pub const DELEGATION: &str = "dddddddddddddddddddddddddddddddd";

/// The submission key of forms that need one.
pub const KEY: &str = "7777777777777777777777777777777777777777777777777777777777777777";

/// What ties forms to the session of this browser, as the service computes it.
pub fn session(browser: &Browser) -> SessionTag {
    let cookies = browser.cookies();
    let secret = cookies
        .split("; ")
        .find_map(|pair| pair.strip_prefix("__Host-secret="));
    let secret = secret.map(|secret| {
        let Ok(secret) = SessionSecret::from_base64url(secret) else {
            panic!("not a session secret");
        };
        secret
    });
    SessionTag(secret.map(|secret| secret.sid()))
}

/// What a claim of this form would be on the pages of this office.
pub fn claim<'a>(guard: &FormGuard, office: &Office, session: SessionTag) -> Claim<'a> {
    Claim {
        purpose: guard.purpose,
        agency: Some(office.agency.id),
        session,
        submission: if guard.keyed { KEY } else { "" },
    }
}

/// A token for this claim, made so many days ago.
pub fn token(test: &TestApp, claim: Claim<'_>, days_ago: i32) -> String {
    FormKey::derive(test.app.secret.expose()).issue(claim, test.clock.today().plus(-days_ago))
}

/// A form of this route with a token and nothing else but the submission key.
pub fn form(route: &Route, slug: &str, case: &str, token: &str) -> Request {
    let mut fields = vec![(token::FIELD.to_owned(), token.to_owned())];
    if guard(route).is_some_and(|guard| guard.keyed) {
        fields.push((token::SUBMISSION_FIELD.to_owned(), KEY.to_owned()));
    }
    Request::post(&address(route, slug, case), &fields)
}
