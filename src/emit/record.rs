//! What was done, for programs: `reduction.json` and `segment_map.csv`.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Map, Value, json};

use num_complex::Complex64;

use super::number::number;
use crate::cell::resolved::segment_centre;
use crate::cell::{Cell, Processes, snapshot};
use crate::entry::{Recipe, Settings};
use crate::layouts;
use crate::reduce::certificate::{COMPARED_HZ, Certificate, CertifiedPlace, CertifiedStem, Pair};
use crate::reduce::classify::Kind;
use crate::reduce::processes::Carried;
use crate::reduce::segment_map::Mapped;
use crate::reduce::{Membrane, Options, ReducedSubtree, Reduction, Segments};

/// What a cell amounts to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Totals {
    /// Number of sections.
    pub sections: usize,
    /// Number of segments.
    pub segments: usize,
    /// Length of all sections, um.
    pub length_um: f64,
    /// Membrane area, um2.
    pub area_um2: f64,
    /// Membrane capacitance, nF.
    pub capacitance_nf: f64,
}

/// What a cell amounts to.
#[must_use]
pub fn totals(cell: &Cell) -> Totals {
    let segments = || cell.sections.iter().flat_map(|section| section.area_um2.iter().zip(&section.cm_uf_per_cm2));
    Totals {
        sections: cell.sections.len(),
        segments: cell.segment_count(),
        length_um: cell.sections.iter().map(|section| section.length_um).sum(),
        area_um2: segments().map(|(area_um2, _)| area_um2).sum(),
        capacitance_nf: segments().map(|(area_um2, cm)| area_um2 * cm * crate::units::NF_PER_UF_UM2_PER_CM2).sum(),
    }
}

/// What was done, in the layout of `reduction.json`.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The model directory's name.
    pub origin: &'a str,
    /// How the cell was made.
    pub recipe: &'a Recipe,
    /// The command that makes it again.
    pub command: &'a str,
    /// How the model directory was read.
    pub settings: &'a Settings,
    /// The choices of the reduction.
    pub options: &'a Options,
    /// The cell before.
    pub original: &'a Cell,
    /// The cell after, and the map.
    pub reduction: &'a Reduction,
    /// What each section of the cell after is.
    pub kinds: &'a [Kind],
    /// Mod files that were copied, by their names in `mod/`.
    pub mods: &'a [String],
    /// What sits on the cell before.
    pub processes: &'a Processes,
    /// What became of it.
    pub carried: &'a Carried,
    /// How long a run lasts, where the model says so, ms.
    pub tstop_ms: Option<f64>,
}

impl Record<'_> {
    /// `reduction.json`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Self {
            origin,
            recipe,
            command,
            settings,
            options,
            original,
            reduction,
            kinds,
            mods,
            processes,
            carried,
            tstop_ms,
        } = self;
        let kinds = reduction.cell.sections.iter().zip(*kinds).map(|(section, kind)| (&section.name, kind_name(*kind)));
        let mut value = json!({
            "layout_version": layouts::REDUCTION,
            "program": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
            "model": {
                "directory": origin,
                "recipe": recipe,
                "mods": settings.mods,
                "keep_going": settings.keep_going,
            },
            "command": command,
            "options": options_value(options),
            "celsius": original.celsius,
            "v_init": original.v_init_mv,
            "totals": { "original": totals(original), "reduced": totals(&reduction.cell) },
            "mod_files": mods,
            "kinds": kinds.collect::<IndexMap<_, _>>(),
        });
        if let (Value::Object(value), Value::Object(reduced)) =
            (&mut value, reduction_value(original, reduction, options))
        {
            value.extend(reduced);
            if let Some(numbers) = section_numbers(original) {
                value.insert("section_numbers".to_owned(), numbers);
            }
            if let Some(tstop_ms) = tstop_ms {
                value.insert("tstop".to_owned(), json!(tstop_ms));
            }
            if !processes.is_empty() || !processes.left_out.is_empty() {
                let found = super::processes::record::value(original, processes, &reduction.cell, carried);
                value.insert("point_processes".to_owned(), found);
            }
        }
        value
    }
}

/// A reduction: its cylinders, the reduced cell and the map.
#[must_use]
pub fn reduction_value(original: &Cell, reduction: &Reduction, options: &Options) -> Value {
    let name = |mapped: &Mapped| reduction.cell.sections.get(mapped.section).map(|section| section.name.as_str());
    let places = original.sections.iter().zip(&reduction.map.sections).map(|(section, places)| {
        let places = places.iter().map(|mapped| json!([name(mapped), mapped.segment, mapped.x]));
        (section.name.clone(), Value::Array(places.collect()))
    });
    let mut value = json!({
        "frequency": frequency_value(options),
        "subtrees": reduction.subtrees.iter().map(|subtree| subtree_value(subtree, &reduction.cell)).collect::<Vec<_>>(),
        "sections": snapshot::sections(&reduction.cell),
        "segments": snapshot::segments(&reduction.cell),
        "orphan_segments": reduction.orphan_segments.len(),
        "seg_to_seg": places.collect::<Map<_, _>>(),
        "n_seg_all": reduction.cell.segment_count(),
        "n_seg_dend": reduction.subtrees.iter().map(|subtree| subtree.nseg).sum::<usize>(),
    });
    if let (Value::Object(value), Some(certificate)) = (&mut value, &reduction.certificate) {
        value.insert("certificate".to_owned(), certificate_value(certificate));
    }
    value
}

