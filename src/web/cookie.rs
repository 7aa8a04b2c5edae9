//! Cookies: sent only to this host, over a secure connection, never to scripts, never from other sites.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};

/// The officer's signed session token.
pub const SESSION: &str = "__Host-session";
/// The officer's session secret, which opens their key for this session.
pub const SECRET: &str = "__Host-secret";
/// The reporter's sealed visit after the code was entered.
pub const REPORTER: &str = "__Host-reporter";

/// Every cookie of this service, for signing out and for the quick exit.
pub const ALL: [&str; 3] = [SESSION, SECRET, REPORTER];

/// A cookie came twice: somebody may have planted one. It is treated as if there were none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate;

/// The value of a cookie.
///
/// # Errors
/// [`Duplicate`] when it came more than once.
pub fn read<'a>(request: &'a HttpRequest, name: &str) -> Result<Option<&'a str>, Duplicate> {
    let mut found = None;
    for line in request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|line| line.to_str().ok())
    {
        for (cookie, value) in line.split(';').filter_map(|pair| pair.trim().split_once('=')) {
            if cookie == name && found.replace(value).is_some() {
                return Err(Duplicate);
            }
        }
    }
    Ok(found)
}

/// The `Set-Cookie` line of a cookie that lives until the browser closes, or for so many seconds. Nothing
/// when the value has a character that does not belong into a cookie.
pub fn set(name: &str, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
    if !value.bytes().all(plain) {
        return None;
    }
    let age = seconds
        .map(|seconds| format!("; Max-Age={seconds}"))
        .unwrap_or_default();
    let line = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict{age}");
    let mut line = HeaderValue::from_str(&line).ok()?;
    line.set_sensitive(true);
    Some(line)
}

/// The `Set-Cookie` line that removes a cookie.
pub fn remove(name: &str) -> Option<HeaderValue> {
    set(name, "", Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_cookie_that_comes_twice_is_refused() {
        let request = TestRequest::default()
            .insert_header(("cookie", "a=1; __Host-session=x; b=2"))
            .to_http_request();
        assert_eq!(read(&request, SESSION), Ok(Some("x")));
        assert_eq!(read(&request, SECRET), Ok(None));
        for lines in [
            vec!["__Host-session=x; __Host-session=y"],
            vec!["__Host-session=x", "__Host-session=x"],
        ] {
            let mut request = TestRequest::default();
            for line in lines {
                request = request.append_header(("cookie", line));
            }
            assert_eq!(read(&request.to_http_request(), SESSION), Err(Duplicate));
        }
    }

    #[test]
    fn a_cookie_stays_on_this_host_and_away_from_scripts() {
        let line = set(REPORTER, "abc", Some(1_800)).unwrap();
        assert_eq!(
            line.to_str().unwrap(),
            "__Host-reporter=abc; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=1800"
        );
        for bad in ["a;b", "a b", "a\r\nb", "ก", "a\"b"] {
            assert!(set(REPORTER, bad, None).is_none(), "{bad:?}");
        }
    }
}
