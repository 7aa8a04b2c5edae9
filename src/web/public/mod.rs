//! Pages and answers that belong to no walk: chooser, explanations, quick exit, health.

pub mod about;
pub mod accessibility;
pub mod chart;
pub mod chooser;
pub mod exit;
pub mod plain;
pub mod published_log;
pub mod statistics;
pub mod statistics_view;
