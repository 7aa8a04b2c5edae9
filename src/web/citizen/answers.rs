//! What came with the form of a report: the answers so far, the page it was sent from, and the button pressed.

use super::step::Step;
use crate::domain::ids::RecordId;
use crate::domain::report::{Draft, Field};
use crate::flow::files::parcel::Choice;
use crate::web::file_view;
use crate::web::form::{Form, FormError, Value};

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &["what", "who", "place", "how_known", "evidence", "name", "contact"];

/// The value of the field `then` that leads back to the check page after a correction.
pub const THEN_CHECK: &str = "check";

/// The button that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Onward.
    Next,
    /// To the question before.
    Back,
    /// Show again who will read the report.
    Again,
    /// Change the answer to one question, from the check page.
    Edit(Step),
    /// Do this with a file that waits.
    File(Choice, RecordId),
    /// Send the report.
    Send,
    /// The same page in the other language.
    Switch,
}

/// One press of a button of the form.
pub struct Answers {
    /// The answers so far, as typed.
    pub draft: Draft,
    /// The page the form stood on.
    pub step: Step,
    /// Whether the check page comes next, because this answer is being changed from there.
    pub returning: bool,
    /// What to do.
    pub go: Go,
    /// The submission key, 64 hexadecimal digits.
    pub key: Value,
}

impl Answers {
    /// Takes everything out of the form.
    ///
    /// # Errors
    /// [`FormError`] when fields came twice, or fields, steps or buttons that the form does not have.
    pub fn read(form: &mut Form) -> Result<Self, FormError> {
        let switched = form.take("switch")?.is_some();
        let go = match form.take("go")? {
            _ if switched => Go::Switch,
            None => Go::Next,
            Some(value) => Go::read(&value).ok_or(FormError::Unknown)?,
        };
        let step = match form.take("step")? {
            None => Step::Identity,
            Some(value) => Step::from_key(&value).ok_or(FormError::Unknown)?,
        };
        let returning = match form.take("then")? {
            None => false,
            Some(value) if value.as_str() == THEN_CHECK => true,
            Some(_) => return Err(FormError::Unknown),
        };
        let key = form.text("key")?;
        let draft = draft(form)?;
        Ok(Self {
            draft,
            step,
            returning,
            go,
            key,
        })
    }
}

impl Go {
    fn read(value: &str) -> Option<Self> {
        match value {
            "next" => Some(Self::Next),
            "back" => Some(Self::Back),
            "again" => Some(Self::Again),
            "send" => Some(Self::Send),
            other => match other.strip_prefix("edit:") {
                Some(step) => Step::from_key(step).map(Self::Edit),
                None => file_view::choice(other).map(|(choice, file)| Self::File(choice, file)),
            },
        }
    }
}

/// Takes the answers of a report out of a form.
///
/// # Errors
/// [`FormError::Repeated`] when a field came twice that stands once.
pub fn draft(form: &mut Form) -> Result<Draft, FormError> {
    let mut one = |field: Field| form.text(field.key()).map(moved);
    let mut draft = Draft {
        identity: one(Field::Identity)?,
        name: one(Field::Name)?,
        contact: one(Field::Contact)?,
        kind: one(Field::Kind)?,
        category: one(Field::Category)?,
        what: one(Field::What)?,
        who: one(Field::Who)?,
        place: one(Field::Place)?,
        day: one(Field::Day)?,
        month: one(Field::Month)?,
        year: one(Field::Year)?,
        how_known: one(Field::HowKnown)?,
        evidence: one(Field::Evidence)?,
        ..Draft::default()
    };
    draft.involved_officers = form
        .take_all(Field::InvolvedOfficers.key())
        .into_iter()
        .map(moved)
        .collect();
    draft.involved_units = form
        .take_all(Field::InvolvedUnits.key())
        .into_iter()
        .map(moved)
        .collect();
    Ok(draft)
}

fn moved(mut value: Value) -> String {
    std::mem::take(&mut *value)
}

/// Every answer that was given, by the name of its field, in the order of the form.
pub fn given(draft: &Draft) -> Vec<(Field, &str)> {
    let one = |field: Field| match field {
        Field::Identity => vec![draft.identity.as_str()],
        Field::Name => vec![draft.name.as_str()],
        Field::Contact => vec![draft.contact.as_str()],
        Field::Kind => vec![draft.kind.as_str()],
        Field::Category => vec![draft.category.as_str()],
        Field::What => vec![draft.what.as_str()],
        Field::Who => vec![draft.who.as_str()],
        Field::InvolvedOfficers => draft.involved_officers.iter().map(String::as_str).collect(),
        Field::InvolvedUnits => draft.involved_units.iter().map(String::as_str).collect(),
        Field::Place => vec![draft.place.as_str()],
        Field::Day => vec![draft.day.as_str()],
        Field::Month => vec![draft.month.as_str()],
        Field::Year => vec![draft.year.as_str()],
        Field::HowKnown => vec![draft.how_known.as_str()],
        Field::Evidence => vec![draft.evidence.as_str()],
    };
    let all = Field::ALL
        .iter()
        .flat_map(|field| one(*field).into_iter().map(|value| (*field, value)));
    all.filter(|(_, value)| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(body: &str) -> Result<Answers, FormError> {
        let mut form = Form::parse(body.as_bytes())?;
        let answers = Answers::read(&mut form)?;
        form.finish()?;
        Ok(answers)
    }

    #[test]
    fn every_answer_is_read_and_given_back_under_its_own_name() {
        let body: Vec<String> = Field::ALL
            .iter()
            .map(|field| format!("{0}=x-{0}", field.key()))
            .collect();
        let read = answers(&body.join("&")).unwrap();
        let given: Vec<String> = given(&read.draft)
            .iter()
            .map(|(field, value)| format!("{}={value}", field.key()))
            .collect();
        assert_eq!(given, body);
    }

    #[test]
    fn marks_may_stand_several_times_and_nothing_else_may() {
        let read = answers("involved_officers=a&involved_officers=b").unwrap();
        assert_eq!(read.draft.involved_officers, ["a", "b"]);
        assert_eq!(answers("what=a&what=b").err(), Some(FormError::Repeated));
        assert_eq!(answers("go=next&go=send").err(), Some(FormError::Repeated));
    }

    #[test]
    fn buttons_and_pages_that_the_form_does_not_have_are_refused() {
        for body in [
            "go=delete",
            "go=edit:",
            "go=edit:all",
            "go=drop:1",
            "go=as_is:",
            "step=nine",
            "then=office",
            "status=closed",
        ] {
            assert_eq!(answers(body).err(), Some(FormError::Unknown), "{body}");
        }
    }

    #[test]
    fn the_language_button_wins_over_every_other() {
        assert_eq!(answers("switch=1&go=send").unwrap().go, Go::Switch);
        assert_eq!(answers("").unwrap().go, Go::Next);
        assert_eq!(
            answers("go=edit:what&step=check").unwrap().go,
            Go::Edit(Step::What)
        );
    }
}
