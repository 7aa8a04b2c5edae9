//! People come, change and go.

mod changing;
mod delegation;
mod in_flight;
mod joining;
mod panels;
mod scene;
