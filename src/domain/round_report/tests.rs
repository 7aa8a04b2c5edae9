use super::indicators::{Change, Indicator, IndicatorLine};
use super::numbers::{ReportNumbers, UnitLine};
use super::*;
use crate::domain::case::State;
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::deadline::Rule;
use crate::domain::edition::figures::{EditionFigures, HalfYear};
use crate::domain::edition::units::UnitPart;
use crate::domain::event::{EventKind, Fact};
use crate::domain::survey::Scores;
use crate::domain::tally::breakdown::USUAL_THRESHOLD;
use crate::domain::tally::{CountedCase, monthly_table};

fn key(round: Round) -> ReportKey {
    ReportKey {
        year: FiscalYear::new(2569).unwrap(),
        round,
    }
}

/// The figures of a year in which so many matters of a category came on its first day, as of a day.
fn figures(year: FiscalYear, matters: &[(Category, usize)], as_of: Day) -> EditionFigures {
    let facts = [Fact {
        kind: EventKind::Filed,
        state: State::Received,
        day: year.first_day(),
        until: None,
    }];
    let cases: Vec<CountedCase<'_>> = matters
        .iter()
        .flat_map(|(category, number)| std::iter::repeat_n(*category, *number))
        .map(|category| CountedCase {
            category,
            kind: Kind::Complaint,
            channel: Channel::Website,
            origin: Origin::Reported,
            received_on: year.first_day(),
            rule: Rule::FIFTEEN_DAYS,
            facts: &facts,
            about: None,
        })
        .collect();
    let table = monthly_table(&cases, year, as_of);
    let before = monthly_table(&[], year.previous(), as_of);
    let halves = [Half::First, Half::Second]
        .into_iter()
        .filter_map(|half| HalfYear::of(&table, half, USUAL_THRESHOLD, &Scores::default()));
    EditionFigures::of(&table, &before, halves.collect(), year)
}

#[test]
fn addresses_have_one_spelling_and_rounds_end_where_they_do() {
    assert_eq!(ReportKey::from_address("2569", "months-6"), Some(key(Round::Six)));
    for (year, round) in [
        ("02569", "months-6"),
        ("2569", "months-9"),
        ("x", "months-6"),
        ("2026", "months-12"),
    ] {
        assert_eq!(ReportKey::from_address(year, round), None, "{year} {round}");
    }
    assert_eq!(key(Round::Six).last_day(), Day::from_ymd(2026, 3, 31).unwrap());
    assert_eq!(key(Round::Twelve).last_day(), Day::from_ymd(2026, 9, 30).unwrap());
}

#[test]
fn the_figures_are_those_of_the_editions_and_what_is_hidden_there_stays_hidden() {
    let year = FiscalYear::new(2569).unwrap();
    let few = [
        (Category::Procurement, 30),
        (Category::Bribery, 1),
        (Category::Finance, 7),
    ];
    let now = figures(year, &few, year.last_day());
    let before = figures(
        year.previous(),
        &[(Category::Procurement, 12)],
        year.previous().last_day(),
    );
    let six = ReportNumbers::of(key(Round::Six), 6, &now, Some(&before)).unwrap();
    assert_eq!(
        (six.received.received, six.before.map(|row| row.received)),
        (38, Some(12))
    );
    assert_eq!(six.category(Category::Procurement), Some(30));
    assert_eq!(six.category(Category::Bribery), None, "one matter is hidden");
    assert_eq!(
        six.category(Category::Finance),
        None,
        "and what would give it away"
    );
    let line = |category: Category| {
        six.categories
            .iter()
            .find(|line| line.key == category.key())
            .unwrap()
    };
    assert_eq!(line(Category::Procurement).recurs(), Some(true));
    assert_eq!(
        line(Category::Bribery).recurs(),
        Some(false),
        "there was none a year before"
    );
    assert_eq!(line(Category::Ethics).recurs(), Some(false));
    // A round that is not over has no report.
    let march = figures(year, &few, Day::from_ymd(2026, 3, 31).unwrap());
    assert!(ReportNumbers::of(key(Round::Twelve), 6, &march, None).is_none());
    let alone = ReportNumbers::of(key(Round::Six), 6, &march, None).unwrap();
    assert_eq!(alone.before, None);
}

