//! An edition of the statistics: numbered, signed, and never changed. A correction is another edition.

use serde::{Deserialize, Serialize};

use super::agency::Agency;
use super::coded::coded;
use super::day::Day;
use super::fiscal_year::FiscalYear;
use super::ids::OfficerId;
use super::tally::breakdown::Threshold;
use figures::EditionFigures;
use iso::IsoDay;

pub mod figures;
pub mod iso;
pub mod units;

/// The name and version of the format of [`Statement`]: documented in docs/OPEN-DATA.md.
pub const SCHEMA: &str = "sujarit-statistics-1";
/// Under which licence the figures may be used again.
pub const LICENCE: &str = "CC-BY-4.0";

coded!(
    /// The files of an edition besides its page.
    EditionForm {
        /// The announcement on paper.
        Pdf = 2 => "pdf",
        /// A workbook for Excel.
        Xlsx = 3 => "xlsx",
        /// The same in the open document format.
        Ods = 4 => "ods",
        /// The table of months.
        Csv = 5 => "csv",
        /// The statement itself, which is what is signed.
        Json = 1 => "json",
    }
);

coded!(
    /// In which language a file is worded. The statement has none: it is for machines.
    FileLanguage {
        /// ไทย
        Thai = 1 => "th",
        /// English
        English = 2 => "en",
    }
);

/// A file of an edition as its statement names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// The key of its form, such as `pdf`.
    pub form: String,
    /// `th` or `en`.
    pub language: String,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
}

/// The agency as the statement names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publisher {
    /// Its place in addresses.
    pub slug: String,
    /// Its full name.
    pub thai: String,
    /// Its name in English.
    pub english: String,
}

/// Who answers for an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The day.
    pub on: IsoDay,
    /// The post of the person who approved it, or who set it to be approved without being looked at.
    pub post: String,
    /// Whether it was published as set, without somebody looking at it.
    pub automatic: bool,
}

/// Which edition another one corrects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The number of the corrected edition of the same fiscal year.
    pub corrects: i16,
    /// Why.
    pub reason: String,
}

/// What an edition says. Its JSON is published as it is stored; its SHA-256 is the digest of the edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// [`SCHEMA`].
    pub schema: String,
    /// [`LICENCE`].
    pub licence: String,
    /// The agency.
    pub agency: Publisher,
    /// The number within the fiscal year, from 1.
    pub number: i16,
    /// The digest of the agency's edition before, in hexadecimal digits; nothing for its first.
    pub previous: Option<String>,
    /// Who answers for it.
    pub approval: Approval,
    /// What it corrects.
    pub correction: Option<Correction>,
    /// The figures.
    pub figures: EditionFigures,
    /// The files that were made before it was published; none in editions of the first versions of this program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileMark>,
}

/// Figures that wait to be approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its place.
    pub key: DraftKey,
    /// The figures.
    pub figures: EditionFigures,
    /// Why they correct an edition; empty for those of a month.
    pub reason: String,
    /// When they were counted, in seconds since the epoch.
    pub prepared_at: i64,
    /// Who asked for the correction; nobody for those of a month.
    pub prepared_by: Option<OfficerId>,
    /// The serial number of the edition it became.
    pub edition: Option<i32>,
    /// The file that kept it from being published by itself, when that was tried.
    pub failed: Option<EditionForm>,
}

/// The place of a draft. There is one for each month, and one for each edition that is corrected in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DraftKey {
    /// The fiscal year.
    pub year: FiscalYear,
    /// The day whose end it describes.
    pub as_of: Day,
    /// The number of the edition it corrects; 0 for the figures of a month.
    pub corrects: i16,
}

/// How an agency publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publishing {
    /// The smallest number shown of a part.
    pub threshold: Threshold,
    /// Who decided that the figures of a month are published without being looked at, and when, in seconds since the
    /// epoch; nobody: they wait.
    pub automatic: Option<(OfficerId, i64)>,
}

impl From<&Agency> for Publisher {
    fn from(agency: &Agency) -> Self {
        Self {
            slug: agency.slug.to_string(),
            thai: agency.full_name.clone(),
            english: agency.english_name.clone(),
        }
    }
}

impl Publisher {
    /// Its name in a language.
    pub fn name(&self, language: FileLanguage) -> &str {
        if language == FileLanguage::English && !self.english.is_empty() {
            &self.english
        } else {
            &self.thai
        }
    }
}

impl Statement {
    /// The digest that was signed for a file; nothing when the edition was published without it.
    pub fn digest_of(&self, form: EditionForm, language: FileLanguage) -> Option<&str> {
        let of = |mark: &&FileMark| mark.form == form.key() && mark.language == language.key();
        self.files.iter().find(of).map(|mark| mark.sha256.as_str())
    }

    /// The text that is stored, signed and published.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which has not been seen.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|json| json + "\n")
    }

    /// Reads a stored statement.
    ///
    /// # Errors
    /// For anything that this program did not write.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

/// Which of the waiting figures can be approved: the newest of each fiscal year, when nothing newer of that year is
/// published, and every correction of an edition that is still the newest of its year. `published` holds, for each
/// year, the newest number and the day it describes.
pub fn can_be_approved(drafts: Vec<Draft>, published: &[(FiscalYear, i16, Day)]) -> Vec<Draft> {
    let newest = |year: FiscalYear| published.iter().find(|(of, ..)| *of == year);
    let mut open: Vec<Draft> = drafts
        .into_iter()
        .filter(|draft| draft.edition.is_none())
        .filter(|draft| match newest(draft.key.year) {
            None => draft.key.corrects == 0,
            Some((_, number, as_of)) if draft.key.corrects == 0 => draft.key.as_of > *as_of && *number > 0,
            Some((_, number, _)) => draft.key.corrects == *number,
        })
        .collect();
    open.sort_by_key(|draft| (draft.key.year, draft.key.corrects, draft.key.as_of));
    let last: Vec<bool> = open
        .iter()
        .zip(open.iter().skip(1).map(Some).chain(std::iter::once(None)))
        .map(|(draft, next)| {
            next.is_none_or(|next| (next.key.year, next.key.corrects) != (draft.key.year, draft.key.corrects))
        })
        .collect();
    open.into_iter()
        .zip(last)
        .filter_map(|(draft, last)| last.then_some(draft))
        .collect()
}

#[cfg(test)]
mod tests;
