//! An answer that is a file and no page.

use actix_web::body::MessageBody;
use actix_web::http::header::{self, EntityTag, Header, HeaderValue, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};

use crate::web::headers::Published;
use crate::web::problem::Problem;

/// The file, to be kept under this name, which is ASCII without quotation marks.
///
/// # Errors
/// Broken for a name that cannot stand in a header.
pub fn file(
    kind: &'static str,
    name: &str,
    bytes: impl MessageBody + 'static,
) -> Result<HttpResponse, Problem> {
    let name = format!("attachment; filename=\"{name}\"");
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::broken("name of a file"))?;
    let mut answer = HttpResponse::Ok().content_type(kind).body(bytes);
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// A file that was published and never changes, with its digest as the mark by which whoever has it already is told so.
///
/// # Errors
/// Broken for a name or digest that cannot stand in a header.
pub fn published(
    request: &HttpRequest,
    (kind, name): (&'static str, &str),
    bytes: Vec<u8>,
    sha256: &str,
) -> Result<HttpResponse, Problem> {
    let tag = EntityTag::new_strong(sha256.to_owned());
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|seen| seen.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known {
        HttpResponse::NotModified().finish()
    } else {
        file(kind, name, bytes)?
    };
    let tag = HeaderValue::from_str(&tag.to_string()).map_err(|_| Problem::broken("mark of a file"))?;
    answer.headers_mut().insert(header::ETAG, tag);
    answer.extensions_mut().insert(Published);
    Ok(answer)
}
