//! What the benchmark prints, and the little arithmetic it needs.

use std::fmt::Write as _;
use std::io::Write as _;

/// One part of the benchmark: lines of what was measured, the figure, and what it means.
pub struct Table {
    title: String,
    rows: Vec<(String, String, String)>,
}

impl Table {
    pub fn new(name: &str, load: &str) -> Self {
        Self {
            title: format!("{name} (load of the machine before: {load})"),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, what: impl Into<String>, figure: impl Into<String>, ratio: impl Into<String>) {
        self.rows.push((what.into(), figure.into(), ratio.into()));
    }

    pub fn print(&self) {
        let width = |column: fn(&(String, String, String)) -> &String| {
            let widths = self.rows.iter().map(|row| column(row).chars().count());
            widths.max().unwrap_or(0)
        };
        let (first, second) = (width(|row| &row.0), width(|row| &row.1));
        let mut text = format!("\n{}\n", self.title);
        for (what, figure, ratio) in &self.rows {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {what:<first$}  {figure:>second$}  {ratio}");
        }
        say(text.trim_end());
    }
}

/// Prints a line; a benchmark whose output nobody reads any more has nothing else to do.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// The middle of several figures.
pub fn median(figures: &[f64]) -> f64 {
    quantile(figures, 0.5)
}

/// The figure below which this share of all lies.
pub fn quantile(figures: &[f64], share: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let place = (0..=last)
        .find(|at| float(*at) >= share * float(last))
        .unwrap_or(last);
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// A count in a span of seconds, as a rate.
pub fn per_second(count: usize, seconds: f64) -> f64 {
    float(count) / seconds
}

/// A count as a number to reckon with; the benchmark counts to a few millions.
pub fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// `0.6` as `60 %`.
pub fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

/// Seconds as milliseconds.
pub fn ms(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1_000.0)
}
