//! Thai text as people write it: digits, Buddhist dates, repair of what keyboards and old programs do to it.
//!
//! Texts are repaired once, when they come in ([`text::normalise`]); what people typed is otherwise kept
//! letter for letter. Comparing and searching use [`fold::fold`], which is never shown to anybody.

pub mod dates;
pub mod digits;
pub mod fold;
pub mod text;
