//! How far every place of a subtree lies from where it is attached, by the voltage that arrives there.
//!
//! A current at the attached end gives every place a voltage V. Places of equal voltage may be joined without any current
//! being changed, so the whole subtree is one cable along its level u = ln |V(attached) / V|. Where the voltage does not fall,
//! as towards a sealed end or where a quasi-active cable's grows, the level hardly rises: its monotone envelope. Of several
//! frequencies the mean level is taken.

use std::collections::HashMap;

use crate::cable::impedance::Impedances;
use crate::cell::Cell;
use crate::cell::resolved::{End, Section, segment_at};
use crate::reduce::measure::Measured;
use crate::reduce::subtree::Subtree;

/// The membrane of a segment, spread over the levels that it spans.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) section: usize,
    pub(super) segment: usize,
    pub(super) area_um2: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// The core between two nodes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Core {
    pub(super) section: usize,
    pub(super) from: f64,
    pub(super) to: f64,
    /// The current that 1 mV at the attached end drives through it, by moduli, uS.
    pub(super) current_us: f64,
}

/// A subtree along its level.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Levels {
    pub(super) membrane: Vec<Spread>,
    pub(super) cores: Vec<Core>,
    /// By section.
    pub(super) chains: HashMap<usize, Chain>,
}

/// The levels of a section's nodes: where it is attached, its segments from there, its far end.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    own_end: End,
    nodes: Vec<f64>,
}

/// The level rises by at least this from node to node, so that every core and membrane lies between two levels: far above
/// what rounding leaves of a voltage that does not fall.
const LEAST_RISE: f64 = 1e-9;

impl Chain {
    /// The level at a place of the section, 0 to 1.
    pub(crate) fn at(&self, x: f64) -> Option<f64> {
        let nseg = self.nodes.len().saturating_sub(2);
        let from_attached = match self.own_end {
            End::Zero => x,
            End::One => 1.0 - x,
        };
        let place = if from_attached <= 0.0 {
            0
        } else if from_attached >= 1.0 {
            nseg + 1
        } else {
            1 + segment_at(from_attached, nseg)
        };
        self.nodes.get(place).copied()
    }

    /// The level of a segment's centre, counted from the 0 end.
    pub(crate) fn of_segment(&self, segment: usize) -> Option<f64> {
        self.nodes.get(1 + step_of(self.own_end, self.nodes.len().checked_sub(2)?, segment)?).copied()
    }
}

/// From segments counted from the 0 end to steps away from the attached end, and back.
fn step_of(own_end: End, nseg: usize, segment: usize) -> Option<usize> {
    match own_end {
        End::Zero => Some(segment),
        End::One => (nseg - 1).checked_sub(segment),
    }
}

impl Levels {
    /// The levels of a subtree whose impedances were measured at some frequencies; none where they are not all known.
    pub(super) fn of(cell: &Cell, subtree: &Subtree, measured: &[Measured]) -> Option<Self> {
        let mut levels = Self::default();
        for &place in &subtree.sections {
            let section = cell.sections.get(place)?;
            let start = match section.parent.filter(|_| place != subtree.root) {
                None => 0.0,
                Some(parent) => levels.chains.get(&parent.section)?.at(parent.x)?,
            };
            let chain = chain(subtree, measured, (place, section), start)?;
            levels.add(place, section, &chain.nodes)?;
            levels.chains.insert(place, chain);
        }
        Some(levels)
    }

    fn add(&mut self, place: usize, section: &Section, nodes: &[f64]) -> Option<()> {
        for (step, around) in nodes.windows(2).enumerate() {
            let &[from, to] = around else { continue };
            let inner = step_of(section.own_end, section.nseg, step).and_then(|segment| section.ri_mohm.get(segment));
            let ri_mohm = inner.filter(|_| step < section.nseg).copied().unwrap_or(section.ri_end_mohm);
            self.cores.push(Core { section: place, from, to, current_us: ((-from).exp() - (-to).exp()) / ri_mohm });
        }
        for (step, around) in nodes.windows(3).enumerate() {
            let &[before, own, after] = around else { continue };
            let from = if step == 0 { before } else { f64::midpoint(before, own) };
            let to = if step + 1 == section.nseg { after } else { f64::midpoint(own, after) };
            let segment = step_of(section.own_end, section.nseg, step)?;
            let area_um2 = *section.area_um2.get(segment)?;
            self.membrane.push(Spread { section: place, segment, area_um2, from, to });
        }
        Some(())
    }
}

fn chain(subtree: &Subtree, measured: &[Measured], (place, section): (usize, &Section), start: f64) -> Option<Chain> {
    let steps = (0..section.nseg).map(|step| step_of(section.own_end, section.nseg, step));
    let mut nodes = vec![start];
    for node in steps.map(Some).chain([None]) {
        let level = level(subtree, measured, |impedances| {
            let transfer = match node {
                Some(segment) => impedances.segment_transfer(place, segment?),
                None => impedances.far_end_transfer(place),
            };
            transfer.map(num_complex::Complex::norm)
        })?;
        let inner = nodes.last().copied().unwrap_or(start);
        nodes.push(level.max(inner + LEAST_RISE));
    }
    Some(Chain { own_end: section.own_end, nodes })
}

/// The mean over the frequencies of ln |V(attached) / V|.
fn level(subtree: &Subtree, measured: &[Measured], transfer: impl Fn(&Impedances) -> Option<f64>) -> Option<f64> {
    let one = |measured: &Measured| {
        let attached = measured.impedances.transfer(subtree.site.section, subtree.site.x)?;
        let level = attached.norm().ln() - transfer(&measured.impedances)?.ln();
        level.is_finite().then_some(level)
    };
    let levels: Vec<f64> = measured.iter().map(one).collect::<Option<_>>()?;
    Some(levels.iter().sum::<f64>() / levels.len() as f64)
}
