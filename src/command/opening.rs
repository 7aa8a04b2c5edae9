//! What every command does first.

use std::path::Path;
use std::sync::Arc;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::observe::{Observer, silence_panics};
use crate::vault::random::Rng;

use super::Failed;

/// Denies memory dumps and debuggers: what reporters type is in this process's memory while it is sealed.
pub(super) fn harden() -> Result<(), Failed> {
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )
    .and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable))
    .map_err(|_| Failed("memory dumps of this process cannot be switched off".to_owned()))
}

/// Opens the installation of these settings with the machine's clock and randomness.
pub(super) fn open(file: Option<&Path>) -> Result<Arc<App>, Failed> {
    let config = Config::load(file)?;
    open_with(config, Clock::system())
}

/// Opens the installation with another clock.
pub(super) fn open_with(config: Config, clock: Clock) -> Result<Arc<App>, Failed> {
    let observer = Arc::new(Observer::standard_error());
    silence_panics(Arc::clone(&observer));
    Ok(App::open(config, clock, Rng::system(), observer)?)
}

/// The runtime in which a command's flows run.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failed> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}
