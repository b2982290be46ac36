//! The report for programs: names with units, in a fixed order; `docs/inspect.md` says what each means.
//!
//! Everything is per membrane area, of point processes too, and what has no number is null.

use nalgebra::Complex;
use serde_json::{Map, Value, json};

use super::{Inspected, Report};
use crate::inspect::current::Current;
use crate::inspect::declaration::{Declaration, Parameter, Solved};
use crate::inspect::gate::{Effect, Entry, Gate, Scheme};
use crate::inspect::membrane::Conductance;
use crate::inspect::point::{IonAt, MechanismAt};
use crate::inspect::spectrum::{Response, resonance, response};
use crate::inspect::{Point, Site};
use crate::layouts;
use crate::mechanism::{IonUse, MechanismKind};
use crate::membrane::program::Role;

pub(super) fn text(report: &Report) -> String {
    let sites: Vec<Value> = report.subjects.iter().map(|inspected| subject(report, inspected)).collect();
    let whole = json!({
        "layout_version": layouts::INSPECT,
        "program": "neuron-reduce",
        "version": env!("CARGO_PKG_VERSION"),
        "celsius": report.celsius,
        "sites": sites,
    });
    format!("{whole:#}\n")
}

fn subject(report: &Report, inspected: &Inspected) -> Value {
    let subject = &inspected.subject;
    let name = subject.site.as_ref().map(|site| &site.name);
    let refused = inspected.points.as_ref().err();
    let points = inspected.points.as_ref().map(Vec::as_slice).unwrap_or_default();
    let points = subject.site.iter().flat_map(|site| points.iter().map(|found| point(report, site, found)));
    json!({
        "name": name.or(subject.declaration.as_ref().map(|declaration| &declaration.name)),
        "declaration": subject.declaration.as_ref().map(declaration),
        "membrane": subject.site.as_ref().map(membrane),
        "linearized": refused.is_none() && subject.site.is_some(),
        "refused": refused.map(|refused| json!({
            "mechanism": refused.mechanism, "reason": refused.fault.kind.to_string(),
        })),
        "assumed": subject.assumed.as_ref().map(|(name, value)| json!({ "name": name, "value": value })),
        "points": points.collect::<Vec<_>>(),
    })
}

fn kind(kind: MechanismKind) -> &'static str {
    match kind {
        MechanismKind::Density => "density",
        MechanismKind::Ion => "ion",
        MechanismKind::PointProcess => "point_process",
        MechanismKind::ArtificialCell => "artificial_cell",
        MechanismKind::Library => "library",
    }
}

fn declaration(declared: &Declaration) -> Value {
    let ion =
        |ion: &IonUse| json!({ "name": ion.ion, "reads": ion.reads, "writes": ion.writes, "valence": ion.valence });
    let current = |(name, is_electrode): &(String, bool)| json!({ "name": name, "electrode": is_electrode });
    let parameter = |parameter: &Parameter| {
        json!({
            "name": parameter.name,
            "default": parameter.default,
            "unit": parameter.unit,
            "limits": parameter.limits,
            "global": parameter.is_global,
        })
    };
    let solved = |solved: &Solved| {
        json!({
            "block": solved.block,
            "kind": solved.kind,
            "method": solved.method,
            "steady_state": solved.steady_state,
            "in_breakpoint": solved.in_breakpoint,
        })
    };
    let state = |(name, unit): &(String, String)| json!({ "name": name, "unit": unit });
    json!({
        "name": declared.name,
        "kind": kind(declared.kind),
        "file": declared.file,
        "title": declared.title,
        "ions": declared.ions.iter().map(ion).collect::<Vec<_>>(),
        "other_currents": declared.other_currents.iter().map(current).collect::<Vec<_>>(),
        "parameters": declared.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "states": declared.states.iter().map(state).collect::<Vec<_>>(),
        "solves": declared.solves.iter().map(solved).collect::<Vec<_>>(),
        "constructs": declared.constructs,
    })
}

/// What a site is made of.
fn membrane(site: &Site) -> Value {
    let patch = &site.patch;
    let mechanisms = patch.mechanisms.iter().map(|(program, memory)| {
        let parameters = program.variables.iter().filter(|(_, variable)| variable.role == Role::Parameter);
        let values: Map<String, Value> = parameters
            .filter(|(_, variable)| !variable.is_array)
            .map(|(name, variable)| (name.clone(), json!(memory.get(variable.slot))))
            .collect();
        json!({ "name": program.name, "kind": kind(program.kind), "parameters": values })
    });
    json!({
        "cm_uf_per_cm2": patch.cm_uf_per_cm2,
        "diam_um": patch.diam_um,
        "area_um2": patch.area_um2,
        "ra_ohm_cm": site.ra_ohm_cm,
        "mechanisms": mechanisms.collect::<Vec<_>>(),
    })
}

fn point(report: &Report, site: &Site, point: &Point) -> Value {
    let frequencies =
        report.frequencies_hz.iter().map(|&frequency_hz| frequency(point, &response(site, point, frequency_hz)));
    json!({
        "v_mv": point.v_mv,
        "figures_v_mv": point.figures_v_mv,
        "steady": point.is_steady,
        "mechanisms": point.mechanisms.iter().map(mechanism).collect::<Vec<_>>(),
        "ions": point.ions.iter().map(ion).collect::<Vec<_>>(),
        "segment": segment(point),
        "frequencies": frequencies.collect::<Vec<_>>(),
    })
}

