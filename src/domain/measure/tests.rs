use super::*;
use proptest::prelude::*;

const ONE: RecordId = RecordId([1; 16]);
const TWO: RecordId = RecordId([2; 16]);

fn day(number: i32) -> Day {
    Day::from_ymd(2026, 8, 1).unwrap().plus(number)
}

fn paper(number: i32) -> Paper {
    Paper {
        number: ShortText::required("123/2569").unwrap(),
        dated: day(number),
    }
}

fn words() -> LongText {
    LongText::required("สำเนาเอกสารการเบิกจ่าย 12 แผ่น").unwrap()
}

fn facts(dated: i32) -> Measure {
    Measure::Facts {
        order: paper(dated),
        by: Examiner::Committee,
        names: None,
    }
}

fn discipline(gravity: Gravity, sanction: Sanction, done: Option<i32>) -> Measure {
    Measure::Discipline {
        order: paper(5),
        gravity,
        sanction,
        done: done.map(day),
    }
}

fn referral(body: Body, name: Option<&str>) -> Measure {
    Measure::Referral {
        body,
        name: name.map(|name| ShortText::required(name).unwrap()),
        letter: paper(5),
        sent: words(),
    }
}

fn progress(of: RecordId, what: ProgressKind, on: i32) -> Measure {
    Measure::Progress {
        of,
        what,
        on: day(on),
        detail: Some(words()),
    }
}

/// Received on day 0, seen on day 20.
fn problems(measure: &Measure, measures: &[(RecordId, Measure)]) -> Vec<(Field, MeasureProblem)> {
    measure.problems(&Known {
        received_on: day(0),
        today: day(20),
        measures,
    })
}

#[test]
fn an_order_is_dated_between_the_receipt_and_today() {
    for (dated, problem) in [
        (-1, Some(MeasureProblem::BeforeReceipt)),
        (0, None),
        (20, None),
        (21, Some(MeasureProblem::InFuture)),
    ] {
        let found = problems(&facts(dated), &[]);
        let expected: Vec<_> = problem
            .map(|problem| (Field::Dated, problem))
            .into_iter()
            .collect();
        assert_eq!(found, expected, "{dated}");
    }
}

#[test]
fn the_law_has_other_sanctions_for_minor_and_for_gross_misconduct() {
    for sanction in Sanction::ALL {
        let (minor, gross) = (sanction.is_of(Gravity::Minor), sanction.is_of(Gravity::Gross));
        assert!(minor || gross, "{sanction:?}");
        assert_eq!(minor && gross, !sanction.is_ordered(), "{sanction:?}");
    }
    assert_eq!(
        problems(&discipline(Gravity::Minor, Sanction::Expelled, None), &[]),
        [(Field::Sanction, MeasureProblem::OtherGravity)]
    );
    assert_eq!(
        problems(&discipline(Gravity::Gross, Sanction::Reprimand, None), &[]),
        [(Field::Sanction, MeasureProblem::OtherGravity)]
    );
    assert!(problems(&discipline(Gravity::Gross, Sanction::None, None), &[]).is_empty());
}

#[test]
fn a_sanction_is_carried_out_after_its_order_and_only_if_there_is_one() {
    let of = |sanction, done| problems(&discipline(Gravity::Minor, sanction, done), &[]);
    assert!(of(Sanction::SalaryCut, Some(5)).is_empty());
    assert_eq!(
        of(Sanction::SalaryCut, Some(4)),
        [(Field::Done, MeasureProblem::BeforePaper)]
    );
    assert_eq!(
        of(Sanction::SalaryCut, Some(21)),
        [(Field::Done, MeasureProblem::InFuture)]
    );
    for sanction in [Sanction::None, Sanction::Undecided] {
        assert_eq!(
            of(sanction, Some(6)),
            [(Field::Done, MeasureProblem::NothingToDo)]
        );
    }
}

#[test]
fn another_body_needs_a_name_and_the_known_ones_do_not() {
    for body in Body::ALL {
        let missing = problems(&referral(*body, None), &[]);
        assert_eq!(missing.is_empty(), *body != Body::Other, "{body:?}");
        assert!(problems(&referral(*body, Some("สภ.เมืองทดสอบ")), &[]).is_empty());
    }
}

#[test]
fn only_what_can_come_of_a_measure_is_recorded_and_done_only_once() {
    let known = [
        (ONE, referral(Body::Nacc, None)),
        (TWO, discipline(Gravity::Minor, Sanction::SalaryCut, None)),
    ];
    assert!(problems(&progress(ONE, ProgressKind::Acknowledged, 7), &known).is_empty());
    assert!(problems(&progress(ONE, ProgressKind::Result, 20), &known).is_empty());
    assert_eq!(
        problems(&progress(ONE, ProgressKind::Done, 7), &known),
        [(Field::What, MeasureProblem::NotOfThis)]
    );
    assert_eq!(
        problems(&progress(ONE, ProgressKind::Result, 4), &known),
        [(Field::Dated, MeasureProblem::BeforePaper)]
    );
    assert_eq!(
        problems(&progress(RecordId([9; 16]), ProgressKind::Done, 7), &known),
        [(Field::Of, MeasureProblem::NoSuchMeasure)]
    );
    assert!(problems(&progress(TWO, ProgressKind::Done, 9), &known).is_empty());
    let mut more = known.to_vec();
    more.push((RecordId([3; 16]), progress(TWO, ProgressKind::Done, 9)));
    assert_eq!(done_on(TWO, &more), Some(day(9)));
    assert_eq!(
        problems(&progress(TWO, ProgressKind::Done, 10), &more),
        [(Field::Of, MeasureProblem::AlreadyDone)]
    );
    let wordless = Measure::Progress {
        of: ONE,
        what: ProgressKind::Result,
        on: day(8),
        detail: None,
    };
    assert_eq!(
        problems(&wordless, &known),
        [(Field::Text, MeasureProblem::Wordless)]
    );
}

#[test]
fn nothing_is_recorded_in_a_case_that_lives_on_elsewhere() {
    for kind in MeasureKind::ALL {
        for state in [State::Merged, State::Retracked] {
            assert!(!kind.fits(state), "{kind:?} {state:?}");
        }
        assert!(
            State::ALL.iter().any(|state| kind.fits(*state)),
            "{kind:?} can never be recorded"
        );
    }
    assert!(!MeasureKind::Discipline.fits(State::ClosedUnsubstantiated));
    assert!(MeasureKind::Prevention.fits(State::ClosedSubstantiated));
    assert!(MeasureKind::Referral.fits(State::Referred));
}

proptest! {
    #[test]
    fn no_date_outside_receipt_and_today_is_ever_recorded(dated in -400_i32..400, done in proptest::option::of(-400_i32..400)) {
        let measure = Measure::Discipline {
            order: paper(dated),
            gravity: Gravity::Minor,
            sanction: Sanction::Reprimand,
            done: done.map(day),
        };
        let good = (0..=20).contains(&dated) && done.is_none_or(|done| (dated..=20).contains(&done));
        prop_assert_eq!(problems(&measure, &[]).is_empty(), good);
    }
}
