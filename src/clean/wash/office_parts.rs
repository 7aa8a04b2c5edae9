//! The parts of Word and Excel documents: which stay, which go, which hold the document back.

use crate::domain::trace::{Doubt, Trace};

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// XML that is edited.
    Edit,
    /// The list of the parts' kinds.
    Contents,
    /// A list of relations.
    Relations,
    /// A picture that is cleaned as any other.
    Picture,
    /// A document in the document, cleaned as any other.
    Document,
    /// It goes.
    Drop(Trace),
    /// Nobody knows what it says.
    Hold(Doubt),
}

/// Folders and files that go, with what they tell.
const DROPPED: &[(&str, Trace)] = &[
    ("docprops/thumbnail", Trace::Thumbnail),
    ("docprops/", Trace::Person),
    ("docmetadata/", Trace::Person),
    ("customxml/", Trace::Description),
    ("customui/", Trace::Script),
    ("usercustomization/", Trace::Script),
    ("_xmlsignatures/", Trace::Signature),
    ("word/people.xml", Trace::Person),
    ("word/commentsids.xml", Trace::Serial),
    ("word/commentsextended.xml", Trace::Serial),
    ("word/commentsextensible.xml", Trace::Moment),
    ("word/recipientdata", Trace::Person),
    ("word/printersettings", Trace::Device),
    ("word/webextensions/", Trace::Script),
    ("word/fonts/", Trace::Surplus),
    ("xl/printersettings/", Trace::Device),
    ("xl/revisions/", Trace::History),
    ("xl/usernames.xml", Trace::Person),
    ("xl/connections.xml", Trace::Beacon),
    ("xl/customproperty", Trace::Description),
    ("xl/webextensions/", Trace::Script),
    ("[trash]/", Trace::History),
];

/// Folders whose XML is edited; the name after them has no further slash.
const EDITED: &[&str] = &[
    "word/",
    "word/theme/",
    "word/glossary/",
    "word/charts/",
    "word/diagrams/",
    "word/drawings/",
    "xl/",
    "xl/worksheets/",
    "xl/chartsheets/",
    "xl/dialogsheets/",
    "xl/theme/",
    "xl/drawings/",
    "xl/charts/",
    "xl/diagrams/",
    "xl/tables/",
    "xl/tables/queries/",
    "xl/querytables/",
    "xl/pivottables/",
    "xl/pivotcache/",
    "xl/externallinks/",
    "xl/comments/",
    "xl/threadedcomments/",
    "xl/persons/",
    "xl/richdata/",
    "xl/slicers/",
    "xl/slicercaches/",
    "xl/timelines/",
    "xl/timelinecaches/",
    "xl/ctrlprops/",
    "xl/featurepropertybag/",
];

/// Decides by the path; letters' case does not matter.
pub(super) fn fate(path: &str) -> Fate {
    let path = path.to_ascii_lowercase();
    if path == "[content_types].xml" {
        return Fate::Contents;
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_relations = ending == "rels" && (folder == "_rels" || folder.ends_with("/_rels"));
    // The relations of a part that goes, go with it.
    let owner = if is_relations {
        path.replace("_rels/", "")
    } else {
        path.clone()
    };
    if let Some((_, trace)) = DROPPED.iter().find(|(start, _)| owner.starts_with(start)) {
        return Fate::Drop(*trace);
    }
    if is_relations {
        return Fate::Relations;
    }
    if name.starts_with("vba") || folder.ends_with("/activex") || folder.ends_with("/macrosheets") {
        return Fate::Hold(Doubt::Macros);
    }
    if folder.ends_with("/embeddings") {
        return match ending {
            "docx" | "xlsx" => Fate::Document,
            _ => Fate::Hold(Doubt::Embedded),
        };
    }
    if folder.ends_with("/media") {
        return match ending {
            "jpg" | "jpeg" | "jpe" | "jfif" | "png" => Fate::Picture,
            _ => Fate::Hold(Doubt::Embedded),
        };
    }
    let in_known_folder = EDITED.iter().any(|known| known.strip_suffix('/') == Some(folder));
    if in_known_folder && matches!(ending, "xml" | "vml") {
        return Fate::Edit;
    }
    Fate::Hold(Doubt::UnknownPart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_decide_without_regard_to_case() {
        assert_eq!(fate("word/document.xml"), Fate::Edit);
        assert_eq!(fate("DocProps/Core.xml"), Fate::Drop(Trace::Person));
        assert_eq!(fate("docProps/thumbnail.jpeg"), Fate::Drop(Trace::Thumbnail));
        assert_eq!(
            fate("customXml/_rels/item1.xml.rels"),
            Fate::Drop(Trace::Description)
        );
        assert_eq!(fate("word/_rels/document.xml.rels"), Fate::Relations);
        assert_eq!(fate("_rels/.rels"), Fate::Relations);
        assert_eq!(fate("word/vbaProject.bin"), Fate::Hold(Doubt::Macros));
        assert_eq!(fate("xl/activeX/activeX1.xml"), Fate::Hold(Doubt::Macros));
        assert_eq!(fate("word/media/image1.JPEG"), Fate::Picture);
        assert_eq!(fate("word/media/image1.emf"), Fate::Hold(Doubt::Embedded));
        assert_eq!(
            fate("word/embeddings/oleObject1.bin"),
            Fate::Hold(Doubt::Embedded)
        );
        assert_eq!(fate("xl/embeddings/Book1.xlsx"), Fate::Document);
        assert_eq!(fate("dncProps/core.xml"), Fate::Hold(Doubt::UnknownPart));
        assert_eq!(fate("word/a/b.xml"), Fate::Hold(Doubt::UnknownPart));
    }
}
