//! The Thai Kedmanee keyboard (TIS 820-2531) mapped back to the keys of a US keyboard, for people who type a
//! tracking code with the keyboard left in Thai.

/// Thai, typed without and with shift, and the key in its unshifted US meaning. Letters come out upper case.
const ROWS: [(&str, &str, &str); 4] = [
    ("ๅ/-ภถุึคตจขช", "+๑๒๓๔ู฿๕๖๗๘๙", "1234567890-="),
    ("ๆไำพะัีรนยบล", "๐\"ฎฑธํ๊ณฯญฐ,", "QWERTYUIOP[]"),
    ("ฟหกดเ้่าสวง", "ฤฆฏโฌ็๋ษศซ.", "ASDFGHJKL;'"),
    ("ผปแอิืทมใฝ", "()ฉฮฺ์?ฒฬฦ", "ZXCVBNM,./"),
];

/// Whether `symbol` can only have come from a Thai layout: a letter, vowel or mark, not a digit.
pub(super) fn is_thai_letter(symbol: char) -> bool {
    matches!(symbol, '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}')
}

/// The US key that types `symbol` in the Thai layout, in either shift state; others pass unchanged.
pub(super) fn to_us_key(symbol: char) -> char {
    for (plain, shifted, keys) in ROWS {
        let found = plain
            .chars()
            .zip(keys.chars())
            .chain(shifted.chars().zip(keys.chars()));
        for (thai, key) in found {
            if thai == symbol {
                return key;
            }
        }
    }
    symbol
}
