//! NEURON itself on our model directories, and the harness that asks it.

use std::f64::consts::PI;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::models::{SMALL_MODELS, SmallModel, demo_directory};
use crate::support::neuron::{Model, Step};
use crate::support::venv::{first_that_runs, installed, neuron_python};

#[test]
fn a_missing_python_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let message = installed("python-of-nobody", &["neuron"], &folder.path().join("venv")).unwrap_err();
    assert_eq!(message, "no `python-of-nobody` found: Python 3 with its venv module is needed to run NEURON");
}

#[test]
fn a_missing_compiler_is_one_line() {
    let message = first_that_runs(&["c++-of-nobody", "g++-of-nobody"], "C++ compiler").unwrap_err();
    let expected = "no C++ compiler found (c++-of-nobody, g++-of-nobody): NEURON compiles mod files with it";
    assert_eq!(message, expected);
}

#[test]
fn a_package_that_cannot_be_had_is_one_line_and_leaves_no_stamp() {
    let folder = tempfile::tempdir().unwrap();
    let venv = folder.path().join("venv");
    let message = installed("python3", &["neuron==0.0.0"], &venv).unwrap_err();
    assert!(message.starts_with("cannot install neuron==0.0.0 from PyPI for Python 3"), "{message}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(!venv.join("complete").exists());
}

#[test]
fn the_demo_model_has_the_sections_that_it_says() {
    let folder = demo_directory();
    let cell = Model::of_file(folder.path(), "init.hoc").describe();
    let sections = cell["sections"].as_array().unwrap();
    let of = |kind: &str| sections.iter().filter(|section| section["type"] == kind).count();
    assert_eq!([of("soma"), of("dend"), of("apic"), of("axon")], [1, 65, 73, 2]);
    assert_eq!(cell["segments"]["area"].as_array().unwrap().len(), 587);
    assert_eq!(cell["celsius"], 34.0);
    let listed = |list: &str| sections.iter().filter(|section| section["lists"][0] == list).count();
    assert_eq!(["somatic", "basal", "apical", "axonal"].map(listed), [1, 65, 73, 2]);
    assert_eq!(cell["subtrees"].as_array().unwrap().len(), 8);
}

#[test]
fn the_demo_model_has_dense_ih_far_out_and_calcium_channels_at_the_first_fork() {
    let folder = demo_directory();
    let cell = Model::of_file(folder.path(), "init.hoc").describe();
    let sections = cell["sections"].as_array().unwrap();
    let values = |mechanism: &str, name: &str| -> Vec<f64> {
        let of_sections = sections.iter().filter_map(|section| section["mechs"][mechanism].get(name));
        of_sections
            .flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
            .filter_map(|v| v.as_f64())
            .collect()
    };
    let ih = values("ih", "gbar_ih");
    let (least, most) = ih.iter().fold((f64::MAX, f64::MIN), |(least, most), &g| (least.min(g), most.max(g)));
    assert_eq!(least, 1.5e-4);
    assert!(most > 15.0 * least, "{most}");
    let calcium = values("cahva", "gbar_cahva");
    let hot = calcium.iter().filter(|&&g| g == 5e-4).count();
    assert!(hot > 20 && hot < calcium.len() / 3, "{hot} of {}", calcium.len());
}

#[test]
fn the_demo_model_rests_and_fires_as_it_says() {
    let folder = demo_directory();
    let trace = Model::of_file(folder.path(), "init.hoc").without_events().simulate();
    let at = |t_ms: f64| trace.v[trace.t.partition_point(|&t| t < t_ms)];
    assert!((at(199.0) + 78.34).abs() < 0.05, "rest {}", at(199.0));
    let regular: Vec<f64> =
        trace.spikes.windows(2).map(|pair| pair[1] - pair[0]).filter(|interval| *interval > 50.0).collect();
    assert!(trace.spikes.len() == 8 && regular.len() == 5, "{:?}", trace.spikes);
    assert!(regular.iter().all(|interval| (90.0..140.0).contains(interval)), "{regular:?}");
    assert!(trace.spikes.iter().all(|t| (200.0..900.0).contains(t)));
    let driven = Model::of_file(folder.path(), "init.hoc").simulate();
    assert!((6..=12).contains(&driven.spikes.len()), "over its synapses: {:?}", driven.spikes);
    assert!(driven.spikes.iter().all(|t| (200.0..900.0).contains(t)));
}

#[test]
fn a_pulse_at_the_first_fork_of_the_demo_tuft_is_a_calcium_spike() {
    let folder = demo_directory();
    let fork = Model::of_file(folder.path(), "init.hoc").silent().soma("apic[28]");
    let trace = fork.simulate_step(Step { amplitude_na: 1.0, delay_ms: 50.0, duration_ms: 25.0 }, 150.0);
    let above = trace.v.iter().filter(|&&v| v > -30.0).count() as f64 * 0.025;
    let peak = trace.v.iter().copied().fold(f64::MIN, f64::max);
    assert!(peak > 10.0 && (10.0..40.0).contains(&above), "peak {peak} mV, {above} ms");
    assert!(trace.v.last().unwrap() < &-65.0);
}

#[test]
fn the_demo_morphology_is_what_its_script_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo");
    let drawn = Command::new(neuron_python()).arg(folder.join("make_morphology.py")).output().unwrap();
    assert!(drawn.stdout == fs::read(folder.join("morphology.asc")).unwrap());
}

