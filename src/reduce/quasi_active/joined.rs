//! What a subtree loses when its places of equal level are joined: the input impedance of its thin branches.
//!
//! A branch among ten equal ones has ten times the input impedance of what they are when they are joined: strong input to it
//! alone saturates there, and may start a spike, where the joined ones hardly notice. Membrane and cores of every section are
//! sorted by their level into bins, which add up over subtrees; the bins of a subtree are the cable that it would be.
#![allow(
    clippy::indexing_slicing,
    reason = "numeric kernel: one value for each bin, places of bins are clamped to them"
)]

use std::f64::consts::PI;

use num_complex::Complex64;

use super::cable::ac_length_constant_um;
use super::level::{Core, Spread};
use crate::cable::impedance::Impedances;
use crate::cell::Cell;
use crate::cell::resolved::{Attachment, Section};
use crate::quasi_active::QuasiActive;
use crate::units::MOHM_PER_OHM_CM_PER_UM;

/// Bins of the level.
const BINS: usize = 64;

/// The frequency at which impedances are compared, Hz: that of fast synapses.
pub(super) const LOCAL_HZ: f64 = 100.0;

/// A cell as it is joined.
pub(super) struct Field<'a> {
    pub(super) cell: &'a Cell,
    pub(super) linear: &'a QuasiActive,
    /// At [`LOCAL_HZ`], seen from the soma.
    pub(super) impedances: &'a Impedances,
    /// The greatest level.
    pub(super) end: f64,
}

/// What lies between two levels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bin {
    area_um2: f64,
    /// Area times specific capacitance.
    capacity: f64,
    membrane_us: Complex64,
    /// The current that 1 mV at the soma drives through the cores (uS), times the levels that each spans.
    current_us: f64,
    /// The levels that the cores span.
    from: f64,
    to: f64,
    /// How much is felt at the soma: length of dendrite times transfer impedance.
    weight: f64,
    /// The same, divided by the input impedance of each place.
    weight_per_mohm: f64,
}

impl Bin {
    const EMPTY: Self = Self {
        area_um2: 0.0,
        capacity: 0.0,
        membrane_us: Complex64::ZERO,
        current_us: 0.0,
        from: f64::INFINITY,
        to: f64::NEG_INFINITY,
        weight: 0.0,
        weight_per_mohm: 0.0,
    };

    /// A segment's membrane.
    fn of(field: &Field<'_>, spread: &Spread) -> Option<Self> {
        let (place, segment) = (spread.section, spread.segment);
        let section: &Section = field.cell.sections.get(place)?;
        let felt_mohm = field.impedances.segment_transfer(place, segment)?.norm();
        let weight = felt_mohm * section.length_um / section.nseg as f64;
        Some(Self {
            area_um2: spread.area_um2,
            capacity: spread.area_um2 * section.cm_uf_per_cm2.get(segment)?,
            membrane_us: field.linear.segment_us(place, segment, LOCAL_HZ)?,
            weight,
            weight_per_mohm: weight / field.impedances.segment_input(place, segment)?.norm(),
            ..Self::EMPTY
        })
    }

    /// The resistance of the cores side by side, `MOhm`.
    fn resistance_mohm(&self) -> f64 {
        let fall = (-self.from).exp() - (-self.to).exp();
        if self.current_us > 0.0 { fall * (self.to - self.from) / self.current_us } else { 0.0 }
    }

    fn add(&mut self, other: &Self, part: f64) {
        self.area_um2 += other.area_um2 * part;
        self.capacity += other.capacity * part;
        self.membrane_us += other.membrane_us * part;
        self.current_us += other.current_us * part;
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.weight += other.weight * part;
        self.weight_per_mohm += other.weight_per_mohm * part;
    }
}

impl Field<'_> {
    fn level(&self, bin: usize) -> f64 {
        self.end * bin as f64 / BINS as f64
    }

    /// The bins between two levels, and what part of the way lies in each.
    fn parts(&self, from: f64, to: f64) -> impl Iterator<Item = (usize, f64)> {
        let bin = |level: f64| ((level / self.end * BINS as f64) as usize).min(BINS - 1);
        let (first, last) = (bin(from), bin(to));
        (first..=last).map(move |bin| {
            let low = if bin == first { from } else { self.level(bin) };
            let high = if bin == last { to } else { self.level(bin + 1) };
            (bin, (high - low) / (to - from))
        })
    }
}

/// A subtree whose places of equal level are joined.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joined {
    bins: Vec<Bin>,
}

impl Joined {
    /// One section's membrane and cores; none where an impedance is not known.
    pub(super) fn of(field: &Field<'_>, membrane: &[Spread], cores: &[Core]) -> Option<Self> {
        let mut bins = vec![Bin::EMPTY; BINS];
        for spread in membrane {
            let whole = Bin::of(field, spread)?;
            for (bin, part) in field.parts(spread.from, spread.to) {
                bins[bin].add(&whole, part);
            }
        }
        for core in cores {
            for (bin, part) in field.parts(core.from, core.to) {
                let (from, to) = (core.from.max(field.level(bin)), core.to.min(field.level(bin + 1)));
                let spanned = core.current_us * part * (core.to - core.from);
                bins[bin].add(&Bin { current_us: spanned, from, to, ..Bin::EMPTY }, 1.0);
            }
        }
        Some(Self { bins })
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.bins.iter_mut().zip(&other.bins).for_each(|(bin, other)| bin.add(other, 1.0));
    }

