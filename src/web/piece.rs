//! A piece of a file, sent by the script of a page with a field for files. The answer is for that script; the form itself
//! is sent when all pieces are there, and its answer is the page that everybody gets (ADR 0084).

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use futures_util::StreamExt as _;
use serde_json::{Value, json};

use super::form::{Form, FormError};
use super::headers::Scripted;
use super::problem::Problem;
use super::receive;
use super::upload::Upload;
use crate::app::App;
use crate::domain::attachment::FileName;
use crate::domain::ids::{CaseId, UploadId};
use crate::flow::files::allowance::Allowance;
use crate::flow::files::attach::{AttachError, BrokeOff};
use crate::flow::files::sealed_file::Shelf;
use crate::flow::files::unfinished::Announced;
use crate::flow::trouble::Trouble;
use crate::words::Words;

/// What a script says of a piece.
pub struct Piece {
    file: Announced,
    /// Where it begins in the file.
    offset: u64,
}

impl Piece {
    /// Reads the fields of a piece.
    ///
    /// # Errors
    /// Unreadable for anything the script would not send.
    pub fn read(form: &mut Form, words: &Words) -> Result<Self, Problem> {
        let number = |text: &str| text.parse::<u64>().map_err(|_| FormError::Unknown);
        let name = form.text("name")?;
        let name = FileName::read(&name).or_else(|| FileName::read(words.files.nameless));
        Ok(Self {
            file: Announced {
                upload: UploadId::from_hex(&form.text("upload")?).ok_or(FormError::Unknown)?,
                name: name.ok_or_else(|| Problem::broken("a file without a name"))?,
                size: number(&form.text("size")?)?,
            },
            offset: number(&form.text("offset")?)?,
        })
    }

    /// Takes it, and answers how much of the file is held; or why the file is not taken, in words; or that it has to be
    /// sent at once.
    ///
    /// # Errors
    /// Unreadable when it breaks off, busy when the store does not answer: the script asks again then.
    pub async fn take(
        self,
        app: &Arc<App>,
        words: &Words,
        (onto, case): (&Shelf, Option<CaseId>),
        upload: &mut Upload,
    ) -> Result<HttpResponse, Problem> {
        let taken = tokio::time::timeout(
            receive::LONGEST,
            self.take_in_time(app, words, (onto, case), upload),
        );
        let said = taken.await.map_err(|_| Problem::unreadable())??;
        upload.drain().await;
        Ok(answer(&said))
    }

    async fn take_in_time(
        self,
        app: &Arc<App>,
        words: &Words,
        (onto, case): (&Shelf, Option<CaseId>),
        upload: &mut Upload,
    ) -> Result<Value, Problem> {
        let Self { file, offset } = self;
        let (id, name, size) = (file.upload, file.name.as_str().to_owned(), file.size);
        let left = Allowance::of(app, onto, case).await?;
        let refused = |error: &AttachError| {
            let said = receive::not_taken(app, words, &left, error, &name);
            json!({ "refused": said })
        };
        if !onto.expects(app, id) {
            if size == 0 {
                return Ok(refused(&AttachError::Empty));
            }
            match left.next() {
                Err(no_room) => return Ok(json!({ "refused": receive::full(words, no_room, &name) })),
                Ok(most) if size > most => return Ok(refused(&AttachError::TooLong)),
                Ok(_) => {}
            }
            if !onto.expect(app, file, left.room()) {
                return Ok(json!({ "at_once": true }));
            }
        }
        // Without bytes the script asks how much is held.
        let with_bytes = upload.next().await?.is_some();
        let content = upload.content().map(|piece| piece.map_err(|_| BrokeOff));
        let content = content.take_while(|_| std::future::ready(with_bytes));
        match onto.add_piece(app, id, offset, content).await {
            Ok(held) => Ok(json!({ "held": held })),
            Err(AttachError::BrokeOff) => Err(Problem::unreadable()),
            Err(AttachError::Trouble(Trouble::Busy | Trouble::Unavailable)) => Err(Problem::busy()),
            Err(error) => Ok(refused(&error)),
        }
    }
}

/// Tells the script to send the form with its files, as it is sent without a script: the answer is a page that says
/// what is the matter.
pub async fn at_once(upload: &mut Upload) -> HttpResponse {
    upload.drain().await;
    answer(&json!({ "at_once": true }))
}

fn answer(said: &Value) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .body(said.to_string())
}

/// A page whose script sends files in pieces.
pub fn scripted(response: HttpResponse) -> HttpResponse {
    let mut response = response;
    response.extensions_mut().insert(Scripted);
    response
}
