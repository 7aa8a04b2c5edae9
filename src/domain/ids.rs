//! Identifiers: sixteen random bytes that say nothing, least of all when they were made.

use std::fmt;

/// Declares an identifier type, so that an officer's id can never be passed where a case's is meant.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// Reads the thirty-two lower-case hexadecimal digits used in addresses and forms.
            pub fn from_hex(text: &str) -> Option<Self> {
                parse_hex(text).map(Self)
            }

            /// Reads the bytes of a database column; anything but sixteen bytes is refused.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// The bytes for the database.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

id!(
    /// A local government that takes reports.
    AgencyId
);
id!(
    /// An office, division or section of an agency.
    UnitId
);
id!(
    /// A person who signs in.
    OfficerId
);
id!(
    /// A file that is sent in pieces, as whoever sends it calls it; of use only to them, and only until it is attached.
    UploadId
);
id!(
    /// A case; also the `case_id` of the sealed envelope.
    CaseId
);
id!(
    /// A sealed record; also the `record_id` of the sealed envelope.
    RecordId
);
id!(
    /// A mail waiting to go out.
    MailId
);
id!(
    /// A text that officers reuse.
    ReplyId
);
id!(
    /// A substitute's order.
    DelegationId
);
id!(
    /// A one-time address by which somebody joins.
    InvitationId
);
id!(
    /// Something about the agency as a whole that waits for a second signature.
    ProposalId
);

fn parse_hex(text: &str) -> Option<[u8; 16]> {
    let digits = text.as_bytes();
    if digits.len() != 32 {
        return None;
    }
    let mut bytes = [0_u8; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = nibble(*high)? << 4 | nibble(*low)?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_what_it_prints() {
        let id = CaseId([0, 1, 2, 0xfe, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);
        assert_eq!(CaseId::from_hex(&id.to_string()), Some(id));
    }

    #[test]
    fn other_spellings_of_an_id_are_refused() {
        for text in [
            "",
            "00",
            &"0".repeat(31),
            &"0".repeat(33),
            &"G".repeat(32),
            &"A".repeat(32),
            &"๐".repeat(32),
        ] {
            assert_eq!(CaseId::from_hex(text), None, "{text}");
        }
    }
}
