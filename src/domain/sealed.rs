//! What is written into sealed records: small JSON objects with a version (envelope, "Content").
//!
//! Unknown fields are ignored, so that an older program reads what a newer one wrote; an unknown version is
//! refused, because then the meaning itself has changed. What comes out of a record was not necessarily
//! written by this program, so texts are repaired and ids checked again; limits are not applied again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::arrival::RegisteredMatter;
use super::case::{Outcome, Reason};
use super::category::{Category, IdentityMode, Kind};
use super::event_date::EventDate;
use super::ids::{OfficerId, UnitId};
use super::involved::Involved;
use super::narrative::{LongText, Narrative, ShortText, Text};
use super::report::{Identity, Report};

/// The version written.
const VERSION: u64 = 1;

/// Why the content of a record cannot be read. It never contains the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// No JSON object of this shape, or a value that cannot be.
    Unreadable,
    /// Written by a newer program, in a version that this one does not know.
    Version(u64),
}

/// A report as its readers see it (record kind 1, channel compartment). The name and contact of the reporter
/// are in it only if they chose to be named.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedReport {
    /// What happened.
    pub narrative: Narrative,
    /// Who did it.
    pub who: Option<LongText>,
    /// Where it happened.
    pub place: Option<ShortText>,
    /// When it happened.
    pub when: Option<EventDate>,
    /// How the reporter knows.
    pub how_known: Option<LongText>,
    /// What could confirm it.
    pub evidence: Option<LongText>,
    /// What it is about.
    pub category: Category,
    /// Complaint, tip or opinion.
    pub kind: Kind,
    /// How the reporter wants to be known.
    pub identity: IdentityMode,
    /// Name, of a named reporter only.
    pub name: Option<ShortText>,
    /// Contact, of a named reporter only.
    pub contact: Option<ShortText>,
    /// What an officer noted who registered it; nothing for a report of this website.
    pub registered: Option<RegisteredMatter>,
}

/// The conflict list (record kind 9, channel compartment). Every report has one, also if it is empty.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedConflict(pub Involved);

/// Who the reporter is (record kind 8, identity compartment). Every case has one; that of an anonymous
/// reporter is empty, so that nobody sees from outside which cases carry a name.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedIdentity(pub Identity);

/// Words from the reporter (record kind 2) or to the reporter (kind 3).
#[derive(Clone, PartialEq, Eq)]
pub struct SealedMessage(pub Narrative);

/// An internal note (record kind 4, internal compartment).
#[derive(Clone, PartialEq, Eq)]
pub struct SealedNote(pub Narrative);

/// A decision (record kind 5). Two of them are written when a case ends: one with the words, in the channel
/// compartment, and one with the lesson, in the internal compartment, which the reporter's code cannot open.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedDecision {
    /// How the case ended.
    pub outcome: Outcome,
    /// Why.
    pub reason: Reason,
    /// The words to the reporter.
    pub words: Option<Narrative>,
    /// What the agency learns from it (R54).
    pub lesson: Option<Narrative>,
    /// The unit that the lesson is about.
    pub unit: Option<UnitId>,
}

/// A value that is written into a record.
pub trait Content: Sized {
    /// The UTF-8 JSON object.
    fn to_json(&self) -> Vec<u8>;

    /// Reads the object.
    ///
    /// # Errors
    /// [`ContentError`]; the content is never part of it.
    fn from_json(json: &[u8]) -> Result<Self, ContentError>;
}

impl SealedReport {
    /// The part of a report that its readers see.
    pub fn of(report: &Report) -> Self {
        let named = report.identity.mode == IdentityMode::Named;
        let shown = |text: &Option<ShortText>| text.clone().filter(|_| named);
        Self {
            narrative: report.narrative.clone(),
            who: report.who.clone(),
            place: report.place.clone(),
            when: report.when,
            how_known: report.how_known.clone(),
            evidence: report.evidence.clone(),
            category: report.category,
            kind: report.kind,
            identity: report.identity.mode,
            name: shown(&report.identity.name),
            contact: shown(&report.identity.contact),
            registered: None,
        }
    }
}

type Words<'a> = Cow<'a, str>;

#[derive(Deserialize)]
struct VersionWire {
    v: u64,
}

#[derive(Serialize, Deserialize)]
struct ReportWire<'a> {
    v: u64,
    narrative: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "where")]
    place: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<DateWire>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    how_known: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    evidence: Option<Words<'a>>,
    category: Words<'a>,
    kind: Words<'a>,
    identity: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registered: Option<RegisteredWire<'a>>,
}

/// Years of the common era.
#[derive(Serialize, Deserialize)]
struct DateWire {
    year: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month: Option<i8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<i8>,
}

#[derive(Serialize, Deserialize)]
struct ConflictWire {
    v: u64,
    officers: Vec<String>,
    units: Vec<String>,
    /// Not there in lists that name no unit, and in those that were written before it was kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct IdentityWire<'a> {
    v: u64,
    mode: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<Words<'a>>,
}

#[derive(Serialize, Deserialize)]
struct TextWire<'a> {
    v: u64,
    text: Words<'a>,
}

#[derive(Serialize, Deserialize)]
struct DecisionWire<'a> {
    v: u64,
    outcome: Words<'a>,
    reason: Words<'a>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<Words<'a>>,
}

