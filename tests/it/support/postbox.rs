//! The mails that officers received.

use super::app::TestApp;

/// One mail, as it was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail(pub Vec<u8>);

impl Mail {
    /// The value of a line of its head.
    pub fn head(&self, name: &str) -> String {
        let text = String::from_utf8_lossy(&self.0).into_owned();
        let head = text
            .split("\r\n\r\n")
            .next()
            .unwrap_or_default()
            .replace("\r\n ", " ");
        let prefix = format!("{name}: ");
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix(&prefix).map(str::to_owned));
        line.unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    /// Its length in bytes.
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

/// Takes every mail out of the box.
pub fn collect(test: &TestApp) -> Vec<Mail> {
    std::mem::take(&mut *test.mails.lock().unwrap())
        .into_iter()
        .map(Mail)
        .collect()
}
