//! The evaluator against NEURON itself: every program of `corpus/hoc_differential` prints what NEURON 9.0.2 prints, those of
//! `corpus/hoc_differential_8` what 8.2.6 does, where 9.0.2 is wrong.

use std::path::Path;

use crate::support::generated::{Choices, Generator};
use crate::support::generated_cells;
use crate::support::programs::{Program, differences, differences_from};
use crate::support::venv::Neuron;

fn check_all(neuron: Neuron, folder: &str) {
    let programs = Program::all_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder));
    let found = differences_from(neuron, &programs);
    assert!(found.is_empty(), "{} of {} programs differ:\n{}", found.len(), programs.len(), found.concat());
}

#[test]
fn every_program_prints_what_neuron_prints() {
    check_all(Neuron::Nine, "hoc_differential");
}

/// NEURON 9.0.2 takes the states of several sections for each other's and lets them follow at once at any frequency.
#[test]
fn impedances_with_states_that_follow_are_those_of_neuron_8() {
    check_all(Neuron::Eight, "hoc_differential_8");
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
