//! The vault from outside.

mod peer;
mod randomness;
