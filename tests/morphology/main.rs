//! Morphology files: what becomes of each, by examples, by laws, and as NEURON has it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod files;
mod properties;
mod reference;
