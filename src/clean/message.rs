//! What the worker says to its parent: frames of a tag, a length and as many bytes.
//!
//! The worker has read hostile bytes and is not believed: every length has a bound, every number must be known,
//! and the order is fixed. `K` (the kind) or `R` (refused) first; after `K` comes `H` (held back), `C` (a clean
//! copy; its bytes follow the frame) or `O` (what the original contains). `E` says that this was all of it. Only
//! then is a preview tried, for drawing may fail where cleaning did not: `P` may follow, or nothing.

use crate::domain::file_kind::{Family, FileKind};
use crate::domain::trace::{Doubt, Trace, Traces};

/// The longest preview in bytes.
pub const MOST_PREVIEW: u32 = 8 << 20;

/// The longest other frame in bytes.
const MOST_PLAIN: u32 = 1 << 10;

/// The longest name of a format in bytes.
pub const MOST_FORMAT: usize = 80;

/// Tag and length of a frame.
pub const HEAD: usize = 5;

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// What the file is.
    Kind(FileKind),
    /// It is not taken.
    Refused(Family, String),
    /// It is held back; what was found so far.
    Held(Doubt, Traces),
    /// A picture of it.
    Preview(Vec<u8>),
    /// A clean copy: what it is now, what was removed, what remains, how many bytes follow.
    Clean(FileKind, Traces, Traces, u64),
    /// The original: what it contains, and why it could not have been cleaned.
    Original(Traces, Option<Doubt>),
    /// The answer is complete.
    End,
}

/// It does not follow the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Garbled;

impl Message {
    /// The frame as bytes.
    pub fn encode(&self) -> Vec<u8> {
        let (tag, payload) = match self {
            Self::Kind(kind) => (b'K', vec![byte(kind.code())]),
            Self::Refused(family, format) => {
                let mut payload = vec![byte(family.code())];
                let plain = format.bytes().filter(|b| (b' '..=b'~').contains(b));
                payload.extend(plain.take(MOST_FORMAT));
                (b'R', payload)
            }
            Self::Held(doubt, remains) => {
                let mut payload = vec![byte(doubt.code())];
                payload.extend(codes(remains));
                (b'H', payload)
            }
            Self::Preview(png) => (b'P', png.clone()),
            Self::Clean(kind, removed, remains, length) => {
                let mut payload = vec![byte(kind.code())];
                payload.extend(length.to_be_bytes());
                payload.extend(codes(removed));
                payload.push(0);
                payload.extend(codes(remains));
                (b'C', payload)
            }
            Self::Original(remains, doubt) => {
                let mut payload = vec![doubt.map_or(0, |doubt| byte(doubt.code()))];
                payload.extend(codes(remains));
                (b'O', payload)
            }
            Self::End => (b'E', Vec::new()),
        };
        let mut frame = vec![tag];
        frame.extend(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes());
        frame.extend(payload);
        frame
    }

    /// How many bytes follow this head of a frame.
    ///
    /// # Errors
    /// For an unknown tag, and for a length that its frames never have.
    pub fn length(head: [u8; HEAD]) -> Result<usize, Garbled> {
        let [tag, a, b, c, d] = head;
        let length = u32::from_be_bytes([a, b, c, d]);
        let most = match tag {
            b'P' => MOST_PREVIEW,
            b'K' | b'R' | b'H' | b'C' | b'O' => MOST_PLAIN,
            b'E' => 0,
            _ => return Err(Garbled),
        };
        if length > most {
            return Err(Garbled);
        }
        usize::try_from(length).map_err(|_| Garbled)
    }

