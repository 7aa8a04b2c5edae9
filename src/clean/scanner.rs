//! A scanner for known harmful programs: clamd behind a unix socket, spoken to in its own few words.
//!
//! It sees a file in the same pass as the worker that cleans it: each piece, opened out of the seal, goes to both, and
//! nothing readable touches a disk of ours. Whatever it does but say *OK* counts as not scanned (ADR 0068).

use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::time::timeout;

/// The longest answer that is read, in bytes; clamd's are one line.
const ANSWER: u64 = 4 << 10;
/// The longest piece that is sent at once, in bytes.
const PIECE: usize = 256 << 10;
/// How long clamd may take to take a piece, and to answer.
const PATIENCE: Duration = Duration::from_secs(45);

/// Where clamd listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    socket: PathBuf,
    patience: Duration,
}

/// What it says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Nothing known was found.
    Clean,
    /// A harmful program is in it.
    Found,
    /// It did not answer, not in time, not in words that are known, or that the file is too long for it.
    Unknown,
}

/// A file on its way through the scanner.
pub struct Scan {
    /// Nothing once something went wrong.
    stream: Option<UnixStream>,
    patience: Duration,
}

impl Scanner {
    /// The scanner behind this socket.
    pub fn behind(socket: PathBuf) -> Self {
        Self {
            socket,
            patience: PATIENCE,
        }
    }

    /// The same, which waits no longer than this for each answer.
    #[must_use]
    pub fn waiting(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Begins to scan. Whatever goes wrong shows at the end.
    pub async fn begin(&self) -> Scan {
        let opening = async {
            let mut stream = UnixStream::connect(&self.socket).await?;
            stream.write_all(b"zINSTREAM\0").await?;
            Ok::<_, std::io::Error>(stream)
        };
        let stream = timeout(self.patience, opening).await.ok().and_then(Result::ok);
        Scan {
            stream,
            patience: self.patience,
        }
    }

    /// Whether it answers and takes a harmless file for one. Tells operators whether files can come in.
    pub async fn answers(&self) -> bool {
        let mut scan = self.begin().await;
        scan.feed(b"nothing harmful").await;
        scan.finish().await == Scanned::Clean
    }
}

impl Scan {
    /// Hands over the next bytes.
    pub async fn feed(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            let Some(stream) = &mut self.stream else {
                return;
            };
            let Ok(length) = u32::try_from(piece.len()) else {
                return;
            };
            let writing = async {
                stream.write_all(&length.to_be_bytes()).await?;
                stream.write_all(piece).await
            };
            // A piece that was not taken whole: what comes after it would be read as something else.
            if !matches!(timeout(self.patience, writing).await, Ok(Ok(()))) {
                self.stream = None;
            }
        }
    }

    /// Whether nothing more has to be handed over: it can only end as unknown.
    pub const fn is_over(&self) -> bool {
        self.stream.is_none()
    }

    /// Says that this was all, and hears the answer.
    pub async fn finish(self) -> Scanned {
        let Some(mut stream) = self.stream else {
            return Scanned::Unknown;
        };
        let asking = async {
            stream.write_all(&[0; 4]).await?;
            let mut answer = Vec::new();
            (&mut stream).take(ANSWER).read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(answer)
        };
        match timeout(self.patience, asking).await {
            Ok(Ok(answer)) => said(&answer),
            _ => Scanned::Unknown,
        }
    }
}

/// What an answer means: `stream: OK`, or `stream: ` with a name and ` FOUND`, ended by a zero.
fn said(answer: &[u8]) -> Scanned {
    let line = answer
        .strip_suffix(b"\0")
        .and_then(|line| line.strip_prefix(b"stream: "));
    match line {
        Some(b"OK") => Scanned::Clean,
        Some(found) if found.ends_with(b" FOUND") => Scanned::Found,
        _ => Scanned::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_are_known_mean_anything() {
        assert_eq!(said(b"stream: OK\0"), Scanned::Clean);
        assert_eq!(said(b"stream: Win.Test.EICAR_HDB-1 FOUND\0"), Scanned::Found);
        for strange in [
            &b""[..],
            b"OK\0",
            b"stream: OK",
            b"stream: OK\0\0",
            b"stream: OK, I think\0",
            b"stream:OK\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"UNKNOWN COMMAND\0",
        ] {
            assert_eq!(said(strange), Scanned::Unknown, "{strange:?}");
        }
    }
}
