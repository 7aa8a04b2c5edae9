//! A browser without scripts, cookies kept by hand: opens pages, fills in forms, presses buttons.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::Regex;
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use super::place::{Place, shared};

/// A visitor of an installation.
pub struct Visitor {
    client: reqwest::Client,
    origin: String,
    pub cookie: Option<String>,
}

/// A page as it came.
pub struct Page {
    pub status: u16,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// Names and values, in the order of the form.
pub type Fields = Vec<(String, String)>;

/// What to change in a form before it is sent: fields by name, several lines for several values.
pub type Typed<'a> = &'a [(&'a str, &'a str)];

/// A client that follows no redirection. The program's stores bring in the variant of the client that wants to be told who
/// does its cryptography, though nothing here is encrypted on the way.
pub fn client() -> reqwest::Client {
    // Another test may have told it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap()
}

impl Visitor {
    pub fn new() -> Self {
        Self::of(shared())
    }

    pub fn of(place: &Place) -> Self {
        let client = client();
        Self {
            client,
            origin: place.origin.clone(),
            cookie: None,
        }
    }

    pub async fn open(&mut self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.origin));
        self.send(path, request).await
    }

    pub async fn post(&mut self, path: &str, fields: &Fields) -> Page {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect::<Vec<_>>();
        self.post_raw(path, body.join("&")).await
    }

    pub async fn post_raw(&mut self, path: &str, body: String) -> Page {
        let request = self.client.post(format!("{}{path}", self.origin));
        let request = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        self.send(path, request).await
    }

    async fn send(&mut self, path: &str, request: reqwest::RequestBuilder) -> Page {
        let request = match &self.cookie {
            Some(cookie) => request.header(COOKIE, cookie),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        for line in headers.get_all(SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            self.cookie = (!pair.ends_with('=')).then(|| pair.to_owned());
        }
        Page {
            status,
            path: path.to_owned(),
            headers,
            body: answer.text().await.unwrap(),
        }
    }

    /// Fills in the form that has this field, presses a button, and follows where it leads.
    pub async fn submit(&mut self, page: &Page, button: Option<&str>, typed: Typed<'_>) -> Page {
        let (action, fields) = page.filled(button, typed);
        let answer = self.post(&action, &fields).await;
        match answer.headers.get(LOCATION) {
            Some(to) if answer.status == 303 => {
                let to = to.to_str().unwrap().to_owned();
                self.open(&to).await
            }
            _ => answer,
        }
    }

    /// Answers the questions of a report up to the check page.
    pub async fn answer(&mut self, agency: &str, answers: Typed<'_>) -> Page {
        let mut page = self.open(&format!("{agency}/report")).await;
        for _ in 0..12 {
            if page.body.contains(r#"value="send""#) {
                return page;
            }
            let names = page.names();
            let asked: Vec<(&str, &str)> = answers
                .iter()
                .filter(|(name, _)| names.iter().any(|other| other == name))
                .copied()
                .collect();
            page = self.submit(&page, Some("next"), &asked).await;
            assert!(page.status == 200, "{} {}", page.status, page.text());
        }
        panic!("no check page after twelve steps: {}", page.text());
    }

    /// Sends a report with these answers and gives the receipt.
    pub async fn report(&mut self, agency: &str, answers: Typed<'_>) -> Page {
        let page = self.answer(agency, answers).await;
        let receipt = self.submit(&page, Some("send"), &[]).await;
        assert_eq!(receipt.status, 200, "{}", receipt.text());
        receipt
    }
}

