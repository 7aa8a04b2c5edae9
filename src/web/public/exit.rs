//! `/exit`: leaves at once for a neutral page and asks the browser to forget this service.
//!
//! The browser's history stays: no website can remove it, and the about page says so.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};

use crate::web::cookie;
use crate::web::layout::see_other;
use crate::web::visit::Visit;

/// Goes away.
pub async fn leave(visit: Visit) -> HttpResponse {
    let mut response = see_other(visit.site().exit_address());
    let headers = response.headers_mut();
    let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    headers.insert(header::HeaderName::from_static("clear-site-data"), clear);
    // Browsers heed Clear-Site-Data over https only; the cookies go in any case.
    for line in cookie::ALL.into_iter().filter_map(cookie::remove) {
        headers.append(header::SET_COOKIE, line);
    }
    response
}
