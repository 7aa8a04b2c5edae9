//! Working days. Holidays are data that the agency keeps, never computed: many are announced year by year,
//! substituted, or added by the Cabinet on short notice (conventions §3.6).
//!
//! Working days only move the warning before a deadline and the day by which a reporter is asked to answer.
//! The deadline itself counts calendar days, so a missing holiday never makes a day late.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::coded::coded;
use super::day::Day;

coded!(
    /// Why a day is a holiday.
    HolidayKind {
        /// The same date every year.
        Fixed = 1 => "fixed",
        /// By the moon; announced yearly.
        Lunar = 2 => "lunar",
        /// In place of a holiday on a weekend (วันหยุดชดเชย).
        Substitute = 3 => "substitute",
        /// Added by the Cabinet for one year.
        Special = 4 => "special",
        /// Of one agency, added by it.
        Local = 5 => "local",
        /// Of one province, for example in the southern border provinces.
        Provincial = 6 => "provincial",
    }
);

/// A day on which government offices are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its Thai name.
    pub name: String,
    /// Why it is one.
    pub kind: HolidayKind,
    /// Where the date is from.
    pub source: String,
}

/// The holidays of an agency.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Holidays {
    /// What is said of single days; nothing where offices are open.
    days: BTreeMap<Day, Option<Holiday>>,
    /// Whether the days that are the same every year are holidays of every year.
    yearly: bool,
}

/// Days looked at to find a working day; no list of holidays is that long without a gap.
const LONGEST_BREAK: i32 = 60;

/// The same every year. Verified in two public lists that agree.
const YEARLY: &[(i8, i8, &str)] = &[
    (1, 1, "วันขึ้นปีใหม่"),
    (4, 6, "วันจักรี"),
    (4, 13, "วันสงกรานต์"),
    (4, 14, "วันสงกรานต์"),
    (4, 15, "วันสงกรานต์"),
    (5, 4, "วันฉัตรมงคล"),
    (6, 3, "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี"),
    (7, 28, "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว"),
    (8, 12, "วันแม่แห่งชาติ"),
    (10, 13, "วันนวมินทรมหาราช"),
    (10, 23, "วันปิยมหาราช"),
    (12, 5, "วันชาติและวันพ่อแห่งชาติ"),
    (12, 10, "วันรัฐธรรมนูญ"),
    (12, 31, "วันสิ้นปี"),
];

static FIXED: LazyLock<BTreeMap<(i8, i8), Holiday>> = LazyLock::new(|| {
    let fixed = |(month, day, name): &(i8, i8, &str)| ((*month, *day), shipped_day(HolidayKind::Fixed, name));
    YEARLY.iter().map(fixed).collect()
});

fn shipped_day(kind: HolidayKind, name: &str) -> Holiday {
    Holiday {
        name: name.to_owned(),
        kind,
        source: Holidays::SHIPPED.to_owned(),
    }
}

/// Dates of single years. The special days and the Buddhist days of 2025 and 2026 are found in two public
/// lists that agree; the ploughing days and the substitutes in one. The Buddhist days of 2027 are left to
/// the agency: their announcement was not seen. Labour Day is no holiday of government offices.
const SINGLE: &[(i16, i8, i8, HolidayKind, &str)] = &[
    (2025, 2, 12, HolidayKind::Lunar, "วันมาฆบูชา"),
    (2025, 4, 7, HolidayKind::Substitute, "วันจักรี"),
    (2025, 4, 16, HolidayKind::Substitute, "วันสงกรานต์"),
    (2025, 5, 5, HolidayKind::Substitute, "วันฉัตรมงคล"),
    (2025, 5, 9, HolidayKind::Lunar, "วันพืชมงคล"),
    (2025, 5, 11, HolidayKind::Lunar, "วันวิสาขบูชา"),
    (2025, 5, 12, HolidayKind::Substitute, "วันวิสาขบูชา"),
    (2025, 6, 2, HolidayKind::Special, "วันหยุดราชการกรณีพิเศษ"),
    (2025, 7, 10, HolidayKind::Lunar, "วันอาสาฬหบูชา"),
    (2025, 7, 11, HolidayKind::Lunar, "วันเข้าพรรษา"),
    (2025, 8, 11, HolidayKind::Special, "วันหยุดราชการกรณีพิเศษ"),
    (2026, 1, 2, HolidayKind::Special, "วันหยุดราชการกรณีพิเศษ"),
    (2026, 3, 3, HolidayKind::Lunar, "วันมาฆบูชา"),
    (2026, 5, 13, HolidayKind::Lunar, "วันพืชมงคล"),
    (2026, 5, 31, HolidayKind::Lunar, "วันวิสาขบูชา"),
    (2026, 6, 1, HolidayKind::Substitute, "วันวิสาขบูชา"),
    (2026, 7, 29, HolidayKind::Lunar, "วันอาสาฬหบูชา"),
    (2026, 7, 30, HolidayKind::Lunar, "วันเข้าพรรษา"),
    (2026, 12, 7, HolidayKind::Substitute, "วันชาติและวันพ่อแห่งชาติ"),
    (2027, 10, 25, HolidayKind::Substitute, "วันปิยมหาราช"),
    (2027, 12, 6, HolidayKind::Substitute, "วันชาติและวันพ่อแห่งชาติ"),
];

