//! Measures as they are sealed (record kind 5, internal compartment), beside the decision that ends a case, the changes
//! of its readers and of its links.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Content, ContentError, DateWire, SealedDecision, VERSION, Words, known, lent, read, restored, write,
};
use crate::domain::day::Day;
use crate::domain::ids::RecordId;
use crate::domain::link::Linking;
use crate::domain::measure::{
    Body, Examiner, Gravity, LegalStep, Measure, MeasureKind, Paper, ProgressKind, Sanction,
};
use crate::domain::narrative::Text;
use crate::domain::reader_change::ReaderChange;

/// What a record of a finding can be.
pub enum Finding {
    /// The decision that ended the case.
    Decision(SealedDecision),
    /// A measure.
    Measure(Measure),
    /// A change of who reads the case.
    Readers(ReaderChange),
    /// A change of a link to another case.
    Link(Linking),
}

impl Finding {
    /// Reads whichever it is.
    ///
    /// # Errors
    /// [`ContentError`] when it is none of them.
    pub fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        SealedDecision::from_json(json)
            .map(Self::Decision)
            .or_else(|_| Measure::from_json(json).map(Self::Measure))
            .or_else(|_| ReaderChange::from_json(json).map(Self::Readers))
            .or_else(|_| Linking::from_json(json).map(Self::Link))
    }
}

/// One shape for all of them: a field that a measure does not have is left out.
#[derive(Serialize, Deserialize, Default)]
struct MeasureWire<'a> {
    v: u64,
    measure: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dated: Option<DateWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gravity: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sanction: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    done: Option<DateWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    what: Option<Words<'a>>,
}

impl Content for Measure {
    fn to_json(&self) -> Vec<u8> {
        let key = |key: &'static str| Some(Cow::Borrowed(key));
        let paper = self.paper();
        let mut wire = MeasureWire {
            v: VERSION,
            measure: Cow::Borrowed(self.kind().key()),
            number: lent(paper.map(|paper| &paper.number)),
            dated: paper.map(|paper| date(paper.dated)),
            done: self.done().map(date),
            ..MeasureWire::default()
        };
        match self {
            Self::Facts { by, names, .. } => {
                wire.by = key(by.key());
                wire.text = lent(names.as_ref());
            }
            Self::Discipline {
                gravity, sanction, ..
            } => {
                wire.gravity = key(gravity.key());
                wire.sanction = key(sanction.key());
            }
            Self::Legal { step, detail, .. } => {
                wire.step = key(step.key());
                wire.text = lent(detail.as_ref());
            }
            Self::Referral { body, name, sent, .. } => {
                wire.body = key(body.key());
                wire.name = lent(name.as_ref());
                wire.text = lent(Some(sent));
            }
            Self::Prevention { what, .. } => wire.text = lent(Some(what)),
            Self::Progress { of, what, on, detail } => {
                wire.of = Some(of.to_string());
                wire.what = key(what.key());
                wire.dated = Some(date(*on));
                wire.text = lent(detail.as_ref());
            }
        }
        write(&wire)
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: MeasureWire<'_> = read(json)?;
        let paper = |number, dated| {
            Ok::<_, ContentError>(Paper {
                number: known(restored(number))?,
                dated: known(dated)?,
            })
        };
        let dated = wire.dated.as_ref().map(day).transpose()?;
        let done = wire.done.as_ref().map(day).transpose()?;
        Ok(match known(MeasureKind::from_key(&wire.measure))? {
            MeasureKind::Facts => Self::Facts {
                order: paper(wire.number, dated)?,
                by: coded(wire.by, Examiner::from_key)?,
                names: restored(wire.text),
            },
            MeasureKind::Discipline => Self::Discipline {
                order: paper(wire.number, dated)?,
                gravity: coded(wire.gravity, Gravity::from_key)?,
                sanction: coded(wire.sanction, Sanction::from_key)?,
                done,
            },
            MeasureKind::Legal => Self::Legal {
                step: coded(wire.step, LegalStep::from_key)?,
                paper: paper(wire.number, dated)?,
                detail: restored(wire.text),
            },
            MeasureKind::Referral => Self::Referral {
                body: coded(wire.body, Body::from_key)?,
                name: restored(wire.name),
                letter: paper(wire.number, dated)?,
                sent: known(wire.text.and_then(|text| Text::restored(&text)))?,
            },
            MeasureKind::Prevention => Self::Prevention {
                what: known(wire.text.and_then(|text| Text::restored(&text)))?,
                done,
            },
            MeasureKind::Progress => Self::Progress {
                of: known(wire.of.and_then(|id| RecordId::from_hex(&id)))?,
                what: coded(wire.what, ProgressKind::from_key)?,
                on: known(dated)?,
                detail: restored(wire.text),
            },
        })
    }
}

