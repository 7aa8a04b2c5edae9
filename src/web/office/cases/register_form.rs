//! What an officer typed about a matter that came another way, and what it becomes once every field is good.

use crate::domain::arrival::{Arrival, ArrivalField, ArrivalProblem, Passed, RegisteredMatter, Sender};
use crate::domain::category::{Channel, IdentityMode, Origin};
use crate::domain::day::Day;
use crate::domain::ids::{OfficerId, UnitId};
use crate::domain::measure::Paper;
use crate::domain::narrative::ShortText;
use crate::domain::report::{Draft, Field, Report};
use crate::flow::incoming::posts::Posts;
use crate::web::citizen::answers::{draft, given};
use crate::web::citizen::wording;
use crate::web::field::{Mistakes, TypedDate};
use crate::web::form::{Form, FormError, Value};
use crate::web::office::due_date::{self, DueDateProblem};
use crate::words::Words;

/// The fields whose text a problem page shows again.
pub const TYPED: &[&str] = &[
    "what",
    "who",
    "place",
    "how_known",
    "evidence",
    "name",
    "contact",
    "letter_number",
    "sender_name",
];

/// The fields of the page in their order, for the list of what has to be corrected.
const ORDER: &[&str] = &[
    "origin",
    "channel",
    "received",
    "handed",
    "sender",
    "sender_name",
    "letter_number",
    "letter",
    "answer",
    "category",
    "kind",
    "what",
    "who",
    "involved_officers",
    "involved_units",
    "place",
    "event",
    "how_known",
    "evidence",
    "identity",
    "name",
    "contact",
];

/// The answer to the question whether somebody is given the code.
pub(super) const YES: &str = "yes";
/// The other one.
pub(super) const NO: &str = "no";

/// What was typed.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) origin: Value,
    pub(super) channel: Value,
    pub(super) received: TypedDate,
    pub(super) handed: Value,
    pub(super) sender: Value,
    pub(super) sender_name: Value,
    pub(super) letter_number: Value,
    pub(super) letter: TypedDate,
    pub(super) answer: TypedDate,
    pub(super) event: TypedDate,
    pub(super) draft: Draft,
}

/// A matter that can be registered.
pub(super) struct Ready {
    pub(super) report: Report,
    pub(super) arrival: Arrival,
}

impl Ready {
    /// Whether somebody is given the code.
    pub(super) fn hands_over(&self) -> bool {
        let matter = self.arrival.registered.as_ref();
        matter.is_some_and(|matter| matter.handed_over)
    }
}

impl Typed {
    /// Takes the fields out of the form.
    pub(super) fn read(form: &mut Form) -> Result<Self, FormError> {
        let mut typed = Self {
            origin: form.text("origin")?,
            channel: form.text("channel")?,
            received: date(form, "received")?,
            handed: form.text("handed")?,
            sender: form.text("sender")?,
            sender_name: form.text("sender_name")?,
            letter_number: form.text("letter_number")?,
            letter: date(form, "letter")?,
            answer: date(form, "answer")?,
            event: date(form, "event")?,
            draft: draft(form)?,
        };
        typed.draft.day.clone_from(&typed.event.day);
        typed.draft.month.clone_from(&typed.event.month);
        typed.draft.year.clone_from(&typed.event.year);
        Ok(typed)
    }

    /// Every answer that was given, by the name of its field: they travel along unseen on the page that asks to check.
    pub(super) fn carried(&self) -> Vec<(String, &str)> {
        let texts = [
            ("origin", &self.origin),
            ("channel", &self.channel),
            ("handed", &self.handed),
            ("sender", &self.sender),
            ("sender_name", &self.sender_name),
            ("letter_number", &self.letter_number),
        ];
        let dates = [
            ("received", &self.received),
            ("letter", &self.letter),
            ("answer", &self.answer),
            ("event", &self.event),
        ];
        let dates = dates.into_iter().flat_map(|(id, date)| {
            [("day", &date.day), ("month", &date.month), ("year", &date.year)]
                .map(|(part, value)| (format!("{id}_{part}"), value.as_str()))
        });
        // The date of what happened is typed under names of its own, see above.
        let answers = given(&self.draft)
            .into_iter()
            .filter(|(field, _)| !matches!(field, Field::Day | Field::Month | Field::Year))
            .map(|(field, value)| (field.key().to_owned(), value));
        texts
            .into_iter()
            .map(|(id, value)| (id.to_owned(), value.as_str()))
            .chain(dates)
            .chain(answers)
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }

    /// What was typed as a matter; nothing, and every mistake noted in the order of the page, when it is none.
    pub(super) fn ready(
        &self,
        words: &Words,
        today: Day,
        posts: &Posts,
        mistakes: &mut Mistakes,
    ) -> Option<Ready> {
        let mut reader = Reader {
            words,
            found: Vec::new(),
        };
        let arrival = reader.arrival(self);
        if let Some(arrival) = &arrival {
            for (field, problem) in arrival.problems(today) {
                reader.note(id(field), said(words, problem));
            }
        }
        // What happened had happened when it was received.
        let until = arrival
            .as_ref()
            .map_or(today, |arrival| arrival.received_on.min(today));
        let report = reader.report(self, until, posts);
        reader
            .found
            .sort_by_key(|(id, _)| ORDER.iter().position(|known| known == id));
        for (id, text) in reader.found {
            mistakes.add(id, text);
        }
        let (report, arrival) = (report?, arrival?);
        mistakes.is_empty().then_some(Ready { report, arrival })
    }
}

fn date(form: &mut Form, id: &str) -> Result<TypedDate, FormError> {
    Ok(TypedDate {
        day: form.text(&format!("{id}_day"))?,
        month: form.text(&format!("{id}_month"))?,
        year: form.text(&format!("{id}_year"))?,
    })
}

