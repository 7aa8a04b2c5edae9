//! What a person is appointed to do: by which order, from which day and until when (R36).

use super::day::Day;
use super::ids::UnitId;
use super::role::Roles;

/// The order of the agency behind an appointment (คำสั่ง).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its number, as it is written: `ที่ 12/2570`.
    pub number: String,
    /// The day it is dated.
    pub dated: Day,
}

/// From one day to another, both included; without end if none is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    from: Day,
    until: Option<Day>,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The post the person holds, as reporters are shown it.
    pub post: String,
    /// The unit they belong to.
    pub unit: Option<UnitId>,
    /// What they may do here.
    pub roles: Roles,
    /// The order.
    pub order: Order,
    /// For how long.
    pub term: Term,
}

impl Term {
    /// A term; nothing when it would end before it begins.
    pub fn new(from: Day, until: Option<Day>) -> Option<Self> {
        let in_order = until.is_none_or(|until| from <= until);
        in_order.then_some(Self { from, until })
    }

    /// Its first day.
    pub const fn from(&self) -> Day {
        self.from
    }

    /// Its last day.
    pub const fn until(&self) -> Option<Day> {
        self.until
    }

    /// Whether it has begun by this day.
    pub fn has_begun(&self, today: Day) -> bool {
        self.from <= today
    }

    /// Whether its last day lies before this one.
    pub fn is_over(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// Whether this day lies in it.
    pub fn holds(&self, today: Day) -> bool {
        self.has_begun(today) && !self.is_over(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn day(number: i32) -> Day {
        Day::from_number(number)
    }

    #[test]
    fn the_first_and_the_last_day_belong_to_a_term() {
        let term = Term::new(day(10), Some(day(12))).unwrap();
        let held: Vec<i32> = (8..15).filter(|number| term.holds(day(*number))).collect();
        assert_eq!(held, [10, 11, 12]);
        assert!(term.is_over(day(13)) && !term.is_over(day(12)) && !term.has_begun(day(9)));
    }

    #[test]
    fn a_term_of_one_day_is_one_and_a_term_that_ends_before_it_begins_is_none() {
        assert!(Term::new(day(10), Some(day(10))).unwrap().holds(day(10)));
        assert_eq!(Term::new(day(10), Some(day(9))), None);
    }

    proptest! {
        #[test]
        fn a_day_lies_before_in_or_after_a_term(from in 0..99, long in proptest::option::of(0..99), at in 0..300) {
            let term = Term::new(day(from), long.map(|days| day(from + days))).unwrap();
            let (before, over) = (!term.has_begun(day(at)), term.is_over(day(at)));
            prop_assert_eq!(u8::from(before) + u8::from(over) + u8::from(term.holds(day(at))), 1);
        }
    }
}
