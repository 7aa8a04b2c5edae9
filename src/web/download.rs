//! A file that somebody sent, on its way to an officer: as an attachment of a fixed type, in a sandbox, under a name
//! that breaks out of no header.

use std::fmt;
use std::fmt::Write as _;

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Bytes;
use futures_util::{StreamExt, stream};

use super::headers::Sent;
use super::problem::Problem;
use crate::flow::cases::evidence::Taken;

/// A file broke off; the browser sees an answer that is too short and says so.
#[derive(Debug)]
struct BrokeOff;

impl fmt::Display for BrokeOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a file does not verify")
    }
}

impl std::error::Error for BrokeOff {}

/// The answer that carries a file. Its first piece is opened before the answer begins, so a file damaged there gets
/// a page that says so instead of a connection that ends without a word.
///
/// # Errors
/// When the beginning of the file does not verify, or the name cannot be written into a header.
pub async fn attachment(mut taken: Taken) -> Result<HttpResponse, Problem> {
    let file = &taken.attachment;
    let name = disposition(&file.name.fitting(file.kind), file.kind.extension());
    let name = HeaderValue::from_str(&name).map_err(|_| Problem::broken("name of a file"))?;
    let (size, kind) = (file.size, file.kind.media_type());
    let first = taken.opening.next().await.transpose()?;
    let pieces = stream::iter(first.map(Ok))
        .chain(taken.opening.into_stream())
        .map(|piece| piece.map(Bytes::from).map_err(|_| BrokeOff));
    let mut answer = HttpResponse::Ok().body(SizedStream::new(size, Box::pin(pieces)));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, name);
    answer.extensions_mut().insert(Sent);
    Ok(answer)
}

/// The answer that carries the picture of a file; it is checked whole before its first byte is sent.
///
/// # Errors
/// When the picture does not verify.
pub async fn picture(mut taken: Taken) -> Result<HttpResponse, Problem> {
    let mut png = Vec::new();
    while let Some(piece) = taken.opening.next().await {
        png.extend_from_slice(&piece?);
    }
    let mut answer = HttpResponse::Ok().body(png);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    answer.extensions_mut().insert(Sent);
    Ok(answer)
}

/// `attachment; filename="file.pdf"; filename*=UTF-8''…` (RFC 6266, RFC 8187): the first for programs that do not
/// know the second.
fn disposition(name: &str, extension: &str) -> String {
    let mut text = format!("attachment; filename=\"file.{extension}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_thai_name_is_written_in_the_way_of_the_rfc() {
        assert_eq!(
            disposition("ภาพ 1.jpg", "jpg"),
            "attachment; filename=\"file.jpg\"; filename*=UTF-8''%E0%B8%A0%E0%B8%B2%E0%B8%9E%201.jpg"
        );
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_header(name in any::<String>()) {
            let text = disposition(&name, "pdf");
            prop_assert!(HeaderValue::from_str(&text).is_ok());
            let after = text.strip_prefix("attachment; filename=\"file.pdf\"; filename*=UTF-8''").unwrap();
            prop_assert!(after.bytes().all(|b| b.is_ascii_alphanumeric() || b"%-._~".contains(&b)));
        }
    }
}
