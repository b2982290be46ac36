//! Cables that are what a subtree is WITH its channels.
//!
//! ```text
//! measure (the cell linearized at rest) -> divide (what becomes one cable, what stays between several)
//! -> outline (level of every place; area and core along the levels) -> cable (cut into equally long segments; parameters by
//! area) -> assemble -> restore (the cell's rest) -> certify
//! ```
//! Places at which a current at the soma causes the same voltage are joined: such a cable has the subtree's whole
//! membrane, and the same impedance.

mod blend;
mod cable;
mod density;
mod divide;
mod joined;
mod level;
mod profile;
mod restore;

pub(super) use density::Densities;
pub(super) use level::Chain;

use std::sync::Arc;

use super::assemble::{assemble, set_diameters};
use super::certificate::certify;
use super::equivalent_cylinder::{self, EquivalentCylinder};
use super::measure::Measured;
use super::subtree::{self, Plan, Subtree};
use super::{Equations, Options, ReduceError, Reduction, Segments, leak, nseg, warn_of_nothing};
use crate::cell::Cell;
use crate::cell::resolved::Attachment;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::mechanism::Catalog;
use crate::membrane::Library;
use crate::quasi_active::QuasiActive;
use crate::rest::{Policy, Rest, rest};
use cable::{Cable, Outline, outline};
use divide::divide;

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
    let whole = subtree::plan(cell, options, diagnostics)?;
    warn_of_nothing(&whole, options, diagnostics);
    let linear = QuasiActive::of(cell, channels.rest)?;
    let measured = measure(&linear, &whole, options);
    let parts = subtree::parts(cell, &whole, options)?;
    let division = divide(cell, &linear, &measured, &parts, budget(cell, &whole, channels, options))?;
    // The first plan said all there is to say.
    let stays = parts.may_be_split.then_some(division.stays.as_slice());
    let plan = subtree::plan_split(cell, options, stays, &mut Diagnostics::default())?;
    let outlines = plan.subtrees.iter().map(|subtree| outline(cell, subtree, &linear, &measured, &options.level_hz()));
    let outlines: Vec<Outline> = outlines.collect::<Result<_, _>>()?;
    let nsegs = division.nsegs(&plan)?;
    let densities = Densities::of(channels);
    let cables = plan.subtrees.iter().zip(outlines).zip(&nsegs);
    let cables = cables.map(|((subtree, outline), &nseg)| outline.cable(cell, subtree, channels, &densities, nseg));
    let cables: Vec<Cable> = cables.collect::<Result<_, _>>()?;
    let cylinders: Vec<EquivalentCylinder> = cables.iter().map(|cable| cable.cylinder).collect();
    let courses = cables.iter().map(|cable| Some(cable.course.clone())).collect();
    let cut_off = cut_off(cell, &plan, channels, options)?;
    let mut reduction = assemble(cell, &plan, &cut_off, &cylinders, &nsegs, courses)?;
    let rests_mv = fill(&mut reduction, cables);
    restore::restore(cell, &mut reduction, rests_mv, channels, diagnostics)?;
    diagnostics.extend(more_segments(&reduction, options));
    let reduced_rest = rest(&reduction.cell, channels.library, channels.catalog, Policy::Steady)?;
    reduction.certificate = Some(certify(cell, &reduction, &reduced_rest, channels)?);
    reduction.rest = Some(Arc::new(reduced_rest));
    Ok(reduction)
}

/// What is said where fewer segments are asked for than sections are left.
fn more_segments(reduction: &Reduction, options: &Options) -> Option<Diagnostic> {
    let Segments::Total(asked) = options.segments else { return None };
    let made: usize = reduction.cell.sections.iter().map(|section| section.nseg).sum();
    let message = format!("`--segments {asked}`: the reduced cell has {made}, which is the fewest");
    let found = Diagnostic::warning("reduce::segments", message);
    let help = "every stem becomes a cable of its own, and what stays keeps its segments";
    (made > asked).then(|| found.help(help))
}

/// Puts the cables' membranes into the reduced cell; where the segments of each are to rest, mV.
fn fill(reduction: &mut Reduction, cables: Vec<Cable>) -> Vec<Vec<f64>> {
    let mut rests_mv = vec![];
    for (index, cable) in cables.into_iter().enumerate() {
        let Some(place) = reduction.subtrees.get(index).map(|reduced| reduced.reduced_section) else { continue };
        if let Some(section) = reduction.cell.sections.get_mut(place) {
            set_diameters(section, cable.diam_um);
            section.mechanisms = cable.blend.mechanisms;
            section.ion_style = cable.blend.ion_style;
            section.cm_uf_per_cm2 = cable.blend.cm_uf_per_cm2;
        }
        rests_mv.push(cable.blend.rest_mv);
    }
    rests_mv
}

/// The whole cell's impedances, seen from the soma, at every frequency of the levels.
fn measure(linear: &QuasiActive, plan: &Plan, options: &Options) -> Vec<Measured> {
    let soma = Attachment { section: plan.soma, x: 0.5 };
    let spectrum = linear.spectrum(&[soma], &options.level_hz());
    spectrum.into_iter().map(|impedances| Measured { impedances }).collect()
}

/// The subtrees' impedances at the first frequency of the levels, each cut off.
fn cut_off(cell: &Cell, plan: &Plan, channels: &Channels<'_>, options: &Options) -> Result<Measured, ReduceError> {
    let sections: Vec<usize> = plan.subtrees.iter().flat_map(|subtree| subtree.sections.iter().copied()).collect();
    let sites: Vec<_> = plan.subtrees.iter().map(|subtree| subtree.site).collect();
    let frequency_hz = options.level_hz().first().copied().unwrap_or_default();
    let linear = QuasiActive::of_sections(cell, &sections, channels.rest)?;
    Ok(Measured { impedances: linear.impedances(&sites, frequency_hz) })
}

/// How many segments may stand for the subtrees.
fn budget(cell: &Cell, plan: &Plan, channels: &Channels<'_>, options: &Options) -> f64 {
    let passive = passive_segments(cell, plan, channels).unwrap_or_default();
    let kept = plan.kept.iter().filter_map(|&place| cell.sections.get(place)).map(|section| section.nseg).sum();
    nseg::budget(options.segments, super::original_segments(cell, plan), kept, passive)
}

/// How many segments the passive method gives in all; none where nothing leaks.
fn passive_segments(cell: &Cell, plan: &Plan, channels: &Channels<'_>) -> Option<usize> {
    let mut unsaid = Diagnostics::default();
    let equations = Equations { library: channels.library, catalog: channels.catalog };
    let leaking = leak::leaking(cell, &plan.subtrees, Some(equations), &mut unsaid);
    let usual = Options::passive();
    let measured = super::measure(&leaking, &plan.subtrees, usual.passive_hz()).ok()?;
    let membranes = equivalent_cylinder::root_membranes(&leaking, &plan.subtrees, &mut unsaid).ok()?;
    let cylinders = super::fit(cell, plan, &measured, &membranes, &usual).ok()?;
    Some(nseg::segments(Segments::Auto, &cylinders, 0).ok()?.into_iter().sum())
}

/// Segments of a subtree: (section, segment).
pub(super) fn segments_of<'a>(cell: &'a Cell, subtree: &'a Subtree) -> impl Iterator<Item = (usize, usize)> + 'a {
    subtree.sections.iter().flat_map(|&section| {
        let nseg = cell.sections.get(section).map_or(0, |found| found.nseg);
        (0..nseg).map(move |segment| (section, segment))
    })
}
