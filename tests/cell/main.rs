//! Cells: the live model of sections, its geometry, and snapshots that a cell is read from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod from_snapshot;
mod golden;
mod model;
mod scenarios;
mod snapshot;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/trees.rs"]
mod trees;
