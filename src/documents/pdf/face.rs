//! The two fonts of papers, and the way from letters to placed glyphs.
//!
//! Every glyph keeps the letter it was made from, no two share one, and no glyph stands for two letters: otherwise
//! half of the PDF readers copy Thai wrongly.

use std::collections::BTreeSet;
use std::ops::Range;

use harfrust::{BufferClusterLevel, Feature, ShapeOptions, ShaperData, Tag, UnicodeBuffer};
use krilla::text::Font;
use skrifa::{FontRef, MetadataProvider};

use crate::documents::DocumentError;

static REGULAR: &[u8] = include_bytes!("../fonts/sarabun-400.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/sarabun-700.ttf");

/// Height above and depth below the line that letters of Sarabun take, in parts of the font size.
pub const ASCENT: f32 = 1.068;
/// See [`ASCENT`].
pub const DESCENT: f32 = 0.232;

const SARA_AM: char = '\u{0E33}';

/// Which of the two fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// Both fonts.
pub struct Faces {
    regular: Face,
    bold: Face,
}

/// One font.
pub struct Face {
    /// The font as it is embedded.
    pub font: Font,
    outlines: FontRef<'static>,
    shaper: ShaperData,
    am: SaraAm,
}

/// The glyphs of ำ and of its pieces; `fonts/make.py` tells why some have code points of their own.
struct SaraAm {
    /// า
    aa: Option<u32>,
    /// า that stands for the whole letter.
    alone: Option<u32>,
    /// A ring, and the whole letter with that ring.
    joined: Vec<(u32, u32)>,
}

/// A glyph with its letter. Lengths are parts of the font size.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub id: u32,
    pub advance: f32,
    pub dx: f32,
    pub dy: f32,
    pub letters: Range<usize>,
}

impl Faces {
    /// Reads the fonts in the binary.
    pub fn new() -> Result<Self, DocumentError> {
        Ok(Self {
            regular: Face::new(REGULAR)?,
            bold: Face::new(BOLD)?,
        })
    }

    /// One of them.
    pub fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, DocumentError> {
        let outlines = FontRef::new(bytes).map_err(|_| DocumentError::Font)?;
        Ok(Self {
            font: Font::new(bytes.into(), 0).ok_or(DocumentError::Font)?,
            shaper: ShaperData::new(&outlines),
            am: SaraAm::of(&outlines),
            outlines,
        })
    }

    /// The text as this font can write it: what it has no letter for becomes a question mark, what cannot be
    /// seen is left out, line ends become spaces.
    pub fn writable(&self, text: &str) -> String {
        let letters = self.outlines.charmap();
        text.chars()
            .filter_map(|c| match c {
                '\n' | '\t' | '\u{a0}' => Some(' '),
                c if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}') => None,
                c if letters.map(c).is_some() => Some(c),
                _ => Some('?'),
            })
            .collect()
    }

    /// Places the glyphs of a text.
    pub fn shape(&self, text: &str) -> Vec<Glyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.set_cluster_level(BufferClusterLevel::Characters);
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let shaper = self.shaper.shaper(&self.outlines).build();
        let em = self.font.units_per_em();
        // Letters that are joined into one glyph would be copied as one.
        let separate = [b"liga", b"clig"].map(|tag| Feature::new(Tag::new(tag), 0, ..));
        let placed = shaper.shape(buffer, ShapeOptions::new().features(&separate));
        let glyphs = placed.glyph_infos().iter().zip(placed.glyph_positions());
        let glyphs = glyphs.map(|(info, place)| {
            let start = usize::try_from(info.cluster).unwrap_or(0);
            Glyph {
                id: info.glyph_id,
                advance: units(place.x_advance) / em,
                dx: units(place.x_offset) / em,
                dy: units(place.y_offset) / em,
                letters: start..start,
            }
        });
        let mut glyphs = glyphs.collect();
        self.join_sara_am(text, &mut glyphs);
        name_letters(text, &mut glyphs);
        glyphs
    }

    /// Shapers take every ำ apart into its ring and า, and may draw the ring together with a tone mark. Puts
    /// ring and า together again, or takes the า that stands for the whole letter.
    fn join_sara_am(&self, text: &str, glyphs: &mut Vec<Glyph>) {
        let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len());
        for mut glyph in glyphs.drain(..) {
            let from = text.get(glyph.letters.start..);
            if Some(glyph.id) == self.am.aa && from.is_some_and(|rest| rest.starts_with(SARA_AM)) {
                let before = out.last().map(|ring| ring.id);
                let joined = self.am.joined.iter().find(|(ring, _)| before == Some(*ring));
                glyph.id = match joined {
                    Some((_, whole)) => {
                        out.pop();
                        *whole
                    }
                    None => self.am.alone.unwrap_or(glyph.id),
                };
            }
            out.push(glyph);
        }
        *glyphs = out;
    }
}

