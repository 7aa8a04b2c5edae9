//! `multipart/form-data` (RFC 7578) read piece by piece: never more than one piece of a file in memory, nothing
//! put aside on disk, every length bounded. Strict like the rest of the forms: what no browser sends is refused.

use std::pin::Pin;
use std::time::Duration;

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};

/// The longest head of a part in bytes: a name of 4 KB in any spelling fits.
const HEAD: usize = 16 * 1024;
/// The longest boundary (RFC 2046).
const BOUNDARY: usize = 70;
/// More parts than any form of this service sends.
const PARTS: usize = 500;
/// How long the next bytes may take to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// The bytes of a request.
pub type Incoming = Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>;

/// Why a body cannot be read on. It never carries what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartError {
    /// It is no form, or broke off.
    Unreadable,
    /// It is longer than it may be.
    TooLarge,
}

/// What stands before the content of a part.
#[derive(Clone, PartialEq, Eq)]
pub struct Head {
    /// The name of the field.
    pub name: String,
    /// The name of the file, as declared; nothing for a field that is no file. Empty when none was chosen.
    pub file: Option<String>,
}

enum Place {
    /// Before the first boundary.
    Start,
    /// After a boundary.
    Between,
    /// In the content of a part.
    Inside,
    /// After the last boundary.
    End,
}

/// A body being read.
pub struct Parts {
    source: Incoming,
    /// `CR LF - - boundary`.
    mark: Vec<u8>,
    buffer: BytesMut,
    place: Place,
    seen: usize,
    left: u64,
}

/// The boundary that a content type names, if it is that of a form with files.
pub fn boundary(content_type: &str) -> Option<String> {
    let (kind, mut rest) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut found = None;
    while !rest.trim().is_empty() {
        let (one, more) = rest.split_once(';').unwrap_or((rest, ""));
        rest = more;
        let (name, value) = one.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("boundary") {
            continue;
        }
        let value = value.trim();
        let bare = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .unwrap_or(value);
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
        let good = (1..=BOUNDARY).contains(&bare.len()) && bare.bytes().all(known);
        if found.is_some() || !good {
            return None;
        }
        found = Some(bare.to_owned());
    }
    found
}

impl Parts {
    /// Reads a body of at most `most` bytes.
    pub fn new(source: Incoming, boundary: &str, most: u64) -> Self {
        Self {
            source,
            mark: [b"\r\n--", boundary.as_bytes()].concat(),
            // The first boundary stands at the very beginning; with this it looks like every other.
            buffer: BytesMut::from(&b"\r\n"[..]),
            place: Place::Start,
            seen: 0,
            left: most,
        }
    }

    /// The head of the next part, whose content comes from [`Parts::piece`]; what was not read of the part before
    /// is passed over. Nothing after the last.
    ///
    /// # Errors
    /// [`PartError`]; then nothing more can be read.
    pub async fn next(&mut self) -> Result<Option<Head>, PartError> {
        match self.place {
            Place::Start => {
                while self.buffer.len() < self.mark.len() {
                    self.fill().await?;
                }
                if !self.buffer.starts_with(&self.mark) {
                    return Err(PartError::Unreadable);
                }
                let _ = self.buffer.split_to(self.mark.len());
                self.place = Place::Between;
            }
            Place::Inside => while self.piece().await?.is_some() {},
            Place::Between => {}
            Place::End => return Ok(None),
        }
        while self.buffer.len() < 2 {
            self.fill().await?;
        }
        if self.buffer.starts_with(b"--") {
            self.place = Place::End;
            return Ok(None);
        }
        self.seen += 1;
        if self.seen > PARTS {
            return Err(PartError::TooLarge);
        }
        let head = self.head().await?;
        self.place = Place::Inside;
        read_head(&head).map(Some).ok_or(PartError::Unreadable)
    }

    /// The lines between a boundary and an empty line.
    async fn head(&mut self) -> Result<BytesMut, PartError> {
        loop {
            // With the line end of the boundary, so that a part without any head is one with an empty one.
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                if end > HEAD {
                    return Err(PartError::TooLarge);
                }
                return Ok(self.buffer.split_to(end + 4));
            }
            if self.buffer.len() > HEAD {
                return Err(PartError::TooLarge);
            }
            self.fill().await?;
        }
    }

    /// The next bytes of the part; nothing after its last.
    ///
    /// # Errors
    /// [`PartError`]; then nothing more can be read.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, PartError> {
        if !matches!(self.place, Place::Inside) {
            return Ok(None);
        }
        loop {
            match find(&self.buffer, &self.mark) {
                Some(0) => {
                    let _ = self.buffer.split_to(self.mark.len());
                    self.place = Place::Between;
                    return Ok(None);
                }
                Some(at) => return Ok(Some(self.buffer.split_to(at).freeze())),
                None => {}
            }
            // The end of the buffer may be the beginning of a mark.
            let sure = self.buffer.len().saturating_sub(self.mark.len() - 1);
            if sure > 0 {
                return Ok(Some(self.buffer.split_to(sure).freeze()));
            }
            self.fill().await?;
        }
    }

    /// Reads to the end, so that a browser that is still sending sees the answer.
    pub async fn drain(&mut self) {
        while self.fill().await.is_ok() {
            self.buffer.clear();
        }
    }

    async fn fill(&mut self) -> Result<(), PartError> {
        let next = tokio::time::timeout(PATIENCE, self.source.next()).await;
        let Ok(Some(Ok(piece))) = next else {
            return Err(PartError::Unreadable);
        };
        self.left = self
            .left
            .checked_sub(piece.len() as u64)
            .ok_or(PartError::TooLarge)?;
        self.buffer.extend_from_slice(&piece);
        Ok(())
    }
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(hay, needle)
}

/// Reads the lines of a head: the disposition of a form's field, once, and anything else that is a header.
fn read_head(head: &[u8]) -> Option<Head> {
    let text = std::str::from_utf8(head).ok()?;
    let text = text.strip_prefix("\r\n")?.strip_suffix("\r\n\r\n").unwrap_or("");
    let mut found = None;
    for line in text.split("\r\n") {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-disposition") {
            if found.is_some() {
                return None;
            }
            found = Some(disposition(value.trim())?);
        } else if name.eq_ignore_ascii_case("content-transfer-encoding") {
            return None;
        }
    }
    found
}

/// `form-data; name="…"; filename="…"`. Browsers write a quotation mark as `%22` and line ends as `%0D` and `%0A`,
/// and everything else as it is.
fn disposition(value: &str) -> Option<Head> {
    let mut rest = value.strip_prefix("form-data")?;
    let (mut field, mut file) = (None, None);
    while !rest.is_empty() {
        rest = rest.trim_start().strip_prefix(';')?.trim_start();
        let (name, quoted) = rest.split_once("=\"")?;
        let (text, after) = quoted.split_once('"')?;
        rest = after;
        let place = match name {
            "name" => &mut field,
            "filename" => &mut file,
            _ => return None,
        };
        if place.is_some() {
            return None;
        }
        *place = Some(
            text.replace("%22", "\"")
                .replace("%0D", "\r")
                .replace("%0A", "\n"),
        );
    }
    Some(Head { name: field?, file })
}
