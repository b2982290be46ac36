//! How many segments each cylinder gets.

use super::equivalent_cylinder::EquivalentCylinder;
use super::{ReduceError, Segments};
use crate::neuron_defaults::MOST_SEGMENTS;
use crate::units::{CM_PER_UM, UF_PER_F, UM_PER_CM};

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

/// Numbers of segments of cylinders with channels: an odd number, no segment longer than a tenth of the space constant
/// at 100 Hz; in all at most twice what the passive rule gives, or [`MOST_PART`] of the original where that is more.
pub(super) fn by_frequency(
    rule: Segments,
    cylinders: &[EquivalentCylinder],
    original: usize,
) -> Result<Vec<usize>, ReduceError> {
    let passive = segments(rule, cylinders, original)?;
    if rule != Segments::Auto {
        return Ok(passive);
    }
    let wanted: Vec<f64> = cylinders.iter().map(by_alternating_space_constant).collect();
    let most = (2.0 * passive.iter().sum::<usize>() as f64).max(MOST_PART * original as f64);
    let share = (most / wanted.iter().sum::<f64>()).min(1.0);
    let odd = |nseg: f64| (((nseg * share) / 2.0).floor() as usize) * 2 + 1;
    Ok(wanted.into_iter().zip(passive).map(|(wanted, passive)| odd(wanted).max(passive)).collect())
}

/// Part of the original's segments that a cell with channels may have.
const MOST_PART: f64 = 0.15;

/// Part of the space constant that a segment may be long, as in NEURON's `d_lambda` rule.
const D_LAMBDA: f64 = 0.1;

/// The frequency of that space constant, Hz.
const D_LAMBDA_HZ: f64 = 100.0;

fn by_alternating_space_constant(cylinder: &EquivalentCylinder) -> f64 {
    let membrane = &cylinder.membrane;
    let per_cm = 4.0 * std::f64::consts::PI * D_LAMBDA_HZ * membrane.ra_ohm_cm * membrane.cm_uf_per_cm2 / UF_PER_F;
    let space_constant_um = UM_PER_CM * (cylinder.diam_um * CM_PER_UM / per_cm).sqrt();
    cylinder.length_um / (D_LAMBDA * space_constant_um)
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
