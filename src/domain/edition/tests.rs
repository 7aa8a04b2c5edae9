use super::figures::{HalfYear, Part, number_of};
use super::*;
use crate::domain::case::{Bucket, State};
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::deadline::Rule;
use crate::domain::event::{EventKind, Fact, state_on};
use crate::domain::fiscal_year::Half;
use crate::domain::survey::Scores;
use crate::domain::tally::breakdown::USUAL_THRESHOLD;
use crate::domain::tally::{CountedCase, MonthlyTable, monthly_table};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::from_ymd(year, month, day).unwrap()
}

/// A case as a row of small numbers: category, channel, kind, day of receipt, then states after so many days.
type History = (usize, usize, usize, i32, Vec<(usize, i32)>);

fn histories(most: usize) -> impl Strategy<Value = Vec<History>> {
    let states = prop::collection::vec((0_usize..State::ALL.len(), 0_i32..200), 0..4);
    let history = (0_usize..11, 0_usize..8, 0_usize..3, 0_i32..365, states);
    prop::collection::vec(history, 0..most)
}

fn facts(history: &History, first: Day) -> Vec<Fact> {
    let mut on = first.plus(history.3);
    let mut facts = vec![Fact {
        kind: EventKind::Filed,
        state: State::Received,
        day: on,
        until: None,
    }];
    for (state, days) in &history.4 {
        on = on.plus(*days);
        facts.push(Fact {
            kind: EventKind::Moved,
            state: State::ALL[*state],
            day: on,
            until: None,
        });
    }
    facts
}

fn table(histories: &[History], year: FiscalYear, as_of: Day) -> MonthlyTable {
    let all: Vec<Vec<Fact>> = histories.iter().map(|h| facts(h, year.first_day())).collect();
    let cases: Vec<CountedCase<'_>> = histories
        .iter()
        .zip(&all)
        .map(|(history, facts)| CountedCase {
            category: Category::ALL[history.0],
            kind: Kind::ALL[history.2],
            channel: Channel::ALL[history.1],
            origin: Origin::Reported,
            received_on: facts[0].day,
            rule: Rule::FIFTEEN_DAYS,
            facts,
            about: None,
        })
        .collect();
    monthly_table(&cases, year, as_of)
}

/// Every edition of a year as the jobs would publish it, each with the halves that were kept before it.
fn a_year_of_editions(histories: &[History], year: FiscalYear) -> Vec<EditionFigures> {
    let mut kept: Vec<HalfYear> = Vec::new();
    let before = monthly_table(&[], year.previous(), year.first_day());
    year.months()
        .into_iter()
        .map(|month| {
            let table = table(histories, year, month.last_day());
            for half in [Half::First, Half::Second] {
                let counted = HalfYear::of(&table, half, USUAL_THRESHOLD, &Scores::default());
                let new = kept.iter().all(|kept| kept.half != number_of(half));
                kept.extend(counted.filter(|_| new));
            }
            EditionFigures::of(&table, &before, kept.clone(), year)
        })
        .collect()
}

fn draft(year: i16, as_of: Day, corrects: i16) -> Draft {
    let of = FiscalYear::new(year).unwrap();
    let empty = |year| monthly_table(&[], year, as_of);
    Draft {
        key: DraftKey {
            year: of,
            as_of,
            corrects,
        },
        figures: EditionFigures::of(&empty(of), &empty(of.previous()), Vec::new(), of),
        reason: String::new(),
        prepared_at: 0,
        prepared_by: None,
        edition: None,
        failed: None,
    }
}

#[test]
fn of_each_year_the_newest_month_waits_and_nothing_older_than_what_is_published() {
    let (august, september, october) = (day(2026, 8, 31), day(2026, 9, 30), day(2026, 10, 31));
    let drafts = || {
        vec![
            draft(2569, august, 0),
            draft(2570, october, 0),
            draft(2569, september, 0),
        ]
    };
    let keys = |drafts: Vec<Draft>| -> Vec<Day> { drafts.iter().map(|draft| draft.key.as_of).collect() };
    assert_eq!(keys(can_be_approved(drafts(), &[])), [september, october]);
    let year = FiscalYear::new(2569).unwrap();
    assert_eq!(
        keys(can_be_approved(drafts(), &[(year, 3, september)])),
        [october]
    );
    assert_eq!(
        keys(can_be_approved(drafts(), &[(year, 3, august)])),
        [september, october]
    );
    let mut published = draft(2569, september, 0);
    published.edition = Some(4);
    assert!(can_be_approved(vec![published], &[]).is_empty());
}

