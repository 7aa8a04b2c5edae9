//! The hashes of a case's rows: as the log has entered them, and as they are.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::domain::day::Day;
use crate::domain::ids::{AgencyId, CaseId};
use crate::domain::log::{Action, Entry};
use crate::domain::vouched::Prints;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::row_hash;

/// The rows of a case as they are, with the day each of them says of itself.
pub(in crate::flow) struct Present {
    pub(in crate::flow) prints: Prints,
    pub(in crate::flow) days: BTreeMap<String, Day>,
}

impl Present {
    pub(in crate::flow) fn read(c: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Self, StoreError> {
        let mut present = Self {
            prints: Prints::new(),
            days: BTreeMap::new(),
        };
        for row in store::log_rows::of_case(c, agency, case)? {
            let name = row.key.short();
            present.prints.insert(name.clone(), row_hash(&row.content));
            if let Some(day) = row.day {
                present.days.insert(name, day);
            }
        }
        Ok(present)
    }

    /// Without the rows that came in after this day.
    pub(super) fn until(mut self, day: Day) -> Self {
        let days = &self.days;
        let old = |name: &String| days.get(name).is_none_or(|of| *of <= day);
        self.prints.retain(|name, _| old(name));
        self
    }
}

/// What the log says of the rows of a case.
pub(super) fn entered(c: &mut Conn, agency: AgencyId, case: CaseId) -> Result<Prints, StoreError> {
    Ok(of_entries(&store::log::about(c, agency, case.0)?))
}

/// What these entries about one case, oldest first, say of its rows.
pub(in crate::flow) fn of_entries(entries: &[Entry]) -> Prints {
    let mut prints = Prints::new();
    for entry in entries {
        let rows = || entry.detail.as_ref().map(|(_, detail)| read(detail));
        match Action::from_code(entry.action) {
            Some(Action::CaseAtDayEnd) => prints.extend(rows().unwrap_or_default()),
            // What was left then is all that there is to vouch for.
            Some(Action::CasePurged) => prints = rows().unwrap_or_default(),
            Some(Action::IdentityPurged) => prints.retain(|name, _| !is_of_identity(name)),
            _ => {}
        }
    }
    prints
}

/// Whether a row belongs to the compartment of names, which is the third.
fn is_of_identity(name: &str) -> bool {
    ["h3.", "w3.", "r3."].iter().any(|kind| name.starts_with(kind))
}

/// The detail of an entry that vouches for these rows.
pub(in crate::flow) fn detail(prints: &Prints) -> Value {
    let rows: Vec<[String; 2]> = prints
        .iter()
        .map(|(name, hash)| [name.clone(), BASE64URL_NOPAD.encode(hash)])
        .collect();
    json!({ "rows": rows })
}

fn read(detail: &str) -> Prints {
    let rows = serde_json::from_str::<Value>(detail).ok();
    let rows =
        rows.and_then(|detail| serde_json::from_value::<Vec<[String; 2]>>(detail.get("rows")?.clone()).ok());
    rows.unwrap_or_default()
        .into_iter()
        .filter_map(|[name, hash]| {
            let hash = BASE64URL_NOPAD.decode(hash.as_bytes()).ok()?;
            Some((name, hash.try_into().ok()?))
        })
        .collect()
}