/// How hoc numbered the sections; none where it did not give each a number of its own.
fn section_numbers(original: &Cell) -> Option<Value> {
    let numbers: Option<Vec<u32>> = original.sections.iter().map(|section| section.number).collect();
    let numbers = numbers.filter(|numbers| numbers.iter().collect::<BTreeSet<_>>().len() == numbers.len())?;
    let named = original.sections.iter().zip(numbers).map(|(section, number)| (section.name.clone(), json!(number)));
    Some(Value::Object(named.collect()))
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Soma => "soma",
        Kind::Axon => "axon",
        Kind::Apical => "apical",
        Kind::Basal => "basal",
    }
}

/// One frequency, or a list of several.
fn frequency_value(options: &Options) -> Value {
    match options.measured_hz().as_slice() {
        [frequency_hz] => json!(frequency_hz),
        several => json!(several),
    }
}

fn subtree_value(subtree: &ReducedSubtree, reduced: &Cell) -> Value {
    let cylinder = &subtree.cylinder;
    let section = reduced.sections.get(subtree.reduced_section);
    let parent = section.and_then(|section| section.parent).and_then(|parent| reduced.sections.get(parent.section));
    json!({
        "root": subtree.root,
        "original_sections": subtree.subtree.sections.len(),
        "q": [subtree.q.re, subtree.q.im],
        "root_input_ohm": [subtree.root_input_ohm.re, subtree.root_input_ohm.im],
        "lowest": subtree.lowest_ohm.norm() / crate::units::OHM_PER_MOHM,
        "lowest_phase": subtree.lowest_ohm.arg(),
        "length": cylinder.length_um,
        "diam": cylinder.diam_um,
        "space_const": cylinder.space_constant_um,
        "electrotonic_length": cylinder.electrotonic_length,
        "cm": cylinder.membrane.cm_uf_per_cm2,
        "rm": cylinder.membrane.rm_ohm_cm2,
        "ra": cylinder.membrane.ra_ohm_cm,
        "e_pas": cylinder.membrane.e_pas_mv,
        "nseg": subtree.nseg,
        "reduced_section": section.map(|section| section.name.as_str()),
        "attached_to": parent.map(|parent| parent.name.as_str()),
        "soma_x": section.and_then(|section| section.parent).map(|parent| parent.x),
    })
}

/// Both objects' keys.
#[must_use]
pub fn merged(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn certificate_value(certificate: &Certificate) -> Value {
    let moduli = |pairs: &[Pair<Complex64>]| {
        let moduli =
            |of: fn(&Pair<Complex64>) -> Complex64| pairs.iter().map(|pair| of(pair).norm()).collect::<Vec<_>>();
        json!({ "original": moduli(|pair| pair.detailed), "reduced": moduli(|pair| pair.reduced) })
    };
    let place = |place: &CertifiedPlace, quantity: &str| {
        json!({
            "place": { "original": place.detailed, "reduced": place.reduced },
            "rest": { "original": place.rest_mv.detailed, "reduced": place.rest_mv.reduced },
            quantity: moduli(&place.impedance_mohm),
        })
    };
    let stem = |stem: &CertifiedStem| {
        let own = json!({ "root": stem.root, "input": moduli(&stem.input_mohm) });
        merged(own, place(&stem.tip, "transfer"))
    };
    let total = |pair: &Pair<f64>| json!({ "original": pair.detailed, "reduced": pair.reduced });
    let totals = certificate.totals.iter().map(|(name, pair)| (name.clone(), total(pair)));
    json!({
        "frequencies": COMPARED_HZ,
        "greatest_error": certificate.greatest_error(),
        "soma": place(&certificate.soma, "input"),
        "stems": certificate.stems.iter().map(stem).collect::<Vec<_>>(),
        "density_times_area": totals.collect::<Map<_, _>>(),
    })
}

fn options_value(options: &Options) -> Value {
    let segments = match options.segments {
        Segments::Auto => json!("auto"),
        Segments::Total(total) => json!(total),
        Segments::Fraction(fraction) => json!(fraction),
    };
    let membrane = match options.membrane {
        Membrane::Passive => "passive",
        Membrane::QuasiActive => "quasi-active",
    };
    json!({
        "frequency": frequency_value(options),
        "segments": segments,
        "membrane": membrane,
        "keep": options.keep,
        "cut": options.cut,
        "cut_distance": options.cut_distance_um,
        "max_error": options.max_error_percent,
        "soma": options.soma,
        "axon": options.axon,
    })
}

/// `segment_map.csv`: a line for each segment of the original cell.
#[must_use]
pub fn segment_map_csv(original: &Cell, reduction: &Reduction) -> String {
    let head = "section,segment,x,reduced_section,reduced_segment,reduced_x\n".to_owned();
    let rows = original.sections.iter().zip(&reduction.map.sections).flat_map(|(section, places)| {
        places.iter().enumerate().map(move |(segment, mapped)| {
            let reduced = reduction.cell.sections.get(mapped.section).map_or("", |section| section.name.as_str());
            let (x, reduced_x) = (number(segment_centre(segment, section.nseg)), number(mapped.x));
            format!("{},{segment},{x},{reduced},{},{reduced_x}\n", section.name, mapped.segment)
        })
    });
    std::iter::once(head).chain(rows).collect()
}
