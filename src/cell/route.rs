//! The way from one place to another along the tree, node by node (`RangeVarPlot`).

use super::topology::Node;
use super::{CellError, Model, SectionId};

/// The way between two places.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// Its nodes, from the first place to the second.
    pub stops: Vec<Stop>,
    /// From the node nearest to the root to the root's attached end, um.
    pub to_root_um: f64,
}

/// A node on a way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// The section in which it is met.
    pub section: SectionId,
    /// Where in it, in single precision.
    pub x: f64,
    /// From the node nearest to the root, um: negative before it.
    pub distance_um: f32,
}

impl Model {
    /// The way between two places; none where they are not connected.
    ///
    /// # Errors
    /// When a section was deleted or a place lies outside of it.
    pub fn route(&mut self, from: (SectionId, f64), to: (SectionId, f64)) -> Result<Option<Route>, CellError> {
        let (first, last) = ((from.0, self.node(from.0, from.1)?), (to.0, self.node(to.0, to.1)?));
        let ends = [self.path_end_at(first.0, first.1), self.path_end_at(last.0, last.1)];
        let Some(top) = self.meet(ends)? else { return Ok(None) };
        let near = (top.section, top.node);
        let before_um = self.between_um(first, near)?;
        let mut stops = vec![];
        let start_um = self.way_from_start_um(first.0, first.1)? - before_um;
        let at_top = self.climb_to(top.node, first, (start_um, -1.0), &mut stops)?;
        stops.push(Stop { distance_um: 0.0, ..self.stop(at_top, top.node, 0.0)? });
        let mut back = vec![];
        let end_um = top.distance_um - before_um - self.way_from_start_um(last.0, last.1)?;
        self.climb_to(top.node, last, (end_um, 1.0), &mut back)?;
        stops.extend(back.into_iter().rev());
        let root = self.root(top.section);
        Ok(Some(Route { stops, to_root_um: self.between_um(near, (root, self.start_node(root)))? }))
    }

    fn between_um(&mut self, from: (SectionId, Node), to: (SectionId, Node)) -> Result<f64, CellError> {
        let ends = [self.path_end_at(from.0, from.1), self.path_end_at(to.0, to.1)];
        Ok(self.meet(ends)?.map_or(0.0, |meeting| meeting.distance_um))
    }

    /// Goes from a node towards the root as far as `top`; the section in which it arrives. The attached end of the section
    /// on the way is at `start_um`, and its nodes lie in the direction `sign` of it.
    fn climb_to(
        &mut self,
        top: Node,
        (mut section, mut node): (SectionId, Node),
        (mut start_um, sign): (f64, f64),
        stops: &mut Vec<Stop>,
    ) -> Result<SectionId, CellError> {
        while node != top {
            let way_um = self.way_from_start_um(section, node)?;
            stops.push(self.stop(section, node, start_um + sign * way_um)?);
            if way_um == 0.0 {
                let Some(parent) = self.true_parent(section) else { break };
                section = parent;
                start_um -= sign * self.way_from_start_um(section, node)?;
            }
            let Some(next) = self.parent_node(node) else { break };
            node = next;
        }
        Ok(section)
    }

    /// A node as it is met in a section.
    fn stop(&mut self, id: SectionId, node: Node, distance_um: f64) -> Result<Stop, CellError> {
        let section = self.section(id)?;
        let x = match node {
            Node::Of(owner, index) if owner == id && index == section.nseg => 1.0 - section.own_end(),
            Node::Of(owner, index) if owner == id => section.centre(index),
            Node::Of(..) | Node::Root(_) => section.own_end(),
        };
        Ok(Stop { section: id, x: f64::from(x as f32), distance_um: distance_um as f32 })
    }

    fn parent_node(&self, node: Node) -> Option<Node> {
        match node {
            Node::Root(_) => None,
            Node::Of(id, 0) => Some(self.start_node(id)),
            Node::Of(id, index) => Some(Node::Of(id, index - 1)),
        }
    }

    /// Does the node at `x` have the mechanism? The ends of sections have none; an attached end is a node of its parent.
    #[must_use]
    pub fn node_has(&self, id: SectionId, x: f64, mechanism: crate::mechanism::MechanismId) -> bool {
        let Ok(Node::Of(owner, index)) = self.node(id, x) else { return false };
        self.section(owner).is_ok_and(|section| index < section.nseg && section.block(mechanism).is_some())
    }
}