impl Holidays {
    /// The source of the days that come with the program.
    pub const SHIPPED: &'static str = "shipped";

    /// The list that is shipped: the fixed days of every year, and single ones of 2025 to 2027, to be corrected by the
    /// agency.
    pub fn shipped() -> Self {
        let mut holidays = Self {
            days: BTreeMap::new(),
            yearly: true,
        };
        for (year, month, day, kind, name) in SINGLE.iter().copied() {
            if let Some(day) = Day::from_ymd(year, month, day) {
                holidays.add(day, shipped_day(kind, name));
            }
        }
        holidays
    }

    /// Adds a day, or replaces what was said about it.
    pub fn add(&mut self, day: Day, holiday: Holiday) {
        self.days.insert(day, Some(holiday));
    }

    /// Takes a day away: offices are open.
    pub fn remove(&mut self, day: Day) {
        self.days.insert(day, None);
    }

    /// What is said about a day.
    pub fn get(&self, day: Day) -> Option<&Holiday> {
        match self.days.get(&day) {
            Some(said) => said.as_ref(),
            None if self.yearly => {
                let date = day.date();
                FIXED.get(&(date.month(), date.day()))
            }
            None => None,
        }
    }

    /// Every holiday of a year of the Gregorian calendar, in order.
    pub fn of_year(&self, year: i16) -> impl Iterator<Item = (Day, &Holiday)> {
        let first = Day::from_ymd(year, 1, 1).map(Day::number);
        let next = Day::from_ymd(year.saturating_add(1), 1, 1).map(Day::number);
        let days = first.zip(next).map(|(first, next)| first..next);
        days.into_iter()
            .flatten()
            .map(Day::from_number)
            .filter_map(|day| Some((day, self.get(day)?)))
    }

    /// Whether the days of a year that the Cabinet announces are known: no year is without Buddhist ones.
    pub fn is_announced(&self, year: i16) -> bool {
        self.of_year(year)
            .any(|(_, holiday)| holiday.kind == HolidayKind::Lunar)
    }

    /// Whether offices work on that day: Monday to Friday, and no holiday.
    pub fn is_working_day(&self, day: Day) -> bool {
        // Day 0 was a Thursday, so the remainders 2 and 3 are Saturday and Sunday.
        let weekend = matches!(day.number().rem_euclid(7), 2 | 3);
        !weekend && self.get(day).is_none()
    }

    /// The day itself if it is a working day, else the last one before it.
    pub fn last_working_day_on_or_before(&self, day: Day) -> Day {
        self.search(day, -1)
    }

    /// The day itself if it is a working day, else the next one.
    pub fn working_day_on_or_after(&self, day: Day) -> Day {
        self.search(day, 1)
    }

    /// The next working day after the day.
    pub fn next_working_day(&self, day: Day) -> Day {
        self.search(day.plus(1), 1)
    }

