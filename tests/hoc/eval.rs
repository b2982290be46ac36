//! The evaluator against NEURON: each program of `corpus/hoc_eval` prints what NEURON 9.0.2 printed (`NAME.out`, its
//! standard output after `load_file("stdrun.hoc")`).

use std::path::{Path, PathBuf};

use crate::support::hoc::interpreter;

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_eval");
    let mut programs: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "hoc"))
        .collect();
    programs.sort();
    programs
}

#[test]
fn every_program_prints_what_neuron_prints() {
    let programs = programs();
    assert!(programs.len() >= 10, "the corpus is not there");
    for program in programs {
        let mut hoc = interpreter(program.parent().unwrap());
        let name = program.file_name().unwrap().to_str().unwrap();
        if let Err(error) = hoc.load_file(name, None) {
            panic!("{name}: {}", crate::support::hoc::message(&error, &hoc));
        }
        let expected = std::fs::read_to_string(program.with_extension("out")).unwrap();
        for (number, (ours, theirs)) in hoc.output.lines().zip(expected.lines()).enumerate() {
            assert_eq!(ours, theirs, "{name}: printed line {}", number + 1);
        }
        assert_eq!(hoc.output.lines().count(), expected.lines().count(), "{name}: number of printed lines");
    }
}
