//! Serves the website.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Folder};
use crate::flow::officers::setup;
use crate::jobs::Runner;
use crate::observe::Event;
use crate::store;
use crate::web::application::Application;
use crate::web::server;

use super::terminal::say;
use super::{Failed, opening};

#[derive(Args, Default)]
pub(super) struct Serve {
    /// Address and port to listen on, instead of the one in the settings; visitors are told this address too.
    #[arg(long)]
    listen: Option<String>,
    /// The folder of the installation's own files, instead of the one in the settings.
    #[arg(long)]
    folder: Option<PathBuf>,
}

pub(super) fn run(serve: &Serve, file: Option<&Path>) -> Result<(), Failed> {
    let mut config = Config::load(file)?;
    if let Some(folder) = &serve.folder {
        config.move_to(Folder(folder.clone()));
    }
    if let Some(listen) = &serve.listen {
        config.server.listen.clone_from(listen);
        config.server.public_address = format!("http://{listen}");
    }
    let samples = config.unchanged_samples();
    if !samples.is_empty() {
        return Err(Failed(samples.join("\n")));
    }
    let app = opening::open_with(config, Clock::system())?;
    let runtime = actix_web::rt::System::new();
    runtime.block_on(async {
        if let Some(address) = setup::first_address(&app).await.map_err(|_| Failed::store())? {
            say("This installation has no agency yet. Set it up at this address; it works once:");
            say(&format!("  {address}"));
        }
        serve_app(app).await
    })
}

/// Serves until the process is told to stop, then lets what runs finish.
pub(super) async fn serve_app(app: Arc<App>) -> Result<(), Failed> {
    let listen = app.config.server.listen.clone();
    let cannot = |error: std::io::Error| Failed(format!("{listen}: {}", error.kind()));
    let agencies = app.db.read(store::agencies::list).await?;
    let demonstration = agencies.iter().any(|agency| agency.demonstration);
    let listener = std::net::TcpListener::bind(&listen).map_err(cannot)?;
    let application = Application::new(Arc::clone(&app), demonstration);
    let more = application.provide();
    let bound = server::serve(listener, application, app.workers(), more).map_err(cannot)?;
    let jobs = Runner::start(&app);
    say(&format!(
        "Sujarit serves {} (listening on {listen})",
        app.config.server.public_address
    ));
    app.observer.note(Event::Started);
    let ended = bound.await;
    jobs.stop().await;
    // Empties the database's log of changes; waits for what is still queued.
    let db = app.db.clone();
    let closed = tokio::task::spawn_blocking(move || db.close()).await;
    closed.map_err(|_| Failed::store())?;
    app.observer.note(Event::Stopped);
    ended.map_err(|error| Failed(error.kind().to_string()))
}
