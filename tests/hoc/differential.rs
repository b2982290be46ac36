//! The evaluator against NEURON 9.0.2 itself: every program of `corpus/hoc_differential` prints what NEURON prints.

use std::path::Path;

use crate::support::generated::{Choices, Generator};
use crate::support::generated_cells;
use crate::support::programs::{Program, differences};

#[test]
fn every_program_prints_what_neuron_prints() {
    let programs = Program::all_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_differential"));
    let found = differences(&programs);
    assert!(found.is_empty(), "{} of {} programs differ:\n{}", found.len(), programs.len(), found.concat());
}

/// Programs in one file: what they share is reset by each.
const IN_A_FILE: usize = 50;

/// Files of this many programs, as `file` makes them; the same ones every time.
fn check_generated(programs: usize, file: impl Fn(u64) -> String) {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..programs / IN_A_FILE {
        std::fs::write(folder.path().join(format!("{number:02}.hoc")), file(number as u64 + 1)).unwrap();
    }
    let found = differences(&Program::all_in(folder.path()));
    assert!(found.is_empty(), "{} files differ:\n{}", found.len(), found.concat());
}

#[test]
fn generated_expressions_and_loops_print_what_neuron_prints() {
    check_generated(2000, |seed| {
        let mut generator = Generator::new(seed);
        Generator::prelude() + &(0..IN_A_FILE).map(|number| generator.program(number)).collect::<String>()
    });
}

#[test]
fn generated_cells_print_what_neuron_prints() {
    check_generated(500, |seed| {
        let mut choices = Choices::new(seed);
        (0..IN_A_FILE).map(|number| generated_cells::program(&mut choices, number)).collect()
    });
}
