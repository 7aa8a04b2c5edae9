//! What a reporter sends: as typed ([`Draft`]), and once it has been read and found good ([`Report`]).

use std::fmt;

use super::category::{Category, IdentityMode, Kind};
use super::day::Day;
use super::event_date::{DatePart, DateProblem, EventDate};
use super::ids::{OfficerId, UnitId};
use super::involved::Involved;
use super::narrative::{LongText, Narrative, ShortText, Text, TextProblem};

/// The answers exactly as typed. It has no Debug: it is the most secret value of the service.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Key of an [`IdentityMode`]; empty means anonymous.
    pub identity: String,
    /// Name of the reporter.
    pub name: String,
    /// How to reach the reporter.
    pub contact: String,
    /// Key of a [`Kind`]; empty means complaint.
    pub kind: String,
    /// Key of a [`Category`].
    pub category: String,
    /// What happened.
    pub what: String,
    /// Who did it: a name, a post, a description.
    pub who: String,
    /// Ids of officers marked as involved.
    pub involved_officers: Vec<String>,
    /// Ids of units marked as involved.
    pub involved_units: Vec<String>,
    /// Where it happened.
    pub place: String,
    /// Day of the month, if known.
    pub day: String,
    /// Month, if known.
    pub month: String,
    /// Year of either era, if known.
    pub year: String,
    /// How the reporter knows.
    pub how_known: String,
    /// Who or what could confirm it.
    pub evidence: String,
}

/// A question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// How the reporter wants to be known.
    Identity,
    /// Name of the reporter.
    Name,
    /// How to reach the reporter.
    Contact,
    /// Complaint, tip or opinion.
    Kind,
    /// What it is about.
    Category,
    /// What happened.
    What,
    /// Who did it.
    Who,
    /// Officers marked as involved.
    InvolvedOfficers,
    /// Units marked as involved.
    InvolvedUnits,
    /// Where it happened.
    Place,
    /// Day of the month.
    Day,
    /// Month.
    Month,
    /// Year.
    Year,
    /// How the reporter knows.
    HowKnown,
    /// What could confirm it.
    Evidence,
}

/// A page of the form, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormStep {
    /// How the reporter wants to be known; name and contact.
    Identity,
    /// Kind and category.
    Topic,
    /// What happened.
    What,
    /// Who did it, in words.
    Who,
    /// Who will read it, and who of the agency is involved.
    Involved,
    /// Where and when.
    WhereAndWhen,
    /// How the reporter knows and what could confirm it.
    Evidence,
}

/// Why an answer was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldProblem {
    /// An answer is needed.
    Missing,
    /// Not one of the answers that were offered: an old page, a page of another agency, or a program.
    Unknown,
    /// A text that is too long or unreadable.
    Text(TextProblem),
    /// A date that cannot be understood or cannot be.
    Date(DateProblem),
}

/// Who the reporter is, as far as they said.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// How the reporter wants to be known.
    pub mode: IdentityMode,
    /// Their name; never there when anonymous.
    pub name: Option<ShortText>,
    /// How to reach them; never there when anonymous.
    pub contact: Option<ShortText>,
}

/// What became of the name and contact that were typed; the page that asks to check the answers says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IdentityNote {
    /// As chosen.
    AsChosen,
    /// The reporter chose to be anonymous, so what was typed as name or contact is left out.
    LeftOut,
    /// The reporter chose to give a name and gave neither name nor contact: the report is anonymous.
    NothingGiven,
}

/// A report that can be sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    /// Who the reporter is.
    pub identity: Identity,
    /// What became of the typed name.
    pub identity_note: IdentityNote,
    /// Complaint, tip or opinion.
    pub kind: Kind,
    /// What it is about.
    pub category: Category,
    /// What happened.
    pub narrative: Narrative,
    /// Who did it.
    pub who: Option<LongText>,
    /// Who of the agency is involved.
    pub involved: Involved,
    /// Where it happened.
    pub place: Option<ShortText>,
    /// When it happened.
    pub when: Option<EventDate>,
    /// How the reporter knows.
    pub how_known: Option<LongText>,
    /// What could confirm it.
    pub evidence: Option<LongText>,
}

impl FormStep {
    /// Every page, in order.
    pub const ALL: &'static [Self] = &[
        Self::Identity,
        Self::Topic,
        Self::What,
        Self::Who,
        Self::Involved,
        Self::WhereAndWhen,
        Self::Evidence,
    ];
}

impl Field {
    /// Every question, in the order in which they are asked.
    pub const ALL: &'static [Self] = &[
        Self::Identity,
        Self::Name,
        Self::Contact,
        Self::Kind,
        Self::Category,
        Self::What,
        Self::Who,
        Self::InvolvedOfficers,
        Self::InvolvedUnits,
        Self::Place,
        Self::Day,
        Self::Month,
        Self::Year,
        Self::HowKnown,
        Self::Evidence,
    ];

    /// The page that asks it.
    pub const fn step(self) -> FormStep {
        match self {
            Self::Identity | Self::Name | Self::Contact => FormStep::Identity,
            Self::Kind | Self::Category => FormStep::Topic,
            Self::What => FormStep::What,
            Self::Who => FormStep::Who,
            Self::InvolvedOfficers | Self::InvolvedUnits => FormStep::Involved,
            Self::Place | Self::Day | Self::Month | Self::Year => FormStep::WhereAndWhen,
            Self::HowKnown | Self::Evidence => FormStep::Evidence,
        }
    }

    /// The name of the form field, the same as the field of [`Draft`].
    pub const fn key(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Name => "name",
            Self::Contact => "contact",
            Self::Kind => "kind",
            Self::Category => "category",
            Self::What => "what",
            Self::Who => "who",
            Self::InvolvedOfficers => "involved_officers",
            Self::InvolvedUnits => "involved_units",
            Self::Place => "place",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::HowKnown => "how_known",
            Self::Evidence => "evidence",
        }
    }
}