#[test]
fn the_small_models_have_the_sections_that_the_table_says() {
    for model in SMALL_MODELS {
        let cell = model.in_neuron().describe();
        let sections = cell["sections"].as_array().unwrap();
        let shown: Vec<String> = sections.iter().map(name_and_parent).collect();
        assert_eq!(shown, model.sections, "{}", model.name);
        let nseg: Vec<_> = sections.iter().map(|section| section["nseg"].as_u64().unwrap() as usize).collect();
        assert_eq!(nseg, model.nseg, "{}", model.name);
    }
}

#[test]
fn every_small_model_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries.filter(|path| path.is_dir()).map(|path| file_name(&path)).collect();
    // `tests/neuron/point_processes.rs` has a model of its own.
    let names = SMALL_MODELS.iter().map(|model| model.name).chain(["point_processes"]);
    let mut expected: Vec<_> = names.map(str::to_owned).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// Z = 2/pi sqrt(Rm Ra) d^-3/2 coth(L/lambda).
#[test]
fn the_stick_has_the_input_impedance_of_a_sealed_cylinder() {
    let cell = SmallModel::named("ball_and_stick").in_neuron().describe();
    let (ra_ohm_cm, rm_ohm_cm2, diam_cm, length_cm): (f64, f64, f64, f64) = (100.0, 1e4, 2e-4, 400e-4);
    let lambda_cm = (diam_cm * rm_ohm_cm2 / (4.0 * ra_ohm_cm)).sqrt();
    let infinite_ohm = 2.0 / PI * (rm_ohm_cm2 * ra_ohm_cm).sqrt() * diam_cm.powf(-1.5);
    let expected_mohm = 1e-6 * infinite_ohm / (length_cm / lambda_cm).tanh();
    let found = cell["subtrees"][0]["impedance"][0]["root_input"].as_f64().unwrap();
    assert!((found / expected_mohm - 1.0).abs() < 1e-3, "{found} {expected_mohm}");
}

#[test]
fn a_step_of_current_is_added_to_the_model() {
    let model = SmallModel::named("axon_parent").in_neuron().hoc("v_init = -65");
    let step = Step { amplitude_na: 0.8, delay_ms: 10.0, duration_ms: 3.0 };
    let trace = model.simulate_step(step, 30.0);
    assert_eq!(trace.v[0], -65.0);
    assert_eq!(trace.t.len(), 1201);
    assert!(trace.spikes.len() == 1 && trace.spikes[0] > 10.0, "{:?}", trace.spikes);
}

fn name_and_parent(section: &Value) -> String {
    let name = section["name"].as_str().unwrap();
    match section["parent"].as_str() {
        Some(parent) => format!("{name} < {parent}({})", section["parent_x"].as_f64().unwrap()),
        None => name.to_owned(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
