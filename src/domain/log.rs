//! The audit log: what is entered, and who may be shown it.

use super::coded::coded;
use super::ids::OfficerId;

coded!(
    /// What an entry of the audit log says.
    ///
    /// Numbers are the envelope's `action`: never reused.
    Action {
        /// An officer signed in; the object is the officer.
        SignedIn = 1 => "signed-in",
        /// Somebody gave the name of an officer with a wrong password or code; the object is that officer.
        SignInRefused = 2 => "sign-in-refused",
        /// An officer signed out; the object is the officer.
        SignedOut = 3 => "signed-out",
        /// An officer opened a case; the object is the case.
        CaseViewed = 4 => "case-viewed",
        /// An officer did something to a case; the object is the case.
        CaseDeed = 5 => "case-deed",
        /// An officer asked for a case that is not theirs or does not exist; the object is the id asked for.
        CaseRefused = 6 => "case-refused",
        /// The directory of keys was signed with the recovery kit.
        DirectorySigned = 7 => "directory-signed",
        /// A person was added; the object is the officer.
        OfficerAdded = 8 => "officer-added",
        /// What a case had come to by the end of a day: hashes of its envelopes, records and events; the object is
        /// the case.
        CaseAtDayEnd = 9 => "case-at-day-end",
        /// A day has ended. One for every day, also when nothing happened.
        DayEnded = 10 => "day-ended",
        /// The chain was walked from end to end.
        LogVerified = 11 => "log-verified",
        /// The address outside the office that receives the heads was set.
        WitnessSet = 12 => "witness-set",
        /// The agency was founded; the first entry of its chain.
        Founded = 13 => "founded",
        /// The keys of a case were changed: the detail has epochs and hashes of headers, and who left and joined; the
        /// object is the case.
        KeysChanged = 40 => "keys-changed",
        /// An officer recused themselves from a case; the object is the case.
        Recused = 41 => "recused",
        /// A reader marked somebody as involved, whom the entry does not name; the object is the case.
        MarkedInvolved = 42 => "marked-involved",
        /// A reader took the case file out of the service; the object is the case.
        CaseFileTaken = 14 => "case-file-taken",
        /// A setting of the agency, or a text that its officers reuse, was changed; the object is the agency.
        SettingsChanged = 15 => "settings-changed",
        /// Somebody changed how they sign in: password, one-time codes, recovery code; the object is the officer.
        AccountChanged = 16 => "account-changed",
        /// An officer asked for a page that none of their roles opens; the object is the officer.
        PageRefused = 17 => "page-refused",
        /// The clock of the service was set back: ends of days that have not come yet were taken off the public page.
        ClockSetBack = 18 => "clock-set-back",
        /// An officer registered a matter that came another way than through the website; the object is the case.
        MatterRegistered = 50 => "matter-registered",
        /// An edition of the statistics was published; the object is the agency.
        EditionPublished = 70 => "edition-published",
        /// The figures of a correction were counted, to be approved; the object is the agency.
        CorrectionPrepared = 71 => "correction-prepared",
        /// It was chosen how the agency publishes; the object is the agency.
        PublishingSet = 72 => "publishing-set",
        /// A one-time address was made for somebody; the object is the invitation.
        Invited = 30 => "invited",
        /// A one-time address was taken back; the object is the invitation.
        InvitationWithdrawn = 31 => "invitation-withdrawn",
        /// Somebody used a one-time address and chose a password; the object is the new officer.
        InvitationAccepted = 32 => "invitation-accepted",
        /// A person was appointed to something; the object is the officer.
        Appointed = 33 => "appointed",
        /// The directory of keys was signed for a person, whose appointment is in force from then on; the object is the
        /// officer.
        AppointmentSigned = 34 => "appointment-signed",
        /// A person's account was switched off; the object is the officer.
        Retired = 35 => "retired",
        /// The order of readers of a category was set; the object is the agency.
        PanelSet = 36 => "panel-set",
        /// Somebody was let in as a reader of a case; the object is the case.
        AccessGranted = 43 => "access-granted",
        /// Somebody answers for a case from now on; the object is the case.
        Assigned = 44 => "assigned",
    }
);

