//! NMODL: files read one by one and by the directory, and their units.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod corpus;
mod language;
mod load;
#[path = "../support/mod.rs"]
mod support;
mod units;
