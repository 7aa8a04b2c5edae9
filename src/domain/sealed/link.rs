//! Links between cases as they are sealed (record kind 5, internal compartment).

use serde::{Deserialize, Serialize};

use super::{Content, ContentError, VERSION, Words, known, read, write};
use crate::domain::ids::CaseId;
use crate::domain::link::{Change, Linking, Side};
use crate::domain::officer_text::Note;

#[derive(Serialize, Deserialize)]
struct LinkWire<'a> {
    v: u64,
    link: Words<'a>,
    side: Words<'a>,
    case: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Words<'a>>,
}

impl Content for Linking {
    fn to_json(&self) -> Vec<u8> {
        write(&LinkWire {
            v: VERSION,
            link: self.change.key().into(),
            side: self.side.key().into(),
            case: self.other.to_string(),
            text: self.words.as_ref().map(|words| words.as_str().into()),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: LinkWire<'_> = read(json)?;
        Ok(Self {
            change: known(Change::from_key(&wire.link))?,
            side: known(Side::from_key(&wire.side))?,
            other: known(CaseId::from_hex(&wire.case))?,
            words: wire.text.and_then(|text| Note::read(&text).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sealed::Finding;

    #[test]
    fn a_link_comes_back_as_it_was_sealed_and_is_nothing_else() {
        for change in Change::ALL {
            for side in Side::ALL {
                let linking = Linking {
                    change: *change,
                    side: *side,
                    other: CaseId([7; 16]),
                    words: Note::read("เหตุการณ์เดียวกัน วันเดียวกัน").ok(),
                };
                let Ok(Finding::Link(found)) = Finding::from_json(&linking.to_json()) else {
                    panic!("taken for something else");
                };
                assert_eq!(found, linking);
            }
        }
    }

    #[test]
    fn a_link_to_nothing_is_refused() {
        for json in [
            r#"{"v":1,"link":"linked","side":"main","case":"zz"}"#,
            r#"{"v":1,"link":"joined","side":"main","case":"07070707070707070707070707070707"}"#,
            r#"{"v":1,"link":"linked","case":"07070707070707070707070707070707"}"#,
        ] {
            assert!(Finding::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }
}
