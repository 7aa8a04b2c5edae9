//! The life of a case (conventions §3.13): a step consumes the old state and may refuse.

use super::coded::coded;

coded!(
    /// Where a case stands.
    State {
        /// รับเรื่อง
        Received = 1 => "received",
        /// คัดกรอง
        Screening = 2 => "screening",
        /// ขอข้อมูลเพิ่มเติม
        InfoRequested = 3 => "info_requested",
        /// สืบสวนข้อเท็จจริง
        FactFinding = 4 => "fact_finding",
        /// ดำเนินการทางวินัย/กฎหมาย
        Disciplinary = 5 => "disciplinary",
        /// ส่งต่อหน่วยงานที่มีอำนาจ
        Referred = 6 => "referred",
        /// ยุติเรื่อง – มีมูล
        ClosedSubstantiated = 7 => "closed_substantiated",
        /// ยุติเรื่อง – ไม่มีมูล
        ClosedUnsubstantiated = 8 => "closed_unsubstantiated",
        /// ยุติเรื่อง – พยานหลักฐานไม่เพียงพอ
        ClosedInsufficient = 9 => "closed_insufficient",
        /// ไม่รับไว้พิจารณา
        NotAccepted = 10 => "not_accepted",
        /// รวมเรื่อง
        Merged = 11 => "merged",
        /// ส่งช่องทางร้องเรียนทั่วไป
        Retracked = 12 => "retracked",
    }
);

coded!(
    /// Why a case ended as it did, where the outcome alone does not say it.
    Reason {
        /// ไม่อยู่ในอำนาจหน้าที่
        OutsideMandate = 1 => "mandate",
        /// ข้อมูลไม่เพียงพอและติดต่อไม่ได้
        TooLittle = 2 => "too_little",
        /// อยู่ระหว่างพิจารณาของศาลหรือศาลมีคำพิพากษาแล้ว
        BeforeCourt = 3 => "court",
        /// หน่วยงานอื่นวินิจฉัยเสร็จแล้ว
        DecidedElsewhere = 4 => "decided",
        /// เรื่องซ้ำ
        Duplicate = 5 => "duplicate",
        /// มิใช่เรื่องการทุจริต
        NotCorruption = 6 => "not_corruption",
        /// ถอนเรื่อง
        Withdrawn = 7 => "withdrawn",
        /// ตรวจสอบแล้วเสร็จตามข้อเท็จจริง
        Examined = 8 => "examined",
    }
);

/// How the statistics count a state (R47, R61; conventions §3.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// อยู่ระหว่างดำเนินการ
    InProgress,
    /// ดำเนินการแล้วเสร็จ
    Completed,
    /// Counted in another case or on another track.
    NotCounted,
}

/// Something that moves a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// An officer begins the first examination.
    Screen,
    /// An officer asks the reporter for more.
    Ask,
    /// The reporter writes: an answer, or something new about a case that was closed.
    ReporterWrites,
    /// Fact-finding begins.
    FindFacts,
    /// Disciplinary or legal steps begin.
    Discipline,
    /// Another body with the power to act receives the case.
    Refer,
    /// The case ends in one of the `Closed…` or `NotAccepted` states.
    Close(Outcome),
    /// The matter belongs to the general complaint channel.
    Retrack,
    /// The reporter of a linked case is told that it is handled together with one received before.
    Merge,
    /// The case is linked to a main one; nothing else changes.
    Link,
    /// A link is undone; a case that had ended as merged is looked at for itself.
    Unlink,
}

coded!(
    /// How an examined case ends.
    Outcome {
        /// มีมูล
        Substantiated = 1 => "substantiated",
        /// ไม่มีมูล
        Unsubstantiated = 2 => "unsubstantiated",
        /// พยานหลักฐานไม่เพียงพอ
        InsufficientEvidence = 3 => "insufficient",
        /// ไม่รับไว้พิจารณา
        NotAccepted = 4 => "not_accepted",
    }
);

