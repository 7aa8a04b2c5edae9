//! What words that everybody is to read may not say in an agency, whoever types them and wherever they are published.

use std::sync::Arc;

use crate::app::App;
use crate::domain::ids::AgencyId;
use crate::domain::public_words::{Unsaid, WordProblem};
use crate::domain::tally::breakdown::Threshold;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};

/// Names of those who work there and of the units, and from which number on matters are counted aloud.
pub(super) struct Forbidden {
    officers: Vec<String>,
    units: Vec<String>,
    threshold: Threshold,
}

impl Forbidden {
    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn read(app: &Arc<App>, agency: AgencyId) -> Result<Self, Trouble> {
        let (officers, units, publishing) = app
            .db
            .read(move |c| {
                Ok::<_, StoreError>((
                    store::officers::list(c, agency)?,
                    store::units::list(c, agency)?,
                    store::edition_drafts::publishing(c, agency)?,
                ))
            })
            .await?;
        Ok(Self {
            officers: officers.into_iter().map(|officer| officer.name).collect(),
            units: units.into_iter().map(|unit| unit.name).collect(),
            threshold: publishing.threshold,
        })
    }

    /// Everything that is wrong with a text; `named` are names that stand in reports.
    pub(super) fn problems(&self, text: &str, named: &[String]) -> Vec<WordProblem> {
        let unsaid = Unsaid {
            officers: self.officers.iter().map(String::as_str).collect(),
            named: named.iter().map(String::as_str).collect(),
            units: self.units.iter().map(String::as_str).collect(),
            threshold: self.threshold,
        };
        unsaid.problems(text)
    }
}
