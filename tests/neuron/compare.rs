//! `verify` with the real NEURON: the demo model end to end, and cells that are found in models that do more than make them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::schema::conforms;
use crate::support::models::demo_directory;
use crate::support::venv::{cpp_compiler, neuron_python};

/// A soma with two dendrites at top level; beside it another cell, a stimulus, a synapse that fires and a section that a
/// template makes.
const BUSY: &str = "\
celsius = 34
v_init = -70
begintemplate Other
public soma
create soma
proc init() { soma insert pas }
endtemplate Other
objref other, stimulus, synapse, source, connection
other = new Other()
create soma, dend[2], lonely
connect dend[0](0), soma(1)
connect dend[1](0), soma(0)
forsec \"soma\" { insert pas L = 30 diam = 20 }
forsec \"dend\" { insert pas L = 300 diam = 2 nseg = 5 }
lonely insert pas
forall { Ra = 100 g_pas = 1e-4 e_pas = -65 }
soma stimulus = new IClamp(0.5)
stimulus.amp = 5
stimulus.dur = 1e9
dend[1] synapse = new ExpSyn(0.9)
source = new NetStim(0.5)
source.number = 1e9
source.start = 0
connection = new NetCon(source, synapse, 0, 0, 1)
proc init() { execerror(\"the model's own init is not asked\", \"\") }
";

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_neuron-reduce"))
}

fn reduce(model: &Path, output: &Path, more: &[&str]) {
    let done = program().arg("reduce").arg(model).arg("-o").arg(output).args(more).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The report of a short comparison.
fn verified(output: &Path, more: &[&str]) -> Value {
    cpp_compiler().unwrap_or_else(|message| panic!("{message}"));
    let short = ["--trials", "1", "--seconds", "0.3", "--synapses", "500", "--format", "json"];
    let mut command = program();
    let done = command.arg("verify").arg(output).arg("--python").arg(neuron_python()).args(short).args(more).output();
    let done = done.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let report = serde_json::from_slice(&done.stdout).unwrap();
    conforms("verify", &report);
    report
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn json(arguments: &[&str], model: &Path) -> Value {
    let done = program().arg(arguments[0]).arg(model).args(&arguments[1..]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn the_demo_model_is_compared_with_its_reduction() {
    let (model, folder) = (demo_directory(), tempfile::tempdir().unwrap());
    let output = folder.path().join("out");
    reduce(model.path(), &output, &["--membrane", "quasi-active"]);
    let figure = folder.path().join("figure.svg");
    let more = ["--model", model.path().to_str().unwrap(), "--svg", figure.to_str().unwrap()];
    let report = verified(&output, &more);
    let record: Value = serde_json::from_slice(&fs::read(output.join("reduction.json")).unwrap()).unwrap();
    for (cell, total) in [("detailed", "original"), ("reduced", "reduced")] {
        assert_eq!(report[cell]["segments"], record["totals"][total]["segments"], "{cell}");
    }
    let impedance = json(&["impedance", "--frequency", "0", "--format", "json"], model.path());
    let soma = &impedance["places"][0];
    let rest_mv = number(&report["detailed"]["rest_mv"]);
    assert!((rest_mv - number(&soma["rest_mv"])).abs() < 0.02, "{rest_mv} mV at rest, computed {}", soma["rest_mv"]);
    let input_mohm = number(&report["detailed"]["input_mohm"]);
    let computed_mohm = number(&soma["input_mohm"][0]);
    assert!((input_mohm / computed_mohm - 1.0).abs() < 0.01, "{input_mohm} MOhm, computed {computed_mohm} MOhm");
    assert!((number(&report["reduced"]["rest_mv"]) - rest_mv).abs() < 0.1, "the reduction restores the rest");
    let rate_hz = number(&report["mean"]["rate_detailed_hz"]["mean"]);
    assert!((5.0..=20.0).contains(&rate_hz), "{rate_hz} Hz");
    assert!(number(&report["mean"]["isi_distance"]["mean"]) < 1.0);
    assert!(number(&report["mean"]["rmse_mv"]["mean"]) < 15.0);
    assert!(number(&report["mean"]["speed_up_processor"]["mean"]) > 1.0);
    let own = &report["own"];
    assert_eq!(own["end_ms"], 300.0, "the model's tstop is longer than the 0.3 s that are asked for");
    for cell in 0..2 {
        let spikes = own["spikes_ms"][cell].as_array().unwrap();
        assert!(
            !spikes.is_empty() && spikes.iter().all(|t| number(t) > 200.0),
            "the step begins at 200 ms: {spikes:?}"
        );
    }
    let (rmse_mv, rest_rmse_mv) = (number(&own["compared"]["rmse_mv"]), number(&report["mean"]["rmse_mv"]["mean"]));
    assert!(rmse_mv > 0.0 && rmse_mv < rest_rmse_mv.max(5.0), "{rmse_mv} mV");
    assert!(fs::read_to_string(&figure).unwrap().contains("voltage at the soma (mV)"));
}

#[test]
fn a_cell_is_found_among_others_and_without_what_the_model_puts_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let (model, output) = (folder.path().join("busy"), folder.path().join("out"));
    fs::create_dir(&model).unwrap();
    fs::write(model.join("cell.hoc"), BUSY).unwrap();
    reduce(&model, &output, &["--cell", "soma"]);
    let report = verified(&output, &["--weight", "1"]);
    assert_eq!(report["detailed"]["segments"], 11);
    // What it puts on the cell is on both again where that is asked for.
    let rmse_mv = number(&report["own"]["compared"]["rmse_mv"]);
    assert_eq!(report["own"]["compared"]["spikes"], serde_json::json!([1, 1]), "5 nA lift the cell above -20 mV once");
    assert!(rmse_mv < 5.0, "{rmse_mv} mV");
    for cell in ["detailed", "reduced"] {
        let rest_mv = number(&report[cell]["rest_mv"]);
        assert!((rest_mv + 65.0).abs() < 1e-6, "{cell}: {rest_mv} mV, but nothing but the leak is there");
        assert_eq!(number(&report["mean"]["rate_detailed_hz"]["mean"]), 0.0);
    }
    let soma = &json(
        &["impedance", "--membrane", "passive", "--cell", "soma", "--frequency", "0", "--format", "json"],
        &model,
    )["places"][0];
    let (measured, computed) = (number(&report["detailed"]["input_mohm"]), number(&soma["input_mohm"][0]));
    assert!((measured / computed - 1.0).abs() < 1e-4, "{measured} MOhm, computed {computed} MOhm");
    let rmse_mv = number(&report["mean"]["rmse_mv"]["mean"]);
    assert!(rmse_mv < 0.5, "two unbranched dendrites are nearly their own cylinders: {rmse_mv} mV");
}

#[test]
fn a_model_that_makes_another_cell_by_now_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (model, output) = (folder.path().join("busy"), folder.path().join("out"));
    fs::create_dir(&model).unwrap();
    fs::write(model.join("cell.hoc"), BUSY).unwrap();
    reduce(&model, &output, &["--cell", "soma"]);
    fs::write(model.join("cell.hoc"), BUSY.replace("nseg = 5", "nseg = 7")).unwrap();
    let done = program().arg("verify").arg(&output).arg("--python").arg(neuron_python()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let errors = String::from_utf8(done.stderr).unwrap();
    let told = "error[verify::simulation]: the detailed cell cannot be run in NEURON: LookupError: no tree with the 3 sections \
                of the cell that was reduced";
    assert!(errors.starts_with(told), "{errors}");
}
