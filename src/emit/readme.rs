//! `README.md` of an output directory: how to run it, what was done, what it cannot do.

use num_complex::Complex64;
use serde::Serialize;

use super::EmitError;
use super::model::Model;
use super::number::number;
use super::processes::bulk;
use super::processes::record::counts;
use super::record::{Record, Totals, totals};
use super::template::{Template, parsed};
use crate::cell::resolved::Section;
use crate::diagnostic::{Diagnostics, Severity};
use crate::reduce::ReducedSubtree;
use crate::reduce::certificate::{COMPARED_HZ, Certificate, CertifiedStem, Pair};
use crate::synapses;

pub(super) static README_MD: Template =
    Template::new("README.md", || parsed([("README.md", include_str!("../../templates/README.md"))]));

#[derive(Serialize)]
struct ReadmeContext<'a> {
    template: &'a str,
    origin: &'a str,
    version: &'static str,
    celsius: String,
    v_init: String,
    command: &'a str,
    frequency: String,
    cells: [CellRow; 2],
    subtrees: Vec<SubtreeRow<'a>>,
    kept: String,
    is_cut: bool,
    certificate: Option<CertificateContext<'a>>,
    orphans: usize,
    compiled: bool,
    has_mods: bool,
    /// `synapses.csv` and `point_processes.dat`, where they are written.
    more_files: [Option<&'static str>; 2],
    processes: Option<ProcessesContext>,
    warnings: Vec<&'a str>,
}

/// Numbers of [`Certificate`] as they are shown.
#[derive(Serialize)]
struct CertificateContext<'a> {
    rest: [String; 2],
    /// Frequency, before, after.
    soma: Vec<[String; 3]>,
    stems: Vec<StemRow<'a>>,
    /// Name, after / before.
    totals: Vec<(&'a str, String)>,
}

/// What sat on the cell and what became of it.
#[derive(Serialize)]
struct ProcessesContext {
    /// Kind, before, after.
    kinds: Vec<(String, usize, usize)>,
    connections: [usize; 2],
    apart: Vec<String>,
    left_out: Vec<String>,
}

impl ProcessesContext {
    fn of(record: &Record<'_>) -> Option<Self> {
        let (before, after) = (record.processes, &record.carried.processes);
        let kinds = counts(before, after).into_iter().map(|(kind, [before, after])| (kind.to_owned(), before, after));
        let apart = record.carried.apart.iter().map(|((kind, reason), count)| format!("{count} `{kind}`: {reason}"));
        let is_there = !before.is_empty() || !after.left_out.is_empty();
        is_there.then(|| Self {
            kinds: kinds.collect(),
            connections: [before.connections.len(), after.connections.len()],
            apart: apart.collect(),
            left_out: after.left_out.iter().map(|(what, count)| format!("{count} {what}")).collect(),
        })
    }
}

/// A stem before and after, at the first frequency.
#[derive(Serialize)]
struct StemRow<'a> {
    root: &'a str,
    rest: [String; 2],
    input: [String; 2],
    transfer: [String; 2],
}

impl<'a> StemRow<'a> {
    fn of(stem: &'a CertifiedStem) -> Self {
        let shown = |pairs: &[Pair<Complex64>]| {
            let moduli = pairs.first().map_or([f64::NAN; 2], |pair| [pair.detailed.norm(), pair.reduced.norm()]);
            moduli.map(|mohm| format!("{mohm:.3}"))
        };
        let Pair { detailed, reduced } = stem.tip.rest_mv;
        Self {
            root: &stem.root,
            rest: [detailed, reduced].map(|v_mv| format!("{v_mv:.3}")),
            input: shown(&stem.input_mohm),
            transfer: shown(&stem.tip.impedance_mohm),
        }
    }
}

