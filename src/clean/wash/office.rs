//! Word and Excel documents, part by part.

use std::collections::BTreeSet;

use super::office_fields::{Fields, fetches};
use super::office_parts::{Fate, fate};
use super::package::{Entry, pack, unpack};
use super::reading::contains;
use super::xml::{Change, Editor, Treat, edit, look};
use super::{Findings, picture};
use crate::domain::trace::{Doubt, Trace};

/// What is left of a number that is given to one picture of one document.
const NO_NUMBER: &str = "{00000000-0000-0000-0000-000000000000}";
/// How deeply documents may lie in each other.
const MOST_NESTING: u8 = 2;

/// A document without its properties, authors, histories and calls to elsewhere.
pub(super) fn wash(bytes: &[u8], findings: &mut Findings, nesting: u8) -> Result<Vec<u8>, Doubt> {
    if nesting > MOST_NESTING {
        return Err(Doubt::Bomb);
    }
    let entries = unpack(bytes, findings)?;
    let dropped: BTreeSet<String> = entries
        .iter()
        .filter(|entry| matches!(fate(&entry.name), Fate::Drop(_)))
        .map(|entry| entry.name.to_ascii_lowercase())
        .collect();
    let mut clean = Vec::new();
    let mut doubt = None;
    for Entry { name, bytes } in entries {
        let washed = match fate(&name) {
            Fate::Drop(trace) => {
                findings.removed(trace);
                continue;
            }
            // Go on, so that everything that is in it can be told.
            Fate::Hold(held) => {
                if held == Doubt::Macros {
                    findings.removed(Trace::Script);
                }
                if held == Doubt::Embedded {
                    findings.removed(Trace::Attachment);
                }
                doubt = doubt.or(Some(held));
                continue;
            }
            Fate::Contents => edit(&bytes, &mut Contents { dropped: &dropped }),
            // No program writes the letters of an address as numbers, unless to hide it.
            Fate::Relations if contains(&bytes, b"&#") => Err(Doubt::UnknownPart),
            Fate::Relations => edit(
                &bytes,
                &mut Relations {
                    folder: folder_of_relations(&name),
                    dropped: &dropped,
                    findings: &mut *findings,
                    ids: BTreeSet::new(),
                },
            ),
            Fate::Edit => {
                if name.to_ascii_lowercase().contains("comments") {
                    findings.remains(Trace::Remarks);
                }
                let fields = Fields::default();
                let mut part = Part { findings, fields };
                // What a field does is known at its end only.
                look(&bytes, &mut part).and_then(|()| edit(&bytes, &mut part))
            }
            Fate::Picture => picture::inside(&bytes, findings),
            Fate::Document => wash(&bytes, findings, nesting + 1),
        };
        match washed {
            Ok(bytes) => clean.push(Entry { name, bytes }),
            Err(held) => doubt = doubt.or(Some(held)),
        }
    }
    match doubt {
        Some(doubt) => Err(doubt),
        None => pack(&clean, &[]),
    }
}

/// `word/_rels/document.xml.rels` tells of parts in `word/`.
fn folder_of_relations(name: &str) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let owner = folder.strip_suffix("_rels").unwrap_or(folder);
    owner.to_ascii_lowercase()
}

/// The part that a target names, seen from a folder, in small letters.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.to_ascii_lowercase();
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{target}"),
    };
    let mut path: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            part => path.push(part),
        }
    }
    path.join("/")
}

fn value<'a>(attributes: &[(&str, &'a str)], sought: &str) -> &'a str {
    attributes
        .iter()
        .find(|(name, _)| *name == sought)
        .map_or("", |(_, value)| *value)
}

/// Takes what goes off the list of the parts' kinds.
struct Contents<'a> {
    dropped: &'a BTreeSet<String>,
}

impl Editor for Contents<'_> {
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
        match name {
            "Types" | "Default" => Ok(Treat::Keep),
            "Override" => {
                let part = resolve("", value(attributes, "PartName"));
                Ok(if self.dropped.contains(&part) {
                    Treat::Drop
                } else {
                    Treat::Keep
                })
            }
            _ => Err(Doubt::UnknownPart),
        }
    }

    fn attribute(&mut self, _: &str, name: &str, _: &str) -> Change {
        match name {
            "Extension" | "ContentType" | "PartName" => Change::Keep,
            _ => Change::Drop,
        }
    }
}

/// Takes relations to what goes off the list, and calls to elsewhere.
struct Relations<'a> {
    folder: String,
    dropped: &'a BTreeSet<String>,
    findings: &'a mut Findings,
    /// Relations whose target is elsewhere and must not be called.
    ids: BTreeSet<String>,
}

