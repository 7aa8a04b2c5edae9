//! The audit log: what is entered, and who may be shown it.

use super::coded::coded;
use super::ids::OfficerId;

coded!(
    /// What an entry of the audit log says.
    ///
    /// Numbers are the envelope's `action`: never reused.
    Action {
        /// An officer signed in; the object is the officer.
        SignedIn = 1 => "signed_in",
        /// Somebody gave the name of an officer with a wrong password or code; the object is that officer.
        SignInRefused = 2 => "sign_in_refused",
        /// An officer signed out; the object is the officer.
        SignedOut = 3 => "signed_out",
        /// An officer opened a case; the object is the case.
        CaseViewed = 4 => "case_viewed",
        /// An officer did something to a case; the object is the case.
        CaseDeed = 5 => "case_deed",
        /// An officer asked for a case that is not theirs or does not exist; the object is the id asked for.
        CaseRefused = 6 => "case_refused",
        /// The directory of keys was signed with the recovery kit.
        DirectorySigned = 7 => "directory_signed",
        /// A person was added; the object is the officer.
        OfficerAdded = 8 => "officer_added",
        /// What a case had come to by the end of a day: hashes of its envelopes, records and events; the object is
        /// the case.
        CaseAtDayEnd = 9 => "case_at_day_end",
        /// A day has ended. One for every day, also when nothing happened.
        DayEnded = 10 => "day_ended",
        /// The chain was walked from end to end.
        LogVerified = 11 => "log_verified",
        /// The address outside the office that receives the heads was set.
        WitnessSet = 12 => "witness_set",
        /// The agency was founded; the first entry of its chain.
        Founded = 13 => "founded",
        /// The keys of a case were changed: epochs, hashes of headers, who left and joined; the object is the case.
        KeysChanged = 40 => "keys_changed",
        /// An officer recused themselves from a case; the object is the case.
        Recused = 41 => "recused",
        /// A reader marked somebody as involved, whom the entry does not name; the object is the case.
        MarkedInvolved = 42 => "marked_involved",
        /// A reader took the case file out of the service; the object is the case.
        CaseFileTaken = 14 => "case_file_taken",
        /// A setting of the agency, or a text that its officers reuse, was changed; the object is the agency.
        SettingsChanged = 15 => "settings_changed",
        /// Somebody changed how they sign in: password, one-time codes, recovery code; the object is the officer.
        AccountChanged = 16 => "account_changed",
        /// An officer asked for a page that none of their roles opens; the object is the officer.
        PageRefused = 17 => "page_refused",
        /// An officer registered a matter that came another way than through the website; the object is the case.
        MatterRegistered = 50 => "matter_registered",
        /// A version of the period for an answer was added; the object is the agency.
        RuleAdded = 51 => "rule_added",
        /// A holiday was added or changed; the object is the agency.
        HolidaySet = 52 => "holiday_set",
        /// A holiday was taken away; the object is the agency.
        HolidayRemoved = 53 => "holiday_removed",
        /// An edition of the statistics was published; the object is the agency.
        EditionPublished = 70 => "edition_published",
        /// The figures of a correction were counted, to be approved; the object is the agency.
        CorrectionPrepared = 71 => "correction_prepared",
        /// It was chosen how the agency publishes; the object is the agency.
        PublishingSet = 72 => "publishing_set",
        /// Somebody took the figures for the plan's report; the object is the agency.
        PlanReportTaken = 74 => "plan_report_taken",
        /// It was set which websites may show the channel in a frame; the object is the agency.
        EmbedSitesSet = 76 => "embed_sites_set",
        /// A step of the report of a round, which the detail says; the object is the agency.
        ReportStep = 73 => "report_step",
        /// A mail told somebody that a case is near its day due or past it; the object is the case, the detail who was told
        /// and of which day due.
        OverdueTold = 81 => "overdue_told",
        /// The handbook was announced as it was then; the object is the agency.
        HandbookAnnounced = 80 => "handbook_announced",
        /// A one-time address was made for somebody; the object is the invitation.
        Invited = 30 => "invited",
        /// A one-time address was taken back; the object is the invitation.
        InvitationWithdrawn = 31 => "invitation_withdrawn",
        /// Somebody used a one-time address and chose a password; the object is the new officer.
        InvitationAccepted = 32 => "invitation_accepted",
        /// A person was appointed to something; the object is the officer.
        Appointed = 33 => "appointed",
        /// The directory of keys was signed for a person, appointed from then on; the object is the officer.
        AppointmentSigned = 34 => "appointment_signed",
        /// A person's account was switched off; the object is the officer.
        Retired = 35 => "retired",
        /// The order of readers of a category was set; the object is the agency.
        PanelSet = 36 => "panel_set",
        /// Somebody was let in as a reader of a case; the object is the case.
        AccessGranted = 43 => "access_granted",
        /// Somebody answers for a case from now on; the object is the case.
        Assigned = 44 => "assigned",
        /// The clock of the service was set back: ends of days that have not come yet were taken off the public page.
        ClockSetBack = 18 => "clock_set_back",
        /// A shorter time of keeping something was proposed; the object is the agency.
        RetentionProposed = 19 => "retention_proposed",
        /// Such a proposal was signed, sent back or taken back; the object is the agency.
        RetentionAnswered = 20 => "retention_answered",
        /// A supervisor keeps a case from being destroyed; the object is the case.
        HoldSet = 21 => "hold_set",
        /// A supervisor lets a case go again; the object is the case.
        HoldLifted = 22 => "hold_lifted",
        /// A case was destroyed when its time was over; the detail has the hashes of what is left of it; the object is
        /// the case.
        CasePurged = 23 => "case_purged",
        /// The compartment of names of a case was destroyed when its time was over; the object is the case.
        IdentityPurged = 24 => "identity_purged",
        /// Details of entries before a moment were erased; the object is the agency.
        DetailsErased = 25 => "details_erased",
        /// A keeper of names asked for a name to be opened; the object is the case.
        NameRequested = 45 => "name_requested",
        /// Another keeper approved it; the object is the case.
        NameApproved = 46 => "name_approved",
        /// It was refused or taken back; the object is the case.
        NameRefused = 47 => "name_refused",
        /// A name was opened; the object is the case.
        NameOpened = 48 => "name_opened",
        /// An officer added a file to a case; the object is the case, the detail the hashes of what was sealed.
        EvidenceAdded = 60 => "evidence_added",
        /// An officer took a file of a case out of the service; the object is the case.
        EvidenceTaken = 61 => "evidence_taken",
        /// A substitute was named, by the officer who is away or by an administrator; the object is that officer.
        DelegationMade = 62 => "delegation_made",
        /// A delegation was ended before its last day; the object is the officer who was away.
        DelegationEnded = 63 => "delegation_ended",
        /// A second keeper was let into a name; the object is the case.
        KeeperAdded = 64 => "keeper_added",
        /// An officer linked a case to another; the object is the case. Which other is in neither entry.
        CaseLinked = 67 => "case_linked",
        /// An officer undid a link; the object is the case.
        CaseUnlinked = 68 => "case_unlinked",
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
            | Self::Assigned
            | Self::HoldSet
            | Self::HoldLifted
            | Self::CasePurged
            | Self::IdentityPurged
            | Self::NameRequested
            | Self::NameApproved
            | Self::NameRefused
            | Self::NameOpened
            | Self::EvidenceAdded
            | Self::EvidenceTaken
            | Self::KeeperAdded
            | Self::CaseLinked
            | Self::CaseUnlinked
            | Self::OverdueTold => true,
            Self::SignedIn
            | Self::SignInRefused
            | Self::SignedOut
            | Self::DirectorySigned
            | Self::OfficerAdded
            | Self::DayEnded
            | Self::LogVerified
            | Self::WitnessSet
            | Self::Founded
            | Self::RuleAdded
            | Self::HolidaySet
            | Self::HolidayRemoved
            | Self::SettingsChanged
            | Self::AccountChanged
            | Self::PageRefused
            | Self::ClockSetBack
            | Self::EditionPublished
            | Self::CorrectionPrepared
            | Self::PublishingSet
            | Self::PlanReportTaken
            | Self::EmbedSitesSet
            | Self::ReportStep
            | Self::HandbookAnnounced
            | Self::Invited
            | Self::InvitationWithdrawn
            | Self::InvitationAccepted
            | Self::Appointed
            | Self::AppointmentSigned
            | Self::Retired
            | Self::PanelSet
            | Self::DelegationMade
            | Self::DelegationEnded
            | Self::RetentionProposed
            | Self::RetentionAnswered
            | Self::DetailsErased => false,
        }
    }

    /// What people choose it by.
    pub const fn subject(self) -> Subject {
        match self {
            of_case if of_case.is_of_case() => Subject::Case,
            Self::SignedIn
            | Self::SignInRefused
            | Self::SignedOut
            | Self::AccountChanged
            | Self::PageRefused => Subject::SignIn,
            Self::DayEnded | Self::LogVerified | Self::ClockSetBack | Self::DetailsErased => Subject::Day,
            Self::WitnessSet
            | Self::SettingsChanged
            | Self::RetentionProposed
            | Self::RetentionAnswered
            | Self::EditionPublished
            | Self::CorrectionPrepared
            | Self::PublishingSet
            | Self::PlanReportTaken
            | Self::EmbedSitesSet
            | Self::ReportStep
            | Self::HandbookAnnounced
            | Self::PanelSet => Subject::Settings,
            _ => Subject::People,
        }
    }

    /// Whether its detail can be erased when its time is over. What verifying needs can not.
    pub const fn is_erasable(self) -> bool {
        matches!(
            self,
            Self::SignedIn
                | Self::SignInRefused
                | Self::SignedOut
                | Self::CaseViewed
                | Self::CaseDeed
                | Self::CaseRefused
                | Self::CaseFileTaken
                | Self::CaseLinked
                | Self::CaseUnlinked
                | Self::OverdueTold
                | Self::SettingsChanged
                | Self::AccountChanged
                | Self::PageRefused
        )
    }
}

