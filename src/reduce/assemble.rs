//! The reduced cell: what stays, and one section for each subtree, with the geometry NEURON gives a plain cylinder.

use std::f64::consts::PI;

use indexmap::IndexMap;

use super::classify::Kind;
use super::equivalent_cylinder::EquivalentCylinder;
use super::measure::Measured;
use super::segment_map::{Course, SegmentMap, Target, kept};
use super::subtree::{Plan, Subtree, root_name};
use super::{ReduceError, ReducedSubtree, Reduction, names};
use crate::cell::Cell;
use crate::cell::resolved::{Attachment, End, Section};
use crate::units::MOHM_PER_OHM_CM_PER_UM;

/// Puts the reduced cell together; its cylinders have no mechanisms yet.
pub(super) fn assemble(
    cell: &Cell,
    plan: &Plan,
    measured: &Measured,
    cylinders: &[EquivalentCylinder],
    nsegs: &[usize],
    courses: Vec<Option<Course>>,
) -> Result<Reduction, ReduceError> {
    let places = Places::new(cell, plan);
    let fitted = plan.subtrees.iter().zip(cylinders).zip(nsegs).zip(courses).enumerate();
    let subtrees: Vec<ReducedSubtree> = fitted
        .map(|(index, (((subtree, &cylinder), &nseg), course))| {
            let section = plan.kept.len() + index;
            ReducedSubtree { course, ..reduced_subtree(cell, subtree, measured, cylinder, nseg, section) }
        })
        .collect();
    let mut sections = kept_sections(cell, plan, &places, measured, &subtrees)?;
    names::make_room(&mut sections);
    for (subtree, name) in subtrees.iter().zip(names::of_cylinders(&sections, &plan.subtrees)) {
        sections.push(cylinder_section(name, subtree, places.of(subtree.subtree.attached.section)));
    }
    connect(&mut sections, cell, plan);
    let map = segment_map(cell, plan, measured, &subtrees);
    let (globals, function_tables) = (cell.globals.clone(), cell.function_tables.clone());
    let cell = Cell { celsius: cell.celsius, v_init_mv: cell.v_init_mv, globals, function_tables, sections };
    let (soma, kept) = (plan.soma, plan.kept.clone());
    Ok(Reduction { cell, soma, kept, subtrees, map, orphan_segments: vec![], certificate: None, rest: None })
}

fn reduced_subtree(
    cell: &Cell,
    subtree: &Subtree,
    measured: &Measured,
    cylinder: EquivalentCylinder,
    nseg: usize,
    reduced_section: usize,
) -> ReducedSubtree {
    let (root_input_ohm, lowest_ohm) = measured.ends(subtree);
    let (root, q) = (root_name(cell, subtree).to_owned(), cylinder.q);
    ReducedSubtree {
        subtree: subtree.clone(),
        root,
        reduced_section,
        q,
        root_input_ohm,
        lowest_ohm,
        cylinder,
        nseg,
        course: None,
    }
}

/// The sections that stay, attached to where their parents are now.
fn kept_sections(
    cell: &Cell,
    plan: &Plan,
    places: &Places,
    measured: &Measured,
    subtrees: &[ReducedSubtree],
) -> Result<Vec<Section>, ReduceError> {
    let kept = plan.kept.iter().filter_map(|&original| Some((original, cell.sections.get(original)?)));
    kept.map(|(original, section)| {
        let mut section = section.clone();
        section.parent = places.parent(cell, original, measured, subtrees)?;
        if section.parent.is_none() && cell.sections.get(original).is_some_and(|section| section.parent.is_some()) {
            root_at_zero(&mut section);
        }
        Ok(section)
    })
    .collect()
}

fn segment_map(cell: &Cell, plan: &Plan, measured: &Measured, subtrees: &[ReducedSubtree]) -> SegmentMap {
    let mut map = SegmentMap { sections: vec![vec![]; cell.sections.len()] };
    for (place, &original) in plan.kept.iter().enumerate() {
        let nseg = cell.sections.get(original).map_or(0, |section| section.nseg);
        if let Some(segments) = map.sections.get_mut(original) {
            *segments = kept(nseg, place);
        }
    }
    for reduced in subtrees {
        Target::new(reduced, measured).map_subtree(cell, &mut map);
    }
    map
}

/// From original to reduced sections.
struct Places {
    kept: Vec<Option<usize>>,
    subtree: Vec<Option<usize>>,
}

impl Places {
    fn new(cell: &Cell, plan: &Plan) -> Self {
        let count = cell.sections.len();
        let mut places = Self { kept: vec![None; count], subtree: vec![None; count] };
        for (place, &original) in plan.kept.iter().enumerate() {
            if let Some(slot) = places.kept.get_mut(original) {
                *slot = Some(place);
            }
        }
        for (index, subtree) in plan.subtrees.iter().enumerate() {
            for &original in &subtree.sections {
                if let Some(slot) = places.subtree.get_mut(original) {
                    *slot = Some(index);
                }
            }
        }
        places
    }

    fn of(&self, original: usize) -> Option<usize> {
        self.kept.get(original).copied().flatten()
    }

