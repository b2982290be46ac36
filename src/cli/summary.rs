//! What a reduction prints: both cells side by side, and a line for each cylinder, in 80 columns.

use std::path::Path;

use num_complex::Complex64;

use crate::convert::Converted;
use crate::emit::processes::record::counts;
use crate::emit::record::{Totals, totals};
use crate::hoc::Unrun;
use crate::reduce::ReducedSubtree;
use crate::reduce::certificate::{COMPARED_HZ, Certificate, CertifiedStem, Pair};
use crate::source::SourceMap;

/// The summary of a reduction that was written to `output`.
pub(super) fn summary(converted: &Converted, output: &Path) -> String {
    let detailed = &converted.detailed;
    let title = format!("{} {}\n\n", detailed.origin, detailed.recipe.to_arguments());
    let cells = totals_table([("detailed", totals(&detailed.cell)), ("reduced", totals(&converted.reduction.cell))]);
    let head = format!(
        "\n{:<12} {:>9}    {:<12} {:>9} {:>10} {:>10} {:>5}\n",
        "subtree", "sections", "cylinder", "L (um)", "diam (um)", "L/lambda", "nseg"
    );
    let row = |subtree: &ReducedSubtree| {
        let cylinder = &subtree.cylinder;
        let reduced = converted.reduction.cell.sections.get(subtree.reduced_section);
        format!(
            "{:<12} {:>9} -> {:<12} {:>9.1} {:>10.3} {:>10.3} {:>5}\n",
            subtree.root,
            subtree.subtree.sections.len(),
            reduced.map_or("", |section| section.name.as_str()),
            cylinder.length_um,
            cylinder.diam_um,
            cylinder.electrotonic_length,
            subtree.nseg,
        )
    };
    let certificate = converted.reduction.certificate.as_ref();
    let certificate = certificate.map(|found| certificate_table(found) + &stems_table(found)).unwrap_or_default();
    let processes = processes_table(converted);
    let not_run: String = detailed.not_run.iter().map(|unrun| after_simulation(unrun, &detailed.sources)).collect();
    let end = format!("\nwritten to {}\n", output.display());
    [title, cells, head]
        .into_iter()
        .chain(converted.reduction.subtrees.iter().map(row))
        .chain([certificate, processes, not_run, end])
        .collect()
}

/// What sat on the cell, by kind, and what it has become.
fn processes_table(converted: &Converted) -> String {
    let (before, after) = (&converted.detailed.processes, &converted.carried.processes);
    if before.is_empty() {
        return String::new();
    }
    let row = |name: &str, [before, after]: [usize; 2]| format!("{name:<24} {before:>10} {after:>10}\n");
    let head = format!("\n{:<24} {:>10} {:>10}\n", "point processes", "detailed", "reduced");
    let rows = counts(before, after).into_iter().map(|(kind, counts)| row(kind, counts));
    let connections = [before, after].map(|processes| processes.connections.len());
    let connections = (connections != [0, 0]).then(|| row("connections (NetCon)", connections));
    std::iter::once(head).chain(rows).chain(connections).collect()
}

/// What the cell may lack because a simulation was skipped.
fn after_simulation(unrun: &Unrun, sources: &SourceMap) -> String {
    format!("\nafter a skipped simulation {}\n", unrun.words(sources))
}

/// The soma of both cells at rest.
fn certificate_table(certificate: &Certificate) -> String {
    let Pair { detailed, reduced } = certificate.soma.rest_mv;
    let head = format!("\n{:<24} {:>10} {:>10} {:>9}\n", "at rest, small signals", "detailed", "reduced", "error");
    let rest = format!("{:<24} {detailed:>10.3} {reduced:>10.3} {:>9}\n", "soma (mV)", signed(reduced - detailed, 3));
    let rows = COMPARED_HZ.iter().zip(&certificate.soma.impedance_mohm).map(|(hertz, pair)| {
        let name = format!("soma at {hertz} Hz (MOhm)");
        let (detailed, reduced) = (pair.detailed.norm(), pair.reduced.norm());
        format!("{name:<24} {detailed:>10.3} {reduced:>10.3} {:>8}%\n", signed(100.0 * pair.error(), 2))
    });
    [head, rest].into_iter().chain(rows).collect()
}

/// What the subtrees do by themselves, and their tips with the soma, at rest and 0 Hz.
fn stems_table(certificate: &Certificate) -> String {
    let head = format!(
        "\n{:<12} {:>10} {:>8} {:>11} {:>8} {:>12} {:>8}\n",
        "subtree", "tip (mV)", "error", "Zin (MOhm)", "error", "tip to soma", "error"
    );
    let row = |stem: &CertifiedStem| {
        let rest_mv = stem.tip.rest_mv;
        let error_mv = signed(rest_mv.reduced - rest_mv.detailed, 3);
        let [input, transfer] = [&stem.input_mohm, &stem.tip.impedance_mohm].map(|pairs| pairs.first().map(at_0_hz));
        let [(input, input_error), (transfer, transfer_error)] = [input, transfer].map(Option::unwrap_or_default);
        format!(
            "{:<12} {:>10.3} {error_mv:>8} {input:>11.2} {input_error:>8} {transfer:>12.2} {transfer_error:>8}\n",
            stem.root, rest_mv.detailed
        )
    };
    std::iter::once(head).chain(certificate.stems.iter().map(row)).collect()
}

/// Modulus and error of an impedance.
fn at_0_hz(pair: &Pair<Complex64>) -> (f64, String) {
    (pair.detailed.norm(), signed(100.0 * pair.error(), 2) + "%")
}

/// A number with its sign; what rounds to nothing is positive.
fn signed(value: f64, digits: i32) -> String {
    let is_nothing = value.abs() < 0.5 * 10_f64.powi(-digits);
    format!("{:+.*}", digits as usize, if is_nothing { 0.0 } else { value })
}

/// A line for each cell under one head.
pub(super) fn totals_table<const N: usize>(cells: [(&str, Totals); N]) -> String {
    let head = format!("{:<12} {:>9} {:>9} {:>12} {:>14}\n", "", "sections", "segments", "length (um)", "area (um2)");
    cells.into_iter().fold(head, |text, (name, totals)| {
        text + &format!(
            "{name:<12} {:>9} {:>9} {:>12.1} {:>14.1}\n",
            totals.sections, totals.segments, totals.length_um, totals.area_um2
        )
    })
}
