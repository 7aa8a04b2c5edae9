//! How much may still be attached: to a form, a case, and in an agency. Known before a file comes, so that nobody
//! sends what cannot be taken; looked at once more when room is reserved for the file, because others send files too.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::CaseId;
use crate::flow::files::sealed_file::Shelf;
use crate::flow::trouble::Trouble;
use crate::store;
use crate::store::uploads::{Room, Used};

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
    room: Room,
    files: u64,
    case: u64,
    agency: u64,
    file: u64,
}

impl Allowance {
    /// What is left for a case with what waits for it, or for a report that is being written.
    ///
    /// # Errors
    /// [`Trouble`] when the store does not answer.
    pub async fn of(app: &Arc<App>, shelf: &Shelf, case: Option<CaseId>) -> Result<Self, Trouble> {
        let (agency, place) = (shelf.agency, shelf.place);
        let used = app.db.read(move |c| store::uploads::used(c, agency, case, place));
        let settings = &app.config.files;
        let bytes = |most: u64| i64::try_from(most).unwrap_or(i64::MAX);
        let room = Room {
            case,
            case_files: i64::from(settings.files_per_case),
            case_bytes: bytes(settings.case_bytes()),
            agency_bytes: bytes(settings.agency_bytes()),
        };
        Ok(Self::left(room, used.await?, settings.file_bytes()))
    }

    fn left(room: Room, used: Used, file: u64) -> Self {
        let left = |most: i64, used: i64| u64::try_from(most.saturating_sub(used)).unwrap_or_default();
        Self {
            room,
            files: left(room.case_files, used.case_files),
            case: left(room.case_bytes, used.case_bytes),
            agency: left(room.agency_bytes, used.agency_bytes),
            file,
        }
    }

    /// What there may be at most, for whoever reserves a part of it.
    pub const fn room(&self) -> Room {
        self.room
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        case: None,
        case_files: 2,
        case_bytes: 100,
        agency_bytes: 1_000,
    };

    fn left(case_files: i64, case_bytes: i64, agency_bytes: i64) -> Allowance {
        let used = Used {
            case_files,
            case_bytes,
            agency_bytes,
        };
        Allowance::left(ROOM, used, 50)
    }

    #[test]
    fn the_narrowest_limit_decides_and_is_named() {
        let all = left(0, 0, 0);
        assert_eq!((all.next(), all.shortage()), (Ok(50), None));
        let case = left(1, 80, 0);
        assert_eq!((case.next(), case.shortage()), (Ok(20), Some(NoRoom::CaseFull)));
        let agency = left(1, 0, 990);
        assert_eq!(
            (agency.next(), agency.shortage()),
            (Ok(10), Some(NoRoom::AgencyFull))
        );
    }

    #[test]
    fn nothing_comes_where_a_limit_is_reached_or_passed() {
        assert_eq!(left(2, 0, 0).next(), Err(NoRoom::TooMany));
        assert_eq!(left(3, 0, 0).next(), Err(NoRoom::TooMany));
        assert_eq!(left(0, 100, 0).next(), Err(NoRoom::CaseFull));
        assert_eq!(left(0, 0, 2_000).next(), Err(NoRoom::AgencyFull));
    }
}
