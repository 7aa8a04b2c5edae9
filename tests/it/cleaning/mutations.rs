//! Files that were damaged at random: no mark comes out in a clean copy, and nobody but the worker breaks down.

use std::cell::Cell;

use sujarit::clean::FileKind;

use super::office::{archive, docx, odt, xlsx};
use super::{Said, cleaner, documents, ftyp, pictures, planted, recordings, say};

/// Damaged files of each kind.
const TRIES: usize = 64;

/// Repeatable numbers, so that a failure can be found again.
struct Dice(Cell<u64>);

impl Dice {
    fn roll(&self, below: usize) -> usize {
        let mut x = self.0.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.set(x);
        (x % below.max(1) as u64) as usize
    }

    /// Changes a few bytes, cuts, doubles or moves a piece.
    fn damage(&self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len());
            let length = self.roll(64).min(bytes.len() - at);
            match self.roll(6) {
                0 => bytes[at] ^= 1 << self.roll(8),
                1 => bytes[at] = [0, 0xff, 0x7f, 0x80][self.roll(4)],
                2 => drop(bytes.drain(at..at + length)),
                3 => {
                    let piece = bytes[at..at + length].to_vec();
                    let to = self.roll(bytes.len());
                    bytes.splice(to..to, piece);
                }
                4 if at > bytes.len() / 2 => bytes.truncate(at),
                _ => {
                    for byte in bytes.iter_mut().skip(at).take(4) {
                        *byte = self.roll(256) as u8;
                    }
                }
            }
            if bytes.is_empty() {
                return vec![0];
            }
        }
        bytes
    }
}

/// What a copy holds, unpacked where it is an archive.
fn visible(kind: FileKind, bytes: &[u8]) -> Vec<u8> {
    match kind {
        FileKind::Docx | FileKind::Xlsx | FileKind::Odt => super::office::contents(bytes),
        _ => bytes.to_vec(),
    }
}

async fn survive(name: &str, good: &[u8]) {
    let cleaner = cleaner();
    let dice = Dice(Cell::new(0x9e37_79b9_7f4a_7c15));
    assert!(planted::marks(good) > 0 || name.ends_with("txt"));
    let mut passed = 0;
    for number in 0..TRIES {
        let bytes = if number == 0 {
            good.to_vec()
        } else {
            dice.damage(good)
        };
        match say(&cleaner, name, sujarit::clean::Wish::Clean, &bytes).await {
            Said::Cleaned(copy) => {
                passed += 1;
                let left = planted::marks(&visible(copy.kind, &copy.bytes));
                // Damaged files may turn into plain text, which is what it shows.
                assert!(
                    left == 0 || copy.kind == FileKind::Txt,
                    "{name} number {number} lets a mark through"
                );
            }
            Said::Quarantined(_) | Said::Refused(_) => {}
            Said::Kept(kept) => panic!("{name} number {number}: nobody wished it: {kept:?}"),
        }
    }
    assert!(passed > 0, "{name}: not even the undamaged one was cleaned");
}

#[tokio::test]
async fn damaged_pictures_let_no_mark_through() {
    survive("a.jpg", &pictures::jpeg(6)).await;
    survive("a.png", &pictures::png()).await;
    survive("a.webp", &pictures::webp(true)).await;
    survive("a.heic", &ftyp::heic()).await;
}

#[tokio::test]
async fn damaged_documents_let_no_mark_through() {
    survive("a.pdf", &documents::saved(documents::pdf())).await;
    survive("a.docx", &archive(&docx())).await;
    survive("a.xlsx", &archive(&xlsx())).await;
    survive("a.odt", &archive(&odt())).await;
    survive("a.txt", &"ใบเสร็จ\r\n".repeat(50).into_bytes()).await;
}

#[tokio::test]
async fn damaged_recordings_let_no_mark_through() {
    survive("a.mp3", &recordings::mp3()).await;
    survive("a.ogg", &recordings::opus()).await;
    survive("a.m4a", &ftyp::film(b"M4A ", false)).await;
    survive("a.mp4", &ftyp::film(b"mp42", true)).await;
}
