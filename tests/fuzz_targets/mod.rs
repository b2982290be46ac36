//! What is fuzzed: one function a target, over bytes that mean anything. It fails by panicking.
//!
//! `fuzz/` gives them to libFuzzer, `tests/fuzz_smoke.rs` to seeds of our own files with some bytes changed. Beside that nothing
//! panics, each says what has to hold: what is printed reads the same again, places exist, numbers are numbers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a target fails by panicking")]
#![allow(clippy::indexing_slicing, reason = "a target fails by panicking")]

pub mod cells;
pub mod hoc;
pub mod morphology;
pub mod nmodl;
pub mod snapshot;
pub mod tree;

use neuron_reduce::diagnostic::{Diagnostic, Diagnostics};
use neuron_reduce::entry::Failure;
use neuron_reduce::morphology::Format;

/// A target by its name in `fuzz/fuzz_targets`.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 10] = [
    ("nmodl", nmodl::nmodl),
    ("hoc_parse", hoc::parse),
    ("hoc_run", hoc::run),
    ("neurolucida", |bytes| morphology::read(Format::Neurolucida, bytes)),
    ("neurolucida1", |bytes| morphology::read(Format::Neurolucida1, bytes)),
    ("eutectic", |bytes| morphology::read(Format::Eutectic, bytes)),
    ("morphml", |bytes| morphology::read(Format::MorphMl, bytes)),
    ("swc", |bytes| morphology::read(Format::Swc, bytes)),
    ("snapshot", snapshot::snapshot),
    ("tree", tree::tree),
];

/// What ends without a result says why.
fn says_why(found: &Diagnostics) {
    assert!(found.has_fatal(), "no result and no reason");
    is_no_fault(found);
}

/// The evaluator catches its own panics and says that it failed.
fn is_no_fault(found: &Diagnostics) {
    found.iter().for_each(is_not_internal);
}

fn is_not_internal(found: &Diagnostic) {
    assert_ne!(found.code, "hoc::internal", "{found:?}");
}

/// What a refused model has to say.
fn is_refused(failure: &Failure) {
    says_why(&failure.diagnostics);
}
