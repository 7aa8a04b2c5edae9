//! Figures, editions, reports of rounds, and whatever else the agency publishes.

pub mod dashboard;
pub mod editions;
pub mod embed;
pub mod figures;
pub mod handbook;
pub mod plan;
mod plan_sheet;
pub mod report;
pub mod report_approval;
pub mod report_form;
pub mod reports;
