//! `cargo bench`: how fast the service is, as ratios of one machine in one run (docs/PERFORMANCE.md).
//!
//! `cargo bench -- stream submissions` runs only these parts; without names all of them run. The figures depend on
//! what else the machine does, so each is the median of several rounds and the load stands above the table.

#[path = "service/client.rs"]
mod client;
#[path = "service/counting.rs"]
mod counting;
#[path = "service/files.rs"]
mod files;
#[path = "service/filler.rs"]
mod filler;
#[path = "service/machine.rs"]
mod machine;
#[path = "service/pages.rs"]
mod pages;
#[path = "service/sealing.rs"]
mod sealing;
#[path = "service/server.rs"]
mod server;
#[path = "service/start.rs"]
mod start;
#[path = "service/store.rs"]
mod store;
#[path = "service/stream.rs"]
mod stream;
#[path = "service/submissions.rs"]
mod submissions;
#[path = "service/table.rs"]
mod table;
#[path = "service/village.rs"]
mod village;
#[path = "service/visits.rs"]
mod visits;

use std::error::Error;
use std::process::ExitCode;

use table::Table;

/// The same allocator as the program's: what is measured in this process pays for wiping, too.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// What a part of the benchmark says when it cannot go on.
type Stopped = Box<dyn Error + Send + Sync>;

/// A part of the benchmark.
type Part = fn(&mut Table) -> Result<(), Stopped>;

const PARTS: &[(&str, Part)] = &[
    ("stream", stream::run),
    ("files", files::run),
    ("store", store::run),
    ("start", start::run),
    ("submissions", submissions::run),
    ("visits", visits::run),
    ("pages", pages::run),
    ("counting", counting::run),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    if let Some(unknown) = wanted
        .iter()
        .find(|name| PARTS.iter().all(|(part, _)| part != name))
    {
        let names: Vec<&str> = PARTS.iter().map(|(part, _)| *part).collect();
        table::say(&format!("{unknown}: there are only {}", names.join(", ")));
        return ExitCode::FAILURE;
    }
    table::say(&machine::describe());
    for (name, part) in PARTS {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        let mut table = Table::new(name, &machine::load());
        if let Err(error) = part(&mut table) {
            table::say(&format!("{name}: {error}"));
            return ExitCode::FAILURE;
        }
        table.print();
    }
    ExitCode::SUCCESS
}
