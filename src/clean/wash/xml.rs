//! XML as office documents are made of: read event by event, written anew, edited on the way.
//!
//! Nothing is ever fetched and nothing expanded: a document type, which is where entities are declared, is refused.

use std::borrow::Cow;

use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, BytesText, Event};
use quick_xml::name::QName;
use quick_xml::{Reader, Writer};

use crate::domain::trace::Doubt;

/// How deeply elements may lie in each other.
const MOST_DEPTH: usize = 256;

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Treat {
    /// It stays.
    Keep,
    /// It goes with everything inside.
    Drop,
    /// It stays, empty.
    Blank,
}

/// What becomes of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It stays.
    Keep,
    /// It goes.
    Drop,
    /// It says this instead; to be written without `&`, `<` and quotes.
    Set(&'static str),
}

/// Decides what stays. Names come without their prefix: a document may choose its prefixes freely. Values and text come
/// as whoever reads the document understands them, with references resolved, and are written as they stood.
pub(super) trait Editor {
    /// The document is gone through from its beginning, perhaps once more.
    fn begin(&mut self) {}
    /// What becomes of an element with these attributes.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt>;
    /// What becomes of an attribute.
    fn attribute(&mut self, element: &str, name: &str, value: &str) -> Change;
    /// Whether a piece of the text directly inside this element stays. A text may come in many pieces: words, sections
    /// that are marked as text, single letters that stood as references.
    fn text(&mut self, _element: &str, _piece: &str) -> bool {
        true
    }
}

/// Goes through a document without writing it, for an editor that has to know all of it before it decides.
pub(super) fn look(bytes: &[u8], editor: &mut impl Editor) -> Result<(), Doubt> {
    once(bytes, editor).map(|_| ())
}

/// Writes a document anew as the editor wants it, and looks whether the editor wants it as it is then.
pub(super) fn edit(bytes: &[u8], editor: &mut impl Editor) -> Result<Vec<u8>, Doubt> {
    let edited = once(bytes, editor)?;
    if once(&edited, editor)? == edited {
        Ok(edited)
    } else {
        Err(Doubt::StillThere)
    }
}

fn once(bytes: &[u8], editor: &mut impl Editor) -> Result<Vec<u8>, Doubt> {
    let text = std::str::from_utf8(bytes).map_err(|_| Doubt::Damaged)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    let mut open: Vec<String> = Vec::new();
    let mut dropping = 0_usize;
    editor.begin();
    write(
        &mut writer,
        Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))),
    )?;
    let mut roots = 0;
    loop {
        let event = reader.read_event().map_err(|_| Doubt::Damaged)?;
        match event {
            Event::Start(start) => {
                if dropping > 0 {
                    dropping += 1;
                } else {
                    roots += usize::from(open.is_empty());
                    match change(&start, editor)? {
                        (Treat::Keep, new) => {
                            open.push(local(start.name()).to_owned());
                            write(&mut writer, Event::Start(new))?;
                        }
                        (Treat::Blank, new) => {
                            write(&mut writer, Event::Empty(new))?;
                            dropping = 1;
                        }
                        (Treat::Drop, _) => dropping = 1,
                    }
                }
                if open.len() + dropping > MOST_DEPTH {
                    return Err(Doubt::Bomb);
                }
            }
            Event::Empty(empty) if dropping == 0 => {
                roots += usize::from(open.is_empty());
                match change(&empty, editor)? {
                    (Treat::Keep | Treat::Blank, new) => write(&mut writer, Event::Empty(new))?,
                    (Treat::Drop, _) => {}
                }
            }
            Event::End(end) if dropping == 0 => {
                open.pop().ok_or(Doubt::Damaged)?;
                write(&mut writer, Event::End(end))?;
            }
            Event::End(_) => dropping -= 1,
            Event::Text(text) if dropping == 0 => {
                let inner = text.into_inner();
                match open.last() {
                    Some(within) if editor.text(within, &inner) => {
                        write(&mut writer, Event::Text(BytesText::from_escaped(inner)))?;
                    }
                    Some(_) => {}
                    None if inner.trim().is_empty() => {}
                    None => return Err(Doubt::Damaged),
                }
            }
            Event::CData(data) if dropping == 0 => {
                let within = open.last().ok_or(Doubt::Damaged)?;
                if editor.text(within, &data) {
                    write(&mut writer, Event::CData(data))?;
                }
            }
            Event::GeneralRef(reference) if dropping == 0 => {
                let within = open.last().ok_or(Doubt::Damaged)?;
                if editor.text(within, &letter(&reference)?) {
                    write(&mut writer, Event::GeneralRef(reference))?;
                }
            }
            Event::DocType(_) => return Err(Doubt::UnknownPart),
            Event::Eof => break,
            // Remarks and instructions to programs are not content.
            _ => {}
        }
    }
    if roots == 1 && open.is_empty() && dropping == 0 {
        Ok(writer.into_inner())
    } else {
        Err(Doubt::Damaged)
    }
}

/// What a reference stands for.
fn letter(reference: &BytesRef<'_>) -> Result<String, Doubt> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => Ok(letter.into()),
        Ok(None) => resolve_predefined_entity(reference)
            .map(str::to_owned)
            .ok_or(Doubt::UnknownPart),
        Err(_) => Err(Doubt::Damaged),
    }
}

