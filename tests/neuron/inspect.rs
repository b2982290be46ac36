//! What `inspect` prints of the program's own channels, by NEURON: steady states, time constants, slope conductances.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::mechanisms::answers::AtVoltage;
use crate::support::mechanisms::{Evaluation, Judge, Membrane};
use crate::support::venv::{Neuron, say};

/// Rates are asked for at this distance from where the states are steady, mV.
const ASIDE_MV: f64 = 10.0;

fn inspect(path: &Path, v_mv: f64) -> Value {
    let v = v_mv.to_string();
    let arguments = ["--celsius", "34", "--set", "gbar=0.001", "--format", "json", "--v", &v];
    let mut command = Command::new(env!("CARGO_BIN_EXE_neuron-reduce"));
    let output = command.arg("inspect").arg(path).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let whole: Value = serde_json::from_slice(&output.stdout).unwrap();
    whole["sites"][0]["points"][0]["mechanisms"][0].clone()
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs();
    assert!(error <= tolerance, "{what}: {found:e}, by NEURON {expected:e}");
}

fn compare(name: &str, ours: &Value, here: &AtVoltage, aside: &AtVoltage, before: &AtVoltage) -> f64 {
    let fast = ours["currents"][0]["instantaneous_s_per_cm2"].as_f64().unwrap();
    close(fast, here.slope_conductance(), 1e-8, &format!("{name} slope"));
    let rates = &before.rate(ASIDE_MV).equations.as_ref().unwrap().rates_per_ms;
    let mut worst: f64 = 0.0;
    for gate in ours["gates"].as_array().unwrap() {
        let state = format!("{}_{name}", gate["name"].as_str().unwrap());
        close(gate["steady"].as_f64().unwrap(), here.initial[&state], 1e-12, &state);
        // From where it was steady a state moves with (steady - state)/tau.
        let tau_ms = (here.initial[&state] - before.initial[&state]) / rates[&state];
        close(gate["tau_ms"].as_f64().unwrap(), tau_ms, 1e-9, &format!("tau of {state}"));
        // The central difference of NEURON's steady states 10 mV to both sides bounds the derivative's sign.
        let rise = aside.initial[&state] - before.initial[&state];
        assert_eq!(gate["slope_per_mv"].as_f64().unwrap() > 0.0, rise > 0.0, "{state}");
        worst = worst.max((gate["tau_ms"].as_f64().unwrap() / tau_ms - 1.0).abs());
    }
    worst
}

#[test]
fn own_channels_are_as_neuron_has_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mod");
    let judge = Judge::of(Neuron::Nine).mods(&folder);
    let voltages: Vec<f64> = (0..12).map(|place| -90.3 + ASIDE_MV * f64::from(place)).collect();
    let names = ["ih", "nat", "km", "kslow", "cahva"];
    let jobs: Vec<Evaluation> = names
        .iter()
        .map(|name| {
            let membrane = Membrane { celsius: 34.0, ..Membrane::of(name) }.set(&format!("gbar_{name}"), 1e-3);
            Evaluation::at(membrane, &voltages)
        })
        .collect();
    for (name, answer) in names.iter().zip(judge.evaluate(&jobs)) {
        let answer = answer.unwrap();
        let at: Vec<&AtVoltage> = answer.voltages.iter().map(|at| at.as_ref().unwrap()).collect();
        let mut worst: f64 = 0.0;
        for place in 1..at.len() - 1 {
            let ours = inspect(&folder.join(format!("{name}.mod")), at[place].v_mv);
            worst = worst.max(compare(name, &ours, at[place], at[place + 1], at[place - 1]));
        }
        say(&format!("{name}: time constants within {worst:.1e} of NEURON's"));
    }
}
