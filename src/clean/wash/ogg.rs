//! Ogg: pages of packets. The second packet holds the remarks and is written anew, empty.

use super::Findings;
use super::reading::{contains, le32};
use crate::domain::trace::{Doubt, Trace};

/// Header packets are small; a picture among the remarks makes them this long at most.
const MOST_HEADERS: usize = 16 << 20;

/// A page.
struct Page<'a> {
    flags: u8,
    granule: &'a [u8],
    serial: u32,
    segments: &'a [u8],
    body: &'a [u8],
    end: usize,
}

fn page(bytes: &[u8], at: usize) -> Option<Page<'_>> {
    let header = bytes.get(at..at.checked_add(27)?)?;
    if !header.starts_with(b"OggS\0") {
        return None;
    }
    let count = usize::from(*header.get(26)?);
    let segments = bytes.get(at + 27..at + 27 + count)?;
    let length: usize = segments.iter().map(|length| usize::from(*length)).sum();
    let start = at + 27 + count;
    let body = bytes.get(start..start + length)?;
    let page = Page {
        flags: *header.get(5)?,
        granule: header.get(6..14)?,
        serial: le32(header, 14)?,
        segments,
        body,
        end: start + length,
    };
    let sum = le32(header, 22)?;
    (sum == checksum(&[header.get(..22)?, &[0; 4], header.get(26..)?, segments, body])).then_some(page)
}

/// The check sum of Ogg: the polynomial of Ethernet, unreflected, from nought.
fn checksum(pieces: &[&[u8]]) -> u32 {
    let bytes = pieces.iter().copied().flatten();
    bytes.fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum: u32, _| {
            sum << 1 ^ ((sum >> 31) * 0x04c1_1db7)
        })
    })
}

/// Writes pages of one stream, numbered from nought.
struct Pages {
    bytes: Vec<u8>,
    number: u32,
}

impl Pages {
    fn write(&mut self, flags: u8, granule: &[u8], segments: &[u8], body: &[u8]) {
        let mut head = b"OggS\0".to_vec();
        head.push(flags);
        head.extend(granule);
        head.extend(1_u32.to_le_bytes());
        head.extend(self.number.to_le_bytes());
        let count = [u8::try_from(segments.len()).unwrap_or(u8::MAX)];
        let sum = checksum(&[&head, &[0; 4], &count, segments, body]);
        self.number += 1;
        self.bytes.extend(head);
        self.bytes.extend(sum.to_le_bytes());
        self.bytes.extend(count);
        self.bytes.extend(segments);
        self.bytes.extend(body);
    }

    /// Writes header packets; each page but the first may hold several, a long packet takes several pages.
    fn packets(&mut self, packets: &[Vec<u8>], flags: u8) {
        let mut lacing: Vec<u8> = Vec::new();
        for packet in packets {
            let full = packet.len() / 255;
            lacing.extend(std::iter::repeat_n(255, full));
            lacing.push(u8::try_from(packet.len() % 255).unwrap_or(0));
        }
        let body = packets.concat();
        let mut rest = body.as_slice();
        let mut goes_on = false;
        for segments in lacing.chunks(255) {
            let length: usize = segments.iter().map(|length| usize::from(*length)).sum();
            let (now, later) = rest.split_at(length.min(rest.len()));
            // A page on which no packet ends has no position.
            let ends = segments.iter().any(|length| *length < 255);
            let granule = if ends { [0; 8] } else { [0xff; 8] };
            self.write(flags | u8::from(goes_on), &granule, segments, now);
            goes_on = segments.last() == Some(&255);
            rest = later;
        }
    }
}

