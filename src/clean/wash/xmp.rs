//! What an XMP packet tells, by the names in it.

use super::reading::contains;
use crate::domain::trace::{Trace, Traces};

/// Names of XMP and what they tell.
const NAMES: &[(&[u8], Trace)] = &[
    (b"GPS", Trace::Place),
    (b"Location", Trace::Place),
    (b"photoshop:City", Trace::Place),
    (b"tiff:Make", Trace::Device),
    (b"tiff:Model", Trace::Device),
    (b"SerialNumber", Trace::Device),
    (b"CreateDate", Trace::Moment),
    (b"ModifyDate", Trace::Moment),
    (b"DateCreated", Trace::Moment),
    (b"dc:creator", Trace::Person),
    (b"dc:rights", Trace::Person),
    (b"OwnerName", Trace::Person),
    (b"CreatorTool", Trace::Software),
    (b"pdf:Producer", Trace::Software),
    (b"xmpMM:", Trace::History),
    (b"dc:description", Trace::Description),
    (b"dc:title", Trace::Description),
    (b"dc:subject", Trace::Description),
    (b"xmpGImg", Trace::Thumbnail),
];

/// Notes what the packet tells; at least that it was there.
pub(super) fn note(packet: &[u8], traces: &mut Traces) {
    let found: Traces = NAMES
        .iter()
        .filter(|(name, _)| contains(packet, name))
        .map(|(_, trace)| *trace)
        .collect();
    if found.is_empty() {
        traces.note(Trace::Description);
    }
    traces.extend(&found);
}
