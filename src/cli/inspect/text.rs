//! The report for reading.

mod declared;
mod membrane;
mod states;
mod sweep;

use super::shown::{Table, figure, figure_or, given, paragraph};
use super::{Inspected, Report};
use crate::inspect::point::MechanismAt;
use crate::inspect::{Point, Site};
use crate::mechanism::MechanismKind;
use crate::membrane::program::Role;

/// The whole report.
pub(super) fn text(report: &Report) -> String {
    let subjects: Vec<String> = report.subjects.iter().map(|inspected| subject(report, inspected)).collect();
    subjects.join("\n")
}

fn subject(report: &Report, inspected: &Inspected) -> String {
    let mut text = String::new();
    if let Some(declaration) = &inspected.subject.declaration {
        text += &declared::declared(declaration, inspected);
    }
    let Some(site) = &inspected.subject.site else { return text };
    if site.is_segment() {
        text += &segment_head(site);
    }
    let points = match &inspected.points {
        Ok(points) => points,
        Err(refused) => {
            let reason = format!("no: {} (mechanism {})", refused.fault.kind, refused.mechanism);
            return text + &if site.is_segment() { paragraph("linearized", &reason) } else { String::new() };
        }
    };
    match points.as_slice() {
        [one] => text += &point(report, site, one),
        many => text += &sweep::voltages(report, site, many),
    }
    if !report.frequencies_hz.is_empty() {
        text += &points.iter().map(|point| sweep::frequencies(report, site, point)).collect::<String>();
    }
    text
}

fn segment_head(site: &Site) -> String {
    let patch = &site.patch;
    let ra = site.ra_ohm_cm.map(|ra_ohm_cm| format!(", Ra {} ohm cm", given(ra_ohm_cm))).unwrap_or_default();
    let mut text = format!(
        "{}  diam {} um, area {} um2, cm {} uF/cm2{ra}\n",
        site.name,
        figure(patch.diam_um),
        figure(patch.area_um2),
        given(patch.cm_uf_per_cm2)
    );
    for (program, memory) in &patch.mechanisms {
        let parameters = program.variables.iter().filter(|(name, variable)| {
            variable.role == Role::Parameter && variable.length == 1 && !is_start(name, program)
        });
        let values = parameters.map(|(name, variable)| {
            let unit = if variable.unit.is_empty() || variable.unit == "1" {
                String::new()
            } else {
                format!(" {}", variable.unit)
            };
            format!("{name} {}{unit}", given(memory.get(variable.slot)))
        });
        text += &paragraph(&program.name, &values.collect::<Vec<_>>().join(", "));
    }
    text
}

/// `m0`, where a state starts that `INITIAL` does not set, is no parameter of the user's.
fn is_start(name: &str, program: &crate::membrane::Program) -> bool {
    program.states.iter().any(|state| program.name_of(state.start) == name) || name == "usetable"
}

/// The units of a site: those of a membrane, or of a point process.
#[derive(Clone, Copy)]
struct Units {
    current: &'static str,
    conductance: &'static str,
    resistance: &'static str,
    inductance: &'static str,
    /// Those of a point process.
    is_point: bool,
    /// What a density is times this.
    scale: f64,
    /// What an inductance is times this.
    inductance_scale: f64,
}

impl Units {
    fn of(site: &Site) -> Self {
        let is_point = site.patch.mechanisms.iter().any(|(program, _)| program.kind == MechanismKind::PointProcess);
        if !is_point {
            return Self {
                current: "mA/cm2",
                conductance: "S/cm2",
                resistance: "ohm cm2",
                inductance: "H cm2",
                is_point,
                scale: 1.0,
                inductance_scale: 1.0,
            };
        }
        // 1 mA/cm2 over 1 um2 is 0.01 nA, 1 S/cm2 is 0.01 uS, and 1 s MOhm is 1e3 kH.
        let scale = site.patch.area_um2 / 100.0;
        Self {
            current: "nA",
            conductance: "uS",
            resistance: "MOhm",
            inductance: "kH",
            is_point,
            scale,
            inductance_scale: 1e3 / scale,
        }
    }
}

fn at(report: &Report, point: &Point) -> String {
    format!("at {} mV, {} degC", given(point.v_mv), given(report.celsius))
}

fn point(report: &Report, site: &Site, point: &Point) -> String {
    let units = Units::of(site);
    let mut text = format!("\n  {}, states steady\n", at(report, point));
    text += &remarks(point);
    text += &currents(site, point, units);
    text += &states::states(site, point, units);
    let has_current = point.mechanisms.iter().any(|mechanism| !mechanism.currents.is_empty());
    if !has_current {
        return text + "\n  no current: it acts on the membrane through what others read alone\n";
    }
    if !units.is_point {
        text += &membrane::membrane(site, point);
    }
    text
}

/// What is special about a point.
fn remarks(point: &Point) -> String {
    let mut text = String::new();
    if !point.is_number() {
        text += "  the equations have no number here\n";
    } else if point.figures_v_mv != point.v_mv {
        text += "  the equations have no number here (0/0): figures are for 1e-5 mV more\n";
    }
    if point.is_number() && !point.is_steady {
        text += "  the states come to no rest: figures are for where the search for it ended\n";
    }
    text
}

/// The name of a mechanism's variable: with the suffix where there are several mechanisms.
fn hoc_name(site: &Site, mechanism: &MechanismAt, name: &str) -> String {
    let is_ion = site.patch.ions.iter().any(|ion| name.contains(ion.name.as_str()) && name.len() == ion.name.len() + 1);
    if !site.is_segment() || is_ion {
        return name.to_owned();
    }
    match name.split_once('[') {
        Some((array, index)) => format!("{array}_{}[{index}", mechanism.name),
        None => format!("{name}_{}", mechanism.name),
    }
}

/// One digit; a part that rounds to nothing has no sign.
fn percent(part: f64) -> String {
    let text = format!("{part:.1}");
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

fn currents(site: &Site, point: &Point, units: Units) -> String {
    let headings = [
        ("current", ""),
        ("carried by", ""),
        ("i", units.current),
        ("reversal", "mV"),
        ("chord", units.conductance),
        ("slope 0 Hz", units.conductance),
        ("slope inf", units.conductance),
    ];
    let share = site.is_segment().then_some(("of slope", "%"));
    let mut table = Table::new(headings.into_iter().chain(share)).left(1);
    for mechanism in &point.mechanisms {
        for current in &mechanism.currents {
            let name = if site.is_segment() { mechanism.name.clone() } else { current.name.clone() };
            let carrier = if site.is_segment() { current.name.clone() } else { current.carrier.clone() };
            let cells = [
                name,
                carrier,
                figure(current.value_ma_per_cm2 * units.scale),
                figure_or(current.reversal_mv),
                figure_or(current.chord_s_per_cm2.map(|chord| chord * units.scale)),
                figure(current.slope_s_per_cm2 * units.scale),
                figure(current.instantaneous_s_per_cm2 * units.scale),
            ];
            let part = 100.0 * current.slope_s_per_cm2 / point.membrane.slope.s_per_cm2;
            table.row(cells.into_iter().chain(site.is_segment().then(|| percent(part))));
        }
    }
    if table.is_empty() { String::new() } else { format!("\n{}", table.lines()) }
}
