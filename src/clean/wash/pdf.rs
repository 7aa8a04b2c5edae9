//! PDF: only what its pages need is carried over into a new file.
//!
//! The walk begins at the page tree and goes along the keys that show something ([`super::pdf_keys`]). What it does
//! not reach is not in the new file: earlier states, properties, attachments, scripts. Links lose their addresses,
//! remarks their authors; structure for reading aloud goes as well, for it holds text that no page shows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use super::pdf_keys::{meaning, names_resources, shows, stays};
use super::reading::contains;
use super::{Findings, jpeg, jpeg2000, xmp};
use crate::domain::trace::{Doubt, Trace};

/// How long one stream may become when the file is opened.
const MOST_UNPACKED: usize = 96 << 20;
/// How deeply arrays and dictionaries may lie in each other.
const MOST_DEPTH: usize = 64;
/// How far from the end of a file an archive's list of contents may begin, in bytes.
const ARCHIVE_END: usize = 65_557;
/// The most objects.
const MOST_OBJECTS: usize = 1_000_000;

/// A PDF of the same pages.
pub(super) fn wash(bytes: &[u8], findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let document = open(bytes)?;
    if document.revision_count() > 1 {
        findings.removed(Trace::History);
    }
    let clean = carry_over(&document, findings)?;
    // Opened again, the new file must have nothing left to take away.
    let mut left = Findings::default();
    let again = carry_over(&open(&clean)?, &mut left)?;
    // Nor may it be an archive as well, which is read from its end.
    let end = clean
        .get(clean.len().saturating_sub(ARCHIVE_END)..)
        .unwrap_or_default();
    if !left.removed.is_empty() || again != clean || contains(end, b"PK\x05\x06") {
        return Err(Doubt::StillThere);
    }
    Ok(clean)
}

fn open(bytes: &[u8]) -> Result<Document, Doubt> {
    let options = LoadOptions::with_max_decompressed_size(MOST_UNPACKED);
    let document = Document::load_mem_with_options(bytes, options).map_err(|_| {
        if contains(bytes, b"/Encrypt") {
            Doubt::Locked
        } else {
            Doubt::Damaged
        }
    })?;
    if document.is_encrypted() {
        return Err(Doubt::Locked);
    }
    if document.objects.len() > MOST_OBJECTS {
        return Err(Doubt::Bomb);
    }
    Ok(document)
}

/// What kind of dictionary it is decides which keys mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Plain,
    Resources,
    /// Its keys are names of the document's own choosing.
    Named,
    /// What an annotation looks like: normally, under the pointer, pressed.
    Appearance,
}

struct Walk<'a> {
    from: &'a Document,
    pages: BTreeSet<ObjectId>,
    /// The new numbers of objects, and what each of them is.
    numbers: BTreeMap<ObjectId, (u32, Sort)>,
    waiting: VecDeque<(ObjectId, Sort)>,
    findings: &'a mut Findings,
}

fn carry_over(from: &Document, findings: &mut Findings) -> Result<Vec<u8>, Doubt> {
    let root = from
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .map_err(|_| Doubt::Damaged)?;
    let pages: BTreeSet<ObjectId> = from.get_pages().into_values().collect();
    if pages.is_empty() {
        return Err(Doubt::Damaged);
    }
    let mut walk = Walk {
        from,
        pages,
        numbers: BTreeMap::new(),
        waiting: VecDeque::new(),
        findings,
    };
    walk.note_trailer();
    let mut new = Document::with_version("1.7");
    let Object::Reference(root) = walk.refer(root, Sort::Plain)? else {
        return Err(Doubt::Damaged);
    };
    new.trailer.set("Root", Object::Reference(root));
    while let Some((id, sort)) = walk.waiting.pop_front() {
        let (number, _) = *walk.numbers.get(&id).ok_or(Doubt::Damaged)?;
        let object = from.get_object(id).map_err(|_| Doubt::Damaged)?;
        let copy = walk.copy(object, sort, 0)?;
        new.objects.insert((number, 0), copy);
    }
    new.max_id = u32::try_from(new.objects.len()).map_err(|_| Doubt::Bomb)?;
    let mut clean = Vec::new();
    new.save_to(&mut clean).map_err(|_| Doubt::Damaged)?;
    Ok(clean)
}

