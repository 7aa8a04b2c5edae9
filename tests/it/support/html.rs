//! What a browser sees in a page: links, forms and text. It reads the markup of this service, not any markup.

/// A form with what would be sent now.
#[derive(Clone, Debug)]
pub struct Form {
    pub method: String,
    pub action: String,
    id: String,
    controls: Vec<Control>,
    pub buttons: Vec<Button>,
}

#[derive(Clone, Debug)]
struct Control {
    name: String,
    kind: Kind,
    value: String,
    on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Hidden,
    Typed,
    Pick,
    Only,
}

/// A button that sends a form.
#[derive(Clone, Debug)]
pub struct Button {
    pub name: String,
    pub value: String,
    action: Option<String>,
    form: Option<String>,
}

enum Piece<'a> {
    Open(&'a str, Vec<(String, String)>),
    Close(&'a str),
    Text(&'a str),
}

impl Form {
    fn begun(attributes: &[(String, String)]) -> Self {
        Self {
            method: get(attributes, "method").unwrap_or_default(),
            action: get(attributes, "action").unwrap_or_default(),
            id: get(attributes, "id").unwrap_or_default(),
            controls: Vec::new(),
            buttons: Vec::new(),
        }
    }

    /// Types into a field that is there.
    pub fn fill(&mut self, name: &str, text: &str) {
        assert!(
            self.try_fill(name, text),
            "the page has no field {name}: {self:?}"
        );
    }

    /// Types into a field if it is there, or picks the choice with this value.
    pub fn try_fill(&mut self, name: &str, text: &str) -> bool {
        let mut done = false;
        let alone = |kind| matches!(kind, Kind::Only);
        let here = |control: &&mut Control| control.name == name && control.kind != Kind::Hidden;
        for control in self.controls.iter_mut().filter(here) {
            match control.kind {
                Kind::Typed => {
                    text.clone_into(&mut control.value);
                    done = true;
                }
                kind => {
                    let wanted = control.value == text;
                    done |= wanted;
                    control.on = wanted || (control.on && !alone(kind));
                }
            }
        }
        done
    }

    /// Takes every tick of a field away.
    pub fn clear(&mut self, name: &str) {
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            control.on = false;
        }
    }

    /// Whether it has such a field.
    pub fn has(&self, name: &str) -> bool {
        self.controls.iter().any(|control| control.name == name)
    }

    /// The choices of a field.
    pub fn choices(&self, name: &str) -> Vec<String> {
        let of = self.controls.iter().filter(|control| control.name == name);
        of.map(|control| control.value.clone()).collect()
    }

    /// The value that a field would send.
    pub fn value(&self, name: &str) -> String {
        let sent = self.sent().into_iter().find(|(field, _)| field == name);
        sent.map(|(_, value)| value).unwrap_or_default()
    }

    /// Every field that would be sent, without a button.
    pub fn sent(&self) -> Vec<(String, String)> {
        let live = self.controls.iter().filter(|control| control.on);
        live.map(|control| (control.name.clone(), control.value.clone()))
            .collect()
    }

    /// Names of the fields a person types into.
    pub fn typed(&self) -> Vec<String> {
        let typed = self.controls.iter().filter(|control| control.kind == Kind::Typed);
        typed.map(|control| control.name.clone()).collect()
    }

    /// Address and fields after this button was pressed.
    pub fn pressed(&self, name: &str, value: &str) -> (String, Vec<(String, String)>) {
        let found = self
            .buttons
            .iter()
            .find(|button| button.name == name && button.value == value);
        let button = found.unwrap_or_else(|| panic!("no button {name}={value}: {self:?}"));
        let mut fields = self.sent();
        if !name.is_empty() {
            fields.push((name.to_owned(), value.to_owned()));
        }
        (
            button.action.clone().unwrap_or_else(|| self.action.clone()),
            fields,
        )
    }
}

/// The forms of a page, with the buttons that stand elsewhere and name them.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut strays: Vec<Button> = Vec::new();
    let mut inside = false;
    let mut area: Option<(String, String)> = None;
    let mut select: Option<(String, bool)> = None;
    for piece in pieces(html) {
        match piece {
            Piece::Open("form", attributes) => {
                inside = true;
                forms.push(Form::begun(&attributes));
            }
            Piece::Close("form") => inside = false,
            Piece::Open("button", attributes) => {
                let button = Button {
                    name: get(&attributes, "name").unwrap_or_default(),
                    value: get(&attributes, "value").unwrap_or_default(),
                    action: get(&attributes, "formaction"),
                    form: get(&attributes, "form"),
                };
                match forms.last_mut() {
                    Some(form) if inside && button.form.is_none() => form.buttons.push(button),
                    _ => strays.push(button),
                }
            }
            Piece::Open("textarea", attributes) => {
                area = Some((get(&attributes, "name").unwrap_or_default(), String::new()));
            }
            Piece::Text(text) => {
                if let Some((_, typed)) = &mut area {
                    typed.push_str(text);
                }
            }
            Piece::Close("textarea") => {
                if let (Some((name, typed)), Some(form)) = (area.take(), forms.last_mut()) {
                    let value = unescape(typed.strip_prefix('\n').unwrap_or(&typed));
                    form.controls.push(Control {
                        name,
                        kind: Kind::Typed,
                        value,
                        on: true,
                    });
                }
            }
            Piece::Open("select", attributes) => {
                select = Some((get(&attributes, "name").unwrap_or_default(), false));
            }
            Piece::Close("select") => {
                if let (Some((name, false)), Some(form)) = (select.take(), forms.last_mut()) {
                    // Browsers send the first option when none is chosen.
                    if let Some(first) = form.controls.iter_mut().find(|control| control.name == name) {
                        first.on = true;
                    }
                }
            }
            Piece::Open("option", attributes) => {
                if let (Some((name, chosen)), Some(form)) = (&mut select, forms.last_mut()) {
                    let on = get(&attributes, "selected").is_some();
                    *chosen |= on;
                    let value = get(&attributes, "value").unwrap_or_default();
                    form.controls.push(Control {
                        name: name.clone(),
                        kind: Kind::Only,
                        value,
                        on,
                    });
                }
            }
            Piece::Open("input", attributes) if inside => {
                let name = get(&attributes, "name").unwrap_or_default();
                let value = get(&attributes, "value").unwrap_or_default();
                let checked = get(&attributes, "checked").is_some();
                let (kind, on) = match get(&attributes, "type").unwrap_or_default().as_str() {
                    // What a file field would send is not text; see `Browser::attach`.
                    "file" => continue,
                    "hidden" => (Kind::Hidden, true),
                    "radio" => (Kind::Only, checked),
                    "checkbox" => (Kind::Pick, checked),
                    _ => (Kind::Typed, true),
                };
                if let Some(form) = forms.last_mut() {
                    form.controls.push(Control {
                        name,
                        kind,
                        value,
                        on,
                    });
                }
            }
            _ => {}
        }
    }
    for stray in strays {
        if let Some(form) = forms
            .iter_mut()
            .find(|form| stray.form.as_ref() == Some(&form.id))
        {
            form.buttons.push(stray);
        }
    }
    forms
}

