//! Impedances of a tree of sections: what NEURON's `Impedance` gives, of any linear membrane or of `pas` alone.

use std::sync::Arc;

use num_complex::Complex64;

use crate::cable::error::CableError;
use crate::cable::hines::eliminate;
use crate::cable::nodes::Nodes;
use crate::cell::resolved::{Attachment, Cell, Section};
use crate::units::{US_PER_S_UM2_PER_CM2, US_PER_UF_UM2_PER_CM2_HZ};

/// Impedances of every node of a forest of sections, each tree seen from one site of its own.
#[derive(Debug, Clone)]
pub struct Impedances {
    nodes: Arc<Nodes>,
    input: Vec<Complex64>,
    transfer: Vec<Complex64>,
}

/// Passive impedances of `sections` (places in `cell.sections`, parents first) at `frequency_hz`; transfer impedances
/// are to the one of `sites` that is in the same tree. Every mechanism but `pas` is left out. O(n) in nodes.
///
/// # Errors
/// See [`Nodes::new`]; an area, `cm` or `g_pas` that is no number, or negative where that has no meaning.
pub fn passive(
    cell: &Cell,
    sections: &[usize],
    sites: &[Attachment],
    frequency_hz: f64,
) -> Result<Impedances, CableError> {
    let nodes = Nodes::new(cell, sections)?;
    let membrane = membrane_us(cell, sections, &nodes, frequency_hz)?;
    Ok(Impedances::of_membrane(Arc::new(nodes), membrane, sites))
}

impl Impedances {
    /// The impedances of nodes whose admittances to ground are `membrane_us`, uS.
    #[must_use]
    pub fn of_membrane(nodes: Arc<Nodes>, membrane_us: Vec<Complex64>, sites: &[Attachment]) -> Self {
        let sites: Vec<usize> = sites.iter().filter_map(|site| nodes.at(site.section, site.x)).collect();
        let elimination = eliminate(&nodes, membrane_us);
        let (input, transfer) = (elimination.input_impedances(), elimination.transfer_impedances(&sites));
        Self { nodes, input, transfer }
    }

    /// Number of nodes.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Z(x,x) at a place, `MOhm`.
    #[must_use]
    pub fn input(&self, section: usize, x: f64) -> Option<Complex64> {
        self.input.get(self.nodes.at(section, x)?).copied()
    }

    /// Z(site,x) at a place, `MOhm`.
    #[must_use]
    pub fn transfer(&self, section: usize, x: f64) -> Option<Complex64> {
        self.transfer.get(self.nodes.at(section, x)?).copied()
    }

    /// Z(x,x) at the centre of a segment, `MOhm`.
    #[must_use]
    pub fn segment_input(&self, section: usize, segment: usize) -> Option<Complex64> {
        self.input.get(self.nodes.segment(section, segment)?).copied()
    }

    /// Z(site,x) at the centre of a segment, `MOhm`.
    #[must_use]
    pub fn segment_transfer(&self, section: usize, segment: usize) -> Option<Complex64> {
        self.transfer.get(self.nodes.segment(section, segment)?).copied()
    }

    /// Z(site,x) at the end of a section that is not attached, `MOhm`.
    #[must_use]
    pub fn far_end_transfer(&self, section: usize) -> Option<Complex64> {
        self.transfer.get(self.nodes.far_end(section)?).copied()
    }
}

fn membrane_us(
    cell: &Cell,
    sections: &[usize],
    nodes: &Nodes,
    frequency_hz: f64,
) -> Result<Vec<Complex64>, CableError> {
    let mut membrane = vec![Complex64::ZERO; nodes.len()];
    for &place in sections {
        let Some(section) = cell.sections.get(place) else { continue };
        for segment in 0..section.nseg {
            let value = segment_us(section, segment, frequency_hz)?;
            if let Some(slot) = nodes.segment(place, segment).and_then(|node| membrane.get_mut(node)) {
                *slot = value;
            }
        }
    }
    Ok(membrane)
}

/// Admittance of one segment's passive membrane, uS: `(g_pas + i w cm) area`.
fn segment_us(section: &Section, segment: usize, frequency_hz: f64) -> Result<Complex64, CableError> {
    let area_um2 = section.area_um2.get(segment).copied().unwrap_or(f64::NAN);
    let cm = section.cm_uf_per_cm2.get(segment).copied().unwrap_or(f64::NAN);
    let g_pas = section.values("pas", "g_pas").map_or(0.0, |values| values.get(segment).copied().unwrap_or(f64::NAN));
    if !(area_um2.is_finite() && area_um2 >= 0.0) {
        return Err(CableError::Area { section: section.name.clone(), area_um2 });
    }
    for (variable, value) in [("cm", cm), ("g_pas", g_pas)] {
        if !(value.is_finite() && value >= 0.0) {
            return Err(CableError::Membrane { section: section.name.clone(), variable, value });
        }
    }
    let angular_hz = 2.0 * std::f64::consts::PI * frequency_hz;
    Ok(Complex64::new(g_pas * area_um2 * US_PER_S_UM2_PER_CM2, angular_hz * cm * area_um2 * US_PER_UF_UM2_PER_CM2_HZ))
}
