//! What is wrong with a form, field by field, for the summary at its top and the line above each field.

/// One field that must be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The id of the input on the page.
    pub field: String,
    /// What to do, in the visitor's language.
    pub text: String,
}

/// Everything that must be corrected, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

impl Mistakes {
    /// Adds a mistake.
    pub fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push(Mistake {
            field: field.into(),
            text: text.into(),
        });
    }

    /// What is wrong with this field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|mistake| mistake.field == field)
            .map(|mistake| mistake.text.as_str())
    }

    /// Whether this field must be corrected.
    pub fn has(&self, field: &str) -> bool {
        self.of(field).is_some()
    }

    /// Whether the form is good.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Mistake> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Mistakes {
    type Item = &'a Mistake;
    type IntoIter = std::slice::Iter<'a, Mistake>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// One choice of a list of radio buttons, check boxes or a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A line below the label; empty for none.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice without a hint that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            chosen: false,
        }
    }

    /// With a line below the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Chosen or not.
    #[must_use]
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}

/// A date as typed: day and year as text, the month as a number from the list. Every part may be empty.
#[derive(Clone, Default)]
pub struct TypedDate {
    /// 1 to 31 in any digits.
    pub day: super::form::Value,
    /// 1 to 12.
    pub month: super::form::Value,
    /// A year of the Buddhist Era.
    pub year: super::form::Value,
}

impl TypedDate {
    /// Whether this month of the list is chosen.
    pub fn is_month(&self, month: &i32) -> bool {
        self.month.parse() == Ok(*month)
    }

    /// Whether nothing was typed or chosen.
    pub fn is_empty(&self) -> bool {
        self.day.is_empty() && self.month.is_empty() && self.year.is_empty()
    }
}
