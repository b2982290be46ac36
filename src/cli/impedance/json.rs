//! The report for programs: impedances in `MOhm`, angles in radian.

use num_complex::Complex64;
use serde_json::{Value, json};

use super::csv::ratio;
use super::{Report, Spectrum};
use crate::layouts;

pub(super) fn text(report: &Report) -> String {
    let whole = json!({
        "layout_version": layouts::IMPEDANCE,
        "program": "neuron-reduce",
        "version": env!("CARGO_PKG_VERSION"),
        "membrane": report.membrane,
        "celsius": report.celsius,
        "from": report.from,
        "settled_ms": report.settled_ms,
        "frequency_hz": report.frequencies_hz,
        "places": report.places.iter().map(place).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn place(place: &Spectrum) -> Value {
    let polar = |values: &[Complex64]| -> (Vec<f64>, Vec<f64>) { values.iter().map(|value| value.to_polar()).unzip() };
    let (input, input_phase) = polar(&place.input_mohm);
    let (transfer, transfer_phase) = polar(&place.transfer_mohm);
    let pairs = place.input_mohm.iter().zip(&place.transfer_mohm);
    json!({
        "name": place.name,
        "rest_mv": place.rest_mv,
        "resonance_hz": place.resonance.peak.map(|peak| peak.frequency_hz),
        "q": place.resonance.peak.map(|peak| peak.q),
        "zero_phase_hz": place.resonance.zero_phase_hz,
        "input_mohm": input,
        "input_phase": input_phase,
        "transfer_mohm": transfer,
        "transfer_phase": transfer_phase,
        "ratio": pairs.map(|(&input, &transfer)| ratio(input, transfer)).collect::<Vec<_>>(),
    })
}
