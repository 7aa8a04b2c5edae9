//! The key that signs the ends of the log's days.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The `[log]` section.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// The file of the key; `log.key` in the installation's folder unless told otherwise. Made at the first start.
    pub key: PathBuf,
}

impl Log {
    pub(super) fn check(&mut self, folder: &Path) {
        if self.key.as_os_str().is_empty() {
            self.key = folder.join("log.key");
        }
    }
}
