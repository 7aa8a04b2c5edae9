//! How tracking codes are typed, mistyped, repaired and refused.

use super::*;
use crate::vault::Rng;
use crate::vault::id::CROCKFORD;
use crate::vault::spelling::LIMIT;
use proptest::prelude::*;

const TYPED: u32 = 2_000;

fn letters_of(reading: Reading) -> (u8, String) {
    match reading {
        Reading::Code(code) => (0, code.letters().to_string()),
        Reading::Proposed(code) => (1, code.letters().to_string()),
        Reading::Mistyped => (2, String::new()),
    }
}

fn is_read(typed: &str, letters: &str) -> bool {
    letters_of(TrackingCode::read(typed)) == (0, letters.to_owned())
}

fn is_proposed(typed: &str, letters: &str) -> bool {
    letters_of(TrackingCode::read(typed)) == (1, letters.to_owned())
}

fn is_flagged(typed: &str) -> bool {
    letters_of(TrackingCode::read(typed)).0 == 2
}

fn in_thai_digits(text: &str) -> String {
    text.chars()
        .map(|symbol| match symbol.to_digit(10) {
            Some(digit) => char::from_u32(u32::from('๐') + digit).unwrap(),
            None => symbol,
        })
        .collect()
}

fn in_full_width(text: &str) -> String {
    text.chars()
        .map(|symbol| char::from_u32(u32::from(symbol) + 0xFEE0).unwrap())
        .collect()
}

/// What appears when US keys are typed with the keyboard left in Thai.
fn in_kedmanee(text: &str, shift_letters: bool) -> String {
    let keys = "1234567890-QWERTYUIOPASDFGHJKLZXCVBNM";
    let plain = "ๅ/-ภถุึคตจขๆไำพะัีรนยฟหกดเ้่าสผปแอิืท";
    let shifted = "ๅ/-ภถุึคตจข๐\"ฎฑธํ๊ณฯญฤฆฏโฌ็๋ษศ()ฉฮฺ์?";
    let row = if shift_letters { shifted } else { plain };
    text.chars()
        .map(|key| {
            row.chars()
                .nth(keys.chars().position(|known| known == key).unwrap())
                .unwrap()
        })
        .collect()
}

fn numbers() -> impl Strategy<Value = u128> {
    (0..LIMIT).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: TYPED, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_code_is_read_in_every_way_people_type_it(number in numbers()) {
        let code = TrackingCode::from_number(number);
        let (letters, digits) = (code.letters(), code.digits());
        for spelling in [letters.as_str(), digits.as_str()] {
            let odd_spaces = spelling.replace('-', " \u{200B}\u{00A0}\u{00AD}—");
            let surrounded = ["  ", &spelling.to_lowercase(), "\r\n"].concat();
            prop_assert!(is_read(spelling, &letters));
            prop_assert!(is_read(&spelling.replace('-', ""), &letters));
            prop_assert!(is_read(&odd_spaces, &letters));
            prop_assert!(is_read(&surrounded, &letters));
            prop_assert!(is_read(&in_thai_digits(spelling), &letters));
            prop_assert!(is_read(&in_full_width(spelling), &letters));
            prop_assert!(is_read(&in_full_width(&spelling.to_lowercase()), &letters));
            prop_assert!(is_read(&spelling.replace('0', "O").replace('1', "l").replace('V', "u"), &letters));
            prop_assert!(is_read(&spelling.replace('0', "o").replace('1', "I"), &letters));
            prop_assert!(is_read(&in_kedmanee(spelling, false), &letters));
        }
        // All-Thai-looking text is needed to tell the layout; a code without one such symbol is not typed here.
        let shifted = in_kedmanee(&letters, true);
        prop_assert!(is_read(&shifted, &letters), "{}", shifted);
    }

    #[test]
    fn one_wrong_symbol_is_proposed_corrected(number in numbers(), place in 0..24usize, other in 1..32usize) {
        let letters = TrackingCode::from_number(number).letters();
        let mut symbols: Vec<char> = letters.replace('-', "").chars().collect();
        let value = CROCKFORD.iter().position(|known| char::from(*known) == symbols[place]).unwrap();
        symbols[place] = char::from(CROCKFORD[(value + other) % 32]);
        prop_assert!(is_proposed(&symbols.iter().collect::<String>(), &letters));
    }

    #[test]
    fn two_neighbours_swapped_are_proposed_corrected(number in numbers(), place in 0..23usize) {
        let letters = TrackingCode::from_number(number).letters();
        let mut symbols: Vec<char> = letters.replace('-', "").chars().collect();
        symbols.swap(place, place + 1);
        let typed: String = symbols.iter().collect();
        prop_assert!(is_proposed(&typed, &letters) || symbols[place] == symbols[place + 1]);
    }

    #[test]
    fn up_to_three_unreadable_symbols_are_proposed(number in numbers(), places in prop::collection::hash_set(0..24usize, 1..4)) {
        let letters = TrackingCode::from_number(number).letters();
        let mut symbols: Vec<char> = letters.replace('-', "").chars().collect();
        for place in places {
            symbols[place] = '?';
        }
        prop_assert!(is_proposed(&symbols.iter().collect::<String>(), &letters));
    }

    #[test]
    fn a_missing_or_an_extra_symbol_is_proposed_or_flagged_never_read(number in numbers(), place in 0..24usize, extra in 0..32usize) {
        let letters = TrackingCode::from_number(number).letters();
        let symbols: Vec<char> = letters.replace('-', "").chars().collect();
        let mut missing = symbols.clone();
        missing.remove(place);
        let mut more = symbols;
        more.insert(place, char::from(CROCKFORD[extra]));
        for typed in [missing, more] {
            let typed: String = typed.iter().collect();
            prop_assert!(is_proposed(&typed, &letters) || is_flagged(&typed));
        }
    }

    #[test]
    fn one_wrong_digit_or_a_swap_in_the_digits_is_flagged(number in numbers(), place in 0..31usize, other in 1..10u32) {
        let digits = TrackingCode::from_number(number).digits().replace('-', "");
        let mut wrong: Vec<char> = digits.chars().collect();
        wrong[place] = char::from_digit((wrong[place].to_digit(10).unwrap() + other) % 10, 10).unwrap();
        prop_assert!(is_flagged(&wrong.iter().collect::<String>()));
        let mut swapped: Vec<char> = digits.chars().collect();
        swapped.swap(place, place + 1);
        prop_assert!(swapped[place] == swapped[place + 1] || is_flagged(&swapped.iter().collect::<String>()));
    }

    #[test]
    fn any_text_is_read_without_panic(typed in "\\PC*") {
        let _ = TrackingCode::read(&typed);
    }

    #[test]
    fn any_text_of_code_symbols_is_read_without_panic(typed in "[0-9A-Z?ก-๛ -]{0,60}") {
        let _ = TrackingCode::read(&typed);
    }
}