coded!(
    /// What entries are about, for those who choose among them.
    Subject {
        /// Signing in and out, and what was refused.
        SignIn = 1 => "sign_in",
        /// One case.
        Case = 2 => "case",
        /// People and their keys.
        People = 3 => "people",
        /// How the agency has set the service up.
        Settings = 4 => "settings",
        /// The ends of days, and verifications.
        Day = 5 => "day",
    }
);

/// An entry that is to be added. Made by `flow::audit::log::entry`.
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
        EntryChanged = 1 => "entry_changed",
        /// An entry is missing.
        EntryRemoved = 2 => "entry_removed",
        /// An entry stands in another place.
        EntryMoved = 3 => "entry_moved",
        /// An entry does not follow from the one before.
        LinkBroken = 4 => "link_broken",
        /// The chain ends before the end that is on record.
        CutBack = 5 => "cut_back",
        /// The signed end of a day does not lie on the chain.
        HeadOffChain = 6 => "head_off_chain",
        /// The signature of the end of a day is not good, or made with a strange key.
        HeadForged = 7 => "head_forged",
        /// A day has no signed end.
        HeadMissing = 8 => "head_missing",
        /// A row of a case is not what it was at the end of its day.
        RowChanged = 9 => "row_changed",
        /// A row of a case is gone.
        RowRemoved = 10 => "row_removed",
        /// Rows of a case have changed places.
        RowMoved = 11 => "row_moved",
        /// A row of a case came in without its day's entry.
        RowAdded = 12 => "row_added",
        /// A case does not stand where its events led it.
        StateWrong = 13 => "state_wrong",
        /// A signed directory of keys is gone or not the one that was signed.
        DirectoryWrong = 14 => "directory_wrong",
        /// A sealed file is gone.
        FileMissing = 15 => "file_missing",
        /// A sealed file is shorter than it was.
        FileCut = 16 => "file_cut",
        /// Another sealed file lies in the place of one.
        FileSwapped = 17 => "file_swapped",
        /// A sealed file is not what was signed.
        FileChanged = 18 => "file_changed",
        /// An edition, a report or a handbook is not what was published.
        PublishedChanged = 19 => "published_changed",
        /// Something that was published is gone.
        PublishedMissing = 20 => "published_missing",
    }
);
