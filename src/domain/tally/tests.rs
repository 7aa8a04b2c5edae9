use super::breakdown::{Breakdown, Cell, USUAL_THRESHOLD, cells};
use super::*;
use crate::domain::case::Bucket;
use crate::domain::event::EventKind;
use crate::domain::fiscal_year::{Half, Quarter};
use proptest::prelude::*;

mod late;
mod units;

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

fn fact(kind: EventKind, state: State, day: Day) -> Fact {
    Fact {
        kind,
        state,
        day,
        until: None,
    }
}

fn case(kind: Kind, category: Category, facts: &[Fact]) -> CountedCase<'_> {
    CountedCase {
        category,
        kind,
        channel: Channel::Website,
        origin: Origin::Reported,
        received_on: facts[0].day,
        rule: Rule::FIFTEEN_DAYS,
        facts,
        about: None,
    }
}

fn filed(day: Day) -> Fact {
    fact(EventKind::Filed, State::Received, day)
}

#[test]
fn a_year_without_matters_is_zero_in_every_row() {
    let year = FiscalYear::new(2567).unwrap();
    let table = monthly_table(&[], year, year.last_day());
    assert!(table.total.is_zero() && table.carried_in.is_zero());
    assert!(table.months.iter().all(|row| row.figures.unwrap().is_zero()));
}

#[test]
fn a_matter_received_in_september_is_carried_into_the_next_year() {
    let facts = [
        filed(day(2024, 9, 20)),
        fact(EventKind::Closed, State::ClosedUnsubstantiated, day(2024, 10, 5)),
    ];
    let cases = [case(Kind::Complaint, Category::Finance, &facts)];
    let old = FiscalYear::new(2567).unwrap();
    let at_its_end = monthly_table(&cases, old, old.last_day());
    assert_eq!((at_its_end.total.received, at_its_end.total.in_progress), (1, 1));
    let later = monthly_table(&cases, old, day(2024, 10, 31));
    assert_eq!((later.total.completed, later.total.closed_in_time), (1, 1));
    let new = monthly_table(&cases, old.next(), day(2024, 10, 31));
    assert_eq!((new.carried_in.received, new.carried_in.completed), (1, 1));
    assert!(new.received.is_zero());
    assert_eq!(new.total, new.carried_in);
    assert_eq!(new.months[0].figures, Some(Figures::default()));
    assert_eq!(new.months[1].figures, None, "November has not begun");
}

#[test]
fn a_matter_finished_within_its_year_is_not_carried_on() {
    let facts = [
        filed(day(2024, 3, 1)),
        fact(EventKind::Closed, State::NotAccepted, day(2024, 3, 9)),
    ];
    let cases = [case(Kind::Tip, Category::Other, &facts)];
    let next = FiscalYear::new(2568).unwrap();
    assert!(monthly_table(&cases, next, next.last_day()).total.is_zero());
    let half = FiscalYear::new(2567).unwrap().half(Half::First);
    let figures = tally(&cases, half, day(2024, 3, 31));
    assert_eq!((figures.tips, figures.completed, figures.not_accepted), (1, 1, 1));
    assert_eq!(figures.of_category(Category::Other), 1);
    assert_eq!(figures.of_category(Category::Bribery), 0);
}

#[test]
fn merged_and_retracked_matters_drop_out() {
    for state in [State::Merged, State::Retracked] {
        let facts = [
            filed(day(2024, 3, 1)),
            fact(EventKind::Moved, state, day(2024, 3, 9)),
        ];
        let cases = [case(Kind::Complaint, Category::Duty, &facts)];
        let month = Period::from(day(2024, 3, 1).month());
        assert_eq!(tally(&cases, month, day(2024, 3, 8)).received, 1);
        assert!(tally(&cases, month, day(2024, 3, 9)).is_zero());
    }
}