/// The state does not allow the step: somebody else was faster, or the page is old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl State {
    /// How the statistics count it.
    pub const fn bucket(self) -> Bucket {
        match self {
            Self::Received
            | Self::Screening
            | Self::InfoRequested
            | Self::FactFinding
            | Self::Disciplinary => Bucket::InProgress,
            Self::Referred
            | Self::ClosedSubstantiated
            | Self::ClosedUnsubstantiated
            | Self::ClosedInsufficient
            | Self::NotAccepted => Bucket::Completed,
            Self::Merged | Self::Retracked => Bucket::NotCounted,
        }
    }

    /// Whether officers still work on the case.
    pub const fn is_open(self) -> bool {
        matches!(self.bucket(), Bucket::InProgress)
    }

    /// The state after the step.
    ///
    /// # Errors
    /// [`Refused`] when the step makes no sense from here; nothing has changed then.
    pub const fn after(self, step: Step) -> Result<Self, Refused> {
        match (self, step) {
            (Self::Received, Step::Screen) | (Self::InfoRequested, Step::ReporterWrites | Step::Screen) => {
                Ok(Self::Screening)
            }
            // What the reporter adds never moves an open case backwards.
            (
                Self::Received | Self::Screening | Self::FactFinding | Self::Disciplinary,
                Step::ReporterWrites,
            ) => Ok(self),
            // A closed case that its reporter answers is looked at again (attacks J129), also one that was merged:
            // each reporter keeps their own thread.
            (
                Self::Merged
                | Self::Referred
                | Self::ClosedSubstantiated
                | Self::ClosedUnsubstantiated
                | Self::ClosedInsufficient
                | Self::NotAccepted,
                Step::ReporterWrites,
            )
            | (Self::Merged, Step::Unlink) => Ok(Self::Screening),
            (
                Self::Received
                | Self::Screening
                | Self::InfoRequested
                | Self::FactFinding
                | Self::Disciplinary,
                Step::Ask,
            ) => Ok(Self::InfoRequested),
            (Self::Received | Self::Screening | Self::InfoRequested, Step::FindFacts) => {
                Ok(Self::FactFinding)
            }
            (Self::FactFinding, Step::Discipline) => Ok(Self::Disciplinary),
            (open, Step::Refer) if open.is_open() => Ok(Self::Referred),
            (Self::Received | Self::Screening | Self::InfoRequested, Step::Close(Outcome::NotAccepted)) => {
                Ok(Self::NotAccepted)
            }
            (open, Step::Close(Outcome::Substantiated)) if open.is_open() => Ok(Self::ClosedSubstantiated),
            (open, Step::Close(Outcome::Unsubstantiated)) if open.is_open() => {
                Ok(Self::ClosedUnsubstantiated)
            }
            (open, Step::Close(Outcome::InsufficientEvidence)) if open.is_open() => {
                Ok(Self::ClosedInsufficient)
            }
            (Self::Received | Self::Screening | Self::InfoRequested, Step::Retrack) => Ok(Self::Retracked),
            (Self::Received | Self::Screening | Self::InfoRequested, Step::Merge) => Ok(Self::Merged),
            (open, Step::Link) if open.is_open() => Ok(open),
            (any, Step::Unlink) => Ok(any),
            _ => Err(Refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Step] = &[
        Step::Screen,
        Step::Ask,
        Step::ReporterWrites,
        Step::FindFacts,
        Step::Discipline,
        Step::Refer,
        Step::Close(Outcome::Substantiated),
        Step::Close(Outcome::Unsubstantiated),
        Step::Close(Outcome::InsufficientEvidence),
        Step::Close(Outcome::NotAccepted),
        Step::Retrack,
        Step::Merge,
        Step::Link,
    ];

    #[test]
    fn a_case_that_ended_refuses_every_step_of_an_officer() {
        for state in State::ALL.iter().filter(|state| !state.is_open()) {
            for step in STEPS.iter().filter(|step| **step != Step::ReporterWrites) {
                assert_eq!(state.after(*step), Err(Refused), "{state:?} {step:?}");
            }
        }
    }

    #[test]
    fn the_reporter_can_write_unless_the_case_lives_on_elsewhere() {
        for state in State::ALL {
            let answer = state.after(Step::ReporterWrites);
            assert_eq!(answer.is_ok(), *state != State::Retracked, "{state:?}");
            if let Ok(after) = answer {
                assert!(after.is_open(), "{state:?}");
            }
        }
    }

    #[test]
    fn a_link_ends_nothing_and_undoing_it_opens_only_what_was_merged() {
        for state in State::ALL {
            if state.is_open() {
                assert_eq!(state.after(Step::Link), Ok(*state));
            }
            let opened = if *state == State::Merged {
                State::Screening
            } else {
                *state
            };
            assert_eq!(state.after(Step::Unlink), Ok(opened));
        }
    }

    #[test]
    fn every_state_can_be_reached_from_received() {
        let mut reached = vec![State::Received];
        let mut at = 0;
        while at < reached.len() {
            for step in STEPS {
                if let Ok(next) = reached[at].after(*step)
                    && !reached.contains(&next)
                {
                    reached.push(next);
                }
            }
            at += 1;
        }
        assert_eq!(reached.len(), State::ALL.len());
    }

    #[test]
    fn what_was_examined_can_no_longer_be_turned_away() {
        for state in [State::FactFinding, State::Disciplinary] {
            for step in [Step::Close(Outcome::NotAccepted), Step::Retrack, Step::Merge] {
                assert_eq!(state.after(step), Err(Refused));
            }
        }
    }
}
