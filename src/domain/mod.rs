//! What Sujarit is about, without IO, SQL, HTTP or asynchrony.
//!
//! Everything here is a value or a pure function: dates, random numbers and settings come in as
//! parameters, so that every rule can be tested with any date of any year.

pub mod agency;
pub mod appointment;
pub mod arrival;
pub mod assessment;
pub mod assignment;
pub mod attachment;
pub mod calendar;
pub mod case;
pub mod category;
mod coded;
pub mod day;
pub mod deadline;
pub mod delegation;
pub mod disclosure;
pub mod edition;
pub mod embed;
pub mod escalation;
pub mod event;
pub mod event_date;
pub mod file_kind;
pub mod fiscal_year;
pub mod ids;
pub mod invitation;
pub mod involved;
pub mod leak;
pub mod log;
pub mod measure;
pub mod narrative;
pub mod officer;
pub mod officer_text;
pub mod oit;
pub mod password;
pub mod period;
pub mod plan;
pub mod public_status;
pub mod queue;
pub mod reader_change;
pub mod reckoning;
pub mod report;
pub mod retention;
pub mod role;
pub mod routing;
pub mod rule_book;
pub mod saved_reply;
pub mod sealed;
pub mod search;
pub mod second_signature;
pub mod sign_in_failures;
pub mod succession;
pub mod survey;
pub mod tally;
pub mod thai;
pub mod trace;
pub mod vouched;
