//! What an officer typed about an order or a letter, and what it becomes once every field is good.

use crate::domain::day::Day;
use crate::domain::ids::RecordId;
use crate::domain::measure::{
    Body, Examiner, Field, Gravity, LegalStep, Measure, MeasureKind, MeasureProblem, Paper, ProgressKind,
    Sanction,
};
use crate::domain::narrative::{LongText, ShortText};
use crate::web::field::{Mistakes, TypedDate};
use crate::web::form::{Form, Value};
use crate::web::office::due_date::{self, DueDateProblem};
use crate::web::office::wording;
use crate::web::problem::Problem;
use crate::words::Words;

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) number: Value,
    pub(super) dated: TypedDate,
    pub(super) by: Value,
    pub(super) gravity: Value,
    pub(super) sanction: Value,
    pub(super) step: Value,
    pub(super) body: Value,
    pub(super) name: Value,
    pub(super) text: Value,
    pub(super) done: TypedDate,
    pub(super) of: Value,
    pub(super) what: Value,
}

impl Typed {
    /// Takes the fields of the form out of it.
    pub(super) fn read(kind: MeasureKind, form: &mut Form) -> Result<Self, Problem> {
        let mut typed = Self::default();
        if kind != MeasureKind::Prevention {
            typed.dated = date(form, "dated")?;
        }
        if !matches!(kind, MeasureKind::Prevention | MeasureKind::Progress) {
            typed.number = form.text("number")?;
        }
        if kind != MeasureKind::Discipline {
            typed.text = form.text("text")?;
        }
        match kind {
            MeasureKind::Facts => typed.by = form.text("by")?,
            MeasureKind::Discipline => {
                typed.gravity = form.text("gravity")?;
                typed.sanction = form.text("sanction")?;
                typed.done = date(form, "done")?;
            }
            MeasureKind::Legal => typed.step = form.text("step")?,
            MeasureKind::Referral => {
                typed.body = form.text("body")?;
                typed.name = form.text("name")?;
            }
            MeasureKind::Prevention => typed.done = date(form, "done")?,
            MeasureKind::Progress => {
                typed.of = form.text("of")?;
                typed.what = form.text("what")?;
            }
        }
        Ok(typed)
    }

    /// What was typed as a measure; nothing, and every mistake noted, when it is none.
    pub(super) fn measure(
        &self,
        kind: MeasureKind,
        words: &Words,
        mistakes: &mut Mistakes,
    ) -> Option<Measure> {
        let mut reader = Reader { words, mistakes };
        self.read_with(kind, &mut reader).ok()
    }

    fn read_with(&self, kind: MeasureKind, reader: &mut Reader<'_>) -> Result<Measure, Noted> {
        let of = &reader.words.measure;
        match kind {
            MeasureKind::Facts => {
                let order = reader.paper(self);
                let by = reader.chosen("by", &self.by, Examiner::from_key, of.choose_by);
                let names = reader.optional(&self.text);
                Ok(Measure::Facts {
                    order: order?,
                    by: by?,
                    names: names?,
                })
            }
            MeasureKind::Discipline => {
                let order = reader.paper(self);
                let gravity = reader.chosen("gravity", &self.gravity, Gravity::from_key, of.choose_gravity);
                let sanction =
                    reader.chosen("sanction", &self.sanction, Sanction::from_key, of.choose_sanction);
                let done = reader.perhaps("done", &self.done);
                Ok(Measure::Discipline {
                    order: order?,
                    gravity: gravity?,
                    sanction: sanction?,
                    done: done?,
                })
            }
            MeasureKind::Legal => {
                let step = reader.chosen("step", &self.step, LegalStep::from_key, of.choose_step);
                let paper = reader.paper(self);
                let detail = reader.optional(&self.text);
                Ok(Measure::Legal {
                    step: step?,
                    paper: paper?,
                    detail: detail?,
                })
            }
            MeasureKind::Referral => {
                let body = reader.chosen("body", &self.body, Body::from_key, of.choose_body);
                let name = reader.line("name", &self.name);
                let letter = reader.paper(self);
                let sent = reader.needed(&self.text);
                Ok(Measure::Referral {
                    body: body?,
                    name: name?,
                    letter: letter?,
                    sent: sent?,
                })
            }
            MeasureKind::Prevention => {
                let what = reader.needed(&self.text);
                let done = reader.perhaps("done", &self.done);
                Ok(Measure::Prevention {
                    what: what?,
                    done: done?,
                })
            }
            MeasureKind::Progress => {
                let before = reader.chosen("of", &self.of, RecordId::from_hex, of.choose_of);
                let what = reader.chosen("what", &self.what, ProgressKind::from_key, of.choose_progress);
                let on = reader.date("dated", &self.dated);
                let detail = reader.optional(&self.text);
                Ok(Measure::Progress {
                    of: before?,
                    what: what?,
                    on: on?,
                    detail: detail?,
                })
            }
        }
    }

