//! What NEURON's `Import3d_GUI.instantiate(cell)` does with a morphology.
//!
//! Sections without length are left out, the others are named by their kind and numbered in the order of the file,
//! outlines become rows of discs, and every number passes through the text that import3d executes (`%.8g`) into the
//! single precision of NEURON's 3-d points.

pub(super) mod contour;
mod eigen;
pub(super) mod soma;
pub(super) mod vector;

use std::collections::BTreeMap;

use super::{Attachment, Morphology, Point3d, RawSection, Shape};
use crate::diagnostic::{Diagnostic, Diagnostics};
use vector::same_place;

/// One statement before sections are connected; `forall all.append` follows the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `create name[size]`: replaces what has this name in the cell.
    Create {
        /// `soma`, `axon`, `dend`, `apic`, `dend_5`, `minus_1`.
        name: String,
        /// Number of sections.
        size: usize,
    },
    /// `forsec "pattern" list.append`, also for a kind without sections; not done where there is no cell object.
    Append {
        /// A regular expression: sections of the cell whose name contains it.
        pattern: String,
        /// `somatic`, `axonal`, `basal`, `apical`, `dendritic_5`, `minus_1set`.
        list: String,
    },
}

/// A section to be connected and given points.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedSection {
    /// `dend`.
    pub name: String,
    /// The index in `name[index]`.
    pub index: usize,
    /// `parent connect this(0), x`; the parent stands earlier in the list.
    pub parent: Option<Attachment>,
    /// `pt3dstyle(1, x, y, z)`: where the wire to the parent begins (um).
    pub logical_connection_um: Option<[f64; 3]>,
    /// The 3-d points as NEURON stores them.
    pub points: Vec<Point3d>,
}

/// Everything that is done to a cell, in order: `steps`, `forall all.append` (where there is a cell), then `sections`
/// one by one: connected, styled, given points. Without a cell the first section is accessed.
#[derive(Debug, Clone, PartialEq)]
pub struct Instantiation {
    /// Sections made and lists filled.
    pub steps: Vec<Step>,
    /// In the order in which they are connected.
    pub sections: Vec<ImportedSection>,
}

/// What `Import3d_GUI.instantiate` does with a morphology; none, with an error, where NEURON fails too.
pub fn instantiate(morphology: &Morphology, diagnostics: &mut Diagnostics) -> Option<Instantiation> {
    let kept = Kept::new(&morphology.sections);
    kept.report(&morphology.sections, diagnostics);
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    let mut sections = vec![];
    for (index, raw) in morphology.sections.iter().enumerate() {
        let Some(&Fate::Stays { parent, .. }) = kept.places.get(index) else { continue };
        let count = counts.entry(raw.kind).or_default();
        let Some(points) = points(&morphology.sections, index) else {
            diagnostics.push(no_area(raw));
            return None;
        };
        sections.push(ImportedSection {
            name: section_name(raw.kind),
            index: *count,
            parent,
            logical_connection_um: wire_start(raw),
            points,
        });
        *count += 1;
    }
    Some(Instantiation { steps: steps(morphology, &counts), sections })
}

fn steps(morphology: &Morphology, counts: &BTreeMap<i32, usize>) -> Vec<Step> {
    let mut steps = vec![];
    for kind in morphology.kinds.clone() {
        let name = section_name(kind);
        if let Some(&size) = counts.get(&kind) {
            steps.push(Step::Create { name: name.clone(), size });
        }
        steps.push(Step::Append { pattern: name, list: list_name(kind) });
    }
    steps
}

fn section_name(kind: i32) -> String {
    match kind {
        1 => "soma".into(),
        2 => "axon".into(),
        3 => "dend".into(),
        4 => "apic".into(),
        ..=-1 => format!("minus_{}", kind.unsigned_abs()),
        _ => format!("dend_{kind}"),
    }
}

