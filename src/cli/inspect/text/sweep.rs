//! Figures over voltages and over frequencies.

use super::{Report, Table, Units, at, figure, figure_or, given, hoc_name};
use crate::inspect::current::Current;
use crate::inspect::spectrum::response;
use crate::inspect::{Point, Site};

/// A line is not longer.
const WIDTH: usize = 98;

/// Width of a column with the space before it.
const COLUMN: usize = 13;

/// A figure of a current.
type Part = dyn Fn(&Current) -> Option<f64>;

struct Column {
    name: String,
    unit: String,
    values: Vec<String>,
}

/// A table over the voltages, in pieces that fit the page.
pub(super) fn voltages(report: &Report, site: &Site, points: &[Point]) -> String {
    let units = Units::of(site);
    let mut columns = vec![];
    let Some(first) = points.first() else { return String::new() };
    for (place, mechanism) in first.mechanisms.iter().enumerate() {
        for (gate, shown) in mechanism.states.gates.iter().enumerate() {
            let name = hoc_name(site, mechanism, &shown.name);
            let of = |part: fn(&crate::inspect::gate::Gate) -> f64| {
                let found = points.iter().map(|point| point.mechanisms.get(place)?.states.gates.get(gate).map(part));
                found.map(figure_or).collect::<Vec<_>>()
            };
            columns.push(Column { name: name.clone(), unit: String::new(), values: of(|gate| gate.steady) });
            columns.push(Column { name: format!("tau {name}"), unit: "ms".into(), values: of(|gate| gate.tau_ms) });
        }
        for (scheme, shown) in mechanism.states.schemes.iter().enumerate() {
            for (state, shown) in shown.states.iter().enumerate() {
                let value = |point: &Point| {
                    Some(point.mechanisms.get(place)?.states.schemes.get(scheme)?.states.get(state)?.steady)
                };
                let values = points.iter().map(|point| figure_or(value(point))).collect();
                columns.push(Column { name: hoc_name(site, mechanism, &shown.name), unit: String::new(), values });
            }
        }
        for (current, shown) in mechanism.currents.iter().enumerate() {
            let of = |part: &Part| {
                let found =
                    points.iter().map(|point| point.mechanisms.get(place)?.currents.get(current).and_then(part));
                found.map(|value| figure_or(value.map(|value| value * units.scale))).collect::<Vec<_>>()
            };
            let name =
                if site.is_segment() { format!("{} {}", mechanism.name, shown.name) } else { shown.name.clone() };
            let unit = |text: &str| text.to_owned();
            columns.push(Column {
                name,
                unit: unit(units.current),
                values: of(&|current| Some(current.value_ma_per_cm2)),
            });
            let conductances: [(&str, &Part); 3] = [
                ("chord", &|current| current.chord_s_per_cm2),
                ("slope 0 Hz", &|current| Some(current.slope_s_per_cm2)),
                ("slope inf", &|current| Some(current.instantaneous_s_per_cm2)),
            ];
            for (name, part) in conductances {
                columns.push(Column { name: name.into(), unit: unit(units.conductance), values: of(part) });
            }
        }
    }
    let voltages: Vec<String> = points.iter().map(|point| given(point.v_mv)).collect();
    let mut text = format!("\n  at {} degC, states steady\n", given(report.celsius));
    for piece in columns.chunks((WIDTH / COLUMN - 1).max(1)) {
        let headings = piece.iter().map(|column| (column.name.as_str(), column.unit.as_str()));
        let mut table = Table::new([("v", "mV")].into_iter().chain(headings));
        for (place, v) in voltages.iter().enumerate() {
            let cells = piece.iter().map(|column| column.values.get(place).cloned().unwrap_or_default());
            table.row([v.clone()].into_iter().chain(cells));
        }
        text = format!("{text}\n{}", table.right_first().lines());
    }
    text + &doubtful(points)
}

/// Voltages whose figures are special.
fn doubtful(points: &[Point]) -> String {
    let list = |is_it: &dyn Fn(&&Point) -> bool| {
        points.iter().filter(is_it).map(|point| given(point.v_mv)).collect::<Vec<_>>().join(", ")
    };
    let moved = list(&|point| point.is_number() && point.figures_v_mv != point.v_mv);
    let none = list(&|point| !point.is_number());
    let restless = list(&|point| point.is_number() && !point.is_steady);
    let mut text = String::new();
    for (voltages, what) in [
        (moved, "the equations have no number (0/0): figures are for 1e-5 mV more"),
        (none, "the equations have no number"),
        (restless, "the states come to no rest"),
    ] {
        if !voltages.is_empty() {
            text = format!("{text}  at {voltages} mV {what}\n");
        }
    }
    text
}

/// The membrane over the frequencies.
pub(super) fn frequencies(report: &Report, site: &Site, point: &Point) -> String {
    let units = Units::of(site);
    let headings = [
        ("f", "Hz"),
        ("Re Y", units.conductance),
        ("Im Y", units.conductance),
        ("|Z|", units.resistance),
        ("phase Z", "degrees"),
    ];
    let of_cell = site.is_segment().then_some(("space constant", "um"));
    let mut table = Table::new(headings.into_iter().chain(of_cell));
    for &frequency_hz in &report.frequencies_hz {
        let found = response(site, point, frequency_hz);
        let y = found.admittance_s_per_cm2 * units.scale;
        let cells = [
            given(frequency_hz),
            figure(y.re),
            figure(y.im),
            figure(found.impedance_ohm_cm2.norm() / units.scale),
            figure(found.impedance_ohm_cm2.arg().to_degrees()),
        ];
        let more = site.is_segment().then(|| figure_or(found.space_constant_um));
        table.row(cells.into_iter().chain(more));
    }
    let cm = given(site.patch.cm_uf_per_cm2);
    format!("\n  {}: admittance with cm {cm} uF/cm2\n\n{}", at(report, point), table.right_first().lines())
}
