//! hoc: parsed, checked, run, and refused where it has to be; beside NEURON where it has the last word.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod binary;
mod channels;
mod check;
mod classes;
mod differential;
mod errors;
mod eval;
mod files;
mod impedance;
mod initialize;
mod parse;
mod refused;
mod results;
mod robust;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod trees;
mod world;
