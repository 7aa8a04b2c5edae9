//! What stands ready for the yearly integrity assessment of a fiscal year (R66, rules §2.3), chosen from what was
//! published by day and number alone, and what is missing.

use super::day::Day;
use super::fiscal_year::{FiscalYear, Half};
use super::oit::OitItem;

/// A version of the handbook and the day on which it was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// From 1.
    pub version: i32,
    /// The day of announcement.
    pub on: Day,
}

/// A published edition of the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The fiscal year it is about.
    pub year: FiscalYear,
    /// Its number within that year.
    pub number: i16,
    /// The day whose end it describes.
    pub as_of: Day,
}

/// What an item asks for and the service cannot show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No handbook had been announced by the end of the year.
    NoGuideline,
    /// The first six months of the year are not over yet.
    HalfYearAhead,
    /// They are over, and no edition describes them.
    NoHalfYear,
    /// No edition describes the whole year before.
    NoYearBefore,
}

/// What there is for a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The handbook as it was in force in the year: versions announced in it, newest first, and the one it began with.
    pub handbooks: Vec<i32>,
    /// The editions of the year, newest first, then the newest one of the whole year before.
    pub editions: Vec<(FiscalYear, i16)>,
    /// What is missing.
    pub gaps: Vec<Gap>,
}

impl Gap {
    /// The name of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NoGuideline => "no_guideline",
            Self::HalfYearAhead => "half_year_ahead",
            Self::NoHalfYear => "no_half_year",
            Self::NoYearBefore => "no_year_before",
        }
    }

    /// The item that asks for it.
    pub const fn item(self) -> OitItem {
        match self {
            Self::NoGuideline => OitItem::Guideline,
            Self::HalfYearAhead | Self::NoHalfYear | Self::NoYearBefore => OitItem::Statistics,
        }
    }
}

impl Evidence {
    /// Chooses what answers the items of a year, as of today. Both lists may come in any order.
    pub fn of(year: FiscalYear, today: Day, announced: &[Announced], published: &[Published]) -> Self {
        let mut versions: Vec<&Announced> = announced
            .iter()
            .filter(|version| version.on <= year.last_day())
            .collect();
        versions.sort_by_key(|version| (version.on, version.version));
        let began_with = versions
            .iter()
            .rfind(|version| version.on < year.first_day())
            .map(|version| version.version);
        let mut handbooks: Vec<i32> = versions
            .iter()
            .rev()
            .filter(|version| version.on >= year.first_day())
            .map(|version| version.version)
            .collect();
        handbooks.extend(began_with);

        let of = |year: FiscalYear| {
            let mut editions: Vec<&Published> =
                published.iter().filter(|edition| edition.year == year).collect();
            editions.sort_by_key(|edition| std::cmp::Reverse(edition.number));
            editions
        };
        let (current, before) = (of(year), of(year.previous()));
        let covers = |editions: &[&Published], day: Day| editions.iter().any(|edition| edition.as_of >= day);
        let whole_before = before
            .iter()
            .find(|edition| edition.as_of >= year.previous().last_day());

        let mut gaps = Vec::new();
        if handbooks.is_empty() {
            gaps.push(Gap::NoGuideline);
        }
        let half = year.half(Half::First).last;
        if today <= half {
            gaps.push(Gap::HalfYearAhead);
        } else if !covers(&current, half) {
            gaps.push(Gap::NoHalfYear);
        }
        if whole_before.is_none() {
            gaps.push(Gap::NoYearBefore);
        }
        let editions = current.iter().chain(whole_before);
        Self {
            handbooks,
            editions: editions.map(|edition| (edition.year, edition.number)).collect(),
            gaps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(number: i16) -> FiscalYear {
        FiscalYear::new(number).unwrap()
    }

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    fn edition(of: i16, number: i16, as_of: Day) -> Published {
        Published {
            year: year(of),
            number,
            as_of,
        }
    }

    #[test]
    fn an_agency_that_published_nothing_lacks_everything_and_says_so() {
        let nothing = Evidence::of(year(2569), day(2026, 4, 1), &[], &[]);
        assert!(nothing.handbooks.is_empty() && nothing.editions.is_empty());
        assert_eq!(
            nothing.gaps,
            [Gap::NoGuideline, Gap::NoHalfYear, Gap::NoYearBefore]
        );
        let early = Evidence::of(year(2569), day(2026, 3, 31), &[], &[]);
        assert_eq!(early.gaps[1], Gap::HalfYearAhead);
    }

    #[test]
    fn the_half_year_is_described_by_its_edition_or_any_later_one_of_the_same_year() {
        let until = |as_of| [edition(2569, 1, as_of), edition(2568, 9, day(2025, 9, 30))];
        let today = day(2026, 6, 1);
        let march = Evidence::of(year(2569), today, &[], &until(day(2026, 3, 31)));
        assert_eq!(march.gaps, [Gap::NoGuideline]);
        let may = Evidence::of(year(2569), today, &[], &until(day(2026, 5, 31)));
        assert_eq!(may.gaps, march.gaps);
        let february = Evidence::of(year(2569), today, &[], &until(day(2026, 2, 28)));
        assert_eq!(february.gaps, [Gap::NoGuideline, Gap::NoHalfYear]);
    }

    #[test]
    fn of_the_year_before_only_the_newest_edition_of_the_whole_year_counts() {
        let published = [
            edition(2568, 11, day(2025, 8, 31)),
            edition(2568, 12, day(2025, 9, 30)),
            edition(2568, 13, day(2025, 12, 31)),
            edition(2569, 1, day(2025, 10, 31)),
            edition(2569, 2, day(2025, 11, 30)),
            edition(2567, 1, day(2024, 9, 30)),
        ];
        let evidence = Evidence::of(year(2569), day(2026, 1, 5), &[], &published);
        assert_eq!(
            evidence.editions,
            [(year(2569), 2), (year(2569), 1), (year(2568), 13)]
        );
        let unfinished = Evidence::of(year(2569), day(2026, 1, 5), &[], &published[..1]);
        assert!(unfinished.editions.is_empty() && unfinished.gaps.contains(&Gap::NoYearBefore));
    }

    #[test]
    fn a_handbook_counts_for_every_year_in_which_it_was_in_force() {
        let version = |version, on| Announced { version, on };
        let announced = [
            version(3, day(2026, 2, 1)),
            version(1, day(2024, 1, 10)),
            version(2, day(2025, 9, 30)),
            version(4, day(2026, 10, 1)),
        ];
        let of = |number| Evidence::of(year(number), day(2026, 12, 1), &announced, &[]).handbooks;
        assert_eq!(of(2569), [3, 2]);
        assert_eq!(of(2568), [2, 1]);
        assert_eq!(of(2570), [4, 3]);
        assert!(of(2566).is_empty());
    }
}