impl Walk<'_> {
    /// Notes what the trailer leads to that the pages do not.
    fn note_trailer(&mut self) {
        let from = self.from;
        if from.trailer.has(b"ID") {
            self.findings.removed(Trace::Serial);
        }
        let Ok(Object::Dictionary(info)) = from.trailer.get_deref(b"Info", from) else {
            return;
        };
        for (key, _) in info {
            let title = (key == b"Title").then_some(Trace::Description);
            if let Some(trace) = title.or_else(|| meaning(key)) {
                self.findings.removed(trace);
            }
        }
    }

    /// The new number of an object; what does not exist, and pages that are no longer part of the document, are
    /// null. A dictionary that is two things at once, such as a page that is a list of fonts as well, would be looked
    /// through as one of them only.
    fn refer(&mut self, id: ObjectId, sort: Sort) -> Result<Object, Doubt> {
        let Ok(object) = self.from.get_object(id) else {
            return Ok(Object::Null);
        };
        let sort = match object {
            Object::Dictionary(_) => sort,
            _ => Sort::Plain,
        };
        let is_page = |dictionary: &Dictionary| dictionary.has_type(b"Page");
        if object.as_dict().is_ok_and(is_page) && !self.pages.contains(&id) {
            self.findings.removed(Trace::History);
            return Ok(Object::Null);
        }
        let next = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        let (number, known) = *self.numbers.entry(id).or_insert_with(|| {
            self.waiting.push_back((id, sort));
            (next, sort)
        });
        if known != sort {
            return Err(Doubt::UnknownPart);
        }
        Ok(Object::Reference((number, 0)))
    }

    fn copy(&mut self, object: &Object, sort: Sort, depth: usize) -> Result<Object, Doubt> {
        if depth > MOST_DEPTH {
            return Err(Doubt::Bomb);
        }
        Ok(match object {
            Object::Reference(id) => self.refer(*id, sort)?,
            Object::Array(items) => match self.without_profile(items) {
                Some(plain) => plain,
                None => Object::Array(
                    items
                        .iter()
                        .map(|item| self.copy(item, Sort::Plain, depth + 1))
                        .collect::<Result<_, _>>()?,
                ),
            },
            Object::Dictionary(dictionary) => match self.dictionary(dictionary, sort, depth)? {
                Some(copy) => Object::Dictionary(copy),
                None => Object::Null,
            },
            Object::Stream(stream) => self.stream(stream, depth)?,
            other => other.clone(),
        })
    }

    /// A colour space given by a profile becomes the plain one of as many colours: profiles name devices.
    fn without_profile(&mut self, items: &[Object]) -> Option<Object> {
        let [Object::Name(name), profile] = items else {
            return None;
        };
        if name != b"ICCBased" {
            return None;
        }
        let (_, profile) = self.from.dereference(profile).ok()?;
        let colours = profile
            .as_stream()
            .ok()?
            .dict
            .get(b"N")
            .and_then(Object::as_i64)
            .ok()?;
        let plain: &[u8] = match colours {
            1 => b"DeviceGray",
            3 => b"DeviceRGB",
            4 => b"DeviceCMYK",
            _ => return None,
        };
        self.findings.removed(Trace::ColourProfile);
        Some(Object::Name(plain.to_vec()))
    }

    fn dictionary(
        &mut self,
        old: &Dictionary,
        sort: Sort,
        depth: usize,
    ) -> Result<Option<Dictionary>, Doubt> {
        let name = |key: &[u8]| old.get_deref(key, self.from).and_then(Object::as_name).ok();
        let subtype = name(b"Subtype");
        let is_annotation = old.has(b"Rect") && subtype.is_some();
        if is_annotation && !subtype.is_some_and(shows) {
            match subtype {
                Some(b"Popup" | b"PrinterMark" | b"TrapNet") => {}
                Some(b"Screen") => self.findings.removed(Trace::Script),
                _ => self.findings.removed(Trace::Attachment),
            }
            return Ok(None);
        }
        let is_signature = name(b"FT") == Some(b"Sig".as_slice());
        // In a field the title is the field's name, in a remark it is the author's.
        let is_field = old.has(b"FT") || subtype == Some(b"Widget") || (old.has(b"Parent") && !is_annotation);
        if is_annotation && !is_field && subtype != Some(b"Link".as_slice()) && old.has(b"Contents") {
            self.findings.remains(Trace::Remarks);
        }
        if old.has_type(b"OCProperties") || old.has(b"OCGs") && old.has(b"OFF") {
            self.findings.remains(Trace::Hidden);
        }
        let mut new = Dictionary::new();
        for (key, value) in old {
            let (kept, trace) = match key.as_slice() {
                _ if sort == Sort::Named => (true, None),
                b"T" if is_annotation && !is_field => (false, Some(Trace::Person)),
                b"V" if is_signature => (false, Some(Trace::Signature)),
                // A number is a flag; anything else would be a file elsewhere.
                b"F" if old.has(b"Length") && !is_annotation => (false, Some(Trace::Beacon)),
                b"Names" => {
                    self.note_names(value);
                    (false, None)
                }
                b"A" => (false, Some(self.meaning_of_action(value))),
                b"Metadata" => {
                    self.note_metadata(value);
                    (false, None)
                }
                // A view to begin with, as most programs write it, does nothing.
                b"OpenAction" if self.is_array(value) => (false, None),
                key => (stays(key), meaning(key)),
            };
            if !kept {
                if let Some(trace) = trace {
                    self.findings.removed(trace);
                }
                continue;
            }
            let within = match key.as_slice() {
                b"Resources" | b"DR" => Sort::Resources,
                key if sort == Sort::Resources && names_resources(key) => Sort::Named,
                b"CharProcs" | b"Colorants" => Sort::Named,
                b"AP" => Sort::Appearance,
                // A form, or a form for each state of a button.
                b"N" | b"R" | b"D" if sort == Sort::Appearance => Sort::Named,
                _ => Sort::Plain,
            };
            new.set(key.clone(), self.copy(value, within, depth + 1)?);
        }
        Ok(Some(new))
    }

    fn stream(&mut self, old: &Stream, depth: usize) -> Result<Object, Doubt> {
        let filters = self.filters(old)?;
        if filters.iter().any(|filter| filter == b"Crypt") {
            return Err(Doubt::Locked);
        }
        let dictionary = self
            .dictionary(&old.dict, Sort::Plain, depth)?
            .ok_or(Doubt::UnknownPart)?;
        if dictionary.has_type(b"EmbeddedFile") || dictionary.has_type(b"Metadata") {
            return Err(Doubt::UnknownPart);
        }
        let content = match filters.as_slice() {
            [only] if only == b"DCTDecode" => {
                jpeg::note_inside(&old.content, &mut self.findings.removed);
                jpeg::bare(&old.content).ok_or(Doubt::Damaged)?
            }
            [_, .., last] if last == b"DCTDecode" => {
                return self.unpacked_photo(old, &filters, dictionary);
            }
            [only] if only == b"JPXDecode" => jpeg2000::bare(old.content.clone(), self.findings)?,
            filters if filters.iter().any(|filter| filter == b"JPXDecode") => return Err(Doubt::Embedded),
            _ => old.content.clone(),
        };
        let mut new = Stream::new(dictionary, content).with_compression(false);
        let length = i64::try_from(new.content.len()).map_err(|_| Doubt::Damaged)?;
        new.dict.set("Length", length);
        Ok(Object::Stream(new))
    }

    /// How a stream is packed, outermost first; the names may lie in objects of their own.
    fn filters(&self, stream: &Stream) -> Result<Vec<Vec<u8>>, Doubt> {
        let Ok(filter) = stream.dict.get_deref(b"Filter", self.from) else {
            let none = !stream.dict.has(b"Filter");
            return if none { Ok(Vec::new()) } else { Err(Doubt::Damaged) };
        };
        let name = |object: &Object| {
            let (_, object) = self.from.dereference(object).map_err(|_| Doubt::Damaged)?;
            object.as_name().map(<[u8]>::to_vec).map_err(|_| Doubt::Damaged)
        };
        match filter {
            Object::Null => Ok(Vec::new()),
            Object::Array(names) => names.iter().map(name).collect(),
            one => Ok(vec![name(one)?]),
        }
    }

    /// A photo that was packed once more: its outer wrappings go.
    fn unpacked_photo(
        &mut self,
        old: &Stream,
        filters: &[Vec<u8>],
        mut dictionary: Dictionary,
    ) -> Result<Object, Doubt> {
        let mut outer = old.clone();
        let (_, wrappings) = filters.split_last().ok_or(Doubt::Damaged)?;
        let wrappings = wrappings.iter().cloned().map(Object::Name).collect();
        outer.dict.set("Filter", Object::Array(wrappings));
        outer.dict.remove(b"DecodeParms");
        let photo = outer
            .decompressed_content_with_limit(MOST_UNPACKED)
            .map_err(|_| Doubt::Damaged)?;
        jpeg::note_inside(&photo, &mut self.findings.removed);
        let photo = jpeg::bare(&photo).ok_or(Doubt::Damaged)?;
        dictionary.set("Filter", Object::Name(b"DCTDecode".to_vec()));
        dictionary.remove(b"DecodeParms");
        dictionary.set("Length", i64::try_from(photo.len()).map_err(|_| Doubt::Damaged)?);
        Ok(Object::Stream(
            Stream::new(dictionary, photo).with_compression(false),
        ))
    }

    fn note_names(&mut self, names: &Object) {
        if let Ok((_, Object::Dictionary(names))) = self.from.dereference(names) {
            for (key, _) in names {
                if let Some(trace) = meaning(key) {
                    self.findings.removed(trace);
                }
            }
        }
    }

    fn note_metadata(&mut self, metadata: &Object) {
        let packet = self.from.dereference(metadata).ok().and_then(|(_, object)| {
            object
                .as_stream()
                .ok()?
                .get_plain_content_with_limit(MOST_UNPACKED)
                .ok()
        });
        xmp::note(&packet.unwrap_or_default(), &mut self.findings.removed);
    }

    fn is_array(&self, value: &Object) -> bool {
        self.from
            .dereference(value)
            .is_ok_and(|(_, object)| object.as_array().is_ok())
    }

    fn meaning_of_action(&self, action: &Object) -> Trace {
        let kind = self.from.dereference(action).ok().and_then(|(_, object)| {
            let kind = object.as_dict().ok()?.get(b"S").ok()?;
            kind.as_name().ok().map(<[u8]>::to_vec)
        });
        match kind.as_deref() {
            Some(b"URI" | b"GoToR" | b"SubmitForm" | b"ImportData") => Trace::Beacon,
            _ => Trace::Script,
        }
    }
}
