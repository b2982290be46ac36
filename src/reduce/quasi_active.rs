//! Cylinders that keep what a subtree does WITH its channels.
//!
//! ```text
//! measure (each subtree cut off, linearized at rest) -> for each subtree, until nothing changes:
//!     map (transfer impedance to place) -> blend (parameters by area) -> linearize -> fit (length, diameter, cm)
//! -> assemble -> restore (the cell's rest)
//! ```
//! A cylinder, its parameters and its map depend on each other, so they are found together. What is fitted is the
//! discretized cable that NEURON will run, not a formula for it.

mod blend;
mod chain;
mod density;
mod fit;
mod grow;
mod restore;

pub(super) use density::Densities;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::assemble::assemble;
use super::certificate::certify;
use super::equivalent_cylinder::{self, EquivalentCylinder};
use super::measure::Measured;
use super::subtree::{self, Plan, Subtree};
use super::{Equations, Options, ReduceError, Reduction, leak, nseg, warn_of_nothing};
use crate::cell::Cell;
use crate::diagnostic::Diagnostics;
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::quasi_active::QuasiActive;
use crate::rest::Rest;
use grow::{Grown, Original, grow};

/// The channels of a cell, and where it is linearized.
#[derive(Debug, Clone, Copy)]
pub struct Channels<'a> {
    /// The cell's operating point.
    pub rest: &'a Rest,
    /// The equations.
    pub library: &'a Library,
    /// The declarations.
    pub catalog: &'a Catalog,
}

/// Reduces a cell with its channels in.
///
/// # Errors
/// As [`super::reduce`]; a membrane that cannot be linearized.
pub fn reduce_quasi_active(
    cell: &Cell,
    channels: &Channels<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Reduction, ReduceError> {
    options.check()?;
    let plan = subtree::plan(cell, options, diagnostics)?;
    warn_of_nothing(&plan, options, diagnostics);
    let measured = measure(cell, &plan, channels, options)?;
    let first = measured.first().ok_or(ReduceError::NoTree)?;
    let cylinders = passive_cylinders(cell, &plan, channels, options, diagnostics)?;
    let nsegs = nseg::by_frequency(options.segments, &cylinders, super::original_segments(cell, &plan))?;
    let densities = Densities::of(channels);
    let tasks: Vec<_> = plan.subtrees.iter().zip(&cylinders).zip(&nsegs).collect();
    let grown = tasks.par_iter().map(|&((subtree, cylinder), &nseg)| {
        let original = Original { cell, subtree, measured: &measured, frequencies_hz: &options.fitted_hz() };
        grow(&original, channels, &densities, cylinder, nseg)
    });
    let grown: Vec<Grown> = grown.collect::<Result<_, _>>()?;
    let cylinders: Vec<EquivalentCylinder> = grown.iter().map(|grown| grown.cylinder).collect();
    let curves: Vec<_> = grown.iter().map(|grown| Some(grown.curve.clone())).collect();
    let mut reduction = assemble(cell, &plan, first, &cylinders, &nsegs, &curves)?;
    for (index, grown) in grown.into_iter().enumerate() {
        let Some(place) = reduction.subtrees.get(index).map(|reduced| reduced.reduced_section) else { continue };
        reduction.orphan_segments.extend(grown.orphans.iter().map(|&segment| (place, segment)));
        if let Some(section) = reduction.cell.sections.get_mut(place) {
            section.mechanisms = grown.blend.mechanisms;
            section.ion_style = grown.blend.ion_style;
            section.cm_uf_per_cm2 = grown.blend.cm_uf_per_cm2;
        }
    }
    restore::restore(cell, &mut reduction, channels, diagnostics)?;
    reduction.certificate = Some(certify(cell, &reduction, channels)?);
    Ok(reduction)
}

/// The subtrees' impedances at every fitted frequency, each subtree cut off.
fn measure(cell: &Cell, plan: &Plan, channels: &Channels<'_>, options: &Options) -> Result<Vec<Measured>, ReduceError> {
    let sections: Vec<usize> = plan.subtrees.iter().flat_map(|subtree| subtree.sections.iter().copied()).collect();
    let sites: Vec<_> = plan.subtrees.iter().map(|subtree| subtree.site).collect();
    let cable = QuasiActive::of_sections(cell, &sections, channels.rest)?;
    let spectrum = cable.spectrum(&sites, &options.fitted_hz());
    Ok(spectrum.into_iter().map(|impedances| Measured { impedances }).collect())
}

/// Where the search starts: the cylinders of the passive cell.
fn passive_cylinders(
    cell: &Cell,
    plan: &Plan,
    channels: &Channels<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<EquivalentCylinder>, ReduceError> {
    let equations = Equations { library: channels.library, catalog: channels.catalog };
    let leaking = leak::leaking(cell, &plan.subtrees, Some(equations), diagnostics);
    let measured = super::measure(&leaking, &plan.subtrees, options.frequency_hz)?;
    let membranes = equivalent_cylinder::root_membranes(&leaking, &plan.subtrees, diagnostics)?;
    super::fit(cell, plan, &measured, &membranes, options)
}

/// Segments of a subtree: (section, segment).
pub(super) fn segments_of<'a>(cell: &'a Cell, subtree: &'a Subtree) -> impl Iterator<Item = (usize, usize)> + 'a {
    subtree.sections.iter().flat_map(|&section| {
        let nseg = cell.sections.get(section).map_or(0, |found| found.nseg);
        (0..nseg).map(move |segment| (section, segment))
    })
}
