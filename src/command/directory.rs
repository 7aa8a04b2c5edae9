//! `sujarit directory …`

use std::path::Path;

use clap::Subcommand;

use crate::flow::officers::directory as flow;
use crate::flow::officers::team;

use super::officer::{ask_kit, explain, find_agency};
use super::terminal::say;
use super::{Failed, opening};

#[derive(Subcommand)]
pub(super) enum Directory {
    /// Sign the directory anew for 400 days. Asks for the recovery kit.
    Renew {
        /// The agency's place in addresses.
        #[arg(long)]
        agency: String,
    },
}

pub(super) fn run(directory: &Directory, file: Option<&Path>) -> Result<(), Failed> {
    let app = opening::open(file)?;
    let Directory::Renew { agency } = directory;
    let agency = find_agency(&app, agency)?;
    let kit = ask_kit()?;
    opening::runtime()?
        .block_on(team::renew(&app, agency.id, &kit))
        .map_err(explain)?;
    say(&format!(
        "The directory of {} is good for {} days from today.",
        agency.full_name,
        flow::VALID_DAYS
    ));
    Ok(())
}