fn write(writer: &mut Writer<Vec<u8>>, event: Event<'_>) -> Result<(), Doubt> {
    writer.write_event(event).map_err(|_| Doubt::Damaged)
}

fn local(name: QName<'_>) -> &str {
    let whole = name.into_inner();
    whole.rsplit_once(':').map_or(whole, |(_, local)| local)
}

fn change<'a>(start: &BytesStart<'a>, editor: &mut impl Editor) -> Result<(Treat, BytesStart<'a>), Doubt> {
    let attributes: Vec<Attribute<'_>> = start
        .attributes()
        .collect::<Result<_, _>>()
        .map_err(|_| Doubt::Damaged)?;
    // Entities other than those of every document would have to be declared, and nothing may be.
    let meant: Vec<Cow<'_, str>> = attributes
        .iter()
        .map(|attribute| unescape(&attribute.value).map_err(|_| Doubt::UnknownPart))
        .collect::<Result<_, _>>()?;
    let plain: Vec<(&str, &str)> = attributes
        .iter()
        .zip(&meant)
        .map(|(attribute, value)| (local(attribute.key), &**value))
        .collect();
    let name = local(start.name());
    let treat = editor.element(name, &plain)?;
    let mut new = start.to_owned();
    new.clear_attributes();
    for (attribute, value) in attributes.iter().zip(&meant) {
        // What names the namespaces is not an attribute in the sense of its document.
        let whole = attribute.key.into_inner();
        let spaces = whole == "xmlns" || whole.starts_with("xmlns:");
        let change = if spaces {
            Change::Keep
        } else {
            editor.attribute(name, local(attribute.key), value)
        };
        match change {
            Change::Keep => new.push_attribute(attribute.clone()),
            Change::Drop => {}
            Change::Set(value) => new.push_attribute(Attribute {
                key: attribute.key,
                value: value.into(),
            }),
        }
    }
    Ok((treat, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    impl Editor for Plain {
        fn element(&mut self, name: &str, _: &[(&str, &str)]) -> Result<Treat, Doubt> {
            Ok(match name {
                "gone" => Treat::Drop,
                "empty" => Treat::Blank,
                _ => Treat::Keep,
            })
        }

        fn attribute(&mut self, _: &str, name: &str, _: &str) -> Change {
            match name {
                "gone" => Change::Drop,
                "who" => Change::Set("nobody"),
                _ => Change::Keep,
            }
        }
    }

    fn edited(text: &str) -> Result<String, Doubt> {
        edit(text.as_bytes(), &mut Plain).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn elements_and_attributes_go_and_the_rest_stays_letter_by_letter() {
        let before = "<!-- a --><x:a xmlns:x=\"u\" x:gone=\"1\" who=\"me\" k='&amp;&#x0e01;'><gone><b/>t</gone>t&lt;u\
                      <empty k=\"1\">x<i/></empty><![CDATA[<q>]]></x:a>";
        let after = "<x:a xmlns:x=\"u\" who=\"nobody\" k=\"&amp;&#x0e01;\">t&lt;u<empty k=\"1\"/><![CDATA[<q>]]></x:a>";
        let edited = edited(before).unwrap();
        assert_eq!(edited.split_once("?>").unwrap().1, after);
    }

    /// Takes away what says "secret", wherever it stands and however it is written.
    #[derive(Default)]
    struct Reader {
        read: String,
    }

    impl Editor for Reader {
        fn element(&mut self, _: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt> {
            let secret = attributes.iter().any(|(_, value)| *value == "secret");
            Ok(if secret { Treat::Drop } else { Treat::Keep })
        }

        fn attribute(&mut self, _: &str, _: &str, value: &str) -> Change {
            if value.contains("secret") {
                Change::Set("")
            } else {
                Change::Keep
            }
        }

        fn text(&mut self, _: &str, piece: &str) -> bool {
            self.read.push_str(piece);
            piece != "S"
        }
    }

    #[test]
    fn an_editor_reads_what_a_reader_of_the_document_reads() {
        let before = "<a><b k=\"sec&#114;et\"/><c k='a sec&#x72;et &amp;'/><d k=\"a&amp;b\"/>x&#83;<![CDATA[S]]>&lt;y</a>";
        let mut reader = Reader::default();
        look(before.as_bytes(), &mut reader).unwrap();
        assert_eq!(reader.read, "xSS<y");
        let after = edit(before.as_bytes(), &mut Reader::default()).unwrap();
        assert!(
            after.ends_with(b"<a><c k=\"\"/><d k=\"a&amp;b\"/>x&lt;y</a>"),
            "{}",
            String::from_utf8_lossy(&after)
        );
        assert_eq!(edited("<a k=\"&x;\"/>"), Err(Doubt::UnknownPart));
    }

    #[test]
    fn entities_are_neither_fetched_nor_expanded() {
        let fetching = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
        assert_eq!(edited(fetching), Err(Doubt::UnknownPart));
        assert_eq!(edited("<a>&x;</a>"), Err(Doubt::UnknownPart));
    }

    #[test]
    fn what_is_not_well_formed_is_held_back() {
        for text in [
            "",
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "x<a/>",
            "<a k=1/>",
            "<a k=\"1\" k=\"2\"/>",
            "</a>",
        ] {
            assert!(edited(text).is_err(), "{text}");
        }
        let deep = "<a>".repeat(300) + &"</a>".repeat(300);
        assert_eq!(edited(&deep), Err(Doubt::Bomb));
    }
}
