//! The two spellings of a tracking code, and the reading of whatever people type.
//!
//! Letters: 20 symbols of base 32 and four Reed-Solomon symbols, six groups of four. Digits: 30 decimal digits
//! and two ISO 7064 MOD 97-10 digits, eight groups of four. Both spell the same number below 10^30.

use zeroize::{Zeroize, Zeroizing};

use super::id::{CROCKFORD, grouped};
use super::kedmanee::{is_thai_letter, to_us_key};
use super::reed_solomon::{DATA, WORD, Word, encode, fill, is_clean};

/// Codes are below this number.
pub(super) const LIMIT: u128 = 1_000_000_000_000_000_000_000_000_000_000;

/// More characters than this are refused before any work.
const LONGEST_INPUT: usize = 200;

/// A symbol of a word that could not be read, typed as `?`.
const UNREADABLE: u8 = 32;

/// What typed text spells.
pub(super) enum Spelled {
    /// Exactly this number; its checks hold.
    Exact(u128),
    /// Not a code, but one slip away from this one only.
    Near(u128),
    /// Nothing that can be told.
    Nothing,
}

/// `33Q9-1ZVC-6WZ0-XS73-Y2PJ-TVBN`
pub(super) fn letters(number: u128) -> Zeroizing<String> {
    let data: Zeroizing<[u8; DATA]> = Zeroizing::new(std::array::from_fn(|place| {
        let shift = 5 * (DATA - 1 - place);
        (number >> shift & 31).to_le_bytes().first().copied().unwrap_or(0)
    }));
    let word = Zeroizing::new(encode(&data));
    let symbols: Zeroizing<String> = Zeroizing::new(
        word.iter()
            .filter_map(|value| CROCKFORD.get(usize::from(*value)))
            .map(|symbol| char::from(*symbol))
            .collect(),
    );
    Zeroizing::new(grouped(&symbols))
}

/// `1234-5678-9012-3456-7890-1234-5678-9039`
pub(super) fn digits(number: u128) -> Zeroizing<String> {
    let check = 98 - number * 100 % 97;
    let symbols = Zeroizing::new(format!("{number:030}{check:02}"));
    Zeroizing::new(grouped(&symbols))
}

/// Reads typed text: Thai digits, full-width forms, any letter case, spaces and hyphens anywhere, `O I L U` for
/// the symbols they look like, and text typed with the keyboard left in Thai.
pub(super) fn read(typed: &str) -> Spelled {
    if typed.len() > 4 * LONGEST_INPUT || typed.chars().count() > LONGEST_INPUT {
        return Spelled::Nothing;
    }
    if !typed.chars().any(is_thai_letter) {
        return read_symbols(typed.chars());
    }
    // A Thai digit among Thai letters is a shifted key, most likely; some people do type it as a digit.
    let by_key = read_symbols(typed.chars().map(to_us_key));
    if matches!(by_key, Spelled::Exact(_)) {
        return by_key;
    }
    let by_digit = read_symbols(typed.chars().map(|symbol| match ascii_digit(symbol) {
        Some(digit) => digit,
        None => to_us_key(symbol),
    }));
    match (&by_key, &by_digit) {
        (_, Spelled::Exact(_)) | (Spelled::Nothing, _) => by_digit,
        _ => by_key,
    }
}

fn ascii_digit(symbol: char) -> Option<char> {
    match symbol {
        '๐'..='๙' => char::from_u32(u32::from(symbol) - u32::from('๐') + u32::from('0')),
        _ => None,
    }
}

/// Whether `typed` means the symbols of `group`, read as leniently as a whole code.
pub(super) fn same_group(typed: &str, group: &str) -> bool {
    if typed.len() > 4 * LONGEST_INPUT {
        return false;
    }
    let expected: Zeroizing<Vec<char>> = Zeroizing::new(group.chars().collect());
    let thai = typed.chars().any(is_thai_letter);
    let by_key = symbols_of(
        typed
            .chars()
            .map(|symbol| if thai { to_us_key(symbol) } else { symbol }),
    );
    let as_typed = symbols_of(typed.chars());
    *by_key == *expected || *as_typed == *expected
}

fn read_symbols(typed: impl Iterator<Item = char>) -> Spelled {
    let symbols = symbols_of(typed);
    if symbols.len() == 32 {
        return read_digits(&symbols);
    }
    let mut values: Zeroizing<Vec<u8>> = Zeroizing::new(Vec::with_capacity(WORD + 1));
    if symbols.len() > WORD + 1 {
        return Spelled::Nothing;
    }
    for symbol in symbols.iter() {
        let Some(value) = value_of(*symbol) else {
            return Spelled::Nothing;
        };
        values.push(value);
    }
    read_values(&values)
}

