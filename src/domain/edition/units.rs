//! What was closed about units, as far as an edition shows it (ADR 0089).

use serde::{Deserialize, Serialize};

use super::figures::HalfYear;
use crate::domain::agency::Unit;
use crate::domain::fiscal_year::Half;
use crate::domain::tally::MonthlyTable;
use crate::domain::tally::breakdown::Threshold;

/// A unit and what was closed about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPart {
    /// The id of the unit, which outlives its name.
    pub key: String,
    /// Its name on the day of the count.
    pub name: String,
    /// Its number.
    pub number: u32,
}

impl HalfYear {
    /// With what was closed about each of these units, as far as it may be published.
    #[must_use]
    pub fn with_units(
        mut self,
        table: &MonthlyTable,
        half: Half,
        units: &[Unit],
        threshold: Threshold,
    ) -> Self {
        let closed = table.closed_about(half);
        let part = |unit: &Unit| {
            Some(UnitPart {
                key: unit.id.to_string(),
                name: unit.name.clone(),
                number: closed.shown(unit.id, threshold)?,
            })
        };
        self.units = units.iter().filter_map(part).collect();
        self
    }
}
