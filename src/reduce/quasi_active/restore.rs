//! The rest of the reduced cell: each cylinder's segment is given the leak that holds it where its originals rest.
//!
//! `e_pas` moves by what is missing from the segment's current at rest. The first segment of a cylinder rests where it
//! draws from where it is attached what the subtree drew, so that what stays needs no change.

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use super::{Channels, segments_of};
use crate::cable::hines::eliminate;
use crate::cable::nodes::Nodes;
use crate::cell::Cell;
use crate::cell::resolved::{End, segment_at};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::membrane::segment::Segment;
use crate::membrane::site::of_cell;
use crate::reduce::{ReduceError, ReducedSubtree, Reduction};
use crate::rest::RestError;
use crate::units::US_PER_S_UM2_PER_CM2;

/// A node that is held: so much conductance that nothing else counts, uS.
const HELD_US: f64 = 1e9;

/// Shifts the leaks of the cylinders; `rests_mv` is where the segments of each are to rest.
pub(super) fn restore(
    cell: &Cell,
    reduction: &mut Reduction,
    rests_mv: Vec<Vec<f64>>,
    channels: &Channels<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(), ReduceError> {
    let wanted_mv = wanted_mv(cell, reduction, rests_mv, channels);
    let nodes = Nodes::new(&reduction.cell, &reduction.cell.parents_first())?;
    let axial_na = axial_currents_na(&reduction.cell, &nodes, &wanted_mv);
    for index in 0..reduction.subtrees.len() {
        let Some(section) = reduction.subtrees.get(index).map(|reduced| reduced.reduced_section) else { continue };
        let mut without_leak = 0;
        let held_mv = wanted_mv.get(section).map_or(&[][..], Vec::as_slice);
        let own = held_mv.par_iter().enumerate();
        let own = own.map(|(segment, &v_mv)| steady_current(&reduction.cell, section, segment, v_mv, channels));
        for (segment, own_ma_per_cm2) in own.collect::<Result<Vec<_>, _>>()?.into_iter().enumerate() {
            let arriving_na = nodes.segment(section, segment).and_then(|node| axial_na.get(node)).copied();
            let area = reduction.cell.sections.get(section).and_then(|found| found.area_um2.get(segment)).copied();
            let missing = arriving_na.zip(area).map(|(na, area)| na / (area * US_PER_S_UM2_PER_CM2) - own_ma_per_cm2);
            let shifted = missing.and_then(|missing| shift(reduction, section, segment, missing));
            without_leak += usize::from(shifted.is_none());
        }
        if without_leak > 0 {
            let name = reduction.cell.sections.get(section).map_or("", |section| section.name.as_str());
            let message =
                format!("`{name}` has {without_leak} segments without a leak: its rest is not restored there");
            diagnostics.push(Diagnostic::warning("reduce::rest", message));
        }
    }
    Ok(())
}

/// Moves `e_pas` so that the segment's current grows by `missing`, mA/cm2; none where nothing leaks.
fn shift(reduction: &mut Reduction, section: usize, segment: usize, missing_ma_per_cm2: f64) -> Option<()> {
    let pas = reduction.cell.sections.get_mut(section)?.mechanisms.get_mut("pas")?;
    let g_pas = pas.get("g_pas")?.get(segment).copied().filter(|g_pas| *g_pas > 0.0)?;
    *pas.get_mut("e_pas")?.get_mut(segment)? -= missing_ma_per_cm2 / g_pas;
    Some(())
}

/// Where every reduced segment is to rest, mV.
fn wanted_mv(cell: &Cell, reduction: &Reduction, rests_mv: Vec<Vec<f64>>, channels: &Channels<'_>) -> Vec<Vec<f64>> {
    let mut wanted: Vec<Vec<f64>> =
        reduction.cell.sections.iter().map(|section| vec![f64::NAN; section.nseg]).collect();
    for (place, &original) in reduction.kept.iter().enumerate() {
        for (segment, v_mv) in wanted.get_mut(place).into_iter().flatten().enumerate() {
            *v_mv = channels.rest.v_mv(original, segment).unwrap_or(f64::NAN);
        }
    }
    for (reduced, means) in reduction.subtrees.iter().zip(rests_mv) {
        let drawn_na = drawn_na(cell, reduced, channels);
        if let Some(own) = wanted.get_mut(reduced.reduced_section) {
            *own = means;
        }
        let half_mohm =
            reduction.cell.sections.get(reduced.reduced_section).and_then(|section| section.ri_mohm.first()).copied();
        let first = wanted.get_mut(reduced.reduced_section).and_then(|own| own.first_mut());
        if let Some(((attached_mv, half_mohm), first)) =
            attached_mv(cell, reduced, channels, drawn_na).zip(half_mohm).zip(first)
        {
            *first = attached_mv - drawn_na * half_mohm;
        }
    }
    wanted
}

/// The voltage where a subtree is attached, mV.
fn attached_mv(cell: &Cell, reduced: &ReducedSubtree, channels: &Channels<'_>, drawn_na: f64) -> Option<f64> {
    let site = reduced.subtree.site;
    let section = cell.sections.get(site.section)?;
    if section.parent.is_none() || site.x != section.own_end.x() {
        return channels.rest.v_mv(site.section, segment_at(site.x, section.nseg));
    }
    let first = match section.own_end {
        End::Zero => 0,
        End::One => section.nseg - 1,
    };
    Some(channels.rest.v_mv(site.section, first)? + drawn_na * section.ri_mohm.get(first)?)
}

/// What a subtree draws at rest from where it is attached: the currents of all its segments, nA.
fn drawn_na(cell: &Cell, reduced: &ReducedSubtree, channels: &Channels<'_>) -> f64 {
    let currents = segments_of(cell, &reduced.subtree).filter_map(|(section, segment)| {
        let area = cell.sections.get(section)?.area_um2.get(segment)?;
        Some(channels.rest.at(section, segment)?.point.current_ma_per_cm2() * area * US_PER_S_UM2_PER_CM2)
    });
    currents.sum()
}

fn steady_current(
    cell: &Cell,
    section: usize,
    segment: usize,
    v_mv: f64,
    channels: &Channels<'_>,
) -> Result<f64, RestError> {
    let patch = of_cell(cell, section, segment, channels.library, channels.catalog)?;
    let membrane = Segment::start(patch, v_mv, None).map_err(RestError::of)?;
    Ok(membrane.steady(v_mv).map_err(RestError::of)?.point.current_ma_per_cm2())
}

/// What flows into every node along the cable when all segments are held at `wanted_mv`, nA.
fn axial_currents_na(cell: &Cell, nodes: &Nodes, wanted_mv: &[Vec<f64>]) -> Vec<f64> {
    let mut held_us = vec![0.0; nodes.len()];
    let mut current_na = vec![0.0; nodes.len()];
    for section in 0..cell.sections.len() {
        for (segment, &v_mv) in wanted_mv.get(section).into_iter().flatten().enumerate() {
            let Some(node) = nodes.segment(section, segment) else { continue };
            if let Some((held, current)) = held_us.get_mut(node).zip(current_na.get_mut(node)) {
                *held = HELD_US;
                *current = HELD_US * v_mv;
            }
        }
    }
    nodes.axial_into_na(&eliminate(nodes, held_us).solve(current_na))
}
