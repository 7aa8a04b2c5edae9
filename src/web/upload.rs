//! A form with files: its fields are read and checked by the gate before anything of a file is taken; the files are
//! read by the page, piece by piece.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::Stream;
use zeroize::Zeroizing;

use super::form::{Form, FormError};
use super::multipart::{self, Head, PartError, Parts};
use super::problem::Problem;
use super::route::Size;

/// The name of every field that brings a file.
const FIELD: &str = "files";

/// The files of a form. Whoever asks for them reads them to the end.
pub struct Upload(Option<(Parts, Option<Head>)>);

/// The boundary of a request that brings a form with files.
pub(super) fn boundary(request: &HttpRequest) -> Option<String> {
    let mut types = request.headers().get_all(header::CONTENT_TYPE);
    let (Some(kind), None) = (types.next(), types.next()) else {
        return None;
    };
    multipart::boundary(kind.to_str().ok()?)
}

/// Reads the fields up to the first file. `most` is the longest body in bytes.
pub(super) async fn begin(
    request: &mut ServiceRequest,
    boundary: &str,
    size: Size,
    most: u64,
) -> Result<(Form, Upload), Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced: Option<u64> = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(Problem::too_large());
    }
    let mut parts = Parts::new(Box::pin(request.take_payload()), boundary, most);
    let mut form = Form::default();
    let reading = async {
        let mut left = size.bytes();
        while let Some(head) = parts.next().await? {
            if head.file.is_some() {
                return Ok(Some(head));
            }
            let mut value = Zeroizing::new(Vec::new());
            while let Some(piece) = parts.piece().await? {
                left = left.checked_sub(piece.len()).ok_or_else(Problem::too_large)?;
                value.extend_from_slice(&piece);
            }
            let text = std::str::from_utf8(&value).map_err(|_| Problem::from(FormError::Utf8))?;
            form.push(&head.name, Zeroizing::new(text.to_owned()))?;
        }
        Ok::<_, Problem>(None)
    };
    let deadline = Duration::from_secs(size.seconds());
    let first = tokio::time::timeout(deadline, reading)
        .await
        .map_err(|_| Problem::unreadable())??;
    Ok((form, Upload(Some((parts, first)))))
}

impl Upload {
    /// The declared name of the next file; what was not read of the one before is passed over.
    ///
    /// # Errors
    /// Unreadable for a field behind a file or of another name, too large for a body that is.
    pub async fn next(&mut self) -> Result<Option<String>, Problem> {
        let Some((parts, first)) = &mut self.0 else {
            return Ok(None);
        };
        let head = match first.take() {
            Some(head) => Some(head),
            None => parts.next().await?,
        };
        match head {
            Some(Head {
                name,
                file: Some(file),
            }) if name == FIELD => Ok(Some(file)),
            Some(_) => Err(Problem::unreadable()),
            None => {
                self.0 = None;
                Ok(None)
            }
        }
    }

    /// Whether no file came at all.
    pub fn is_empty(&self) -> bool {
        !matches!(self.0, Some((_, Some(_))))
    }

    /// The content of the file whose name came last.
    pub fn content(&mut self) -> impl Stream<Item = Result<Bytes, PartError>> + '_ {
        let parts = self.0.as_mut().map(|(parts, _)| parts);
        futures_util::stream::unfold(parts, |parts| async move {
            let parts = parts?;
            let piece = parts.piece().await.transpose()?;
            Some((piece, Some(parts)))
        })
    }

    /// Reads what is left and throws it away, so that the browser sees the answer.
    pub async fn drain(&mut self) {
        if let Some((parts, _)) = &mut self.0 {
            parts.drain().await;
        }
    }
}

impl From<PartError> for Problem {
    fn from(error: PartError) -> Self {
        match error {
            PartError::Unreadable => Self::unreadable(),
            PartError::TooLarge => Self::too_large(),
        }
    }
}

/// The files of a route whose guard takes some; none when the form came without.
impl FromRequest for Upload {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let upload = request.extensions_mut().remove::<Self>();
        ready(Ok(upload.unwrap_or(Self(None))))
    }
}
