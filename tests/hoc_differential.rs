//! The evaluator against NEURON 9.0.2 itself: every program of `corpus/hoc_differential` prints what NEURON prints.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support;

use std::path::Path;

use support::generated::Generator;
use support::programs::{Program, differences};

#[test]
fn every_program_prints_what_neuron_prints() {
    let programs = Program::all_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_differential"));
    let found = differences(&programs);
    assert!(found.is_empty(), "{} of {} programs differ:\n{}", found.len(), programs.len(), found.concat());
}

/// Programs in one file: what they share is reset by each.
const IN_A_FILE: usize = 50;

#[test]
fn generated_programs_print_what_neuron_prints() {
    let folder = tempfile::tempdir().unwrap();
    for file in 0..2000 / IN_A_FILE {
        let mut generator = Generator::new(file as u64 + 1);
        let programs: String = (0..IN_A_FILE).map(|number| generator.program(number)).collect();
        std::fs::write(folder.path().join(format!("{file:02}.hoc")), Generator::prelude() + &programs).unwrap();
    }
    let found = differences(&Program::all_in(folder.path()));
    assert!(found.is_empty(), "{} files differ:\n{}", found.len(), found.concat());
}
