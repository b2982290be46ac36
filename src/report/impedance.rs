//! Impedances before and after: against frequency, against distance, and what the certificate says.

use num_complex::Complex64;

use super::content::{Block, Entry, Figure, Named, Section, Table};
use super::number::{Number, Record};
use super::plot::{Pair, after, before, panel};
use super::view::View;
use crate::cable::impedance::Impedances;
use crate::cell::resolved::Attachment;
use crate::draw::{Axis, AxisKind, Curve, Look, Panel};
use crate::quasi_active::QuasiActive;
use crate::reduce::Reduction;
use crate::reduce::certificate::COMPARED_HZ;

/// The lowest frequency of a figure, Hz; frequencies for each power of ten, up to 1000 Hz.
const LOWEST_HZ: f64 = 1.0;
const DECADES: u32 = 3;
const PER_DECADE: u32 = 12;
const PER_DECADE_OF_MANY: u32 = 5;

/// Cells with more segments than this are looked at at fewer frequencies.
const MANY_SEGMENTS: usize = 4000;

/// Stems that have figures of their own: the first ones.
const MOST_STEMS: usize = 24;

/// The section of the impedances.
#[must_use]
pub fn section(pair: &Pair<'_>, reduction: &Reduction, record: Record<'_>) -> Section {
    let views = pair.views();
    let frequencies_hz = frequencies(views[0]);
    let text = match views[0].rest {
        Some(_) => {
            "Both cells are brought to rest and linearized there, with every channel and concentration: what a small current at one \
             place does to the voltage there (input impedance) and at the soma (transfer impedance)."
        }
        None => {
            "Impedances of the passive cables: `pas` and the capacitance alone, as the reduction saw them. What channels add is not \
             in these figures."
        }
    };
    let mut blocks = vec![Block::Figure(soma(views, &frequencies_hz, record)), Block::Table(soma_table(record))];
    blocks.push(Block::Figure(stems(views, reduction, &frequencies_hz, record)));
    blocks.push(Block::Table(stems_table(reduction, record)));
    blocks.push(Block::Figure(distance(pair)));
    Section { id: "impedance".into(), title: "Impedance".into(), text: vec![text.into()], blocks }
}

fn frequencies(view: &View<'_>) -> Vec<f64> {
    let many = view.cell.segment_count() > MANY_SEGMENTS;
    let per_decade = if many { PER_DECADE_OF_MANY } else { PER_DECADE };
    let step = |place: u32| LOWEST_HZ * 10f64.powf(f64::from(place) / f64::from(per_decade));
    (0..=DECADES * per_decade).map(step).collect()
}

fn frequency_axis() -> Axis {
    Axis::new(AxisKind::Logarithmic, "frequency (Hz)")
}

/// |Z| or its phase over the frequencies.
fn spectrum(frequencies_hz: &[f64], values: &[Complex64], of: &dyn Fn(&Complex64) -> f64) -> Vec<(f64, f64)> {
    frequencies_hz.iter().copied().zip(values.iter().map(of)).collect()
}

