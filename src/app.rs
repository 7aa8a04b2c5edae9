//! The application: built once, by the binary and by every test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::Semaphore;
use zeroize::{Zeroize, Zeroizing};

use crate::blob::{self, Room};
use crate::clean::{Cleaner, Scanner};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::agency::{Agency, Slug};
use crate::flow::files::unfinished::Unfinished;
use crate::flow::officers::directory::Verified;
use crate::flow::publishing::prints::Prints;
use crate::flow::publishing::publish::Counts;
use crate::flow::reporter::reporter_sessions::ReporterSessions;
use crate::mail::Mailer;
use crate::observe::Observer;
use crate::papers::edition::{self, Press};
use crate::store::{self, Db, StoreError, Target};
use crate::vault::audit::LogKey;
use crate::vault::derivations::Derivations;
use crate::vault::id::InstanceId;
use crate::vault::random::Rng;

/// Password derivations at one time: each takes 64 MiB for a tenth of a second (envelope §1.3).
const DERIVATIONS_AT_ONCE: usize = 2;
/// Sign-ins that may wait for one; the next is told to try again.
const DERIVATIONS_WAITING: usize = 32;

/// How many processors there are.
fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// Everything a flow needs, shared by all requests.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub rng: Rng,
    /// The cases, sealed.
    pub db: Db,
    /// The bytes of sealed files.
    pub blobs: Arc<dyn Room>,
    /// The one door through which files come in.
    pub cleaner: Cleaner,
    /// Names this installation in every sealed object. Public.
    pub instance: InstanceId,
    /// Authenticates forms and officers' tokens.
    pub secret: InstallationSecret,
    /// Signs the ends of the log's days; not in the database either.
    pub log_key: LogKey,
    /// Places for sealing reports: as many at one time as the machine has processors, so that a crowd waits in line
    /// instead of taking memory and turns from each other.
    pub sealers: Semaphore,
    /// At most two slow password derivations at a time.
    pub derivations: Derivations,
    /// The key of reporters' half hours, kept in memory only.
    pub reporters: ReporterSessions,
    /// Signed directories that need not be verified again.
    pub directories: Verified,
    /// Figures that need not be counted again.
    pub counts: Counts,
    /// Papers that need not be made again.
    pub prints: Prints,
    /// Files that come in pieces.
    pub unfinished: Unfinished,
    /// What makes the files of an edition.
    pub press: Press,
    /// What carries mails.
    pub mailer: Mailer,
    /// The log.
    pub observer: Arc<Observer>,
}

/// Thirty-two random bytes kept in a file beside the database, not in it.
pub struct InstallationSecret([u8; 32]);

impl InstallationSecret {
    /// The bytes.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for InstallationSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Why the application cannot start. Tells the operator what to mend; quotes no secret.
#[derive(Debug)]
pub enum StartError {
    /// A file or folder cannot be made or read.
    File(PathBuf, std::io::ErrorKind),
    /// The installation secret has the wrong length or can be read by others.
    Secret(PathBuf),
    /// The address of the store cannot be used.
    Address,
    /// The store cannot be opened.
    Store(StoreError),
    /// The machine gives no random numbers.
    Random,
    /// The place of files cannot be used.
    Files,
    /// The settings for mail cannot be used.
    Mail,
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path, kind) => write!(f, "{}: {kind}", path.display()),
            Self::Secret(path) => write!(
                f,
                "{}: must hold exactly 32 bytes and be readable by its owner only (chmod 600)",
                path.display()
            ),
            Self::Address => f.write_str("store.url: this address cannot be used"),
            Self::Store(error) => write!(f, "the store cannot be opened: {error}"),
            Self::Random => f.write_str("this machine gives no random numbers"),
            Self::Files => f.write_str("files.folder: this place cannot be used"),
            Self::Mail => f.write_str("the mail settings cannot be used"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl App {
    /// Opens the installation: makes its folder and secret on the first start, opens and migrates the store.
    ///
    /// # Errors
    /// [`StartError`]; nothing is half made that a second start would stumble over.
    pub fn open(
        config: Config,
        clock: Clock,
        rng: Rng,
        observer: Arc<Observer>,
    ) -> Result<Arc<Self>, StartError> {
        let folder = &config.folder.0;
        make_private_folder(folder)?;
        let secret = InstallationSecret(private_bytes(&folder.join("installation.secret"), &rng)?);
        let log_key = LogKey::from_seed(&Zeroizing::new(private_bytes(&config.log.key, &rng)?));
        let target = Target::parse(config.store.url.expose()).map_err(|_| StartError::Address)?;
        let settings = store::Settings {
            readers: config.store.readers,
            ..store::Settings::default()
        };
        let db = Db::open(&target, &settings)?;
        let fresh = rng.bytes::<16>().map_err(|_| StartError::Random)?;
        let today = clock.today();
        let instance =
            InstanceId(db.write_blocking(move |c| store::instance::get_or_create(c, fresh, today))?);
        let reporters = ReporterSessions::new(&rng).map_err(|_| StartError::Random)?;
        let blobs = blob::open(&config.files).map_err(|_| StartError::Files)?;
        let mut cleaner = Cleaner::of_this_program();
        if let Some(socket) = config.files.scanner() {
            cleaner = cleaner.scanned_by(Scanner::behind(socket.to_owned()));
        }
        let mailer = Mailer::from_settings(&config.mail).map_err(|_| StartError::Mail)?;
        let derivations = Derivations::new(DERIVATIONS_AT_ONCE, DERIVATIONS_WAITING);
        Ok(Arc::new(Self {
            config,
            clock,
            rng,
            db,
            blobs,
            cleaner,
            instance,
            secret,
            log_key,
            sealers: Semaphore::new(processors()),
            derivations,
            reporters,
            directories: Verified::default(),
            counts: Counts::default(),
            prints: Prints::default(),
            unfinished: Unfinished::default(),
            press: edition::print,
            mailer,
            observer,
        }))
    }

    /// Threads that answer requests.
    pub fn workers(&self) -> usize {
        match self.config.server.workers {
            0 => processors(),
            set => set,
        }
    }

    /// The agency with this place in addresses.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn agency_by_slug(&self, slug: &Slug) -> Result<Option<Agency>, StoreError> {
        let slug = slug.clone();
        match self.db.read(move |c| store::agencies::by_slug(c, &slug)).await {
            Ok(agency) => Ok(Some(agency)),
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn make_private_folder(folder: &Path) -> Result<(), StartError> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| StartError::File(folder.to_owned(), error.kind()))
}

/// Thirty-two random bytes of a file that only its owner reads; made on the first start.
fn private_bytes(path: &Path, rng: &Rng) -> Result<[u8; 32], StartError> {
    use std::io::Write;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    let failed = |error: std::io::Error| StartError::File(path.to_owned(), error.kind());
    match std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Ok(mut file) => {
            let secret = rng.bytes::<32>().map_err(|_| StartError::Random)?;
            file.write_all(&secret)
                .and_then(|()| file.sync_all())
                .map_err(failed)?;
            Ok(secret)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let open_to_others = 0o077;
            let private = std::fs::metadata(path).map_err(failed)?.mode() & open_to_others == 0;
            let bytes = Zeroizing::new(std::fs::read(path).map_err(failed)?);
            match <[u8; 32]>::try_from(bytes.as_slice()) {
                Ok(secret) if private => Ok(secret),
                _ => Err(StartError::Secret(path.to_owned())),
            }
        }
        Err(error) => Err(failed(error)),
    }
}