#[test]
fn a_change_from_nothing_is_no_share() {
    let year = FiscalYear::new(2569).unwrap();
    let now = figures(year, &[(Category::Procurement, 9)], year.last_day());
    let numbers = ReportNumbers::of(key(Round::Twelve), 12, &now, None).unwrap();
    let mut bases = Bases::default();
    for (name, number) in [
        ("matters", 10),
        ("proc", 0),
        ("fin", 0),
        ("tips", 4),
        ("cases", 8),
    ] {
        bases.numbers.insert(name.to_owned(), number);
    }
    bases.cases_now = Some(10);
    let lines = Indicator::lines(key(Round::Twelve), &numbers, &bases);
    let change = |indicator: Indicator| {
        lines
            .iter()
            .find(|line| line.key == indicator.key())
            .unwrap()
            .change()
    };
    assert_eq!(change(Indicator::Matters), Change::Less(100));
    assert_eq!(change(Indicator::Procurement), Change::FromZero);
    assert_eq!(change(Indicator::Finance), Change::Same);
    assert_eq!(change(Indicator::Tips), Change::Less(1_000));
    assert_eq!(change(Indicator::Cases), Change::More(250));
    assert_eq!(change(Indicator::Personnel), Change::Unknown);
}

/// The line of an indicator of a round, with these numbers and bases.
fn line_of(of: Indicator, round: Round, numbers: &ReportNumbers, bases: &Bases) -> IndicatorLine {
    let lines = Indicator::lines(key(round), numbers, bases);
    lines.into_iter().find(|line| line.key == of.key()).unwrap()
}

#[test]
fn half_a_year_is_compared_with_half_a_base_year_and_never_with_a_whole_one() {
    let year = FiscalYear::new(2569).unwrap();
    let now = figures(year, &[(Category::Procurement, 5)], year.last_day());
    let six = ReportNumbers::of(key(Round::Six), 6, &now, None).unwrap();
    let mut bases = Bases {
        year: Some(2565),
        round: Some(Round::Six.key().to_owned()),
        ..Bases::default()
    };
    bases.numbers.insert("matters".to_owned(), 10);
    let change = |round, bases: &Bases| line_of(Indicator::Matters, round, &six, bases).change_in(round);
    assert_eq!(change(Round::Six, &bases), Change::Less(500));
    // As they were entered before the months were asked for, and by somebody who meant the other round.
    for round in [None, Some(Round::Twelve.key().to_owned())] {
        let whole = Bases {
            round,
            ..bases.clone()
        };
        assert_eq!(change(Round::Six, &whole), Change::Incomparable);
        assert_eq!(change(Round::Twelve, &whole), Change::Less(500));
    }
    assert_eq!(change(Round::Six, &Bases::default()), Change::Unknown);
}

#[test]
fn the_published_round_of_the_year_before_goes_before_what_people_enter_of_it() {
    let year = FiscalYear::new(2569).unwrap();
    let now = figures(
        year,
        &[(Category::Procurement, 30), (Category::Finance, 1)],
        year.last_day(),
    );
    let before = figures(
        year.previous(),
        &[(Category::Procurement, 20), (Category::Bribery, 1)],
        year.previous().last_day(),
    );
    let numbers = ReportNumbers::of(key(Round::Six), 6, &now, Some(&before)).unwrap();
    let seen = |of: Indicator, bases: &Bases| {
        let line = line_of(of, Round::Six, &numbers, bases);
        (line.base, line.own)
    };
    let none = Bases::default();
    assert_eq!(seen(Indicator::Matters, &none), (Some(21), true));
    let base_year = |bases: &Bases| Indicator::base_year(key(Round::Six), &numbers, bases);
    assert_eq!(base_year(&none), Some(2568));
    let mut bases = Bases {
        year: Some(2568),
        round: Some(Round::Six.key().to_owned()),
        ..Bases::default()
    };
    for (name, number) in [("matters", 99), ("brb", 4), ("cases", 7)] {
        bases.numbers.insert(name.to_owned(), number);
    }
    assert_eq!(seen(Indicator::Matters, &bases), (Some(21), true));
    assert_eq!(
        seen(Indicator::Bribery, &bases),
        (Some(4), false),
        "what is hidden there can be entered"
    );
    assert_eq!(
        seen(Indicator::Cases, &bases),
        (Some(7), false),
        "nobody counts cases in court"
    );
    bases.year = Some(2565);
    assert_eq!(seen(Indicator::Matters, &bases), (Some(99), false));
    assert_eq!(base_year(&bases), Some(2565));
    bases.year = None;
    assert_eq!(
        seen(Indicator::Matters, &bases),
        (Some(99), false),
        "numbers of a year that nobody named are not mixed with others"
    );
    assert_eq!(base_year(&bases), None);
}

