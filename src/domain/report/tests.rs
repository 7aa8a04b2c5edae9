use super::*;
use proptest::prelude::*;

fn today() -> Day {
    Day::from_ymd(2026, 8, 21).unwrap()
}

fn least() -> Draft {
    Draft {
        category: "proc".to_owned(),
        what: "ตรวจรับงานที่ยังไม่เสร็จ".to_owned(),
        ..Draft::default()
    }
}

fn known() -> ([OfficerId; 2], [UnitId; 1]) {
    ([OfficerId([1; 16]), OfficerId([2; 16])], [UnitId([9; 16])])
}

fn read(draft: &Draft) -> Result<Report, Vec<(Field, FieldProblem)>> {
    let (officers, units) = known();
    draft.read(today(), &officers, &units)
}

#[test]
fn the_category_and_what_happened_are_enough() {
    let report = read(&least()).unwrap();
    assert_eq!(report.identity.mode, IdentityMode::Anonymous);
    assert_eq!(report.identity_note, IdentityNote::AsChosen);
    assert_eq!(report.kind, Kind::Complaint);
    assert_eq!(report.category, Category::Procurement);
    assert_eq!(report.narrative.as_str(), "ตรวจรับงานที่ยังไม่เสร็จ");
    assert!(report.who.is_none() && report.when.is_none() && report.involved.is_empty());
}

#[test]
fn an_empty_form_is_told_exactly_what_is_missing() {
    assert_eq!(
        read(&Draft::default()).unwrap_err(),
        [
            (Field::Category, FieldProblem::Missing),
            (Field::What, FieldProblem::Missing)
        ]
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_form() {
    let draft = Draft {
        identity: "spy".to_owned(),
        kind: "rumour".to_owned(),
        category: "PROC".to_owned(),
        what: "\u{200B} ".to_owned(),
        who: "ก".repeat(5_001),
        involved_officers: vec!["zz".to_owned(), OfficerId([7; 16]).to_string()],
        involved_units: vec![UnitId([7; 16]).to_string()],
        place: "a\0b".to_owned(),
        year: "69".to_owned(),
        ..Draft::default()
    };
    let problems = read(&draft).unwrap_err();
    let fields: Vec<Field> = problems.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        [
            Field::Identity,
            Field::Kind,
            Field::Category,
            Field::What,
            Field::Who,
            Field::InvolvedOfficers,
            Field::InvolvedUnits,
            Field::Place,
            Field::Year,
        ]
    );
    assert!(problems.contains(&(Field::Year, FieldProblem::Date(DateProblem::YearOfTwoDigits))));
    assert!(problems.contains(&(Field::Place, FieldProblem::Text(TextProblem::Unreadable))));
}

#[test]
fn an_anonymous_report_never_carries_a_name() {
    let draft = Draft {
        name: "นางสาว ก".to_owned(),
        contact: "081-234-5678".to_owned(),
        ..least()
    };
    let report = read(&draft).unwrap();
    assert!(report.identity.name.is_none() && report.identity.contact.is_none());
    assert_eq!(report.identity_note, IdentityNote::LeftOut);
}

#[test]
fn a_name_that_was_not_given_makes_the_report_anonymous() {
    for mode in ["confidential", "named"] {
        let draft = Draft {
            identity: mode.to_owned(),
            name: " ".to_owned(),
            ..least()
        };
        let report = read(&draft).unwrap();
        assert_eq!(report.identity.mode, IdentityMode::Anonymous);
        assert_eq!(report.identity_note, IdentityNote::NothingGiven);
        let draft = Draft {
            contact: "line: x".to_owned(),
            ..draft
        };
        let report = read(&draft).unwrap();
        assert_eq!(report.identity.mode.key(), mode);
        assert_eq!(report.identity.contact.unwrap().as_str(), "line: x");
    }
}

#[test]
fn marks_of_involved_people_are_read_and_strangers_refused() {
    let (officers, units) = known();
    let draft = Draft {
        involved_officers: vec![officers[1].to_string(), officers[1].to_string()],
        involved_units: vec![units[0].to_string()],
        ..least()
    };
    let report = read(&draft).unwrap();
    assert_eq!(report.involved.officers(), &officers[1..]);
    assert_eq!(report.involved.units(), &units);
}

#[test]
fn problems_of_a_date_point_at_the_answer_that_is_wrong() {
    for (day, month, year, field) in [
        ("30", "2", "2569", Field::Day),
        ("1", "", "2569", Field::Month),
        ("1", "1", "", Field::Year),
    ] {
        let draft = Draft {
            day: day.to_owned(),
            month: month.to_owned(),
            year: year.to_owned(),
            ..least()
        };
        assert_eq!(read(&draft).unwrap_err()[0].0, field);
    }
}

#[test]
fn every_field_is_asked_once_and_the_pages_follow_the_fields() {
    let mut steps: Vec<FormStep> = Field::ALL.iter().map(|field| field.step()).collect();
    assert!(steps.is_sorted());
    steps.dedup();
    assert_eq!(steps, FormStep::ALL);
    let mut keys: Vec<&str> = Field::ALL.iter().map(|field| field.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), Field::ALL.len());
}

proptest! {
    #[test]
    fn any_form_is_read_or_refused_with_a_reason(
        answers in prop::collection::vec(any::<String>(), 15),
        marks in prop::collection::vec("[0-9a-f]{32}|.{0,40}", 0..4),
    ) {
        let mut answers = answers.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        let draft = Draft {
            identity: next(), name: next(), contact: next(), kind: next(), category: next(),
            what: next(), who: next(), involved_officers: marks.clone(), involved_units: marks,
            place: next(), day: next(), month: next(), year: next(), how_known: next(), evidence: next(),
        };
        if let Err(problems) = read(&draft) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.is_sorted_by_key(|(field, _)| *field));
        }
    }
}