#[test]
fn timeliness_is_counted_in_three_groups() {
    let start = day(2026, 6, 8);
    let explained = Fact {
        until: Some(start.plus(25)),
        ..fact(EventKind::Explained, State::Screening, start.plus(15))
    };
    let quick = [
        filed(start),
        fact(EventKind::Referred, State::Referred, start.plus(15)),
    ];
    let asked_for_more = [
        filed(start),
        explained,
        fact(EventKind::Closed, State::ClosedInsufficient, start.plus(25)),
    ];
    let late = [
        filed(start),
        fact(EventKind::Closed, State::ClosedSubstantiated, start.plus(16)),
    ];
    let forgotten = [filed(start)];
    let early = [filed(start)];
    let histories: [&[Fact]; 4] = [&quick, &asked_for_more, &late, &forgotten];
    let mut cases: Vec<CountedCase<'_>> = histories
        .iter()
        .map(|facts| case(Kind::Complaint, Category::Duty, facts))
        .collect();
    let as_of = start.plus(26);
    let mut fresh = case(Kind::Opinion, Category::Ethics, &early);
    fresh.received_on = as_of;
    cases.push(fresh);
    let figures = tally(&cases, Period::new(start, as_of), as_of);
    assert_eq!(figures.closed_in_time, 1);
    assert_eq!(figures.explained_late, 1);
    assert_eq!(figures.unexplained_late, 2);
    assert_eq!((figures.completed, figures.in_progress), (3, 2));
    assert_eq!((figures.referred, figures.opinions), (1, 1));
}

#[test]
fn a_letter_entered_late_counts_from_the_day_it_was_entered() {
    let facts = [filed(day(2026, 6, 10))];
    let mut letter = case(Kind::Complaint, Category::Other, &facts);
    letter.received_on = day(2026, 5, 29);
    let may = Period::from(day(2026, 5, 1).month());
    assert!(tally(&[letter], may, day(2026, 5, 31)).is_zero());
    assert_eq!(tally(&[letter], may, day(2026, 6, 30)).received, 1);
}

#[test]
fn what_is_taken_up_again_in_another_year_counts_there_from_that_day() {
    let received = day(2025, 7, 1);
    let again = day(2026, 2, 3);
    for kind in [EventKind::ReporterWrote, EventKind::FilesSent] {
        let facts = [
            filed(received),
            fact(EventKind::Closed, State::ClosedUnsubstantiated, received.plus(9)),
            fact(kind, State::Screening, again),
            fact(EventKind::Closed, State::ClosedSubstantiated, again.plus(20)),
        ];
        let mut letter = case(Kind::Complaint, Category::Other, &facts);
        letter.received_on = received;
        let year = FiscalYear::new(2569).unwrap();
        let carried = |as_of| monthly_table(&[letter], year, as_of).carried_in;
        assert!(carried(again.plus(-1)).is_zero(), "it had ended");
        let open = carried(again.plus(16));
        assert_eq!((open.received, open.in_progress, open.overdue), (1, 1, 1));
        let ended = carried(again.plus(20));
        assert_eq!((ended.received, ended.completed), (1, 1));
        let next = FiscalYear::new(2570).unwrap();
        assert!(monthly_table(&[letter], next, day(2026, 12, 31)).total.is_zero());
    }
}

fn shown(counts: &[u32]) -> Option<Vec<Cell>> {
    cells(counts, USUAL_THRESHOLD)
}

#[test]
fn small_numbers_of_a_category_are_hidden_and_cannot_be_subtracted() {
    use Cell::{Exact, Hidden};
    assert_eq!(shown(&[0, 0]), Some(vec![Exact(0), Exact(0)]));
    assert_eq!(shown(&[3, 0, 9]), Some(vec![Exact(3), Exact(0), Exact(9)]));
    assert_eq!(shown(&[1, 7, 9]), Some(vec![Hidden, Hidden, Hidden]));
    assert_eq!(shown(&[1, 7, 20]), Some(vec![Hidden, Hidden, Exact(20)]));
    assert_eq!(shown(&[2, 2, 3, 9]), Some(vec![Hidden, Hidden, Hidden, Exact(9)]));
    assert_eq!(shown(&[1, 2, 9]), Some(vec![Hidden, Hidden, Exact(9)]));
    assert_eq!(shown(&[1, 1, 9]), Some(vec![Hidden, Hidden, Hidden]));
    assert_eq!(shown(&[1, 4, 4, 9]), Some(vec![Hidden, Hidden, Hidden, Exact(9)]));
    for alone in [&[1, 0][..], &[0, 2], &[1, 1]] {
        assert_eq!(shown(alone), None);
    }
}

