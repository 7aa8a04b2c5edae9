//! The items of the yearly assessment in words: what was published for each, where, when, and what is missing.

use crate::domain::assessment::{Evidence, Gap};
use crate::domain::day::Day;
use crate::domain::edition::EditionForm;
use crate::domain::fiscal_year::FiscalYear;
use crate::domain::oit::OitItem;
use crate::domain::round_report::ReportKey;
use crate::flow::publishing::assessment::Assessment;
use crate::papers::round_report::title;
use crate::store::editions::EditionLine;
use crate::web::citizen::wording::day;
use crate::web::problem::Problem;
use crate::web::visit::Visit;

use super::handbook_text::address;

/// An item of the assessment.
pub(super) struct Item {
    /// Its number in words; empty in a year whose numbers are not known.
    pub(super) code: String,
    /// Its title, in Thai on every page.
    pub(super) title: &'static str,
    /// What the item asks for.
    pub(super) asked: &'static str,
    /// What there is.
    pub(super) entries: Vec<Entry>,
    /// What is missing.
    pub(super) gaps: Vec<&'static str>,
    /// What the service cannot know; empty for nothing.
    pub(super) unknown: &'static str,
}

/// One thing that was published.
pub(super) struct Entry {
    /// What it is.
    pub(super) what: String,
    /// Where it is: the whole address.
    pub(super) address: String,
    /// When it was published, in words.
    pub(super) on: String,
    /// The same for programs; empty where there is no such day.
    pub(super) date: String,
    /// The files of it in the archive.
    pub(super) files: Vec<Filed>,
}

/// A file of the archive: where it lies in it, and what it is.
pub(super) struct Filed {
    pub(super) path: String,
    pub(super) source: Source,
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A version of the handbook, as it was announced.
    Handbook(i32),
    /// The poster, made now.
    Poster,
    /// The paper of a public report: the newest of its round, which has this number.
    Report(ReportKey, i16),
    /// A file of an edition, as it was published.
    Edition(FiscalYear, i16, EditionForm),
}

impl Item {
    /// The items of a year.
    ///
    /// # Errors
    /// Not found outside of an agency.
    pub(super) fn all(
        visit: &Visit,
        published: &Assessment,
        evidence: &Evidence,
        year: FiscalYear,
    ) -> Result<Vec<Self>, Problem> {
        let w = &visit.words().assessment;
        let items = OitItem::ALL.iter().map(|item| Self {
            code: item.code_in(year).map_or_else(String::new, |code| w.item(code)),
            title: item.title(),
            asked: w.asked.by_key(item.key()),
            entries: match item {
                OitItem::Guideline => guideline(visit, published, evidence),
                OitItem::Channel => channel(visit, published.opened_on),
                OitItem::Statistics => statistics(visit, published, evidence, year),
            },
            gaps: evidence
                .gaps
                .iter()
                .filter(|gap| gap.item() == *item)
                .map(|gap: &Gap| w.gap.by_key(gap.key()))
                .collect(),
            unknown: match item {
                OitItem::Channel => w.main_site,
                OitItem::Guideline | OitItem::Statistics => "",
            },
        });
        visit.agency().map(|_| items.collect())
    }
}

fn standing(visit: &Visit, what: &str, path: &str) -> Entry {
    Entry {
        what: what.to_owned(),
        address: address(visit, path),
        on: visit.words().assessment.always.to_owned(),
        date: String::new(),
        files: Vec::new(),
    }
}

fn iso(day: Day) -> String {
    day.date().to_string()
}

fn guideline(visit: &Visit, published: &Assessment, evidence: &Evidence) -> Vec<Entry> {
    let w = &visit.words().assessment;
    let mut entries = vec![standing(visit, w.handbook_page, "/handbook")];
    let versions = evidence.handbooks.iter().filter_map(|version| {
        let mut known = published.handbooks.iter();
        known.find(|known| known.version == *version)
    });
    entries.extend(versions.map(|known| Entry {
        what: w.handbook_version(known.version, &known.place),
        address: address(visit, &format!("/handbook/{}/handbook.pdf", known.version)),
        on: day(visit.language(), known.announced_on),
        date: iso(known.announced_on),
        files: vec![Filed {
            path: format!("1-guideline/handbook-{}.pdf", known.version),
            source: Source::Handbook(known.version),
        }],
    }));
    entries
}

fn channel(visit: &Visit, opened_on: Day) -> Vec<Entry> {
    let w = &visit.words().assessment;
    vec![
        Entry {
            on: w.opened(day(visit.language(), opened_on)),
            date: iso(opened_on),
            ..standing(visit, w.channel, "")
        },
        standing(visit, w.about, "/about"),
        Entry {
            files: vec![Filed {
                path: "2-channel/poster.pdf".to_owned(),
                source: Source::Poster,
            }],
            ..standing(visit, w.media, "/channel")
        },
    ]
}

fn statistics(visit: &Visit, published: &Assessment, evidence: &Evidence, year: FiscalYear) -> Vec<Entry> {
    let w = &visit.words().assessment;
    let mut entries = vec![standing(visit, w.statistics_page, "/statistics")];
    let lines = evidence.editions.iter().filter_map(|(year, number)| {
        let of = |line: &&EditionLine| (line.year, line.number) == (*year, *number);
        published.editions.iter().find(of)
    });
    entries.extend(lines.map(|line| {
        let (year, number) = (line.year, line.number);
        let on = Day::of_moment(line.published_at);
        let filed = |form: EditionForm| Filed {
            path: format!("3-statistics/statistics-{year}-{number}.{}", form.key()),
            source: Source::Edition(year, number, form),
        };
        Entry {
            what: w.edition(day(visit.language(), line.as_of), number, year),
            address: address(visit, &format!("/statistics/{year}/{number}")),
            on: day(visit.language(), on),
            date: iso(on),
            files: vec![filed(EditionForm::Pdf), filed(EditionForm::Json)],
        }
    }));
    entries.extend(published.reports_of(year).map(|line| {
        let (key, on) = (line.key, Day::of_moment(line.published_at));
        let (year, round) = (key.year, key.round.key());
        Entry {
            what: w.report(title(visit.words(), key)),
            address: address(visit, &format!("/reports/{year}/{round}")),
            on: day(visit.language(), on),
            date: iso(on),
            files: vec![Filed {
                path: format!("3-statistics/report-{year}-{round}.pdf"),
                source: Source::Report(key, line.number),
            }],
        }
    }));
    entries
}
