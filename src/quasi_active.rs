//! Impedances of a whole cell with its channels: the quasi-active cable (Koch 1984; Mauro et al. 1970).
//!
//! Every segment is its linearized membrane at the cell's operating point; one Hines elimination for each frequency
//! gives all input impedances and all transfer impedances to a site.

mod stability;

use std::sync::Arc;

use num_complex::Complex64;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::cable::CableError;
use crate::cable::hines::eliminate;
use crate::cable::impedance::Impedances;
use crate::cable::nodes::Nodes;
use crate::cell::Cell;
use crate::cell::resolved::Attachment;
use crate::membrane::{Response, Responses};
use crate::rest::{Rest, RestError};
use crate::units::US_PER_S_UM2_PER_CM2;

/// A cell as a linear cable.
#[derive(Debug, Clone)]
pub struct QuasiActive {
    nodes: Arc<Nodes>,
    /// Membrane area of each node, um2: 0 where two sections meet and at an end.
    area_um2: Vec<f64>,
    /// What the membrane of each node does.
    responses: Responses,
}

impl QuasiActive {
    /// Linearizes a cell at its operating point.
    ///
    /// # Errors
    /// Equations that cannot be linearized; geometry that no cable has.
    pub fn of(cell: &Cell, rest: &Rest) -> Result<Self, RestError> {
        Self::of_sections(cell, &cell.parents_first(), rest)
    }

    /// Linearizes some of a cell's sections (parents first), cut off from all others.
    ///
    /// # Errors
    /// As [`QuasiActive::of`].
    pub fn of_sections(cell: &Cell, sections: &[usize], rest: &Rest) -> Result<Self, RestError> {
        let all = rest.responses()?;
        let responses = sections.iter().map(|&section| all.get(section).map_or(&[][..], Vec::as_slice));
        Ok(Self::of_responses(cell, sections, responses)?)
    }

    /// A cell as a passive cable: `pas` and the capacitance alone.
    ///
    /// # Errors
    /// Geometry that no cable has.
    pub fn passive(cell: &Cell) -> Result<Self, CableError> {
        let order = cell.parents_first();
        let responses = order.iter().filter_map(|&place| cell.sections.get(place)).map(|section| {
            let g_pas = section.values("pas", "g_pas").unwrap_or_default();
            let at = |segment: usize| g_pas.get(segment).copied().unwrap_or_default();
            section.cm_uf_per_cm2.iter().enumerate().map(|(segment, &cm)| Response::passive(at(segment), cm)).collect()
        });
        let responses: Vec<Vec<_>> = responses.collect();
        Self::of_responses(cell, &order, responses.iter().map(Vec::as_slice))
    }

    /// A cable whose segments' membranes are known, for each of `sections` (parents first) from its 0 end.
    fn of_responses<'a>(
        cell: &Cell,
        sections: &[usize],
        responses: impl Iterator<Item = &'a [Response]>,
    ) -> Result<Self, CableError> {
        let nodes = Nodes::new(cell, sections)?;
        let mut membranes = vec![None; nodes.len()];
        for (&section, responses) in sections.iter().zip(responses) {
            let areas = cell.sections.get(section).map_or(&[][..], |section| &section.area_um2);
            for (segment, membrane) in responses.iter().zip(areas).enumerate() {
                if let Some(slot) = nodes.segment(section, segment).and_then(|node| membranes.get_mut(node)) {
                    *slot = Some(membrane);
                }
            }
        }
        let bare = (&Response::passive(0.0, 0.0), &0.0);
        let membranes = membranes.into_iter().map(|membrane| membrane.unwrap_or(bare));
        let area_um2 = membranes.clone().map(|(_, &area_um2)| area_um2).collect();
        let mut responses = Responses::default();
        membranes.for_each(|(response, _)| responses.push(response));
        Ok(Self { nodes: Arc::new(nodes), area_um2, responses })
    }

    /// The impedances at one frequency; transfer impedances are to the one of `sites` that is in the same tree.
    #[must_use]
    pub fn impedances(&self, sites: &[Attachment], frequency_hz: f64) -> Impedances {
        Impedances::of_membrane(Arc::clone(&self.nodes), self.membrane_us(frequency_hz), sites)
    }

    /// The impedances at many frequencies, in their order.
    #[must_use]
    pub fn spectrum(&self, sites: &[Attachment], frequencies_hz: &[f64]) -> Vec<Impedances> {
        frequencies_hz.to_vec().into_par_iter().map(|frequency_hz| self.impedances(sites, frequency_hz)).collect()
    }

    /// The admittance of a segment's whole membrane, uS.
    #[must_use]
    pub fn segment_us(&self, section: usize, segment: usize, frequency_hz: f64) -> Option<Complex64> {
        let node = self.nodes.segment(section, segment)?;
        let admittance_s_per_cm2 = self.responses.admittance_s_per_cm2(node, frequency_hz)?;
        Some(admittance_s_per_cm2 * (self.area_um2.get(node)? * US_PER_S_UM2_PER_CM2))
    }

    /// The admittance of each node to ground, uS.
    fn membrane_us(&self, frequency_hz: f64) -> Vec<Complex64> {
        let admittances = self.responses.admittances_s_per_cm2(frequency_hz).zip(self.area_um2.iter());
        admittances.map(|(s_per_cm2, area_um2)| s_per_cm2 * (area_um2 * US_PER_S_UM2_PER_CM2)).collect()
    }

    /// The pivots of the elimination, uS: their product is the determinant of the cable's equations.
    fn pivots_us(&self, frequency_hz: f64) -> Vec<Complex64> {
        eliminate(&self.nodes, self.membrane_us(frequency_hz)).pivots_us()
    }

    /// The same cable with capacitances and positive conductances alone.
    fn without_states(&self) -> Self {
        let responses = self.responses.without_states();
        Self { nodes: Arc::clone(&self.nodes), area_um2: self.area_um2.clone(), responses }
    }
}
