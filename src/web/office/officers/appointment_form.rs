//! What an administrator typed about an appointment: post, unit, roles, order and term. An invitation and a change of
//! roles ask the same.

use crate::domain::agency::Unit;
use crate::domain::appointment::{Appointment, Order, Term};
use crate::domain::day::Day;
use crate::domain::ids::UnitId;
use crate::domain::narrative::ShortText;
use crate::domain::role::{Role, Roles};
use crate::web::field::{Choice, Mistakes, TypedDate};
use crate::web::form::{Form, Value};
use crate::web::office::cases::measure_form::date;
use crate::web::office::due_date::{self, DueDateProblem};
use crate::web::problem::Problem;
use crate::web::setup::check::is_mail;
use crate::web::setup::wording::text_problem;
use crate::words::Words;

/// What is sent for somebody who belongs to no unit.
const NO_UNIT: &str = "none";

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) post: Value,
    pub(super) unit: Value,
    pub(super) mail: Value,
    pub(super) roles: Vec<String>,
    pub(super) order_number: Value,
    pub(super) ordered: TypedDate,
    pub(super) from: TypedDate,
    pub(super) until: TypedDate,
}

impl Typed {
    /// Takes the fields out of a form.
    pub(super) fn read(form: &mut Form) -> Result<Self, Problem> {
        Ok(Self {
            post: form.text("post")?,
            unit: form.text("unit")?,
            mail: form.text("mail")?,
            roles: form
                .take_all("roles")
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            order_number: form.text("order_number")?,
            ordered: date(form, "ordered")?,
            from: date(form, "from")?,
            until: date(form, "until")?,
        })
    }

    /// The roles that can be given, with what was chosen.
    pub(super) fn role_choices(&self, words: &Words) -> Vec<Choice> {
        let given = Role::ALL.iter().filter(|role| **role != Role::Outside);
        given
            .map(|role| {
                Choice::new(role.key(), words.role.by_key(role.key()))
                    .hint(words.team.role_hint.by_key(role.key()))
                    .chosen(self.roles.iter().any(|chosen| chosen == role.key()))
            })
            .collect()
    }

    /// The units, with what was chosen.
    pub(super) fn unit_choices(&self, words: &Words, units: &[Unit]) -> Vec<Choice> {
        let none = Choice::new(NO_UNIT, words.office.people.no_unit).chosen(self.unit.as_str() == NO_UNIT);
        let units = units.iter().map(|unit| {
            let id = unit.id.to_string();
            let chosen = id == self.unit.as_str();
            Choice::new(id, unit.name.clone()).chosen(chosen)
        });
        units.chain(std::iter::once(none)).collect()
    }

    /// The address for mails; empty for none.
    pub(super) fn address(&self, words: &Words, mistakes: &mut Mistakes) -> String {
        let mail = self.mail.trim();
        if !mail.is_empty() && !is_mail(mail) {
            mistakes.add("mail", words.setup.officer.bad_mail);
        }
        mail.to_owned()
    }

    /// What was typed as an appointment; nothing, and every mistake noted in the order of the page, when it is none.
    pub(super) fn appointment(
        &self,
        words: &Words,
        units: &[Unit],
        today: Day,
        mistakes: &mut Mistakes,
    ) -> Option<Appointment> {
        let of = &words.team.form;
        let post = line(words, "post", &self.post, of.no_post, mistakes);
        let unit = self.chosen_unit(units);
        if unit.is_err() {
            mistakes.add("unit", words.setup.officer.no_unit);
        }
        let roles = self.chosen_roles();
        if roles.is_none() {
            mistakes.add("roles", of.no_roles);
        }
        let number = line(words, "order_number", &self.order_number, of.no_order, mistakes);
        let dated = day(words, "ordered", &self.ordered, mistakes);
        if dated.is_some_and(|dated| dated > today) {
            mistakes.add("ordered", of.ordered_in_future);
        }
        let from = day(words, "from", &self.from, mistakes);
        let until = if self.until.is_empty() {
            Some(None)
        } else {
            day(words, "until", &self.until, mistakes).map(Some)
        };
        let term = from.zip(until).and_then(|(from, until)| {
            let term = Term::new(from, until);
            if term.is_none() {
                mistakes.add("until", of.until_before_from);
            }
            term
        });
        if term.is_some_and(|term| term.is_over(today)) {
            mistakes.add("until", of.until_over);
        }
        Some(Appointment {
            post: post?,
            unit: unit.ok()?,
            roles: roles?,
            order: Order {
                number: number?,
                dated: dated?,
            },
            term: term?,
        })
        .filter(|_| mistakes.is_empty())
    }

    fn chosen_unit(&self, units: &[Unit]) -> Result<Option<UnitId>, NoSuchUnit> {
        if self.unit.as_str() == NO_UNIT {
            return Ok(None);
        }
        let id = UnitId::from_hex(&self.unit).ok_or(NoSuchUnit)?;
        let known = units.iter().any(|unit| unit.id == id);
        known.then_some(Some(id)).ok_or(NoSuchUnit)
    }

    fn chosen_roles(&self) -> Option<Roles> {
        let roles: Option<Vec<Role>> = self.roles.iter().map(|key| Role::from_key(key)).collect();
        let roles = Roles::of(&roles?);
        (!roles.is_empty() && !roles.has(Role::Outside)).then_some(roles)
    }
}

/// Nothing was chosen, or a unit that the agency does not have.
struct NoSuchUnit;

/// One line of text that is needed.
pub(in crate::web::office) fn line(
    words: &Words,
    id: &str,
    typed: &str,
    missing: &str,
    mistakes: &mut Mistakes,
) -> Option<String> {
    match ShortText::optional_line(typed) {
        Ok(Some(text)) => Some(text.as_str().to_owned()),
        Ok(None) => {
            mistakes.add(id, missing);
            None
        }
        Err(problem) => {
            mistakes.add(id, text_problem(words, problem));
            None
        }
    }
}

/// A date that is needed.
pub(in crate::web::office) fn day(
    words: &Words,
    id: &str,
    typed: &TypedDate,
    mistakes: &mut Mistakes,
) -> Option<Day> {
    due_date::read(typed)
        .map_err(|problem| {
            let text = match problem {
                DueDateProblem::Missing => words.measure.no_date,
                DueDateProblem::NoSuchDay => words.office.deed.bad_date,
            };
            mistakes.add(id, text);
        })
        .ok()
}
