//! Who may receive a report, as people, panels, delegations and keys stand at one moment.

use crate::domain::agency::Agency;
use crate::domain::category::Category;
use crate::domain::day::Day;
use crate::domain::delegation::{self, Delegation};
use crate::domain::ids::{AgencyId, DelegationId, OfficerId};
use crate::domain::involved::Involved;
use crate::domain::officer::Officer;
use crate::domain::routing::{self, Routing};
use crate::domain::rule_book::RuleBook;
use crate::store::{self, Conn, StoreError};

/// What routing goes by, as it stood at one moment: who holds which office, who is asked to read, who acts for whom, and
/// which directory of keys is in force.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Seats {
    category: Category,
    pub(super) officers: Vec<Officer>,
    panel: Vec<OfficerId>,
    delegations: Vec<Delegation>,
    directory: i64,
}

impl Seats {
    fn read(c: &mut Conn, agency: AgencyId, category: Category) -> Result<Self, StoreError> {
        Ok(Self {
            category,
            officers: store::officers::list(c, agency)?,
            panel: store::panels::get(c, agency, category)?,
            delegations: store::delegations::list(c, agency)?,
            directory: store::directories::newest_version(c, agency)?,
        })
    }

    /// Whether everybody still sits where they did, which stays so until the end of the transaction.
    pub(super) fn still(&self, c: &mut Conn, agency: AgencyId) -> Result<bool, StoreError> {
        store::agencies::keep(c, agency)?;
        Ok(Self::read(c, agency, self.category)? == *self)
    }
}

/// Who may receive what, read at one moment.
pub struct Staff {
    pub(super) seats: Seats,
    pub(super) keys: store::agencies::AgencyKeys,
    pub(super) directory: store::directories::DirectoryRow,
    pub(super) rules: RuleBook,
}

impl Staff {
    /// Reads it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the agency has no keys or no directory.
    pub fn read(c: &mut Conn, agency: AgencyId, category: Category) -> Result<Self, StoreError> {
        Ok(Self {
            seats: Seats::read(c, agency, category)?,
            keys: store::agencies::keys(c, agency)?,
            directory: store::directories::newest(c, agency)?,
            rules: store::reckoning::rules(c, agency)?,
        })
    }

    /// Who reads the report.
    pub(super) fn route(&self, agency: &Agency, involved: &Involved) -> Routing {
        routing::route(
            &self.seats.panel,
            &self.seats.officers,
            involved,
            agency.panel_size,
            agency.minimum_readers,
        )
    }

    /// Who reads the report besides those, for somebody who is away, and by which delegation.
    pub(super) fn substitutes(
        &self,
        routing: &Routing,
        involved: &Involved,
        today: Day,
    ) -> Vec<(OfficerId, DelegationId)> {
        delegation::substitutes(
            &routing.readers,
            &self.seats.delegations,
            &self.seats.officers,
            involved,
            today,
        )
    }

    /// Who keeps the name.
    pub(super) fn custodians(&self, agency: &Agency, involved: &Involved) -> Routing {
        routing::custodians(&self.seats.officers, involved, agency.panel_size)
    }

    /// An officer of the agency.
    pub(super) fn officer(&self, id: OfficerId) -> Option<&Officer> {
        self.seats.officers.iter().find(|officer| officer.id == id)
    }
}
