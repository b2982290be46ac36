//! The report as a page.

use num_complex::Complex64;

use super::{Report, Spectrum};
use crate::draw::{Axis, AxisKind, Curve, Look, Panel};
use crate::emit::EmitError;
use crate::inspect::plots::unwound;
use crate::report::content::{Block, Entry, Figure, Named, Page, Section, Table};
use crate::report::html;
use crate::report::number::Number;
use crate::report::plot::curve;

pub(super) fn text(report: &Report) -> Result<String, EmitError> {
    let lead = format!("{} membrane at {} °C, seen from {}.", report.membrane, report.celsius, report.from);
    let inputs = |place: &Spectrum| place.input_mohm.clone();
    let transfers = |place: &Spectrum| place.transfer_mohm.clone();
    let section = Section {
        id: "spectra".into(),
        title: "Impedance against frequency".into(),
        text: vec![],
        blocks: vec![
            Block::Figure(figure(report, "input-impedance", "Input impedance", &inputs)),
            Block::Figure(figure(report, "transfer-impedance", "Transfer impedance to the electrode", &transfers)),
            Block::Table(table(report)),
        ],
    };
    html(&Page { title: report.origin.clone(), kind: "impedance", lead, sections: vec![section], ..Page::default() })
}

fn figure(report: &Report, id: &str, title: &str, of: &dyn Fn(&Spectrum) -> Vec<Complex64>) -> Figure {
    let panel = |kind: AxisKind, label: &str, is_phase: bool| Panel {
        x: Axis::new(AxisKind::Linear, "frequency (Hz)"),
        y: Axis::new(kind, label),
        curves: curves(report, of, is_phase),
        ..Panel::default()
    };
    let panels = vec![
        Named::new("Magnitude", panel(AxisKind::Logarithmic, "|Z| (MΩ)", false)),
        Named::new("Phase", panel(AxisKind::Degrees, "phase (degrees)", true)),
    ];
    Figure { id: id.into(), title: title.into(), caption: String::new(), panels, is_small: false }
}

fn curves(report: &Report, of: &dyn Fn(&Spectrum) -> Vec<Complex64>, is_phase: bool) -> Vec<Curve> {
    let part = |value: &Complex64| if is_phase { value.arg().to_degrees() } else { value.norm() };
    let one = |(colour, place): (usize, &Spectrum)| {
        let points = report.frequencies_hz.iter().copied().zip(of(place).iter().map(part)).collect();
        let drawn = curve(&place.name, colour, points, Look::Line);
        if is_phase { unwound(drawn) } else { drawn }
    };
    report.places.iter().enumerate().map(one).collect()
}

fn table(report: &Report) -> Table {
    let row = |place: &Spectrum| {
        let number = |value: f64| Entry::Number(Number::new(value, 5));
        let peak = place.resonance.peak;
        vec![
            Entry::name(&place.name),
            Entry::number(place.rest_mv.map(|v_mv| Number::new(v_mv, 5))),
            number(place.resonance.z0),
            Entry::number(peak.map(|peak| Number::new(peak.frequency_hz, 5))),
            Entry::number(peak.map(|peak| Number::new(peak.z, 5))),
            Entry::number(peak.map(|peak| Number::new(peak.q, 5))),
            Entry::number(place.resonance.zero_phase_hz.map(|hertz| Number::new(hertz, 5))),
        ]
    };
    let head = ["place", "rest (mV)", "|Z| at 0 Hz (MΩ)", "peak (Hz)", "|Z| there (MΩ)", "Q", "phase 0 (Hz)"];
    Table {
        id: "places".into(),
        caption: "The places".into(),
        head: head.map(String::from).into(),
        rows: report.places.iter().map(row).collect(),
    }
}
