//! How many segments each cylinder gets.

use super::equivalent_cylinder::EquivalentCylinder;
use super::{ReduceError, Segments};
use crate::neuron_defaults::MOST_SEGMENTS;

/// Numbers of segments of the cylinders; `original` is the number of segments of what they replace.
pub(super) fn segments(
    rule: Segments,
    cylinders: &[EquivalentCylinder],
    original: usize,
) -> Result<Vec<usize>, ReduceError> {
    let nsegs = match rule {
        Segments::Auto => by_space_constant(cylinders),
        Segments::Total(total) => by_share(cylinders, total as f64),
        Segments::Fraction(fraction) => at_least(cylinders, (fraction * original as f64).round_ties_even()),
    };
    match nsegs.iter().find(|&&nseg| nseg > MOST_SEGMENTS as f64) {
        Some(&nseg) => Err(ReduceError::TooManySegments { nseg }),
        None => Ok(nsegs.into_iter().map(|nseg| nseg as usize).collect()),
    }
}

/// Part of a cell's segments that a cell with channels may have.
const MOST_PART: f64 = 0.15;

/// How many segments the cables of a cell with channels may have in all: with what stays of the cell (`kept`) twice what
/// the passive method gives, or 15 % of the detailed cell's where that is more; never more than what they replace.
pub(super) fn budget(original: usize, kept: usize, passive: usize) -> f64 {
    let most = (2.0 * (passive + kept) as f64).max(MOST_PART * (original + kept) as f64);
    (most - kept as f64).min(original as f64)
}

/// The wanted numbers of segments, or their shares of the budget where they are more in all; at least one each.
pub(super) fn within_budget(wanted: &[f64], budget: f64) -> Result<Vec<usize>, ReduceError> {
    let share = (budget / wanted.iter().map(|wanted| wanted.ceil()).sum::<f64>()).min(1.0);
    let nsegs = wanted.iter().map(|wanted| (wanted.ceil() * share).floor().max(1.0));
    nsegs
        .map(
            |nseg| {
                if nseg <= MOST_SEGMENTS as f64 {
                    Ok(nseg as usize)
                } else {
                    Err(ReduceError::TooManySegments { nseg })
                }
            },
        )
        .collect()
}

/// An odd number, about ten for each space constant.
fn by_space_constant(cylinders: &[EquivalentCylinder]) -> Vec<f64> {
    let nseg = |cylinder: &EquivalentCylinder| {
        (cylinder.length_um / cylinder.space_constant_um * 10.0 / 2.0).trunc() * 2.0 + 1.0
    };
    cylinders.iter().map(nseg).collect()
}

/// `total` less the soma's one, shared by electrotonic length; at least one each.
fn by_share(cylinders: &[EquivalentCylinder], total: f64) -> Vec<f64> {
    let sum: f64 = cylinders.iter().map(|cylinder| cylinder.electrotonic_length).sum();
    let share =
        |cylinder: &EquivalentCylinder| (cylinder.electrotonic_length / sum * (total - 1.0)).round_ties_even().max(1.0);
    cylinders.iter().map(share).collect()
}

fn at_least(cylinders: &[EquivalentCylinder], least: f64) -> Vec<f64> {
    let nsegs = by_space_constant(cylinders);
    if nsegs.iter().sum::<f64>() < least { by_share(cylinders, least) } else { nsegs }
}
