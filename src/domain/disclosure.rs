//! Opening the name of a reporter: one keeper asks with a legal ground, another approves, and the first sees it once for
//! a short time (ADR 0041).

use super::coded::coded;
use super::ids::{OfficerId, RecordId};
use super::second_signature::Verdict;

coded!(
    /// By what law a name is opened. The reporter is told this and not the words.
    Ground {
        /// คำสั่งหรือหมายของศาล
        Court = 1 => "court",
        /// พนักงานสอบสวน ป.ป.ช. หรือ ป.ป.ท. ขอตามอำนาจในกฎหมาย
        Investigators = 2 => "investigators",
        /// คุ้มครองความปลอดภัยของผู้แจ้ง
        Protection = 3 => "protection",
        /// ผู้แจ้งยินยอมเป็นหนังสือ
        Consent = 4 => "consent",
        /// กฎหมายอื่นบังคับ
        OtherLaw = 5 => "other_law",
    }
);

/// How long an approval can be used, in seconds: a day.
pub const USABLE_SECONDS: i64 = 86_400;
/// How long an opened name is shown to whoever asked for it, in seconds: a quarter of an hour.
pub const SHOWN_SECONDS: i64 = 900;

/// A request and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// The sealed record with the ground in words; also what it is named by.
    pub record: RecordId,
    /// By what law.
    pub ground: Ground,
    /// Who asked.
    pub requester: OfficerId,
    /// When, in seconds since the epoch.
    pub requested_at: i64,
    /// What another keeper answered; nothing while it waits.
    pub answer: Option<Answered>,
    /// When the name was opened, in seconds since the epoch.
    pub opened_at: Option<i64>,
}

/// An answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Approved, sent back, or withdrawn by whoever asked.
    pub verdict: Verdict,
    /// Who answered.
    pub by: OfficerId,
    /// When, in seconds since the epoch.
    pub at: i64,
    /// The sealed record of the approval.
    pub approval: Option<RecordId>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Another keeper has not answered.
    Waits,
    /// It can be opened by whoever asked, until then.
    Approved {
        /// Seconds since the epoch.
        until: i64,
    },
    /// It is shown to whoever asked, until then.
    Shown {
        /// Seconds since the epoch.
        until: i64,
    },
    /// It was opened, and is shown no more.
    Past,
    /// It was approved and not opened in time.
    Lapsed,
    /// It was refused.
    Refused,
    /// Whoever asked took it back.
    Withdrawn,
}

impl Standing {
    /// Its name among the words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Approved { .. } => "approved",
            Self::Shown { .. } => "shown",
            Self::Past => "past",
            Self::Lapsed => "lapsed",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Disclosure {
    /// Where it stands at this moment, in seconds since the epoch.
    pub fn standing(&self, now: i64) -> Standing {
        let Some(answer) = &self.answer else {
            return Standing::Waits;
        };
        match (answer.verdict, self.opened_at) {
            (Verdict::Signed, Some(opened)) => {
                let until = opened.saturating_add(SHOWN_SECONDS);
                if (opened..until).contains(&now) {
                    Standing::Shown { until }
                } else {
                    Standing::Past
                }
            }
            (Verdict::Signed, None) => {
                let until = answer.at.saturating_add(USABLE_SECONDS);
                if (answer.at..until).contains(&now) {
                    Standing::Approved { until }
                } else {
                    Standing::Lapsed
                }
            }
            (Verdict::SentBack, _) => Standing::Refused,
            (Verdict::Withdrawn | Verdict::Overtaken, _) => Standing::Withdrawn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answer: Option<(Verdict, i64)>, opened_at: Option<i64>) -> Disclosure {
        Disclosure {
            record: RecordId([1; 16]),
            ground: Ground::Court,
            requester: OfficerId([1; 16]),
            requested_at: 1_000,
            answer: answer.map(|(verdict, at)| Answered {
                verdict,
                by: OfficerId([2; 16]),
                at,
                approval: None,
            }),
            opened_at,
        }
    }

    #[test]
    fn nothing_is_shown_before_another_keeper_has_approved() {
        for now in [0, 1_000, i64::MAX] {
            assert_eq!(asked(None, None).standing(now), Standing::Waits);
            let refused = asked(Some((Verdict::SentBack, 2_000)), None);
            assert_eq!(refused.standing(now), Standing::Refused);
        }
    }

    #[test]
    fn an_approval_can_be_used_for_a_day_and_never_after() {
        let approved = asked(Some((Verdict::Signed, 2_000)), None);
        let until = 2_000 + USABLE_SECONDS;
        assert_eq!(approved.standing(2_000), Standing::Approved { until });
        assert_eq!(approved.standing(until - 1), Standing::Approved { until });
        // At its end, and when the clock jumps forward or back.
        for now in [until, i64::MAX, 1_999] {
            assert_eq!(approved.standing(now), Standing::Lapsed, "{now}");
        }
    }

    #[test]
    fn an_opened_name_is_shown_for_a_quarter_of_an_hour() {
        let opened = asked(Some((Verdict::Signed, 2_000)), Some(3_000));
        let until = 3_000 + SHOWN_SECONDS;
        assert_eq!(opened.standing(3_000), Standing::Shown { until });
        assert_eq!(opened.standing(until - 1), Standing::Shown { until });
        for now in [until, i64::MAX, 2_999] {
            assert_eq!(opened.standing(now), Standing::Past, "{now}");
        }
    }
}
