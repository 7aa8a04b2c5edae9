//! Officers and the cases sealed to them: lists, one case opened, deeds, who reads it and who answers for it.

pub mod add_evidence;
mod admission;
pub mod assign;
pub mod assign_many;
pub mod countersign;
pub mod delegation_cases;
mod desk;
pub mod disclosure;
pub mod evidence;
pub mod handle;
pub mod hold;
pub mod inbox;
pub mod keepers;
mod keeping;
pub mod link;
pub mod linked;
mod measure;
pub mod names;
pub mod officer_case;
pub mod opened;
pub mod proposal;
pub mod readers;
mod readership;
mod rekey;
pub mod saved_replies;
pub mod sealed_case;
pub mod search;