    /// Reads the frame with this tag.
    ///
    /// # Errors
    /// When it does not follow the format to the letter.
    pub fn decode(tag: u8, payload: Vec<u8>) -> Result<Self, Garbled> {
        let (first, rest) = match payload.split_first() {
            Some((first, rest)) => (*first, rest),
            None if tag == b'E' => return Ok(Self::End),
            None => return Err(Garbled),
        };
        match tag {
            b'K' if rest.is_empty() => Ok(Self::Kind(kind(first)?)),
            b'R' => {
                let family = Family::from_code(i16::from(first)).ok_or(Garbled)?;
                let plain = rest.len() <= MOST_FORMAT && rest.iter().all(|b| (b' '..=b'~').contains(b));
                let format = String::from_utf8(rest.to_vec()).map_err(|_| Garbled)?;
                if plain {
                    Ok(Self::Refused(family, format))
                } else {
                    Err(Garbled)
                }
            }
            b'H' => Ok(Self::Held(doubt(first)?, traces(rest)?)),
            b'P' => Ok(Self::Preview(payload)),
            b'C' => {
                let (length, lists) = rest.split_first_chunk::<8>().ok_or(Garbled)?;
                let mut lists = lists.split(|code| *code == 0);
                let removed = traces(lists.next().ok_or(Garbled)?)?;
                let remains = traces(lists.next().ok_or(Garbled)?)?;
                if lists.next().is_some() {
                    return Err(Garbled);
                }
                Ok(Self::Clean(
                    kind(first)?,
                    removed,
                    remains,
                    u64::from_be_bytes(*length),
                ))
            }
            b'O' => {
                let doubt = if first == 0 { None } else { Some(doubt(first)?) };
                Ok(Self::Original(traces(rest)?, doubt))
            }
            _ => Err(Garbled),
        }
    }
}

/// The numbers of kinds, doubts and traces are small and positive.
fn byte(code: i16) -> u8 {
    u8::try_from(code).unwrap_or(0)
}

fn codes(traces: &Traces) -> Vec<u8> {
    traces.iter().map(|trace| byte(trace.code())).collect()
}

fn kind(code: u8) -> Result<FileKind, Garbled> {
    FileKind::from_code(i16::from(code)).ok_or(Garbled)
}

fn doubt(code: u8) -> Result<Doubt, Garbled> {
    Doubt::from_code(i16::from(code)).ok_or(Garbled)
}

fn traces(codes: &[u8]) -> Result<Traces, Garbled> {
    codes
        .iter()
        .map(|code| Trace::from_code(i16::from(*code)).ok_or(Garbled))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Result<Message, Garbled> {
        let (head, payload) = bytes.split_first_chunk::<HEAD>().ok_or(Garbled)?;
        if Message::length(*head)? != payload.len() {
            return Err(Garbled);
        }
        Message::decode(head[0], payload.to_vec())
    }

    #[test]
    fn every_message_comes_back_as_it_was_said() {
        let some: Traces = [Trace::Place, Trace::Hidden].into_iter().collect();
        for message in [
            Message::Kind(FileKind::Odt),
            Message::Refused(Family::Program, "Windows executable".to_owned()),
            Message::Held(Doubt::Locked, some.clone()),
            Message::Preview(vec![1, 2, 3]),
            Message::Clean(FileKind::Jpeg, some.clone(), Traces::new(), 1 << 33),
            Message::Original(some, Some(Doubt::Macros)),
            Message::Original(Traces::new(), None),
            Message::End,
        ] {
            assert_eq!(read(&message.encode()), Ok(message));
        }
    }

    #[test]
    fn a_format_name_with_anything_but_printable_letters_is_not_believed() {
        let mut frame = Message::Refused(Family::Unknown, "ab".to_owned()).encode();
        *frame.last_mut().unwrap() = b'\n';
        assert_eq!(read(&frame), Err(Garbled));
    }

    #[test]
    fn a_length_beyond_its_bound_is_refused_before_anything_is_read() {
        assert_eq!(Message::length([b'P', 0xff, 0, 0, 0]), Err(Garbled));
        assert_eq!(Message::length([b'E', 0, 0, 0, 1]), Err(Garbled));
        assert_eq!(Message::length([b'X', 0, 0, 0, 0]), Err(Garbled));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = read(&bytes);
        }

        #[test]
        fn whatever_is_believed_can_be_said_again(tag in prop::sample::select(b"KRHCOEP".to_vec()), payload in proptest::collection::vec(0_u8..24, 0..20)) {
            if let Ok(message) = Message::decode(tag, payload) {
                prop_assert_eq!(read(&message.encode()), Ok(message));
            }
        }
    }
}
