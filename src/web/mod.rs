//! The website: every request comes in here and every answer leaves as a whole page.
//!
//! A request passes, in this order: [`server`] (headers, method, path, language), the route table of
//! [`routes`], [`gate`] (agency, who is asking, the form and its token), and then one page, which reads a
//! [`form::Form`], calls one flow and shows one template in its [`layout::Frame`].
//!
//! # A new page
//! 1. Its words into `src/words/th/{citizen,office,setup}.toml` and the same keys into `en`, one section a page:
//!    `[citizen.start] title = "…"` is `visit.words().citizen.start.title`.
//! 2. `x.rs` with a struct that derives `askama::Template`, has a field `frame: Frame` from
//!    [`visit::Visit::frame`] and names `path = "web/citizen/x.html"`; beside it `x.html` that begins with
//!    `{% extends "web/layout.html" %}` and fills `{% block main %}`. Parts of forms are in `fragments.html`.
//! 3. A function that takes [`visit::Visit`] (and [`form::Form`] if it is sent) and gives
//!    `Result<HttpResponse, Problem>`, ending in [`layout::ok`] or [`layout::see_other`].
//! 4. A row in [`routes::ROUTES`]. A form needs a [`routes::FormGuard`], and its page
//!    `<input type="hidden" name="token">` with [`visit::Visit::token`] for the same purpose.
//!
//! Nothing here reads the address, the browser or the time of a visitor, and there is no access log.

pub mod application;
pub mod assets;
pub mod citizen;
pub mod cookie;
pub mod download;
pub mod field;
pub mod file_view;
pub mod form;
#[cfg(test)]
mod fragments;
pub mod gate;
pub mod headers;
pub mod layout;
pub mod multipart;
pub mod office;
pub mod piece;
pub mod problem;
pub mod public;
pub mod receive;
mod route;
pub mod routes;
pub mod server;
pub mod session;
pub mod setup;
mod sieve;
pub mod site;
#[cfg(test)]
mod tests;
pub mod token;
pub mod upload;
pub mod visit;
