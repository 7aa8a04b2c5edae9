//! Where sealed cases lie.

use std::path::Path;

use serde::Deserialize;

use super::Secret;

/// The `[store]` section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Store {
    /// `sqlite:` and a path, or `postgres://…`. Empty means `sujarit.db` in the folder.
    pub url: Secret,
    /// Connections that read.
    pub readers: usize,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            url: Secret::new(String::new()),
            readers: 4,
        }
    }
}

impl Store {
    pub(super) fn check(&mut self, folder: &Path, problems: &mut Vec<String>) {
        if self.url.expose().is_empty() {
            self.url = Secret::new(format!("sqlite:{}", folder.join("sujarit.db").display()));
        }
        let url = self.url.expose();
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            problems.push("store.url: write sqlite:PATH or postgres://USER@HOST/DATABASE".to_owned());
        }
        if !(1..=64).contains(&self.readers) {
            problems.push("store.readers: from 1 to 64".to_owned());
        }
    }
}
