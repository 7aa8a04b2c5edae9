//! Looks for a text in everything that was left behind, in every form in which it could lie around.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};

/// Every form in which a text could lie around.
pub fn spellings(text: &str) -> Vec<Vec<u8>> {
    let percent: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let escaped: String = text.escape_unicode().to_string();
    let mut spellings = vec![
        text.as_bytes().to_vec(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
        utf16,
        escaped.into_bytes(),
        HEXLOWER.encode(text.as_bytes()).into_bytes(),
        text.escape_debug().to_string().into_bytes(),
    ];
    // Base64 shifts with what stands before it: the inner part of all three shifts.
    for shift in 0..3_usize {
        let mut shifted = vec![b'x'; shift];
        shifted.extend_from_slice(text.as_bytes());
        for encoded in [BASE64.encode(&shifted), BASE64URL_NOPAD.encode(&shifted)] {
            let inner = encoded.as_bytes();
            spellings.push(inner[4..inner.len().saturating_sub(4)].to_vec());
        }
    }
    spellings.retain(|spelling| spelling.len() >= 8);
    spellings
}

/// Where else the test looked.
pub struct Haystack {
    pub place: String,
    pub bytes: Vec<u8>,
}

pub fn gather(folder: &Path, hay: &mut Vec<Haystack>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, hay);
        } else if let Ok(bytes) = fs::read(&path) {
            // A file that the server removed meanwhile has nothing to hide.
            hay.push(Haystack {
                place: path.display().to_string(),
                bytes,
            });
        }
    }
}

/// All needles at once: each file is read through one time.
pub fn search(needles: &[Vec<u8>]) -> regex::bytes::RegexSet {
    let patterns = needles.iter().map(|needle| {
        let mut pattern = "(?-u:".to_owned();
        for byte in needle {
            write!(pattern, "\\x{byte:02x}").unwrap();
        }
        pattern + ")"
    });
    regex::bytes::RegexSetBuilder::new(patterns)
        .size_limit(1 << 30)
        .dfa_size_limit(1 << 28)
        .build()
        .unwrap()
}