impl Editor for Relations<'_> {
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
        if name == "Relationships" {
            return Ok(Treat::Keep);
        }
        if name != "Relationship" {
            return Err(Doubt::UnknownPart);
        }
        let (target, kind) = (value(attributes, "Target"), value(attributes, "Type"));
        let outside = value(attributes, "TargetMode").eq_ignore_ascii_case("external");
        self.ids.clear();
        if outside {
            let link = ["http://", "https://", "mailto:"]
                .iter()
                .any(|start| target.starts_with(start));
            if !(link && kind.ends_with("/hyperlink")) {
                self.ids.insert(target.to_owned());
                let file = target.contains('\\') || target.starts_with("file:");
                self.findings
                    .removed(if file { Trace::Person } else { Trace::Beacon });
            }
            return Ok(Treat::Keep);
        }
        // A target inside that looks like an address would be called by a careless program.
        if target.contains(':') || target.contains('\\') {
            return Err(Doubt::UnknownPart);
        }
        let gone = self.dropped.contains(&resolve(&self.folder, target));
        Ok(if gone { Treat::Drop } else { Treat::Keep })
    }

    fn attribute(&mut self, _: &str, name: &str, value: &str) -> Change {
        match name {
            "Target" if self.ids.contains(value) => Change::Set("about:blank"),
            "Id" | "Type" | "Target" | "TargetMode" => Change::Keep,
            _ => Change::Drop,
        }
    }
}

/// Edits a part of the document itself.
struct Part<'a> {
    findings: &'a mut Findings,
    fields: Fields,
}

impl Editor for Part<'_> {
    fn begin(&mut self) {
        self.fields.begin();
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
        let gone = match name {
            "rsids" | "revisionPtr" | "docId" => Some(Trace::Serial),
            "attachedTemplate" | "mailMerge" => Some(Trace::Beacon),
            "docVars" | "dataBinding" | "customProperties" => Some(Trace::Description),
            "absPath" | "fileSharing" | "customWorkbookViews" => Some(Trace::Person),
            "fileVersion" => Some(Trace::Software),
            "embedRegular" | "embedBold" | "embedItalic" | "embedBoldItalic" => Some(Trace::Surplus),
            _ => None,
        };
        if let Some(trace) = gone {
            self.findings.removed(trace);
            return Ok(Treat::Drop);
        }
        match name {
            "ins" | "del" | "moveFrom" | "moveTo" if !value(attributes, "author").is_empty() => {
                self.findings.remains(Trace::TrackedChanges);
            }
            "sheet" if value(attributes, "state").to_ascii_lowercase().contains("hidden") => {
                self.findings.remains(Trace::Hidden);
            }
            "vanish" => self.findings.remains(Trace::Hidden),
            "row" | "col" if matches!(value(attributes, "hidden"), "1" | "true") => {
                self.findings.remains(Trace::Hidden);
            }
            // Whoever wrote remarks in a spreadsheet.
            "author" => {
                self.findings.removed(Trace::Person);
                return Ok(Treat::Blank);
            }
            "fldChar" => self.fields.mark(value(attributes, "fldCharType"))?,
            "fldSimple" => self.fields.simple(value(attributes, "instr")),
            "instrText" | "delInstrText" => self.fields.run(),
            "OLEObject" | "oleObject" | "control" | "ddeLink" => return Err(Doubt::Embedded),
            _ => {}
        }
        Ok(Treat::Keep)
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) -> Change {
        let (trace, change) = match (element, name) {
            (_, "author" | "displayName" | "userName" | "refreshedBy" | "lastModifiedBy")
                if element != "author" =>
            {
                if element.starts_with("table") || element.starts_with("pivot") && name == "displayName" {
                    return Change::Keep;
                }
                (Trace::Person, Change::Set("Author"))
            }
            (_, "initials") => (Trace::Person, Change::Set("A")),
            ("person", "userId" | "providerId") => (Trace::Person, Change::Set("None")),
            ("pageSetup", "id") => (Trace::Device, Change::Drop),
            (_, "date" | "dateUtc" | "dT" | "refreshedDate" | "refreshedDateIso") => {
                (Trace::Moment, Change::Drop)
            }
            (_, "paraId" | "textId" | "durableId" | "uid" | "lastGuid" | "anchorId" | "editId") => {
                (Trace::Serial, Change::Drop)
            }
            // The element has to stay where it is; its number need not.
            ("creationId", "id") if value != NO_NUMBER => (Trace::Serial, Change::Set(NO_NUMBER)),
            (_, name) if name.starts_with("rsid") => (Trace::Serial, Change::Drop),
            // The name and description of a picture are often its file name or path.
            ("docPr" | "cNvPr", "name") if value.contains(['.', '\\', '/']) => {
                (Trace::Description, Change::Set("Picture"))
            }
            ("docPr" | "cNvPr", "descr" | "title") if value.contains(['\\', '/']) => {
                (Trace::Description, Change::Set(""))
            }
            // A field that fetches something.
            ("fldSimple", "instr") if fetches(value) => (Trace::Beacon, Change::Set("")),
            ("imagedata" | "fill" | "stroke", "src" | "href" | "althref") => (Trace::Beacon, Change::Drop),
            _ => return Change::Keep,
        };
        self.findings.removed(trace);
        change
    }

    fn text(&mut self, element: &str, piece: &str) -> bool {
        let stays = self.fields.read(element, piece);
        if !stays {
            self.findings.removed(Trace::Beacon);
        }
        stays
    }
}
