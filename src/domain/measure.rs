//! What an office does about a case besides writing to its reporter: orders, letters, sanctions, and what is
//! changed so that it does not happen again (R21–R23, R54; conventions §3.13).
//!
//! A measure never changes where a case stands and never answers the reporter. It is kept sealed among the
//! officers' own records, and the register in clear says only that something was recorded.

use super::case::State;
use super::day::Day;
use super::ids::RecordId;
use super::narrative::{LongText, ShortText, Text};

mod codes;

pub use codes::{Body, Examiner, Gravity, LegalStep, MeasureKind, ProgressKind, Sanction};

/// An order or a letter: the number that the registry of the office gave it, and its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// The number.
    pub number: ShortText,
    /// The date on it.
    pub dated: Day,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Somebody is ordered to find the facts.
    Facts {
        /// The order.
        order: Paper,
        /// Who.
        by: Examiner,
        /// Their names, if they are to be kept here.
        names: Option<LongText>,
    },
    /// A disciplinary order.
    Discipline {
        /// The order.
        order: Paper,
        /// How grave.
        gravity: Gravity,
        /// What follows.
        sanction: Sanction,
        /// The day it was carried out.
        done: Option<Day>,
    },
    /// A criminal complaint, or the office asks for its damage.
    Legal {
        /// Which.
        step: LegalStep,
        /// The letter or order.
        paper: Paper,
        /// To whom, how much.
        detail: Option<LongText>,
    },
    /// The matter is sent to another body by letter.
    Referral {
        /// To whom.
        body: Body,
        /// Its name, where the list does not say it.
        name: Option<ShortText>,
        /// The letter.
        letter: Paper,
        /// What was sent along.
        sent: LongText,
    },
    /// Something is changed so that it does not happen again.
    Prevention {
        /// What.
        what: LongText,
        /// The day it was done.
        done: Option<Day>,
    },
    /// What came of an earlier measure.
    Progress {
        /// Which measure.
        of: RecordId,
        /// What.
        what: ProgressKind,
        /// The day.
        on: Day,
        /// In words.
        detail: Option<LongText>,
    },
}

/// A field of the form of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The date of the order or letter, or the day of the progress.
    Dated,
    /// The sanction.
    Sanction,
    /// The day it was carried out.
    Done,
    /// The name of the body.
    Name,
    /// Which measure the progress is of.
    Of,
    /// What the progress is.
    What,
    /// The words.
    Text,
}

/// Why a measure cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureProblem {
    /// The date is before the case was received.
    BeforeReceipt,
    /// The date is after today.
    InFuture,
    /// The date is before that of the order or letter.
    BeforePaper,
    /// The law knows this sanction for misconduct of the other gravity only.
    OtherGravity,
    /// Nothing was ordered that could be carried out.
    NothingToDo,
    /// "Another body" needs a name.
    Nameless,
    /// There is no such measure in this case.
    NoSuchMeasure,
    /// This cannot come of such a measure.
    NotOfThis,
    /// It is on record already.
    AlreadyDone,
    /// A result needs words.
    Wordless,
}

/// What a measure is held against.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The day the case was received.
    pub received_on: Day,
    /// Today.
    pub today: Day,
    /// What has been recorded before, in order.
    pub measures: &'a [(RecordId, Measure)],
}

impl MeasureKind {
    /// Whether a case in this state can have it recorded. Papers arrive late: an order is recorded also after the
    /// case has ended, and prevention is followed up then.
    pub const fn fits(self, state: State) -> bool {
        use State::{
            ClosedInsufficient, ClosedSubstantiated, ClosedUnsubstantiated, Disciplinary, FactFinding,
            InfoRequested, Merged, NotAccepted, Received, Referred, Retracked, Screening,
        };
        match self {
            Self::Facts => !matches!(state, Received | Screening | NotAccepted | Merged | Retracked),
            Self::Discipline => matches!(
                state,
                FactFinding | Disciplinary | InfoRequested | Referred | ClosedSubstantiated
            ),
            Self::Legal => !matches!(
                state,
                Received
                    | Screening
                    | ClosedUnsubstantiated
                    | ClosedInsufficient
                    | NotAccepted
                    | Merged
                    | Retracked
            ),
            Self::Referral => !matches!(state, Received | Merged | Retracked),
            Self::Prevention | Self::Progress => !matches!(state, Merged | Retracked),
        }
    }
}

impl Sanction {
    /// Whether the law knows it for misconduct of this gravity.
    pub const fn is_of(self, gravity: Gravity) -> bool {
        match self {
            Self::Undecided | Self::None => true,
            Self::Reprimand | Self::SalaryCut | Self::SalaryStepReduction => {
                matches!(gravity, Gravity::Minor)
            }
            Self::Discharged | Self::Expelled => matches!(gravity, Gravity::Gross),
        }
    }

    /// Whether there is something to carry out.
    pub const fn is_ordered(self) -> bool {
        !matches!(self, Self::Undecided | Self::None)
    }
}

impl ProgressKind {
    /// Whether it can come of such a measure.
    pub const fn is_of(self, kind: MeasureKind) -> bool {
        match kind {
            MeasureKind::Facts => matches!(self, Self::Result),
            MeasureKind::Legal | MeasureKind::Referral => matches!(self, Self::Acknowledged | Self::Result),
            MeasureKind::Discipline | MeasureKind::Prevention => matches!(self, Self::Done),
            MeasureKind::Progress => false,
        }
    }
}

