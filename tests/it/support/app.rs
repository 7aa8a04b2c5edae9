//! The real application behind a real listener, with a clock that stands still and a log that can be read.

use std::fmt::Write as _;
use std::future::Future;
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use sujarit::app::App;
use sujarit::blob::Room;
use sujarit::clean::{Cleaner, Limits};
use sujarit::clock::Clock;
use sujarit::config::{Config, Folder, Secret};
use sujarit::mail::Mailer;
use sujarit::observe::Observer;
use sujarit::papers::edition::Press;
use sujarit::store::{Conn, Engine, StoreError};
use sujarit::vault::random::Rng;
use sujarit::web::application::Application;
use sujarit::web::server;
use tempfile::TempDir;

use super::browser::Browser;
use super::postgres::Database;

/// Nine in the morning of 15 January 2026 in Bangkok.
pub const MORNING: i64 = 1_768_442_400;
/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// What was written to the log.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The lines so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// The bytes so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The running service of one test.
pub struct TestApp {
    pub app: Arc<App>,
    pub clock: Clock,
    pub log: Log,
    pub mails: Arc<Mutex<Vec<Vec<u8>>>>,
    pub port: u16,
    runtime: tokio::runtime::Runtime,
    server: Option<(ServerHandle, JoinHandle<()>)>,
    database: Option<Database>,
    folder: TempDir,
}

/// A row with one column.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

