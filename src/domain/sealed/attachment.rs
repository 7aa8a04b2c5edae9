//! What is known of an attached file, as it is sealed beside it (record kind 7).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Content, ContentError, VERSION, Words, known, read, write};
use crate::domain::attachment::{Attachment, FileName, Treatment};
use crate::domain::file_kind::FileKind;
use crate::domain::ids::RecordId;
use crate::domain::trace::{Doubt, Trace, Traces};

#[derive(Serialize, Deserialize)]
struct AttachmentWire<'a> {
    v: u64,
    name: Words<'a>,
    mime: Words<'a>,
    size: u64,
    sha256: Words<'a>,
    blob: Words<'a>,
    blob_hash: Words<'a>,
    body_sha256: Words<'a>,
    kind: Words<'a>,
    treatment: Words<'a>,
    name_fits: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    removed: Vec<Words<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remains: Vec<Words<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    keep: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    doubt: Option<Words<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preview: Option<PreviewWire<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<Words<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PreviewWire<'a> {
    blob: Words<'a>,
    blob_hash: Words<'a>,
}

impl Content for Attachment {
    fn to_json(&self) -> Vec<u8> {
        write(&AttachmentWire {
            v: VERSION,
            name: Cow::Borrowed(self.name.as_str()),
            mime: Cow::Borrowed(self.kind.media_type()),
            size: self.size,
            sha256: hex(&self.sha256),
            blob: Cow::Owned(self.blob.to_string()),
            blob_hash: hex(&self.blob_hash),
            body_sha256: hex(&self.body_sha256),
            kind: Cow::Borrowed(self.kind.key()),
            treatment: Cow::Borrowed(self.treatment.key()),
            name_fits: self.name_fits,
            removed: keys(&self.removed),
            remains: keys(&self.remains),
            keep: self.keep,
            doubt: self.doubt.map(|doubt| Cow::Borrowed(doubt.key())),
            preview: self.preview.as_ref().map(|(blob, hash)| PreviewWire {
                blob: Cow::Owned(blob.to_string()),
                blob_hash: hex(hash),
            }),
            replaces: self.replaces.map(|of| Cow::Owned(of.to_string())),
        })
    }

    fn from_json(json: &[u8]) -> Result<Self, ContentError> {
        let wire: AttachmentWire<'_> = read(json)?;
        let doubt = wire.doubt.map(|key| known(Doubt::from_key(&key)));
        let preview = wire
            .preview
            .map(|preview| Ok((id(&preview.blob)?, digest(&preview.blob_hash)?)));
        let replaces = wire.replaces.map(|of| id(&of));
        Ok(Self {
            name: known(FileName::read(&wire.name))?,
            kind: known(FileKind::from_key(&wire.kind))?,
            name_fits: wire.name_fits,
            size: wire.size,
            sha256: digest(&wire.sha256)?,
            blob: id(&wire.blob)?,
            blob_hash: digest(&wire.blob_hash)?,
            body_sha256: digest(&wire.body_sha256)?,
            treatment: known(Treatment::from_key(&wire.treatment))?,
            removed: traces(&wire.removed)?,
            remains: traces(&wire.remains)?,
            keep: wire.keep,
            doubt: doubt.transpose()?,
            preview: preview.transpose()?,
            replaces: replaces.transpose()?,
        })
    }
}

fn hex(bytes: &[u8; 32]) -> Words<'static> {
    Cow::Owned(data_encoding::HEXLOWER.encode(bytes))
}

fn digest(text: &str) -> Result<[u8; 32], ContentError> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok();
    known(bytes.and_then(|bytes| bytes.try_into().ok()))
}

fn id(text: &str) -> Result<RecordId, ContentError> {
    known(RecordId::from_hex(text))
}

fn keys(traces: &Traces) -> Vec<Words<'static>> {
    traces.iter().map(|trace| Cow::Borrowed(trace.key())).collect()
}

fn traces(keys: &[Words<'_>]) -> Result<Traces, ContentError> {
    keys.iter().map(|key| known(Trace::from_key(key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attachment() -> Attachment {
        Attachment {
            name: FileName::read("ภาพถนน.jpg").unwrap(),
            kind: FileKind::Jpeg,
            name_fits: true,
            size: 7,
            sha256: [1; 32],
            blob: RecordId([2; 16]),
            blob_hash: [3; 32],
            body_sha256: [6; 32],
            treatment: Treatment::Cleaned,
            removed: [Trace::Place, Trace::Device].into_iter().collect(),
            remains: Traces::new(),
            keep: false,
            doubt: None,
            preview: Some((RecordId([4; 16]), [5; 32])),
            replaces: None,
        }
    }

    #[test]
    fn an_attachment_is_read_back_as_it_was_sealed() {
        let bare = Attachment {
            treatment: Treatment::AsIs,
            doubt: Some(Doubt::Damaged),
            preview: None,
            replaces: Some(RecordId([9; 16])),
            ..attachment()
        };
        let unscanned = Attachment {
            treatment: Treatment::Undecided,
            keep: true,
            doubt: Some(Doubt::Unscanned),
            ..attachment()
        };
        for one in [attachment(), bare, unscanned] {
            assert_eq!(Attachment::from_json(&one.to_json()), Ok(one));
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let text = String::from_utf8(attachment().to_json()).unwrap();
        for (from, to) in [
            ("\"cleaned\"", "\"polished\""),
            ("\"jpeg\"", "\"exe\""),
            ("\"place\"", "\"shoe\""),
            ("0101", "01"),
            ("\"v\":1", "\"v\":2"),
            ("ภาพถนน.jpg", "/"),
        ] {
            assert!(
                Attachment::from_json(text.replacen(from, to, 1).as_bytes()).is_err(),
                "{from}"
            );
        }
    }
}