impl<'a> CertificateContext<'a> {
    fn of(certificate: &'a Certificate) -> Self {
        let Pair { detailed, reduced } = certificate.soma.rest_mv;
        let rows = COMPARED_HZ.iter().zip(&certificate.soma.impedance_mohm);
        let row = |(&hertz, pair): (&f64, &Pair<Complex64>)| {
            [number(hertz), format!("{:.3}", pair.detailed.norm()), format!("{:.3}", pair.reduced.norm())]
        };
        let ratio = |(name, pair): (&'a String, &Pair<f64>)| {
            (pair.detailed != 0.0).then(|| (name.as_str(), format!("{:.3}", pair.reduced / pair.detailed)))
        };
        Self {
            rest: [detailed, reduced].map(|v_mv| format!("{v_mv:.3}")),
            soma: rows.map(row).collect(),
            stems: certificate.stems.iter().map(StemRow::of).collect(),
            totals: certificate.totals.iter().filter_map(ratio).collect(),
        }
    }
}

#[derive(Serialize)]
struct CellRow {
    name: &'static str,
    sections: usize,
    segments: usize,
    length: String,
    area: String,
    capacitance: String,
}

#[derive(Serialize)]
struct SubtreeRow<'a> {
    root: &'a str,
    sections: usize,
    cylinder: &'a str,
    length: String,
    diam: String,
    electrotonic_length: String,
    nseg: usize,
}

/// `README.md`.
///
/// # Errors
/// When the template cannot be filled: a fault of the program.
pub fn readme(model: &Model<'_>, record: &Record<'_>, diagnostics: &Diagnostics) -> Result<String, EmitError> {
    let reduced = &record.reduction.cell;
    let row = |subtree| subtree_row(subtree, reduced.sections.as_slice());
    let context = ReadmeContext {
        template: &model.template_name,
        origin: record.origin,
        version: env!("CARGO_PKG_VERSION"),
        celsius: number(reduced.celsius),
        v_init: number(reduced.v_init_mv),
        command: record.command,
        frequency: frequencies(record.options),
        cells: [cell_row("detailed", &totals(record.original)), cell_row("reduced", &totals(reduced))],
        subtrees: record.reduction.subtrees.iter().map(row).collect(),
        kept: names(reduced.sections.get(..record.reduction.kept.len()).unwrap_or_default()),
        is_cut: !record.options.cut.is_empty() || record.options.cut_distance_um.is_some(),
        certificate: record.reduction.certificate.as_ref().map(CertificateContext::of),
        orphans: record.reduction.orphan_segments.len(),
        compiled: !model.compiled.is_empty(),
        has_mods: !record.mods.is_empty(),
        more_files: [
            record.settings.synapses.as_ref().map(|_| synapses::FILE),
            bulk::numbers(model.processes).map(|_| bulk::FILE),
        ],
        processes: ProcessesContext::of(record),
        warnings: diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Warning)
            .map(|diagnostic| diagnostic.message.as_str())
            .collect(),
    };
    README_MD.fill(&context)
}

/// `38`, `0, 38 and 100`
fn frequencies(options: &crate::reduce::Options) -> String {
    let measured: Vec<String> = options.measured_hz().into_iter().map(number).collect();
    match measured.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => measured.concat(),
    }
}

/// So many names are listed; of more sections the rest is counted.
const MOST_NAMES: usize = 8;

fn names(sections: &[Section]) -> String {
    let listed: Vec<_> = sections.iter().take(MOST_NAMES).map(|section| format!("`{}`", section.name)).collect();
    let more = sections.len().saturating_sub(MOST_NAMES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    listed.join(", ") + &more
}

fn cell_row(name: &'static str, totals: &Totals) -> CellRow {
    CellRow {
        name,
        sections: totals.sections,
        segments: totals.segments,
        length: format!("{:.1}", totals.length_um),
        area: format!("{:.1}", totals.area_um2),
        capacitance: format!("{:.4}", totals.capacitance_nf),
    }
}

fn subtree_row<'a>(subtree: &'a ReducedSubtree, sections: &'a [Section]) -> SubtreeRow<'a> {
    let cylinder = &subtree.cylinder;
    SubtreeRow {
        root: &subtree.root,
        sections: subtree.subtree.sections.len(),
        cylinder: sections.get(subtree.reduced_section).map_or("", |section| section.name.as_str()),
        length: format!("{:.1}", cylinder.length_um),
        diam: format!("{:.3}", cylinder.diam_um),
        electrotonic_length: format!("{:.3}", cylinder.electrotonic_length),
        nseg: subtree.nseg,
    }
}
