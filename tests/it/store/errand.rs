//! Things that have to be done in a process of its own: to be killed, to lack rights, to trust other
//! certificates. The process is this test binary, asked to run one test with an errand in its environment.

use std::io::{BufRead, BufReader, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{fs, thread};

use sujarit::store::{Db, Engine, StoreError, Target, records, units};

use super::samples::{CHANNEL, agency_id, case_id, found, record, unit};
use crate::support::fresh::{Fresh, settings};
use crate::support::postgres::is_root;

const ERRAND: &str = "SUJARIT_TEST_ERRAND";
const ADDRESS: &str = "SUJARIT_TEST_ADDRESS";
/// Tells the process' own words from those of the test runner, which writes to the same place.
const MARK: &str = "==> ";
/// Bytes of one record that [`Errand::Fill`] writes.
pub const FILLING: usize = 100_000;

/// What the other process is to do.
#[derive(Clone, Copy)]
pub enum Errand {
    /// Open the database and say how it went.
    Open,
    /// Write unit after unit from eight threads, naming each on its standard output once it is acknowledged.
    WriteUntilKilled,
    /// Write record after record until one is refused, naming each that was acknowledged and then the error;
    /// then say how many records can be read.
    Fill,
}

impl Errand {
    const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WriteUntilKilled => "write until killed",
            Self::Fill => "fill",
        }
    }

    /// Starts it on the database with this address.
    pub fn start(self, address: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        self.ask(&mut command, address);
        command
    }

    /// Starts it where no file may grow beyond so many blocks of 512 bytes: a disk that is full.
    pub fn start_on_a_full_disk(self, address: &str, blocks: u32) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"", "sh"])
            .arg(blocks.to_string())
            .arg(std::env::current_exe().unwrap());
        self.ask(&mut command, address);
        command
    }

    /// Starts it as a user who owns nothing.
    pub fn start_without_rights(self, address: &str, folder: &Path) -> Command {
        if !is_root() {
            return self.start(address);
        }
        // The binary may lie where that user cannot go.
        let copy: PathBuf = folder.join("errand");
        fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
        let mut command = Command::new("runuser");
        command.args(["-u", "nobody", "--"]).arg(copy);
        self.ask(&mut command, address);
        command
    }

    fn ask(self, command: &mut Command, address: &str) {
        command
            .args(["--exact", "store::errand::runs_its_errand", "--nocapture"])
            .env(ERRAND, self.name())
            .env(ADDRESS, address)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
    }
}

/// What the process said it did: what its lines say after [`MARK`].
pub fn said(output: &[u8]) -> Vec<String> {
    output
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| Some(line.split_once(MARK)?.1.trim().to_owned()))
        .collect()
}

/// Reads so many lines of the process, kills it without warning, and reads what it had still said.
pub fn kill_after(mut child: Child, lines: usize) -> Vec<String> {
    let mut said = Vec::new();
    let output = BufReader::new(child.stdout.take().unwrap());
    for line in output.lines().map_while(Result::ok) {
        if let Some((_, word)) = line.split_once(MARK) {
            said.push(word.trim().to_owned());
        }
        if said.len() == lines {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    said
}

fn say(word: &str) {
    let mut out = stdout().lock();
    writeln!(out, "{MARK}{word}").unwrap();
    out.flush().unwrap();
}

/// The entry of the other process. Without an errand it checks that writing one unit works in this one.
#[test]
fn runs_its_errand() {
    let Some(errand) = std::env::var_os(ERRAND) else {
        let fresh = Fresh::new(Engine::Sqlite);
        fresh.write(|c| found(c, 1));
        assert_eq!(fresh.read(|c| units::list(c, agency_id(1))), [unit(1, 1)]);
        return;
    };
    let address = std::env::var_os(ADDRESS).unwrap();
    let target = Target::parse(address.to_str().unwrap()).unwrap();
    let db = Db::open(&target, &settings());
    if errand == "open" {
        say(&format!("{:?}", db.map(|db| db.engine())));
        return;
    }
    let db = db.unwrap();
    if errand == "fill" {
        fill(&db);
        return;
    }
    thread::scope(|scope| {
        for writer in 0..8_u32 {
            let db = &db;
            scope.spawn(move || {
                for n in 0..2_000 {
                    let number = 10 + writer * 2_000 + n;
                    let written: Result<(), StoreError> =
                        db.write_blocking(move |c| units::insert(c, &unit(1, number)));
                    written.unwrap();
                    say(&number.to_string());
                }
            });
        }
    });
}

fn fill(db: &Db) {
    for n in 0..1_000 {
        let mut record = record(1, 1, CHANNEL, n);
        record.bytes = vec![0xd1; FILLING];
        if let Err(error) = db.write_blocking(move |c| records::insert(c, &record)) {
            say(&format!("{error:?}"));
            break;
        }
        say("kept");
    }
    let read =
        db.read_blocking(|c| Ok::<_, StoreError>(records::list(c, agency_id(1), case_id(1), CHANNEL)?.len()));
    say(&format!("{read:?}"));
}