/// Keeps the sound and what is needed to hear it.
pub(super) fn wash(bytes: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let mut at = 0;
    let mut packets: Vec<Vec<u8>> = Vec::new();
    let mut packet = Vec::new();
    let mut wanted = 1;
    let mut serial = None;
    while packets.len() < wanted {
        let page = page(bytes, at).ok_or(Doubt::Damaged)?;
        let begins = at == 0;
        if (page.flags & 2 != 0) != begins || serial.is_some_and(|serial| serial != page.serial) {
            return Err(Doubt::UnknownPart);
        }
        serial = Some(page.serial);
        let mut rest = page.body;
        for length in page.segments {
            // Sound begins on a page of its own; otherwise this is not a stream as its coders write it.
            if packets.len() >= wanted {
                return Err(Doubt::Damaged);
            }
            let (now, later) = rest.split_at(usize::from(*length).min(rest.len()));
            packet.extend_from_slice(now);
            rest = later;
            if *length < 255 {
                packets.push(std::mem::take(&mut packet));
                if packets.len() == 1 {
                    wanted = headers(packets.first().map_or(&[], Vec::as_slice)).ok_or(Doubt::UnknownPart)?;
                }
            }
            if packet.len() > MOST_HEADERS {
                return Err(Doubt::Bomb);
            }
        }
        at = page.end;
    }
    let headers = forget(packets, findings)?;
    let mut pages = Pages {
        bytes: Vec::with_capacity(bytes.len()),
        number: 0,
    };
    let (first, others) = headers.split_at(1);
    pages.packets(first, 2);
    pages.packets(others, 0);
    let mut ended = false;
    while !ended {
        let Some(page) = page(bytes, at).filter(|page| Some(page.serial) == serial) else {
            break;
        };
        ended = page.flags & 4 != 0;
        pages.write(page.flags & 5, page.granule, page.segments, page.body);
        at = page.end;
    }
    let left = bytes.get(at..).unwrap_or_default();
    if contains(left, b"OggS") {
        // A second stream, or one that broke: what it says is not looked at.
        return Err(if ended { Doubt::UnknownPart } else { Doubt::Damaged });
    }
    if !left.is_empty() {
        findings.removed(Trace::Surplus);
    }
    Ok(pages.bytes)
}

/// How many packets come before the sound.
fn headers(first: &[u8]) -> Option<usize> {
    match first {
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => Some(3),
        [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', ..] => Some(2),
        [b'S', b'p', b'e', b'e', b'x', b' ', b' ', b' ', ..] => match le32(first, 68)? {
            0 => Some(2),
            _ => None,
        },
        [0x7f, b'F', b'L', b'A', b'C', _, _, high, low, ..] => match u16::from_be_bytes([*high, *low]) {
            0 => None,
            count => Some(1 + usize::from(count)),
        },
        _ => None,
    }
}

/// The header packets with empty remarks.
fn forget(mut packets: Vec<Vec<u8>>, findings: &mut Findings) -> Result<Vec<Vec<u8>>, Doubt> {
    let [first, remarks, ..] = packets.as_mut_slice() else {
        return Err(Doubt::Damaged);
    };
    note(remarks, findings);
    // No vendor and no remark.
    let nothing = [0; 8];
    match first.first() {
        Some(1) if remarks.starts_with(b"\x03vorbis") => {
            *remarks = [b"\x03vorbis".as_slice(), &nothing, &[1]].concat();
        }
        Some(b'O') if remarks.starts_with(b"OpusTags") => {
            *remarks = [b"OpusTags".as_slice(), &nothing].concat();
        }
        Some(b'S') => {
            // The name of the coder's version stands in the first packet, too.
            if let Some(version) = first.get_mut(8..28) {
                version.fill(0);
            }
            *remarks = nothing.to_vec();
        }
        Some(0x7f) if remarks.first().is_some_and(|kind| kind & 0x7f == 4) => {
            // Its other blocks are pictures, tables of places and padding; only the remarks are demanded.
            *remarks = [[0x84, 0, 0, 8].as_slice(), &nothing].concat();
            if let Some(count) = first.get_mut(7..9) {
                count.copy_from_slice(&[0, 1]);
            }
            packets.truncate(2);
        }
        _ => return Err(Doubt::Damaged),
    }
    Ok(packets)
}

fn note(remarks: &[u8], findings: &mut Findings) {
    let upper = remarks.to_ascii_uppercase();
    let names: [(&[u8], Trace); 6] = [
        (b"ARTIST=", Trace::Person),
        (b"LOCATION=", Trace::Place),
        (b"GEO", Trace::Place),
        (b"DATE=", Trace::Moment),
        (b"METADATA_BLOCK_PICTURE=", Trace::Thumbnail),
        (b"ENCODER=", Trace::Software),
    ];
    findings.removed(Trace::Description);
    for (name, trace) in names {
        if contains(&upper, name) {
            findings.removed(trace);
        }
    }
}