fn soma(views: [&View<'_>; 2], frequencies_hz: &[f64], record: Record<'_>) -> Figure {
    let inputs = views.map(|view| {
        let (section, segment) = view.soma;
        let nothing = Complex64::new(f64::NAN, f64::NAN);
        let input = |found: &Impedances| found.segment_input(section, segment).unwrap_or(nothing);
        view.spectrum(frequencies_hz).iter().map(input).collect::<Vec<_>>()
    });
    let certified = |side: &str| certified(record, &format!("/certificate/soma/input/{side}"));
    let mut modulus = both(frequencies_hz, &inputs, &|value| value.norm());
    modulus.push(Curve { label: "certificate".into(), ..before(certified("original"), Look::Rings) });
    modulus.push(Curve { label: String::new(), ..after(certified("reduced"), Look::Rings) });
    modulus.retain(|curve| !curve.points.is_empty());
    let phase = both(frequencies_hz, &inputs, &|value| value.arg().to_degrees());
    let panels = vec![
        Named::new("Magnitude", spectra(AxisKind::Logarithmic, "|Z| (MΩ)", modulus)),
        Named::new("Phase", spectra(AxisKind::Degrees, "phase (degrees)", phase)),
    ];
    Figure {
        id: "soma-impedance".into(),
        title: "Input impedance of the soma".into(),
        caption:
            "Magnitude and phase against frequency, before and after. The rings are the frequencies of the certificate."
                .into(),
        panels: if views[0].cable.is_some() { panels } else { vec![] },
        is_small: false,
    }
}

/// The certificate's values at the frequencies above zero.
fn certified(record: Record<'_>, pointer: &str) -> Vec<(f64, f64)> {
    let value = |(place, &hertz): (usize, &f64)| Some((hertz, record.value(&format!("{pointer}/{place}"))?));
    COMPARED_HZ.iter().enumerate().filter(|(_, hertz)| **hertz >= LOWEST_HZ).filter_map(value).collect()
}

fn both(frequencies_hz: &[f64], values: &[Vec<Complex64>; 2], of: &dyn Fn(&Complex64) -> f64) -> Vec<Curve> {
    let [detailed, reduced] = values;
    vec![
        before(spectrum(frequencies_hz, detailed, of), Look::Line),
        after(spectrum(frequencies_hz, reduced, of), Look::Dashes),
    ]
}

fn spectra(kind: AxisKind, label: &str, curves: Vec<Curve>) -> Panel {
    Panel { x: frequency_axis(), y: Axis::new(kind, label), curves, ..Panel::default() }
}

/// Each subtree by itself, where it was cut, and the cable that replaces it.
fn stems(views: [&View<'_>; 2], reduction: &Reduction, frequencies_hz: &[f64], record: Record<'_>) -> Figure {
    let [detailed, reduced] = views;
    let subtrees = reduction.subtrees.get(..MOST_STEMS).unwrap_or(&reduction.subtrees);
    let sections = subtrees.iter().flat_map(|stem| stem.subtree.sections.iter().copied());
    let sites: Vec<_> = subtrees.iter().map(|stem| stem.subtree.site).collect();
    let before = inputs(detailed, &sections.collect::<Vec<_>>(), &sites, frequencies_hz);
    let sections: Vec<usize> = subtrees.iter().map(|stem| stem.reduced_section).collect();
    let sites: Vec<_> = sections.iter().map(|&section| Attachment { section, x: 0.0 }).collect();
    let after = inputs(reduced, &sections, &sites, frequencies_hz);
    let values = before.into_iter().zip(after);
    let panels = subtrees.iter().zip(values).enumerate().map(|(place, (stem, (before, after)))| {
        let name = record.0.pointer(&format!("/subtrees/{place}/reduced_section")).and_then(|name| name.as_str());
        let mut curves = both(frequencies_hz, &[before, after], &|value| value.norm());
        for curve in &mut curves {
            curve.label.clear();
        }
        let name = format!("{} → {}", stem.root, name.unwrap_or_default());
        Named::new(name, spectra(AxisKind::Logarithmic, "|Z| (MΩ)", curves))
    });
    Figure {
        id: "stem-impedance".into(),
        title: "Input impedance of each stem by itself".into(),
        caption:
            "Where it was cut, with nothing else there: the subtree (line) and the cable that replaces it (dashes)."
                .into(),
        panels: panels.collect(),
        is_small: true,
    }
}

/// The input impedances of some sites with nothing there but these sections; nothing for a passive cell.
fn inputs(view: &View<'_>, sections: &[usize], sites: &[Attachment], frequencies_hz: &[f64]) -> Vec<Vec<Complex64>> {
    let cable = view.rest.and_then(|rest| QuasiActive::of_sections(view.cell, sections, rest).ok());
    let Some(cable) = cable.filter(|_| !sections.is_empty()) else { return vec![] };
    let spectrum = cable.spectrum(&[], frequencies_hz);
    let input = |site: &Attachment| {
        let values = spectrum.iter().map(|found| found.input(site.section, site.x));
        values.map(|value| value.unwrap_or(Complex64::new(f64::NAN, f64::NAN))).collect()
    };
    sites.iter().map(input).collect()
}

fn distance(pair: &Pair<'_>) -> Figure {
    let over = |label: &str, of: &dyn Fn(&View<'_>, usize, usize) -> f64| Panel {
        y: Axis::new(AxisKind::Logarithmic, label),
        ..panel("path distance from the soma (µm)", "", pair.along(of))
    };
    let panels = vec![
        Named::new("Transfer impedance to the soma", over("|Z| to the soma (MΩ)", &|view, a, b| view.transfer(a, b))),
        Named::new("Input impedance", over("|Z| at the place (MΩ)", &|view, a, b| view.input(a, b))),
    ];
    Figure {
        id: "distance-impedance".into(),
        title: "Impedance along the tree, at 0 Hz".into(),
        caption: "Each dot is a segment of the detailed cell; the lines are the sections of the reduced one, each segment at the mean distance \
                  of the places that went to it. Input impedances of thin \
                  branches are what joining them costs: a cable has the transfer impedances of its branches, not their input impedances."
            .into(),
        panels: if pair.detailed.cable.is_some() { panels } else { vec![] },
        is_small: false,
    }
}

/// Before, after, and the error, of two pointers.
fn compared(record: Record<'_>, before: &str, after: &str) -> [Entry; 3] {
    let error = record.value(before).zip(record.value(after)).map(|(before, after)| after / before - 1.0);
    [
        Entry::number(record.number(before, 4)),
        Entry::number(record.number(after, 4)),
        Entry::number(error.map(Number::percent)),
    ]
}

fn soma_table(record: Record<'_>) -> Table {
    let row = |(place, _): (usize, &f64)| {
        let [before, after] = ["original", "reduced"].map(|side| format!("/certificate/soma/input/{side}/{place}"));
        record.value(&before)?;
        let hertz = Entry::number(record.given(&format!("/certificate/frequencies/{place}")));
        Some(std::iter::once(hertz).chain(compared(record, &before, &after)).collect())
    };
    Table {
        id: "certificate-soma".into(),
        caption: "The certificate: input impedance of the soma".into(),
        head: ["frequency (Hz)", "detailed (MΩ)", "reduced (MΩ)", "error (%)"].map(String::from).into(),
        rows: COMPARED_HZ.iter().enumerate().filter_map(row).collect(),
    }
}

fn stems_table(reduction: &Reduction, record: Record<'_>) -> Table {
    let stems = reduction.certificate.as_ref().map_or(0, |certificate| certificate.stems.len());
    let text =
        |pointer: String| record.0.pointer(&pointer).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
    let row = |place: usize| {
        let stem = format!("/certificate/stems/{place}");
        let quantities = |quantity: &str| {
            let [before, after] = ["original", "reduced"].map(|side| format!("{stem}/{quantity}/{side}/0"));
            compared(record, &before, &after)
        };
        let places = ["original", "reduced"].map(|side| Entry::Name(text(format!("{stem}/place/{side}"))));
        let root = Entry::Name(text(format!("{stem}/root")));
        std::iter::once(root).chain(quantities("input")).chain(places).chain(quantities("transfer")).collect()
    };
    let head = [
        "stem",
        "input (MΩ)",
        "after (MΩ)",
        "error (%)",
        "its furthest place",
        "is now",
        "transfer (MΩ)",
        "after (MΩ)",
        "error (%)",
    ];
    Table {
        id: "certificate-stems".into(),
        caption: "The certificate: each stem at 0 Hz, its input impedance by itself and the transfer impedance from its furthest place \
                  to the soma"
            .into(),
        head: head.map(String::from).into(),
        rows: (0..stems).map(row).collect(),
    }
}
