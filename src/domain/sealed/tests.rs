use super::*;
use crate::domain::day::Day;
use crate::domain::report::Draft;
use proptest::prelude::*;

const NAME: &str = "นางสาวสมมุติ ไม่มีจริง";

fn report(identity: &str) -> Report {
    let draft = Draft {
        identity: identity.to_owned(),
        name: NAME.to_owned(),
        contact: "line: someone".to_owned(),
        kind: "tip".to_owned(),
        category: "brb".to_owned(),
        what: "เรียกรับเงิน \"พิเศษ\"\nสองครั้ง".to_owned(),
        place: "สำนักงาน".to_owned(),
        month: "2".to_owned(),
        year: "2567".to_owned(),
        ..Draft::default()
    };
    draft.read(Day::from_ymd(2026, 1, 1).unwrap(), &[], &[]).unwrap()
}

fn back<T: Content>(value: &T) -> T {
    let json = value.to_json();
    assert!(json.starts_with(b"{\"v\":1,"));
    T::from_json(&json).map_err(|error| format!("{error:?}")).unwrap()
}

fn refused<T: Content>(json: &str) -> ContentError {
    T::from_json(json.as_bytes()).err().unwrap()
}

#[test]
fn a_report_is_read_back_as_it_was_sealed() {
    for mode in ["anonymous", "confidential", "named"] {
        let sealed = SealedReport::of(&report(mode));
        assert!(back(&sealed) == sealed, "{mode}");
    }
}

#[test]
fn readers_see_the_name_of_a_named_reporter_only() {
    for (mode, shown) in [("anonymous", false), ("confidential", false), ("named", true)] {
        let json = SealedReport::of(&report(mode)).to_json();
        assert_eq!(String::from_utf8(json).unwrap().contains(NAME), shown, "{mode}");
    }
}

#[test]
fn the_identity_part_exists_for_everybody_and_carries_a_name_if_there_is_one() {
    for (mode, carried) in [("anonymous", false), ("confidential", true), ("named", true)] {
        let sealed = SealedIdentity(report(mode).identity);
        let json = String::from_utf8(sealed.to_json()).unwrap();
        assert_eq!(json.contains(NAME), carried, "{mode}");
        assert!(back(&sealed) == sealed);
    }
}

#[test]
fn the_conflict_list_is_read_back_or_refused_whole() {
    let involved = Involved::new(vec![OfficerId([3; 16])], vec![UnitId([4; 16])]);
    assert!(back(&SealedConflict(involved.clone())).0 == involved);
    assert!(back(&SealedConflict(Involved::default())).0.is_empty());
    let seated = involved.clone().with_members([OfficerId([5; 16])]);
    assert!(back(&SealedConflict(seated.clone())).0 == seated && seated != involved);
    let old = r#"{"v":1,"officers":["03030303030303030303030303030303"],"units":["04040404040404040404040404040404"]}"#;
    assert!(SealedConflict::from_json(old.as_bytes()).unwrap().0 == involved);
    let json = r#"{"v":1,"officers":["00000000000000000000000000000001","x"],"units":[]}"#;
    assert_eq!(refused::<SealedConflict>(json), ContentError::Unreadable);
}

#[test]
fn messages_notes_and_decisions_are_read_back() {
    let text = Narrative::required("โปรดแจ้งวันที่ที่พบ").unwrap();
    assert!(back(&SealedMessage(text.clone())).0 == text);
    assert!(back(&SealedNote(text.clone())).0 == text);
    for lesson in [None, Some(text.clone())] {
        let decision = SealedDecision {
            outcome: Outcome::Substantiated,
            reason: Reason::Examined,
            words: Some(text.clone()),
            unit: lesson.as_ref().map(|_| UnitId([7; 16])),
            lesson,
        };
        assert!(back(&decision) == decision);
    }
}

#[test]
fn the_wire_format_is_the_one_that_is_documented() {
    let json = r#"{"v":1,"narrative":"a","where":"b","when":{"year":2024,"month":2},"category":"proc",
        "kind":"complaint","identity":"anonymous","added later":[1,{}]}"#;
    let report = SealedReport::from_json(json.as_bytes()).ok().unwrap();
    assert_eq!(report.place.unwrap().as_str(), "b");
    assert_eq!(report.when, EventDate::of(2024, Some(2), None));
    assert_eq!(
        SealedMessage(Narrative::required("ก").unwrap()).to_json(),
        r#"{"v":1,"text":"ก"}"#.as_bytes()
    );
}

#[test]
fn unknown_versions_and_damaged_content_are_refused() {
    assert_eq!(
        refused::<SealedMessage>(r#"{"v":2,"text":"a"}"#),
        ContentError::Version(2)
    );
    for json in [
        "",
        "null",
        "[]",
        r#"[1,"a"]"#,
        "{}",
        r#"{"text":"a"}"#,
        r#"{"v":-1,"text":"a"}"#,
        r#"{"v":1e999,"text":"a"}"#,
        r#"{"v":1,"v":1,"text":"a"}"#,
        r#"{"v":1,"text":"a","text":"b"}"#,
        r#"{"v":1,"text":"\ud800"}"#,
        r#"{"v":1,"text":"  "}"#,
        r#"{"v":1,"text":"a"} x"#,
        r#"{"v":1,"text":"a""#,
    ] {
        assert_eq!(refused::<SealedMessage>(json), ContentError::Unreadable, "{json}");
    }
    let date = r#"{"v":1,"narrative":"a","when":{"year":2023,"month":2,"day":29},"category":"proc",
        "kind":"complaint","identity":"named"}"#;
    assert_eq!(refused::<SealedReport>(date), ContentError::Unreadable);
    let key = r#"{"v":1,"narrative":"a","category":"war","kind":"complaint","identity":"named"}"#;
    assert_eq!(refused::<SealedReport>(key), ContentError::Unreadable);
}

#[test]
fn an_unknown_field_may_hold_anything_at_any_depth() {
    let deep = format!(
        r#"{{"v":1,"text":"a","x":{}{}}}"#,
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(SealedMessage::from_json(deep.as_bytes()).is_ok());
}

#[test]
fn texts_written_by_another_program_are_repaired_when_read() {
    let json = "{\"v\":1,\"text\":\"a\u{202E}b\\u0000c\"}";
    let message = SealedMessage::from_json(json.as_bytes()).ok().unwrap();
    assert_eq!(message.0.as_str(), "abc");
}

proptest! {
    #[test]
    fn any_message_is_read_back(text in any::<String>()) {
        if let Ok(Some(text)) = Narrative::optional(&text) {
            prop_assert!(back(&SealedMessage(text.clone())).0 == text);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = SealedReport::from_json(&bytes);
        let _ = SealedConflict::from_json(&bytes);
        let _ = SealedDecision::from_json(&bytes);
    }
}
