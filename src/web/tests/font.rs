//! Whether the fonts in the binary have every letter that the pages need.

use std::collections::BTreeSet;
use std::io::Read;

use crate::words::{Language, texts};

const REGULAR: &[u8] = include_bytes!("../assets/sarabun-400.woff2");
const BOLD: &[u8] = include_bytes!("../assets/sarabun-700.woff2");

/// What people may type besides the words of the pages: ASCII, every Thai letter and digit, quotation marks.
fn needed() -> BTreeSet<char> {
    let mut letters: BTreeSet<char> = (' '..='~').chain('ก'..='ฺ').chain('฿'..='๛').collect();
    letters.extend("“”‘’–—…·•".chars());
    for language in Language::ALL {
        letters.extend(texts(language).iter().flat_map(|(_, text)| text.chars()));
    }
    letters.remove(&'\n');
    letters
}

#[test]
fn both_fonts_have_every_letter_of_the_pages() {
    for (name, font) in [("regular", REGULAR), ("bold", BOLD)] {
        let covered = covered(&table(font));
        let missing: String = needed()
            .into_iter()
            .filter(|c| !covered.contains(&u32::from(*c)))
            .collect();
        assert_eq!(missing, "", "{name}");
        assert!(
            !covered.contains(&0x4e00),
            "{name}: the reader of the table sees letters everywhere"
        );
    }
}

/// The `cmap` table of a WOFF 2 file.
fn table(font: &[u8]) -> Vec<u8> {
    let mut at = 48;
    let (mut start, mut cmap) = (0, None);
    for _ in 0..u16_at(font, 12) {
        let flags = font[at];
        at += 1;
        let (tag, version) = (flags & 63, flags >> 6);
        if tag == 63 {
            at += 4;
        }
        let mut length = base128(font, &mut at);
        // Outlines (10) and their index (11) are transformed unless the version says 3, all others if it is not 0.
        if if matches!(tag, 10 | 11) {
            version != 3
        } else {
            version != 0
        } {
            length = base128(font, &mut at);
        }
        if tag == 0 {
            cmap = Some(start..start + length);
        }
        start += length;
    }
    let mut tables = Vec::new();
    brotli_decompressor::Decompressor::new(&font[at..], 4_096)
        .read_to_end(&mut tables)
        .unwrap();
    tables[cmap.unwrap()].to_vec()
}

/// The characters of every format 4 and format 12 part of a `cmap` table.
fn covered(cmap: &[u8]) -> BTreeSet<u32> {
    let mut all = BTreeSet::new();
    for part in 0..u16_at(cmap, 2) {
        let start = u32_at(cmap, 8 + 8 * part);
        let part = &cmap[start..];
        match u16_at(part, 0) {
            4 => {
                let twice = u16_at(part, 6);
                for segment in (0..twice).step_by(2) {
                    let (end, begin) = (u16_at(part, 14 + segment), u16_at(part, 16 + twice + segment));
                    all.extend(
                        (begin..=end)
                            .filter(|c| *c != 0xffff)
                            .map(|c| u32::try_from(c).unwrap()),
                    );
                }
            }
            12 => {
                for group in 0..u32_at(part, 12) {
                    let (begin, end) = (u32_at(part, 16 + 12 * group), u32_at(part, 20 + 12 * group));
                    all.extend((begin..=end).map(|c| u32::try_from(c).unwrap()));
                }
            }
            _ => {}
        }
    }
    all
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    usize::from(u16::from_be_bytes(bytes[at..at + 2].try_into().unwrap()))
}

fn u32_at(bytes: &[u8], at: usize) -> usize {
    usize::try_from(u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())).unwrap()
}

fn base128(bytes: &[u8], at: &mut usize) -> usize {
    let mut value = 0;
    loop {
        let byte = bytes[*at];
        *at += 1;
        value = value << 7 | usize::from(byte & 127);
        if byte < 128 {
            return value;
        }
    }
}
