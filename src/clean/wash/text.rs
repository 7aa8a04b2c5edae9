//! Plain text: nothing but characters, left as they are.

use crate::domain::trace::Doubt;

/// A text has nothing beside what it shows; it keeps its encoding and its byte order mark.
pub(super) fn wash(bytes: Vec<u8>) -> Result<Vec<u8>, Doubt> {
    if is_plain(&bytes) {
        Ok(bytes)
    } else {
        Err(Doubt::Damaged)
    }
}

/// Whether it is text: UTF-8, UTF-16 with a byte order mark, or the Thai encodings TIS-620 and Windows-874, with no
/// control characters but tab, line feed, form feed and carriage return.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let fits = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\x0c');
    if let [0xff, 0xfe, rest @ ..] = bytes {
        return wide(rest, u16::from_le_bytes, fits);
    }
    if let [0xfe, 0xff, rest @ ..] = bytes {
        return wide(rest, u16::from_be_bytes, fits);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().all(fits),
        Err(_) => is_thai(bytes),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16, fits: impl Fn(char) -> bool) -> bool {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut characters = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
    odd.is_empty() && characters.all(|character| character.is_ok_and(&fits))
}

/// Every byte is ASCII text, a Thai letter or one of the few signs Windows-874 adds, and Thai letters come in words.
fn is_thai(bytes: &[u8]) -> bool {
    let thai = |b: u8| (0xa1..=0xda).contains(&b) || (0xdf..=0xfb).contains(&b);
    let sign = |b: u8| matches!(b, 0x80 | 0x85 | 0x91..=0x97 | 0xa0);
    let ascii = |b: u8| (b' '..=b'~').contains(&b) || matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    bytes.iter().all(|b| thai(*b) || sign(*b) || ascii(*b))
        && bytes.windows(2).any(|pair| pair.iter().all(|b| thai(*b)))
}

/// The first bytes that are not white space, after a byte order mark, with the zero bytes of UTF-16 left out.
pub(super) fn beginning(bytes: &[u8]) -> Vec<u8> {
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let body = marks
        .iter()
        .find_map(|mark| bytes.strip_prefix(*mark))
        .unwrap_or(bytes);
    body.iter()
        .copied()
        .filter(|b| *b != 0)
        .skip_while(u8::is_ascii_whitespace)
        .take(16)
        .collect()
}