impl TestApp {
    /// The service on this engine, without any agency.
    pub fn start(engine: Engine) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let folder = TempDir::with_prefix("sujarit-it-").unwrap();
        let mut config = Config::parse("").unwrap();
        config.move_to(Folder(folder.path().join("data")));
        config.server.public_address = format!("http://127.0.0.1:{port}");
        let database = (engine == Engine::Postgres).then(Database::create);
        if let Some(database) = &database {
            config.store.url = Secret::new(database.url());
        }
        let (clock, log, mails) = (Clock::set_to(MORNING), Log::default(), Arc::default());
        let app = open(config, &clock, &log, &mails);
        let mut this = Self {
            app,
            clock,
            log,
            mails,
            port,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            server: None,
            database,
            folder,
        };
        this.serve(listener);
        this
    }

    fn serve(&mut self, listener: TcpListener) {
        let app = Arc::clone(&self.app);
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let application = Application::new(app, false);
                let more = application.provide();
                let running = server::serve(listener, application, 2, more).unwrap();
                tell.send(running.handle()).unwrap();
                running.await.unwrap();
            });
        });
        self.server = Some((told.recv().unwrap(), thread));
    }

    fn stop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            self.runtime.block_on(handle.stop(true));
            thread.join().unwrap();
        }
    }

    /// Cleans with this from now on.
    pub fn clean_with(&mut self, cleaner: Cleaner) {
        self.change(|app| app.cleaner = cleaner);
    }

    /// Makes the files of editions with this from now on.
    pub fn print_with(&mut self, press: Press) {
        self.change(|app| app.press = press);
    }

    /// Keeps sealed files there from now on.
    pub fn keep_files_in(&mut self, room: Arc<dyn Room>) {
        self.change(|app| app.blobs = room);
    }

    /// Takes this many MiB of a file, of the files of a case and of an agency from now on.
    pub fn take_files_of(&mut self, file: u32, case: u32, agency: u32) {
        self.change(|app| {
            let files = &mut app.config.files;
            (files.file_mib, files.case_mib, files.agency_mib) = (file, case, agency);
        });
    }

    /// Draws random bytes from this from now on.
    pub fn draw_from(&mut self, rng: Rng) {
        self.change(|app| app.rng = rng);
    }

    /// Changes the application between two starts of its server.
    fn change(&mut self, change: impl FnOnce(&mut App)) {
        self.stop();
        let config = self.app.config.clone();
        let mut app = open(config, &self.clock, &self.log, &self.mails);
        change(Arc::get_mut(&mut app).expect("nobody else has it yet"));
        self.app = app;
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        self.serve(listener);
    }

    /// Stops answering, so that another process can take the address.
    pub fn pause(&mut self) {
        self.stop();
    }

    /// Stops the service and starts it again on the same folder and address.
    pub fn restart(&mut self) {
        self.stop();
        self.resume();
    }

    /// Starts the service again after it was stopped.
    pub fn resume(&mut self) {
        let config = self.app.config.clone();
        self.app = open(config, &self.clock, &self.log, &self.mails);
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        self.serve(listener);
    }

    /// Another process of the same installation.
    pub fn second_node(&self) -> Arc<App> {
        open(self.app.config.clone(), &self.clock, &self.log, &self.mails)
    }

    /// Runs a flow to its end.
    pub fn run<T>(&self, flow: impl Future<Output = T>) -> T {
        self.runtime.block_on(flow)
    }

    /// A new browser in front of this service.
    pub fn browser(&self) -> Browser {
        Browser::new(self.port)
    }

    /// The folder of the installation.
    pub fn folder(&self) -> &Path {
        &self.app.config.folder.0
    }

    /// Everything the test put on disk.
    pub fn whole_folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// The PostgreSQL database of this test, if it is on one.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// Holds the SQLite database as another process would, until the value is dropped.
    pub fn hold_store(&self) -> SqliteConnection {
        let file = self.folder().join("sujarit.db");
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        connection
            .batch_execute("PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE")
            .unwrap();
        connection
    }

    /// Lets so many days pass.
    pub fn pass_days(&self, days: i64) {
        self.clock.advance_to(self.clock.now() + days * DAY);
    }

    /// Reads from the store and expects it to succeed.
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.app.db.read_blocking(work).unwrap()
    }

    /// Writes to the store and expects it to succeed.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.app.db.write_blocking(work).unwrap()
    }

    /// Lines of a query with one text column called `text`.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let sql = sql.to_owned();
        let lines: Vec<Line> = self.read(move |c| match c {
            Conn::Sqlite(c) => Ok(diesel::sql_query(sql).load(c.as_mut())?),
            Conn::Postgres(c) => Ok(diesel::sql_query(sql).load(c.as_mut())?),
        });
        lines.into_iter().map(|line| line.text).collect()
    }

    /// A count, by a query whose column is cast to text.
    pub fn count(&self, from: &str) -> usize {
        let lines = self.lines(&format!("SELECT CAST(count(*) AS TEXT) AS text FROM {from}"));
        lines[0].parse().unwrap()
    }

    /// Every row of every table but those of officers' sessions and of the log, which move whenever an officer looks
    /// at a page.
    pub fn dump(&self) -> String {
        self.dump_without(&["sessions", "log_entries", "log_tails"])
    }

    /// Every row of every table but these.
    pub fn dump_without(&self, left_out: &[&str]) -> String {
        let sqlite = self.database.is_none();
        let mut dump = String::new();
        let tables = if sqlite {
            self.lines("SELECT name AS text FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        } else {
            self.lines(
                "SELECT table_name::text AS text FROM information_schema.tables \
                 WHERE table_schema = 'public' ORDER BY 1",
            )
        };
        for table in tables
            .iter()
            .filter(|table| !left_out.contains(&table.as_str()) && !table.starts_with("sqlite_"))
        {
            let sql = if sqlite {
                let columns = self.lines(&format!("SELECT name AS text FROM pragma_table_info('{table}')"));
                let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
                format!(
                    "SELECT {} AS text FROM {table} ORDER BY 1",
                    quoted.join("||','||")
                )
            } else {
                format!("SELECT t::text AS text FROM {table} t ORDER BY 1")
            };
            writeln!(dump, "{table}\n{}", self.lines(&sql).join("\n")).unwrap();
        }
        dump
    }

    /// Cases of which something is missing: compartments, wraps, records or the first event.
    pub fn half_written_cases(&self) -> usize {
        let of = "agency_id = c.agency_id AND t.case_id = c.id";
        self.count(&format!(
            "cases c WHERE (SELECT count(*) FROM envelopes t WHERE t.{of}) < 2 \
             OR (SELECT count(*) FROM wraps t WHERE t.{of}) < 5 \
             OR (SELECT count(*) FROM records t WHERE t.{of}) < 3 \
             OR (SELECT count(*) FROM events t WHERE t.{of}) < 1"
        )) + self.count(
            "envelopes t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.agency_id = t.agency_id AND c.id = t.case_id)",
        )
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}

fn open(config: Config, clock: &Clock, log: &Log, mails: &Arc<Mutex<Vec<Vec<u8>>>>) -> Arc<App> {
    let observer = Arc::new(Observer::to(Box::new(log.clone())));
    let mut app = App::open(config, clock.clone(), Rng::system(), observer).unwrap();
    let alone = Arc::get_mut(&mut app).expect("nobody else has it yet");
    alone.cleaner = Cleaner::new(env!("CARGO_BIN_EXE_sujarit").into(), Limits::default());
    alone.mailer = Mailer::in_memory(&alone.config.mail, Arc::clone(mails)).unwrap();
    app
}
