//! What integration tests share.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

pub mod declared;
pub mod folders;
pub mod generated;
pub mod generated_cells;
pub mod hoc;
pub mod mechanisms;
pub mod models;
pub mod neuron;
pub mod programs;
pub mod venv;
