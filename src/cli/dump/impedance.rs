//! Passive impedances of every subtree, each cut off and seen from where it was attached.

use num_complex::Complex64;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cell::Cell;
use crate::diagnostic::Diagnostics;
use crate::layouts;
use crate::reduce::subtree::{Subtree, plan, root_name};
use crate::reduce::{Measured, Options, ReduceError, measure};
use crate::units::OHM_PER_MOHM;

/// The frequencies that are shown, Hz.
const FREQUENCIES_HZ: [f64; 3] = [0.0, 38.0, 100.0];

/// A subtree and its impedances.
#[derive(Debug, Serialize)]
pub(super) struct SubtreeImpedance {
    root: String,
    attached_to: String,
    soma_x: f64,
    section_order: Vec<String>,
    nseg: Vec<usize>,
    impedance: Vec<AtFrequency>,
}

/// Impedances in `MOhm`, phases in radian.
#[derive(Debug, Serialize)]
struct AtFrequency {
    f: f64,
    root_input: f64,
    root_input_phase: f64,
    lowest: f64,
    lowest_phase: f64,
    input: Vec<f64>,
    input_phase: Vec<f64>,
    transfer: Vec<f64>,
    transfer_phase: Vec<f64>,
    tip_transfer: Vec<f64>,
    tip_phase: Vec<f64>,
}

pub(super) fn subtrees(
    cell: &Cell,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<SubtreeImpedance>, ReduceError> {
    let plan = plan(cell, options, diagnostics)?;
    let measured = FREQUENCIES_HZ
        .iter()
        .map(|&frequency_hz| Ok((frequency_hz, measure(cell, &plan.subtrees, frequency_hz)?)))
        .collect::<Result<Vec<_>, ReduceError>>()?;
    Ok(plan.subtrees.iter().map(|subtree| subtree_impedance(cell, subtree, &measured)).collect())
}

pub(super) fn value(subtrees: &[SubtreeImpedance]) -> Value {
    json!({ "layout_version": layouts::SUBTREES, "subtrees": subtrees })
}

pub(super) fn text(subtrees: &[SubtreeImpedance]) -> String {
    let head = format!(
        "{:<12} {:>9} {:>8} {:>16} {:>18}\n",
        "subtree", "sections", "f (Hz)", "input (MOhm)", "lowest transfer"
    );
    let row = |subtree: &SubtreeImpedance, at: &AtFrequency| {
        let (root, sections) = (&subtree.root, subtree.section_order.len());
        format!("{root:<12} {sections:>9} {:>8} {:>16.4} {:>18.4}\n", at.f, at.root_input, at.lowest)
    };
    let rows = subtrees.iter().flat_map(|subtree| subtree.impedance.iter().map(move |at| row(subtree, at)));
    std::iter::once(head).chain(rows).collect()
}

fn subtree_impedance(cell: &Cell, subtree: &Subtree, measured: &[(f64, Measured)]) -> SubtreeImpedance {
    let sections = || subtree.sections.iter().filter_map(|&section| cell.sections.get(section));
    SubtreeImpedance {
        root: root_name(cell, subtree).to_owned(),
        attached_to: cell
            .sections
            .get(subtree.attached.section)
            .map_or_else(String::new, |section| section.name.clone()),
        soma_x: subtree.attached.x,
        section_order: sections().map(|section| section.name.clone()).collect(),
        nseg: sections().map(|section| section.nseg).collect(),
        impedance: measured.iter().map(|(f, measured)| at_frequency(*f, cell, subtree, measured)).collect(),
    }
}

fn at_frequency(f: f64, cell: &Cell, subtree: &Subtree, measured: &Measured) -> AtFrequency {
    let (root_input, lowest) = measured.ends(subtree);
    let (root_input, lowest) = (root_input / OHM_PER_MOHM, lowest / OHM_PER_MOHM);
    let impedances = &measured.impedances;
    let nseg = |section: usize| cell.sections.get(section).map_or(0, |section| section.nseg);
    let over_segments = |of: &dyn Fn(usize, usize) -> Option<Complex64>| {
        let places = subtree.sections.iter().flat_map(|&section| (0..nseg(section)).map(move |at| (section, at)));
        polar(places.filter_map(|(section, at)| of(section, at)))
    };
    let (input, input_phase) = over_segments(&|section, at| impedances.segment_input(section, at));
    let (transfer, transfer_phase) = over_segments(&|section, at| impedances.segment_transfer(section, at));
    let (tip_transfer, tip_phase) =
        polar(subtree.sections.iter().filter_map(|&section| impedances.transfer(section, 1.0)));
    AtFrequency {
        f,
        root_input: root_input.norm(),
        root_input_phase: root_input.arg(),
        lowest: lowest.norm(),
        lowest_phase: lowest.arg(),
        input,
        input_phase,
        transfer,
        transfer_phase,
        tip_transfer,
        tip_phase,
    }
}

fn polar(impedances: impl Iterator<Item = Complex64>) -> (Vec<f64>, Vec<f64>) {
    impedances.map(Complex64::to_polar).unzip()
}