/// Where the links of a page lead.
pub fn links(html: &str) -> Vec<String> {
    let hrefs = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Open("a", attributes) => get(&attributes, "href"),
        _ => None,
    });
    hrefs.filter(|href| !href.is_empty()).collect()
}

/// What a reader sees, without markup.
pub fn text(html: &str) -> String {
    let texts = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(unescape(text)),
        _ => None,
    });
    texts
        .collect::<Vec<_>>()
        .join(" ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn get(attributes: &[(String, String)], name: &str) -> Option<String> {
    attributes
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.clone())
}

fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        pieces.push(Piece::Text(&rest[..start]));
        let tag = &rest[start + 1..];
        let end = tag.find('>').expect("a tag ends");
        let (inner, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        if let Some(name) = inner.strip_prefix('/') {
            pieces.push(Piece::Close(name.trim()));
        } else if !inner.starts_with('!') {
            let inner = inner.trim_end_matches('/');
            let name = inner.split([' ', '\n']).next().unwrap_or_default();
            pieces.push(Piece::Open(name, attributes(&inner[name.len()..])));
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ', '\n']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let end = quoted.find('"').expect("an attribute ends");
            value = unescape(&quoted[..end]);
            rest = &quoted[end + 1..];
        }
        found.push((name, value));
        rest = rest.trim_start();
    }
    found
}

/// The characters that the templates escape.
pub fn unescape(text: &str) -> String {
    let plain = text
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"");
    let plain = plain
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    plain
        .replace("&quot;", "\"")
        .replace("&nbsp;", "\u{a0}")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}
