//! What has been answered so far. All of it travels in the pages; passwords travel once and are never sent back.

use crate::web::form::{Form, FormError, Value};
use crate::web::token::SUBMISSION_FIELD;

/// The pages, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Page {
    /// Names, place and contact.
    Agency,
    /// Units and the outside body.
    Units,
    /// The two codes.
    Kits,
    /// The first officer.
    Officer,
}

/// Which button was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Onward.
    Next,
    /// To the page before.
    Back,
    /// The same page in the other language.
    Switch,
}

impl Page {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Agency, Self::Units, Self::Kits, Self::Officer];

    /// Its name in the form.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Units => "units",
            Self::Kits => "kits",
            Self::Officer => "officer",
        }
    }

    /// Where it stands, from 1.
    pub const fn number(self) -> usize {
        match self {
            Self::Agency => 1,
            Self::Units => 2,
            Self::Kits => 3,
            Self::Officer => 4,
        }
    }

    /// The one after it.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Agency => Some(Self::Units),
            Self::Units => Some(Self::Kits),
            Self::Kits => Some(Self::Officer),
            Self::Officer => None,
        }
    }

    /// The one before it; the first has none.
    #[must_use]
    pub const fn before(self) -> Self {
        match self {
            Self::Agency | Self::Units => Self::Agency,
            Self::Kits => Self::Units,
            Self::Officer => Self::Kits,
        }
    }

    /// The fields that are asked on it, besides passwords.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Agency => &[
                "kind",
                "full_name",
                "short_name",
                "english_name",
                "slug",
                "district",
                "province",
                "contact",
                "general_link",
            ],
            Self::Units => &["units", "outside"],
            Self::Kits => &["last_recovery", "last_outside"],
            Self::Officer => &["name", "post", "unit", "login", "mail"],
        }
    }
}

/// The units that the plans name, to begin with (requirements §1.4); in Thai in either language, because they
/// are names.
const USUAL_UNITS: &str = "สำนักปลัด\nกองคลัง\nกองช่าง\nกองการศึกษา ศาสนาและวัฒนธรรม\n\
                           กองสาธารณสุขและสิ่งแวดล้อม\nกองสวัสดิการสังคม\nหน่วยตรวจสอบภายใน";

/// The answers so far, as typed.
pub struct Answers {
    values: Vec<(&'static str, Value)>,
    /// The set-up key, 64 hexadecimal digits, from which both codes are made.
    pub key: Value,
    /// The password of the first officer; only on the request that sends the last page.
    pub password: Value,
    /// The same again.
    pub again: Value,
}

impl Answers {
    /// The answers before the first question.
    pub fn new(key: Value) -> Self {
        let values = vec![("units", USUAL_UNITS.to_owned().into())];
        Self {
            values,
            key,
            password: Value::default(),
            again: Value::default(),
        }
    }

    /// Takes everything out of the form: the page it was on, the button, the answers.
    ///
    /// # Errors
    /// [`FormError`] for a form that is none of the set-up.
    pub fn read(form: &mut Form) -> Result<(Page, Go, Self), FormError> {
        let at = form.text("page")?;
        let page = Page::ALL.into_iter().find(|page| page.key() == at.as_str());
        let page = page.ok_or(FormError::Unknown)?;
        let switched = form.take("switch")?.is_some();
        let go = match form.text("go")?.as_str() {
            _ if switched => Go::Switch,
            "" | "next" => Go::Next,
            "back" => Go::Back,
            _ => return Err(FormError::Unknown),
        };
        let mut values = Vec::new();
        for name in Page::ALL.iter().flat_map(|page| page.fields()) {
            values.push((*name, form.text(name)?));
        }
        let answers = Self {
            values,
            key: form.text(SUBMISSION_FIELD)?,
            password: form.text("password")?,
            again: form.text("again")?,
        };
        Ok((page, go, answers))
    }

    /// What was typed into a field.
    pub fn of(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(field, _)| *field == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// The answers of the other pages, which this page carries along.
    pub fn carried(&self, page: Page) -> Vec<(&'static str, Value)> {
        let others = self
            .values
            .iter()
            .filter(|(name, _)| !page.fields().contains(name));
        others.cloned().collect()
    }
}