impl Measure {
    /// What it is.
    pub const fn kind(&self) -> MeasureKind {
        match self {
            Self::Facts { .. } => MeasureKind::Facts,
            Self::Discipline { .. } => MeasureKind::Discipline,
            Self::Legal { .. } => MeasureKind::Legal,
            Self::Referral { .. } => MeasureKind::Referral,
            Self::Prevention { .. } => MeasureKind::Prevention,
            Self::Progress { .. } => MeasureKind::Progress,
        }
    }

    /// The order or letter, where there is one.
    pub const fn paper(&self) -> Option<&Paper> {
        match self {
            Self::Facts { order, .. } | Self::Discipline { order, .. } => Some(order),
            Self::Legal { paper, .. } => Some(paper),
            Self::Referral { letter, .. } => Some(letter),
            Self::Prevention { .. } | Self::Progress { .. } => None,
        }
    }

    /// The day it was carried out, as far as the measure itself says.
    pub const fn done(&self) -> Option<Day> {
        match self {
            Self::Discipline { done, .. } | Self::Prevention { done, .. } => *done,
            _ => None,
        }
    }

    /// Everything in it that somebody wrote.
    pub fn written(&self) -> Vec<&str> {
        let text = match self {
            Self::Facts { names: text, .. }
            | Self::Legal { detail: text, .. }
            | Self::Progress { detail: text, .. } => text.as_ref(),
            Self::Referral { sent: text, .. } | Self::Prevention { what: text, .. } => Some(text),
            Self::Discipline { .. } => None,
        };
        let name = match self {
            Self::Referral { name, .. } => name.as_ref(),
            _ => None,
        };
        let number = self.paper().map(|paper| paper.number.as_str());
        let others = [name.map(Text::as_str), text.map(Text::as_str)];
        number.into_iter().chain(others.into_iter().flatten()).collect()
    }

    /// Everything that is wrong with it, in the order of the form.
    pub fn problems(&self, known: &Known<'_>) -> Vec<(Field, MeasureProblem)> {
        let mut problems = Vec::new();
        if let Some(paper) = self.paper() {
            problems.extend(known.day(paper.dated).map(|problem| (Field::Dated, problem)));
        }
        if let Some(done) = self.done() {
            let before = self.paper().is_some_and(|paper| done < paper.dated);
            let problem = known
                .day(done)
                .or_else(|| before.then_some(MeasureProblem::BeforePaper));
            problems.extend(problem.map(|problem| (Field::Done, problem)));
        }
        match self {
            Self::Discipline {
                gravity,
                sanction,
                done,
                ..
            } => {
                if !sanction.is_of(*gravity) {
                    problems.push((Field::Sanction, MeasureProblem::OtherGravity));
                } else if done.is_some() && !sanction.is_ordered() {
                    problems.push((Field::Done, MeasureProblem::NothingToDo));
                }
            }
            Self::Referral { body, name, .. } if *body == Body::Other && name.is_none() => {
                problems.push((Field::Name, MeasureProblem::Nameless));
            }
            Self::Progress { of, what, on, detail } => {
                problems.extend(known.progress(*of, *what, *on));
                if *what == ProgressKind::Result && detail.is_none() {
                    problems.push((Field::Text, MeasureProblem::Wordless));
                }
            }
            _ => {}
        }
        problems
    }
}

impl Known<'_> {
    fn day(&self, day: Day) -> Option<MeasureProblem> {
        if day < self.received_on {
            Some(MeasureProblem::BeforeReceipt)
        } else if day > self.today {
            Some(MeasureProblem::InFuture)
        } else {
            None
        }
    }

    fn progress(&self, of: RecordId, what: ProgressKind, on: Day) -> Vec<(Field, MeasureProblem)> {
        let Some((_, before)) = self.measures.iter().find(|(id, _)| *id == of) else {
            return vec![(Field::Of, MeasureProblem::NoSuchMeasure)];
        };
        if !what.is_of(before.kind()) {
            return vec![(Field::What, MeasureProblem::NotOfThis)];
        }
        if let Measure::Discipline { sanction, .. } = before
            && !sanction.is_ordered()
        {
            return vec![(Field::Of, MeasureProblem::NothingToDo)];
        }
        if what == ProgressKind::Done && done_on(of, self.measures).is_some() {
            return vec![(Field::Of, MeasureProblem::AlreadyDone)];
        }
        let early = before.paper().is_some_and(|paper| on < paper.dated);
        let problem = self
            .day(on)
            .or_else(|| early.then_some(MeasureProblem::BeforePaper));
        problem
            .map(|problem| (Field::Dated, problem))
            .into_iter()
            .collect()
    }
}

/// The day a measure was carried out: said with it, or later.
pub fn done_on(of: RecordId, measures: &[(RecordId, Measure)]) -> Option<Day> {
    let said = measures
        .iter()
        .find(|(id, _)| *id == of)
        .and_then(|(_, measure)| measure.done());
    said.or_else(|| {
        measures.iter().find_map(|(_, measure)| match measure {
            Measure::Progress {
                of: other,
                what: ProgressKind::Done,
                on,
                ..
            } if *other == of => Some(*on),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests;