#[test]
fn only_the_newest_edition_of_a_year_is_corrected() {
    let year = FiscalYear::new(2569).unwrap();
    let (old, new) = (day(2026, 8, 31), day(2026, 9, 30));
    let wait = |number, newest| can_be_approved(vec![draft(2569, new, number)], &[(year, newest, old)]).len();
    assert_eq!((wait(3, 3), wait(2, 3), wait(1, 0)), (1, 0, 0));
}

#[test]
fn a_statement_is_read_back_as_it_was_written() {
    let figures = draft(2569, day(2026, 9, 30), 0).figures;
    let statement = Statement {
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher {
            slug: "khok-sung".to_owned(),
            thai: "องค์การบริหารส่วนตำบลโคกสูง".to_owned(),
            english: String::new(),
        },
        number: 12,
        previous: Some("00".repeat(32)),
        approval: Approval {
            on: IsoDay(day(2026, 10, 2)),
            post: "นักวิชาการคอมพิวเตอร์".to_owned(),
            automatic: false,
        },
        correction: Some(Correction {
            corrects: 11,
            reason: "จำนวนเดือนสิงหาคมไม่ครบ".to_owned(),
        }),
        figures,
        files: vec![FileMark {
            form: "pdf".to_owned(),
            language: "en".to_owned(),
            sha256: "ab".repeat(32),
        }],
    };
    let json = statement.to_json().unwrap();
    assert_eq!(Statement::from_json(&json).unwrap(), statement);
    assert!(json.contains("\"as_of\": \"2026-09-30\"") && json.contains("\"month\": \"2025-10\""));
    assert!(Statement::from_json(&json.replace("2026-09-30", "2026-09-31")).is_err());
    assert_eq!(
        statement.digest_of(EditionForm::Pdf, FileLanguage::English),
        Some("ab".repeat(32).as_str())
    );
    assert_eq!(statement.digest_of(EditionForm::Pdf, FileLanguage::Thai), None);
}

#[test]
fn a_statement_from_before_files_were_named_is_read_and_written_as_it_was() {
    let mut statement = Statement {
        schema: SCHEMA.to_owned(),
        licence: LICENCE.to_owned(),
        agency: Publisher {
            slug: "khok-sung".to_owned(),
            thai: "อบต.โคกสูง".to_owned(),
            english: String::new(),
        },
        number: 1,
        previous: None,
        approval: Approval {
            on: IsoDay(day(2026, 10, 2)),
            post: "นักวิชาการคอมพิวเตอร์".to_owned(),
            automatic: true,
        },
        correction: None,
        figures: draft(2569, day(2026, 9, 30), 0).figures,
        files: Vec::new(),
    };
    let old = statement.to_json().unwrap();
    assert!(!old.contains("\"files\""), "{old}");
    assert_eq!(Statement::from_json(&old).unwrap(), statement);
    assert_eq!(statement.agency.name(FileLanguage::English), "อบต.โคกสูง");
    statement.agency.english = "Khok Sung".to_owned();
    assert_eq!(statement.agency.name(FileLanguage::English), "Khok Sung");
}

#[test]
fn an_empty_year_and_a_year_with_one_case_say_so_and_divide_up_nothing() {
    let year = FiscalYear::new(2569).unwrap();
    let empty = a_year_of_editions(&[], year).pop().unwrap();
    assert!(empty.total.row.is_zero() && empty.adds_up());
    let zeros = empty.halves[0].categories.clone().unwrap();
    assert!(
        zeros.iter().all(|part| part.number == Some(0)),
        "zero is said of every category"
    );
    let one = a_year_of_editions(&[(6, 0, 0, 10, vec![])], year).pop().unwrap();
    assert_eq!((one.total.row.received, one.halves[0].received), (1, 1));
    assert_eq!(one.halves[0].categories, None);
    assert_eq!(one.halves[0].channels, None);
    assert_eq!(
        one.halves[1].categories.clone().unwrap().len(),
        Category::ALL.len()
    );
    let rounds: Vec<&str> = one.rounds.iter().map(|round| round.round.as_str()).collect();
    assert_eq!(
        rounds,
        [
            "quarter-1",
            "quarter-2",
            "months-6",
            "quarter-3",
            "months-9",
            "quarter-4",
            "months-12"
        ]
    );
}