    fn search(&self, from: Day, step: i32) -> Day {
        (0..LONGEST_BREAK)
            .map(|days| from.plus(days * step))
            .find(|day| self.is_working_day(*day))
            .unwrap_or(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn songkran_and_the_new_year_are_no_working_days() {
        let holidays = Holidays::shipped();
        for (year, month, date) in [
            (2026, 4, 13),
            (2026, 4, 15),
            (2025, 12, 31),
            (2026, 1, 1),
            (2026, 1, 2),
            (2025, 8, 11),
            (2026, 12, 7),
        ] {
            assert!(
                !holidays.is_working_day(day(year, month, date)),
                "{year}-{month}-{date}"
            );
        }
        assert!(
            holidays.is_working_day(day(2026, 5, 1)),
            "offices work on Labour Day"
        );
        assert!(holidays.is_working_day(day(2026, 4, 16)));
    }

    #[test]
    fn the_new_year_of_2569_is_crossed_in_both_directions() {
        let holidays = Holidays::shipped();
        assert_eq!(
            holidays.last_working_day_on_or_before(day(2026, 1, 4)),
            day(2025, 12, 30)
        );
        assert_eq!(holidays.working_day_on_or_after(day(2026, 1, 1)), day(2026, 1, 5));
        assert_eq!(holidays.next_working_day(day(2025, 12, 30)), day(2026, 1, 5));
    }

    #[test]
    fn a_substitute_follows_a_holiday_on_a_weekend() {
        let holidays = Holidays::shipped();
        for (substitute, holiday) in (2025..=2027).flat_map(|year| holidays.of_year(year)) {
            if holiday.kind == HolidayKind::Substitute {
                let in_place_of_a_weekend = (1..=3).map(|days| substitute.plus(-days)).any(|day| {
                    let same = holidays.get(day).is_some_and(|other| other.name == holiday.name);
                    same && matches!(day.number().rem_euclid(7), 2 | 3)
                });
                assert!(in_place_of_a_weekend, "{substitute:?}");
            }
        }
    }

    #[test]
    fn fixed_days_end_with_no_year_and_an_agency_can_open_one() {
        let mut holidays = Holidays::shipped();
        // 5 December 2045 is a Tuesday.
        let far = day(2045, 12, 5);
        assert!(!holidays.is_working_day(far) && holidays.is_working_day(far.plus(1)));
        assert_eq!(holidays.of_year(2045).count(), YEARLY.len());
        holidays.remove(far);
        assert!(holidays.is_working_day(far));
        assert_eq!(holidays.of_year(2045).count(), YEARLY.len() - 1);
        assert!(holidays.is_announced(2026) && !holidays.is_announced(2027) && !holidays.is_announced(2028));
    }

    #[test]
    fn an_agency_can_add_its_own_days() {
        let mut holidays = Holidays::default();
        assert!(holidays.is_working_day(day(2026, 3, 20)));
        holidays.add(
            day(2026, 3, 20),
            Holiday {
                name: "วันฮารีรายอ".to_owned(),
                kind: HolidayKind::Local,
                source: "คำสั่งจังหวัด".to_owned(),
            },
        );
        assert!(!holidays.is_working_day(day(2026, 3, 20)));
    }

    proptest! {
        #[test]
        fn weekends_are_those_of_the_calendar(number in -40_000_i32..40_000) {
            let day = Day::from_number(number);
            let weekend = matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday);
            prop_assert_eq!(Holidays::default().is_working_day(day), !weekend);
        }

        #[test]
        fn a_found_day_works_and_nothing_between_does(number in 20_000_i32..21_500) {
            let (holidays, day) = (Holidays::shipped(), Day::from_number(number));
            let before = holidays.last_working_day_on_or_before(day);
            let after = holidays.working_day_on_or_after(day);
            prop_assert!(before <= day && day <= after);
            prop_assert!(holidays.is_working_day(before) && holidays.is_working_day(after));
            for between in before.number() + 1..after.number() {
                let between = Day::from_number(between);
                prop_assert_eq!(holidays.is_working_day(between), between == day && before == day);
            }
            prop_assert!(holidays.next_working_day(day) > day);
        }
    }
}
