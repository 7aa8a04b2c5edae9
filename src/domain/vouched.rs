//! The rows of a case that the log vouches for, and how their hashes are written into an entry.

use std::collections::BTreeMap;
use std::fmt;

use super::day::Day;

/// Which row of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// The register's row.
    Case,
    /// The header of a compartment and epoch.
    Envelope(i16, i32),
    /// The key of a compartment and epoch, wrapped to this reader.
    Wrap(i16, i32, [u8; 32]),
    /// The record of a compartment at this place.
    Record(i16, i32),
    /// The event at this place.
    Event(i32),
    /// The sealed file of a compartment with this id.
    Blob(i16, [u8; 16]),
}

impl RowKey {
    /// The name of the row in an entry: short, because there are many.
    pub fn short(&self) -> String {
        match self {
            Self::Case => "c".to_owned(),
            Self::Envelope(compartment, epoch) => format!("h{compartment}.{epoch}"),
            Self::Wrap(compartment, epoch, recipient) => {
                format!("w{compartment}.{epoch}.{}", begins(recipient))
            }
            Self::Record(compartment, place) => format!("r{compartment}.{place}"),
            Self::Event(place) => format!("e{place}"),
            Self::Blob(compartment, id) => format!("b{compartment}.{}", begins(id)),
        }
    }
}

/// As much of an id as tells it from the others of a case.
fn begins(id: &[u8]) -> String {
    let first = id.iter().take(8);
    first.fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
}

/// A row as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Which.
    pub key: RowKey,
    /// The day it came in, where the row says it.
    pub day: Option<Day>,
    /// Every column that never changes.
    pub content: Vec<u8>,
}

/// Hashes of rows by the rows' names.
pub type Prints = BTreeMap<String, [u8; 32]>;

/// A name of a row as people read it in a report.
pub struct Named<'a>(pub &'a str);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, place) = self.0.split_at_checked(1).unwrap_or((self.0, ""));
        match kind {
            "c" => f.write_str("cases: the row of the register"),
            "h" => write!(f, "envelopes: compartment and epoch {place}"),
            "w" => write!(f, "wraps: compartment, epoch and recipient {place}"),
            "r" => write!(f, "records: compartment and position {place}"),
            "e" => write!(f, "events: seq {place}"),
            "b" => write!(f, "blobs: compartment and id {place}"),
            "k" => f.write_str("holds: what keeps the case"),
            "t" => f.write_str("tombstones: the row of the case"),
            _ => f.write_str(self.0),
        }
    }
}

/// What is wrong with the rows of a case: the row's name, and what of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowFlaw {
    /// It is not what it was.
    Changed(String),
    /// It is gone.
    Removed(String),
    /// What stood there stands in another place now.
    Moved(String),
    /// It came in without an entry.
    Added(String),
}

/// Holds the rows as they are against what the log says of them. `late` names the rows that need no entry yet.
pub fn compare(entered: &Prints, present: &Prints, late: impl Fn(&str) -> bool) -> Vec<RowFlaw> {
    let mut flaws = Vec::new();
    for (name, hash) in entered {
        match present.get(name) {
            Some(now) if now == hash => {}
            // The same content under another name of the same kind: the two have changed places.
            Some(_) if elsewhere(present, name, hash) => flaws.push(RowFlaw::Moved(name.clone())),
            Some(_) => flaws.push(RowFlaw::Changed(name.clone())),
            None => flaws.push(RowFlaw::Removed(name.clone())),
        }
    }
    let unknown = present
        .keys()
        .filter(|name| !entered.contains_key(*name) && !late(name));
    flaws.extend(unknown.map(|name| RowFlaw::Added(name.clone())));
    flaws
}

fn elsewhere(present: &Prints, name: &str, hash: &[u8; 32]) -> bool {
    let kind = name.chars().next();
    present
        .iter()
        .any(|(other, now)| other != name && now == hash && other.chars().next() == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(rows: &[(&str, u8)]) -> Prints {
        rows.iter()
            .map(|(name, hash)| ((*name).to_owned(), [*hash; 32]))
            .collect()
    }

    #[test]
    fn whatever_is_done_to_a_row_is_told_apart() {
        let entered = prints(&[("c", 1), ("e0", 2), ("r1.0", 3), ("r1.1", 4), ("r1.2", 5)]);
        let never = |_: &str| false;
        assert!(compare(&entered, &entered, never).is_empty());
        let present = prints(&[("c", 9), ("r1.0", 4), ("r1.1", 3), ("r1.2", 5), ("e1", 7)]);
        assert_eq!(
            compare(&entered, &present, never),
            [
                RowFlaw::Changed("c".to_owned()),
                RowFlaw::Removed("e0".to_owned()),
                RowFlaw::Moved("r1.0".to_owned()),
                RowFlaw::Moved("r1.1".to_owned()),
                RowFlaw::Added("e1".to_owned()),
            ]
        );
        let late = compare(&entered, &present, |name| name == "e1");
        assert!(!late.contains(&RowFlaw::Added("e1".to_owned())));
    }

    #[test]
    fn rows_have_different_names() {
        let keys = [
            RowKey::Case,
            RowKey::Envelope(1, 0),
            RowKey::Envelope(1, 1),
            RowKey::Wrap(1, 0, [7; 32]),
            RowKey::Wrap(1, 0, [8; 32]),
            RowKey::Record(1, 11),
            RowKey::Record(11, 1),
            RowKey::Event(0),
            RowKey::Blob(1, [7; 16]),
            RowKey::Blob(2, [7; 16]),
        ];
        let names: std::collections::BTreeSet<String> = keys.iter().map(RowKey::short).collect();
        assert_eq!(names.len(), keys.len());
    }
}
