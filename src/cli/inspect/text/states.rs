//! Gates, schemes, states without delay, ions.

use nalgebra::Complex;

use super::{Table, Units, figure, figure_or, hoc_name, paragraph};
use crate::inspect::gate::{Effect, Entry, Gate, Scheme};
use crate::inspect::point::MechanismAt;
use crate::inspect::{Point, Site};
use crate::units::MS_PER_S;

pub(super) fn states(site: &Site, point: &Point, units: Units) -> String {
    let mut text = gates(site, point, units);
    for mechanism in &point.mechanisms {
        text += &mechanism.states.schemes.iter().map(|found| scheme(site, mechanism, found)).collect::<String>();
    }
    text + &algebraic(site, point) + &ions(point)
}

fn gates(site: &Site, point: &Point, units: Units) -> String {
    let mut table = Table::new([
        ("gate", ""),
        ("in", ""),
        ("steady", ""),
        ("tau", "ms"),
        ("d/dv", "/mV"),
        ("branch g", units.conductance),
        ("r", units.resistance),
        ("L", units.inductance),
        ("", ""),
    ])
    .left(1)
    .left(8);
    for mechanism in &point.mechanisms {
        for gate in mechanism.states.gates.iter().filter(|gate| !gate.is_concentration) {
            table.row(gate_row(site, mechanism, gate, units));
        }
    }
    if table.is_empty() { String::new() } else { format!("\n{}", table.lines()) }
}

fn gate_row(site: &Site, mechanism: &MechanismAt, gate: &Gate, units: Units) -> [String; 9] {
    let [g, r, l, effect] = match &gate.branch {
        None => ["-".into(), "-".into(), "-".into(), format!("follows {}", gate.follows.join(" "))],
        Some(branch) if Effect::of(branch) == Effect::Nothing => ["0".into(), "-".into(), "-".into(), String::new()],
        Some(branch) => [
            figure(branch.conductance_s_per_cm2 * units.scale),
            figure(branch.resistance_ohm_cm2() / units.scale),
            figure(branch.inductance_h_cm2() * units.inductance_scale),
            Effect::of(branch).name().to_owned(),
        ],
    };
    [
        hoc_name(site, mechanism, &gate.name),
        entries(&gate.enters),
        figure(gate.steady),
        figure(gate.tau_ms),
        figure(gate.slope_per_mv),
        g,
        r,
        l,
        effect,
    ]
}

/// `ina^3`: the current with the power of the state; `i+`: a sum that the state is a part of.
fn entries(entries: &[Entry]) -> String {
    let entry = |entry: &Entry| match (entry.integer(), entry.exponent) {
        (Some(1), _) => entry.current.clone(),
        (Some(exponent), _) => format!("{}^{exponent}", entry.current),
        (None, Some(exponent)) => format!("{}^{exponent:.3}", entry.current),
        (None, None) => format!("{}+", entry.current),
    };
    if entries.is_empty() { "-".to_owned() } else { entries.iter().map(entry).collect::<Vec<_>>().join(" ") }
}

fn scheme(site: &Site, mechanism: &MechanismAt, scheme: &Scheme) -> String {
    let kind = if scheme.is_kinetic { "KINETIC" } else { "coupled states of" };
    let of = if site.is_segment() { format!(" of {}", mechanism.name) } else { String::new() };
    let steady = if scheme.is_kinetic { "equilibrium" } else { "steady" };
    let mut table = Table::new([("state", ""), ("in", ""), (steady, ""), ("d/dv", "/mV")]).left(1);
    for state in &scheme.states {
        let name = hoc_name(site, mechanism, &state.name);
        table.row([name, entries(&state.enters), figure(state.steady), figure_or(state.slope_per_mv)]);
    }
    let modes: Vec<String> = scheme.modes_per_ms.iter().filter(|mode| mode.im >= 0.0).map(mode).collect();
    let modes = if modes.is_empty() { String::new() } else { paragraph("modes", &modes.join(", ")) };
    format!("\n  {kind} {}{of}\n{}{modes}", scheme.name, table.lines())
}

/// How a mode decays, and how it oscillates.
pub(super) fn mode(value: &Complex<f64>) -> String {
    let growth = if value.re < 0.0 {
        format!("{} ms", figure(-1.0 / value.re))
    } else if value.re == 0.0 {
        "no decay".to_owned()
    } else {
        format!("growing, {} ms", figure(1.0 / value.re))
    };
    if value.im == 0.0 {
        return growth;
    }
    format!("{growth} at {} Hz", figure(value.im * MS_PER_S / (2.0 * std::f64::consts::PI)))
}

fn algebraic(site: &Site, point: &Point) -> String {
    let mut values = vec![];
    for mechanism in &point.mechanisms {
        let own = mechanism.states.algebraic.iter();
        values.extend(own.map(|(name, value)| format!("{} = {}", hoc_name(site, mechanism, name), figure(*value))));
    }
    if values.is_empty() { String::new() } else { format!("\n{}", paragraph("no delay", &values.join(", "))) }
}

fn ions(point: &Point) -> String {
    let headings = [("ion", ""), ("reversal", "mV"), ("inside", "mM"), ("outside", "mM"), ("i", "mA/cm2")];
    let pools = [("inside: tau", "ms"), ("d/dv", "mM/mV")];
    let concentrations: Vec<&Gate> = point
        .mechanisms
        .iter()
        .flat_map(|mechanism| &mechanism.states.gates)
        .filter(|gate| gate.is_concentration)
        .collect();
    let has_pool = !concentrations.is_empty();
    let mut table = Table::new(headings.into_iter().chain(pools.into_iter().filter(|_| has_pool)));
    for ion in &point.ions {
        let cells = [
            ion.name.clone(),
            figure(ion.e_mv),
            figure(ion.inner_mm),
            figure(ion.outer_mm),
            figure(ion.current_ma_per_cm2),
        ];
        let pool = concentrations.iter().find(|gate| gate.name == format!("{}i", ion.name));
        let pool = [pool.map(|gate| gate.tau_ms), pool.map(|gate| gate.slope_per_mv)].map(figure_or);
        table.row(cells.into_iter().chain(pool.into_iter().filter(|_| has_pool)));
    }
    if table.is_empty() { String::new() } else { format!("\n{}", table.lines()) }
}
