//! What an officer noted who registered a matter, as it is sealed with the report.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::measure::{date, day};
use super::{ContentError, DateWire, Words, known, lent, restored};
use crate::domain::arrival::{Passed, RegisteredMatter, Sender};
use crate::domain::measure::Paper;

#[derive(Serialize, Deserialize)]
pub(super) struct RegisteredWire<'a> {
    handed_over: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passed: Option<PassedWire<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PassedWire<'a> {
    sender: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Words<'a>>,
    number: Words<'a>,
    dated: DateWire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<DateWire>,
}

impl<'a> RegisteredWire<'a> {
    pub(super) fn of(matter: &'a RegisteredMatter) -> Self {
        Self {
            handed_over: matter.handed_over,
            passed: matter.passed.as_ref().map(|passed| PassedWire {
                sender: Cow::Borrowed(passed.sender.key()),
                name: lent(passed.name.as_ref()),
                number: Cow::Borrowed(passed.paper.number.as_str()),
                dated: date(passed.paper.dated),
                due: passed.due_on.map(date),
            }),
        }
    }

    pub(super) fn read(self) -> Result<RegisteredMatter, ContentError> {
        let passed = self.passed.map(|wire| {
            Ok(Passed {
                sender: known(Sender::from_key(&wire.sender))?,
                name: restored(wire.name),
                paper: Paper {
                    number: known(restored(Some(wire.number)))?,
                    dated: day(&wire.dated)?,
                },
                due_on: wire.due.as_ref().map(day).transpose()?,
            })
        });
        Ok(RegisteredMatter {
            handed_over: self.handed_over,
            passed: passed.transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::day::Day;
    use crate::domain::narrative::{ShortText, Text};
    use crate::domain::sealed::{Content, SealedReport};

    use super::*;

    fn report(registered: Option<RegisteredMatter>) -> SealedReport {
        let plain = br#"{"v":1,"narrative":"x","category":"proc","kind":"tip","identity":"anonymous"}"#;
        let mut report = SealedReport::from_json(plain).ok().unwrap();
        assert!(report.registered.is_none());
        report.narrative = Text::restored("เรื่องที่รับทางจดหมาย").unwrap();
        report.registered = registered;
        report
    }

    #[test]
    fn what_was_noted_is_read_back_as_it_was_sealed() {
        let passed = |sender, name: Option<&str>, due_on| Passed {
            sender,
            name: name.and_then(|name| ShortText::optional_line(name).unwrap()),
            paper: Paper {
                number: ShortText::required("มท ๐๘๐๕/ว ๑๒").unwrap(),
                dated: Day::from_ymd(2028, 2, 29).unwrap(),
            },
            due_on,
        };
        let mut all = vec![None];
        for sender in Sender::ALL {
            for (name, due) in [(None, None), (Some("สภ.เมือง"), Day::from_ymd(2028, 3, 30))] {
                all.push(Some(passed(*sender, name, due)));
            }
        }
        for passed in all {
            for handed_over in [true, false] {
                let matter = RegisteredMatter {
                    handed_over,
                    passed: passed.clone(),
                };
                let sealed = report(Some(matter));
                let back = SealedReport::from_json(&sealed.to_json()).ok().unwrap();
                assert!(back == sealed);
            }
        }
    }

    #[test]
    fn an_unknown_sender_and_a_day_that_is_none_are_refused() {
        for registered in [
            r#"{"handed_over":true,"passed":{"sender":"me","number":"1","dated":{"year":2026,"month":2,"day":3}}}"#,
            r#"{"handed_over":true,"passed":{"sender":"nacc","number":"1","dated":{"year":2026,"month":2,"day":30}}}"#,
            r#"{"passed":null}"#,
        ] {
            let json = format!(
                r#"{{"v":1,"narrative":"x","category":"proc","kind":"tip","identity":"anonymous","registered":{registered}}}"#
            );
            assert!(SealedReport::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }
}
