//! The report as one table: a row for each voltage, with `--frequency` a row for each voltage and frequency.
//!
//! Columns are named after mechanism and variable with the unit behind, `nat.m.tau_ms`; where there are several sites of
//! a cell the site stands before. What has no number is an empty field.

use super::{Inspected, Report};
use crate::emit::number::number;
use crate::inspect::current::Current;
use crate::inspect::gate::Gate;
use crate::inspect::point::MechanismAt;
use crate::inspect::spectrum::{Response, response};
use crate::inspect::{Point, Site};

/// A column: its name, and its values in the order of the rows.
type Column = (String, Vec<String>);

pub(super) fn text(report: &Report) -> String {
    let voltages: Vec<f64> = report
        .subjects
        .iter()
        .filter_map(shown)
        .map(|(_, points)| points)
        .next()
        .map_or_else(Vec::new, |points| points.iter().map(|point| point.v_mv).collect());
    let columns: Vec<Column> = if report.frequencies_hz.is_empty() {
        let v = ("v_mv".to_owned(), voltages.iter().map(|&v_mv| number(v_mv)).collect());
        [v].into_iter()
            .chain(sites(report).flat_map(|(prefix, site, points)| at_voltages(&prefix, site, points)))
            .collect()
    } else {
        let pairs = voltages.iter().flat_map(|&v_mv| report.frequencies_hz.iter().map(move |&f_hz| (v_mv, f_hz)));
        let (v, f): (Vec<_>, Vec<_>) = pairs.map(|(v_mv, f_hz)| (number(v_mv), number(f_hz))).unzip();
        let heads = [("v_mv".to_owned(), v), ("f_hz".to_owned(), f)];
        let rest = sites(report).flat_map(|(prefix, site, points)| at_frequencies(report, &prefix, site, points));
        heads.into_iter().chain(rest).collect()
    };
    lines(&columns)
}

/// A site that has figures, with them.
fn shown(inspected: &Inspected) -> Option<(&Site, &[Point])> {
    let points = inspected.points.as_ref().ok()?;
    Some((inspected.subject.site.as_ref()?, points.as_slice()))
}

/// The sites with the text before their columns.
fn sites(report: &Report) -> impl Iterator<Item = (String, &Site, &[Point])> {
    let several = report.subjects.len() > 1;
    report.subjects.iter().filter_map(shown).map(move |(site, points)| {
        let prefix = if several && site.is_segment() { format!("{}.", site.name) } else { String::new() };
        (prefix, site, points)
    })
}

fn lines(columns: &[Column]) -> String {
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    let head = columns.iter().map(|(name, _)| field(name)).collect::<Vec<_>>().join(",");
    let row = |place: usize| {
        let cells = columns.iter().map(|(_, values)| values.get(place).map_or("", String::as_str));
        cells.collect::<Vec<_>>().join(",")
    };
    [head].into_iter().chain((0..rows).map(row)).map(|line| line + "\n").collect()
}

