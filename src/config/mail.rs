//! How officers get their daily mail. No mail ever carries anything of a case.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Secret;

/// The `[mail]` section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `folder` writes mails as files, for trying out and for machines without a mail server; `smtp` sends them.
    pub transport: Transport,
    /// Where `folder` writes; `mail` in the installation's folder unless told otherwise.
    pub folder: PathBuf,
    /// The mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `tls` from the first byte, `starttls`, or `none` for a server on this machine.
    pub security: Security,
    /// The account there; empty for none.
    pub user: String,
    /// Its password.
    pub password: Secret,
    /// The sender of every mail.
    pub from: String,
    /// The hour in Bangkok, 0 to 23, at which the daily mail goes out.
    pub hour: u8,
}

/// What carries a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// A folder of files.
    Folder,
    /// A mail server.
    Smtp,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after a greeting, demanded.
    Starttls,
    /// None: only for a server on this machine.
    None,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Folder,
            folder: PathBuf::new(),
            host: String::new(),
            port: 587,
            security: Security::Starttls,
            user: String::new(),
            password: Secret::new(String::new()),
            from: "sujarit@localhost".to_owned(),
            hour: 8,
        }
    }
}

impl Mail {
    pub(super) fn check(&mut self, folder: &Path, problems: &mut Vec<String>) {
        if self.folder.as_os_str().is_empty() {
            self.folder = folder.join("mail");
        }
        if self.hour > 23 {
            problems.push("mail.hour: from 0 to 23".to_owned());
        }
        if self.from.parse::<lettre::message::Mailbox>().is_err() {
            problems.push("mail.from: write a mail address".to_owned());
        }
        if self.transport == Transport::Smtp {
            if self.host.is_empty() {
                problems.push("mail.host: name the mail server".to_owned());
            }
            let local = ["localhost", "127.0.0.1", "::1"].contains(&self.host.as_str());
            if self.security == Security::None && !local {
                problems.push("mail.security: \"none\" is only for a mail server on this machine".to_owned());
            }
            if self.user.is_empty() != self.password.expose().is_empty() {
                problems.push("mail.user and mail.password: give both or none".to_owned());
            }
        }
    }
}
