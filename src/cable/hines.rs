//! Hines' elimination on a tree: O(n) for one solution, and O(n) for every input impedance at once.
//!
//! Written with input admittances instead of pivots: `Y[i]` is what node i sees of its own membrane and everything
//! beyond it, so a branch adds `g Y / (g + Y)` to its parent and no difference of nearly equal numbers is ever taken.
//! Source of the method: Hines 1984, Int. J. Biomed. Comput. 15:69.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: all lists have one value per node, parents come first")]

use std::collections::BTreeSet;

use nalgebra::ComplexField;

use crate::cable::nodes::Nodes;

/// Complex numbers, or real ones at rest.
pub trait Number: ComplexField<RealField = f64> + Copy {}

impl<T: ComplexField<RealField = f64> + Copy> Number for T {}

/// A tree with its branches eliminated towards the root.
#[derive(Debug, Clone)]
pub struct Elimination<'nodes, T> {
    nodes: &'nodes Nodes,
    /// What each node sees of itself and beyond, uS.
    admittance_us: Vec<T>,
    /// V(node) / V(parent) when nothing is injected at the node or beyond it; 0 of a root.
    attenuation: Vec<T>,
}

/// Eliminates the tree; `membrane_us` is each node's own admittance to ground, uS. Missing values count as zero.
#[must_use]
pub fn eliminate<T: Number>(nodes: &Nodes, membrane_us: Vec<T>) -> Elimination<'_, T> {
    let mut admittance_us = membrane_us;
    admittance_us.resize(nodes.len(), T::zero());
    let mut attenuation = vec![T::zero(); nodes.len()];
    for node in (0..nodes.len()).rev() {
        if let Some(parent) = nodes.parent(node) {
            let axial_us = nodes.axial_us[node];
            attenuation[node] = (admittance_us[node] + T::from_real(axial_us)).recip().scale(axial_us);
            let share = admittance_us[node] * attenuation[node];
            admittance_us[parent] += share.scale(nodes.branches[node]);
        }
    }
    Elimination { nodes, admittance_us, attenuation }
}

impl<T: Number> Elimination<'_, T> {
    /// What every node was divided by, uS: the determinant of the tree's equations is their product.
    #[must_use]
    pub fn pivots_us(&self) -> Vec<T> {
        self.admittance_us.iter().zip(&self.nodes.axial_us).map(|(&own, &axial)| own + T::from_real(axial)).collect()
    }

    /// Voltages (mV) for the given currents (nA), one per node.
    #[must_use]
    pub fn solve(&self, current_na: Vec<T>) -> Vec<T> {
        let nodes = self.nodes;
        let mut voltage = current_na;
        voltage.resize(nodes.len(), T::zero());
        for node in (0..nodes.len()).rev() {
            if let Some(parent) = nodes.parent(node) {
                let arriving = voltage[node] * self.attenuation[node];
                voltage[parent] += arriving.scale(nodes.branches[node]);
            }
        }
        self.spread(&mut voltage);
        voltage
    }

    /// From what arrives at every node (nA) to its voltage (mV), from the root on.
    fn spread(&self, voltage: &mut [T]) {
        for node in 0..self.nodes.len() {
            voltage[node] = match self.nodes.parent(node) {
                None => voltage[node] / self.admittance_us[node],
                Some(parent) => {
                    (voltage[node].unscale(self.nodes.axial_us[node]) + voltage[parent]) * self.attenuation[node]
                }
            };
        }
    }

    /// The transfer impedance (`MOhm`) between every node and the site of its own tree; 0 where the tree has none.
    #[must_use]
    pub fn transfer_impedances(&self, sites: &[usize]) -> Vec<T> {
        let mut voltage = vec![T::zero(); self.nodes.len()];
        let sites: BTreeSet<usize> = sites.iter().copied().filter(|&site| site < self.nodes.len()).collect();
        for site in sites {
            voltage[site] += T::one();
            let (mut node, mut arriving) = (site, T::one());
            while let Some(parent) = self.nodes.parent(node) {
                arriving *= self.attenuation[node].scale(self.nodes.branches[node]);
                voltage[parent] += arriving;
                node = parent;
            }
        }
        self.spread(&mut voltage);
        voltage
    }

    /// The input impedance (`MOhm`) of every node.
    #[must_use]
    pub fn input_impedances(&self) -> Vec<T> {
        let nodes = self.nodes;
        let mut input: Vec<T> = Vec::with_capacity(nodes.len());
        for node in 0..nodes.len() {
            input.push(match nodes.parent(node) {
                None => self.admittance_us[node].recip(),
                Some(parent) => {
                    let ratio = self.attenuation[node];
                    ratio.unscale(nodes.axial_us[node]) + (ratio * ratio).scale(nodes.branches[node]) * input[parent]
                }
            });
        }
        input
    }
}
