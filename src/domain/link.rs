//! Cases that are about one matter: a duplicate is linked to the main case, and each keeps its own reporter, thread and
//! clock (ADR 0045). Linking is no answer and moves no state; what it changes is that the matter counts once (conventions
//! §3.13).

use super::case::{Bucket, State};
use super::case_number::CaseNumber;
use super::coded::coded;
use super::day::Day;
use super::ids::{CaseId, RecordId};
use super::involved::Involved;
use super::officer::Officer;
use super::officer_text::Note;

/// At most so many duplicates of one case: its page opens every one of them.
pub const MOST: usize = 50;

coded!(
    /// On which side of a link a case stands.
    Side {
        /// It is the duplicate: its matter is counted in the other.
        Duplicate = 1 => "duplicate",
        /// It is the main case.
        Main = 2 => "main",
    }
);

coded!(
    /// What happened to a link.
    Change {
        /// It was made.
        Linked = 1 => "linked",
        /// It was undone.
        Unlinked = 2 => "unlinked",
    }
);

/// A change of a link, as each of the two cases keeps it among the officers' own records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    /// What happened.
    pub change: Change,
    /// On which side this case stands.
    pub side: Side,
    /// The case on the other side.
    pub other: CaseId,
    /// What the officer said about it. Only the duplicate keeps it: whoever reads the main case alone is not told.
    pub words: Option<Note>,
}

/// A link that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record that made it.
    pub record: RecordId,
    /// On which side this case stands.
    pub side: Side,
    /// The case on the other side.
    pub other: CaseId,
}

/// The links that hold after these changes, oldest first. A case has one main case at most: a later link takes the place
/// of the one before, which whoever made the later one may have been unable to see.
pub fn holding(changes: &[(RecordId, Linking)]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for (record, change) in changes {
        let replaces = change.change == Change::Linked && change.side == Side::Duplicate;
        links.retain(|link| link.other != change.other && !(replaces && link.side == Side::Duplicate));
        if change.change == Change::Linked {
            links.push(Link {
                record: *record,
                side: change.side,
                other: change.other,
            });
        }
    }
    links
}

/// One of two cases that an officer wants to link.
pub struct Candidate<'a> {
    /// Its id.
    pub id: CaseId,
    /// Where it stands.
    pub state: State,
    /// The day it came in.
    pub received_on: Day,
    /// Its number, which puts cases of one day in an order.
    pub number: CaseNumber,
    /// Those of its links that whoever wants to link it may know of.
    pub links: &'a [Link],
    /// Who reads it.
    pub readers: &'a [Officer],
    /// Whom it is about.
    pub involved: &'a Involved,
}

coded!(
    /// Why two cases cannot be linked.
    Unfit {
        /// They are one case.
        Same = 1 => "same",
        /// The duplicate has ended: what has been counted as completed is not taken back.
        Ended = 2 => "ended",
        /// The main case is not counted itself.
        Elsewhere = 3 => "elsewhere",
        /// The main case came in later, or on the same day and its number is not the lower one.
        Later = 4 => "later",
        /// One of them is linked already in a way that would make a chain.
        Chain = 5 => "chain",
        /// The main case has as many duplicates as it can have.
        Full = 6 => "full",
        /// Somebody who reads one of them is marked as involved in the other.
        Conflict = 7 => "conflict",
    }
);

/// Whether a case can be linked to a main one. It goes by what the officer who asks can see: a link they must not know of
/// refuses nothing, or the refusal would tell them of it. So links may form a chain behind somebody's back; that every main
/// case comes before its duplicates keeps a chain from closing, and its first case is one that counts.
///
/// # Errors
/// [`Unfit`], the first reason found.
pub fn may_link(duplicate: &Candidate<'_>, main: &Candidate<'_>) -> Result<(), Unfit> {
    let duplicates = main.links.iter().filter(|link| link.side == Side::Main).count();
    let reads_about_themselves = |one: &Candidate<'_>, other: &Candidate<'_>| {
        one.readers.iter().any(|reader| other.involved.names(reader))
    };
    let refusals = [
        (duplicate.id == main.id, Unfit::Same),
        (!duplicate.state.is_open(), Unfit::Ended),
        (main.state.bucket() == Bucket::NotCounted, Unfit::Elsewhere),
        (
            (main.received_on, main.number) > (duplicate.received_on, duplicate.number),
            Unfit::Later,
        ),
        // One step from any duplicate to where it is counted, as far as can be seen.
        (
            !duplicate.links.is_empty() || main.links.iter().any(|link| link.side == Side::Duplicate),
            Unfit::Chain,
        ),
        (duplicates >= MOST, Unfit::Full),
        (
            reads_about_themselves(duplicate, main) || reads_about_themselves(main, duplicate),
            Unfit::Conflict,
        ),
    ];
    let refusal = refusals
        .into_iter()
        .find_map(|(refused, why)| refused.then_some(why));
    refusal.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests;
