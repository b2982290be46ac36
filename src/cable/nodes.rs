//! The nodes of a tree of sections, as NEURON discretizes it.
//!
//! One node at each segment's centre, one without area at the far end of every section and one at the attached end of
//! a root. A child at 0 < x < 1 joins the node of the segment that contains x; at an end it joins the end node.
//! Facts: NEURON's `treeset.cpp` (`connection_coef`), `cabcode.cpp` (`node_exact`, `node_index`).
#![allow(clippy::indexing_slicing, reason = "numeric kernel: every index is checked when the nodes are built")]

use crate::cable::error::CableError;
use crate::cell::resolved::{Cell, End, Section, segment_at};

/// Nodes of a forest of sections; a node's parent always has the smaller index.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// The node towards the root; a root is its own.
    parent: Vec<usize>,
    /// Conductance to the parent node, uS; 0 for a root.
    pub axial_us: Vec<f64>,
    /// How many equal branches the parent node sees (NEURON's `rallbranch`); 1 but for the first node of a section.
    pub branches: Vec<f64>,
    slots: Vec<Option<Slot>>,
}

/// Where the nodes of one section are.
#[derive(Debug, Clone, Copy)]
struct Slot {
    attached: usize,
    first: usize,
    nseg: usize,
    own_end: End,
}

impl Nodes {
    /// The nodes of `sections` (places in `cell.sections`, every parent before its children). A section whose parent is
    /// not among them is a root.
    ///
    /// # Errors
    /// A place without a section, a section that stands before its parent, a list of another length than `nseg`, an
    /// axial resistance that is not positive.
    pub fn new(cell: &Cell, sections: &[usize]) -> Result<Self, CableError> {
        if let Some(&place) = sections.iter().find(|&&place| place >= cell.sections.len()) {
            return Err(CableError::NoSection { place });
        }
        let mut nodes =
            Self { parent: vec![], axial_us: vec![], branches: vec![], slots: vec![None; cell.sections.len()] };
        let mut included = vec![false; cell.sections.len()];
        for &place in sections {
            included[place] = true;
        }
        for &place in sections {
            let section = &cell.sections[place];
            check_lengths(section)?;
            let attached = match section.parent.filter(|parent| included.get(parent.section) == Some(&true)) {
                None => nodes.push(None, 0.0, 1.0),
                Some(parent) => nodes
                    .at(parent.section, parent.x)
                    .ok_or_else(|| CableError::Order { section: section.name.clone() })?,
            };
            nodes.push_section(place, section, attached)?;
        }
        Ok(nodes)
    }

    fn push(&mut self, parent: Option<usize>, axial_us: f64, branches: f64) -> usize {
        let node = self.parent.len();
        self.parent.push(parent.unwrap_or(node));
        self.axial_us.push(axial_us);
        self.branches.push(branches);
        node
    }

    fn push_section(&mut self, place: usize, section: &Section, attached: usize) -> Result<(), CableError> {
        let slot = Slot { attached, first: self.parent.len(), nseg: section.nseg, own_end: section.own_end };
        self.slots[place] = Some(slot);
        let mut parent = attached;
        for step in 0..section.nseg {
            let conductance = axial_conductance_us(section, section.ri_mohm[slot.segment(step)])?;
            parent = self.push(Some(parent), conductance, if step == 0 { section.rall_branch } else { 1.0 });
        }
        let conductance = axial_conductance_us(section, section.ri_end_mohm)?;
        self.push(Some(parent), conductance, 1.0);
        Ok(())
    }

    /// The node towards the root; none for a root.
    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        let parent = self.parent[node];
        (parent != node).then_some(parent)
    }

    /// The node of segment `segment` (counted from the 0 end).
    #[must_use]
    pub fn segment(&self, section: usize, segment: usize) -> Option<usize> {
        let slot = self.slots.get(section).copied().flatten()?;
        (segment < slot.nseg).then(|| slot.first + slot.segment(segment))
    }

    /// The node at `x`: of the segment that contains it, or an end.
    #[must_use]
    pub fn at(&self, section: usize, x: f64) -> Option<usize> {
        let slot = self.slots.get(section).copied().flatten()?;
        let from_attached = match slot.own_end {
            End::Zero => x,
            End::One => 1.0 - x,
        };
        Some(if from_attached <= 0.0 {
            slot.attached
        } else if from_attached >= 1.0 {
            slot.first + slot.nseg
        } else {
            slot.first + slot.segment(segment_at(x, slot.nseg))
        })
    }

    /// The node at the end that is not attached.
    #[must_use]
    pub fn far_end(&self, section: usize) -> Option<usize> {
        let slot = self.slots.get(section).copied().flatten()?;
        Some(slot.first + slot.nseg)
    }

    /// What flows into every node along the cable at these voltages (mV), nA.
    #[must_use]
    pub fn axial_into_na(&self, v_mv: &[f64]) -> Vec<f64> {
        let mut current_na = vec![0.0; self.len()];
        for node in 0..self.len().min(v_mv.len()) {
            if let Some(parent) = self.parent(node) {
                let inward_na = self.axial_us[node] * (v_mv[parent] - v_mv[node]);
                current_na[node] += inward_na;
                current_na[parent] -= inward_na * self.branches[node];
            }
        }
        current_na
    }

    /// Number of nodes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parent.len()
    }

    /// No section, no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parent.is_empty()
    }
}

impl Slot {
    /// From steps away from the attached end to segments from the 0 end, and back.
    fn segment(&self, step: usize) -> usize {
        match self.own_end {
            End::Zero => step,
            End::One => self.nseg - 1 - step,
        }
    }
}

fn axial_conductance_us(section: &Section, ri_mohm: f64) -> Result<f64, CableError> {
    if ri_mohm.is_finite() && ri_mohm > 0.0 && (1.0 / ri_mohm).is_finite() {
        Ok(1.0 / ri_mohm)
    } else {
        Err(CableError::AxialResistance { section: section.name.clone(), ri_mohm })
    }
}

fn check_lengths(section: &Section) -> Result<(), CableError> {
    let lists = [
        ("ri", section.ri_mohm.len()),
        ("area", section.area_um2.len()),
        ("diam", section.diam_um.len()),
        ("cm", section.cm_uf_per_cm2.len()),
    ];
    match lists.into_iter().find(|&(_, found)| found != section.nseg || found == 0) {
        Some((list, found)) => {
            Err(CableError::Length { section: section.name.clone(), nseg: section.nseg, list, found })
        }
        None => Ok(()),
    }
}
