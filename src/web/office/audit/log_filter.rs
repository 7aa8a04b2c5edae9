//! What the address of the log asks for.

use crate::domain::day::{Day, Month};
use crate::domain::ids::OfficerId;
use crate::domain::log::Subject;
use crate::domain::officer::Officer;
use crate::domain::thai::dates;
use crate::domain::thai::digits::Digits;
use crate::flow::audit::read_log::Wanted;
use crate::web::field::Choice;
use crate::web::form::Form;
use crate::web::office::cases::inbox_filter::Select;
use crate::web::problem::Problem;
use crate::web::visit::Visit;
use crate::words::Language;

/// So many months are offered; older ones can be written into the address.
const MONTHS: usize = 24;
/// No log is longer than this.
const PAGES: i64 = 100_000;

/// What the address asks for.
pub(super) struct LogFilter {
    subject: Option<Subject>,
    officer: Option<OfficerId>,
    month: Option<Month>,
    /// From 0.
    page: i64,
}

impl LogFilter {
    /// Reads the address.
    pub(super) fn read(query: &mut Form) -> Result<Self, Problem> {
        let page = named(query, "page", |page| page.parse().ok())?.unwrap_or(0);
        if !(0..PAGES).contains(&page) {
            return Err(Problem::not_found());
        }
        Ok(Self {
            subject: named(query, "about", Subject::from_key)?,
            officer: named(query, "who", OfficerId::from_hex)?,
            month: named(query, "month", month)?,
            page,
        })
    }

    /// What the list is asked for.
    pub(super) const fn wanted(&self) -> Wanted {
        Wanted {
            subject: self.subject,
            officer: self.officer,
            month: self.month,
            page: self.page,
        }
    }

    /// Whether nothing is filtered.
    pub(super) fn is_plain(&self) -> bool {
        self.pairs().is_empty()
    }

    /// The address of the page with older entries.
    pub(super) fn older(&self) -> String {
        self.address(self.page + 1)
    }

    /// The address of the page with newer entries.
    pub(super) fn newer(&self) -> Option<String> {
        (self.page > 0).then(|| self.address(self.page - 1))
    }

    fn address(&self, page: i64) -> String {
        let mut pairs = self.pairs();
        pairs.push(("page", page.to_string()));
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("/office/log?{}", pairs.join("&"))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("about", self.subject.map(|subject| subject.key().to_owned())),
            ("who", self.officer.map(|officer| officer.to_string())),
            ("month", self.month.map(key)),
        ];
        pairs
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The selects of the form.
    pub(super) fn selects(&self, visit: &Visit, officers: &[Officer]) -> Vec<Select> {
        let words = &visit.words().log;
        let every = || Choice::new("", words.office.every);
        let subjects = Subject::ALL.iter().map(|subject| {
            Choice::new(subject.key(), words.subject.by_key(subject.key()))
                .chosen(self.subject == Some(*subject))
        });
        let people = officers.iter().map(|officer| {
            Choice::new(
                officer.id.to_string(),
                format!("{} ({})", officer.name, officer.post),
            )
            .chosen(self.officer == Some(officer.id))
        });
        let months = months_before(visit.today()).map(|month| {
            let label = match visit.language() {
                Language::Thai => dates::month_year(month, Digits::Arabic),
                Language::English => dates::english_month_year(month),
            };
            Choice::new(key(month), label).chosen(self.month == Some(month))
        });
        vec![
            Select {
                name: "about",
                label: words.office.about,
                choices: std::iter::once(every()).chain(subjects).collect(),
            },
            Select {
                name: "who",
                label: words.office.who,
                choices: std::iter::once(every()).chain(people).collect(),
            },
            Select {
                name: "month",
                label: words.office.month,
                choices: std::iter::once(every()).chain(months).collect(),
            },
        ]
    }
}

fn named<T>(
    query: &mut Form,
    name: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let value = query.text(name)?;
    if value.is_empty() {
        return Ok(None);
    }
    read(&value).map(Some).ok_or_else(Problem::not_found)
}

/// `2026-01`
fn key(month: Month) -> String {
    format!("{:04}-{:02}", month.year, month.month)
}

fn month(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let good = year.len() == 4 && month.len() == 2;
    let day = Day::from_ymd(year.parse().ok()?, month.parse().ok()?, 1)?;
    good.then(|| day.month())
}

fn months_before(today: Day) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(today.month()), |month| {
        Some(month.first_day().plus(-1).month())
    })
    .take(MONTHS)
}
