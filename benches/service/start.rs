//! How long a restart takes, and what the service holds while nobody asks anything.

use super::Stopped;
use super::server::Server;
use super::table::{Table, median};
use super::village;

const ROUNDS: usize = 9;

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let (mut empty, mut existing, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    let founded = tempfile::tempdir()?;
    let app = village::open(founded.path())?;
    village::runtime()?.block_on(village::found(&app))?;
    app.db.close();
    for _ in 0..ROUNDS {
        let nothing = tempfile::tempdir()?;
        empty.push(Server::start(&nothing.path().join("data"))?.started_in);
        let server = Server::start(founded.path())?;
        existing.push(server.started_in);
        idle.push(server.memory()?.0);
    }
    for (what, figures) in [
        ("start on no store at all", empty),
        ("start on an existing store", existing),
    ] {
        let middle = median(&figures);
        table.row(
            what,
            format!("{:.0} ms", middle * 1_000.0),
            format!("{:.0} % of 0.25 s", middle * 400.0),
        );
    }
    let idle = median(&idle);
    table.row(
        "memory after the start",
        format!("{idle:.1} MB"),
        format!("{:.0} % of 48 MB", idle / 0.48),
    );
    Ok(())
}
