use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::documents::table_csv;
use crate::domain::case::State;
use crate::domain::category::{Category, Channel, Kind, Origin};
use crate::domain::deadline::Rule;
use crate::domain::event::{EventKind, Fact};
use crate::domain::fiscal_year::{FiscalYear, Half};
use crate::domain::survey::Scores;
use crate::domain::tally::breakdown::USUAL_THRESHOLD;
use crate::domain::tally::{CountedCase, monthly_table};
use crate::words::{Language, words};

/// A year with so many matters of each category on its first day; the second half had one matter.
fn figures(of_category: &[(Category, usize)]) -> EditionFigures {
    let year = FiscalYear::new(2569).unwrap();
    let days = [year.first_day(), year.half(Half::Second).first];
    let filed = days.map(|day| {
        [Fact {
            kind: EventKind::Filed,
            state: State::Received,
            day,
            until: None,
        }]
    });
    let case = |category: Category, at: usize| CountedCase {
        category,
        kind: Kind::Complaint,
        channel: Channel::Website,
        origin: Origin::Reported,
        received_on: days[at],
        rule: Rule::FIFTEEN_DAYS,
        facts: &filed[at],
        about: None,
    };
    let mut cases: Vec<CountedCase<'_>> = of_category
        .iter()
        .flat_map(|(category, number)| std::iter::repeat_n(case(*category, 0), *number))
        .collect();
    cases.push(case(Category::Bribery, 1));
    let table = monthly_table(&cases, year, year.last_day());
    let before = monthly_table(&[], year.previous(), year.last_day());
    let halves = [Half::First, Half::Second].into_iter();
    let halves = halves.filter_map(|half| HalfYear::of(&table, half, USUAL_THRESHOLD, &Scores::default()));
    EditionFigures::of(&table, &before, halves.collect(), year)
}

fn csv(language: Language, figures: &EditionFigures) -> Vec<Vec<String>> {
    let w = words(language);
    let bytes = table_csv(&table(w, &Year::of(w, language, "อบต.", figures), figures));
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let lines = text.split_terminator("\r\n");
    // Every field is quoted, and none of these holds a quotation mark.
    let fields = |line: &str| {
        let line = line.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
        line.split("\",\"").map(str::to_owned).collect::<Vec<_>>()
    };
    lines.map(fields).collect()
}

/// What the table says, by part and key: the number received, or the words in its place.
fn said(rows: &[Vec<String>]) -> BTreeMap<(String, String), String> {
    rows.iter()
        .skip(1)
        .map(|row| ((row[0].clone(), row[1].clone()), row[6].clone()))
        .collect()
}

#[test]
fn every_row_has_all_columns_and_a_name_of_its_own() {
    let figures = figures(&[(Category::Procurement, 30), (Category::Finance, 7)]);
    for language in [Language::Thai, Language::English] {
        let rows = csv(language, &figures);
        assert!(rows.iter().all(|row| row.len() == 9), "{rows:?}");
        let names: BTreeSet<(&String, &String)> = rows.iter().map(|row| (&row[0], &row[1])).collect();
        assert_eq!(names.len(), rows.len());
        // Carried in, twelve months, their sum; seven rounds; two halves, each by three ways to divide it up, the second
        // of which can only be summed.
        assert_eq!(
            rows.len(),
            1 + 14 + 7 + 1 + 11 + Channel::ALL.len() + Origin::ALL.len() + 4
        );
    }
}

#[test]
fn what_is_hidden_in_the_statement_is_hidden_here_and_every_other_number_is_the_same() {
    let figures = figures(&[
        (Category::Procurement, 30),
        (Category::Finance, 7),
        (Category::Bribery, 1),
        (Category::Ethics, 4),
    ]);
    let w = words(Language::Thai);
    let rows = said(&csv(Language::Thai, &figures));
    let at = |part: &str, key: &str| {
        let row = rows.get(&(part.to_owned(), key.to_owned()));
        row.unwrap_or_else(|| panic!("{part} {key}")).as_str()
    };
    let mut hidden = 0;
    for half in &figures.halves {
        let part = format!("half_{}", half.half);
        assert_eq!(at(&part, "total"), half.received.to_string());
        for (name, parts) in [
            ("category", &half.categories),
            ("channel", &half.channels),
            ("origin", &half.origins),
        ] {
            let part = format!("{part}_{name}");
            let Some(parts) = parts else {
                assert_eq!(at(&part, "total"), "");
                assert_eq!(rows.keys().filter(|(of, _)| *of == part).count(), 1, "{part}");
                continue;
            };
            for one in parts {
                hidden += usize::from(one.number.is_none());
                let number = one.number.map_or(w.figures.hidden.to_owned(), |n| n.to_string());
                assert_eq!(at(&part, &one.key), number, "{part}");
            }
        }
    }
    assert!(hidden >= 2, "the example hides something");
    for month in &figures.months {
        assert_eq!(
            at("months", &String::from(month.month)),
            month.row.received.to_string()
        );
    }
    for round in &figures.rounds {
        assert_eq!(at("rounds", &round.round), round.row.received.to_string());
    }
    assert_eq!(at("months", "carried_in"), "0");
    assert_eq!(at("months", "total"), figures.total.row.received.to_string());
}
