//! Pages and answers that belong to no walk: chooser, explanations, quick exit, health.

pub mod about;
pub mod accessibility;
pub mod assessment;
mod assessment_pack;
mod assessment_view;
pub mod channel;
pub mod chooser;
pub mod embed;
pub mod exit;
pub mod file;
pub mod handbook;
pub mod handbook_text;
pub mod plain;
pub mod published_log;
pub mod report;
pub mod statistics;
