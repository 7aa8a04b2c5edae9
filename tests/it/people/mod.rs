//! People come, change and go.

mod at_once;
mod changing;
mod command;
mod delegation;
mod in_flight;
mod joining;
mod panels;
mod returning;
mod scene;
