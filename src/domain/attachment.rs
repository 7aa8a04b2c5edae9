//! A file that somebody attached: what is known of it besides its bytes. All of it is sealed.

use unicode_segmentation::UnicodeSegmentation;

use super::coded::coded;
use super::file_kind::FileKind;
use super::ids::RecordId;
use super::thai::text;
use super::trace::{Doubt, Traces};

coded!(
    /// What was done with a file before it was sealed.
    Treatment {
        /// It is a copy without what the original told beside what it shows.
        Cleaned = 1 => "cleaned",
        /// It is the original: its sender asked to keep it as evidence.
        Original = 2 => "original",
        /// It could not be cleaned, and its sender chose to send it as it is.
        AsIs = 3 => "as_is",
        /// It could not be cleaned, and its sender has not chosen yet. Such a file never belongs to a case.
        Undecided = 4 => "undecided",
    }
);

/// Characters of a name, as people count them; and its bytes, so that piled-up marks do not count as one.
const LONGEST: usize = 120;
const LONGEST_BYTES: usize = 900;
/// The longest ending that is kept when a name is cut, in bytes.
const ENDING: usize = 12;

/// The name a file is shown under. It names nothing on any disk: one line, no folder, nothing invisible.
#[derive(Clone, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Reads the name that a browser declared. Nothing when nothing that can be seen is left of it.
    ///
    /// Folders are dropped: a path names its owner more often than its content.
    pub fn read(declared: &str) -> Option<Self> {
        let last = declared.rsplit(['/', '\\']).next().unwrap_or_default();
        let visible: String = last
            .chars()
            .map(|c| if FORBIDDEN.contains(&c) { '_' } else { c })
            .collect();
        let line = text::one_line(&visible);
        let line = line.trim_matches(|c: char| c == '.' || c.is_whitespace());
        if text::is_blank(line) {
            return None;
        }
        Some(Self(cut(line)))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name with an ending that fits the kind: one that lies gets the true one behind it.
    pub fn fitting(&self, kind: FileKind) -> String {
        if self.0.contains('.') && kind.fits_name(&self.0) {
            self.0.clone()
        } else {
            format!("{}.{}", self.0, kind.extension())
        }
    }
}

/// What file systems and shells give a meaning to.
const FORBIDDEN: &[char] = &[
    ':', '*', '?', '"', '<', '>', '|', '\0', ';', '%', '`', '$', '&', '\'',
];

/// The longest beginning that may be kept, and the ending if there is a short one.
fn cut(line: &str) -> String {
    if line.graphemes(true).count() <= LONGEST && line.len() <= LONGEST_BYTES {
        return line.to_owned();
    }
    let ending = line
        .rsplit_once('.')
        .map(|(_, ending)| format!(".{ending}"))
        .filter(|ending| ending.len() <= ENDING)
        .unwrap_or_default();
    let mut short = String::new();
    let room = LONGEST.saturating_sub(ending.len());
    for grapheme in line.graphemes(true).take(room) {
        if short.len() + grapheme.len() > LONGEST_BYTES {
            break;
        }
        short.push_str(grapheme);
    }
    format!("{}{ending}", short.trim_end_matches(['.', ' ']))
}

impl std::fmt::Debug for FileName {
    /// Says how long the name is and nothing of what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileName({} bytes)", self.0.len())
    }
}

/// What is known of an attached file (record kind 7). It is sealed beside the file, in the same compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The name it is shown under.
    pub name: FileName,
    /// What it is, by its content. Unknown only for what may not be sent.
    pub kind: FileKind,
    /// Whether the declared name fits what it is.
    pub name_fits: bool,
    /// Bytes of content.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// The record that holds the content.
    pub blob: RecordId,
    /// The hash of that record's header.
    pub blob_hash: [u8; 32],
    /// SHA-256 of that record's sealed body.
    pub body_sha256: [u8; 32],
    /// What was done with it.
    pub treatment: Treatment,
    /// What cleaning removed.
    pub removed: Traces,
    /// What is still in it and may tell something.
    pub remains: Traces,
    /// Whether its sender asked to keep the original while it waits to be scanned.
    pub keep: bool,
    /// Why it could not be cleaned.
    pub doubt: Option<Doubt>,
    /// The record that holds a picture to look at instead of opening it, and the hash of its header.
    pub preview: Option<(RecordId, [u8; 32])>,
    /// The attachment that this one replaces; that one stays.
    pub replaces: Option<RecordId>,
}

