//! The five questions to people whose matter has ended (texts A.9), and what their answers come to (R55, R56).

use super::coded::coded;
use super::day::{Day, Month};

coded!(
    /// The questions, in the order of the form.
    Question {
        /// ความสะดวกในการแจ้งเรื่อง
        Ease = 1 => "ease",
        /// ความชัดเจนของขั้นตอนและกำหนดเวลา
        Clarity = 2 => "clarity",
        /// ความรวดเร็วในการแจ้งผล/ความก้าวหน้า
        Speed = 3 => "speed",
        /// ความมั่นใจว่าข้อมูลได้รับการคุ้มครอง
        Trust = 4 => "trust",
        /// ความพึงพอใจโดยรวม: the indicator of the plan.
        Overall = 5 => "overall",
    }
);

coded!(
    /// How much, most first.
    Score {
        /// มากที่สุด
        Most = 5 => "most",
        /// มาก
        Much = 4 => "much",
        /// ปานกลาง
        Medium = 3 => "medium",
        /// น้อย
        Little = 2 => "little",
        /// น้อยที่สุด
        Least = 1 => "least",
    }
);

/// The share that the plan wants to be reached, in per cent.
pub const TARGET: u32 = 80;
/// What fewer people answered is not published: with four answers a guess about each is too good.
pub const FEWEST: u32 = 5;

/// All five answers of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers([Score; Question::ALL.len()]);

/// What many answers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scores {
    /// How many people answered.
    pub answered: u32,
    points: [u32; Question::ALL.len()],
    high: [u32; Question::ALL.len()],
}

/// The month of an answer as it is stored: months since the year 0, so that nothing says the day.
pub fn month_number(day: Day) -> i32 {
    let Month { year, month } = day.month();
    i32::from(year) * 12 + i32::from(month) - 1
}

impl Answers {
    /// The answers to all questions, in their order; `None` when one is missing.
    pub fn new(scores: [Option<Score>; Question::ALL.len()]) -> Option<Self> {
        let mut all = [Score::Medium; Question::ALL.len()];
        for (to, from) in all.iter_mut().zip(scores) {
            *to = from?;
        }
        Some(Self(all))
    }

    /// The answers in the order of the questions.
    pub const fn scores(&self) -> [Score; Question::ALL.len()] {
        self.0
    }
}

impl Scores {
    /// Adds what one person answered.
    pub fn add(&mut self, answers: &Answers) {
        self.answered += 1;
        for ((points, high), score) in self.points.iter_mut().zip(&mut self.high).zip(answers.0) {
            *points += u32::from(score.code().unsigned_abs());
            *high += u32::from(matches!(score, Score::Most | Score::Much));
        }
    }

    /// Σ points ÷ (5 × n) × 100, in tenths of a per cent, rounded half up; nothing when nobody answered. The highest
    /// is 1000 and the lowest 200.
    pub fn tenths(&self, question: Question) -> Option<u32> {
        let all = self.answered.checked_mul(5).filter(|all| *all > 0)?;
        Some(share(at(&self.points, question), all))
    }

    /// The share of those who answered มากที่สุด or มาก, in tenths of a per cent; nothing when nobody answered.
    pub fn high_tenths(&self, question: Question) -> Option<u32> {
        (self.answered > 0).then(|| share(at(&self.high, question), self.answered))
    }
}

fn at(counts: &[u32; Question::ALL.len()], question: Question) -> u32 {
    Question::ALL
        .iter()
        .zip(counts)
        .find(|(of, _)| **of == question)
        .map_or(0, |(_, count)| *count)
}

fn share(part: u32, all: u32) -> u32 {
    let (part, all) = (u64::from(part), u64::from(all));
    u32::try_from((part * 2_000 + all) / (all * 2)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(scores: [i16; 5]) -> Answers {
        Answers::new(scores.map(Score::from_code)).unwrap()
    }

    #[test]
    fn nobody_is_no_share_and_four_out_of_five_is_eighty_per_cent() {
        let mut scores = Scores::default();
        assert_eq!(
            (
                scores.tenths(Question::Overall),
                scores.high_tenths(Question::Overall)
            ),
            (None, None)
        );
        scores.add(&of([1, 2, 3, 4, 4]));
        assert_eq!(scores.tenths(Question::Overall), Some(800));
        assert_eq!(scores.tenths(Question::Ease), Some(200));
        scores.add(&of([5, 5, 5, 5, 3]));
        scores.add(&of([5, 5, 5, 5, 5]));
        assert_eq!(scores.tenths(Question::Overall), Some(800));
        assert_eq!(scores.high_tenths(Question::Overall), Some(667));
        assert_eq!(scores.high_tenths(Question::Ease), Some(667));
    }

    #[test]
    fn an_answer_is_whole_or_none_and_its_month_has_no_day() {
        let four = [
            Some(Score::Most),
            None,
            Some(Score::Most),
            Some(Score::Most),
            Some(Score::Most),
        ];
        assert_eq!(Answers::new(four), None);
        let day = |day| Day::from_ymd(2026, 1, day).unwrap();
        assert_eq!(month_number(day(1)), month_number(day(31)));
        assert_eq!(month_number(day(31).plus(1)), month_number(day(1)) + 1);
        assert_eq!(month_number(day(1).plus(-1)), month_number(day(1)) - 1);
    }

    proptest! {
        #[test]
        fn a_share_lies_between_a_fifth_and_the_whole(people in prop::collection::vec(prop::array::uniform5(1_i16..6), 1..50)) {
            let mut scores = Scores::default();
            for person in &people {
                scores.add(&of(*person));
            }
            for question in Question::ALL {
                prop_assert!((200..=1000).contains(&scores.tenths(*question).unwrap()));
                prop_assert!(scores.high_tenths(*question).unwrap() <= 1000);
            }
            prop_assert_eq!(scores.answered as usize, people.len());
        }
    }
}
