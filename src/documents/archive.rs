//! Files in one ZIP, in the order given and without times, so that the same files give the same bytes.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::DocumentError;

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedFile {
    /// Its path in the archive: ASCII, parts joined by `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether they are stored as they are: those of a PDF hardly become fewer.
    pub stored: bool,
}

/// The archive, made in memory.
///
/// # Errors
/// [`DocumentError::Archive`] for the same path twice, or more than a ZIP can hold.
pub fn archive_zip(files: &[ArchivedFile]) -> Result<Vec<u8>, DocumentError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let method = if file.stored {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        zip.start_file(file.path.as_str(), options)
            .map_err(|_| DocumentError::Archive)?;
        zip.write_all(&file.bytes).map_err(|_| DocumentError::Archive)?;
    }
    let archive = zip.finish().map_err(|_| DocumentError::Archive)?;
    Ok(archive.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn file(path: &str, bytes: &[u8], stored: bool) -> ArchivedFile {
        ArchivedFile {
            path: path.to_owned(),
            bytes: bytes.to_owned(),
            stored,
        }
    }

    #[test]
    fn what_goes_in_comes_out_and_twice_the_same_files_are_the_same_archive() {
        let files = [
            file("a/one.pdf", &[7; 999], true),
            file("two.csv", "ทุจริต".as_bytes(), false),
        ];
        let bytes = archive_zip(&files).unwrap();
        assert_eq!(bytes, archive_zip(&files).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 2);
        for file in &files {
            let mut entry = archive.by_name(&file.path).unwrap();
            let mut read = Vec::new();
            entry.read_to_end(&mut read).unwrap();
            assert_eq!(read, file.bytes);
            assert_eq!(entry.last_modified(), Some(DateTime::default()));
        }
    }

    #[test]
    fn the_same_path_twice_is_refused() {
        let files = [file("a", b"1", false), file("a", b"2", false)];
        assert_eq!(archive_zip(&files), Err(DocumentError::Archive));
    }
}
