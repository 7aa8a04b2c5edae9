//! What the log vouches for of the rows that decide when something is due and for how long it is kept: the hash of every
//! column, in the entry of the deed that wrote the row (ADR 0074).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::ids::AgencyId;
use crate::domain::log::{Action, Entry, Flaw};
use crate::domain::retention::Class;
use crate::domain::second_signature::Verdict;
use crate::flow::verification::verify::{Finding, Place};
use crate::store::log_settings::Version;
use crate::store::{self, Conn, StoreError};
use crate::vault::audit::{row_hash, spelled};

/// The class of rules among those of what is kept.
const RULES: i16 = 0;

/// Puts the hash of the row that was just written into the detail of the entry about it. `class` is nothing for a version of
/// the period for an answer.
pub(in crate::flow) fn vouch(
    c: &mut Conn,
    agency: AgencyId,
    class: Option<Class>,
    number: i32,
    detail: &mut Value,
) -> Result<(), StoreError> {
    let rows = match class {
        Some(_) => store::log_settings::decisions(c, agency)?,
        None => store::log_settings::rules(c, agency)?,
    };
    let class = class.map_or(RULES, Class::code);
    let row = rows
        .iter()
        .find(|row| row.class == class && row.number == number)
        .ok_or(StoreError::Damaged)?;
    let detail = detail.as_object_mut().ok_or(StoreError::Damaged)?;
    detail.insert("version".to_owned(), number.into());
    detail.insert("row".to_owned(), print(row).into());
    Ok(())
}

fn print(row: &Version) -> String {
    spelled(&row_hash(&row.content))
}

/// What the entries of an agency say of such rows.
#[derive(Default)]
pub(in crate::flow) struct Said {
    /// By class and number: the hash.
    vouched: BTreeMap<(i16, i32), String>,
    /// Class and days of what was entered before entries had hashes.
    older: Vec<(i16, i64)>,
}

impl Said {
    /// Takes an entry of the chain.
    pub(in crate::flow) fn learn(&mut self, entry: &Entry, detail: Option<&Value>) {
        let text = |key: &str| detail?.get(key)?.as_str();
        let number = |key: &str| detail?.get(key)?.as_i64();
        let class = match Action::from_code(entry.action) {
            Some(Action::RuleAdded) => Some(RULES),
            Some(Action::SettingsChanged) if text("setting") == Some("retention") => of_class(text("class")),
            Some(Action::RetentionAnswered) if text("verdict") == Some(Verdict::Signed.key()) => {
                of_class(text("class"))
            }
            _ => None,
        };
        let Some(class) = class else {
            return;
        };
        let version = number("version").and_then(|version| i32::try_from(version).ok());
        match (version, text("row"), number("days")) {
            (Some(version), Some(row), _) => {
                self.vouched.insert((class, version), row.to_owned());
            }
            (_, _, Some(days)) => self.older.push((class, days)),
            _ => {}
        }
    }

    /// Holds the rows as they are against it. What was written before `erased_before` may have lost its entry's detail.
    pub(in crate::flow) fn verify(
        &self,
        c: &mut Conn,
        agency: AgencyId,
        erased_before: Option<i64>,
    ) -> Result<Vec<Finding>, StoreError> {
        let mut rows = store::log_settings::rules(c, agency)?;
        rows.extend(store::log_settings::decisions(c, agency)?);
        let mut findings = Vec::new();
        let mut found = |class: i16, number: i32, flaw| {
            findings.push(Finding {
                place: Place::Setting(class, number),
                flaw,
            });
        };
        for row in &rows {
            match self.vouched.get(&(row.class, row.number)) {
                Some(said) if *said == print(row) => {}
                Some(_) => found(row.class, row.number, Flaw::RowChanged),
                None => {
                    let entered = self.older.contains(&(row.class, i64::from(row.days)));
                    if !entered && erased_before.is_none_or(|before| row.at >= before) {
                        found(row.class, row.number, Flaw::RowAdded);
                    }
                }
            }
        }
        for (class, number) in self.vouched.keys() {
            if !rows
                .iter()
                .any(|row| (row.class, row.number) == (*class, *number))
            {
                found(*class, *number, Flaw::RowRemoved);
            }
        }
        Ok(findings)
    }
}

fn of_class(key: Option<&str>) -> Option<i16> {
    Class::from_key(key?).map(Class::code)
}
