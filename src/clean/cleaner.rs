//! The parent's side: starts a worker for every file and believes nothing it says without proof.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::body::Body;
use super::fence::Attempt;
use super::message::Message;
use super::scanner::{Scan, Scanned, Scanner};
use super::verdict::{Cleaned, Kept, Quarantined, Refused, Verdict, Wish};
use crate::domain::file_kind::FileKind;
use crate::domain::trace::{Doubt, Traces};

/// How far a worker may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest file that is cleaned, in bytes; a longer one is quarantined.
    pub file: u64,
    /// Memory of one worker in bytes (its whole address space).
    pub memory: u64,
    /// Processor time of one worker in seconds.
    pub processor: u64,
    /// How long a file may take from first byte to verdict, and a piece of the copy to come.
    pub patience: Duration,
    /// Workers at one time; the next file waits.
    pub at_once: usize,
}

impl Default for Limits {
    /// Measured in docs/PERFORMANCE.md; a photo of 48 million pixels takes half of the memory and of the time.
    fn default() -> Self {
        Self {
            file: 64 << 20,
            memory: 1 << 30,
            processor: 30,
            patience: Duration::from_mins(2),
            at_once: 2,
        }
    }
}

/// The one door to cleaning. Made once, shared by all requests.
pub struct Cleaner {
    program: PathBuf,
    limits: Limits,
    scanner: Option<Scanner>,
    places: Arc<Semaphore>,
}

/// A worker at work. Dropping it kills the process and frees its place.
pub(super) struct Running {
    pub(super) child: Child,
    pub(super) answers: ChildStdout,
    _place: OwnedSemaphorePermit,
}

impl Cleaner {
    /// A cleaner whose workers are this very program, even after it was replaced on disk by an update.
    pub fn of_this_program() -> Self {
        Self::new(Self::this_program(), Limits::default())
    }

    /// Where this very program is found.
    pub fn this_program() -> PathBuf {
        PathBuf::from("/proc/self/exe")
    }

