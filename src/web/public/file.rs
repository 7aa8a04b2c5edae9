//! An answer that is a file and no page.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};

use crate::web::problem::Problem;

/// The file, to be kept under this name, which is ASCII without quotation marks.
///
/// # Errors
/// Broken for a name that cannot stand in a header.
pub fn file(kind: &'static str, name: &str, bytes: impl Into<Vec<u8>>) -> Result<HttpResponse, Problem> {
    let name = format!("attachment; filename=\"{name}\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::broken("name of a file"))?;
    let mut answer = HttpResponse::Ok().content_type(kind).body(bytes.into());
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}
