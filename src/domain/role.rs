//! Who may do what: one table (DESIGN §4, requirements R36–R44).

use super::coded::coded;

coded!(
    /// What a person is appointed to do. One person may hold several roles.
    Role {
        /// ผู้รับเรื่อง: registers, screens and routes the cases sealed to them.
        Intake = 1 => "intake",
        /// ผู้รับผิดชอบ: handles the cases sealed to them.
        Responsible = 2 => "responsible",
        /// หัวหน้าผู้ดูแล: gives the second signature.
        Supervisor = 3 => "supervisor",
        /// ผู้บริหาร: reads aggregates.
        Executive = 4 => "executive",
        /// ผู้เผยแพร่: approves editions of the statistics.
        Publisher = 5 => "publisher",
        /// ผู้ตรวจสอบภายใน: reads the log and the aggregates.
        Auditor = 6 => "auditor",
        /// ผู้ดูแลข้อมูลตัวตน: keeps the identity compartment.
        Custodian = 7 => "custodian",
        /// ผู้ดูแลระบบของ อปท.: people and settings, no content.
        Admin = 8 => "admin",
        /// หน่วยงานภายนอก: the outside body that receives what too few insiders may read.
        Outside = 9 => "outside",
    }
);

/// Something a signed-in person asks the service to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Open, answer and close a case that is sealed to them.
    HandleCases,
    /// Register a matter that came another way than through the website.
    Register,
    /// Ask for a reporter's name to be opened, and answer another keeper who asks.
    OpenNames,
    /// Name somebody who reads new cases in one's place.
    NameSubstitute,
    /// Write the texts that officers of the agency reuse.
    WriteReplies,
    /// See the figures of the agency.
    ReadFigures,
    /// See the month of the executives.
    ReadSummary,
    /// Take the figures for the plan's report.
    TakePlan,
    /// Write the report of a round to the head of the agency.
    WriteReports,
    /// Approve editions of the figures, correct them, and choose how they are published.
    Publish,
    /// See people, units and panels, and whether the directory of keys is about to expire.
    ManagePeople,
    /// Decide who is reminded of what is late and for how long things are kept.
    SetPeriods,
    /// See for how long things are kept, and sign what another person proposes about it.
    SeePeriods,
    /// Read the log of the agency.
    ReadLog,
    /// Come in and be led to the first page that their roles allow.
    Enter,
    /// Change their own password and one-time codes, and sign out; all that is possible with a first password.
    OwnAccount,
}

impl Act {
    /// Every act, for tests that try them all.
    pub const ALL: &'static [Self] = &[
        Self::HandleCases,
        Self::Register,
        Self::OpenNames,
        Self::NameSubstitute,
        Self::WriteReplies,
        Self::ReadFigures,
        Self::ReadSummary,
        Self::TakePlan,
        Self::WriteReports,
        Self::Publish,
        Self::ManagePeople,
        Self::SetPeriods,
        Self::SeePeriods,
        Self::ReadLog,
        Self::Enter,
        Self::OwnAccount,
    ];
}

impl Role {
    /// The permission table.
    pub const fn may(self, act: Act) -> bool {
        match act {
            Act::HandleCases => self.reads_cases(),
            Act::OpenNames => matches!(self, Self::Custodian | Self::Outside),
            Act::Register | Act::WriteReplies | Act::WriteReports | Act::NameSubstitute => {
                self.reads_cases() && !matches!(self, Self::Outside)
            }
            Act::ReadFigures => !matches!(self, Self::Outside),
            Act::ReadSummary => matches!(self, Self::Executive),
            Act::TakePlan => matches!(self, Self::Executive | Self::Publisher),
            Act::Publish => matches!(self, Self::Publisher),
            Act::ManagePeople | Act::SetPeriods => matches!(self, Self::Admin),
            Act::SeePeriods => matches!(self, Self::Admin | Self::Supervisor),
            Act::ReadLog => matches!(self, Self::Auditor),
            Act::Enter | Act::OwnAccount => true,
        }
    }

    /// Whether a case can be sealed to a holder of this role: only then may they stand on a panel.
    pub const fn reads_cases(self) -> bool {
        matches!(
            self,
            Self::Intake | Self::Responsible | Self::Supervisor | Self::Outside
        )
    }
}

impl Role {
    /// Whether a holder's key has to stand in the signed directory: something is sealed to it.
    pub const fn needs_key(self) -> bool {
        self.reads_cases() || matches!(self, Self::Custodian)
    }
}

/// The set of roles one person holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Roles(i16);

impl Roles {
    /// The set of these roles.
    pub fn of(roles: &[Role]) -> Self {
        Self(roles.iter().fold(0, |bits, role| bits | bit(*role)))
    }

    /// The number in the database: one bit a role.
    pub const fn bits(self) -> i16 {
        self.0
    }

    /// Reads the number of the database; unknown bits are refused.
    pub fn from_bits(bits: i16) -> Option<Self> {
        let known = Role::ALL.iter().fold(0, |all, role| all | bit(*role));
        (bits & !known == 0).then_some(Self(bits))
    }

    /// Whether the role is in the set.
    pub fn has(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }

    /// Whether any role of the set may do it.
    pub fn may(self, act: Act) -> bool {
        self.iter().any(|role| role.may(act))
    }

    /// Whether a case can be sealed to a holder of this set.
    pub fn read_cases(self) -> bool {
        self.iter().any(Role::reads_cases)
    }

    /// The roles of the set that fit.
    #[must_use]
    pub fn only(self, fits: impl Fn(Role) -> bool) -> Self {
        let bits = self.iter().filter(|role| fits(*role)).map(bit);
        Self(bits.fold(0, |all, bit| all | bit))
    }

    /// The roles of the set, in the order of [`Role::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }

    /// Whether the set is empty: such a person can do nothing.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Debug for Roles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

const fn bit(role: Role) -> i16 {
    1 << (role.code() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_executives_publishers_and_auditors_never_read_cases() {
        for role in [
            Role::Admin,
            Role::Executive,
            Role::Publisher,
            Role::Auditor,
            Role::Custodian,
        ] {
            assert!(!role.reads_cases() && !role.may(Act::HandleCases), "{role:?}");
        }
    }

    #[test]
    fn a_set_of_roles_survives_the_database() {
        let all = Roles::of(Role::ALL);
        assert_eq!(Roles::from_bits(all.bits()), Some(all));
        assert_eq!(Roles::from_bits(1 << 12), None);
        assert!(Roles::default().is_empty());
    }
}
