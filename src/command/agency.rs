//! `sujarit agency …`

use std::path::Path;

use clap::Subcommand;

use crate::flow::officers::setup;
use crate::store;

use super::terminal::say;
use super::{Failed, opening};

#[derive(Subcommand)]
pub(super) enum Agency {
    /// Print a one-time address at which another agency is set up.
    Add,
    /// List the agencies with their addresses.
    List,
}

pub(super) fn run(agency: &Agency, file: Option<&Path>) -> Result<(), Failed> {
    let app = opening::open(file)?;
    match agency {
        Agency::Add => {
            let address = opening::runtime()?
                .block_on(setup::new_address(&app))
                .map_err(|_| Failed::store())?;
            say("Set up the agency at this address; it works once, and an older one no longer:");
            say(&format!("  {address}"));
        }
        Agency::List => {
            for agency in app.db.read_blocking(store::agencies::list)? {
                say(&format!(
                    "{}/{}\t{}",
                    app.config.server.public_address, agency.slug, agency.full_name
                ));
            }
        }
    }
    Ok(())
}
