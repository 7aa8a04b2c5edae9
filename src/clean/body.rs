//! The bytes of a clean copy, straight from the worker.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::cleaner::Running;
use super::message::{HEAD, Message};
use super::verdict::Preview;

/// How many bytes are taken at once.
const PIECE: usize = 64 << 10;

/// The worker did not bring the copy to its end: what was taken so far counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the clean copy broke off")
    }
}

impl std::error::Error for Broken {}

/// The bytes of a clean copy. The worker holds them; this side keeps one piece at a time.
///
/// Dropping it ends the worker.
pub struct Body {
    running: Box<Running>,
    left: u64,
    state: State,
    patience: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Flowing,
    Complete,
    Broken,
}

impl Body {
    pub(super) fn new(running: Running, length: u64, patience: Duration) -> Self {
        Self {
            running: Box::new(running),
            left: length,
            state: State::Flowing,
            patience,
        }
    }

    /// The next bytes, at most 64 KiB, or nothing after the last.
    ///
    /// Nothing is answered only after the worker said that this was all, and after exactly as many bytes as it
    /// had announced.
    ///
    /// # Errors
    /// When the worker died, lied or took too long. Every later call fails as well.
    pub async fn next(&mut self) -> Option<Result<Vec<u8>, Broken>> {
        match self.state {
            State::Flowing => {}
            State::Complete => return None,
            State::Broken => return Some(Err(Broken)),
        }
        let running = &mut self.running;
        let step = async {
            if self.left == 0 {
                return running.is_complete().await.then(Vec::new);
            }
            let most = usize::try_from(self.left).map_or(PIECE, |left| left.min(PIECE));
            let mut piece = vec![0; most];
            let read = running.answers.read(&mut piece).await.ok()?;
            piece.truncate(read);
            (read > 0).then_some(piece)
        };
        match timeout(self.patience, step).await {
            Ok(Some(piece)) if piece.is_empty() => {
                self.state = State::Complete;
                None
            }
            Ok(Some(piece)) => {
                self.left = self
                    .left
                    .saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
                Some(Ok(piece))
            }
            _ => {
                self.state = State::Broken;
                Some(Err(Broken))
            }
        }
    }

    /// A picture to look at instead of opening the file; after the last byte, and if one could be drawn.
    pub async fn preview(mut self) -> Option<Preview> {
        if self.state != State::Complete {
            return None;
        }
        timeout(self.patience, self.running.preview())
            .await
            .ok()
            .flatten()
    }

    /// All of it at once.
    ///
    /// # Errors
    /// When it broke off.
    pub async fn collect(&mut self) -> Result<Vec<u8>, Broken> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await {
            all.extend(piece?);
        }
        Ok(all)
    }
}

impl Running {
    /// The next message.
    pub(super) async fn hear(&mut self) -> Option<Message> {
        let mut head = [0; HEAD];
        self.answers.read_exact(&mut head).await.ok()?;
        let mut payload = vec![0; Message::length(head).ok()?];
        self.answers.read_exact(&mut payload).await.ok()?;
        let [tag, ..] = head;
        Message::decode(tag, payload).ok()
    }

    /// Whether the worker says that this was all of its answer.
    pub(super) async fn is_complete(&mut self) -> bool {
        self.hear().await == Some(Message::End)
    }

    /// The picture that may follow.
    pub(super) async fn preview(&mut self) -> Option<Preview> {
        match self.hear().await? {
            Message::Preview(png) => Some(Preview { png }),
            _ => None,
        }
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes left)", self.left)
    }
}
