//! What a reporter is told about where the case stands (conventions §3.13).

use super::case::State;
use super::coded::coded;

coded!(
    /// The public words for a state. There are fewer of them than states, so that a reporter, and whoever
    /// looks over their shoulder, learns no more of an investigation than this: a case that was found true
    /// and one that was not read the same until the words of the decision are opened.
    PublicStatus {
        /// รับเรื่องแล้ว
        Received = 1 => "received",
        /// อยู่ระหว่างตรวจสอบเบื้องต้น
        FirstExamination = 2 => "first_examination",
        /// เจ้าหน้าที่ขอข้อมูลเพิ่มเติม
        MoreAsked = 3 => "more_asked",
        /// อยู่ระหว่างตรวจสอบข้อเท็จจริง
        Examination = 4 => "examination",
        /// อยู่ระหว่างดำเนินการตามผลการตรวจสอบ
        FollowUp = 5 => "follow_up",
        /// ส่งเรื่องให้หน่วยงานที่มีอำนาจแล้ว
        Referred = 6 => "referred",
        /// ดำเนินการแล้วเสร็จ
        Done = 7 => "done",
        /// ยุติเรื่อง (ข้อมูลไม่เพียงพอ)
        TooLittle = 8 => "too_little",
        /// ไม่รับไว้พิจารณา
        NotAccepted = 9 => "not_accepted",
        /// รวมกับเรื่องที่รับไว้ก่อน
        Merged = 10 => "merged",
        /// ส่งให้ช่องทางร้องเรียนทั่วไปแล้ว
        Retracked = 11 => "retracked",
    }
);

impl From<State> for PublicStatus {
    fn from(state: State) -> Self {
        match state {
            State::Received => Self::Received,
            State::Screening => Self::FirstExamination,
            State::InfoRequested => Self::MoreAsked,
            State::FactFinding => Self::Examination,
            State::Disciplinary => Self::FollowUp,
            State::Referred => Self::Referred,
            State::ClosedSubstantiated | State::ClosedUnsubstantiated => Self::Done,
            State::ClosedInsufficient => Self::TooLittle,
            State::NotAccepted => Self::NotAccepted,
            State::Merged => Self::Merged,
            State::Retracked => Self::Retracked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reporter_cannot_tell_a_proven_case_from_an_unproven_one() {
        assert_eq!(
            PublicStatus::from(State::ClosedSubstantiated),
            PublicStatus::from(State::ClosedUnsubstantiated)
        );
    }

    #[test]
    fn every_other_state_has_words_of_its_own() {
        let mut shown: Vec<PublicStatus> = State::ALL.iter().copied().map(PublicStatus::from).collect();
        shown.sort_unstable();
        shown.dedup();
        assert_eq!(shown, PublicStatus::ALL);
        assert_eq!(shown.len() + 1, State::ALL.len());
    }
}