impl Content for SealedReport {
    fn to_json(&self) -> Vec<u8> {
        write(&ReportWire {
            v: VERSION,
            narrative: Cow::Borrowed(self.narrative.as_str()),
            who: lent(self.who.as_ref()),
            place: lent(self.place.as_ref()),
            when: self.when.map(|date| DateWire {
                year: date.year(),
                month: date.month(),
                day: date.day(),
            }),
            how_known: lent(self.how_known.as_ref()),
            evidence: lent(self.evidence.as_ref()),
            category: Cow::Borrowed(self.category.key()),
            kind: Cow::Borrowed(self.kind.key()),
            identity: Cow::Borrowed(self.identity.key()),
            name: lent(self.name.as_ref()),
            contact: lent(self.contact.as_ref()),
            registered: self.registered.as_ref().map(RegisteredWire::of),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: ReportWire<'_> = read(json)?;
        let when = wire
            .when
            .map(|date| known(EventDate::of(date.year, date.month, date.day)))
            .transpose()?;
        Ok(Self {
            narrative: known(Text::restored(&wire.narrative))?,
            who: restored(wire.who),
            place: restored(wire.place),
            when,
            how_known: restored(wire.how_known),
            evidence: restored(wire.evidence),
            category: known(Category::from_key(&wire.category))?,
            kind: known(Kind::from_key(&wire.kind))?,
            identity: known(IdentityMode::from_key(&wire.identity))?,
            name: restored(wire.name),
            contact: restored(wire.contact),
            registered: wire.registered.map(RegisteredWire::read).transpose()?,
        })
    }
}

impl Content for SealedConflict {
    fn to_json(&self) -> Vec<u8> {
        write(&ConflictWire {
            v: VERSION,
            officers: self.0.officers().iter().map(ToString::to_string).collect(),
            units: self.0.units().iter().map(ToString::to_string).collect(),
            members: self.0.members().iter().map(ToString::to_string).collect(),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: ConflictWire = read(json)?;
        // An id that cannot be read may name the accused: the whole list is refused then.
        let read = |ids: &[String]| -> Result<Vec<OfficerId>, ContentError> {
            ids.iter().map(|id| known(OfficerId::from_hex(id))).collect()
        };
        let units = wire.units.iter().map(|id| known(UnitId::from_hex(id)));
        let units = units.collect::<Result<_, _>>()?;
        let marked = Involved::new(read(&wire.officers)?, units);
        Ok(Self(marked.with_members(read(&wire.members)?)))
    }
}

impl Content for SealedIdentity {
    fn to_json(&self) -> Vec<u8> {
        write(&IdentityWire {
            v: VERSION,
            mode: Cow::Borrowed(self.0.mode.key()),
            name: lent(self.0.name.as_ref()),
            contact: lent(self.0.contact.as_ref()),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: IdentityWire<'_> = read(json)?;
        Ok(Self(Identity {
            mode: known(IdentityMode::from_key(&wire.mode))?,
            name: restored(wire.name),
            contact: restored(wire.contact),
        }))
    }
}

impl Content for SealedMessage {
    fn to_json(&self) -> Vec<u8> {
        write_text(&self.0)
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        read_text(json).map(Self)
    }
}

impl Content for SealedNote {
    fn to_json(&self) -> Vec<u8> {
        write_text(&self.0)
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        read_text(json).map(Self)
    }
}

impl Content for SealedDecision {
    fn to_json(&self) -> Vec<u8> {
        write(&DecisionWire {
            v: VERSION,
            outcome: Cow::Borrowed(self.outcome.key()),
            reason: Cow::Borrowed(self.reason.key()),
            words: lent(self.words.as_ref()),
            lesson: lent(self.lesson.as_ref()),
            unit: self.unit.map(|unit| Cow::Owned(unit.to_string())),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: DecisionWire<'_> = read(json)?;
        Ok(Self {
            outcome: known(Outcome::from_key(&wire.outcome))?,
            reason: known(Reason::from_key(&wire.reason))?,
            words: restored(wire.words),
            lesson: restored(wire.lesson),
            unit: wire.unit.map(|unit| known(UnitId::from_hex(&unit))).transpose()?,
        })
    }
}

fn write_text(text: &Narrative) -> Vec<u8> {
    write(&TextWire {
        v: VERSION,
        text: Cow::Borrowed(text.as_str()),
    })
}

fn read_text(json: &[u8]) -> Result<Narrative, ContentError> {
    let wire: TextWire<'_> = read(json)?;
    known(Text::restored(&wire.text))
}

/// Writing strings and numbers into memory cannot fail; an empty record would be refused when it is read.
fn write(wire: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(wire).unwrap_or_default()
}

fn read<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, ContentError> {
    // Without this an array of the values in the right order would pass for the object.
    if json.trim_ascii_start().first() != Some(&b'{') {
        return Err(ContentError::Unreadable);
    }
    let version: VersionWire = serde_json::from_slice(json).map_err(|_| ContentError::Unreadable)?;
    if version.v != VERSION {
        return Err(ContentError::Version(version.v));
    }
    serde_json::from_slice(json).map_err(|_| ContentError::Unreadable)
}

fn lent<const MAX: usize>(text: Option<&Text<MAX>>) -> Option<Words<'_>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn restored<const MAX: usize>(text: Option<Words<'_>>) -> Option<Text<MAX>> {
    text.and_then(|text| Text::restored(&text))
}

fn known<T>(value: Option<T>) -> Result<T, ContentError> {
    value.ok_or(ContentError::Unreadable)
}

mod approval;
mod attachment;
mod link;
mod measure;
mod reader_change;
mod registered;

pub use approval::SealedApproval;
pub use measure::Finding;
use registered::RegisteredWire;

#[cfg(test)]
mod tests;
