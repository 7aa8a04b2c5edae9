//! Who reads a case changes after it came in: keys are changed, and whoever is left out finds nothing.

mod assigning;
mod changes;
mod epochs;
mod names;
mod pages;
pub mod scene;
mod second_keeper;
mod waiting_files;
