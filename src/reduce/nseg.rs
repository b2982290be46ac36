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

/// Part of the segments that are replaced that it never has more than.
const MOST_REPLACED: f64 = 0.9;

/// Where much stays, so much more, against that, is no burden.
const LIGHT: f64 = 0.25;

/// But no more than this part of those that are replaced.
const LIGHT_PART: f64 = 1.0 / 3.0;

/// How many segments may stand for the `original` ones of a cell with channels, where `kept` stay: twice what the passive
/// method gives, what makes 15 % of the detailed cell with those that stay, or what hardly counts beside them; never more
/// than nine tenths of the original ones.
pub(super) fn budget(rule: Segments, original: usize, kept: usize, passive: usize) -> f64 {
    let (original, kept) = (original as f64, kept as f64);
    let light = (LIGHT * kept).min(LIGHT_PART * original);
    let usual = (MOST_PART * (original + kept) - kept).max(2.0 * passive as f64).max(light);
    let usual = usual.min(MOST_REPLACED * original);
    match rule {
        Segments::Auto => usual,
        Segments::Total(total) => total as f64 - kept,
        Segments::Fraction(fraction) => usual.max(fraction * original),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn auto(original: usize, kept: usize, passive: usize) -> f64 {
        budget(Segments::Auto, original, kept, passive)
    }

    #[test]
    fn a_budget_is_the_most_generous_of_three_and_never_all() {
        assert!((auto(500, 20, 10) - 58.0).abs() < 1e-9, "15 % of the cell with what stays");
        assert!((auto(500, 20, 40) - 80.0).abs() < 1e-9, "twice the passive method's");
        assert!((auto(120, 400, 4) - 40.0).abs() < 1e-9, "a third, where much stays");
        assert!((auto(900, 400, 4) - 100.0).abs() < 1e-9, "a quarter of what stays");
        assert!((auto(100, 2, 99) - 90.0).abs() < 1e-9, "nine tenths");
    }

    #[test]
    fn what_is_asked_for_counts_what_stays() {
        assert!((budget(Segments::Total(50), 500, 20, 10) - 30.0).abs() < 1e-9);
        assert!((budget(Segments::Fraction(0.5), 500, 20, 10) - 250.0).abs() < 1e-9);
        assert!((budget(Segments::Fraction(0.01), 500, 20, 10) - 58.0).abs() < 1e-9);
    }
}
