//! The report as a figure: modulus and phase of every place's input impedance.

use num_complex::Complex64;

use super::Report;
use crate::draw::{Axis, AxisKind, Curve, Figure, Look, Panel, svg};

pub(super) fn text(report: &Report) -> String {
    let heading = format!("{} membrane, {} °C", report.membrane, report.celsius);
    let panel = |label: &str, kind: AxisKind, part: &dyn Fn(&Complex64) -> f64| Panel {
        x: Axis::new(AxisKind::Linear, "frequency (Hz)"),
        y: Axis::new(kind, label),
        curves: curves(report, part),
        ..Panel::default()
    };
    svg(&Figure {
        heading,
        panels: vec![
            panel("|Z| (MΩ)", AxisKind::Logarithmic, &|value| value.norm()),
            panel("phase (degrees)", AxisKind::Degrees, &|value| value.arg().to_degrees()),
        ],
        columns: 1,
    })
}

fn curves(report: &Report, part: &dyn Fn(&Complex64) -> f64) -> Vec<Curve> {
    let curve = |(colour, place): (usize, &super::Spectrum)| Curve {
        label: place.name.clone(),
        points: report.frequencies_hz.iter().copied().zip(place.input_mohm.iter().map(part)).collect(),
        colour,
        look: Look::Line,
    };
    report.places.iter().enumerate().map(curve).collect()
}
