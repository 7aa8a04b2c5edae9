//! Which passwords officers may choose. The password opens their private key, so it is the only thing
//! between a stolen disk and the reports sealed to them.

use unicode_segmentation::UnicodeSegmentation;

use super::agency::Agency;
use super::thai::fold::fold;

/// The fewest characters, as people count them.
pub const LEAST: usize = 12;
/// The most bytes; more would only make the derivation of the key slow.
pub const MOST_BYTES: usize = 256;
/// The fewest different characters.
const LEAST_DIFFERENT: usize = 5;
/// A name shorter than this is no reason to refuse a password that contains it.
const LEAST_NAME: usize = 3;
/// Characters that have to remain of a password besides a name that it contains.
const LEAST_BESIDES: usize = 8;

/// Beginnings of the passwords that are tried first, folded.
const GUESSED_FIRST: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "123456",
    "abcdef",
    "iloveyou",
    "letmein",
    "welcome",
    "administrator",
    "sujarit",
    "สุจริต",
    "รหัสผ่าน",
    "ฟหกด",
    "ๆไำพ",
];

/// Why a password was not accepted. It never contains the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PasswordProblem {
    /// Fewer than [`LEAST`] characters.
    TooShort,
    /// More than [`MOST_BYTES`] bytes.
    TooLong,
    /// The same few characters over and over, or a row of the keyboard or of the digits.
    TooSimple,
    /// It is the sign-in name or the name of the agency with a few characters added.
    ContainsName,
    /// It contains a control character, which cannot be typed again on every keyboard.
    Unreadable,
}

/// What must not make up the password of somebody: what everybody in the office knows of them.
pub fn names<'a>(agency: &'a Agency, login: &'a str, name: &'a str) -> [&'a str; 6] {
    [
        login,
        name,
        agency.slug.as_str(),
        &agency.short_name,
        &agency.full_name,
        &agency.english_name,
    ]
}

/// Checks a password that an officer wants to choose.
///
/// Length counts, not a mixture of kinds of characters: three Thai words are good. `names` are what must not
/// make up the password: the sign-in name, the address and the names of the agency. Upper and lower case,
/// Thai and ASCII digits and typing orders make no difference in that comparison; the password itself is not
/// changed here (the vault brings it to NFC before it derives the key).
///
/// # Errors
/// The first [`PasswordProblem`] found.
pub fn check(password: &str, names: &[&str]) -> Result<(), PasswordProblem> {
    if password.len() > MOST_BYTES {
        return Err(PasswordProblem::TooLong);
    }
    if password.chars().any(char::is_control) {
        return Err(PasswordProblem::Unreadable);
    }
    if password.graphemes(true).count() < LEAST {
        return Err(PasswordProblem::TooShort);
    }
    let folded = fold(password);
    if is_simple(&folded) {
        return Err(PasswordProblem::TooSimple);
    }
    if names.iter().any(|name| is_made_of(&folded, &fold(name))) {
        return Err(PasswordProblem::ContainsName);
    }
    Ok(())
}

fn is_simple(folded: &str) -> bool {
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    let guessed = |start: &&&str| {
        folded
            .strip_prefix(&fold(start))
            .is_some_and(|rest| rest.chars().count() < LEAST_BESIDES)
    };
    different.len() < LEAST_DIFFERENT || GUESSED_FIRST.iter().find(guessed).is_some() || is_a_row(folded)
}

/// Whether nearly every character is the one after or before its neighbour: 123456789012, abcdefghijkl.
fn is_a_row(folded: &str) -> bool {
    let steps = folded.chars().zip(folded.chars().skip(1));
    let (all, close) = steps.fold((0_usize, 0_usize), |(all, close), (a, b)| {
        let near = u32::from(a).abs_diff(u32::from(b)) <= 1;
        (all + 1, close + usize::from(near))
    });
    close * 4 >= all * 3
}

fn is_made_of(folded: &str, name: &str) -> bool {
    name.chars().count() >= LEAST_NAME
        && folded.contains(name)
        && folded.replace(name, "").chars().count() < LEAST_BESIDES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 3] = ["somsri.k", "bangtoei", "องค์การบริหารส่วนตำบลตัวอย่าง"];

    #[test]
    fn three_words_in_any_script_are_good() {
        for good in [
            "แมวดำกินปลาทูเค็ม",
            "correct horse battery",
            "ฝนตก 7 วันที่หัวหิน",
            "bangtoei ฝนตกทุกวันจันทร์",
            "x7#Kd92!mQpL",
        ] {
            assert_eq!(check(good, &NAMES), Ok(()), "{good}");
        }
    }

    #[test]
    fn every_bad_password_has_its_own_answer() {
        use PasswordProblem as P;
        for (bad, problem) in [
            ("", P::TooShort),
            ("x7#Kd92!mQp", P::TooShort),
            ("น้ำน้ำน้ำน้ำก", P::TooShort),
            (&"ยาว".repeat(29), P::TooLong),
            ("aaaaaaaaaaaaaaaa", P::TooSimple),
            ("abababababababab", P::TooSimple),
            ("123456789012", P::TooSimple),
            ("๑๒๓๔๕๖๗๘๙๐๑๒", P::TooSimple),
            ("Password1234", P::TooSimple),
            ("qwertyuiop12", P::TooSimple),
            ("abcdefghijklm", P::TooSimple),
            ("somsri.k2569", P::ContainsName),
            ("SOMSRI.K 2569", P::ContainsName),
            ("bangtoei๒๕๖๙", P::ContainsName),
            ("องค์การบริหารส่วนตำบลตัวอย่าง1", P::ContainsName),
            ("x7#Kd92!mQ\tpL", P::Unreadable),
            ("x7#Kd92!mQ\0pL", P::Unreadable),
        ] {
            assert_eq!(check(bad, &NAMES), Err(problem), "{bad}");
        }
    }

    #[test]
    fn an_empty_or_tiny_name_forbids_nothing() {
        assert_eq!(check("แมวดำกินปลาทูเค็ม", &["", "แ", "กิ"]), Ok(()));
    }

    proptest! {
        #[test]
        fn random_passwords_are_accepted(password in "[a-zA-Z0-9]{24}") {
            prop_assert_eq!(check(&password, &NAMES), Ok(()));
        }

        #[test]
        fn whatever_is_accepted_is_long_enough_and_fits(password in any::<String>()) {
            if check(&password, &NAMES).is_ok() {
                prop_assert!(password.graphemes(true).count() >= LEAST && password.len() <= MOST_BYTES);
            }
        }
    }
}