    /// How much all its places are felt at the soma.
    pub(super) fn weight(&self) -> f64 {
        self.bins.iter().map(|bin| bin.weight).sum()
    }

    /// Its bins, with the resistance of each.
    fn steps(&self) -> Vec<(Bin, f64)> {
        let bins = self.bins.iter().filter(|bin| bin.area_um2 > 0.0);
        bins.map(|bin| (*bin, bin.resistance_mohm())).collect()
    }

    /// How long its cable is, in length constants at 100 Hz.
    pub(super) fn length_constants(&self, ra_ohm_cm: f64) -> f64 {
        let long = |(bin, resistance_mohm): (Bin, f64)| {
            let square = bin.area_um2 * bin.area_um2 / (4.0 * PI * MOHM_PER_OHM_CM_PER_UM * ra_ohm_cm);
            let length_um = (square * resistance_mohm).cbrt();
            let diam_um = bin.area_um2 / (PI * length_um);
            let constant_um = ac_length_constant_um(diam_um, bin.capacity / bin.area_um2, ra_ohm_cm);
            if length_um > 0.0 { length_um / constant_um } else { 0.0 }
        };
        self.steps().into_iter().map(long).sum()
    }

    /// What it loses: the part of its input impedance that every place has no more, times how much it is felt at the soma.
    pub(super) fn loss(&self, field: &Field<'_>, attached: Attachment) -> Option<f64> {
        let input_mohm = field.impedances.input(attached.section, attached.x)?;
        let steps = self.steps();
        let nodes: Vec<Complex64> = steps.iter().map(|(bin, _)| bin.membrane_us).collect();
        let before = (0..steps.len()).map(|at| {
            let inner_mohm = at.checked_sub(1).map_or(0.0, |inner| steps[inner].1);
            f64::midpoint(inner_mohm, steps[at].1)
        });
        let local = local_mohm(input_mohm, &nodes, &before.collect::<Vec<_>>());
        let lost = steps.iter().zip(local).map(|((bin, _), local)| bin.weight - local.norm() * bin.weight_per_mohm);
        Some(lost.map(|lost| lost.max(0.0)).sum())
    }
}

/// The input impedances along a cable whose nodes have these admittances (uS) to ground and these resistances (`MOhm`)
/// before them; it hangs where the input impedance, with the cable, is `input_mohm`.
fn local_mohm(input_mohm: Complex64, nodes_us: &[Complex64], before_mohm: &[f64]) -> Vec<Complex64> {
    let mut outward_us = nodes_us.to_vec();
    for at in (1..nodes_us.len()).rev() {
        let seen = behind(outward_us[at], before_mohm[at]);
        outward_us[at - 1] += seen;
    }
    let own_us = outward_us.first().map_or(Complex64::ZERO, |&first| behind(first, before_mohm[0]));
    let mut inward_us = input_mohm.inv() - own_us;
    let local = |at: usize| {
        let arriving = behind(inward_us, before_mohm[at]);
        inward_us = arriving + nodes_us[at];
        (arriving + outward_us[at]).inv()
    };
    (0..nodes_us.len()).map(local).collect()
}

/// An admittance (uS) behind a resistance (`MOhm`).
fn behind(admittance_us: Complex64, resistance_mohm: f64) -> Complex64 {
    admittance_us / (Complex64::ONE + admittance_us * resistance_mohm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::DMatrix;
    use proptest::prelude::*;

    fn admittance() -> impl Strategy<Value = Complex64> {
        (1e-5..1e-2_f64, -1e-3..1e-2_f64).prop_map(|(re, im)| Complex64::new(re, im))
    }

    proptest! {
        /// Against the inverse of the whole matrix: the place it hangs on, then the cable's nodes.
        #[test]
        fn a_cable_on_something_else(
            rest_us in admittance(), nodes in prop::collection::vec((admittance(), 0.1..300.0_f64), 1..12),
        ) {
            let (nodes_us, before_mohm): (Vec<_>, Vec<_>) = nodes.into_iter().unzip();
            let count = nodes_us.len() + 1;
            let mut matrix = DMatrix::from_element(count, count, Complex64::ZERO);
            matrix[(0, 0)] = rest_us;
            for (at, (own_us, before)) in nodes_us.iter().zip(&before_mohm).enumerate() {
                let axial_us = Complex64::from(before.recip());
                matrix[(at + 1, at + 1)] += own_us + axial_us;
                matrix[(at, at)] += axial_us;
                matrix[(at, at + 1)] -= axial_us;
                matrix[(at + 1, at)] -= axial_us;
            }
            let inverse = matrix.try_inverse().unwrap();
            let found = local_mohm(inverse[(0, 0)], &nodes_us, &before_mohm);
            for (at, local) in found.into_iter().enumerate() {
                let expected = inverse[(at + 1, at + 1)];
                prop_assert!((local - expected).norm() < 1e-8 * expected.norm(), "{at}: {local} {expected}");
            }
        }
    }
}
