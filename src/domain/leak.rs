//! Numbers in a free text that could give a person away: a national id, a telephone number.
//!
//! Found numbers lead to a warning before sending, never to a refusal: a report may have to contain the
//! number of somebody else. A warning says which answer it is about and never repeats the number.

use super::category::IdentityMode;
use super::report::{Draft, Field};
use super::thai::digits;
use super::thai::fold::fold;
use super::thai::text::normalise;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leak {
    /// A national id with a correct check digit (conventions §3.7).
    NationalId,
    /// A Thai telephone number (conventions §3.8).
    Telephone,
}

/// What the answers of a report give away, in the order of the form, each kind once for an answer.
///
/// A national id is pointed out always, a telephone number only in an anonymous report. Name and contact of
/// a reporter who wants to give them are not looked at.
pub fn warnings(draft: &Draft) -> Vec<(Field, Leak)> {
    let given = IdentityMode::from_key(&draft.identity).unwrap_or(IdentityMode::Anonymous);
    let anonymous = given == IdentityMode::Anonymous;
    let texts = [
        (Field::What, &draft.what),
        (Field::Who, &draft.who),
        (Field::Place, &draft.place),
        (Field::HowKnown, &draft.how_known),
        (Field::Evidence, &draft.evidence),
    ];
    let found = texts
        .into_iter()
        .flat_map(|(field, text)| find(text).into_iter().map(move |leak| (field, leak)));
    found
        .filter(|(_, leak)| anonymous || *leak == Leak::NationalId)
        .collect()
}

/// What a text gives away, each kind once. One pass, whatever the text: at every group of digits at most
/// thirteen digits are looked at.
pub fn find(text: &str) -> Vec<Leak> {
    let text = normalise(text);
    let groups = groups(&text);
    let (mut id, mut telephone) = (false, false);
    for start in 0..groups.len() {
        let Some(run) = groups.get(start..) else { continue };
        any_number(run, |number| {
            id |= is_national_id(number);
            telephone |= is_telephone(number);
            id && telephone
        });
        if id && telephone {
            break;
        }
    }
    [(id, Leak::NationalId), (telephone, Leak::Telephone)]
        .into_iter()
        .filter_map(|(found, leak)| found.then_some(leak))
        .collect()
}

/// What stands before a name in Thai and is no part of it, longest first.
const TITLES: &[&str] = &[
    "ว่าที่ร้อยตรีหญิง",
    "ว่าที่ร้อยตรี",
    "ว่าที่ ร.ต.หญิง",
    "ว่าที่ ร.ต.",
    "นางสาว",
    "น.ส.",
    "นาย",
    "นาง",
    "ดร.",
];

/// Whether a text that is to be published names this person: by first name or by family name, with or without spaces.
/// Names of fewer than three letters are not looked for, they stand in too many words.
pub fn names(text: &str, name: &str) -> bool {
    let solid = |text: &str| -> String { fold(text).split_whitespace().collect() };
    let text = solid(text);
    let bare = TITLES
        .iter()
        .find_map(|title| name.trim().strip_prefix(title))
        .unwrap_or(name);
    bare.split_whitespace()
        .map(solid)
        .any(|part| part.chars().count() >= 3 && text.contains(&part))
}

