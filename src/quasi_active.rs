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
use crate::membrane::Response;
use crate::rest::{Rest, RestError};
use crate::units::US_PER_S_UM2_PER_CM2;

/// A cell as a linear cable.
#[derive(Debug, Clone)]
pub struct QuasiActive {
    nodes: Arc<Nodes>,
    segments: Vec<LinearSegment>,
}

/// A segment's place in the cable and what its membrane does.
#[derive(Debug, Clone)]
struct LinearSegment {
    node: usize,
    area_um2: f64,
    response: Response,
}

impl LinearSegment {
    fn membrane_us(&self, frequency_hz: f64) -> Complex64 {
        self.response.admittance_s_per_cm2(frequency_hz) * (self.area_um2 * US_PER_S_UM2_PER_CM2)
    }
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
        let responses = sections.iter().map(|&section| all.get(section).cloned().unwrap_or_default());
        Ok(Self::of_responses(cell, sections, responses.collect())?)
    }

    /// A cell as a passive cable: `pas` and the capacitance alone.
    ///
    /// # Errors
    /// Geometry that no cable has.
    pub fn passive(cell: &Cell) -> Result<Self, CableError> {
        let order = cell.parents_first();
        let sections = order.iter().filter_map(|&section| cell.sections.get(section));
        let responses = sections.map(|section| {
            let g_pas = section.values("pas", "g_pas").unwrap_or_default();
            let at = |segment: usize| g_pas.get(segment).copied().unwrap_or_default();
            section.cm_uf_per_cm2.iter().enumerate().map(|(segment, &cm)| Response::passive(at(segment), cm)).collect()
        });
        Self::of_responses(cell, &order, responses.collect())
    }

    /// A cable whose segments' membranes are known, for each of `sections` (parents first) from its 0 end.
    ///
    /// # Errors
    /// Geometry that no cable has.
    pub fn of_responses(cell: &Cell, sections: &[usize], responses: Vec<Vec<Response>>) -> Result<Self, CableError> {
        let nodes = Nodes::new(cell, sections)?;
        let mut segments: Vec<LinearSegment> = vec![];
        for (&section, responses) in sections.iter().zip(responses) {
            for (segment, response) in responses.into_iter().enumerate() {
                let area = cell.sections.get(section).and_then(|section| section.area_um2.get(segment)).copied();
                if let Some((node, area_um2)) = nodes.segment(section, segment).zip(area) {
                    segments.push(LinearSegment { node, area_um2, response });
                }
            }
        }
        segments.sort_unstable_by_key(|segment| segment.node);
        Ok(Self { nodes: Arc::new(nodes), segments })
    }

    /// The impedances at one frequency; transfer impedances are to the one of `sites` that is in the same tree.
    #[must_use]
    pub fn impedances(&self, sites: &[Attachment], frequency_hz: f64) -> Impedances {
        Impedances::of_membrane(Arc::clone(&self.nodes), &self.membrane_us(frequency_hz), sites)
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
        let place = self.segments.partition_point(|segment| segment.node < node);
        let found = self.segments.get(place).filter(|segment| segment.node == node)?;
        Some(found.membrane_us(frequency_hz))
    }

    /// The admittance of each node to ground, uS.
    fn membrane_us(&self, frequency_hz: f64) -> Vec<Complex64> {
        let mut membrane_us = vec![Complex64::ZERO; self.nodes.len()];
        for segment in &self.segments {
            if let Some(admittance) = membrane_us.get_mut(segment.node) {
                *admittance = segment.membrane_us(frequency_hz);
            }
        }
        membrane_us
    }

    /// The pivots of the elimination, uS: their product is the determinant of the cable's equations.
    fn pivots_us(&self, frequency_hz: f64) -> Vec<Complex64> {
        eliminate(&self.nodes, &self.membrane_us(frequency_hz)).pivots_us()
    }

    /// The same cable with another membrane.
    fn with_responses(&self, response: impl Fn(&Response) -> Response) -> Self {
        let segments = self.segments.iter();
        let segments =
            segments.map(|segment| LinearSegment { response: response(&segment.response), ..segment.clone() });
        Self { nodes: Arc::clone(&self.nodes), segments: segments.collect() }
    }
}
