//! The life of a case (conventions §3.13): its states, and what moves it from one to another. Which step is possible from
//! where is told by [`Position`](super::position::Position).

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
}