impl Page {
    /// What a person reads on the page.
    pub fn text(&self) -> String {
        static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^>]*>").unwrap());
        let start = self.body.find("<main").unwrap_or(0);
        let end = self.body.find("</main>").unwrap_or(self.body.len());
        let lines = self.body[start..end]
            .replace("</p>", "\n</p>")
            .replace("</span>\n", "\n");
        unescape(&TAG.replace_all(&lines, ""))
    }

    pub fn title(&self) -> String {
        static TITLE: LazyLock<Regex> = LazyLock::new(|| Regex::new("<title>([^<]*)</title>").unwrap());
        unescape(
            &TITLE
                .captures(&self.body)
                .map(|found| found[1].to_owned())
                .unwrap_or_default(),
        )
    }

    /// The heading of the page.
    pub fn heading(&self) -> String {
        static HEADING: LazyLock<Regex> = LazyLock::new(|| Regex::new("(?s)<h1[^>]*>(.*?)</h1>").unwrap());
        static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new("<[^>]*>").unwrap());
        let inner = HEADING
            .captures(&self.body)
            .map(|found| found[1].to_owned())
            .unwrap_or_default();
        unescape(&TAG.replace_all(&inner, ""))
    }

    /// The forms of the main part of the page: where each leads, and what it holds.
    pub fn forms(&self) -> Vec<(String, Fields)> {
        static FORM: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r#"(?s)<form[^>]* action="([^"]*)"[^>]*>(.*?)</form>"#).unwrap());
        let main = &self.body[self.body.find("<main").unwrap_or(0)..];
        FORM.captures_iter(main)
            .map(|found| (found[1].to_owned(), controls(&found[2])))
            .collect()
    }

    /// The names of the fields that a person can fill in, hidden ones left out.
    pub fn names(&self) -> Vec<String> {
        static NAMED: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r#"<(?:input [^>]*type="(?:text|radio|checkbox)"|textarea|select)[^>]* name="([^"]*)""#,
            )
            .unwrap()
        });
        NAMED
            .captures_iter(&self.body)
            .map(|found| found[1].to_owned())
            .collect()
    }

    /// The value that a field of the page holds.
    pub fn value(&self, name: &str) -> Option<String> {
        let forms = self.forms();
        forms
            .into_iter()
            .flat_map(|(_, fields)| fields)
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
    }

    /// The form that has the first typed field, or the first form, filled in.
    pub fn filled(&self, button: Option<&str>, typed: Typed<'_>) -> (String, Fields) {
        let mut forms = self.forms();
        // The form that brings files is not one to type into.
        forms.retain(|(action, _)| !action.ends_with("/files"));
        let has = |fields: &Fields, form: &str| {
            typed.first().is_none_or(|(name, _)| {
                fields.iter().any(|(other, _)| other == name) || form.contains(&format!("name=\"{name}\""))
            })
        };
        let chosen = forms
            .iter()
            .find(|(_, fields)| has(fields, ""))
            .or_else(|| {
                forms
                    .iter()
                    .find(|(_, fields)| fields.iter().any(|(name, _)| name == "token"))
            })
            .or(forms.first());
        let (action, fields) = chosen
            .unwrap_or_else(|| panic!("no form on {}", self.text()))
            .clone();
        let mut fields: Fields = fields
            .into_iter()
            .filter(|(name, _)| !typed.iter().any(|(other, _)| other == name))
            .collect();
        fields.extend(
            typed
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        fields.extend(button.map(|value| ("go".to_owned(), value.to_owned())));
        (action, fields)
    }

    /// The tracking code on a receipt, in letters and in digits.
    pub fn codes(&self) -> (String, String) {
        static LETTERS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){5}\b").unwrap());
        static DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{4}(?:-\d{4}){7}\b").unwrap());
        let text = self.text();
        let digits = DIGITS.find(&text).map(|found| found.as_str().to_owned());
        let rest = digits
            .as_ref()
            .map_or(text.clone(), |digits| text.replace(digits, ""));
        let letters = LETTERS.find(&rest).map(|found| found.as_str().to_owned());
        (
            letters.unwrap_or_else(|| panic!("no code on {text}")),
            digits.unwrap_or_default(),
        )
    }

    /// The case number.
    pub fn number(&self) -> String {
        static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d{4}-\d{6}\b").unwrap());
        NUMBER
            .find(&self.text())
            .unwrap_or_else(|| panic!("no number on {}", self.text()))
            .as_str()
            .to_owned()
    }
}

/// What the controls of a form hold when it is opened.
fn controls(form: &str) -> Fields {
    static CONTROL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?s)<input ([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>")
            .unwrap()
    });
    static CHOSEN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"<option value="([^"]*)" selected>"#).unwrap());
    let mut fields = Fields::new();
    for found in CONTROL.captures_iter(form) {
        if let Some(input) = found.get(1) {
            let attributes = input.as_str();
            let picked =
                !attributes.contains(r#"type="radio""#) && !attributes.contains(r#"type="checkbox""#);
            if picked || attributes.contains(" checked") {
                fields.push((attribute(attributes, "name"), attribute(attributes, "value")));
            }
        } else if let Some(area) = found.get(2) {
            let typed = found.get(3).unwrap().as_str();
            fields.push((
                attribute(area.as_str(), "name"),
                unescape(typed.strip_prefix('\n').unwrap_or(typed)),
            ));
        } else if let Some(select) = found.get(4) {
            let options = found.get(5).unwrap().as_str();
            let value = CHOSEN
                .captures(options)
                .map(|found| found[1].to_owned())
                .unwrap_or_default();
            fields.push((attribute(select.as_str(), "name"), value));
        }
    }
    fields
}

/// The value of an attribute; empty when the control has none.
fn attribute(attributes: &str, name: &str) -> String {
    let attributes = format!(" {attributes}");
    let value = attributes
        .split_once(&format!(" {name}=\""))
        .and_then(|(_, rest)| rest.split_once('"'));
    value.map_or_else(String::new, |(value, _)| unescape(value))
}

fn unescape(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// As browsers escape a value of a form.
pub fn escape(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => write!(out, "%{other:02X}").unwrap(),
        }
    }
    out
}
