//! The files of an edition: all made before it is published, kept beside it, and served as they were made (ADR 0061).

use std::sync::Arc;

use crate::app::App;
use crate::domain::edition::{EditionForm, FileLanguage, FileMark, Statement};
use crate::domain::ids::AgencyId;
use crate::flow::publishing::edition::Edition;
use crate::flow::trouble::Trouble;
use crate::store::editions::EditionFile;
use crate::store::{self, StoreError};
use crate::vault::audit::spelled;
use crate::vault::edition_seal;

/// A file as it is sent.
pub struct Served {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Makes every file of an edition, in every language, or none. The statement names no files yet.
///
/// # Errors
/// The first form that cannot be made.
pub(super) async fn make(app: &Arc<App>, statement: &Statement) -> Result<Vec<EditionFile>, EditionForm> {
    let mut files = Vec::new();
    let said = Arc::new(statement.clone());
    for language in FileLanguage::ALL.iter().copied() {
        for form in made() {
            let bytes = print(app, &said, form, language).await.map_err(|_| form)?;
            files.push(EditionFile {
                form,
                language,
                digest: edition_seal::digest(&bytes),
                bytes,
            });
        }
    }
    Ok(files)
}

/// How the statement names the files, so that its signature vouches for them.
pub(super) fn marks(files: &[EditionFile]) -> Vec<FileMark> {
    let mark = |file: &EditionFile| FileMark {
        form: file.form.key().to_owned(),
        language: file.language.key().to_owned(),
        sha256: spelled(&file.digest),
    };
    files.iter().map(mark).collect()
}

/// A file of a published edition: the stored bytes. An edition from before files were stored is put on paper again,
/// from what it says; that gives the same each time.
///
/// # Errors
/// [`Trouble::Damaged`] when the bytes are not those whose digest was signed, or are missing.
pub async fn fetch(
    app: &Arc<App>,
    agency: AgencyId,
    edition: Edition,
    form: EditionForm,
    language: FileLanguage,
) -> Result<Served, Trouble> {
    if form == EditionForm::Json {
        return Ok(Served {
            sha256: spelled(&edition.row.digest),
            bytes: edition.row.statement.into_bytes(),
        });
    }
    let bytes = match edition.statement.digest_of(form, language) {
        None => print(app, &Arc::new(edition.statement), form, language).await?,
        Some(signed) => {
            let serial = edition.row.serial;
            let stored = app
                .db
                .read(move |c| store::editions::file(c, agency, serial, (form, language)))
                .await
                .map_err(|error| match error {
                    StoreError::NotFound => Trouble::Damaged,
                    error => error.into(),
                })?;
            if spelled(&edition_seal::digest(&stored.bytes)) != signed {
                return Err(Trouble::Damaged);
            }
            stored.bytes
        }
    };
    Ok(Served {
        sha256: spelled(&edition_seal::digest(&bytes)),
        bytes,
    })
}

/// The forms that are made, each in both languages.
fn made() -> impl Iterator<Item = EditionForm> {
    let all = EditionForm::ALL.iter().copied();
    all.filter(|form| *form != EditionForm::Json)
}

/// Makes one file on a thread that may take its time. Whatever goes wrong there, a panic included, is that this file
/// cannot be made.
async fn print(
    app: &Arc<App>,
    said: &Arc<Statement>,
    form: EditionForm,
    language: FileLanguage,
) -> Result<Vec<u8>, Trouble> {
    let (app, said) = (Arc::clone(app), Arc::clone(said));
    let work = move || (app.press)(&said, form, language, &app.config.server.public_address);
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)?
        .map_err(|_| Trouble::Broken)
}
