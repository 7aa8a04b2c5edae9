//! What officers wrote in cases that a report can be made of: lessons, and what was changed so that it does not happen
//! again (R52–R54). It is opened with the author's own key, case by case, and kept nowhere.

use std::sync::Arc;

use crate::app::App;
use crate::domain::agency::Unit;
use crate::domain::day::Day;
use crate::domain::ids::RecordId;
use crate::domain::measure::{Measure, done_on};
use crate::domain::narrative::Text;
use crate::domain::officer::Officer;
use crate::domain::period::Period;
use crate::domain::role::Role;
use crate::domain::round_report::ReportKey;
use crate::domain::sealed::{Content, Finding, SealedReport};
use crate::domain::{category::Category, leak};
use crate::flow::audit::log;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::trouble::Trouble;
use crate::store::{self, StoreError};
use crate::vault::record::RecordKind;

/// How many cases are opened, at most, newest first.
pub const MOST: usize = 300;
/// How many at one time.
const AT_ONCE: usize = 10;
/// Words with which a report points at the head of the agency, who often has no account that could be marked.
const HEAD: &[&str] = &["นายก", "ผู้บริหาร"];

/// Words of one record.
pub struct Piece {
    /// The record.
    pub id: RecordId,
    /// The words as they were typed.
    pub text: String,
    /// What the case is about.
    pub category: Category,
    /// The units that were marked in the case.
    pub units: Vec<String>,
    /// The unit that its closing named.
    pub unit: Option<Unit>,
    /// Whether this is something that was to be changed, and the day it was done.
    pub prevention: Option<Option<Day>>,
}

/// What there is.
#[derive(Default)]
pub struct Material {
    /// Lessons and preventions of the round, of the newest case first. Nothing of a case that touches the head of the
    /// agency is among them (ADR 0064).
    pub pieces: Vec<Piece>,
    /// Names that stand in the reports of all of these cases.
    pub named: Vec<String>,
    /// Whether there are more cases than are opened.
    pub beyond: bool,
}

/// Opens what this officer can.
///
/// # Errors
/// [`Trouble`] when the store does not answer. A case that does not open is left out.
pub async fn read(app: &Arc<App>, session: &Session, key: ReportKey) -> Result<Material, Trouble> {
    let (agency, me) = (session.agency.id, session.reader(app));
    let limit = i64::try_from(MOST.saturating_add(1)).unwrap_or(i64::MAX);
    let (mut cases, officers, units) = app
        .db
        .read(move |c| {
            Ok::<_, StoreError>((
                store::case_list::newest_for(c, agency, me, None, limit)?,
                store::officers::list(c, agency)?,
                store::units::list(c, agency)?,
            ))
        })
        .await?;
    let mut material = Material {
        beyond: cases.len() > MOST,
        ..Material::default()
    };
    cases.truncate(MOST);
    let heads: Vec<Officer> = officers
        .into_iter()
        .filter(|officer| officer.roles.has(Role::Executive))
        .collect();
    let round = Period::new(key.year.first_day(), key.last_day());
    let mut seen = Vec::new();
    for chunk in cases.chunks(AT_ONCE) {
        for reading in Reading::several(app, session, chunk.to_vec()).await? {
            let Ok(reading) = reading else { continue };
            let before = material.pieces.len();
            look(&reading, round, &heads, &units, &mut material)?;
            if material.pieces.len() > before {
                seen.push(reading.case.id.0);
            }
        }
    }
    log::viewed(app, session, seen, "report").await?;
    Ok(material)
}

/// Takes out of a case what a report can be made of.
fn look(
    reading: &Reading,
    round: Period,
    heads: &[Officer],
    units: &[Unit],
    material: &mut Material,
) -> Result<(), Trouble> {
    let report = reading
        .channel
        .records
        .iter()
        .find(|record| record.kind == RecordKind::Report)
        .ok_or(Trouble::Damaged)?;
    let report = SealedReport::from_json(&report.plain).map_err(|_| Trouble::Damaged)?;
    let who = report.who.as_ref().map_or("", Text::as_str);
    let told = [report.narrative.as_str(), who];
    material
        .named
        .extend(told.iter().flat_map(|text| leak::named(text)));
    let involved = reading.involved()?;
    let touches_head = heads.iter().any(|head| involved.names(head))
        || told
            .iter()
            .any(|text| HEAD.iter().any(|word| text.contains(word)));
    if touches_head || !reading.events.iter().any(|event| round.contains(event.day)) {
        return Ok(());
    }
    let marked = units.iter().filter(|unit| involved.units().contains(&unit.id));
    let marked: Vec<String> = marked.map(|unit| unit.name.clone()).collect();
    let found: Vec<(RecordId, Finding)> = reading
        .internal
        .iter()
        .flat_map(|internal| &internal.records)
        .filter(|record| record.kind == RecordKind::Finding)
        .filter_map(|record| Some((record.id, Finding::from_json(&record.plain).ok()?)))
        .collect();
    let closed = found.iter().rev().find_map(|(_, finding)| match finding {
        Finding::Decision(decision) => Some(decision.unit),
        _ => None,
    });
    let about = units.iter().find(|unit| Some(unit.id) == closed.flatten());
    let measures: Vec<(RecordId, Measure)> = found
        .iter()
        .filter_map(|(id, finding)| match finding {
            Finding::Measure(measure) => Some((*id, measure.clone())),
            _ => None,
        })
        .collect();
    for (id, finding) in &found {
        let (text, prevention) = match finding {
            Finding::Decision(decision) => match &decision.lesson {
                Some(lesson) => (lesson.as_str(), None),
                None => continue,
            },
            Finding::Measure(Measure::Prevention { what, .. }) => {
                (what.as_str(), Some(done_on(*id, &measures)))
            }
            _ => continue,
        };
        material.pieces.push(Piece {
            id: *id,
            text: text.to_owned(),
            category: reading.case.category,
            units: marked.clone(),
            unit: about.cloned(),
            prevention,
        });
    }
    Ok(())
}
