//! How a matter came in, in words: on the page that asks to check it, and on the page of the case.

use super::register_form::Ready;
use crate::domain::arrival::RegisteredMatter;
use crate::domain::category::{Channel, Origin};
use crate::domain::report::{Draft, Report};
use crate::web::citizen::check::Check;
use crate::web::office::wording::day;
use crate::words::{Language, Words, words};

/// A term and what is known about it.
pub(super) struct Row {
    pub(super) term: &'static str,
    pub(super) value: String,
}

/// Everything that was typed, once more.
pub(super) fn rows(language: Language, draft: &Draft, ready: &Ready) -> Vec<Row> {
    let of = words(language);
    let arrival = &ready.arrival;
    let mut rows = vec![Row {
        term: of.register.received,
        value: day(language, arrival.received_on),
    }];
    rows.extend(way(of, arrival.channel, arrival.origin));
    if let Some(matter) = &arrival.registered {
        rows.push(Row {
            term: of.register.handed,
            value: handed(of, matter).to_owned(),
        });
        rows.extend(passed(of, matter));
    }
    let answers = Check::of(language, draft, &ready.report).rows.into_iter();
    rows.extend(answers.map(|row| Row {
        term: row.term,
        value: row.value,
    }));
    rows
}

/// What became of the name that was typed.
pub(super) fn notes(language: Language, draft: &Draft, report: &Report) -> Vec<&'static str> {
    Check::of(language, draft, report).notes
}

/// The way it came and how it started.
pub(super) fn way(words: &Words, channel: Channel, origin: Origin) -> [Row; 2] {
    [
        Row {
            term: words.register.came_as,
            value: words.origin.by_key(origin.key()).to_owned(),
        },
        Row {
            term: words.office.case.channel,
            value: words.channel.by_key(channel.key()).to_owned(),
        },
    ]
}

/// Whether somebody was given the code.
pub(super) const fn handed(words: &Words, matter: &RegisteredMatter) -> &'static str {
    if matter.handed_over {
        words.register.handed_yes
    } else {
        words.register.handed_no
    }
}

/// The letter of another body.
pub(super) fn passed(words: &Words, matter: &RegisteredMatter) -> Vec<Row> {
    let of = &words.register;
    let Some(passed) = &matter.passed else {
        return Vec::new();
    };
    let sender = of.sender.by_key(passed.sender.key());
    let sender = match &passed.name {
        Some(name) => format!("{sender} · {}", name.as_str()),
        None => sender.to_owned(),
    };
    let mut rows = vec![
        Row {
            term: of.sender_label,
            value: sender,
        },
        Row {
            term: of.letter_number,
            value: passed.paper.number.as_str().to_owned(),
        },
        Row {
            term: of.letter,
            value: day(words.language(), passed.paper.dated),
        },
    ];
    if let Some(due_on) = passed.due_on {
        rows.push(Row {
            term: of.answer,
            value: day(words.language(), due_on),
        });
    }
    rows
}