/// A name as a field: quoted where it holds a comma or a quote.
fn field(name: &str) -> String {
    if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

fn cell(value: Option<f64>) -> String {
    value.filter(|value| !value.is_nan()).map_or_else(String::new, number)
}

/// What stands before the columns of a site itself: the mechanism, where it is alone.
fn own(prefix: &str, site: &Site) -> String {
    if site.is_segment() { prefix.to_owned() } else { format!("{}.", site.name) }
}

fn at_voltages(prefix: &str, site: &Site, points: &[Point]) -> Vec<Column> {
    let Some(first) = points.first() else { return vec![] };
    let own = own(prefix, site);
    let whole = |name: &str, part: &dyn Fn(&Point) -> Option<f64>| {
        (format!("{own}{name}"), points.iter().map(|point| cell(part(point))).collect())
    };
    let mechanisms = first.mechanisms.iter().enumerate();
    let mut columns: Vec<Column> =
        mechanisms.flat_map(|(place, shown)| mechanism(prefix, place, shown, points)).collect();
    for (place, ion) in first.ions.iter().enumerate() {
        columns.push(whole(&format!("e{}_mv", ion.name), &|point| Some(point.ions.get(place)?.e_mv)));
        columns.push(whole(&format!("{}i_mm", ion.name), &|point| Some(point.ions.get(place)?.inner_mm)));
    }
    if first.mechanisms.len() > 1 {
        columns.push(whole("i_ma_per_cm2", &|point| Some(point.membrane.current_ma_per_cm2)));
        columns.push(whole("chord_s_per_cm2", &|point| Some(point.membrane.chord?.s_per_cm2)));
        columns.push(whole("slope_s_per_cm2", &|point| Some(point.membrane.slope.s_per_cm2)));
        columns.push(whole("instantaneous_s_per_cm2", &|point| Some(point.membrane.instantaneous.s_per_cm2)));
    }
    columns
}

fn mechanism(prefix: &str, place: usize, shown: &MechanismAt, points: &[Point]) -> Vec<Column> {
    let column = |name: String, part: &dyn Fn(&MechanismAt) -> Option<f64>| {
        let values = points.iter().map(|point| cell(point.mechanisms.get(place).and_then(part)));
        (format!("{prefix}{}.{name}", shown.name), values.collect())
    };
    let mut columns = vec![];
    for (place, gate) in shown.states.gates.iter().enumerate() {
        let of = |suffix: &str, part: &dyn Fn(&Gate) -> f64| {
            column(format!("{}.{suffix}", gate.name), &|found| found.states.gates.get(place).map(part))
        };
        columns.push(of("steady", &|gate| gate.steady));
        columns.push(of("tau_ms", &|gate| gate.tau_ms));
        columns.push(of("slope_per_mv", &|gate| gate.slope_per_mv));
    }
    for (at, scheme) in shown.states.schemes.iter().enumerate() {
        for (place, state) in scheme.states.iter().enumerate() {
            let steady = |found: &MechanismAt| Some(found.states.schemes.get(at)?.states.get(place)?.steady);
            columns.push(column(format!("{}.steady", state.name), &steady));
        }
    }
    for (place, current) in shown.currents.iter().enumerate() {
        let of = |suffix: &str, part: &dyn Fn(&Current) -> Option<f64>| {
            column(format!("{}.{suffix}", current.name), &|found| found.currents.get(place).and_then(part))
        };
        columns.push(of("i_ma_per_cm2", &|current| Some(current.value_ma_per_cm2)));
        columns.push(of("chord_s_per_cm2", &|current| current.chord_s_per_cm2));
        columns.push(of("slope_s_per_cm2", &|current| Some(current.slope_s_per_cm2)));
        columns.push(of("instantaneous_s_per_cm2", &|current| Some(current.instantaneous_s_per_cm2)));
    }
    columns
}

fn at_frequencies(report: &Report, prefix: &str, site: &Site, points: &[Point]) -> Vec<Column> {
    let own = own(prefix, site);
    let pairs = points.iter().flat_map(|point| report.frequencies_hz.iter().map(move |&f_hz| (point, f_hz)));
    let found: Vec<Response> = pairs.map(|(point, f_hz)| response(site, point, f_hz)).collect();
    let column = |name: &str, part: &dyn Fn(&Response) -> Option<f64>| {
        (format!("{own}{name}"), found.iter().map(|response| cell(part(response))).collect())
    };
    let mut columns = vec![
        column("y_re_s_per_cm2", &|found| Some(found.admittance_s_per_cm2.re)),
        column("y_im_s_per_cm2", &|found| Some(found.admittance_s_per_cm2.im)),
        column("z_abs_ohm_cm2", &|found| Some(found.impedance_ohm_cm2.norm())),
        column("z_phase_degrees", &|found| Some(found.impedance_ohm_cm2.arg().to_degrees())),
    ];
    if site.is_segment() {
        columns.push(column("space_constant_um", &|found| found.space_constant_um));
    }
    columns
}