type History = (usize, usize, i32, Vec<Fact>);

fn histories() -> impl Strategy<Value = Vec<History>> {
    let step = (
        0_usize..9,
        0_usize..12,
        0_i32..40,
        proptest::option::of(-5_i32..20),
    );
    let history = (
        0_usize..3,
        0_usize..11,
        19_600_i32..20_500,
        prop::collection::vec(step, 0..6),
    );
    let history = history.prop_map(|(kind, category, received, steps)| {
        let mut day = Day::from_number(received);
        let mut facts = vec![filed(day)];
        for (kind, state, days, until) in steps {
            day = day.plus(days);
            facts.push(Fact {
                kind: EventKind::ALL[kind],
                state: State::ALL[state],
                day,
                until: until.map(|days| day.plus(days)),
            });
        }
        (kind, category, received, facts)
    });
    prop::collection::vec(history, 0..25)
}

fn cases(histories: &[History]) -> Vec<CountedCase<'_>> {
    histories
        .iter()
        .map(|(kind, category, _, facts)| case(Kind::ALL[*kind], Category::ALL[*category], facts))
        .collect()
}

fn adds_up(figures: &Figures) {
    assert_eq!(figures.received, figures.completed + figures.in_progress);
    assert_eq!(
        figures.received,
        figures.complaints + figures.tips + figures.opinions
    );
    let categories: u32 = Category::ALL
        .iter()
        .map(|category| figures.of_category(*category))
        .sum();
    assert_eq!(figures.received, categories);
    let channels: u32 = Channel::ALL
        .iter()
        .map(|channel| figures.of_channel(*channel))
        .sum();
    let origins: u32 = Origin::ALL.iter().map(|origin| figures.of_origin(*origin)).sum();
    assert_eq!((figures.received, figures.received), (channels, origins));
    assert!(figures.answers.number() <= figures.received);
    assert!(figures.substantiated <= figures.closed());
    assert!(figures.not_accepted + figures.referred <= figures.completed);
    assert!(figures.closed_in_time <= figures.completed);
    assert!(figures.overdue <= figures.unexplained_late && figures.overdue <= figures.in_progress);
    assert!(figures.closed_in_time + figures.explained_late + figures.unexplained_late <= figures.received);
}

#[test]
fn the_first_answer_is_an_officers_first_words_and_not_the_receipt() {
    let start = day(2026, 6, 8);
    let asked = [
        filed(start),
        fact(EventKind::Moved, State::Screening, start.plus(1)),
        fact(EventKind::ReporterWrote, State::Screening, start.plus(2)),
        fact(EventKind::Asked, State::InfoRequested, start.plus(4)),
        fact(EventKind::Closed, State::ClosedSubstantiated, start.plus(9)),
    ];
    let waiting = [filed(start)];
    let cases = [
        case(Kind::Complaint, Category::Duty, &asked),
        case(Kind::Tip, Category::Duty, &waiting),
    ];
    let month = Period::from(start.month());
    let early = tally(&cases, month, start.plus(3));
    assert_eq!((early.answers.number(), early.answers.median()), (0, None));
    let later = tally(&cases, month, start.plus(20));
    assert_eq!(later.answers.median(), Some(answers::Median::HalfDays(8)));
    assert_eq!((later.answers.number(), later.substantiated), (1, 1));
}

#[test]
fn a_breakdown_says_zero_and_hides_one() {
    let start = day(2026, 6, 8);
    let facts = [filed(start)];
    let mut cases = vec![case(Kind::Complaint, Category::Duty, &facts); 9];
    cases.push(case(Kind::Tip, Category::Bribery, &facts));
    let figures = tally(&cases, Period::from(start.month()), start);
    let shown = Breakdown::of(&figures, USUAL_THRESHOLD);
    let categories = shown.categories.unwrap();
    let of = |category| categories[Category::ALL.iter().position(|of| *of == category).unwrap()];
    assert_eq!(of(Category::Finance), Cell::Exact(0));
    assert_eq!(
        (of(Category::Bribery), of(Category::Duty)),
        (Cell::Hidden, Cell::Hidden)
    );
    assert_eq!(shown.channels.unwrap()[0], Cell::Exact(10));
}

