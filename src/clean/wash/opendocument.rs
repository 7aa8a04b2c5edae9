//! OpenDocument texts, part by part.

use std::collections::BTreeSet;

use super::package::{Entry, pack, unpack};
use super::xml::{Change, Editor, Treat, edit};
use super::{Findings, picture};
use crate::domain::trace::{Doubt, Trace};

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Mime,
    Manifest,
    Edit,
    Picture,
    Drop(Trace),
    Hold(Doubt),
}

fn fate(path: &str) -> Fate {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // A formula or chart in the text lies in a folder of its own.
    let object = folder.starts_with("Object ") && !folder.contains('/');
    match (folder, name) {
        ("", "mimetype") => Fate::Mime,
        ("META-INF", "manifest.xml") => Fate::Manifest,
        ("", "content.xml" | "styles.xml") => Fate::Edit,
        (_, "content.xml" | "styles.xml") if object => Fate::Edit,
        ("", "meta.xml") => Fate::Drop(Trace::Person),
        (_, "meta.xml") if object => Fate::Drop(Trace::Person),
        ("", "settings.xml") => Fate::Drop(Trace::Device),
        (_, "settings.xml") if object => Fate::Drop(Trace::Device),
        ("Thumbnails" | "ObjectReplacements", _) => Fate::Drop(Trace::Thumbnail),
        ("", "layout-cache" | "manifest.rdf") => Fate::Drop(Trace::Software),
        ("META-INF", name) if name.contains("signatures") => Fate::Drop(Trace::Signature),
        ("Fonts", _) => Fate::Drop(Trace::Surplus),
        (folder, _) if folder.split('/').next() == Some("Configurations2") => Fate::Drop(Trace::Software),
        (folder, _) if matches!(folder.split('/').next(), Some("Basic" | "Scripts" | "Dialogs")) => {
            Fate::Hold(Doubt::Macros)
        }
        ("Pictures", name) => {
            let ending = name
                .rsplit_once('.')
                .map_or("", |(_, ending)| ending)
                .to_ascii_lowercase();
            match ending.as_str() {
                "jpg" | "jpeg" | "png" => Fate::Picture,
                _ => Fate::Hold(Doubt::Embedded),
            }
        }
        ("", name) if name.starts_with("Object ") => Fate::Hold(Doubt::Embedded),
        ("media", _) => Fate::Hold(Doubt::Embedded),
        _ => Fate::Hold(Doubt::UnknownPart),
    }
}

/// A text without its properties, authors, settings and calls to elsewhere.
pub(super) fn wash(bytes: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let entries = unpack(bytes, findings)?;
    let names: BTreeSet<String> = entries
        .iter()
        .filter(|entry| !matches!(fate(&entry.name), Fate::Drop(_) | Fate::Hold(_)))
        .map(|entry| entry.name.clone())
        .collect();
    let mut clean = Vec::new();
    let mut doubt = None;
    for Entry { name, bytes } in entries {
        let washed = match fate(&name) {
            Fate::Mime => Ok(bytes),
            Fate::Manifest => edit(&bytes, &mut Manifest { names: &names }),
            Fate::Edit => edit(
                &bytes,
                &mut Part {
                    findings,
                    names: &names,
                },
            ),
            Fate::Picture => picture::inside(&bytes, findings),
            Fate::Drop(trace) => {
                findings.removed(trace);
                continue;
            }
            Fate::Hold(held) => {
                match held {
                    Doubt::Macros => findings.removed(Trace::Script),
                    Doubt::Embedded => findings.removed(Trace::Attachment),
                    _ => {}
                }
                doubt = doubt.or(Some(held));
                continue;
            }
        };
        match washed {
            // The kind has to be the first entry.
            Ok(bytes) if name == "mimetype" => clean.insert(0, Entry { name, bytes }),
            Ok(bytes) => clean.push(Entry { name, bytes }),
            Err(held) => doubt = doubt.or(Some(held)),
        }
    }
    match doubt {
        Some(doubt) => Err(doubt),
        None => pack(&clean, &["mimetype"]),
    }
}

/// The list of the parts.
struct Manifest<'a> {
    names: &'a BTreeSet<String>,
}

impl Editor for Manifest<'_> {
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
        let path = attributes.iter().find(|(name, _)| *name == "full-path");
        match (name, path) {
            ("manifest", _) | ("file-entry", Some((_, "/"))) => Ok(Treat::Keep),
            // A folder is listed for a chart or formula; it stays with its contents.
            ("file-entry", Some((_, path))) if path.ends_with('/') => {
                let inhabited = self.names.iter().any(|name| name.starts_with(path));
                Ok(if inhabited { Treat::Keep } else { Treat::Drop })
            }
            ("file-entry", Some((_, path))) => Ok(if self.names.contains(*path) {
                Treat::Keep
            } else {
                Treat::Drop
            }),
            ("encryption-data", _) => Err(Doubt::Locked),
            _ => Err(Doubt::UnknownPart),
        }
    }

    fn attribute(&mut self, _: &str, name: &str, _: &str) -> Change {
        match name {
            "full-path" | "media-type" | "version" => Change::Keep,
            _ => Change::Drop,
        }
    }
}

/// Edits a part of the text itself.
struct Part<'a> {
    findings: &'a mut Findings,
    names: &'a BTreeSet<String>,
}

impl Editor for Part<'_> {
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
        let (trace, treat) = match name {
            "creator" | "creator-initials" | "initial-creator" | "printed-by" | "sender-initials"
            | "meta-creator" => (Trace::Person, Treat::Blank),
            name if name.starts_with("author-") || name.starts_with("sender-") => {
                (Trace::Person, Treat::Blank)
            }
            // A date in the text says how it is written; one without belongs to a remark or a change.
            "date" if attributes.is_empty() => (Trace::Moment, Treat::Blank),
            "scripts" | "event-listeners" | "script" => (Trace::Script, Treat::Drop),
            "dde-source" | "dde-connection-decls" | "database-display" => (Trace::Beacon, Treat::Drop),
            "object-ole" | "plugin" | "applet" | "floating-frame" => return Err(Doubt::Embedded),
            "tracked-changes" => {
                self.findings.remains(Trace::TrackedChanges);
                return Ok(Treat::Keep);
            }
            "annotation" => {
                self.findings.remains(Trace::Remarks);
                return Ok(Treat::Keep);
            }
            "hidden-text" | "hidden-paragraph" => {
                self.findings.remains(Trace::Hidden);
                return Ok(Treat::Keep);
            }
            _ => return Ok(Treat::Keep),
        };
        if !(name == "scripts" || name == "event-listeners") {
            self.findings.removed(trace);
        }
        Ok(treat)
    }

    fn attribute(&mut self, element: &str, name: &str, value: &str) -> Change {
        if name.ends_with("rsid") || name.ends_with("rsid-r") {
            self.findings.removed(Trace::Serial);
            return Change::Drop;
        }
        if name != "href" || value.is_empty() || value.starts_with('#') {
            return Change::Keep;
        }
        let inside = value.strip_prefix("./").unwrap_or(value);
        let in_here = |name: &String| name == inside || name.starts_with(&format!("{inside}/"));
        if self.names.iter().any(in_here) {
            return Change::Keep;
        }
        let link = ["http://", "https://", "mailto:"]
            .iter()
            .any(|start| value.starts_with(start));
        if link && element == "a" {
            return Change::Keep;
        }
        // A picture of something that went is no call to elsewhere.
        if !inside.starts_with("ObjectReplacements/") {
            self.findings.removed(Trace::Beacon);
        }
        Change::Set("")
    }
}
