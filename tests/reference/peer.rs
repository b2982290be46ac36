//! The package `neuron_reduce` as the judge of the whole command: the same cell, the same voltage.
//!
//! It runs where `NEURON_REDUCE_MODELS` names a checkout of `orena1/neuron_reduce`, and installs the package by itself.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::neuron::{Model, Step, compile_mods};
use crate::support::venv::{installed, target_directory};

const PACKAGES: [&str; 3] = ["neuron==9.0.2", "neuron_reduce==0.0.7", "numpy"];
const STEP: Step = Step { amplitude_na: 0.8, delay_ms: 100.0, duration_ms: 300.0 };
const TSTOP_MS: f64 = 500.0;
const CELSIUS: &str = "37";
const V_INIT_MV: &str = "-80";

#[test]
fn the_example_cell_has_the_voltage_of_the_peers_reduced_cell() {
    let Some(checkout) = std::env::var_os("NEURON_REDUCE_MODELS").map(PathBuf::from) else {
        println!("skipped: NEURON_REDUCE_MODELS does not name a checkout of orena1/neuron_reduce");
        return;
    };
    let example = checkout.join("example");
    for frequency in ["0", "38"] {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("out");
        reduce(&example, &output, frequency);
        let ours = Model::of_file(&output, "init.hoc").simulate_step(STEP, TSTOP_MS);
        let theirs = peers_trace(&example, frequency);
        assert_eq!(ours.v.len(), theirs.len());
        let differences = ours.v.iter().zip(&theirs).map(|(ours, theirs)| (ours - theirs).abs());
        let largest_mv = differences.fold(0.0, f64::max);
        println!("{frequency} Hz: {} spikes, largest difference {largest_mv:.1e} mV", ours.spikes.len());
        assert!(ours.spikes.len() > 3, "the cell fires");
        assert!(largest_mv < 1e-6, "{frequency} Hz: {largest_mv:.1e} mV");
    }
}

/// The command as a user types it: the cell is found.
fn reduce(example: &Path, output: &Path, frequency: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"))
        .args(["reduce", "--membrane", "passive"])
        .arg(example)
        .arg("-o")
        .arg(output)
        .args(["--frequency", frequency, "--celsius", CELSIUS, "--v-init", V_INIT_MV])
        .status()
        .unwrap();
    assert!(status.success());
}

fn peers_trace(example: &Path, frequency: &str) -> Vec<f64> {
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let venv = target_directory().join("peer-0.0.7");
    let python = installed(&base, &PACKAGES, &venv).unwrap_or_else(|message| panic!("{message}"));
    let library = compile_mods(example).unwrap();
    let step = format!("{}:{}:{}", STEP.amplitude_na, STEP.delay_ms, STEP.duration_ms);
    let output = Command::new(python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer/trace.py"))
        .arg(example)
        .args([frequency, CELSIUS, V_INIT_MV, &step, &TSTOP_MS.to_string()])
        .env("NEURON_MODULE_OPTIONS", format!("-nogui -dll {}", library.display()))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}
