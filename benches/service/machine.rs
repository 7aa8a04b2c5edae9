//! The machine, and how busy it is with other things.

use std::fs::read_to_string;
use std::time::{Duration, Instant};

use sujarit::clock::Clock;
use sujarit::domain::thai::dates;

use super::Stopped;

/// Measures a span of time.
pub struct Watch(Instant);

impl Watch {
    #[expect(
        clippy::disallowed_methods,
        reason = "a benchmark measures the time that passes, which the Clock cannot tell"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    pub fn seconds(&self) -> f64 {
        self.elapsed().as_secs_f64()
    }
}

/// Processor, cores, system and day.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let system = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let day = dates::english(Clock::system().today());
    format!("{day}: {processor}, {cores} cores, Linux {}", system.trim())
}

/// The load of the last minute.
pub fn load() -> String {
    let load = read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_owned()
}

/// The value of a `name: value` line.
pub fn field(file: &str, name: &str) -> Option<String> {
    let text = read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Processor time that a process has used, in seconds. It is named by its number, or as `self`.
pub fn processor(process: &str) -> Result<f64, Stopped> {
    /// `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux.
    const TICKS: f64 = 100.0;
    let line = read_to_string(format!("/proc/{process}/stat"))?;
    let after = line.rsplit_once(") ").ok_or("stat")?.1;
    // utime and stime, counted from the state that follows the name.
    let ticks = after.split(' ').skip(11).take(2);
    let ticks: Vec<f64> = ticks.map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / TICKS)
}
