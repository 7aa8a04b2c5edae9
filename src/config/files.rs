//! Files that reporters and officers attach: where their sealed bytes lie, and how much is taken.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::S3;

/// The `[files]` section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// Where sealed files lie; `files` in the installation's folder unless told otherwise.
    pub folder: PathBuf,
    /// The longest file, in MiB.
    pub file_mib: u32,
    /// Files sent with one form.
    pub files_at_once: u16,
    /// Files of one case, from the reporter and officers together.
    pub files_per_case: u16,
    /// All files of one case together, in MiB.
    pub case_mib: u32,
    /// All files of one agency together, in MiB.
    pub agency_mib: u32,
    /// The unix socket of a clamd that every file has to pass; empty for none.
    pub clamd: PathBuf,
    /// The S3-compatible store in which sealed files lie instead of the folder.
    pub s3: S3,
}

/// Bytes of a MiB.
const MIB: u64 = 1 << 20;

impl Default for Files {
    fn default() -> Self {
        Self {
            folder: PathBuf::new(),
            file_mib: 50,
            files_at_once: 10,
            files_per_case: 40,
            case_mib: 500,
            agency_mib: 20_000,
            clamd: PathBuf::new(),
            s3: S3::default(),
        }
    }
}

impl Files {
    /// The longest file in bytes.
    pub fn file_bytes(&self) -> u64 {
        u64::from(self.file_mib) * MIB
    }

    /// All files of a case together, in bytes.
    pub fn case_bytes(&self) -> u64 {
        u64::from(self.case_mib) * MIB
    }

    /// All files of an agency together, in bytes.
    pub fn agency_bytes(&self) -> u64 {
        u64::from(self.agency_mib) * MIB
    }

    /// The socket of clamd, if one is set.
    pub fn scanner(&self) -> Option<&Path> {
        (!self.clamd.as_os_str().is_empty()).then_some(&*self.clamd)
    }

    pub(super) fn check(&mut self, folder: &Path, problems: &mut Vec<String>) {
        if self.folder.as_os_str().is_empty() {
            self.folder = folder.join("files");
        }
        self.s3.check(problems);
        if self.scanner().is_some_and(Path::is_relative) {
            problems.push("files.clamd: the socket by its whole path".to_owned());
        }
        if !(1..=4_096).contains(&self.file_mib) {
            problems.push("files.file_mib: from 1 to 4096".to_owned());
        }
        if !(1..=100).contains(&self.files_at_once) {
            problems.push("files.files_at_once: from 1 to 100".to_owned());
        }
        if self.files_per_case < self.files_at_once || self.files_per_case > 1_000 {
            problems.push("files.files_per_case: from files_at_once to 1000".to_owned());
        }
        if self.case_mib < self.file_mib || self.agency_mib < self.case_mib {
            problems.push(
                "files.file_mib, files.case_mib and files.agency_mib: each at least as large as the one before"
                    .to_owned(),
            );
        }
    }
}