const fn id(field: ArrivalField) -> &'static str {
    match field {
        ArrivalField::Received => "received",
        ArrivalField::Channel => "channel",
        ArrivalField::Handed => "handed",
        ArrivalField::Name => "sender_name",
        ArrivalField::Dated => "letter",
        ArrivalField::Due => "answer",
    }
}

const fn said(words: &Words, problem: ArrivalProblem) -> &'static str {
    let of = &words.register.problem;
    match problem {
        ArrivalProblem::InFuture => of.in_future,
        ArrivalProblem::TooOld => of.too_old,
        ArrivalProblem::NobodyReported => of.nobody_reported,
        ArrivalProblem::NobodyToHand => of.nobody_to_hand,
        ArrivalProblem::LetterMissing => of.letter_missing,
        ArrivalProblem::StrayLetter => of.stray_letter,
        ArrivalProblem::Nameless => of.nameless,
        ArrivalProblem::LetterAfterReceipt => of.letter_after_receipt,
        ArrivalProblem::DueBeforeLetter => of.due_before_letter,
    }
}

/// What is wrong has been noted.
struct Noted;

/// Reads field by field and notes what is wrong.
struct Reader<'a> {
    words: &'a Words,
    found: Vec<(&'static str, String)>,
}

impl Reader<'_> {
    fn note(&mut self, id: &'static str, text: impl Into<String>) {
        self.found.push((id, text.into()));
    }

    fn chosen<T>(
        &mut self,
        id: &'static str,
        typed: &str,
        read: impl Fn(&str) -> Option<T>,
        otherwise: &str,
    ) -> Option<T> {
        let read = read(typed);
        if read.is_none() {
            self.note(id, otherwise);
        }
        read
    }

    fn date(&mut self, id: &'static str, typed: &TypedDate, missing: &str) -> Option<Day> {
        match due_date::read(typed) {
            Ok(day) => Some(day),
            Err(DueDateProblem::Missing) => {
                self.note(id, missing);
                None
            }
            Err(DueDateProblem::NoSuchDay) => {
                self.note(id, self.words.office.deed.bad_date);
                None
            }
        }
    }

    /// A line of text, which may be left out.
    fn line(&mut self, id: &'static str, typed: &str) -> Result<Option<ShortText>, Noted> {
        ShortText::optional_line(typed).map_err(|problem| {
            self.note(id, wording::text(self.words, problem));
            Noted
        })
    }

    fn arrival(&mut self, typed: &Typed) -> Option<Arrival> {
        let of = &self.words.register.problem;
        let origin = self.chosen("origin", &typed.origin, Origin::from_key, of.no_origin);
        let way = |key: &str| Channel::from_key(key).filter(|way| *way != Channel::Website);
        let channel = self.chosen("channel", &typed.channel, way, of.no_channel);
        let received = self.date("received", &typed.received, of.no_received);
        let handed = match typed.handed.as_str() {
            YES => Some(true),
            NO => Some(false),
            // Of what nobody reported there is nothing to ask.
            _ if origin.is_some_and(|origin| origin != Origin::Reported) => Some(false),
            _ => {
                self.note("handed", of.no_handed);
                None
            }
        };
        let passed = if channel == Some(Channel::Referral) {
            self.passed(typed).map(Some)
        } else {
            if typed.says_of_a_letter() {
                self.note("channel", of.stray_letter);
            }
            Some(None)
        };
        Some(Arrival {
            received_on: received?,
            channel: channel?,
            origin: origin?,
            registered: Some(RegisteredMatter {
                handed_over: handed?,
                passed: passed?,
            }),
        })
    }

    fn passed(&mut self, typed: &Typed) -> Option<Passed> {
        let of = &self.words.register.problem;
        let sender = self.chosen("sender", &typed.sender, Sender::from_key, of.no_sender);
        let name = self.line("sender_name", &typed.sender_name);
        let number = self.line("letter_number", &typed.letter_number);
        if matches!(number, Ok(None)) {
            self.note("letter_number", of.no_number);
        }
        let dated = self.date("letter", &typed.letter, of.no_letter_date);
        let due_on = if typed.answer.is_empty() {
            Some(None)
        } else {
            self.date("answer", &typed.answer, self.words.office.deed.bad_date)
                .map(Some)
        };
        Some(Passed {
            sender: sender?,
            name: name.ok()?,
            paper: Paper {
                number: number.ok()??,
                dated: dated?,
            },
            due_on: due_on?,
        })
    }

    fn report(&mut self, typed: &Typed, until: Day, posts: &Posts) -> Option<Report> {
        let officers: Vec<OfficerId> = posts.officers.iter().map(|officer| officer.id).collect();
        let units: Vec<UnitId> = posts.units.iter().map(|unit| unit.id).collect();
        let read = typed.draft.read(until, &officers, &units);
        let reported = Origin::from_key(&typed.origin).is_none_or(|origin| origin == Origin::Reported);
        let named =
            IdentityMode::from_key(&typed.draft.identity).is_some_and(|mode| mode != IdentityMode::Anonymous);
        if named && !reported {
            self.note("identity", self.words.register.problem.nobody_to_name);
        }
        match read {
            Ok(report) => Some(report),
            Err(problems) => {
                for (field, problem) in problems {
                    let id = match field {
                        Field::Day | Field::Month | Field::Year => "event",
                        other => other.key(),
                    };
                    self.note(id, wording::mistake(self.words, field, problem));
                }
                None
            }
        }
    }
}

impl Typed {
    pub(super) fn says_of_a_letter(&self) -> bool {
        let texts = [&self.sender, &self.sender_name, &self.letter_number];
        texts.iter().any(|text| !text.is_empty()) || !self.letter.is_empty() || !self.answer.is_empty()
    }
}
