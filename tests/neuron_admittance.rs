//! The admittance of a segment with each density mechanism of a folder, by NEURON and by us.
//!
//! The folder is the program's own `mod`; `NEURON_REDUCE_MODS=FOLDER:FOLDER` adds others, where `nrnivmodl .` may have
//! been run, and `NEURON_REDUCE_MODS_8` others for the extended impedance of NEURON 8.2.6.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a helper of a test may fail the test")]

mod support;

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use neuron_reduce::membrane::linear::LinearMembrane;
use neuron_reduce::membrane::segment::Segment;
use neuron_reduce::membrane::{Library, Program, Tables, site};
use neuron_reduce::source::SourceMap;
use num_complex::Complex64;
use support::folders::{Folder, judge, named, own, state_name};
use support::mechanisms::answers::{Admittances, Measured, Values};
use support::mechanisms::{AdmittanceOf, Membrane, Method};
use support::venv::{Neuron, say};

const CELSIUS: f64 = 23.0;

const FREQUENCIES_HZ: [f64; 5] = [1.0, 10.0, 67.0, 200.0, 1000.0];

const VOLTAGES_MV: [f64; 3] = [-77.3, -61.7, -43.1];

/// NEURON's 10 um by 10 um with 1 uF/cm2 around each mechanism; a leak keeps the admittance from vanishing.
fn membrane(mechanism: &str) -> Membrane {
    Membrane { celsius: CELSIUS, ..Membrane::of(mechanism) }.and("pas")
}

/// The same linearized by us at the states that NEURON came to.
fn linear(folder: &Folder, programs: &[Arc<Program>], at: &Measured) -> Result<LinearMembrane, String> {
    let patch = site::alone(programs, &folder.catalog, CELSIUS);
    let said = |(name, fault): (String, neuron_reduce::membrane::Fault)| format!("{name}: {}", fault.kind);
    let segment = Segment::start(patch, at.v_mv, Some(Tables::default())).map_err(said)?;
    let point = segment.evaluate(at.v_mv, &settled(&segment, &at.values)).map_err(said)?;
    segment.linearize(&point).map_err(said)
}

fn settled(segment: &Segment, values: &Values) -> Vec<f64> {
    let states = segment.instances.iter().flat_map(|instance| {
        instance.states.iter().map(|advanced| {
            let name = state_name(&instance.program, advanced.slot);
            values.get(&name).copied().unwrap_or_else(|| instance.value(advanced.slot))
        })
    });
    states.collect()
}

/// The largest difference over the frequencies, relative to the admittance of the mechanism alone where that is the
/// larger part, and the largest that NEURON's own refinements differ by.
fn difference(ours: &LinearMembrane, theirs: &Admittances) -> Result<(f64, f64), String> {
    let found = theirs.found().map_err(str::to_owned)?;
    let pairs = found.iter().map(|admittance| (ours.admittance_s_per_cm2(admittance.frequency_hz), admittance));
    let errors = pairs.map(|(own, admittance)| {
        let theirs: Complex64 = admittance.value();
        ((own - theirs).norm() / theirs.norm(), admittance.spread)
    });
    Ok(errors.fold((0.0, 0.0), |(worst, spread): (f64, f64), (error, own)| {
        (if error.is_nan() { f64::NAN } else { worst.max(error) }, spread.max(own))
    }))
}

struct Line {
    mechanism: String,
    v_mv: f64,
    method: Method,
    result: Result<(f64, f64), String>,
}

fn compare(path: &Path, neuron: Neuron, methods: &[Method]) -> Vec<Line> {
    let folder = Folder::read(path);
    let mut sources = SourceMap::default();
    let pas = Library::of([], &IndexMap::new(), &mut sources).get("pas").cloned().unwrap();
    let jobs: Vec<_> = folder
        .programs
        .iter()
        .flat_map(|program| {
            VOLTAGES_MV.map(|v_mv| AdmittanceOf::at(membrane(&program.name), v_mv, &FREQUENCIES_HZ, methods))
        })
        .collect();
    let answers = judge(path, neuron).admittance(&jobs);
    let mut lines = vec![];
    for (place, answer) in answers.into_iter().enumerate() {
        let program = &folder.programs[place / VOLTAGES_MV.len()];
        let (mechanism, v_mv) = (program.name.clone(), VOLTAGES_MV[place % VOLTAGES_MV.len()]);
        let programs = [Arc::clone(program), Arc::clone(&pas)];
        for &method in methods {
            let result = answer.as_ref().map_err(Clone::clone).and_then(|measured| {
                let theirs = match method {
                    Method::Impedance => &measured.impedance,
                    Method::Equations => &measured.equations,
                    Method::Sinusoid => &measured.sinusoid,
                };
                difference(&linear(&folder, &programs, measured)?, theirs.as_ref().unwrap())
            });
            lines.push(Line { mechanism: mechanism.clone(), v_mv, method, result });
        }
    }
    lines
}

#[test]
fn own_mechanisms_admit_what_neuron_says() {
    let lines = compare(&own(), Neuron::Nine, &[Method::Equations, Method::Sinusoid]);
    for Line { mechanism, v_mv, method, result } in lines {
        let (error, _) = result.unwrap_or_else(|reason| panic!("{mechanism} at {v_mv} mV by {method:?}: {reason}"));
        let bound = if method == Method::Equations { 1e-7 } else { 1e-4 };
        assert!(error < bound, "{mechanism} at {v_mv} mV by {method:?}: {error:e}");
    }
}

#[test]
fn own_mechanisms_have_the_extended_impedance_of_neuron_8() {
    for Line { mechanism, v_mv, method, result } in compare(&own(), Neuron::Eight, &[Method::Impedance]) {
        let (error, _) = result.unwrap_or_else(|reason| panic!("{mechanism} at {v_mv} mV by {method:?}: {reason}"));
        assert!(error < 1e-4, "{mechanism} at {v_mv} mV: {error:e}");
    }
}

#[test]
fn named_folders_admit_what_neuron_says() {
    for (variable, neuron, methods) in [
        ("NEURON_REDUCE_MODS", Neuron::Nine, &[Method::Equations, Method::Sinusoid][..]),
        ("NEURON_REDUCE_MODS_8", Neuron::Eight, &[Method::Impedance][..]),
    ] {
        for path in named(variable) {
            for Line { mechanism, v_mv, method, result } in compare(&path, neuron, methods) {
                say(&format!("{}\t{mechanism}\t{v_mv}\t{method:?}\t{result:?}", path.display()));
            }
        }
    }
}
