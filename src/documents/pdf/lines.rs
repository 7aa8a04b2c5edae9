//! Where lines of Thai may end. Thai has no spaces between words. A dictionary cuts names it does not know into
//! pieces, a trained model cuts words it should know; a line ends where both agree (ICU4X has the two). Words of
//! official papers are kept whole besides, and a number stays on the line of the word before it.

use std::collections::BTreeSet;

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;
use unicode_segmentation::UnicodeSegmentation;

use super::face::Face;
use crate::domain::thai::dates::month_name;
use crate::domain::thai::digits;

/// Words that look torn when a line ends inside them.
const WHOLE: &[&str] = &[
    "ประพฤติมิชอบ",
    "ร้องเรียน",
    "ร้องทุกข์",
    "แล้วเสร็จ",
    "ดำเนินการ",
    "เจ้าหน้าที่",
    "ปีงบประมาณ",
    "เบาะแส",
    "ข้อเท็จจริง",
    "ผู้บังคับบัญชา",
    "รับผิดชอบ",
    "ความก้าวหน้า",
    "องค์การบริหารส่วน",
];

/// Finds the ends of lines.
pub struct Breaker {
    model: icu_segmenter::LineSegmenterBorrowed<'static>,
    dictionary: icu_segmenter::LineSegmenterBorrowed<'static>,
}

impl Breaker {
    pub fn new() -> Self {
        Self {
            model: LineSegmenter::new_lstm(LineBreakOptions::default()),
            dictionary: LineSegmenter::new_dictionary(LineBreakOptions::default()),
        }
    }

    /// The text in lines no wider than `width`, the first one narrower by `indent`, all in parts of the font
    /// size. A word wider than a line is cut between two letters, never before a mark.
    pub fn lines(&self, face: &Face, text: &str, width: f32, indent: f32) -> Vec<String> {
        let widths = Widths::of(face, text);
        let mut ends: Vec<usize> = self.ends(text);
        if ends.last() != Some(&text.len()) {
            ends.push(text.len());
        }
        let mut lines = Vec::new();
        let (mut start, mut last) = (0, 0);
        let mut room = width - indent;
        for end in ends {
            while widths.between(start, trimmed(text, start, end)) > room {
                let cut = if last > start {
                    last
                } else {
                    let cut = widths.longest(text, start, end, room);
                    if cut >= end {
                        break;
                    }
                    cut
                };
                lines.push(line(text, start, cut));
                start = cut;
                last = cut;
                room = width;
            }
            last = end;
        }
        if start < text.len() || lines.is_empty() {
            lines.push(line(text, start, text.len()));
        }
        lines
    }

    /// Every place where a line may end, in order, without the beginning of the text.
    fn ends(&self, text: &str) -> Vec<usize> {
        let dictionary: BTreeSet<usize> = self.dictionary.segment_str(text).collect();
        let months = (1..=12).map(month_name);
        let whole: Vec<(usize, usize)> = months
            .chain(WHOLE.iter().copied())
            .flat_map(|word| text.match_indices(word))
            .map(|(start, word)| (start, start + word.len()))
            .collect();
        let inside = |at: usize| whole.iter().any(|(start, end)| (start + 1..*end).contains(&at));
        self.model
            .segment_str(text)
            .filter(|at| *at > 0 && dictionary.contains(at) && !inside(*at))
            .filter(|at| {
                let (before, after) = text.split_at_checked(*at).unwrap_or((text, ""));
                let number = after.chars().next().is_some_and(|c| digits::value(c).is_some());
                let held = [" ณ ", "พ.ศ. "].iter().any(|word| before.ends_with(word));
                !(held || number && before.ends_with(' '))
            })
            .collect()
    }
}

fn line(text: &str, start: usize, end: usize) -> String {
    text.get(start..end).unwrap_or_default().trim_end().to_owned()
}

/// Where the text that ends at `end` ends without its spaces.
fn trimmed(text: &str, start: usize, end: usize) -> usize {
    start + text.get(start..end).unwrap_or_default().trim_end().len()
}

/// How far each letter reaches from the beginning of the text.
struct Widths(Vec<(usize, f32)>);

impl Widths {
    fn of(face: &Face, text: &str) -> Self {
        let mut letters: Vec<(usize, f32)> = face
            .shape(text)
            .into_iter()
            .map(|glyph| (glyph.letters.start, glyph.advance))
            .collect();
        letters.sort_by_key(|letter| letter.0);
        let mut sum = 0.0;
        for (_, reach) in &mut letters {
            let advance = *reach;
            *reach = sum;
            sum += advance;
        }
        letters.push((text.len(), sum));
        Self(letters)
    }

    fn at(&self, byte: usize) -> f32 {
        let next = self.0.partition_point(|(start, _)| *start < byte);
        self.0
            .get(next)
            .or_else(|| self.0.last())
            .map_or(0.0, |(_, reach)| *reach)
    }

    fn between(&self, start: usize, end: usize) -> f32 {
        self.at(end) - self.at(start)
    }

    /// The end of the longest beginning of `start..end` that fits, at least one letter.
    fn longest(&self, text: &str, start: usize, end: usize, room: f32) -> usize {
        let part = text.get(start..end).unwrap_or_default();
        let mut cut = None;
        for (at, letter) in part.grapheme_indices(true) {
            let after = start + at + letter.len();
            if cut.is_some() && self.between(start, after) > room {
                break;
            }
            cut = Some(after);
        }
        cut.unwrap_or(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::pdf::face::{Faces, Weight, width};
    use proptest::prelude::*;

    fn broken(text: &str, width: f32) -> Vec<String> {
        let faces = Faces::new().unwrap();
        Breaker::new().lines(faces.of(Weight::Regular), text, width, 0.0)
    }

    #[test]
    fn unspaced_thai_ends_its_lines_between_words() {
        let text = "รายงานผลการจัดการเรื่องร้องเรียนการทุจริตและประพฤติมิชอบของเจ้าหน้าที่ในเดือนมีนาคม ๒๕๖๙";
        for width in 12..40_u8 {
            let lines = broken(text, f32::from(width));
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""), "{width}");
            for line in lines {
                let first = line.chars().next().unwrap();
                assert!(!matches!(first, 'ะ'..='ู' | '็'..='๎' | 'ๅ' | 'ๆ'), "{line}");
                assert!(
                    !line.ends_with("มี") && !line.ends_with("ประพฤติ") && !line.ends_with("ร้อง"),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn a_number_stays_with_the_word_before_it() {
        for width in 8..30_u8 {
            for line in broken("ประจำปีงบประมาณ พ.ศ. ๒๕๖๙ ตั้งแต่วันที่ ๑ ตุลาคม ๒๕๖๘", f32::from(width))
            {
                assert!(!line.starts_with(['๑', '๒']), "{line}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be_and_nothing_is_lost(text in "[ก-ฮะ-ูเ-์a-z0-9 ]{0,120}", room in 3_u8..40) {
            let room = f32::from(room);
            let faces = Faces::new().unwrap();
            let lines = broken(&text, room);
            let bare = |text: &str| text.replace(' ', "");
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
            for line in lines {
                let letters = line.graphemes(true).count();
                prop_assert!(letters <= 1 || width(&faces.of(Weight::Regular).shape(&line)) < room + 0.7, "{}", line);
            }
        }
    }
}