impl Action {
    /// Whether such an entry is about one case, which is then its object. It is shown to the readers of that case and
    /// to nobody else: the accused may be the auditor. Whoever adds an action decides.
    pub const fn is_of_case(self) -> bool {
        match self {
            Self::CaseViewed
            | Self::CaseDeed
            | Self::CaseRefused
            | Self::CaseAtDayEnd
            | Self::KeysChanged
            | Self::Recused
            | Self::MarkedInvolved
            | Self::CaseFileTaken
            | Self::MatterRegistered
            | Self::AccessGranted
            | Self::Assigned => true,
            Self::SignedIn
            | Self::SignInRefused
            | Self::SignedOut
            | Self::DirectorySigned
            | Self::OfficerAdded
            | Self::DayEnded
            | Self::LogVerified
            | Self::WitnessSet
            | Self::Founded
            | Self::SettingsChanged
            | Self::AccountChanged
            | Self::PageRefused
            | Self::ClockSetBack
            | Self::EditionPublished
            | Self::CorrectionPrepared
            | Self::PublishingSet
            | Self::Invited
            | Self::InvitationWithdrawn
            | Self::InvitationAccepted
            | Self::Appointed
            | Self::AppointmentSigned
            | Self::Retired
            | Self::PanelSet => false,
        }
    }
}

/// An entry that is to be added. Made by `flow::log::entry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Seconds since the epoch. Never the moment of what a citizen did.
    pub at: i64,
    /// The officer who did it; nothing for jobs, commands and strangers.
    pub actor: Option<OfficerId>,
    /// What was done.
    pub action: Action,
    /// To what.
    pub object: [u8; 16],
    /// Random, so that nobody guesses the detail from its hash once it is erased.
    pub nonce: [u8; 16],
    /// JSON: ids and codes only, never names, addresses or free text.
    pub detail: String,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 0 without gaps.
    pub seq: i64,
    /// Seconds since the epoch.
    pub at: i64,
    /// The officer who did it.
    pub actor: Option<OfficerId>,
    /// The code of what was done.
    pub action: i16,
    /// To what.
    pub object: [u8; 16],
    /// Nonce and JSON, unless they were erased.
    pub detail: Option<([u8; 16], String)>,
    /// The hash of nonce and JSON.
    pub detail_hash: [u8; 32],
    /// The hash of the entry before.
    pub prev: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
}

/// Where a chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tail {
    /// The place of the next entry.
    pub next_seq: i64,
    /// The hash of the last entry; zeros for an empty chain.
    pub hash: [u8; 32],
}

/// The signed end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The day that had ended.
    pub day: super::day::Day,
    /// The place of the entry it names. Never published.
    pub seq: i64,
    /// The hash of that entry.
    pub hash: [u8; 32],
    /// The public key it is signed with.
    pub log_key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// What a verification found, as far as everybody who may read the log may know it: nothing of any case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// When, in seconds since the epoch.
    pub at: i64,
    /// How many findings.
    pub findings: i32,
    /// Of which kinds, each once.
    pub kinds: Vec<Flaw>,
}

impl Check {
    /// The kinds as one text for the database.
    pub fn kinds_text(&self) -> String {
        let keys: Vec<&str> = self.kinds.iter().map(|kind| kind.key()).collect();
        keys.join(" ")
    }

    /// Reads that text back.
    pub fn read_kinds(text: &str) -> Option<Vec<Flaw>> {
        text.split_whitespace().map(Flaw::from_key).collect()
    }
}

coded!(
    /// What can be wrong with a log or with what it vouches for.
    Flaw {
        /// An entry is not what was entered.
        EntryChanged = 1 => "entry-changed",
        /// An entry is missing.
        EntryRemoved = 2 => "entry-removed",
        /// An entry stands in another place.
        EntryMoved = 3 => "entry-moved",
        /// An entry does not follow from the one before.
        LinkBroken = 4 => "link-broken",
        /// The chain ends before the end that is on record.
        CutBack = 5 => "cut-back",
        /// The signed end of a day does not lie on the chain.
        HeadOffChain = 6 => "head-off-chain",
        /// The signature of the end of a day is not good, or made with a strange key.
        HeadForged = 7 => "head-forged",
        /// A day has no signed end.
        HeadMissing = 8 => "head-missing",
        /// A row of a case is not what it was at the end of its day.
        RowChanged = 9 => "row-changed",
        /// A row of a case is gone.
        RowRemoved = 10 => "row-removed",
        /// Rows of a case have changed places.
        RowMoved = 11 => "row-moved",
        /// A row of a case came in without its day's entry.
        RowAdded = 12 => "row-added",
        /// A case does not stand where its events led it.
        StateWrong = 13 => "state-wrong",
        /// A signed directory of keys is gone or not the one that was signed.
        DirectoryWrong = 14 => "directory-wrong",
    }
);
