//! `sujarit verify`: whether the log and what it vouches for are what they were.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::domain::day::Day;
use crate::flow::verification::verify::{self, Held};
use crate::store;

use super::officer::find_agency;
use super::terminal::say;
use super::{Failed, opening};

/// So many findings are printed of one agency.
const PRINTED: usize = 200;

#[derive(Args)]
pub(super) struct Verify {
    /// Only this agency: its place in addresses.
    #[arg(long)]
    agency: Option<String>,
    /// A head that was published or mailed: its day as YYYY-MM-DD and its hash in 64 digits. May be given again.
    #[arg(long, num_args = 2, value_names = ["DAY", "HASH"], requires = "agency")]
    head: Vec<String>,
    /// A file with such heads, for example a saved mail: every line with a day and a hash counts.
    #[arg(long, value_name = "FILE", requires = "agency")]
    heads: Option<PathBuf>,
}

pub(super) fn run(verify: &Verify, file: Option<&Path>) -> Result<(), Failed> {
    let held = held(verify)?;
    let app = opening::open(file)?;
    let agencies = match &verify.agency {
        Some(slug) => vec![find_agency(&app, slug)?],
        None => app.db.read_blocking(store::agencies::list)?,
    };
    let runtime = opening::runtime()?;
    let mut wrong = 0_usize;
    for agency in agencies {
        let report = runtime
            .block_on(verify::verify(&app, agency.id, held.clone()))
            .map_err(|_| Failed("the log cannot be read; see `sujarit check`".to_owned()))?;
        say(&format!(
            "{}: {} entries, {} signed days, {} cases, {} files, {} heads from outside: {}",
            agency.slug,
            report.entries,
            report.heads,
            report.cases,
            report.files,
            held.len(),
            match report.findings.len() {
                0 => "in order".to_owned(),
                1 => "1 finding".to_owned(),
                many => format!("{many} findings"),
            }
        ));
        for finding in report.findings.iter().take(PRINTED) {
            say(&format!("  {}: {}", finding.flaw.key(), finding.place));
        }
        if report.findings.len() > PRINTED {
            say("  and more");
        }
        wrong = wrong.saturating_add(report.findings.len());
    }
    if wrong == 0 {
        return Ok(());
    }
    Err(Failed(
        "The database or the files are not what the log says. Stop the service, keep a copy of both and of log.key as they \
         are, and compare with the last backup."
            .to_owned(),
    ))
}

fn held(verify: &Verify) -> Result<Vec<Held>, Failed> {
    let mut text = verify
        .head
        .chunks(2)
        .map(|pair| pair.join(" ") + "\n")
        .collect::<String>();
    let given = verify.head.len() / 2;
    if read(&text).len() != given {
        return Err(Failed(
            "--head: write the day as YYYY-MM-DD and the hash in 64 digits".to_owned(),
        ));
    }
    if let Some(path) = &verify.heads {
        let file = std::fs::read_to_string(path)
            .map_err(|error| Failed(format!("{}: {}", path.display(), error.kind())))?;
        let file = unpacked(&file);
        if read(&file).is_empty() {
            return Err(Failed(format!(
                "{}: no line with a day and a hash",
                path.display()
            )));
        }
        text.push_str(&file);
    }
    Ok(read(&text))
}

/// The words of saved mails, one or a folder of them in one file, whose Thai travels in base64; any other text as it is.
fn unpacked(file: &str) -> String {
    let file = file.replace("\r\n", "\n");
    let words = |part: &str| {
        let bytes = data_encoding::BASE64
            .decode(part.replace('\n', "").as_bytes())
            .ok()?;
        String::from_utf8(bytes).ok()
    };
    let parts: Vec<String> = file
        .split("\n\n")
        .map(|part| words(part).unwrap_or_else(|| part.to_owned()))
        .collect();
    parts.join("\n\n")
}

/// Every line that has a day and, after it, a hash.
fn read(text: &str) -> Vec<Held> {
    let line = |line: &str| {
        let mut words = line.split_whitespace().skip_while(|word| day(word).is_none());
        let day = day(words.next()?)?;
        let hash = words.next()?;
        let hash = data_encoding::HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).ok()?;
        Some(Held {
            day,
            hash: hash.try_into().ok()?,
        })
    };
    text.lines().filter_map(line).collect()
}

fn day(word: &str) -> Option<Day> {
    let mut parts = word.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let good = parts.next().is_none() && year.len() == 4 && month.len() == 2 && day.len() == 2;
    good.then_some(())?;
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_several_mails_in_one_file_is_read_to_its_end() {
        let hash = "0f".repeat(32);
        let mail = |day: u8| {
            let body = format!("ท้ายบันทึกของวัน\n2026-01-{day} {hash}\nลงนามแล้ว\n");
            let packed = data_encoding::BASE64.encode(body.as_bytes());
            let (first, rest) = packed.split_at(60);
            format!(
                "From sujarit\r\nSubject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n{first}\r\n{rest}\r\n\r\n"
            )
        };
        let folder = format!("{}{}{}", mail(15), mail(16), mail(17));
        let days: Vec<Day> = read(&unpacked(&folder)).iter().map(|held| held.day).collect();
        let day = |day| Day::from_ymd(2026, 1, day).unwrap();
        assert_eq!(days, [day(15), day(16), day(17)]);
        let plain = format!("2026-01-15 {hash}\n\n2026-01-16 {hash}\n");
        assert_eq!(read(&unpacked(&plain)).len(), 2);
    }

    #[test]
    fn heads_are_found_in_a_saved_mail_and_nothing_else_is() {
        let hash = "0f".repeat(32);
        let mail = format!(
            "Subject: x\n\n2026-01-15 {hash}\nmore 2026-01-16 {hash}\n2026-13-01 {hash}\n2026-01-17 {}\n",
            "0f".repeat(64)
        );
        let found = read(&mail);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].day, Day::from_ymd(2026, 1, 15).unwrap());
        assert_eq!(found[1].hash, [0x0f; 32]);
    }
}
