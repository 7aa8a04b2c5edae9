//! What tests stand on.

pub mod app;
pub mod browser;
pub mod bucket;
pub mod fresh;
pub mod html;
pub mod office;
pub mod postbox;
pub mod postgres;
pub mod program;
pub mod reporter;
pub mod routes;
pub mod wire;
