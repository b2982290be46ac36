//! The built-in classes of hoc: each program's printed output is the one recorded from NEURON 9.0.2.

use std::path::Path;

use neuron_reduce::hoc::{Interpreter, Options};
use neuron_reduce::mechanism::Catalog;
use neuron_reduce::source::SourceMap;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/hoc_classes")
}

fn check(name: &str) {
    let sources = SourceMap::open(&folder()).unwrap();
    let mut interpreter = Interpreter::new(sources, Catalog::default(), Options::default());
    let result = interpreter.load_file(&format!("{name}.hoc"), None);
    let expected = std::fs::read_to_string(folder().join(format!("{name}.out"))).unwrap();
    let compared = interpreter.output.lines().zip(expected.lines()).enumerate();
    for (number, (found, expected)) in compared {
        assert_eq!(found, expected, "line {} of {name}.out", number + 1);
    }
    assert_eq!(result.map_err(|diagnostic| format!("{diagnostic:?}")), Ok(()), "{name}");
    assert_eq!(interpreter.output, expected, "{name}");
}

#[test]
fn lists() {
    check("list");
}

#[test]
fn vectors() {
    check("vector");
}

#[test]
fn random_numbers() {
    check("random");
}

#[test]
fn strings() {
    check("strings");
}

#[test]
fn files() {
    check("file");
}

#[test]
fn imported_morphologies() {
    check("imported");
}
