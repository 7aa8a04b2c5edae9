//! The report of a round as the memo to the head of the agency (texts A.7).

use crate::documents::{Block, Endorsement, Field, Memo, Paper, Section, Signer};
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::edition::{FileLanguage, Publisher};
use crate::domain::round_report::indicators::Indicator;
use crate::domain::round_report::numbers::ReportNumbers;
use crate::domain::round_report::{Draft, ReportKey};
use crate::words::{Language, Words, words};

use super::day;
use super::round_indicators::indicators;
use super::round_report::{digits, figures, language, passages, rendering, title};

/// Who writes the memo, and when.
pub struct Author {
    /// Their name.
    pub name: String,
    /// Their post.
    pub post: String,
    /// The day.
    pub on: Day,
}

/// Words of a case as they were typed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The words.
    pub text: String,
    /// For something that was to be changed, whether it was.
    pub done: Option<bool>,
    /// The category of the case, by its key, and the unit that its closing named, by its id.
    pub about: (String, Option<String>),
}

impl Quoted {
    /// What it is about, as far as the report shows how often that was: where a number is not shown, the memo does not say
    /// that there was one.
    fn heading(&self, w: &'static Words, numbers: &ReportNumbers) -> Option<String> {
        let (category, unit) = &self.about;
        let category = numbers.categories.iter().find(|line| line.key == *category);
        let category = category.filter(|line| line.now.is_some_and(|now| now > 0));
        let unit = numbers.units.iter().find(|line| Some(&line.key) == unit.as_ref());
        let unit = unit.filter(|line| line.now.is_some());
        let names: Vec<&str> = category
            .map(|line| w.category.by_key(&line.key))
            .into_iter()
            .chain(unit.map(|line| line.name.as_str()))
            .collect();
        (!names.is_empty()).then(|| names.join(" · "))
    }
}

/// The memo: what was measured and what officers wrote, put before the head of the agency. `quoted` are words of cases
/// that nobody who is named in them may read.
pub fn memo(
    of: FileLanguage,
    agency: &Agency,
    key: ReportKey,
    numbers: &ReportNumbers,
    draft: &Draft,
    quoted: &[Quoted],
    author: &Author,
) -> Memo {
    let language = language(of);
    let w = words(language);
    let r = &w.report;
    let name = Publisher::from(agency).name(of).to_owned();
    let subject = r.subject(title(w, key));
    let field = |label: &str, value: String| Field {
        label: label.to_owned(),
        value,
    };
    let (head, administrator) = (head_of(language, &name), r.administrator(&name));
    let signer = |post: String| Signer {
        name: String::new(),
        post: vec![post],
    };
    let endorsement = |heading: String, post: String| Endorsement {
        heading,
        lines: 3,
        signer: signer(post),
    };
    let lines = Indicator::lines(key, numbers, &draft.bases);
    let mut parts = figures(w, language, key, numbers);
    let base_year = Indicator::base_year(key, numbers, &draft.bases);
    parts.push(indicators(w, key.round, &lines, base_year));
    parts.extend(passages(w, &draft.memo));
    if !quoted.is_empty() {
        parts.push(Section {
            heading: r.quoted.to_owned(),
            blocks: quotes(w, numbers, quoted),
        });
    }
    let mut facts = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        facts.push(Block::Item {
            label: format!("{}.", at + 1),
            text: part.heading,
        });
        facts.extend(part.blocks);
    }
    let proposals = [r.propose_know, r.propose_publish, r.propose_tell];
    let proposals = proposals.iter().enumerate().map(|(at, text)| Block::Item {
        label: format!("{}.", at + 1),
        text: (*text).to_owned(),
    });
    Memo {
        paper: Paper {
            title: subject.clone(),
            language: language.tag(),
            author: name.clone(),
            dated: author.on,
            digits: digits(language),
            foot: rendering(w, language, ""),
        },
        title: r.memo.to_owned(),
        office: field(r.office, name.clone()),
        number: field(r.letter, String::new()),
        date: field(r.date, day(language, author.on)),
        subject: field(r.subject_label, subject),
        to: field(r.to, head.clone()),
        sections: vec![
            Section {
                heading: r.origin.to_owned(),
                blocks: vec![Block::Paragraph(r.origin_text(&name))],
            },
            Section {
                heading: r.facts.to_owned(),
                blocks: facts,
            },
            Section {
                heading: r.proposal.to_owned(),
                blocks: proposals.collect(),
            },
        ],
        closing: r.closing.to_owned(),
        signer: Signer {
            name: author.name.clone(),
            post: vec![author.post.clone()],
        },
        endorsements: vec![
            endorsement(r.view(&administrator), administrator.clone()),
            endorsement(r.order(&head), head.clone()),
        ],
    }
}

/// Words of cases, those about the same thing together, each with whether it was done.
fn quotes(w: &'static Words, numbers: &ReportNumbers, quoted: &[Quoted]) -> Vec<Block> {
    let mut all: Vec<(Option<String>, &Quoted)> = quoted
        .iter()
        .map(|said| (said.heading(w, numbers), said))
        .collect();
    all.sort_by(|(one, _), (other, _)| (one.is_none(), one).cmp(&(other.is_none(), other)));
    let line = |(heading, said): (Option<String>, &Quoted)| {
        let state = match said.done {
            None => "",
            Some(true) => w.report.done,
            Some(false) => w.report.not_done,
        };
        let about = heading.map_or_else(String::new, |about| format!("{about}: "));
        Block::Paragraph(format!("{about}{} {state}", said.text).trim_end().to_owned())
    };
    all.into_iter().map(line).collect()
}

/// The post of the head: นายกเทศมนตรี… of a เทศบาล…, otherwise นายก and the name; in English a word for both.
fn head_of(language: Language, name: &str) -> String {
    match (language, name.strip_prefix("เทศบาล")) {
        (Language::Thai, Some(rest)) => format!("นายกเทศมนตรี{rest}"),
        _ => words(language).report.head(name),
    }
}
