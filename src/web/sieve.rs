//! What is settled before routing: method, size of the head, spelling of the path, language.

use actix_web::dev::ServiceRequest;
use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, Uri, header};

use super::problem::Problem;
use crate::words::Language;

/// Longest head of a request in bytes: names and values of all headers and the address.
const MAX_HEAD: usize = 16 * 1024;

/// What the visitor asked for, by address.
#[derive(Clone)]
pub struct Asked {
    /// The language of the address.
    pub language: Language,
    /// Path and query without the language.
    pub path: String,
}

/// What to do with a request.
pub enum Verdict {
    /// Let it pass.
    Pass,
    /// The same page has another spelling.
    Moved(String),
    /// Refuse it.
    Refuse(Problem),
}

/// Looks at a request and takes the language out of its path.
pub fn look(request: &mut ServiceRequest) -> (Asked, Verdict) {
    let whole = request
        .uri()
        .path_and_query()
        .map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned());
    let (language, path) = split_language(&whole);
    let verdict = if let Some(problem) = refuse(request) {
        Verdict::Refuse(problem)
    } else if let Some(address) = without_last_slash(&whole) {
        Verdict::Moved(address)
    } else if language != Language::Thai && !rewrite(request, &path) {
        Verdict::Refuse(Problem::not_found())
    } else {
        Verdict::Pass
    };
    (Asked { language, path }, verdict)
}

fn refuse(request: &ServiceRequest) -> Option<Problem> {
    if ![Method::GET, Method::HEAD, Method::POST].contains(request.method()) {
        return Some(Problem::wrong_method("GET, HEAD, POST"));
    }
    let headers = request.headers();
    let head: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if head + request.uri().path().len() + request.query_string().len() > MAX_HEAD {
        return Some(Problem::unreadable());
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Some(Problem::unsupported());
    }
    // No address of this service needs an escape, so one that has some only tries to look like another.
    let path = request.uri().path();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_');
    if !path.starts_with('/') || path.contains("//") || path.contains("/.") || !path.bytes().all(plain) {
        return Some(Problem::not_found());
    }
    None
}

/// `/en/x?y` is `/x?y` in English.
fn split_language(whole: &str) -> (Language, String) {
    match whole.strip_prefix("/en") {
        Some("") => (Language::English, "/".to_owned()),
        Some(rest) if rest.starts_with('/') => (Language::English, rest.to_owned()),
        Some(rest) if rest.starts_with('?') => (Language::English, format!("/{rest}")),
        _ => (Language::Thai, whole.to_owned()),
    }
}

/// The spelling without the slash at the end, if there is one. Start pages `/` and `/en/` keep theirs.
fn without_last_slash(whole: &str) -> Option<String> {
    let (path, query) = whole
        .split_once('?')
        .map_or((whole, None), |(path, query)| (path, Some(query)));
    let short = path
        .strip_suffix('/')
        .filter(|short| !short.is_empty() && *short != "/en")?;
    Some(query.map_or_else(|| short.to_owned(), |query| format!("{short}?{query}")))
}

fn rewrite(request: &mut ServiceRequest, path: &str) -> bool {
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = path.parse::<PathAndQuery>().ok();
    let Ok(uri) = Uri::from_parts(parts) else {
        return false;
    };
    request.match_info_mut().get_mut().update(&uri);
    request.head_mut().uri = uri;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_first_part_of_the_path_and_nothing_less() {
        for (whole, language, path) in [
            ("/", Language::Thai, "/"),
            ("/en", Language::English, "/"),
            ("/en/", Language::English, "/"),
            ("/en?a=1", Language::English, "/?a=1"),
            ("/en/bangtoei/track", Language::English, "/bangtoei/track"),
            ("/english/track", Language::Thai, "/english/track"),
            ("/th/en/x", Language::Thai, "/th/en/x"),
        ] {
            assert_eq!(split_language(whole), (language, path.to_owned()), "{whole}");
        }
    }

    #[test]
    fn a_slash_at_the_end_is_dropped_but_never_all_of_them() {
        assert_eq!(without_last_slash("/a/"), Some("/a".to_owned()));
        assert_eq!(without_last_slash("/a/?b=/"), Some("/a?b=/".to_owned()));
        for kept in ["/", "/en/", "/a", "/a?b=/"] {
            assert_eq!(without_last_slash(kept), None, "{kept}");
        }
    }
}
