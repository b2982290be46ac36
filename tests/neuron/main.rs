//! NEURON as the judge: of mechanisms, cells, reductions and what is emitted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod admittance;
mod channels;
mod compare;
mod emitted;
mod files;
mod function_tables;
#[path = "../reference/golden.rs"]
#[allow(dead_code, reason = "the program `reference` uses the rest")]
mod golden;
mod harness;
mod impedance;
mod inspect;
mod judge;
mod mechanisms;
#[path = "../reference/models.rs"]
#[allow(dead_code, reason = "the program `reference` uses the rest")]
mod models;
mod own_names;
mod pipeline;
mod point_processes;
mod quasi_active;
mod rest;
#[path = "../support/schema.rs"]
mod schema;
#[path = "../support/mod.rs"]
mod support;
mod trains;
mod variable_step;