fn coded<T>(key: Option<Words<'_>>, read: fn(&str) -> Option<T>) -> Result<T, ContentError> {
    known(key.and_then(|key| read(&key)))
}

pub(super) fn date(day: Day) -> DateWire {
    let date = day.date();
    DateWire {
        year: date.year(),
        month: Some(date.month()),
        day: Some(date.day()),
    }
}

pub(super) fn day(date: &DateWire) -> Result<Day, ContentError> {
    let (month, day) = (known(date.month)?, known(date.day)?);
    known(Day::from_ymd(date.year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::{Outcome, Reason};
    use crate::domain::narrative::{LongText, ShortText};

    fn paper() -> Paper {
        Paper {
            number: ShortText::required("อจ ๗๑๙๐๑/๑๒").unwrap(),
            dated: Day::from_ymd(2028, 2, 29).unwrap(),
        }
    }

    fn words() -> LongText {
        LongText::required("สำเนา \"ใบเสร็จ\"\nสองแผ่น").unwrap()
    }

    fn every_one() -> Vec<Measure> {
        let day = Day::from_ymd(2028, 3, 1);
        let mut all = vec![
            Measure::Prevention {
                what: words(),
                done: day,
            },
            Measure::Prevention {
                what: words(),
                done: None,
            },
        ];
        for by in Examiner::ALL {
            all.push(Measure::Facts {
                order: paper(),
                by: *by,
                names: Some(words()),
            });
        }
        for sanction in Sanction::ALL {
            for gravity in Gravity::ALL {
                all.push(Measure::Discipline {
                    order: paper(),
                    gravity: *gravity,
                    sanction: *sanction,
                    done: day,
                });
            }
        }
        for step in LegalStep::ALL {
            all.push(Measure::Legal {
                step: *step,
                paper: paper(),
                detail: None,
            });
        }
        for body in Body::ALL {
            all.push(Measure::Referral {
                body: *body,
                name: ShortText::optional_line("สภ.เมืองทดสอบ").unwrap(),
                letter: paper(),
                sent: words(),
            });
        }
        for what in ProgressKind::ALL {
            all.push(Measure::Progress {
                of: RecordId([7; 16]),
                what: *what,
                on: day.unwrap(),
                detail: Some(words()),
            });
        }
        all
    }

    #[test]
    fn every_measure_is_read_back_as_it_was_sealed_and_is_no_decision() {
        for measure in every_one() {
            let json = measure.to_json();
            let Ok(Finding::Measure(back)) = Finding::from_json(&json) else {
                panic!("{measure:?}");
            };
            assert_eq!(back, measure);
        }
    }

    #[test]
    fn a_decision_is_no_measure() {
        let decision = SealedDecision {
            outcome: Outcome::Substantiated,
            reason: Reason::Examined,
            words: None,
            lesson: None,
            unit: None,
        };
        assert!(matches!(
            Finding::from_json(&decision.to_json()),
            Ok(Finding::Decision(_))
        ));
        assert!(Measure::from_json(&decision.to_json()).is_err());
    }

    #[test]
    fn what_lacks_a_part_or_has_an_unknown_one_is_refused() {
        for json in [
            r#"{"v":1,"measure":"facts"}"#,
            r#"{"v":1,"measure":"facts","number":"1","dated":{"year":2026,"month":2,"day":30},"by":"officer"}"#,
            r#"{"v":1,"measure":"facts","number":"1","dated":{"year":2026,"month":2,"day":3},"by":"nobody"}"#,
            r#"{"v":1,"measure":"feast"}"#,
            r#"{"v":1,"measure":"progress","of":"zz","what":"done","dated":{"year":2026,"month":2,"day":3}}"#,
            r#"{"v":2,"measure":"prevention","text":"x"}"#,
        ] {
            assert!(Finding::from_json(json.as_bytes()).is_err(), "{json}");
        }
    }
}
