//! A subtree along its level, cut into the segments of one cable.
//!
//! Each segment has the membrane area and the axial resistance that the subtree has between two levels: no membrane is
//! lost or added. The levels are chosen so that all segments are equally long.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: one value for each knot or segment, sized here")]

use std::f64::consts::PI;

use super::level::Levels;
use crate::units::MOHM_PER_OHM_CM_PER_UM;

/// Rounds of moving the cuts.
const ROUNDS: usize = 60;

/// Area and resistance that lie before each of some levels.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    levels: Vec<f64>,
    area_um2: Vec<f64>,
    resistance_mohm: Vec<f64>,
}

/// The shape of a cable whose diameter changes from segment to segment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shape {
    /// The levels between which its segments lie: one more than there are segments.
    pub(super) cuts: Vec<f64>,
    pub(super) length_um: f64,
    pub(super) diam_um: Vec<f64>,
}

/// What begins at a level, or ends there with the sign changed.
struct Event {
    level: f64,
    /// Area per level, um2.
    area_um2: f64,
    /// Current through the core, uS.
    current_us: f64,
}

fn events(levels: &Levels) -> Vec<Event> {
    let mut events = vec![];
    for spread in &levels.membrane {
        let area_um2 = spread.area_um2 / (spread.to - spread.from);
        events.push(Event { level: spread.from, area_um2, current_us: 0.0 });
        events.push(Event { level: spread.to, area_um2: -area_um2, current_us: 0.0 });
    }
    for core in &levels.cores {
        events.push(Event { level: core.from, area_um2: 0.0, current_us: core.current_us });
        events.push(Event { level: core.to, area_um2: 0.0, current_us: -core.current_us });
    }
    events.sort_by(|one, other| one.level.total_cmp(&other.level));
    events
}

impl Profile {
    /// Area and resistance along the levels. The core between two levels is all that crosses them side by side: what a
    /// falling voltage drives through it.
    pub(super) fn of(levels: &Levels) -> Self {
        let mut profile = Self { levels: vec![0.0], area_um2: vec![0.0], resistance_mohm: vec![0.0] };
        let (mut at, mut area_um2, mut resistance_mohm) = (0.0, 0.0, 0.0);
        let (mut per_level_um2, mut current_us) = (0.0, 0.0);
        for event in events(levels) {
            if event.level > at {
                area_um2 += per_level_um2 * (event.level - at);
                if current_us > 0.0 {
                    resistance_mohm += ((-at).exp() - (-event.level).exp()) / current_us;
                }
                at = event.level;
                profile.levels.push(at);
                profile.area_um2.push(area_um2);
                profile.resistance_mohm.push(resistance_mohm);
            }
            per_level_um2 += event.area_um2;
            current_us += event.current_us;
        }
        profile
    }

    fn end(&self) -> f64 {
        self.levels.last().copied().unwrap_or_default()
    }

    /// Area (um2) and resistance (`MOhm`) before a level.
    fn before(&self, level: f64) -> (f64, f64) {
        let after = self.levels.partition_point(|&known| known <= level).min(self.levels.len() - 1);
        let before = after.saturating_sub(1);
        let (low, high) = (self.levels[before], self.levels[after]);
        let part = if high > low { ((level - low) / (high - low)).clamp(0.0, 1.0) } else { 1.0 };
        let at = |values: &[f64]| values[before] + part * (values[after] - values[before]);
        (at(&self.area_um2), at(&self.resistance_mohm))
    }

    /// The length of the cylinder that has what lies between two levels, um:
    /// area = pi d l and resistance = 4 Ra l / (pi d^2).
    fn length_um(&self, cuts: &[f64], ra_ohm_cm: f64) -> f64 {
        let ((area0, resistance0), (area1, resistance1)) = (self.before(cuts[0]), self.before(cuts[1]));
        let (area_um2, resistance_mohm) = (area1 - area0, resistance1 - resistance0);
        (area_um2 * area_um2 * resistance_mohm / (4.0 * PI * MOHM_PER_OHM_CM_PER_UM * ra_ohm_cm)).cbrt()
    }

    /// Cuts the profile into `nseg` equally long segments.
    pub(super) fn cut(&self, nseg: usize, ra_ohm_cm: f64) -> Shape {
        let end = self.end();
        let mut cuts: Vec<f64> = (0..=nseg).map(|cut| end * cut as f64 / nseg as f64).collect();
        for _ in 0..ROUNDS {
            let lengths: Vec<f64> = cuts.windows(2).map(|cuts| self.length_um(cuts, ra_ohm_cm)).collect();
            // Half the way: the length of a new segment is not the sum of the lengths of its parts.
            let moved = equally_long(&cuts, &lengths);
            cuts.iter_mut().zip(moved).for_each(|(cut, moved)| *cut = f64::midpoint(*cut, moved));
        }
        let length_um: f64 = cuts.windows(2).map(|cuts| self.length_um(cuts, ra_ohm_cm)).sum();
        let step_um = length_um / nseg as f64;
        let areas = cuts.windows(2).map(|cuts| self.before(cuts[1]).0 - self.before(cuts[0]).0);
        let diam_um = areas.map(|area_um2| area_um2 / (PI * step_um)).collect();
        Shape { cuts, length_um, diam_um }
    }
}

