//! People come, change and go.

mod changing;
mod in_flight;
mod joining;
mod panels;
mod scene;