fn mechanism(mechanism: &MechanismAt) -> Value {
    let algebraic = mechanism.states.algebraic.iter().map(|(name, value)| json!({ "name": name, "value": value }));
    json!({
        "name": mechanism.name,
        "currents": mechanism.currents.iter().map(current).collect::<Vec<_>>(),
        "gates": mechanism.states.gates.iter().map(gate).collect::<Vec<_>>(),
        "schemes": mechanism.states.schemes.iter().map(scheme).collect::<Vec<_>>(),
        "algebraic": algebraic.collect::<Vec<_>>(),
    })
}

fn current(current: &Current) -> Value {
    json!({
        "name": current.name,
        "carrier": current.carrier,
        "i_ma_per_cm2": current.value_ma_per_cm2,
        "reversal_mv": current.reversal_mv,
        "chord_s_per_cm2": current.chord_s_per_cm2,
        "slope_s_per_cm2": current.slope_s_per_cm2,
        "instantaneous_s_per_cm2": current.instantaneous_s_per_cm2,
    })
}

fn entries(entries: &[Entry]) -> Vec<Value> {
    entries.iter().map(|entry| json!({ "current": entry.current, "exponent": entry.exponent })).collect()
}

fn gate(gate: &Gate) -> Value {
    let branch = gate.branch.as_ref().map(|branch| {
        json!({
            "conductance_s_per_cm2": branch.conductance_s_per_cm2,
            "resistance_ohm_cm2": branch.resistance_ohm_cm2(),
            "inductance_h_cm2": branch.inductance_h_cm2(),
            "effect": Effect::of(branch).name(),
        })
    });
    json!({
        "name": gate.name,
        "concentration": gate.is_concentration,
        "steady": gate.steady,
        "tau_ms": gate.tau_ms,
        "slope_per_mv": gate.slope_per_mv,
        "follows": gate.follows,
        "enters": entries(&gate.enters),
        "branch": branch,
    })
}

fn scheme(scheme: &Scheme) -> Value {
    let states = scheme.states.iter().map(|state| {
        json!({
            "name": state.name,
            "steady": state.steady,
            "slope_per_mv": state.slope_per_mv,
            "enters": entries(&state.enters),
        })
    });
    json!({
        "name": scheme.name,
        "kinetic": scheme.is_kinetic,
        "states": states.collect::<Vec<_>>(),
        "modes_per_ms": scheme.modes_per_ms.iter().map(complex).collect::<Vec<_>>(),
    })
}

fn ion(ion: &IonAt) -> Value {
    json!({
        "name": ion.name,
        "e_mv": ion.e_mv,
        "inside_mm": ion.inner_mm,
        "outside_mm": ion.outer_mm,
        "i_ma_per_cm2": ion.current_ma_per_cm2,
    })
}

fn segment(point: &Point) -> Value {
    let membrane = &point.membrane;
    let found = resonance(&point.linear);
    json!({
        "i_ma_per_cm2": membrane.current_ma_per_cm2,
        "chord": membrane.chord.map(conductance),
        "slope": conductance(membrane.slope),
        "instantaneous": conductance(membrane.instantaneous),
        "z0_ohm_cm2": found.z0,
        "resonance": found.peak.map(|peak| json!({
            "frequency_hz": peak.frequency_hz, "z_ohm_cm2": peak.z, "q": peak.q,
        })),
        "zero_phase_hz": found.zero_phase_hz,
        "stable": membrane.is_stable(),
        "modes_per_ms": membrane.eigenvalues_per_ms.iter().map(complex).collect::<Vec<_>>(),
    })
}

fn conductance(conductance: Conductance) -> Value {
    json!({
        "s_per_cm2": conductance.s_per_cm2,
        "ohm_cm2": conductance.ohm_cm2,
        "mohm": conductance.mohm,
        "tau_ms": conductance.tau_ms,
        "space_constant_um": conductance.space_constant_um,
    })
}

fn frequency(point: &Point, response: &Response) -> Value {
    let names = point.mechanisms.iter().flat_map(|mechanism| {
        mechanism.currents.iter().map(|current| (mechanism.name.as_str(), current.name.as_str()))
    });
    let currents = names.zip(&response.currents_s_per_cm2).map(|((mechanism, current), admittance)| {
        json!({ "mechanism": mechanism, "current": current, "y_s_per_cm2": complex(admittance) })
    });
    json!({
        "f_hz": response.frequency_hz,
        "y_s_per_cm2": complex(&response.admittance_s_per_cm2),
        "z_ohm_cm2": complex(&response.impedance_ohm_cm2),
        "z_abs_ohm_cm2": response.impedance_ohm_cm2.norm(),
        "z_phase_degrees": response.impedance_ohm_cm2.arg().to_degrees(),
        "space_constant_um": response.space_constant_um,
        "currents": currents.collect::<Vec<_>>(),
    })
}

/// Real and imaginary part.
fn complex(value: &Complex<f64>) -> Value {
    json!([value.re, value.im])
}
