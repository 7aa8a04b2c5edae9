//! The website as its visitors meet it: whole requests against the whole middleware.

mod answers;
mod font;
mod gate;
mod multipart;
pub(crate) mod village;
mod wire;

use std::sync::Arc;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::test::{TestRequest, call_service, init_service};

use super::routes::{ROUTES, Route};
use super::server::website;
use super::site::Site;

/// Sends one request to the website of this route table.
async fn ask_of(
    routes: &'static [Route],
    site: impl Site + 'static,
    request: TestRequest,
) -> ServiceResponse {
    let website = init_service(website(Arc::new(site), routes, |_| {})).await;
    call_service(&website, request.to_request()).await
}

/// Sends one request to the website.
async fn ask(request: TestRequest) -> ServiceResponse {
    ask_of(ROUTES, village::Village::default(), request).await
}

/// The body of an answer as text.
async fn text(response: ServiceResponse<BoxBody>) -> String {
    let bytes = to_bytes(response.into_body()).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The value of a header; empty when it is not there.
fn head(response: &ServiceResponse, name: &str) -> String {
    response
        .headers()
        .get(name)
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

/// Where an answer leads.
fn location(response: &ServiceResponse) -> String {
    head(response, header::LOCATION.as_str())
}