/// Removes what carries no meaning and maps look-alikes to the symbols of the alphabet.
fn symbols_of(typed: impl Iterator<Item = char>) -> Zeroizing<Vec<char>> {
    let mut symbols: Zeroizing<Vec<char>> = Zeroizing::new(Vec::with_capacity(LONGEST_INPUT));
    for symbol in typed {
        let symbol = ascii_digit(symbol).unwrap_or(symbol);
        let symbol = match symbol {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(symbol) - 0xFF01 + 0x21).unwrap_or(symbol),
            other => other,
        };
        match symbol.to_ascii_uppercase() {
            symbol if is_filler(symbol) => {}
            'O' => symbols.push('0'),
            'I' | 'L' => symbols.push('1'),
            'U' => symbols.push('V'),
            symbol => symbols.push(symbol),
        }
    }
    symbols
}

/// Separators of the printed form, and invisible characters that copying brings along.
fn is_filler(symbol: char) -> bool {
    symbol.is_whitespace()
        || matches!(symbol, '-' | '_' | '.' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{2212}' | '\u{FEFF}')
}

fn value_of(symbol: char) -> Option<u8> {
    if symbol == '?' {
        return Some(UNREADABLE);
    }
    let place = CROCKFORD.iter().position(|known| char::from(*known) == symbol)?;
    u8::try_from(place).ok()
}

fn read_digits(symbols: &[char]) -> Spelled {
    let mut number: u128 = 0;
    let mut remainder: u128 = 0;
    for (place, symbol) in symbols.iter().enumerate() {
        let Some(digit) = symbol.to_digit(10) else {
            return Spelled::Nothing;
        };
        remainder = (remainder * 10 + u128::from(digit)) % 97;
        if place < 30 {
            number = number * 10 + u128::from(digit);
        }
    }
    let check = symbols
        .iter()
        .skip(30)
        .fold(0, |value, symbol| value * 10 + symbol.to_digit(10).unwrap_or(0));
    // Only 02..=98 are ever written; 00, 01 and 99 would be second spellings of the same code.
    if remainder == 1 && (2..=98).contains(&check) {
        Spelled::Exact(number)
    } else {
        Spelled::Nothing
    }
}

fn read_values(values: &[u8]) -> Spelled {
    let unreadable: Vec<usize> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value == UNREADABLE)
        .map(|(place, _)| place)
        .collect();
    match (values.len(), unreadable.len()) {
        (WORD, 0) => {
            let Ok(word) = Word::try_from(values).map(Zeroizing::new) else {
                return Spelled::Nothing;
            };
            if is_clean(&word) {
                return number_of(&word).map_or(Spelled::Nothing, Spelled::Exact);
            }
            only(substitutions(&word).chain(swaps(&word)))
        }
        (WORD, 1..=3) => {
            let Ok(word) = Word::try_from(values).map(Zeroizing::new) else {
                return Spelled::Nothing;
            };
            only(fill(&word, &unreadable).into_iter())
        }
        (23, 0) => only((0..WORD).filter_map(|place| {
            let mut word = [0; WORD];
            let (before, after) = values.split_at_checked(place)?;
            for (to, from) in word.iter_mut().zip(before.iter().chain(&[0]).chain(after)) {
                *to = *from;
            }
            fill(&word, &[place])
        })),
        (25, 0) => only((0..=WORD).filter_map(|extra| {
            let mut word = [0; WORD];
            let kept = values
                .iter()
                .enumerate()
                .filter(|(place, _)| *place != extra)
                .map(|(_, value)| value);
            for (to, from) in word.iter_mut().zip(kept) {
                *to = *from;
            }
            is_clean(&word).then_some(word)
        })),
        _ => Spelled::Nothing,
    }
}

fn substitutions(word: &Word) -> impl Iterator<Item = Word> {
    (0..WORD).filter_map(|place| fill(word, &[place]))
}

fn swaps(word: &Word) -> impl Iterator<Item = Word> {
    (1..WORD).filter_map(|place| {
        let mut swapped = *word;
        swapped.swap(place - 1, place);
        is_clean(&swapped).then_some(swapped)
    })
}

/// The one number among the candidates; none or several different ones is nothing to propose.
fn only(candidates: impl Iterator<Item = Word>) -> Spelled {
    let mut found: Option<u128> = None;
    for mut word in candidates {
        let number = number_of(&word);
        word.zeroize();
        match (number, found) {
            (None, _) => {}
            (Some(number), None) => found = Some(number),
            (Some(number), Some(earlier)) if number == earlier => {}
            (Some(_), Some(_)) => return Spelled::Nothing,
        }
    }
    found.map_or(Spelled::Nothing, Spelled::Near)
}

/// The number a code word carries, if it is one that is ever issued.
fn number_of(word: &Word) -> Option<u128> {
    let number = word
        .iter()
        .take(DATA)
        .fold(0u128, |number, value| number << 5 | u128::from(*value));
    (number < LIMIT).then_some(number)
}
