//! What the agency owes the public: figures, editions, reports of rounds, the handbook.

pub mod assessment;
pub mod dashboard;
pub mod edition;
pub mod edition_draft;
pub mod edition_files;
pub mod embed;
mod forbidden_words;
pub mod handbook;
pub mod plan;
pub mod prints;
mod publication;
pub mod publish;
pub mod report_material;
pub mod report_publishing;
pub mod round_report;
