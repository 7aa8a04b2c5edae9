//! `sujarit clean-worker`: what the service starts for every file that is sent in.

use clap::Args;

use crate::clean::fence::Attempt;
use crate::clean::worker::{self, Orders};
use crate::clean::{Limits, Wish};

use super::Failed;

/// The orders, as the parent gives them.
#[derive(Args)]
pub(super) struct CleanWorker {
    /// The longest file in bytes.
    #[arg(long, default_value_t = Limits::default().file)]
    most: u64,
    /// Memory in bytes.
    #[arg(long, default_value_t = Limits::default().memory)]
    memory: u64,
    /// Processor time in seconds.
    #[arg(long, default_value_t = Limits::default().processor)]
    processor: u64,
    /// Only say what is in the file.
    #[arg(long)]
    keep: bool,
    /// Try what the fence must prevent.
    #[arg(long, value_name = "DEED", value_parser = attempt)]
    attempt: Option<Attempt>,
}

fn attempt(key: &str) -> Result<Attempt, &'static str> {
    Attempt::from_key(key).ok_or("no such deed")
}

/// The exit status is all that is heard of a failure: nobody reads what a worker complains.
pub(super) fn run(worker: &CleanWorker) -> Result<(), Failed> {
    let orders = Orders {
        most: worker.most,
        memory: worker.memory,
        processor: worker.processor,
        wish: if worker.keep {
            Wish::KeepOriginal
        } else {
            Wish::Clean
        },
        attempt: worker.attempt,
    };
    worker::run(orders).map_err(|worker::Unheard| Failed("nobody listens to this worker".to_owned()))
}