/// Cuts at equal parts of the length, as it lies between the cuts so far.
fn equally_long(cuts: &[f64], lengths: &[f64]) -> Vec<f64> {
    let nseg = lengths.len();
    let total: f64 = lengths.iter().sum();
    let (mut segment, mut before) = (0, 0.0);
    let inner = (1..nseg).map(|cut| {
        let wanted = total * cut as f64 / nseg as f64;
        while segment + 1 < nseg && before + lengths[segment] < wanted {
            before += lengths[segment];
            segment += 1;
        }
        let own = lengths[segment];
        let part = if own > 0.0 { ((wanted - before) / own).clamp(0.0, 1.0) } else { 0.0 };
        cuts[segment] + part * (cuts[segment + 1] - cuts[segment])
    });
    [cuts[0]].into_iter().chain(inner).chain([cuts[nseg]]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::level::{Core, Spread};
    use super::*;
    use proptest::prelude::*;

    const RA_OHM_CM: f64 = 120.0;

    /// A cable of `pieces` in which the voltage falls as cosh does towards a sealed end, so often side by side.
    fn side_by_side(branches: usize, pieces: usize, length_um: f64, diam_um: f64) -> Levels {
        let level = |part: f64| 1.5_f64.cosh().ln() - (1.5 * (1.0 - part)).cosh().ln();
        let (piece_um, count) = (length_um / pieces as f64, pieces as f64);
        let ri_mohm = 4.0 * MOHM_PER_OHM_CM_PER_UM * RA_OHM_CM * piece_um / (PI * diam_um * diam_um);
        let mut levels = Levels::default();
        for piece in (0..pieces).flat_map(|piece| vec![piece; branches]) {
            let (from, to) = (level(piece as f64 / count), level((piece + 1) as f64 / count));
            let current_us = ((-from).exp() - (-to).exp()) / ri_mohm;
            levels.cores.push(Core { section: 0, from, to, current_us });
            levels.membrane.push(Spread { section: 0, segment: piece, area_um2: PI * diam_um * piece_um, from, to });
        }
        levels
    }

    proptest! {
        #[test]
        fn a_cable_is_itself(
            length_um in 20.0..2000.0_f64, diam_um in 0.3..9.0_f64, pieces in 40..90_usize, nseg in 1..30_usize,
        ) {
            let found = Profile::of(&side_by_side(1, pieces, length_um, diam_um)).cut(nseg, RA_OHM_CM);
            prop_assert!((found.length_um / length_um - 1.0).abs() < 1e-3, "{found:?}");
            prop_assert!(found.diam_um.iter().all(|diam| (diam / diam_um - 1.0).abs() < 0.01), "{found:?}");
        }

        #[test]
        fn equal_branches_are_ralls_equivalent_cylinder(branches in 2..7_usize, nseg in 1..30_usize) {
            let profile = Profile::of(&side_by_side(branches, 60, 300.0, 1.0));
            let found = profile.cut(nseg, RA_OHM_CM);
            // d^(3/2) adds up, and the length in space constants, which go with the root of d, stays.
            let diam_um = (branches as f64).powf(2.0 / 3.0);
            prop_assert!((found.length_um / (300.0 * diam_um.sqrt()) - 1.0).abs() < 1e-3, "{found:?}");
            prop_assert!(found.diam_um.iter().all(|diam| (diam / diam_um - 1.0).abs() < 0.01), "{found:?}");
            let lengths = found.cuts.windows(2).map(|cuts| profile.length_um(cuts, RA_OHM_CM) * nseg as f64);
            prop_assert!(lengths.map(|length| length / found.length_um - 1.0).all(|off| off.abs() < 1e-3), "{found:?}");
        }

        #[test]
        fn no_membrane_is_lost(
            parts in prop::collection::vec((0.0..1.0_f64, 0.05..2.0_f64, 1.0..500.0_f64), 1..40), nseg in 1..40_usize,
        ) {
            let mut levels = side_by_side(1, 20, 400.0, 2.0);
            for &(from, span, area_um2) in &parts {
                let current_us = ((-from).exp() - (-from - span).exp()) * 1e-3;
                levels.cores.push(Core { section: 1, from, to: from + span, current_us });
                levels.membrane.push(Spread { section: 1, segment: 0, area_um2, from, to: from + span });
            }
            let profile = Profile::of(&levels);
            let found = profile.cut(nseg, RA_OHM_CM);
            let step_um = found.length_um / nseg as f64;
            let area_um2: f64 = found.diam_um.iter().map(|diam_um| PI * diam_um * step_um).sum();
            let whole: f64 = levels.membrane.iter().map(|spread| spread.area_um2).sum();
            prop_assert!((area_um2 / whole - 1.0).abs() < 1e-9, "{area_um2} {whole}");
            prop_assert!(found.cuts.is_sorted(), "{found:?}");
        }
    }
}
