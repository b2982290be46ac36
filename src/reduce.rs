//! Replaces every dendritic subtree, or what lies beyond cuts, by one cylinder: Amsalem et al. 2020, doi:10.1038/s41467-019-13932-8.
//!
//! ```text
//! classify -> subtree (what is cut where) -> equivalent_cylinder -> nseg -> segment_map -> mechanisms -> assemble
//! ```
//! The soma, the axons and the stems that the user keeps stay as they are. One pass over the tree measures all subtrees.

mod assemble;
pub mod certificate;
pub mod classify;
pub mod equivalent_cylinder;
mod error;
pub mod leak;
mod measure;
mod mechanisms;
pub mod names;
mod nseg;
mod options;
pub mod processes;
pub mod quasi_active;
pub mod segment_map;
pub mod subtree;

use std::sync::Arc;

use num_complex::Complex64;

use crate::cell::Cell;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rest::Rest;
use crate::units::OHM_PER_MOHM;
use equivalent_cylinder::{EquivalentCylinder, MAX_ELECTROTONIC_LENGTH};
pub use error::ReduceError;
pub use leak::Equations;
pub use measure::{MEASURED_OFFSET_HZ, Measured, measure};
pub use options::{Membrane, Options, Segments};
use segment_map::SegmentMap;
use subtree::{Plan, Subtree};

/// A reduced cell and how it came about.
#[derive(Debug, Clone)]
pub struct Reduction {
    /// The reduced cell: first the sections that were kept, in their order, then one section for each subtree.
    pub cell: Cell,
    /// Place in the ORIGINAL cell of the soma's first section.
    pub soma: usize,
    /// Places in the ORIGINAL cell of the sections that were kept, which are the first ones of the reduced cell.
    pub kept: Vec<usize>,
    /// The subtrees that were replaced, apical ones first.
    pub subtrees: Vec<ReducedSubtree>,
    /// Where every segment of the original went.
    pub map: SegmentMap,
    /// Reduced segments (place in `cell.sections`, segment) that no original segment went to.
    pub orphan_segments: Vec<(usize, usize)>,
    /// Both cells compared; none where the channels were left out.
    pub certificate: Option<certificate::Certificate>,
    /// The reduced cell's operating point; none where the channels were left out.
    pub rest: Option<Arc<Rest>>,
}

/// A subtree and the cylinder that replaces it.
#[derive(Debug, Clone)]
pub struct ReducedSubtree {
    /// What was cut: sections as places in the ORIGINAL cell.
    pub subtree: Subtree,
    /// Name of its root section in the original cell.
    pub root: String,
    /// Place of the cylinder in the reduced cell's sections.
    pub reduced_section: usize,
    /// `sqrt(1 + i w Rm Cm)` of the root's membrane at the frequency of the reduction.
    pub q: Complex64,
    /// Input impedance of the subtree where it was cut, ohm.
    pub root_input_ohm: Complex64,
    /// The lowest transfer impedance to there among the ends of its sections, ohm.
    pub lowest_ohm: Complex64,
    /// The cylinder.
    pub cylinder: EquivalentCylinder,
    /// Its number of segments.
    pub nseg: usize,
    /// What its places are found by; none where it is the closed form of a passive cylinder.
    pub course: Option<segment_map::Course>,
}

/// Reduces a cell.
///
/// # Errors
/// No soma, names that no section has, a subtree without a leak, spines on what stays, values that no impedance can be computed from.
pub fn reduce(cell: &Cell, options: &Options, diagnostics: &mut Diagnostics) -> Result<Reduction, ReduceError> {
    reduce_leaking(cell, None, options, diagnostics)
}

/// Reduces a cell whose leak may be another mechanism than `pas`.
///
/// # Errors
/// As [`reduce`].
pub fn reduce_leaking(
    cell: &Cell,
    equations: Option<Equations<'_>>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Reduction, ReduceError> {
    options.check()?;
    let plan = subtree::plan(cell, options, diagnostics)?;
    warn_of_nothing(&plan, options, diagnostics);
    let leaking = leak::leaking(cell, &plan.subtrees, equations, diagnostics);
    let measured = measure(&leaking, &plan.subtrees, options.passive_hz())?;
    let membranes = equivalent_cylinder::root_membranes(&leaking, &plan.subtrees, diagnostics)?;
    let cylinders = fit(cell, &plan, &measured, &membranes, options)?;
    warn_of_limit(cell, &plan, &measured, &cylinders, diagnostics);
    let nsegs = nseg::segments(options.segments, &cylinders, original_segments(cell, &plan))?;
    let courses = vec![None; cylinders.len()];
    let mut reduction = assemble::assemble(cell, &plan, &measured, &cylinders, &nsegs, courses)?;
    mechanisms::copy(cell, &mut reduction, &options.defaults, diagnostics);
    Ok(reduction)
}

fn warn_of_nothing(plan: &Plan, options: &Options, diagnostics: &mut Diagnostics) {
    if plan.subtrees.is_empty() {
        let message = match options.cut_distance_um {
            Some(cut_um) => format!("no dendrite to reduce begins at {cut_um} um from the soma or beyond"),
            None => "the cell has no dendrite to reduce".to_owned(),
        };
        diagnostics.push(Diagnostic::warning("reduce::nothing", message));
    }
}

fn fit(
    cell: &Cell,
    plan: &Plan,
    measured: &Measured,
    membranes: &[equivalent_cylinder::RootMembrane],
    options: &Options,
) -> Result<Vec<EquivalentCylinder>, ReduceError> {
    let pairs = plan.subtrees.iter().zip(membranes);
    let fitted = pairs.map(|(subtree, membrane)| {
        let (root_input, lowest) = measured.ends(subtree);
        equivalent_cylinder::fit(membrane, root_input, lowest, options.passive_hz())
            .ok_or_else(|| ReduceError::NotFinite { root: subtree::root_name(cell, subtree).to_owned() })
    });
    fitted.collect()
}

fn warn_of_limit(
    cell: &Cell,
    plan: &Plan,
    measured: &Measured,
    cylinders: &[EquivalentCylinder],
    diagnostics: &mut Diagnostics,
) {
    for (subtree, cylinder) in plan.subtrees.iter().zip(cylinders) {
        let (root_input, lowest) = measured.ends(subtree);
        if let Some(reached_ohm) = equivalent_cylinder::lowest_at_limit(cylinder.q, root_input, lowest) {
            let root = subtree::root_name(cell, subtree);
            let message = format!("no cylinder is as long as the subtree at `{root}`");
            let [wanted, reached] = [lowest.norm(), reached_ohm].map(|ohm| ohm / OHM_PER_MOHM);
            let note = format!(
                "its lowest transfer impedance is {wanted:.3e} MOhm; the cylinder, {MAX_ELECTROTONIC_LENGTH} space \
                 constants long, has {reached:.3e} MOhm"
            );
            diagnostics.push(Diagnostic::warning("reduce::too-long", message).with_note(note));
        }
    }
}

fn original_segments(cell: &Cell, plan: &Plan) -> usize {
    let sections = plan.subtrees.iter().flat_map(|subtree| &subtree.sections);
    sections.filter_map(|&place| cell.sections.get(place)).map(|section| section.nseg).sum()
}
