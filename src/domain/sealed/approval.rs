//! That a second keeper of names approves a request, as it is sealed (record kind 5, identity compartment).

use serde::{Deserialize, Serialize};

use super::{Content, ContentError, VERSION, known, read, write};
use crate::domain::ids::RecordId;

/// The approval of the request with this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedApproval(pub RecordId);

#[derive(Serialize, Deserialize)]
struct ApprovalWire {
    v: u64,
    approves: String,
}

impl Content for SealedApproval {
    fn to_json(&self) -> Vec<u8> {
        write(&ApprovalWire {
            v: VERSION,
            approves: self.0.to_string(),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: ApprovalWire = read(json)?;
        known(RecordId::from_hex(&wire.approves)).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_names_one_request() {
        let approval = SealedApproval(RecordId([7; 16]));
        assert_eq!(SealedApproval::from_json(&approval.to_json()), Ok(approval));
        assert!(SealedApproval::from_json(br#"{"v":1,"approves":"7"}"#).is_err());
        assert!(SealedApproval::from_json(br#"{"v":1,"text":"x"}"#).is_err());
    }
}
