//! The commands of the program, one file each.

mod agency;
mod check;
mod clean_worker;
mod demo;
mod demo_calendar;
mod demo_cases;
mod demo_deeds;
mod demo_editions;
mod demo_files;
mod demo_stories;
mod directory;
mod officer;
mod opening;
mod serve;
mod terminal;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use terminal::Failed;

/// Sealed whistleblower intake for Thai local governments. Without a command it serves.
#[derive(Parser)]
#[command(name = "sujarit", version, about)]
pub struct CommandLine {
    /// A file with settings; without one the defaults hold (see config/default.toml).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the website. On an empty store this prints a one-time address for set-up.
    Serve(serve::Serve),
    /// Serve a fictional agency with officers and sixty cases out of a throw-away folder.
    Demo(demo::Demo),
    /// Agencies of this installation.
    #[command(subcommand)]
    Agency(agency::Agency),
    /// Officers of an agency.
    #[command(subcommand)]
    Officer(officer::Officer),
    /// The signed directory of keys of an agency.
    #[command(subcommand)]
    Directory(directory::Directory),
    /// Check the settings and what they point to; tells all problems at once.
    Check,
    /// Verify the log and what it vouches for; says which row is wrong and ends with 1 if any is.
    Verify(verify::Verify),
    /// Clean one file behind a fence; the service starts it, people do not.
    #[command(hide = true)]
    CleanWorker(clean_worker::CleanWorker),
}

impl Default for Command {
    fn default() -> Self {
        Self::Serve(serve::Serve::default())
    }
}

/// Runs what the command line says.
pub fn run(line: CommandLine) -> ExitCode {
    let done = opening::harden().and_then(|()| match line.command.unwrap_or_default() {
        Command::Serve(serve) => serve::run(&serve, line.config.as_deref()),
        Command::Demo(demo) => demo::run(&demo, line.config.as_deref()),
        Command::Agency(agency) => agency::run(&agency, line.config.as_deref()),
        Command::Officer(officer) => officer::run(&officer, line.config.as_deref()),
        Command::Directory(directory) => directory::run(&directory, line.config.as_deref()),
        Command::Check => check::run(line.config.as_deref()),
        Command::Verify(verify) => verify::run(&verify, line.config.as_deref()),
        Command::CleanWorker(worker) => clean_worker::run(&worker),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            terminal::complain(&failed);
            ExitCode::FAILURE
        }
    }
}
