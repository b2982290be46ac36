//! The whole segment: conductances, time and space constants, resonance, stability.

use super::states::mode;
use super::{Table, figure, figure_or, paragraph};
use crate::inspect::membrane::Conductance;
use crate::inspect::spectrum::{HIGHEST_HZ, Resonance, resonance};
use crate::inspect::{Point, Site};
use crate::units::NF_PER_UF_UM2_PER_CM2;

pub(super) fn membrane(site: &Site, point: &Point) -> String {
    let membrane = &point.membrane;
    let is_cell = site.is_segment();
    let headings = [("membrane", ""), ("g", "S/cm2"), ("1/g", "ohm cm2"), ("cm/g", "ms")];
    let of_cell = [("segment", "MOhm"), ("space constant", "um")];
    let mut table = Table::new(headings.into_iter().chain(of_cell.into_iter().filter(|_| is_cell)));
    let rows =
        [("chord", membrane.chord), ("slope 0 Hz", Some(membrane.slope)), ("slope inf", Some(membrane.instantaneous))];
    for (name, conductance) in rows {
        let cells = [
            name.to_owned(),
            of(conductance, |found| found.s_per_cm2),
            of(conductance, |found| found.ohm_cm2),
            of(conductance, |found| found.tau_ms),
        ];
        let more =
            [of(conductance, |found| found.mohm), figure_or(conductance.and_then(|found| found.space_constant_um))];
        table.row(cells.into_iter().chain(more.into_iter().filter(|_| is_cell)));
    }
    let mut text = format!("\n{}", table.lines());
    if is_cell {
        text += &paragraph("current", &current(site, point));
    } else {
        text += &paragraph("", &format!("with cm {} uF/cm2 and nothing else", figure(site.patch.cm_uf_per_cm2)));
    }
    text + &resonance_lines(&resonance(&point.linear)) + &stability(point)
}

fn of(conductance: Option<Conductance>, part: impl Fn(Conductance) -> f64) -> String {
    figure_or(conductance.map(part))
}

fn current(site: &Site, point: &Point) -> String {
    let density = point.membrane.current_ma_per_cm2;
    let whole_na = density * site.patch.area_um2 / 100.0;
    let charging_mv_per_ms = -whole_na / (site.patch.cm_uf_per_cm2 * site.patch.area_um2 * NF_PER_UF_UM2_PER_CM2);
    format!(
        "{} mA/cm2, {} nA of the segment; without its neighbours it would move at {} mV/ms",
        figure(density),
        figure(whole_na),
        figure(charging_mv_per_ms)
    )
}

fn resonance_lines(resonance: &Resonance) -> String {
    let peak = resonance.peak.map_or_else(
        || format!("none below {HIGHEST_HZ} Hz"),
        |peak| format!("{} Hz, Q = |Z|max/|Z(0)| = {}", figure(peak.frequency_hz), figure(peak.q)),
    );
    let zero =
        resonance.zero_phase_hz.map_or_else(|| "at 0 Hz alone".to_owned(), |found| format!("{} Hz", figure(found)));
    paragraph("resonance", &peak) + &paragraph("zero phase", &zero)
}

fn stability(point: &Point) -> String {
    let modes = &point.membrane.eigenvalues_per_ms;
    if modes.is_empty() {
        return paragraph("stable", "not known: the linear system has no numbers");
    }
    let shown: Vec<String> = modes.iter().filter(|value| value.im >= 0.0).map(mode).collect();
    let stable = if point.membrane.is_stable() { "yes" } else { "no" };
    paragraph("stable", &format!("{stable}; modes {}", shown.join(", ")))
}
