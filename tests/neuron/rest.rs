//! Where whole cells come to rest and what they do with small currents there: NEURON as the judge.
//!
//! The demo model; where `NEURON_REDUCE_MODELS` names a checkout of `orena1/neuron_reduce` and the recorded cells are there
//! also its models.

use std::path::Path;

use neuron_reduce::cell::Cell;
use neuron_reduce::convert::{Detailed, detailed_cell};
use neuron_reduce::entry::Settings;
use neuron_reduce::quasi_active::QuasiActive;
use neuron_reduce::rest::Policy;
use num_complex::Complex64;

use crate::golden::{GOLDENS, Golden, list, number, numbers, texts};
use crate::models::{SOURCES, Source};
use crate::support::models::demo_directory;
use crate::support::neuron::Model;
use crate::support::venv::say;

const FREQUENCIES_HZ: [f64; 4] = [1.0, 10.0, 38.0, 100.0];

/// Channels share calcium in the demo model.
#[test]
fn the_demo_model_rests_and_answers_as_in_neuron() {
    let folder = demo_directory();
    let detailed = detailed_cell(folder.path(), &Settings::default()).map_err(|_| "a cell is built").unwrap();
    compare("demo", detailed, &Model::of_file(folder.path(), "init.hoc").silent());
}

#[test]
fn recorded_models_rest_and_answer_as_in_neuron() {
    let Some(checkout) = crate::models::checkout() else { return };
    for golden in GOLDENS.iter() {
        let Some(source) = SOURCES.iter().find(|source| source.name == golden.name) else { continue };
        let copy = source.copy(&checkout);
        keep_used_mods(copy.path(), &golden.cell);
        compare(source.name, source.build(&checkout, &golden.cell), &in_neuron(source, golden, copy.path()));
    }
}

/// NEURON 9 does not compile all that lies in these folders: the cell's own density mechanisms are enough.
fn keep_used_mods(folder: &Path, cell: &Cell) {
    let is_used = |name: &str| cell.sections.iter().any(|section| section.mechanisms.contains_key(name));
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    for entry in entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "mod")) {
        let text = String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned();
        let suffix = text.split_whitespace().skip_while(|word| *word != "SUFFIX").nth(1);
        if !suffix.is_some_and(is_used) {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
}

fn in_neuron(source: &Source, golden: &Golden, folder: &Path) -> Model {
    let Cell { celsius, v_init_mv, .. } = golden.cell;
    let mut model = Model::in_directory(folder).hoc("load_file(\"stdrun.hoc\")").hoc("load_file(\"import3d.hoc\")");
    model = model.hoc(&format!("celsius = {celsius}"));
    for file in source.load {
        model = model.hoc(&format!("load_file(\"{file}\")"));
    }
    model = model.hoc("objref cell, reader, gui").hoc(&format!("cell = new {}", source.cell));
    if let Some(morphology) = source.morphology {
        model = model.hoc("reader = new Import3d_Neurolucida3()").hoc(&format!("reader.input(\"{morphology}\")"));
        model = model.hoc("gui = new Import3d_GUI(reader, 0)").hoc("gui.instantiate(cell)");
    }
    // Python may call what is not public in a template.
    for statement in source.run {
        model = model.python(&format!("h.{statement}"));
    }
    // The sections may be those of an object within the cell.
    model.hoc(&format!("v_init = {v_init_mv}")).cell("none")
}

fn compare(name: &str, mut detailed: Detailed, model: &Model) {
    let (_, rest) = detailed.rest(Policy::Steady, &[]).unwrap_or_else(|error| panic!("{name}: {error}"));
    let cell = &detailed.cell;
    let places = places(cell);
    let sites: Vec<String> =
        places.iter().map(|&section| format!("{}:{MIDDLE}", cell.sections[section].name)).collect();
    let theirs = model.rest(&sites, &FREQUENCIES_HZ);
    let names: Vec<&str> = cell.sections.iter().map(|section| section.name.as_str()).collect();
    assert_eq!(names, texts(&theirs["sections"]), "{name}");
    let mut furthest_mv: f64 = 0.0;
    for (ours, theirs) in rest.sections.iter().zip(list(&theirs["v"])) {
        let theirs = numbers(theirs);
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (ours, theirs) in ours.iter().zip(theirs) {
            furthest_mv = furthest_mv.max((ours.point.v_mv - theirs).abs());
        }
    }
    let cable = QuasiActive::of(cell, &rest).unwrap();
    let mut worst: f64 = 0.0;
    for (&section, site) in places.iter().zip(list(&theirs["impedances"])) {
        for theirs in list(&site["input"]) {
            let impedances = cable.impedances(&[], number(&theirs["f"]));
            let ours = impedances.input(section, MIDDLE).unwrap();
            let theirs = Complex64::new(number(&theirs["re"]), number(&theirs["im"]));
            worst = worst.max((ours - theirs).norm() / theirs.norm());
        }
    }
    say(&format!("{name}: rest {furthest_mv:.1e} mV, impedance {worst:.1e}"));
    assert!(furthest_mv < 1e-3, "{name}: {furthest_mv:e} mV");
    assert!(worst < 1e-3, "{name}: {worst:e}");
}

const MIDDLE: f64 = 0.5;

/// The soma and three dendrites.
fn places(cell: &Cell) -> Vec<usize> {
    let is_soma = |place: &usize| cell.sections[*place].name.starts_with("soma");
    let all = || 0..cell.sections.len();
    let dendrites: Vec<usize> =
        all().filter(|place| !is_soma(place) && !cell.sections[*place].name.starts_with("axon")).collect();
    let soma = all().find(is_soma);
    let quarters = (1..4).map(|quarter| dendrites[quarter * dendrites.len() / 4]);
    soma.into_iter().chain(quarters).collect()
}