/// The names in a text, as far as a title stands before them: the word behind it and the one after that.
pub fn named(text: &str) -> Vec<String> {
    let text = normalise(text);
    let mut found = Vec::new();
    for title in TITLES {
        for (at, title) in text.match_indices(title) {
            let behind = text.get(at + title.len()..).unwrap_or_default();
            let words: Vec<&str> = behind.split_whitespace().take(2).collect();
            if words.first().is_some_and(|word| word.chars().count() >= 3) {
                found.push(words.join(" "));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether thirteen digits are a national id: the last one is right for the others. Numbers that begin with
/// 0 belong to people without civil status and count too.
fn is_national_id(number: &[u8]) -> bool {
    let Ok(digits) = <[u8; 13]>::try_from(number) else {
        return false;
    };
    let [rest @ .., check] = digits;
    let weights = (2_u32..=13).rev();
    let sum: u32 = rest
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum();
    (11 - sum % 11) % 10 == u32::from(check)
}

/// Whether these are all digits of a Thai telephone number, with the trunk 0 or with the country code 66.
fn is_telephone(number: &[u8]) -> bool {
    match number {
        [6, 6, 0, national @ ..] | [6, 6, national @ ..] | [0, national @ ..] => is_national_number(national),
        _ => false,
    }
}

/// Mobile 06, 08, 09 with ten digits; fixed 02, 03, 04, 05, 07 with nine; the leading 0 taken off.
const fn is_national_number(number: &[u8]) -> bool {
    matches!(
        (number.len(), number.first()),
        (9, Some(6 | 8 | 9)) | (8, Some(2..=5 | 7))
    )
}

/// Digits without anything between them, and whether only a separator stands before the next group.
struct Group {
    digits: Vec<u8>,
    joined: bool,
}

/// The most digits of one number, and one more to tell that there are too many.
const MOST_DIGITS: usize = 14;
/// The most separators within a number, as in `08 - 1234`.
const MOST_SEPARATORS: usize = 3;

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut between = MOST_SEPARATORS + 1;
    for c in text.chars() {
        if let Some(digit) = digits::value(c) {
            match groups.last_mut() {
                Some(group) if between == 0 => {
                    if group.digits.len() < MOST_DIGITS {
                        group.digits.push(digit);
                    }
                }
                last => {
                    if let Some(group) = last {
                        group.joined = between <= MOST_SEPARATORS;
                    }
                    groups.push(Group {
                        digits: vec![digit],
                        joined: false,
                    });
                }
            }
            between = 0;
        } else if is_separator(c) {
            between = between.saturating_add(1);
        } else {
            between = MOST_SEPARATORS + 1;
        }
    }
    groups
}

/// What people put between the groups of a number, on one line.
const fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}')
}

/// Tries the numbers that begin with the first group: that group, with the next one, and so on, as far as
/// they are joined and not longer than any number looked for. Stops when the test says so.
fn any_number(groups: &[Group], mut test: impl FnMut(&[u8]) -> bool) {
    let mut number: Vec<u8> = Vec::with_capacity(2 * MOST_DIGITS);
    for group in groups {
        number.extend(&group.digits);
        if number.len() >= MOST_DIGITS || test(&number) || !group.joined {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const IDS: [&str; 4] = ["1111111111119", "1234567890121", "0000000000001", "9999999999994"];

    #[test]
    fn the_vectors_of_the_conventions_are_found() {
        for id in IDS {
            assert_eq!(find(id), [Leak::NationalId], "{id}");
        }
        for written in [
            "1-1111-11111-11-9",
            "1 2345 67890 12 1",
            "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
            "บัตรประชาชนเลขที่1234567890121ครับ",
            "1\u{00A0}2345\u{200B}67890\u{2013}12 - 1",
            "ข้อ 5 1234567890121 และ 7",
        ] {
            assert_eq!(find(written), [Leak::NationalId], "{written}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_no_id() {
        for id in IDS {
            let (rest, last) = id.split_at(12);
            let last: u32 = last.parse().unwrap();
            for other in (0..10).filter(|digit| *digit != last) {
                assert_eq!(find(&format!("{rest}{other}")), [], "{rest}{other}");
            }
        }
    }

    #[test]
    fn longer_and_shorter_numbers_are_no_ids() {
        for text in [
            "12345678901210",
            "123456789012",
            "1,234,567,890,121 บาท",
            "1234567\n890121",
            "12345 ก 67890121",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn telephone_numbers_are_found_as_people_write_them() {
        for text in [
            "0812345678",
            "โทร 081-234-5678 ครับ",
            "๐๘๑-๒๓๔-๕๖๗๘",
            "+66 81 234 5678",
            "+66 (0)81 234 5678",
            "0-2123-4567",
            "๐-๔๕๙๙-๙๖๖๓",
            "0 4598 9663 ต่อ ๑๘",
            "075123456",
            "061.234.5678",
        ] {
            assert_eq!(find(text), [Leak::Telephone], "{text}");
        }
    }

    #[test]
    fn dates_amounts_and_hotlines_are_no_telephone_numbers() {
        for text in [
            "20/02/2567",
            "เมื่อวันที่ 20 กุมภาพันธ์ 2567 เวลา 09.05 น.",
            "500,000.00 บาท",
            "โทร 1567 หรือ 1111",
            "สัญญาเลขที่ 12/2567",
            "08123456789",
            "0112345678",
            "081234567",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    #[test]
    fn warnings_name_the_answer_and_respect_the_choice_of_the_reporter() {
        let mut draft = Draft {
            what: "โทรหาผมที่ 081-234-5678".to_owned(),
            evidence: "บัตร 1-2345-67890-12-1 โทร 021234567".to_owned(),
            name: "1-2345-67890-12-1".to_owned(),
            ..Draft::default()
        };
        assert_eq!(
            warnings(&draft),
            [
                (Field::What, Leak::Telephone),
                (Field::Evidence, Leak::NationalId),
                (Field::Evidence, Leak::Telephone)
            ]
        );
        draft.identity = "named".to_owned();
        assert_eq!(warnings(&draft), [(Field::Evidence, Leak::NationalId)]);
    }

    #[test]
    fn a_megabyte_of_digits_is_read_in_one_pass() {
        for pattern in ["1 ", "๐๘ "] {
            let text = pattern.repeat(1_000_000 / pattern.len());
            let groups = groups(&normalise(&text));
            let mut looked_at = 0;
            for start in 0..groups.len() {
                any_number(&groups[start..], |number| {
                    looked_at += number.len();
                    false
                });
            }
            assert!(looked_at <= text.len() * MOST_DIGITS * MOST_DIGITS, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn an_id_is_found_wherever_it_stands(twelve in prop::collection::vec(0_u32..10, 12), before in "[ก-ฮ ]{0,9}", after in "[ก-ฮ, ]{0,9}") {
            let sum: u32 = twelve.iter().zip((2..=13).rev()).map(|(digit, weight)| digit * weight).sum();
            let mut id: String = twelve.iter().map(ToString::to_string).collect();
            id.push_str(&((11 - sum % 11) % 10).to_string());
            let text = format!("{before}{id}{after}");
            prop_assert!(find(&text).contains(&Leak::NationalId));
            prop_assert!(find(&digits::to_thai(&id)).contains(&Leak::NationalId));
        }

        #[test]
        fn any_text_is_looked_through(text in any::<String>()) {
            let found = find(&text);
            prop_assert!(found.len() <= 2);
            prop_assert!(found.is_empty() || text.chars().filter(|c| digits::value(*c).is_some()).count() >= 9);
        }
    }

    #[test]
    fn a_colleague_is_found_by_either_name_whatever_stands_before_it() {
        let name = "นางสาวสมหญิง ใจมั่นคง";
        for text in [
            "แก้ไขตามที่น.ส.สมหญิงแจ้ง",
            "ตามบันทึกของ สมหญิง  ใจมั่นคง",
            "คุณใจมั่นคงขอแก้",
            "สม\u{200b}หญิง",
        ] {
            assert!(names(text, name), "{text}");
        }
        for text in ["แก้ไขจำนวนเรื่องของเดือนสิงหาคม", "นางสาว", "", "ใจ มั่น"]
        {
            assert!(!names(text, name), "{text}");
        }
        assert!(!names("กาแฟ", "นายกา วี"), "too short to look for");
    }
}
