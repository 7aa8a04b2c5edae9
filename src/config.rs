//! Settings: small typed sections, unknown keys refused, every problem reported at once.
//!
//! Without a file the defaults serve one machine: SQLite and mails in `./data`, port 8080 of this machine only.

mod files;
mod log;
mod mail;
mod s3;
mod secret;
mod server;
mod store;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use files::Files;
pub use log::Log;
pub use mail::{Mail, Security, Transport};
pub use s3::S3;
pub use secret::Secret;
pub use server::Server;
pub use store::Store;

/// All settings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the installation's own files lie; `data` in the working directory unless told otherwise.
    pub folder: Folder,
    /// How visitors reach the service.
    pub server: Server,
    /// Where sealed cases lie.
    pub store: Store,
    /// Where the files that people attach lie, and how much is taken.
    pub files: Files,
    /// How officers get their daily mail.
    pub mail: Mail,
    /// What signs the ends of the log's days.
    pub log: Log,
}

/// The folder of the installation's own files.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Folder(pub PathBuf);

impl Default for Folder {
    fn default() -> Self {
        Self(PathBuf::from("data"))
    }
}

/// Why the settings cannot be used: one line for each thing to mend.
#[derive(Debug)]
pub struct ConfigProblems(pub Vec<String>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The configuration cannot be used:")?;
        self.0.iter().try_for_each(|problem| writeln!(f, "  - {problem}"))
    }
}

impl std::error::Error for ConfigProblems {}

impl Config {
    /// Reads and checks a file, or takes the defaults when there is none to read.
    ///
    /// # Errors
    /// Every problem found, not only the first. A value is never quoted back: it may be a password.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigProblems> {
        let Some(file) = file else {
            return Self::default().checked();
        };
        let text = std::fs::read_to_string(file).map_err(|error| {
            ConfigProblems(vec![format!(
                "{} cannot be read: {}",
                file.display(),
                error.kind()
            )])
        })?;
        Self::parse(&text)
    }

    /// Reads and checks the text of a file.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn parse(text: &str) -> Result<Self, ConfigProblems> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.get(..span.start).unwrap_or("").lines().count().max(1)
            });
            ConfigProblems(vec![format!("line {line}: {}", without_values(error.message()))])
        })?;
        config.checked()
    }

    /// Values that were copied from a sample and never changed. Such settings must not serve.
    pub fn unchanged_samples(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.store.url.expose().contains("CHANGE-ME") {
            problems.push("store.url: still has the password of the sample".to_owned());
        }
        if self.mail.password.expose().contains("CHANGE-ME") {
            problems.push("mail.password: still is the one of the sample".to_owned());
        }
        if self.server.public_address.ends_with(".example.go.th") {
            problems.push("server.public_address: still is the one of the sample".to_owned());
        }
        problems
    }

    /// Keeps everything in another folder: database, files, mails and secret.
    pub fn move_to(&mut self, folder: Folder) {
        self.store.url = Secret::new(format!("sqlite:{}", folder.0.join("sujarit.db").display()));
        self.files.folder = folder.0.join("files");
        self.mail.folder = folder.0.join("mail");
        self.log.key = folder.0.join("log.key");
        self.folder = folder;
    }

    fn checked(mut self) -> Result<Self, ConfigProblems> {
        let mut problems = Vec::new();
        self.server.check(&mut problems);
        self.store.check(&self.folder.0, &mut problems);
        self.files.check(&self.folder.0, &mut problems);
        self.mail.check(&self.folder.0, &mut problems);
        self.log.check(&self.folder.0);
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(ConfigProblems(problems))
        }
    }
}

/// A parser's message may quote a wrong value (`invalid type: string "hunter2"`); what stands in double quotes
/// is left out. Names of keys stand in back quotes and stay.
fn without_values(message: &str) -> String {
    message.split('"').step_by(2).collect::<Vec<_>>().join("…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_at_all_is_a_complete_configuration() {
        let config = Config::load(None).unwrap();
        assert_eq!(config.folder.0, PathBuf::from("data"));
        assert!(config.store.url.expose().starts_with("sqlite:"));
    }

    #[test]
    fn the_shipped_samples_are_good() {
        for text in [
            include_str!("../config/default.toml"),
            include_str!("../config/production.toml"),
        ] {
            Config::parse(text).unwrap();
        }
    }

    #[test]
    fn the_shipped_default_says_what_the_program_does_without_it() {
        let written = Config::parse(include_str!("../config/default.toml")).unwrap();
        assert_eq!(
            format!("{written:?}"),
            format!("{:?}", Config::load(None).unwrap())
        );
    }

    #[test]
    fn unknown_keys_are_refused() {
        let problem = Config::parse("[server]\nlisten_on = \"127.0.0.1:1\"").unwrap_err();
        assert!(problem.to_string().contains("listen_on"), "{problem}");
    }

    #[test]
    fn all_problems_are_told_at_once_and_none_quotes_a_value() {
        let text = "[server]\nlisten = \"nowhere\"\npublic_address = \"ftp://x\"\n\
                    [store]\nurl = \"mysql://root:hunter2@db\"\n\
                    [mail]\ntransport = \"smtp\"\nhour = 99";
        let problems = Config::parse(text).unwrap_err();
        assert!(problems.0.len() >= 5, "{problems}");
        assert!(!format!("{problems} {problems:?}").contains("hunter2"));
        let mistyped = Config::parse("[mail]\nport = \"hunter2\"").unwrap_err();
        assert!(!format!("{mistyped} {mistyped:?}").contains("hunter2"));
    }

    #[test]
    fn secrets_do_not_show_when_settings_are_printed() {
        let config =
            Config::parse("[store]\nurl = \"postgres://sujarit:hunter2@db/sujarit?sslmode=require\"")
                .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
