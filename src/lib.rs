//! Reduces a detailed NEURON model to a few cylinders, without NEURON.
//!
//! ```text
//! directory -> source -> nmodl, morphology, hoc -> cell::Model -> cell::Cell -> cable -> reduce -> emit -> directory
//! ```
//!
//! [`convert::convert`] goes the whole way; `docs/architecture.md` says what each stage takes and gives.
//!
//! ```
//! use neuron_reduce::{convert::convert, demo, entry::Settings, reduce::Options};
//!
//! let model = tempfile::tempdir()?;
//! demo::write(model.path())?;
//! let converted = convert(model.path(), &Settings::default(), &Options::default()).expect("the demo model is sound");
//! let (detailed, reduced) = (&converted.detailed.cell, &converted.reduction.cell);
//! assert!(reduced.segment_count() * 6 < detailed.segment_count());
//! assert!(converted.files.iter().any(|file| file.path.ends_with("cell.hoc")));
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod batch;
mod by_name;
pub mod cable;
pub mod cell;
pub mod channel;
pub mod cli;
pub mod convert;
pub mod demo;
pub mod diagnostic;
pub mod draw;
pub mod emit;
pub mod entry;
pub mod hoc;
pub mod inspect;
pub mod layouts;
pub mod mechanism;
pub mod membrane;
pub mod morphology;
pub mod neuron_defaults;
pub mod nmodl;
pub mod quasi_active;
pub mod reduce;
pub mod report;
pub mod rest;
mod side_by_side;
pub mod source;
pub mod stages;
pub mod synapses;
pub mod units;
pub mod verify;