#[test]
fn the_middle_of_fewer_than_five_answers_is_not_published() {
    let year = FiscalYear::new(2569).unwrap();
    let first = year.first_day();
    let answered = |number: usize| {
        let facts: Vec<Fact> = [(EventKind::Filed, 0), (EventKind::Notice, 4)]
            .map(|(kind, days)| Fact {
                kind,
                state: State::Received,
                day: first.plus(days),
                until: None,
            })
            .into();
        let case = CountedCase {
            category: Category::Other,
            kind: Kind::Tip,
            channel: Channel::Website,
            origin: Origin::Reported,
            received_on: first,
            rule: Rule::FIFTEEN_DAYS,
            facts: &facts,
            about: None,
        };
        let table = monthly_table(&vec![case; number], year, year.last_day());
        EditionFigures::of(&table, &table, Vec::new(), year).first_answers
    };
    assert_eq!((answered(4).answered, answered(4).median_days), (4, None));
    assert_eq!(answered(5).median_days.as_deref(), Some("4"));
}

/// All numbers that a sequence of editions shows for one part of a half year.
fn shown(editions: &[EditionFigures]) -> BTreeMap<(u8, String), Vec<Option<u32>>> {
    let mut all: BTreeMap<(u8, String), Vec<Option<u32>>> = BTreeMap::new();
    for edition in editions {
        for half in &edition.halves {
            let parts = [("category", &half.categories), ("channel", &half.channels)];
            for (of, parts) in parts {
                for Part { key, number } in parts.iter().flatten() {
                    all.entry((half.half, format!("{of} {key}")))
                        .or_default()
                        .push(*number);
                }
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_edition_of_a_year_adds_up_and_its_months_sum_to_its_rounds(histories in histories(40)) {
        let year = FiscalYear::new(2569).unwrap();
        for edition in a_year_of_editions(&histories, year) {
            prop_assert!(edition.adds_up());
            let year_so_far: u32 = edition.months.iter().map(|month| month.row.received).sum();
            for round in &edition.rounds {
                let inside = edition.months.iter().filter(|month| {
                    (round.first.0..=round.last.0).contains(&month.month.0.first_day())
                });
                let sum: u32 = inside.map(|month| month.row.received).sum();
                prop_assert_eq!(sum, round.row.received);
                prop_assert!(sum <= year_so_far);
            }
        }
    }

    /// Whoever keeps every edition of a year and compares them cell by cell finds no difference at all: each part of
    /// a half year has one published value for ever, which the rule for one table protects. Differences between the
    /// halves are numbers of different matters.
    #[test]
    fn no_two_editions_differ_in_a_part_and_no_part_shows_one_or_two(histories in histories(60)) {
        let year = FiscalYear::new(2569).unwrap();
        let editions = a_year_of_editions(&histories, year);
        for (part, values) in shown(&editions) {
            prop_assert!(values.windows(2).all(|pair| pair[0] == pair[1]), "{:?} {:?}", part, values);
            prop_assert!(values[0].is_none_or(|number| number == 0 || number >= 3), "{:?}", part);
        }
    }

    /// In another world two matters of the same half have changed categories. Month by month that agency publishes
    /// exactly the same: from all editions together nobody can tell of any one matter what it is about, also when it
    /// is the only one of its month.
    #[test]
    fn which_matter_is_about_what_cannot_be_told_from_all_editions_together(histories in histories(60), one in 0_usize..60, other in 0_usize..60) {
        let year = FiscalYear::new(2569).unwrap();
        prop_assume!(one < histories.len() && other < histories.len());
        let counted = |history: &History| {
            let facts = facts(history, year.first_day());
            let half = Half::of(facts[0].day);
            let state = state_on(&facts, year.half(half).last).unwrap();
            (half, state.bucket() == Bucket::NotCounted)
        };
        prop_assume!(counted(&histories[one]) == counted(&histories[other]));
        let mut swapped = histories.clone();
        (swapped[one].0, swapped[other].0) = (histories[other].0, histories[one].0);
        prop_assert_eq!(a_year_of_editions(&histories, year), a_year_of_editions(&swapped, year));
    }
}