#[test]
fn small_numbers_that_people_enter_are_hidden_from_the_public_as_those_that_are_counted() {
    let year = FiscalYear::new(2569).unwrap();
    let now = figures(year, &[(Category::Procurement, 9)], year.last_day());
    let numbers = ReportNumbers::of(key(Round::Twelve), 12, &now, None).unwrap();
    let mut bases = Bases::default();
    for (name, number) in [
        ("matters", 2),
        ("tips", 1),
        ("proc", 2),
        ("fin", 3),
        ("hr", 0),
        ("cases", 1),
    ] {
        bases.numbers.insert(name.to_owned(), number);
    }
    bases.cases_now = Some(2);
    let public = Indicator::public_lines(key(Round::Twelve), &numbers, &bases, USUAL_THRESHOLD);
    let shown = |indicator: Indicator| {
        let line = public.iter().find(|line| line.key == indicator.key()).unwrap();
        (line.base, line.now)
    };
    assert_eq!(USUAL_THRESHOLD.number(), 3);
    assert_eq!(shown(Indicator::Matters), (Some(2), Some(9)));
    assert_eq!(shown(Indicator::Tips), (Some(1), Some(0)));
    assert_eq!(shown(Indicator::Procurement), (None, Some(9)));
    assert_eq!(shown(Indicator::Finance), (Some(3), Some(0)));
    assert_eq!(shown(Indicator::Personnel), (Some(0), Some(0)));
    assert_eq!(shown(Indicator::Cases), (None, None));
}

#[test]
fn passages_keep_their_order_and_leave_out_what_is_empty() {
    let mut passages = Passages::default();
    assert!(passages.is_empty());
    passages.set(Passage::Lessons, "บทเรียน".to_owned());
    passages.set(Passage::Problems, "ปัญหา".to_owned());
    passages.set(Passage::Solutions, String::new());
    let written: Vec<_> = passages.written().collect();
    assert_eq!(
        written,
        [(Passage::Problems, "ปัญหา"), (Passage::Lessons, "บทเรียน")]
    );
}

#[test]
fn units_come_again_when_both_years_show_them_and_nothing_is_said_of_the_others() {
    let year = FiscalYear::new(2569).unwrap();
    let with = |of: FiscalYear, halves: [&[(&str, u32)]; 2]| {
        let mut figures = figures(of, &[], of.last_day());
        for (half, units) in figures.halves.iter_mut().zip(halves) {
            let part = |(key, number): &(&str, u32)| UnitPart {
                key: (*key).to_owned(),
                name: format!("{key} ({})", of.number()),
                number: *number,
            };
            half.units = units.iter().map(part).collect();
        }
        figures
    };
    let now = with(year, [&[("a", 4), ("b", 3)], &[("a", 5), ("d", 9)]]);
    let before = with(year.previous(), [&[("a", 3), ("c", 7)], &[("a", 3)]]);
    let lines = |round: Round| {
        let numbers = ReportNumbers::of(key(round), 6, &now, Some(&before)).unwrap();
        let line = |line: UnitLine| {
            let recurs = line.recurs();
            (line.name, line.before, line.now, recurs)
        };
        numbers.units.into_iter().map(line).collect::<Vec<_>>()
    };
    let named = |name: &str| name.to_owned();
    assert_eq!(
        lines(Round::Six),
        [
            (named("a (2569)"), Some(3), Some(4), true),
            (named("b (2569)"), None, Some(3), false),
            (named("c (2568)"), Some(7), None, false),
        ]
    );
    assert_eq!(
        lines(Round::Twelve),
        [(named("a (2569)"), Some(6), Some(9), true)],
        "what one half does not show has no sum"
    );
}
