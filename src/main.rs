//! The program: reads the command line and calls one command.

use std::process::ExitCode;

use clap::Parser;
use sujarit::command::{CommandLine, run};

/// Every block of memory is wiped when it is freed: reports, codes and passwords pass through buffers of
/// libraries that know nothing of their worth.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    run(CommandLine::parse())
}
