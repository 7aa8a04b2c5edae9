//! Answers that are no pages.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;

use crate::web::problem::Problem;

/// `/health`: the service runs. It says nothing else.
pub async fn health() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("ok\n")
}

/// `/robots.txt`: nothing here belongs into a search engine; agencies link to their channel themselves.
pub async fn robots() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::plaintext())
        .body("User-agent: *\nDisallow: /\n")
}

/// `/favicon.ico`: pages name their icon, so whoever asks here finds none.
///
/// # Errors
/// Always: not found.
pub async fn favicon() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}
