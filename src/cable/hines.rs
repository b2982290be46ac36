//! Hines' elimination on a tree: O(n) for one solution, and O(n) for every input impedance at once.
//!
//! Written with input admittances instead of pivots: `Y[i]` is what node i sees of its own membrane and everything
//! beyond it, so a branch adds `g Y / (g + Y)` to its parent and no difference of nearly equal numbers is ever taken.
//! Source of the method: Hines 1984, Int. J. Biomed. Comput. 15:69.
#![allow(clippy::indexing_slicing, reason = "numeric kernel: all lists have one value per node, parents come first")]

use num_complex::Complex64;

use crate::cable::nodes::Nodes;

/// A tree with its branches eliminated towards the root.
#[derive(Debug, Clone)]
pub struct Elimination<'nodes> {
    nodes: &'nodes Nodes,
    /// What each node sees of itself and beyond, uS.
    admittance_us: Vec<Complex64>,
}

/// Eliminates the tree; `membrane_us` is each node's own admittance to ground, uS. Missing values count as zero.
#[must_use]
pub fn eliminate<'nodes>(nodes: &'nodes Nodes, membrane_us: &[Complex64]) -> Elimination<'nodes> {
    let mut admittance_us = membrane_us.to_vec();
    admittance_us.resize(nodes.len(), Complex64::ZERO);
    for node in (0..nodes.len()).rev() {
        if let Some(parent) = nodes.parent[node] {
            let share = admittance_us[node] * attenuation(nodes, &admittance_us, node);
            admittance_us[parent] += share * nodes.branches[node];
        }
    }
    Elimination { nodes, admittance_us }
}

/// V(node) / V(parent) when nothing is injected at the node or beyond it.
fn attenuation(nodes: &Nodes, admittance_us: &[Complex64], node: usize) -> Complex64 {
    nodes.axial_us[node] / (nodes.axial_us[node] + admittance_us[node])
}

impl Elimination<'_> {
    /// What every node was divided by, uS: the determinant of the tree's equations is their product.
    #[must_use]
    pub fn pivots_us(&self) -> Vec<Complex64> {
        self.admittance_us.iter().zip(&self.nodes.axial_us).map(|(own, axial)| own + axial).collect()
    }

    /// Voltages (mV) for the given currents (nA), one per node.
    #[must_use]
    pub fn solve(&self, current_na: &[Complex64]) -> Vec<Complex64> {
        let nodes = self.nodes;
        let mut voltage = current_na.to_vec();
        voltage.resize(nodes.len(), Complex64::ZERO);
        for node in (0..nodes.len()).rev() {
            if let Some(parent) = nodes.parent[node] {
                let arriving = voltage[node] * attenuation(nodes, &self.admittance_us, node);
                voltage[parent] += arriving * nodes.branches[node];
            }
        }
        for node in 0..nodes.len() {
            voltage[node] = match nodes.parent[node] {
                None => voltage[node] / self.admittance_us[node],
                Some(parent) => {
                    let axial = nodes.axial_us[node];
                    (voltage[node] + voltage[parent] * axial) / (self.admittance_us[node] + axial)
                }
            };
        }
        voltage
    }

    /// The transfer impedance (`MOhm`) between every node and the site of its own tree; 0 where the tree has none.
    #[must_use]
    pub fn transfer_impedances(&self, sites: &[usize]) -> Vec<Complex64> {
        let mut current = vec![Complex64::ZERO; self.nodes.len()];
        for &site in sites {
            if let Some(current) = current.get_mut(site) {
                *current = Complex64::ONE;
            }
        }
        self.solve(&current)
    }

    /// The input impedance (`MOhm`) of every node.
    #[must_use]
    pub fn input_impedances(&self) -> Vec<Complex64> {
        let nodes = self.nodes;
        let mut input: Vec<Complex64> = Vec::with_capacity(nodes.len());
        for node in 0..nodes.len() {
            let own = self.admittance_us[node];
            input.push(match nodes.parent[node] {
                None => own.inv(),
                Some(parent) => {
                    let ratio = attenuation(nodes, &self.admittance_us, node);
                    (own + nodes.axial_us[node]).inv() + ratio * ratio * nodes.branches[node] * input[parent]
                }
            });
        }
        input
    }
}