#[test]
fn a_code_with_two_errors_is_flagged_not_repaired() {
    let rng = Rng::for_tests(11);
    let mut repaired = 0;
    for _ in 0..5_000 {
        let letters = TrackingCode::random(&rng).unwrap().letters();
        let mut symbols: Vec<char> = letters.replace('-', "").chars().collect();
        let [a, b, x, y] = rng.bytes().unwrap();
        let (a, b) = (usize::from(a) % 24, usize::from(b) % 24);
        if a == b {
            continue;
        }
        for (place, step) in [(a, x), (b, y)] {
            let value = CROCKFORD
                .iter()
                .position(|known| char::from(*known) == symbols[place])
                .unwrap();
            symbols[place] = char::from(CROCKFORD[(value + 1 + usize::from(step) % 31) % 32]);
        }
        match TrackingCode::read(&symbols.iter().collect::<String>()) {
            Reading::Code(_) => panic!("two errors were accepted"),
            Reading::Proposed(_) => repaired += 1,
            Reading::Mistyped => {}
        }
    }
    // Two errors that look like one swap are proposed, about one in ten thousand; the reporter is asked anyway.
    assert!(repaired <= 5, "{repaired} of 5000 were proposed");
}

#[test]
fn long_input_is_refused_before_any_work() {
    assert!(is_flagged(&"0".repeat(10_000_000)));
    assert!(is_flagged(&"-".repeat(201)));
    assert!(is_flagged(&"๐".repeat(201)));
    let code = TrackingCode::from_number(5);
    let padded = format!("{}{}", " ".repeat(200 - 29), code.letters().as_str());
    assert!(is_read(&padded, &code.letters()));
    assert!(is_flagged(&format!(" {padded}")));
}

#[test]
fn numbers_that_are_never_issued_are_not_read() {
    for number in [LIMIT, LIMIT + 1, (1 << 100) - 1] {
        assert!(is_flagged(&crate::vault::spelling::letters(number)));
    }
    assert!(is_read(
        &crate::vault::spelling::letters(LIMIT - 1),
        &crate::vault::spelling::letters(LIMIT - 1)
    ));
}

#[test]
fn a_code_has_one_spelling_in_digits() {
    // Check digits 00, 01 and 99 would satisfy MOD 97 as well.
    for number in 0..300u128 {
        let right = TrackingCode::from_number(number).digits().replace('-', "");
        let accepted: Vec<u32> = (0..100)
            .filter(|check| !is_flagged(&format!("{number:030}{check:02}")))
            .collect();
        assert_eq!(accepted, [right[30..].parse::<u32>().unwrap()]);
    }
}

#[test]
fn the_submission_key_decides_the_code() {
    let instance = InstanceId([1; 16]);
    let code = |key: u8, instance| TrackingCode::from_submission_key(&[key; 32], instance).letters();
    assert_eq!(*code(1, &instance), *code(1, &instance));
    assert_ne!(*code(1, &instance), *code(2, &instance));
    assert_ne!(*code(1, &instance), *code(1, &InstanceId([2; 16])));
}

#[test]
fn codes_are_spread_evenly_over_their_range() {
    let rng = Rng::for_tests(4);
    let mut tenths = [0u32; 10];
    for _ in 0..20_000 {
        let code = TrackingCode::random(&rng).unwrap();
        tenths[usize::from(code.digits().as_bytes()[0] - b'0')] += 1;
    }
    // Mean 2000, deviation 42: six deviations either way. Reducing modulo 10^30 instead would give 1577.
    assert!(
        tenths.iter().all(|count| (1_746..=2_254).contains(count)),
        "{tenths:?}"
    );
}

#[test]
fn the_last_group_is_recognised_as_leniently_as_a_code() {
    let code = TrackingCode::from_number(123_456_789_012_345_678_901_234_567_890);
    assert_eq!(*code.last_group(), "TVBN");
    for typed in ["TVBN", " tubn ", "ธฮฺ์", "๙๐๓๙", "9039", "9O39"] {
        assert!(code.ends_with(typed), "{typed}");
    }
    for typed in ["", "TVBM", "Y2PJ", "9038", "TVBNTVBN"] {
        assert!(!code.ends_with(typed), "{typed}");
    }
}
