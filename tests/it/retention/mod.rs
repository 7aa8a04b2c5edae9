//! For how long things are kept: decided with reasons, shortened by two, and then destroyed, keys first.

mod holds;
mod periods;
mod publishing;
mod purging;
pub mod scene;