    /// Where a section that stays is attached now: on a cylinder where its parent was replaced, nowhere where its
    /// parent's cylinder hangs on it instead.
    fn parent(
        &self,
        cell: &Cell,
        original: usize,
        measured: &Measured,
        subtrees: &[ReducedSubtree],
    ) -> Result<Option<Attachment>, ReduceError> {
        let Some(parent) = cell.sections.get(original).and_then(|section| section.parent) else { return Ok(None) };
        if let Some(section) = self.of(parent.section) {
            return Ok(Some(Attachment { section, x: parent.x }));
        }
        let index = self.subtree.get(parent.section).copied().flatten().ok_or(ReduceError::NoTree)?;
        let reduced = subtrees.get(index).ok_or(ReduceError::NoTree)?;
        if reduced.subtree.attached.section == original {
            return Ok(None);
        }
        let place = Target::new(reduced, measured).at(parent.section, parent.x).ok_or(ReduceError::NoTree)?;
        Ok(Some(Attachment { section: place.section, x: place.x }))
    }
}

/// A section that lost its parent is rooted at its 0 end, as NEURON roots it.
fn root_at_zero(section: &mut Section) {
    if section.own_end == End::One {
        // From "towards the 1 end, then the rest up to the 0 end" to the same resistances counted from the 0 end.
        section.ri_mohm.insert(0, section.ri_end_mohm);
        section.ri_end_mohm = section.ri_mohm.pop().unwrap_or(section.ri_end_mohm);
        section.own_end = End::Zero;
    }
}

fn cylinder_section(name: String, reduced: &ReducedSubtree, attached: Option<usize>) -> Section {
    let ReducedSubtree { cylinder, nseg, subtree, .. } = reduced;
    let mut section = Section {
        name,
        lists: vec![if subtree.kind == Kind::Apical { "apical" } else { "basal" }.to_owned()],
        nseg: *nseg,
        length_um: cylinder.length_um,
        ra_ohm_cm: cylinder.membrane.ra_ohm_cm,
        cm_uf_per_cm2: vec![cylinder.membrane.cm_uf_per_cm2; *nseg],
        parent: attached.map(|section| Attachment { section, x: subtree.attached.x }),
        own_end: End::Zero,
        points: vec![],
        children: vec![],
        rall_branch: 1.0,
        spine_area_um2: 0.0,
        mechanisms: IndexMap::new(),
        ion_style: IndexMap::new(),
        number: None,
        diam_um: vec![],
        area_um2: vec![],
        ri_mohm: vec![],
        ri_end_mohm: 0.0,
    };
    set_diameters(&mut section, vec![cylinder.diam_um; *nseg]);
    section
}

/// Gives a section without 3-d points the diameters of its segments, and the areas and resistances that follow.
pub(super) fn set_diameters(section: &mut Section, diam_um: Vec<f64>) {
    let step_um = section.length_um / diam_um.len() as f64;
    let half_mohm = |diam_um: &f64| {
        let cross_section_um2 = PI * diam_um * diam_um / 4.0;
        MOHM_PER_OHM_CM_PER_UM * section.ra_ohm_cm * (step_um / 2.0) / cross_section_um2
    };
    let halves_mohm: Vec<f64> = diam_um.iter().map(half_mohm).collect();
    let before = [0.0].into_iter().chain(halves_mohm.iter().copied());
    section.ri_mohm = halves_mohm.iter().zip(before).map(|(half, before)| half + before).collect();
    section.ri_end_mohm = halves_mohm.last().copied().unwrap_or_default();
    section.area_um2 = diam_um.iter().map(|diam_um| PI * diam_um * step_um).collect();
    section.diam_um = diam_um;
}

/// Children in the order NEURON has them when the cylinders are connected first and what stays after them: by distance
/// from the parent's attached end, at the same place the last one first.
fn connect(sections: &mut [Section], cell: &Cell, plan: &Plan) {
    let order = connection_order(sections.len(), cell, plan);
    let mut children: Vec<Vec<(f64, usize)>> = vec![vec![]; sections.len()];
    for child in order {
        let Some(parent) = sections.get(child).and_then(|section| section.parent) else { continue };
        let from_attached = match sections.get(parent.section).map(|parent| parent.own_end) {
            Some(End::One) => 1.0 - parent.x,
            Some(End::Zero) | None => parent.x,
        };
        if let Some(children) = children.get_mut(parent.section) {
            children.push((from_attached, child));
        }
    }
    for (section, mut children) in sections.iter_mut().zip(children) {
        children.reverse();
        children.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        section.children = children.into_iter().map(|(_, child)| child).collect();
    }
}

/// Cylinders, then what stays, each family's last child first so that it ends up in its old order.
fn connection_order(count: usize, cell: &Cell, plan: &Plan) -> Vec<usize> {
    let mut place = vec![None; cell.sections.len()];
    for (index, &original) in plan.kept.iter().enumerate() {
        if let Some(place) = place.get_mut(original) {
            *place = Some(index);
        }
    }
    let families = cell.sections.iter().flat_map(|section| section.children.iter().rev());
    let kept = families.filter_map(|&child| place.get(child).copied().flatten());
    (plan.kept.len()..count).chain(kept).collect()
}
