//! Reduces a detailed NEURON model to a few cylinders, without NEURON.
//!
//! ```text
//! model directory -> source -> hoc, nmodl, morphology -> cell -> cable -> reduce -> emit -> reduced directory
//! ```

pub mod cable;
pub mod cell;
pub mod cli;
pub mod convert;
pub mod demo;
pub mod diagnostic;
pub mod emit;
pub mod entry;
pub mod hoc;
pub mod mechanism;
pub mod morphology;
pub mod neuron_defaults;
pub mod nmodl;
pub mod reduce;
pub mod source;
pub mod units;
