//! The admittance of a segment with each density mechanism of a folder, by NEURON and by us.
//!
//! The folder is the program's own `mod`; `NEURON_REDUCE_MODS=FOLDER:FOLDER` adds others, where `nrnivmodl .` may have
//! been run, and `NEURON_REDUCE_MODS_8` others for the extended impedance of NEURON 8.2.6.

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;
use neuron_reduce::membrane::linear::LinearMembrane;
use neuron_reduce::membrane::segment::Segment;
use neuron_reduce::membrane::{Library, Program, Tables, site};
use neuron_reduce::source::SourceMap;
use num_complex::Complex64;

use crate::support::folders::{Folder, judge, named, own, state_name};
use crate::support::mechanisms::answers::{Admittances, Measured, Values};
use crate::support::mechanisms::{AdmittanceOf, Membrane, Method};
use crate::support::venv::{Neuron, say};

const CELSIUS: f64 = 23.0;

const FREQUENCIES_HZ: [f64; 5] = [1.0, 10.0, 67.0, 200.0, 1000.0];

const VOLTAGES_MV: [f64; 3] = [-77.3, -61.7, -43.1];

/// NEURON's 10 um by 10 um with 1 uF/cm2 around each mechanism; a leak keeps the admittance from vanishing.
fn membrane(mechanism: &str) -> Membrane {
    Membrane { celsius: CELSIUS, ..Membrane::of(mechanism) }.and("pas")
}

/// The same linearized by us at the states that NEURON came to.
fn linear(folder: &Folder, programs: &[Arc<Program>], at: &Measured) -> Result<LinearMembrane, String> {
    linear_with(folder, programs, at, &[])
}

fn linear_with(
    folder: &Folder,
    programs: &[Arc<Program>],
    at: &Measured,
    parameters: &[(&str, f64)],
) -> Result<LinearMembrane, String> {
    let mut patch = site::alone(programs, &folder.catalog, CELSIUS);
    for (program, memory) in &mut patch.mechanisms {
        for &(name, value) in parameters {
            program.slot_of(name).into_iter().for_each(|slot| memory.set(slot, value));
        }
    }
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

/// Each mechanism at each voltage, by the first method that NEURON does not refuse.
fn compare(path: &Path, neuron: Neuron, methods: &[Method]) -> Vec<Line> {
    let folder = Folder::read(path);
    let (mut lines, mut open) = (vec![], cases(&folder));
    for (place, &method) in methods.iter().enumerate() {
        let is_last = place + 1 == methods.len();
        let jobs: Vec<_> = open.iter().map(|case| case.job(method)).collect();
        let answers = judge(path, neuron).admittance(&jobs);
        let compared = open.iter().zip(answers).map(|(case, answer)| {
            let measured = answer?;
            let theirs = match method {
                Method::Impedance => &measured.impedance,
                Method::Equations => &measured.equations,
                Method::Sinusoid => &measured.sinusoid,
            };
            let theirs = theirs.as_ref().unwrap();
            theirs.found().map_err(str::to_owned)?;
            Ok(linear(&folder, &case.programs, &measured).and_then(|ours| difference(&ours, theirs)))
        });
        let compared: Vec<Result<_, String>> = compared.collect();
        let mut refused = vec![];
        for (case, result) in open.into_iter().zip(compared) {
            match result {
                Err(_) if !is_last => refused.push(case),
                Err(reason) => lines.push(case.line(method, Err(reason))),
                Ok(result) => lines.push(case.line(method, result)),
            }
        }
        open = refused;
    }
    lines
}

/// A mechanism with a leak at a voltage.
struct Case {
    programs: [Arc<Program>; 2],
    v_mv: f64,
}

fn cases(folder: &Folder) -> Vec<Case> {
    let library = Library::of([], &IndexMap::new(), &mut SourceMap::default());
    let pas = library.get("pas").unwrap();
    let at = |program: &Arc<Program>, v_mv| Case { programs: [Arc::clone(program), Arc::clone(pas)], v_mv };
    folder.programs.iter().flat_map(|program| VOLTAGES_MV.map(|v_mv| at(program, v_mv))).collect()
}

impl Case {
    fn job(&self, method: Method) -> AdmittanceOf {
        AdmittanceOf::at(membrane(&self.programs[0].name), self.v_mv, &FREQUENCIES_HZ, &[method])
    }

    fn line(&self, method: Method, result: Result<(f64, f64), String>) -> Line {
        Line { mechanism: self.programs[0].name.clone(), v_mv: self.v_mv, method, result }
    }
}

/// Calcium enters, fills a pool and opens a potassium current: NEURON's run couples them, and so do we.
#[test]
fn coupled_ions_admit_what_a_sinusoid_in_neuron_says() {
    let folder = Folder::read(&own());
    let find = |name: &str| folder.programs.iter().find(|program| program.name == name).cloned().unwrap();
    let programs = ["cahva", "capool", "sk"].map(find);
    let membrane = Membrane { celsius: CELSIUS, ..Membrane::of("cahva") }.and("capool").and("sk");
    let membrane = membrane.set("gbar_cahva", 1e-3).set("gbar_sk", 1e-2);
    let jobs = VOLTAGES_MV
        .map(|v_mv| AdmittanceOf::at(membrane.clone(), v_mv, &FREQUENCIES_HZ, &[Method::Equations, Method::Sinusoid]));
    for measured in judge(&own(), Neuron::Nine).admittance(&jobs) {
        let measured = measured.unwrap();
        let ours = linear_with(&folder, &programs, &measured, &[("gbar_cahva", 1e-3), ("gbar_sk", 1e-2)]).unwrap();
        for (theirs, bound) in [(&measured.equations, 1e-6), (&measured.sinusoid, 1e-3)] {
            let (error, _) = difference(&ours, theirs.as_ref().unwrap()).unwrap();
            assert!(error < bound, "{} mV: {error:e}", measured.v_mv);
        }
    }
}

#[test]
fn own_mechanisms_admit_what_neuron_says() {
    for Line { mechanism, v_mv, method, result } in compare(&own(), Neuron::Nine, &[Method::Equations]) {
        let (error, _) = result.unwrap_or_else(|reason| panic!("{mechanism} at {v_mv} mV by {method:?}: {reason}"));
        assert!(error < 1e-7, "{mechanism} at {v_mv} mV: {error:e}");
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
