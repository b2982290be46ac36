//! Reductions without NEURON: closed forms, laws, what is cut, kept, named, said and emitted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod analytic;
mod cut;
mod emitted;
mod leak;
mod properties;
mod quasi_active;
mod shapes;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/trees.rs"]
mod trees;
