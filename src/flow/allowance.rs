//! How much may still be attached: to a form, a case, and in an agency. Known before a file comes, so that nobody
//! sends what cannot be taken.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::{AgencyId, CaseId};
use crate::flow::parcel::Parcel;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// Why no more files are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoom {
    /// The case has as many as it may have.
    TooMany,
    /// The files of the case together are as long as they may be.
    CaseFull,
    /// Those of the agency are.
    AgencyFull,
}

/// What is left.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    files: usize,
    case: u64,
    agency: u64,
    file: u64,
}

impl Allowance {
    /// What is left for a case with what waits for it, or for a report that is being written.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub async fn of(
        app: &Arc<App>,
        agency: AgencyId,
        case: Option<CaseId>,
        waiting: &[Parcel],
    ) -> Result<Self, Trouble> {
        let (blobs, all) = app
            .db
            .read(move |c| {
                let blobs = match case {
                    Some(case) => store::blobs::list(c, agency, case)?,
                    None => Vec::new(),
                };
                let mut all = store::blobs::lengths(c, agency)?;
                all.extend(store::uploads::lengths(c, agency)?);
                Ok::<_, StoreError>((blobs, all))
            })
            .await?;
        let settings = &app.config.files;
        let sum = |lengths: &mut dyn Iterator<Item = i64>| -> u64 {
            lengths.fold(0, |sum: u64, length| {
                sum.saturating_add(u64::try_from(length).unwrap_or_default())
            })
        };
        let waits = waiting.iter().flat_map(|parcel| &parcel.blobs);
        let of_case = sum(&mut blobs.iter().map(|blob| blob.length))
            .saturating_add(sum(&mut waits.map(|blob| blob.length)));
        let taken = blobs.len().saturating_add(waiting.len());
        Ok(Self {
            files: usize::from(settings.files_per_case).saturating_sub(taken),
            case: settings.case_bytes().saturating_sub(of_case),
            agency: settings
                .agency_bytes()
                .saturating_sub(sum(&mut all.iter().map(|(_, length)| *length))),
            file: settings.file_bytes(),
        })
    }

    /// How long the next file may be, in bytes.
    ///
    /// # Errors
    /// [`NoRoom`] when none may come.
    pub fn next(&self) -> Result<u64, NoRoom> {
        match (self.files, self.case, self.agency) {
            (0, ..) => Err(NoRoom::TooMany),
            (_, 0, _) => Err(NoRoom::CaseFull),
            (_, _, 0) => Err(NoRoom::AgencyFull),
            (_, case, agency) => Ok(self.file.min(case).min(agency)),
        }
    }

    /// Why a file was too long for [`Allowance::next`]; nothing when it is longer than any file may be.
    pub fn shortage(&self) -> Option<NoRoom> {
        if self.agency < self.file && self.agency <= self.case {
            Some(NoRoom::AgencyFull)
        } else if self.case < self.file {
            Some(NoRoom::CaseFull)
        } else {
            None
        }
    }

    /// Counts a file that was taken.
    pub fn count(&mut self, size: u64) {
        self.files = self.files.saturating_sub(1);
        self.case = self.case.saturating_sub(size);
        self.agency = self.agency.saturating_sub(size);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Allowance = Allowance {
        files: 2,
        case: 100,
        agency: 1_000,
        file: 50,
    };

    #[test]
    fn the_narrowest_limit_decides_and_is_named() {
        assert_eq!((LEFT.next(), LEFT.shortage()), (Ok(50), None));
        let case = Allowance { case: 20, ..LEFT };
        assert_eq!((case.next(), case.shortage()), (Ok(20), Some(NoRoom::CaseFull)));
        let agency = Allowance { agency: 10, ..LEFT };
        assert_eq!(
            (agency.next(), agency.shortage()),
            (Ok(10), Some(NoRoom::AgencyFull))
        );
    }

    #[test]
    fn what_was_taken_is_missing_afterwards() {
        let mut left = LEFT;
        left.count(50);
        assert_eq!(left.next(), Ok(50));
        left.count(50);
        assert_eq!(left.next(), Err(NoRoom::TooMany));
        let full = Allowance { case: 0, ..LEFT };
        assert_eq!(full.next(), Err(NoRoom::CaseFull));
        let nothing = Allowance { agency: 0, ..LEFT };
        assert_eq!(nothing.next(), Err(NoRoom::AgencyFull));
    }
}