proptest! {
    #[test]
    fn every_row_and_every_total_adds_up(histories in histories(), year in 2566_i16..2570, as_of in 19_600_i32..20_700) {
        let cases = cases(&histories);
        let year = FiscalYear::new(year).unwrap();
        let table = monthly_table(&cases, year, Day::from_number(as_of));
        for row in &table.months {
            row.figures.iter().for_each(adds_up);
        }
        [table.carried_in, table.received, table.total].iter().for_each(adds_up);
    }

    #[test]
    fn the_months_sum_to_the_year_and_the_halves_too(histories in histories(), year in 2566_i16..2570, as_of in 19_600_i32..20_700) {
        let cases = cases(&histories);
        let (year, as_of) = (FiscalYear::new(year).unwrap(), Day::from_number(as_of));
        let whole = tally(&cases, year.period(), as_of);
        prop_assert_eq!(monthly_table(&cases, year, as_of).received, whole);
        let halves = [Half::First, Half::Second].map(|half| tally(&cases, year.half(half), as_of));
        prop_assert_eq!(halves[0].plus(&halves[1]), whole);
        let table = monthly_table(&cases, year, as_of);
        let quarters = [Quarter::First, Quarter::Second, Quarter::Third, Quarter::Fourth];
        let quarters = quarters.map(|quarter| table.months_of(year.quarter(quarter)));
        prop_assert_eq!(quarters[0].plus(&quarters[1]), halves[0]);
        prop_assert_eq!(quarters[2].plus(&quarters[3]), halves[1]);
        prop_assert_eq!(table.months_of(year.nine_months()), halves[0].plus(&quarters[2]));
        prop_assert_eq!(tally(&cases, year.nine_months(), as_of), table.months_of(year.nine_months()));
    }

    #[test]
    fn later_events_never_change_an_earlier_figure(histories in histories(), year in 2566_i16..2570, as_of in 19_600_i32..20_700) {
        let (year, as_of) = (FiscalYear::new(year).unwrap(), Day::from_number(as_of));
        let known: Vec<History> = histories
            .iter()
            .map(|(kind, category, received, facts)| {
                let facts = facts.iter().enumerate();
                // The first event stays, so that the case keeps its day of receipt.
                let facts = facts.filter(|(place, fact)| *place == 0 || fact.day <= as_of);
                (*kind, *category, *received, facts.map(|(_, fact)| *fact).collect())
            })
            .collect();
        prop_assert_eq!(monthly_table(&cases(&histories), year, as_of), monthly_table(&cases(&known), year, as_of));
    }

    #[test]
    fn what_was_in_progress_at_the_end_of_a_year_is_carried_in(histories in histories(), year in 2566_i16..2570) {
        let cases = cases(&histories);
        let year = FiscalYear::new(year).unwrap();
        let eve = year.first_day().plus(-1);
        let was_open = |case: &&CountedCase<'_>| {
            case.received_on <= eve
                && (state_on(case.facts, eve).is_some_and(State::is_open)
                    || case.facts.iter().any(|fact| fact.day == year.first_day() && fact.state.is_open()))
                && state_on(case.facts, year.first_day()).unwrap().bucket() != Bucket::NotCounted
        };
        let carried = monthly_table(&cases, year, year.first_day()).carried_in;
        prop_assert_eq!(carried.received as usize, cases.iter().filter(was_open).count());
        prop_assert!(monthly_table(&cases, year, eve).total.is_zero(), "the year had not begun");
    }

    #[test]
    fn a_published_breakdown_leaves_at_least_two_readings(counts in prop::collection::vec(0_u32..8, 11)) {
        let total: u32 = counts.iter().sum();
        let Some(cells) = shown(&counts) else {
            prop_assert!(counts.iter().any(|count| (1..3).contains(count)));
            return Ok(());
        };
        let mut exact = 0;
        let mut hidden = 0_u32;
        for (cell, count) in cells.iter().zip(&counts) {
            match cell {
                Cell::Exact(shown) => {
                    prop_assert_eq!(shown, count);
                    prop_assert!(*count == 0 || *count >= 3);
                    exact += shown;
                }
                Cell::Hidden => hidden += 1,
            }
        }
        prop_assert!(hidden != 1);
        prop_assert!(hidden == 0 || total - exact > hidden);
    }
}