    /// The id of a field on the page.
    pub(super) const fn id(field: Field) -> &'static str {
        match field {
            Field::Dated => "dated",
            Field::Sanction => "sanction",
            Field::Done => "done",
            Field::Name => "name",
            Field::Of => "of",
            Field::What => "what",
            Field::Text => "text",
        }
    }

    /// What to do about a problem.
    pub(super) const fn problem(words: &Words, problem: MeasureProblem) -> &'static str {
        let of = &words.measure.problem;
        match problem {
            MeasureProblem::BeforeReceipt => of.before_receipt,
            MeasureProblem::InFuture => of.in_future,
            MeasureProblem::BeforePaper => of.before_paper,
            MeasureProblem::OtherGravity => of.other_gravity,
            MeasureProblem::NothingToDo => of.nothing_to_do,
            MeasureProblem::Nameless => of.nameless,
            MeasureProblem::NoSuchMeasure => of.no_such_measure,
            MeasureProblem::NotOfThis => of.not_of_this,
            MeasureProblem::AlreadyDone => of.already_done,
            MeasureProblem::Wordless => of.wordless,
        }
    }
}

/// Takes the three parts of a date out of a form.
pub(in crate::web::office) fn date(form: &mut Form, id: &str) -> Result<TypedDate, Problem> {
    Ok(TypedDate {
        day: form.text(&format!("{id}_day"))?,
        month: form.text(&format!("{id}_month"))?,
        year: form.text(&format!("{id}_year"))?,
    })
}

/// What is wrong has been noted among the mistakes.
struct Noted;

/// Reads field by field and notes what is wrong.
struct Reader<'a> {
    words: &'a Words,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn paper(&mut self, typed: &Typed) -> Result<Paper, Noted> {
        let number = self
            .line("number", &typed.number)
            .and_then(|number| number.ok_or_else(|| self.note("number", self.words.measure.no_number)));
        let dated = self.date("dated", &typed.dated);
        Ok(Paper {
            number: number?,
            dated: dated?,
        })
    }

    fn note(&mut self, id: &str, text: impl Into<String>) -> Noted {
        self.mistakes.add(id, text);
        Noted
    }

    fn line(&mut self, id: &str, typed: &str) -> Result<Option<ShortText>, Noted> {
        ShortText::optional_line(typed)
            .map_err(|problem| self.note(id, wording::text_problem(self.words, problem)))
    }

    fn optional(&mut self, typed: &str) -> Result<Option<LongText>, Noted> {
        LongText::optional(typed)
            .map_err(|problem| self.note("text", wording::text_problem(self.words, problem)))
    }

    fn needed(&mut self, typed: &str) -> Result<LongText, Noted> {
        self.optional(typed)?
            .ok_or_else(|| self.note("text", self.words.measure.no_text))
    }

    fn chosen<T>(
        &mut self,
        id: &str,
        typed: &str,
        read: impl Fn(&str) -> Option<T>,
        otherwise: &str,
    ) -> Result<T, Noted> {
        read(typed).ok_or_else(|| self.note(id, otherwise))
    }

    fn date(&mut self, id: &str, typed: &TypedDate) -> Result<Day, Noted> {
        due_date::read(typed).map_err(|problem| {
            let text = match problem {
                DueDateProblem::Missing => self.words.measure.no_date,
                DueDateProblem::NoSuchDay => self.words.office.deed.bad_date,
            };
            self.note(id, text)
        })
    }

    /// A date that may be left out altogether.
    fn perhaps(&mut self, id: &str, typed: &TypedDate) -> Result<Option<Day>, Noted> {
        if typed.is_empty() {
            return Ok(None);
        }
        self.date(id, typed).map(Some)
    }
}
