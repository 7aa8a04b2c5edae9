//! What a form sent: read strictly, field by field, and wiped afterwards.

use std::fmt;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};
use zeroize::Zeroizing;

use super::problem::Problem;

/// More fields than any form of this service has: the list of officers and units is the longest.
const MAX_FIELDS: usize = 2_000;
/// Longest name of a field in bytes.
const MAX_NAME: usize = 64;

/// One value that was typed or chosen; wiped on drop.
pub type Value = Zeroizing<String>;

/// The fields of a form, each of which can be taken once.
#[must_use = "call finish, so that unknown fields are refused"]
#[derive(Default)]
pub struct Form {
    fields: Vec<(String, Value)>,
}

/// The fields after the question mark of an address, read like a form.
pub struct Query(pub Form);

/// Why a form cannot be read. It names the kind of fault and never what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormError {
    /// A percent sign without two hexadecimal digits.
    Escape,
    /// Bytes that are no UTF-8.
    Utf8,
    /// Too many fields, or a name that no field of this service has.
    Fields,
    /// A field that stands once in the form and came twice.
    Repeated,
    /// A field that the form does not have.
    Unknown,
}

impl Form {
    /// Reads an urlencoded body.
    ///
    /// # Errors
    /// [`FormError`] for anything a browser would not send; nothing is replaced or skipped.
    pub fn parse(body: &[u8]) -> Result<Self, FormError> {
        let mut form = Self::default();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decode(halves.next().unwrap_or_default())?;
            form.push(&name, decode(halves.next().unwrap_or_default())?)?;
        }
        Ok(form)
    }

    /// Adds a field, as the next one of the form.
    ///
    /// # Errors
    /// [`FormError::Fields`] when there are too many, or for a name that no field of this service has.
    pub fn push(&mut self, name: &str, value: Value) -> Result<(), FormError> {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let strange = name.is_empty() || name.len() > MAX_NAME || !name.chars().all(known);
        if strange || self.fields.len() == MAX_FIELDS {
            return Err(FormError::Fields);
        }
        self.fields.push((name.to_owned(), value));
        Ok(())
    }

    /// Takes the value of a field that stands at most once; nothing when it did not come.
    ///
    /// # Errors
    /// [`FormError::Repeated`] when it came more than once.
    pub fn take(&mut self, name: &str) -> Result<Option<Value>, FormError> {
        let mut values = self.take_all(name);
        let value = values.pop();
        if values.is_empty() {
            Ok(value)
        } else {
            Err(FormError::Repeated)
        }
    }

    /// Takes the value of a text field; empty when it did not come.
    ///
    /// # Errors
    /// [`FormError::Repeated`] when it came more than once.
    pub fn text(&mut self, name: &str) -> Result<Value, FormError> {
        Ok(self.take(name)?.unwrap_or_default())
    }

    /// Takes every value of a field that may stand several times, in the order sent.
    pub fn take_all(&mut self, name: &str) -> Vec<Value> {
        let mut taken = Vec::new();
        self.fields.retain_mut(|(field, value)| {
            let wanted = field == name;
            if wanted {
                taken.push(std::mem::take(value));
            }
            !wanted
        });
        taken
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`FormError::Unknown`] when a field is left that nobody took.
    pub fn finish(self) -> Result<(), FormError> {
        if self.fields.is_empty() {
            Ok(())
        } else {
            Err(FormError::Unknown)
        }
    }

    /// Copies of the values of these fields, for a page that shows typed text again.
    pub fn copies(&self, names: &[&str]) -> Vec<Value> {
        let wanted = self
            .fields
            .iter()
            .filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
        wanted.map(|(_, value)| value.clone()).collect()
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Form({} fields)", self.fields.len())
    }
}

/// The form of a route that has a guard: read and found good by the gate before the page runs.
impl FromRequest for Form {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .extensions_mut()
                .remove::<Self>()
                .ok_or_else(|| Problem::broken("route without a form")),
        )
    }
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            Form::parse(request.query_string().as_bytes())
                .map(Self)
                .map_err(Problem::from),
        )
    }
}

/// Undoes the escapes of one name or value.
fn decode(text: &[u8]) -> Result<Value, FormError> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (rest.next().and_then(nibble), rest.next().and_then(nibble)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(FormError::Escape),
            },
            other => other,
        });
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(FormError::Utf8)
        }
    }
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Form {
        Form::parse(body.as_bytes()).unwrap()
    }

    #[test]
    fn thai_text_spaces_and_line_ends_come_back_as_typed() {
        let mut form = form("what=%E0%B8%96%E0%B8%99%E0%B8%99+1%0D%0A2&kind=tip");
        assert_eq!(*form.text("what").unwrap(), "ถนน 1\r\n2");
        assert_eq!(*form.text("kind").unwrap(), "tip");
        assert_eq!(form.finish(), Ok(()));
    }

    #[test]
    fn invalid_utf8_is_refused_and_not_replaced() {
        for body in ["a=%FF", "a=%C0%AF", "a=%ED%A0%80", "a=%E0%B8", "%E0=1"] {
            assert_eq!(
                Form::parse(body.as_bytes()).unwrap_err(),
                FormError::Utf8,
                "{body}"
            );
        }
        assert_eq!(Form::parse(b"a=\xe0\xb8").unwrap_err(), FormError::Utf8);
    }

    #[test]
    fn half_an_escape_is_refused() {
        for body in ["a=%", "a=%4", "a=%zz", "a=%+1", "%"] {
            assert_eq!(
                Form::parse(body.as_bytes()).unwrap_err(),
                FormError::Escape,
                "{body}"
            );
        }
    }

    #[test]
    fn a_field_that_comes_twice_is_refused_unless_it_may() {
        assert_eq!(form("a=1&a=2").take("a").unwrap_err(), FormError::Repeated);
        let values: Vec<String> = form("a=1&b=3&a=2")
            .take_all("a")
            .iter()
            .map(|v| v.to_string())
            .collect();
        assert_eq!(values, ["1", "2"]);
    }

    #[test]
    fn a_field_that_nobody_took_is_refused() {
        let mut form = form("a=1&admin=1");
        assert_eq!(*form.text("a").unwrap(), "1");
        assert_eq!(form.finish(), Err(FormError::Unknown));
    }

    #[test]
    fn strange_names_and_floods_of_fields_are_refused() {
        for body in [
            "=1",
            "a%00=1",
            "a%20b=1",
            &format!("{}=1", "n".repeat(65)),
            "%E0%B8%81=1",
        ] {
            assert_eq!(
                Form::parse(body.as_bytes()).unwrap_err(),
                FormError::Fields,
                "{body}"
            );
        }
        assert_eq!(
            Form::parse("a=1&".repeat(2_001).as_bytes()).unwrap_err(),
            FormError::Fields
        );
    }

    #[test]
    fn what_was_typed_never_appears_in_a_debug_text() {
        assert_eq!(format!("{:?}", form("secret=1234")), "Form(1 fields)");
    }
}
