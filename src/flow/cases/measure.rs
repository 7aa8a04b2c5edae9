//! An officer records an order, a letter or what came of one. It is sealed among the officers' own records and
//! moves neither the case nor its clock.

use zeroize::Zeroizing;

use crate::domain::event::EventKind;
use crate::domain::ids::RecordId;
use crate::domain::measure::{Known, Measure};
use crate::domain::sealed::{Content, Finding};
use crate::flow::cases::desk::{Desk, Effect};
use crate::flow::cases::handle::HandleError;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::trouble::Trouble;
use crate::vault::record::RecordKind;

impl Desk<'_> {
    pub(super) fn measure(&self, measure: &Measure) -> Result<Effect, HandleError> {
        let case = &self.reading.case;
        if !measure.kind().fits(case.state) {
            return Err(HandleError::Refused);
        }
        let measures = recorded(self.reading)?;
        let known = Known {
            received_on: case.received_on,
            today: self.app.clock.today(),
            measures: &measures,
        };
        if !measure.problems(&known).is_empty() {
            return Err(HandleError::Date);
        }
        let plain = Zeroizing::new(measure.to_json());
        let (internal, record) = self.internally(RecordKind::Finding, self.form.once, &plain)?;
        let event = self.event(EventKind::Measured, case.state, Some(record.id));
        Ok(Effect {
            event,
            records: vec![record],
            internal,
        })
    }
}

/// The measures of an opened case, in order.
fn recorded(reading: &Reading) -> Result<Vec<(RecordId, Measure)>, Trouble> {
    let records = reading.internal.iter().flat_map(|internal| &internal.records);
    let findings = records.filter(|record| record.kind == RecordKind::Finding);
    let mut measures = Vec::new();
    for record in findings {
        if let Finding::Measure(measure) = Finding::from_json(&record.plain).map_err(|_| Trouble::Damaged)? {
            measures.push((record.id, measure));
        }
    }
    Ok(measures)
}
