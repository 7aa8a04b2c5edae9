//! XML as office documents are made of: read event by event, written anew, edited on the way.
//!
//! Nothing is ever fetched and nothing expanded: a document type, which is where entities are declared, is refused.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesStart, Event};
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

/// Decides what stays. Names come without their prefix: a document may choose its prefixes freely.
pub(super) trait Editor {
    /// What becomes of an element with these attributes.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<Treat, Doubt>;
    /// What becomes of an attribute. `value` is as it stands in the file, with its references.
    fn attribute(&mut self, element: &str, name: &str, value: &str) -> Change;
    /// Whether the text directly inside this element stays.
    fn text(&mut self, _element: &str, _text: &str) -> bool {
        true
    }
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
                let within = open.last().map_or("", String::as_str);
                let inner = text.into_inner();
                if open.is_empty() && !inner.trim().is_empty() {
                    return Err(Doubt::Damaged);
                }
                if !open.is_empty() && editor.text(within, &inner) {
                    write(
                        &mut writer,
                        Event::Text(quick_xml::events::BytesText::from_escaped(inner)),
                    )?;
                }
            }
            Event::CData(data) if dropping == 0 => write(&mut writer, Event::CData(data))?,
            Event::GeneralRef(reference) if dropping == 0 => {
                let name: &str = &reference;
                if !reference.is_char_ref() && !matches!(name, "amp" | "lt" | "gt" | "apos" | "quot") {
                    return Err(Doubt::UnknownPart);
                }
                write(&mut writer, Event::GeneralRef(reference))?;
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
    let plain: Vec<(&str, &str)> = attributes
        .iter()
        .map(|attribute| (local(attribute.key), &*attribute.value))
        .collect();
    let name = local(start.name());
    let treat = editor.element(name, &plain)?;
    let mut new = start.to_owned();
    new.clear_attributes();
    for attribute in &attributes {
        // What names the namespaces is not an attribute in the sense of its document.
        let whole = attribute.key.into_inner();
        let spaces = whole == "xmlns" || whole.starts_with("xmlns:");
        let change = if spaces {
            Change::Keep
        } else {
            editor.attribute(name, local(attribute.key), &attribute.value)
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
