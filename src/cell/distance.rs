//! Distances along the tree (`distance`).

use std::cmp::Ordering;

use super::topology::Node;
use super::{CellError, Model, SectionId};

/// NEURON's distance between places that are not connected, um.
const NOT_CONNECTED_UM: f64 = 1e20;

impl Model {
    /// Sets the origin of distances: `distance()` is at 0 of the accessed section, `distance(0, x)` at x.
    ///
    /// # Errors
    /// When the section was deleted or x lies outside of it.
    pub fn set_distance_origin(&mut self, id: SectionId, x: f64) -> Result<(), CellError> {
        self.origin = Some(self.place(id, x)?);
        Ok(())
    }

    /// Distance from the origin to the node at `x` (a segment's centre, or an end), um.
    ///
    /// # Errors
    /// When the section was deleted, x lies outside of it, or no origin was set (or it was deleted).
    pub fn distance_um(&mut self, id: SectionId, x: f64) -> Result<f64, CellError> {
        let origin = self.origin.and_then(|place| self.locate(place)).ok_or(CellError::NoOrigin)?;
        self.distance_between_um(origin, (id, x))
    }

    /// Distance between two nodes along the tree, um; 1e20 where they are not connected.
    ///
    /// # Errors
    /// When a section was deleted or a place lies outside of it.
    pub fn distance_between_um(&mut self, from: (SectionId, f64), to: (SectionId, f64)) -> Result<f64, CellError> {
        let ends = [self.path_end(from)?, self.path_end(to)?];
        Ok(self.meet(ends)?.map_or(NOT_CONNECTED_UM, |meeting| meeting.distance_um))
    }

    /// Where the ways from two nodes to the root meet; none where they do not.
    pub(super) fn meet(&mut self, mut ends: [PathEnd; 2]) -> Result<Option<Meeting>, CellError> {
        let mut distance_um = 0.0;
        let mut first_is_later = None;
        while ends[0].section != ends[1].section {
            let climbs_first = match ends[0].depth.cmp(&ends[1].depth) {
                Ordering::Greater => true,
                Ordering::Less => false,
                Ordering::Equal => {
                    *first_is_later.get_or_insert_with(|| self.is_later(ends[0].section, ends[1].section))
                }
            };
            distance_um += self.climb(if climbs_first { &mut ends[0] } else { &mut ends[1] })?;
        }
        let [a, b] = ends;
        let Some(section) = a.section else { return Ok(None) };
        let mut node = a.node;
        if a.node != b.node {
            let (a_um, b_um) = (self.way_from_start_um(section, a.node)?, self.way_from_start_um(section, b.node)?);
            distance_um += if a_um < b_um { b_um - a_um } else { a_um - b_um };
            node = if a_um < b_um { a.node } else { b.node };
        }
        Ok(Some(Meeting { distance_um, section, node }))
    }

    fn path_end(&self, (id, x): (SectionId, f64)) -> Result<PathEnd, CellError> {
        Ok(self.path_end_at(id, self.node(id, x)?))
    }

    pub(super) fn path_end_at(&self, id: SectionId, node: Node) -> PathEnd {
        let up = |&id: &SectionId| self.parent(id).map(|attachment| attachment.parent);
        PathEnd { section: Some(id), node, depth: std::iter::successors(Some(id), up).count() }
    }

    /// Goes to the parent; gives back the length of the way.
    fn climb(&mut self, end: &mut PathEnd) -> Result<f64, CellError> {
        let Some(id) = end.section else { return Ok(0.0) };
        let way_um = self.way_from_start_um(id, end.node)?;
        end.node = self.start_node(id);
        end.section = self.parent(id).map(|attachment| attachment.parent);
        end.depth -= 1;
        Ok(way_um)
    }

    /// From the attached end of a section to one of its nodes, um.
    pub(super) fn way_from_start_um(&mut self, id: SectionId, node: Node) -> Result<f64, CellError> {
        let Node::Of(owner, index) = node else { return Ok(0.0) };
        if owner != id {
            return Ok(0.0);
        }
        let section = self.section_mut(id)?;
        let part = if index == section.nseg { 1.0 } else { (index as f64 + 0.5) / section.nseg as f64 };
        Ok(section.used_length_um() * part)
    }

    /// Of two sections at the same depth: is the first one later in NEURON's order of the tree, level after level? It
    /// decides the order in which lengths are added.
    fn is_later(&self, mut a: Option<SectionId>, mut b: Option<SectionId>) -> bool {
        let parent = |id: Option<SectionId>| id.and_then(|id| self.parent(id)).map(|attachment| attachment.parent);
        while parent(a) != parent(b) {
            (a, b) = (parent(a), parent(b));
        }
        let key = |id: Option<SectionId>| id.and_then(|id| self.section(id).ok()).map(|section| section.key);
        key(a) > key(b)
    }
}

/// A node as it is seen from a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathEnd {
    section: Option<SectionId>,
    node: Node,
    depth: usize,
}

/// Where two ways to the root meet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    /// The length of both together, um.
    pub(super) distance_um: f64,
    /// The section in which they do.
    pub(super) section: SectionId,
    /// .. and its node.
    pub(super) node: Node,
}