impl SaraAm {
    fn of(outlines: &FontRef<'_>) -> Self {
        let letters = outlines.charmap();
        let id = |letter: char| letters.map(letter).map(skrifa::GlyphId::to_u32);
        let pairs = [('\u{0E4D}', SARA_AM), ('\u{E0E3}', '\u{E0E2}')];
        Self {
            aa: id('\u{0E32}'),
            alone: id('\u{E0E1}'),
            joined: pairs
                .into_iter()
                .filter_map(|(ring, whole)| id(ring).zip(id(whole)))
                .collect(),
        }
    }
}

/// Gives every glyph its letter. Thai and Latin without ligatures have one glyph for each letter, in the order of
/// the letters; where a shaper makes more or fewer, its own clusters say which belong together.
fn name_letters(text: &str, glyphs: &mut [Glyph]) {
    if text.chars().count() == glyphs.len() {
        for (glyph, (start, letter)) in glyphs.iter_mut().zip(text.char_indices()) {
            glyph.letters = start..start + letter.len_utf8();
        }
        return;
    }
    let starts: BTreeSet<usize> = glyphs.iter().map(|glyph| glyph.letters.start).collect();
    for glyph in glyphs {
        let start = glyph.letters.start;
        let end = starts.range(start + 1..).next().copied().unwrap_or(text.len());
        glyph.letters = start..end;
    }
}

/// Font units are far below the 24 bits that a float holds exactly.
fn units(value: i32) -> f32 {
    let value = value.clamp(-32_768, 32_767);
    i16::try_from(value).map_or(0.0, f32::from)
}

/// Width of placed glyphs in parts of the font size.
pub fn width(glyphs: &[Glyph]) -> f32 {
    glyphs.iter().map(|glyph| glyph.advance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<String> {
        let faces = Faces::new().unwrap();
        let glyphs = faces.of(Weight::Regular).shape(text);
        glyphs
            .iter()
            .map(|glyph| text[glyph.letters.clone()].to_owned())
            .collect()
    }

    #[test]
    fn every_glyph_carries_the_letter_that_is_copied_from_it() {
        for text in ["น้ำ", "ป้ำ ฟำ", "จำนำ", "ที่ปั้น", "ฎีกา ฤๅษี ญัตติ", "office ไฟฟ้า ๒๕๖๙"]
        {
            let expected: Vec<String> = text.chars().map(String::from).collect();
            assert_eq!(letters(text), expected, "{text}");
        }
    }

    #[test]
    fn a_tone_mark_above_a_ring_is_another_glyph_than_one_without() {
        let faces = Faces::new().unwrap();
        let tone = |text: &str| faces.of(Weight::Regular).shape(text).remove(1);
        assert_ne!(tone("น้ำ").id, tone("น้า").id);
    }

    #[test]
    fn what_the_font_cannot_write_is_a_question_mark_and_what_cannot_be_seen_is_gone() {
        let faces = Faces::new().unwrap();
        let written = faces
            .of(Weight::Bold)
            .writable("ก\u{200b}ข\n漢字 😀\u{0}\u{202e}a");
        assert_eq!(written, "กข ?? ??a");
    }
}