    /// A cleaner whose workers are this program.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self {
            program,
            limits,
            scanner: None,
            places: Arc::new(Semaphore::new(limits.at_once)),
        }
    }

    /// The same cleaner, which lets nothing pass before this scanner has seen it.
    #[must_use]
    pub fn scanned_by(self, scanner: Scanner) -> Self {
        Self {
            scanner: Some(scanner),
            ..self
        }
    }

    /// The limits in force.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Says what a file is and cleans it.
    ///
    /// `name` is what the sender calls it; it decides nothing. `source` brings the bytes and should have them at
    /// hand: the time it takes counts. It may be dropped before its end. The original is not kept here.
    ///
    /// Call it from a thread that lives as long as the worker (a request's, not a blocking one's): the worker
    /// dies with the thread that started it.
    ///
    /// # Errors
    /// Only the source's own. Whatever happens to the worker is a verdict.
    pub async fn clean<S, B, E>(&self, name: &str, wish: Wish, source: S) -> Result<Verdict, E>
    where
        S: Stream<Item = Result<B, E>>,
        B: AsRef<[u8]>,
    {
        let held = |kind: Option<FileKind>, doubt| {
            Verdict::Quarantined(Quarantined {
                kind,
                name_fits: kind.is_none_or(|kind| kind.fits_name(name)),
                doubt,
                remains: Traces::new(),
            })
        };
        let place = Arc::clone(&self.places).acquire_owned();
        let Ok(Ok(place)) = timeout(self.limits.patience, place).await else {
            return Ok(held(None, Doubt::Unavailable));
        };
        let Some((mut running, input)) = self.start(wish, None, place) else {
            return Ok(held(None, Doubt::Unavailable));
        };
        let mut kind = None;
        let mut word = match self.scanner {
            Some(_) => Scanned::Unknown,
            None => Scanned::Clean,
        };
        let asked = async {
            let scan = match &self.scanner {
                Some(scanner) => Some(scanner.begin().await),
                None => None,
            };
            let scan = feed(input, scan, source).await?;
            if let Some(scan) = scan {
                word = scan.finish().await;
            }
            Ok(hear(&mut running, &mut kind).await)
        };
        let heard = match timeout(self.limits.patience, asked).await {
            Ok(heard) => heard?,
            Err(_) => Err(Doubt::TimeRanOut),
        };
        let verdict = self.judge(name, kind, heard, running).await;
        Ok(match (word, verdict) {
            (Scanned::Found, _) => Verdict::Infected,
            (Scanned::Clean, verdict) | (Scanned::Unknown, verdict @ Verdict::Refused(_)) => verdict,
            // The worker and its copy go with the verdict.
            (Scanned::Unknown, _) => held(kind, Doubt::Unscanned),
        })
    }

    /// Whether a worker behind its fence is kept from this deed. Tells operators whether the fence holds on
    /// their machine.
    pub async fn prevents(&self, attempt: Attempt) -> bool {
        let Ok(place) = Arc::clone(&self.places).acquire_owned().await else {
            return false;
        };
        let Some((mut running, input)) = self.start(Wish::Clean, Some(attempt), place) else {
            return false;
        };
        drop(input);
        let succeeded = async {
            let ended_well = running.child.wait().await.is_ok_and(|status| status.success());
            let mut said = Vec::new();
            let heard = running.answers.read_to_end(&mut said).await.is_ok();
            // A worker that reports to have set out and then ends well has done the deed.
            (heard && !said.is_empty(), ended_well)
        };
        match timeout(self.limits.patience, succeeded).await {
            Ok((set_out, ended_well)) => set_out && !ended_well,
            Err(_) => false,
        }
    }

    fn start(
        &self,
        wish: Wish,
        attempt: Option<Attempt>,
        place: OwnedSemaphorePermit,
    ) -> Option<(Running, ChildStdin)> {
        let mut command = Command::new(&self.program);
        let number = |n: u64| OsString::from(n.to_string());
        command
            .arg("clean-worker")
            .args([OsString::from("--most"), number(self.limits.file)])
            .args([OsString::from("--memory"), number(self.limits.memory)])
            .args([OsString::from("--processor"), number(self.limits.processor)]);
        if wish == Wish::KeepOriginal {
            command.arg("--keep");
        }
        if let Some(attempt) = attempt {
            command.args(["--attempt", attempt.key()]);
        }
        command
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn().ok()?;
        let input = child.stdin.take()?;
        let answers = child.stdout.take()?;
        let running = Running {
            child,
            answers,
            _place: place,
        };
        Some((running, input))
    }

    async fn judge(
        &self,
        name: &str,
        kind: Option<FileKind>,
        heard: Result<Message, Doubt>,
        mut running: Running,
    ) -> Verdict {
        let name_fits = kind.is_none_or(|kind| kind.fits_name(name));
        let held = |doubt, remains| {
            Verdict::Quarantined(Quarantined {
                kind,
                name_fits,
                doubt,
                remains,
            })
        };
        let said = match heard {
            Ok(said) => said,
            Err(doubt) => return held(doubt, Traces::new()),
        };
        if let (Message::Clean(now, removed, remains, length), Some(was)) = (&said, kind) {
            return Verdict::Cleaned(Cleaned {
                kind: *now,
                was,
                name_fits,
                removed: removed.clone(),
                remains: remains.clone(),
                length: *length,
                body: Body::new(running, *length, self.limits.patience),
            });
        }
        if timeout(self.limits.patience, running.is_complete()).await != Ok(true) {
            return held(Doubt::BrokeDown, Traces::new());
        }
        match (said, kind) {
            (Message::Refused(family, format), _) => Verdict::Refused(Refused { family, format }),
            (Message::Held(doubt, remains), _) => held(doubt, remains),
            (Message::Original(remains, doubt), Some(kind)) => Verdict::Kept(Kept {
                kind,
                name_fits,
                remains,
                doubt,
                preview: timeout(self.limits.patience, running.preview())
                    .await
                    .ok()
                    .flatten(),
            }),
            _ => held(Doubt::BrokeDown, Traces::new()),
        }
    }
}

/// Brings the bytes to the worker and to the scanner. Either may stop listening early: the worker when the file is too
/// long or when it dies, the scanner when anything went wrong.
async fn feed<S, B, E>(input: ChildStdin, mut scan: Option<Scan>, source: S) -> Result<Option<Scan>, E>
where
    S: Stream<Item = Result<B, E>>,
    B: AsRef<[u8]>,
{
    let mut input = Some(input);
    let mut source = std::pin::pin!(source);
    while let Some(piece) = source.next().await {
        let piece = piece?;
        if let Some(pipe) = &mut input
            && pipe.write_all(piece.as_ref()).await.is_err()
        {
            input = None;
        }
        if let Some(scan) = &mut scan {
            scan.feed(piece.as_ref()).await;
        }
        if input.is_none() && scan.as_ref().is_none_or(Scan::is_over) {
            break;
        }
    }
    Ok(scan)
}

/// Listens up to the verdict; `kind` is set as soon as it is known, whatever comes after.
async fn hear(running: &mut Running, kind: &mut Option<FileKind>) -> Result<Message, Doubt> {
    loop {
        let said = running.hear().await.ok_or(Doubt::BrokeDown)?;
        match (&said, kind.is_some()) {
            (Message::Kind(known), false) => *kind = Some(*known),
            (Message::Refused(..) | Message::Held(Doubt::TooLarge | Doubt::Unavailable, _), false)
            | (Message::Held(..) | Message::Clean(..) | Message::Original(..), true) => return Ok(said),
            _ => return Err(Doubt::BrokeDown),
        }
    }
}
