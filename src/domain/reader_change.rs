//! A change of who reads a case, or of who answers for it, as the case keeps it among the officers' own records.

use super::coded::coded;
use super::day::Day;
use super::ids::OfficerId;
use super::officer_text::Note;

coded!(
    /// Why the readers of a case, or its responsible officer, changed.
    ChangeKind {
        /// An officer has a conflict of interest and left by themselves.
        Recused = 1 => "recused",
        /// Somebody was marked as involved after filing.
        Marked = 2 => "marked",
        /// The keys were renewed, and whoever must not read any more was left out.
        Renewed = 3 => "renewed",
        /// Somebody who reads the case, or is next on the panel, became responsible.
        Handed = 4 => "handed",
        /// A supervisor who reads the case took it over.
        TakenOver = 5 => "taken_over",
        /// Somebody becomes responsible who is not next on the panel; two people decide.
        Against = 6 => "against",
        /// A reader who is away let their substitute in, for some days.
        Substituted = 7 => "substituted",
        /// The one keeper of the name let a second one in.
        KeeperJoined = 8 => "keeper_joined",
        /// Somebody was let in because nobody who read the case could give the second signature.
        Admitted = 9 => "admitted",
    }
);

/// Somebody who no longer reads a case, and since when they could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Who.
    pub officer: OfficerId,
    /// The first day on which they could read it.
    pub since: Day,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderChange {
    /// Why.
    pub what: ChangeKind,
    /// Who left.
    pub left: Vec<Exposure>,
    /// Who joined.
    pub joined: Vec<OfficerId>,
    /// Who answers for the case from now on, where that changed.
    pub responsible: Option<OfficerId>,
    /// What the officer said about it.
    pub words: Option<Note>,
}

impl ReaderChange {
    /// A change of this kind, without anything in it yet.
    pub const fn new(what: ChangeKind, words: Option<Note>) -> Self {
        Self {
            what,
            left: Vec::new(),
            joined: Vec::new(),
            responsible: None,
            words,
        }
    }
}
