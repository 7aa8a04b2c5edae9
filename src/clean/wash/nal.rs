//! What coders and cameras write between the pictures of a film: their name and settings, or the place and time.
//!
//! H.264 and H.265 pictures are rows of units with a length in front. Units of "supplemental enhancement
//! information" may hold anything a program likes; such a unit becomes filling of the same length.

use std::ops::Range;

use super::Findings;
use super::reading::{be16, place};
use crate::domain::trace::{Doubt, Trace};

/// How the pictures of a track are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    /// H.265 and not H.264.
    pub(super) newer: bool,
    /// Bytes of a length: 1, 2 or 4.
    pub(super) width: usize,
}

impl Coding {
    /// Reads it out of the settings of a track: `avcC` or `hvcC`.
    pub(super) fn read(name: [u8; 4], settings: &[u8]) -> Option<Self> {
        let (newer, at) = match &name {
            b"avcC" => (false, 4),
            b"hvcC" => (true, 21),
            _ => return None,
        };
        let width = usize::from(settings.get(at)? & 3) + 1;
        Some(Self { newer, width })
    }

    /// Silences every unit of one picture.
    ///
    /// # Errors
    /// When the lengths do not fill it exactly: then it is not known where the units are.
    pub(super) fn silence(
        self,
        bytes: &mut [u8],
        picture: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Doubt> {
        let mut at = picture.start;
        while at < picture.end {
            let start = at + self.width;
            let length = bytes.get(at..start).ok_or(Doubt::Damaged)?;
            let length = length
                .iter()
                .fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
            let end = place(length).and_then(|length| start.checked_add(length));
            let end = end.filter(|end| *end <= picture.end).ok_or(Doubt::Damaged)?;
            let unit = bytes.get_mut(start..end).ok_or(Doubt::Damaged)?;
            if self.silence_unit(unit) {
                findings.removed(Trace::Software);
            }
            at = end;
        }
        Ok(())
    }

    /// Silences the units that the settings of H.265 repeat.
    pub(super) fn silence_settings(
        self,
        bytes: &mut [u8],
        settings: Range<usize>,
        findings: &mut Findings,
    ) -> Result<(), Doubt> {
        if !self.newer {
            return Ok(());
        }
        let rows = *bytes.get(settings.start + 22).ok_or(Doubt::Damaged)?;
        let mut at = settings.start + 23;
        for _ in 0..rows {
            let count = be16(bytes, at + 1).ok_or(Doubt::Damaged)?;
            at += 3;
            for _ in 0..count {
                let length = usize::from(be16(bytes, at).ok_or(Doubt::Damaged)?);
                let unit = at + 2..at + 2 + length;
                at = unit.end;
                if at > settings.end {
                    return Err(Doubt::Damaged);
                }
                let unit = bytes.get_mut(unit).ok_or(Doubt::Damaged)?;
                if self.silence_unit(unit) {
                    findings.removed(Trace::Software);
                }
            }
        }
        Ok(())
    }

    /// Whether there was something to silence.
    fn silence_unit(self, unit: &mut [u8]) -> bool {
        let Some(first) = unit.first() else {
            return false;
        };
        let (tells, head) = if self.newer {
            (matches!(first >> 1 & 0x3f, 39 | 40), 2)
        } else {
            (first & 0x1f == 6, 1)
        };
        let Some(messages) = unit.get_mut(head..) else {
            return false;
        };
        let tells = tells && tells_something(messages);
        if tells {
            fill(messages);
        }
        tells
    }
}

/// Whether any message is free text of a program (4: registered, 5: not registered), or cannot be read.
fn tells_something(mut messages: &[u8]) -> bool {
    // What ends the messages is a single bit and noughts.
    while !matches!(messages, [] | [0x80, ..]) {
        let mut number = || {
            let long = messages.iter().take_while(|byte| **byte == 0xff).count();
            let last = usize::from(*messages.get(long)?);
            messages = messages.get(long + 1..)?;
            Some(long * 255 + last)
        };
        let (Some(kind), Some(length)) = (number(), number()) else {
            return true;
        };
        if matches!(kind, 4 | 5) {
            return true;
        }
        match messages.get(length..) {
            Some(rest) => messages = rest,
            None => return true,
        }
    }
    false
}

/// Makes the messages one of filling (kind 3), of the same length.
fn fill(messages: &mut [u8]) {
    let length = messages.len();
    messages.fill(0xff);
    let Some(room) = length.checked_sub(3) else {
        // Too short for a message, and for anything told in one.
        return messages.fill(0x80);
    };
    // Kind, length in full steps and a rest, filling, and the bit that ends it.
    let (mut start, mut steps) = (0, room / 256);
    if (room - steps) / 255 != steps {
        // This length cannot be written; an empty message in front makes it two shorter.
        start = 2;
        steps = (room - 2) / 256;
    }
    let rest = room - start - steps - steps * 255;
    let written = [3, 0].iter().take(start).chain(&[3]);
    for (byte, value) in messages.iter_mut().zip(written) {
        *byte = *value;
    }
    if let Some(byte) = messages.get_mut(start + 1 + steps) {
        *byte = u8::try_from(rest).unwrap_or(0);
    }
    if let Some(last) = messages.last_mut() {
        *last = 0x80;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_of_any_length_is_one_message_that_tells_nothing() {
        for length in 3..2000 {
            let (mut messages, mut others) = (vec![7; length], vec![9; length]);
            fill(&mut messages);
            fill(&mut others);
            assert!(!tells_something(&messages), "{length}");
            assert!(messages.ends_with(&[0x80]));
            assert_eq!(messages, others, "{length}: what was there before shows");
            assert!(
                !messages.windows(2).any(|pair| pair == [0, 0]),
                "{length} looks like a start code"
            );
        }
    }

    #[test]
    fn free_text_is_found_behind_other_messages() {
        assert!(!tells_something(&[1, 2, 9, 9, 0x80]));
        assert!(tells_something(&[1, 2, 9, 9, 5, 1, 0, 0x80]));
        assert!(
            tells_something(&[1, 200, 9]),
            "what cannot be read may be anything"
        );
    }
}
