//! What carries a mail: a folder, a mail server, or the memory of a test.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{Mail, Security, Transport};

/// Why a mail did not go out. Names no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailError {
    /// The address of the sender or the receiver cannot be used.
    Address,
    /// The mail cannot be put together.
    Message,
    /// The mail server or the folder did not take it; later it may.
    Refused,
}

/// Sends mails.
pub struct Mailer {
    from: Mailbox,
    hour: u8,
    carrier: Carrier,
}

enum Carrier {
    Folder(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Memory(Arc<Mutex<Vec<Vec<u8>>>>),
}

impl Mailer {
    /// As the settings say.
    ///
    /// # Errors
    /// When the sender's address or the server's name cannot be used.
    pub fn from_settings(settings: &Mail) -> Result<Self, MailError> {
        let carrier = match settings.transport {
            Transport::Folder => Carrier::Folder(settings.folder.clone()),
            Transport::Smtp => Carrier::Smtp(server(settings)?),
        };
        let from = settings.from.parse().map_err(|_| MailError::Address)?;
        Ok(Self {
            from,
            hour: settings.hour,
            carrier,
        })
    }

    /// Keeps every mail in memory, for tests.
    pub fn in_memory(settings: &Mail, kept: Arc<Mutex<Vec<Vec<u8>>>>) -> Result<Self, MailError> {
        let from = settings.from.parse().map_err(|_| MailError::Address)?;
        Ok(Self {
            from,
            hour: settings.hour,
            carrier: Carrier::Memory(kept),
        })
    }

    /// The sender of every mail.
    pub const fn from(&self) -> &Mailbox {
        &self.from
    }

    /// The hour in Bangkok at which the daily mail goes out.
    pub const fn hour(&self) -> u8 {
        self.hour
    }

    /// Hands the mail over. When this returns, it has been taken.
    ///
    /// # Errors
    /// [`MailError::Refused`] when it was not taken.
    pub async fn send(&self, message: Message) -> Result<(), MailError> {
        match &self.carrier {
            Carrier::Folder(folder) => into_folder(folder.clone(), message.formatted()).await,
            Carrier::Smtp(server) => server
                .send(message)
                .await
                .map(|_| ())
                .map_err(|_| MailError::Refused),
            Carrier::Memory(kept) => {
                kept.lock()
                    .map_err(|_| MailError::Refused)?
                    .push(message.formatted());
                Ok(())
            }
        }
    }
}

fn server(settings: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    type Server = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match settings.security {
        Security::Tls => Server::relay(&settings.host).map_err(|_| MailError::Address)?,
        Security::Starttls => Server::starttls_relay(&settings.host).map_err(|_| MailError::Address)?,
        Security::None => Server::builder_dangerous(&settings.host),
    };
    let builder = builder
        .port(settings.port)
        .timeout(Some(std::time::Duration::from_secs(30)));
    // The greeting names no machine: the default would be the host name.
    let builder = builder.hello_name(lettre::transport::smtp::extension::ClientId::Domain(
        "sujarit".to_owned(),
    ));
    Ok(if settings.user.is_empty() {
        builder.build()
    } else {
        builder
            .credentials(Credentials::new(
                settings.user.clone(),
                settings.password.expose().to_owned(),
            ))
            .build()
    })
}

/// Writes the file under another name first, so that whoever collects the folder never sees half a mail.
async fn into_folder(folder: PathBuf, bytes: Vec<u8>) -> Result<(), MailError> {
    let write = move || -> std::io::Result<()> {
        use std::io::Write;
        std::fs::create_dir_all(&folder)?;
        let name =
            data_encoding::HEXLOWER.encode(ring::digest::digest(&ring::digest::SHA256, &bytes).as_ref());
        let half = folder.join(format!(".{name}"));
        let mut file = std::fs::File::create(&half)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(half, folder.join(format!("{name}.eml")))
    };
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(MailError::Refused),
    }
}
