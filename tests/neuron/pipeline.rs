//! The whole way, judged by NEURON: our model directories built, reduced, written, compiled, loaded and run.

use std::path::Path;

use neuron_reduce::cell::{Cell, snapshot};
use neuron_reduce::convert::{Converted, convert};
use neuron_reduce::diagnostic::render::{MessageFormat, render_all};
use neuron_reduce::emit::write::write_directory;
use neuron_reduce::entry::Settings;
use neuron_reduce::reduce::Options;

use crate::support::models::{SMALL_MODELS, demo_directory};
use crate::support::neuron::{Model, Step};

const STEP: Step = Step { amplitude_na: 0.6, delay_ms: 50.0, duration_ms: 200.0 };
const TSTOP_MS: f64 = 300.0;

#[test]
fn the_demo_model_is_built_as_neuron_builds_it() {
    let folder = demo_directory();
    let converted = converted(folder.path());
    compare(&converted.detailed.cell, &described(&Model::of_file(folder.path(), "init.hoc")), "demo");
}

#[test]
fn the_small_models_are_built_as_neuron_builds_them() {
    for model in SMALL_MODELS {
        let converted = converted(&model.directory());
        compare(&converted.detailed.cell, &described(&model.in_neuron()), model.name);
    }
}

#[test]
fn the_reduced_demo_model_loads_and_spikes() {
    let folder = demo_directory();
    let spikes = reduced_runs_in_neuron(folder.path(), &Options::passive(), "demo");
    assert!((3..=30).contains(&spikes), "{spikes} spikes");
}

#[test]
fn the_reduced_small_models_load_and_run() {
    for model in SMALL_MODELS {
        reduced_runs_in_neuron(&model.directory(), &Options::passive(), model.name);
    }
}

#[test]
fn the_cut_demo_model_loads_and_spikes() {
    let folder = demo_directory();
    let cut = Options { cut: vec!["apic[10]".to_owned(), "dend[52]".to_owned()], ..Options::passive() };
    let spikes = reduced_runs_in_neuron(folder.path(), &cut, "demo, cut");
    assert!((3..=30).contains(&spikes), "{spikes} spikes");
    let far = Options { cut_distance_um: Some(200.0), ..Options::passive() };
    reduced_runs_in_neuron(folder.path(), &far, "demo, cut at 200 um");
}

/// Writes the reduced model, loads it both ways, and compares them with each other and with what was to be written.
fn reduced_runs_in_neuron(directory: &Path, options: &Options, name: &str) -> usize {
    let converted = reduced(directory, options);
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out");
    write_directory(&converted.files, &output, false).unwrap();
    let hoc = Model::of_file(&output, "init.hoc");
    let python = Model::in_directory(&output).python("from model import build; cell = build()");
    let (from_hoc, from_python) = (described(&hoc), described(&python));
    // A hoc array's sections stand together.
    let from_hoc = in_order_of(&converted.reduction.cell, &from_hoc);
    compare(&converted.reduction.cell, &from_hoc, &format!("{name}, reduced, by init.hoc"));
    compare(&converted.reduction.cell, &from_python, &format!("{name}, reduced, by model.py"));
    let (hoc, python) = (hoc.simulate_step(STEP, TSTOP_MS), python.simulate_step(STEP, TSTOP_MS));
    assert_eq!(hoc.v, python.v, "{name}: both ways give the same voltage");
    assert!(hoc.v.iter().all(|v| v.is_finite()), "{name}");
    hoc.spikes.len()
}

fn converted(directory: &Path) -> Converted {
    reduced(directory, &Options::passive())
}

fn reduced(directory: &Path, options: &Options) -> Converted {
    convert(directory, &Settings::default(), options).unwrap_or_else(|failure| {
        panic!("{}", render_all(&failure.diagnostics, &failure.sources, MessageFormat::Human, false))
    })
}

fn described(model: &Model) -> Cell {
    snapshot::read(&model.describe().to_string()).unwrap()
}

/// The cell with its sections in the order of another cell that has the same ones.
fn in_order_of(other: &Cell, cell: &Cell) -> Cell {
    let mut ordered = cell.clone();
    ordered.sections =
        other.sections.iter().map(|section| cell.sections[cell.find(&section.name).unwrap()].clone()).collect();
    let places: Vec<usize> = cell.sections.iter().map(|section| ordered.find(&section.name).unwrap()).collect();
    for section in &mut ordered.sections {
        if let Some(parent) = &mut section.parent {
            parent.section = places[parent.section];
        }
        for child in &mut section.children {
            *child = places[*child];
        }
    }
    assert_eq!(ordered.sections.len(), cell.sections.len());
    ordered
}

fn compare(ours: &Cell, neurons: &Cell, name: &str) {
    assert_eq!(ours.celsius, neurons.celsius, "{name}");
    for (mechanism, globals) in &ours.globals {
        for (global, value) in globals.iter().filter(|(global, _)| neurons.globals[mechanism].contains_key(*global)) {
            assert_eq!(*value, neurons.globals[mechanism][global], "{name} {global}");
        }
    }
    let names = |cell: &Cell| cell.sections.iter().map(|section| section.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(ours), names(neurons), "{name}");
    for (ours, neurons) in ours.sections.iter().zip(&neurons.sections) {
        let name = format!("{name}: {}", ours.name);
        assert_eq!(ours.nseg, neurons.nseg, "{name}");
        assert_eq!(ours.parent, neurons.parent, "{name}");
        assert_eq!((ours.own_end, &ours.children), (neurons.own_end, &neurons.children), "{name}");
        assert_eq!(ours.points, neurons.points, "{name}");
        for (what, ours, neurons, bound) in [
            ("L", &vec![ours.length_um], &vec![neurons.length_um], 1e-9),
            ("Ra", &vec![ours.ra_ohm_cm], &vec![neurons.ra_ohm_cm], 1e-12),
            ("cm", &ours.cm_uf_per_cm2, &neurons.cm_uf_per_cm2, 1e-12),
            ("diam", &ours.diam_um, &neurons.diam_um, 1e-9),
            ("area", &ours.area_um2, &neurons.area_um2, 1e-9),
            ("ri", &ours.ri_mohm, &neurons.ri_mohm, 1e-9),
        ] {
            close(ours, neurons, bound, &format!("{name} {what}"));
        }
        let mechanisms = |section: &neuron_reduce::cell::resolved::Section| {
            let mut names: Vec<_> = section.mechanisms.keys().cloned().collect();
            names.sort();
            names
        };
        assert_eq!(mechanisms(ours), mechanisms(neurons), "{name}");
        for (mechanism, variables) in &ours.mechanisms {
            for (variable, values) in variables {
                let theirs = neurons.values(mechanism, variable).unwrap_or_else(|| panic!("{name} {variable}"));
                close(values, theirs, 1e-12, &format!("{name} {variable}"));
            }
        }
        assert_eq!(ours.ion_style, neurons.ion_style, "{name}");
        assert_eq!(ours.rall_branch, neurons.rall_branch, "{name}");
    }
}

fn close(ours: &[f64], neurons: &[f64], bound: f64, what: &str) {
    assert_eq!(ours.len(), neurons.len(), "{what}");
    for (ours, neurons) in ours.iter().zip(neurons) {
        assert!((ours - neurons).abs() <= bound * neurons.abs(), "{what}: {ours}, in NEURON {neurons}");
    }
}