fn list_name(kind: i32) -> String {
    match kind {
        1 => "somatic".into(),
        2 => "axonal".into(),
        3 => "basal".into(),
        4 => "apical".into(),
        ..=-1 => format!("minus_{}set", kind.unsigned_abs()),
        _ => format!("dendritic_{kind}"),
    }
}

fn wire_start(raw: &RawSection) -> Option<[f64; 3]> {
    raw.points.first().filter(|_| raw.wired).map(|point| point.as_stored().position())
}

/// The 3-d points of one section.
fn points(sections: &[RawSection], index: usize) -> Option<Vec<Point3d>> {
    let raw = sections.get(index)?;
    let own = raw.points.get(usize::from(raw.wired)..).unwrap_or(&[]);
    let mut points = match &raw.shape {
        Shape::Cable | Shape::InStack => own.to_vec(),
        Shape::Contour { stack } if stack.is_empty() => contour::discs(own)?,
        Shape::Contour { .. } => {
            soma::outlines(sections, index).into_iter().map(contour::circle).collect::<Option<_>>()?
        }
    };
    if let [only] = points.as_slice() {
        points = sphere(*only);
    }
    Some(points.into_iter().map(Point3d::as_stored).collect())
}

/// A single point is a sphere: a cylinder as long as it is wide.
fn sphere(point: Point3d) -> Vec<Point3d> {
    let at = |offset_um: f64| Point3d { x_um: point.x_um + offset_um, ..point };
    vec![at(-point.diam_um / 2.0), at(0.0), at(point.diam_um / 2.0)]
}

fn no_area(raw: &RawSection) -> Diagnostic {
    Diagnostic::error("morphology::flat-contour", "this soma outline has no area")
        .label(raw.span, "all its points are on one line")
        .help("NEURON fails here too; draw the outline with at least three points that are not on one line")
}

/// Which sections stay, and where they are connected once those without length are gone.
struct Kept {
    /// For each raw section: its place among those that stay and its parent there, or what takes its place.
    places: Vec<Fate>,
}

#[derive(Clone, Copy)]
enum Fate {
    Stays {
        index: usize,
        parent: Option<Attachment>,
    },
    /// Children go to this parent instead.
    Removed {
        parent: Option<Attachment>,
    },
    Outline,
}

impl Kept {
    fn new(sections: &[RawSection]) -> Self {
        let mut places: Vec<Fate> = Vec::with_capacity(sections.len());
        let mut count = 0;
        for raw in sections {
            let parent = raw.parent.and_then(|parent| new_parent(&places, parent));
            places.push(if raw.shape == Shape::InStack {
                Fate::Outline
            } else if raw.parent.is_some() && has_no_length(raw) {
                Fate::Removed { parent }
            } else {
                count += 1;
                Fate::Stays { index: count - 1, parent }
            });
        }
        Self { places }
    }

    fn report(&self, sections: &[RawSection], diagnostics: &mut Diagnostics) {
        let removed: Vec<_> = self
            .places
            .iter()
            .zip(sections)
            .filter(|(place, _)| matches!(place, Fate::Removed { .. }))
            .map(|(_, raw)| raw.span)
            .collect();
        if let Some(&first) = removed.first() {
            let message = format!("{} section{} without length left out", removed.len(), plural(removed.len()));
            diagnostics.push(
                Diagnostic::note("morphology::no-length", message)
                    .label(first, "as in NEURON, what branches off here is connected to the parent"),
            );
        }
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn new_parent(places: &[Fate], old: Attachment) -> Option<Attachment> {
    match *places.get(old.section)? {
        Fate::Stays { index, .. } => Some(Attachment { section: index, x: old.x }),
        Fate::Removed { parent } => parent,
        Fate::Outline => None,
    }
}

/// One point, or two at the same place.
fn has_no_length(raw: &RawSection) -> bool {
    match raw.points.get(usize::from(raw.wired)..).unwrap_or(&[]) {
        [] | [_] => true,
        [first, second] => same_place(first.position(), second.position()),
        _ => false,
    }
}