impl Attachment {
    /// Whether it is the same file sent once more: the same name and the same content.
    pub fn is_again(&self, other: &Self) -> bool {
        self.name == other.name && self.sha256 == other.sha256 && self.size == other.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(declared: &str) -> Option<String> {
        FileName::read(declared).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn folders_are_dropped_whatever_way_they_are_written() {
        for declared in [
            "../../etc/passwd",
            r"..\..\passwd",
            r"C:\Users\สมชาย\passwd",
            r"\\host\share\passwd",
            "/passwd",
            "a/b\\passwd",
        ] {
            assert_eq!(read(declared).unwrap(), "passwd", "{declared}");
        }
    }

    #[test]
    fn nothing_of_a_name_reaches_a_shell_a_header_or_a_disk() {
        assert_eq!(read("-rf.txt").unwrap(), "-rf.txt");
        assert_eq!(read("a\r\nSet-Cookie: x=1").unwrap(), "a Set-Cookie_ x=1");
        assert_eq!(read("a\0b\u{7}.txt").unwrap(), "a_b.txt");
        assert_eq!(read("gpj.\u{202e}cod.exe").unwrap(), "gpj.cod.exe");
        assert_eq!(read("..%2f..%2fetc").unwrap(), "_2f.._2fetc");
        assert_eq!(read(".htaccess").unwrap(), "htaccess");
        assert_eq!(read("report.pdf. . ").unwrap(), "report.pdf");
        assert_eq!(read("CON").unwrap(), "CON");
        for nothing in ["", " ", "...", "/", "a/", "\u{200b}", "\\"] {
            assert_eq!(read(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_thai_name_is_cut_between_letters_and_keeps_its_ending() {
        let name = read(&format!("{}.jpeg", "กำ้".repeat(2_000))).unwrap();
        assert_eq!(name.rsplit('.').next(), Some("jpeg"), "{name}");
        assert!(name.starts_with('ก'), "{name}");
        assert!(name.len() <= LONGEST_BYTES + ENDING, "{}", name.len());
        assert!(name.graphemes(true).count() <= LONGEST);
        let eighty_six = "ก".repeat(86) + ".png";
        assert_eq!(read(&eighty_six).unwrap(), eighty_six);
    }

    #[test]
    fn an_ending_that_lies_gets_the_true_one_behind_it() {
        let name = |text: &str| FileName::read(text).unwrap();
        assert_eq!(name("ภาพ.JPG").fitting(FileKind::Jpeg), "ภาพ.JPG");
        assert_eq!(name("ภาพ.pdf").fitting(FileKind::Jpeg), "ภาพ.pdf.jpg");
        assert_eq!(name("ภาพ").fitting(FileKind::Jpeg), "ภาพ.jpg");
        assert_eq!(name("a.exe").fitting(FileKind::Txt), "a.exe.txt");
    }

    proptest! {
        #[test]
        fn any_name_becomes_one_short_harmless_line(declared in ".{0,400}") {
            if let Some(name) = FileName::read(&declared) {
                let text = name.as_str();
                prop_assert!(!text.contains(['/', '\\', '\n', '\r', '\0', '"']));
                prop_assert!(!text.starts_with('.') && !text.is_empty());
                prop_assert!(text.len() <= LONGEST_BYTES + ENDING);
                let again = FileName::read(text);
                prop_assert_eq!(again.as_ref(), Some(&name));
            }
        }
    }
}
