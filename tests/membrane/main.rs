//! Equations of the membrane: evaluated, differentiated, held against closed forms, and at rest in whole cells.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod channels;
mod classics;
mod derivatives;
mod equations;
mod flat;
mod rest;
#[path = "../support/mod.rs"]
mod support;
