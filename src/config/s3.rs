//! An S3-compatible store for sealed files.

use serde::Deserialize;

use super::Secret;

/// The `[files.s3]` section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3 {
    /// The bucket; empty for none, then files lie in the folder.
    pub bucket: String,
    /// Where the store is reached; http only on this machine.
    pub endpoint: String,
    /// The region, as the store names it.
    pub region: String,
    /// A folder in the bucket; empty for none.
    pub folder: String,
    /// Who asks.
    pub access_key: String,
    /// The secret that belongs to it.
    pub secret_key: Secret,
}

impl Default for S3 {
    fn default() -> Self {
        Self {
            bucket: String::new(),
            endpoint: String::new(),
            region: "us-east-1".to_owned(),
            folder: String::new(),
            access_key: String::new(),
            secret_key: Secret::new(String::new()),
        }
    }
}

impl S3 {
    /// Whether files lie there.
    pub fn is_set(&self) -> bool {
        !self.bucket.is_empty()
    }

    pub(super) fn check(&self, problems: &mut Vec<String>) {
        if !self.is_set() {
            return;
        }
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let here = local.iter().any(|start| {
            let rest = self.endpoint.strip_prefix(start);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
        if !self.endpoint.starts_with("https://") && !here {
            problems.push("files.s3.endpoint: an address with https, or http on this machine".to_owned());
        }
        if self.access_key.is_empty() || self.secret_key.expose().is_empty() {
            problems.push("files.s3: access_key and secret_key are missing".to_owned());
        }
    }
}