impl Draft {
    /// Reads all answers. Only the category and what happened are needed.
    ///
    /// `today` bounds the date of the event; `officers` and `units` are those of the agency that the page
    /// offered to mark as involved, so that a form of another agency is noticed and not sealed wrongly.
    ///
    /// # Errors
    /// Every problem of every field at once, in the order of the form.
    pub fn read(
        &self,
        today: Day,
        officers: &[OfficerId],
        units: &[UnitId],
    ) -> Result<Report, Vec<(Field, FieldProblem)>> {
        let mut problems = Problems(Vec::new());
        let identity = self.identity(&mut problems);
        let kind = problems.key(Field::Kind, &self.kind, Some(Kind::Complaint), Kind::from_key);
        let category = problems.key(Field::Category, &self.category, None, Category::from_key);
        let narrative = problems.text(Field::What, Narrative::required(&self.what));
        let who = problems.text(Field::Who, Text::optional(&self.who));
        let involved_officers = problems.ids(
            Field::InvolvedOfficers,
            &self.involved_officers,
            OfficerId::from_hex,
            officers,
        );
        let involved_units = problems.ids(
            Field::InvolvedUnits,
            &self.involved_units,
            UnitId::from_hex,
            units,
        );
        let place = problems.text(Field::Place, Text::optional_line(&self.place));
        let when = problems.date(EventDate::read(&self.day, &self.month, &self.year, today));
        let how_known = problems.text(Field::HowKnown, Text::optional(&self.how_known));
        let evidence = problems.text(Field::Evidence, Text::optional(&self.evidence));
        let involved = Involved::new(involved_officers, involved_units);

        let read = (|| {
            let (identity, identity_note) = identity?;
            Some(Report {
                identity,
                identity_note,
                kind: kind?,
                category: category?,
                narrative: narrative?,
                who: who?,
                involved,
                place: place?,
                when: when?,
                how_known: how_known?,
                evidence: evidence?,
            })
        })();
        match read {
            Some(report) if problems.0.is_empty() => Ok(report),
            _ => Err(problems.0),
        }
    }

    fn identity(&self, problems: &mut Problems) -> Option<(Identity, IdentityNote)> {
        let anonymous = Some(IdentityMode::Anonymous);
        let mode = problems.key(Field::Identity, &self.identity, anonymous, IdentityMode::from_key)?;
        let nobody = Identity {
            mode: IdentityMode::Anonymous,
            name: None,
            contact: None,
        };
        if mode == IdentityMode::Anonymous {
            let typed = [&self.name, &self.contact]
                .iter()
                .any(|text| !super::thai::text::is_blank(text));
            let note = if typed {
                IdentityNote::LeftOut
            } else {
                IdentityNote::AsChosen
            };
            return Some((nobody, note));
        }
        let name = problems.text(Field::Name, Text::optional_line(&self.name));
        let contact = problems.text(Field::Contact, Text::optional_line(&self.contact));
        let (name, contact) = (name?, contact?);
        if name.is_none() && contact.is_none() {
            return Some((nobody, IdentityNote::NothingGiven));
        }
        Some((Identity { mode, name, contact }, IdentityNote::AsChosen))
    }
}

/// Problems found so far. Its functions give nothing exactly when they have noted a problem.
struct Problems(Vec<(Field, FieldProblem)>);

impl Problems {
    fn key<T>(
        &mut self,
        field: Field,
        raw: &str,
        default: Option<T>,
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        if raw.is_empty() {
            return default.or_else(|| self.note(field, FieldProblem::Missing));
        }
        read(raw).or_else(|| self.note(field, FieldProblem::Unknown))
    }

    fn text<T>(&mut self, field: Field, read: Result<T, TextProblem>) -> Option<T> {
        match read {
            Ok(text) => Some(text),
            Err(TextProblem::Empty) => self.note(field, FieldProblem::Missing),
            Err(problem) => self.note(field, FieldProblem::Text(problem)),
        }
    }

    fn date<T>(&mut self, read: Result<T, DateProblem>) -> Option<T> {
        read.map_err(|problem| {
            let field = match problem.part() {
                DatePart::Day => Field::Day,
                DatePart::Month => Field::Month,
                DatePart::Year => Field::Year,
            };
            self.note::<T>(field, FieldProblem::Date(problem))
        })
        .ok()
    }

    /// The ids that are known; one note for all that are not.
    fn ids<T: PartialEq>(
        &mut self,
        field: Field,
        raw: &[String],
        read: fn(&str) -> Option<T>,
        known: &[T],
    ) -> Vec<T> {
        let found: Vec<T> = raw
            .iter()
            .filter_map(|text| read(text).filter(|id| known.contains(id)))
            .collect();
        if found.len() < raw.len() {
            self.note::<T>(field, FieldProblem::Unknown);
        }
        found
    }

    fn note<T>(&mut self, field: Field, problem: FieldProblem) -> Option<T> {
        self.0.push((field, problem));
        None
    }
}

impl fmt::Debug for Report {
    /// Says nothing of the report.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report(…)")
    }
}

#[cfg(test)]
mod tests;
