//! Range variables: values that a section has in each segment, and reading them.

use super::section::Section;
use super::topology::Node;
use super::{CellError, Model, SectionId};
use crate::mechanism::{MechanismId, VariableId};

/// What a range variable's name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range {
    /// `v`
    Voltage,
    /// `diam`, `cm` and every variable of a mechanism or ion.
    Variable(VariableId),
}

/// What a mechanism is told of the node that it is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodePlace {
    /// Membrane potential, mV.
    pub v_mv: f64,
    /// Diameter of the segment, um.
    pub diam_um: f64,
    /// Membrane area of the segment, um2.
    pub area_um2: f64,
}

impl Model {
    /// What a name stands for as a range variable.
    #[must_use]
    pub fn find_range(&self, name: &str) -> Option<Range> {
        match name {
            "v" => Some(Range::Voltage),
            _ => self.catalog().find_variable(name).map(Range::Variable),
        }
    }

    /// `gbar_Ih(x)`: the value in the segment that contains `x`; `v` has values of its own at the ends. Geometry is
    /// recomputed first where `diam` is asked for.
    ///
    /// # Errors
    /// When the section was deleted, x lies outside of it, the mechanism is not inserted, the array has no such element,
    /// or a diameter is not positive.
    pub fn get(&mut self, id: SectionId, x: f64, range: Range, element: usize) -> Result<f64, CellError> {
        if range == Range::Variable(self.diam) {
            self.refresh_if_stale(id)?;
        }
        self.peek(id, x, range, element)
    }

    /// `object.section.diam(x)`: the value as it is stored, which for a `diam` that is out of date NEURON does not
    /// recompute when it is read through an object.
    ///
    /// # Errors
    /// As [`Model::get`].
    pub fn peek(&self, id: SectionId, x: f64, range: Range, element: usize) -> Result<f64, CellError> {
        match range {
            Range::Voltage => self.v_mv(self.node(id, x)?),
            Range::Variable(variable) => {
                let node = self.section(id)?.node_at(x)?;
                let column = self.column(id, variable, element)?;
                self.section(id)?.column(column).get(node).copied().ok_or(CellError::Position { x })
            }
        }
    }

    /// The values over the segments from the 0 end to the 1 end, as they are stored.
    ///
    /// # Errors
    /// When the section was deleted, the mechanism is not inserted, or the array has no such element.
    pub fn values(&self, id: SectionId, range: Range, element: usize) -> Result<Vec<f64>, CellError> {
        let section = self.section(id)?;
        let values = match range {
            Range::Voltage => section.v_mv.get(..section.nseg).unwrap_or_default(),
            Range::Variable(variable) => section.column(self.column(id, variable, element)?),
        };
        Ok(section.in_x_order(values))
    }

    /// The nodes of a section but the one at its far end, from the attached end on; geometry as it was last computed.
    #[must_use]
    pub fn node_places(&self, id: SectionId) -> Vec<NodePlace> {
        let Ok(section) = self.section(id) else { return vec![] };
        let diameters_um = section.column(self.diam_column());
        let nodes = section.v_mv.iter().zip(diameters_um).zip(&section.area_um2).take(section.nseg);
        nodes.map(|((&v_mv, &diam_um), &area_um2)| NodePlace { v_mv, diam_um, area_um2 }).collect()
    }

    /// How often anything of a section was given out to be changed: where that is the same nothing changed.
    #[must_use]
    pub fn touched(&self, id: SectionId) -> u64 {
        self.section(id).map_or(0, |section| section.touched)
    }

    /// The place among [`Model::node_places`] of the segment that contains `x`.
    #[must_use]
    pub fn node_index(&self, id: SectionId, x: f64) -> Option<usize> {
        self.section(id).ok()?.node_at(x).ok()
    }

    /// The centre of the segment of that place among [`Model::node_places`].
    #[must_use]
    pub fn node_x(&self, id: SectionId, node: usize) -> Option<f64> {
        self.section(id).ok().map(|section| section.centre(node))
    }

    /// The values of a mechanism in a section: variable after variable, element after element, each with one value for
    /// every node; behind those of an ion its style. Empty where it is not inserted.
    #[must_use]
    pub fn block(&self, id: SectionId, mechanism: MechanismId) -> &[f64] {
        let Ok(section) = self.section(id) else { return &[] };
        section.values.get(self.block_range(section, mechanism)).unwrap_or_default()
    }

    /// The same, to be changed.
    pub fn block_mut(&mut self, id: SectionId, mechanism: MechanismId) -> &mut [f64] {
        let Ok(section) = self.section(id) else { return &mut [] };
        let range = self.block_range(section, mechanism);
        let Ok(section) = self.section_mut(id) else { return &mut [] };
        section.values.get_mut(range).unwrap_or_default()
    }

    fn block_range(&self, section: &Section, mechanism: MechanismId) -> std::ops::Range<usize> {
        let width = self.layouts.get(mechanism.0).map_or(0, |layout| layout.defaults.len());
        let block = section.block(mechanism);
        block.map_or(0..0, |block| block.start * section.nseg..(block.start + width) * section.nseg)
    }

    /// The column of a variable of an inserted mechanism.
    pub(super) fn column(&self, id: SectionId, variable: VariableId, element: usize) -> Result<usize, CellError> {
        let section = self.section(id)?;
        let (Some(block), Some(offset)) = (
            section.block(variable.mechanism),
            self.layouts.get(variable.mechanism.0).and_then(|layout| layout.offsets.get(variable.index)),
        ) else {
            let mechanism = self.catalog().mechanism(variable.mechanism).name.clone();
            return Err(CellError::NotInserted { mechanism, section: section.name.clone() });
        };
        let declared = self.catalog().variable(variable);
        let length = declared.length.max(1);
        if element >= length {
            return Err(CellError::Element { variable: declared.name.clone(), index: element, length });
        }
        Ok(block.start + offset + element)
    }

    fn v_mv(&self, node: Node) -> Result<f64, CellError> {
        match node {
            Node::Root(id) => Ok(self.section(id)?.root_v_mv),
            Node::Of(id, node) => self.section(id)?.v_mv.get(node).copied().ok_or(CellError::Deleted),
        }
    }

    pub(super) fn v_mv_mut(&mut self, node: Node) -> Result<&mut f64, CellError> {
        match node {
            Node::Root(id) => Ok(&mut self.section_mut(id)?.root_v_mv),
            Node::Of(id, node) => self.section_mut(id)?.v_mv.get_mut(node).ok_or(CellError::Deleted),
        }
    }
}

impl Section {
    pub(super) fn in_x_order(&self, values: &[f64]) -> Vec<f64> {
        if self.reversed { values.iter().rev().copied().collect() } else { values.to_vec() }
    }
}
