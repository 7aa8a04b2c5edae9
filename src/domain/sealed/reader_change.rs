//! Changes of readers as they are sealed (record kind 5, internal compartment).

use serde::{Deserialize, Serialize};

use super::measure::{date, day};
use super::{Content, ContentError, DateWire, VERSION, Words, known, read, write};
use crate::domain::ids::OfficerId;
use crate::domain::officer_text::Note;
use crate::domain::reader_change::{ChangeKind, Exposure, ReaderChange};

#[derive(Serialize, Deserialize)]
struct ChangeWire<'a> {
    v: u64,
    readers: Words<'a>,
    left: Vec<LeftWire>,
    joined: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    responsible: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Words<'a>>,
}

#[derive(Serialize, Deserialize)]
struct LeftWire {
    officer: String,
    since: DateWire,
}

impl Content for ReaderChange {
    fn to_json(&self) -> Vec<u8> {
        write(&ChangeWire {
            v: VERSION,
            readers: self.what.key().into(),
            left: self
                .left
                .iter()
                .map(|left| LeftWire {
                    officer: left.officer.to_string(),
                    since: date(left.since),
                })
                .collect(),
            joined: self.joined.iter().map(ToString::to_string).collect(),
            responsible: self.responsible.as_ref().map(ToString::to_string),
            text: self.words.as_ref().map(|words| words.as_str().into()),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: ChangeWire<'_> = read(json)?;
        let officer = |hex: &String| known(OfficerId::from_hex(hex));
        let left = wire.left.iter().map(|left| {
            Ok(Exposure {
                officer: officer(&left.officer)?,
                since: day(&left.since)?,
            })
        });
        Ok(Self {
            what: known(ChangeKind::from_key(&wire.readers))?,
            left: left.collect::<Result<_, ContentError>>()?,
            joined: wire.joined.iter().map(officer).collect::<Result<_, _>>()?,
            responsible: wire.responsible.as_ref().map(officer).transpose()?,
            words: wire.text.and_then(|text| Note::read(&text).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::Day;
    use crate::domain::sealed::Finding;

    #[test]
    fn a_change_comes_back_as_it_was_sealed_and_is_nothing_else() {
        for what in ChangeKind::ALL {
            let change = ReaderChange {
                what: *what,
                left: vec![Exposure {
                    officer: OfficerId([1; 16]),
                    since: Day::from_ymd(2026, 1, 15).unwrap(),
                }],
                joined: vec![OfficerId([2; 16]), OfficerId([3; 16])],
                responsible: Some(OfficerId([2; 16])),
                words: Note::read("เป็นญาติกัน").ok(),
            };
            let json = change.to_json();
            assert_eq!(ReaderChange::from_json(&json), Ok(change.clone()));
            let Ok(Finding::Readers(found)) = Finding::from_json(&json) else {
                panic!("taken for something else");
            };
            assert_eq!(found, change);
        }
    }

    #[test]
    fn an_officer_who_cannot_be_read_makes_the_whole_change_unreadable() {
        let json = br#"{"v":1,"readers":"recused","left":[],"joined":["xx"]}"#;
        assert!(ReaderChange::from_json(json).is_err());
    }
}
