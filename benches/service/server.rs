//! The program itself as a child process: what is measured is what an office runs.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::Stopped;
use super::client::Client;
use super::machine::{Watch, field, processor};

/// A running `sujarit serve`. It is killed when this value goes away.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// From its start to its first healthy answer, in seconds.
    pub started_in: f64,
}

impl Server {
    /// Serves the installation of a folder.
    pub fn start(folder: &Path) -> Result<Self, Stopped> {
        Self::start_with(folder, None)
    }

    /// The same, with a file of settings.
    pub fn start_with(folder: &Path, settings: Option<&Path>) -> Result<Self, Stopped> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let watch = Watch::start();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sujarit"));
        if let Some(settings) = settings {
            command.arg("--config").arg(settings);
        }
        let child = command
            .args(["serve", "--listen", &address, "--folder"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut server = Self {
            child,
            address,
            started_in: 0.0,
        };
        while !server.is_healthy() {
            if server.child.try_wait()?.is_some() || watch.seconds() > 30.0 {
                return Err("the program does not serve".into());
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        server.started_in = watch.seconds();
        Ok(server)
    }

    fn is_healthy(&self) -> bool {
        let mut client = Client::new(&self.address);
        client.get("/health", "").is_ok_and(|answer| answer.status == 200)
    }

    /// Memory that it holds now and the most that it held, in megabytes of 1,024 × 1,024 bytes.
    pub fn memory(&self) -> Result<(f64, f64), Stopped> {
        let file = format!("/proc/{}/status", self.child.id());
        let read = |name| -> Result<f64, Stopped> {
            let line = field(&file, name).ok_or("the system does not tell the memory of a process")?;
            let kilobytes: f64 = line.trim_end_matches(" kB").parse()?;
            Ok(kilobytes / 1024.0)
        };
        Ok((read("VmRSS")?, read("VmHWM")?))
    }

    /// Processor time that it has used, in seconds.
    pub fn processor(&self) -> Result<f64, Stopped> {
        processor(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL, as a power cut would: what was acknowledged must be there all the same.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
