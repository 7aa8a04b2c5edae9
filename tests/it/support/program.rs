//! The program as a user starts it.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::app::TestApp;
use super::postgres::Database;
use super::wire::Request;

/// The running program; killed at the latest with this value.
pub struct Running(Child);

impl Running {
    /// Starts it on a folder and waits until it serves. What it puts aside for a while goes into the folder as well.
    pub fn start(folder: &Path, port: u16) -> Self {
        Self::with(folder, port, None)
    }

    /// The same, with a file of settings.
    pub fn start_with(folder: &Path, port: u16, settings: &Path) -> Self {
        Self::with(folder, port, Some(settings))
    }

    fn with(folder: &Path, port: u16, settings: Option<&Path>) -> Self {
        let aside = folder.join("tmp");
        std::fs::create_dir_all(&aside).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sujarit"));
        if let Some(settings) = settings {
            command.arg("--config").arg(settings);
        }
        let child = command
            .arg("serve")
            .arg("--folder")
            .arg(folder)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .env("TMPDIR", aside)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let running = Self(child);
        for _ in 0..200 {
            if Request::get("/health")
                .try_send(port)
                .is_some_and(|answer| answer.status == 200)
            {
                return running;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the program does not serve");
    }

    /// Kills it where it stands.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// How a command ended, and what it said.
pub struct Ended {
    pub good: bool,
    pub said: String,
    pub complained: String,
}

/// Runs a command on the installation of a test, with these lines typed into it, until it ends.
pub fn command(test: &TestApp, words: &[&str], typed: &str) -> Ended {
    let url = test.database().map(Database::url).unwrap_or_default();
    let settings = test.whole_folder().join("command.toml");
    let folder = test.folder().to_str().unwrap();
    std::fs::write(
        &settings,
        format!("folder = {folder:?}\n[store]\nurl = {url:?}\n"),
    )
    .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sujarit"))
        .arg("--config")
        .arg(settings)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let ended = child.wait_with_output().unwrap();
    Ended {
        good: ended.status.success(),
        said: String::from_utf8(ended.stdout).unwrap(),
        complained: String::from_utf8(ended.stderr).unwrap(),
    }
}
