//! Places that stay where they are while sections change: what point processes and the origin of distances hold on to.
//!
//! As in NEURON a place is a node, not an x: after a change of `nseg` it follows its node, or, where that node is gone,
//! the segment that took over its stretch.

use super::{CellError, Model, SectionId};

/// A node that a point process sits on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    section: SectionId,
    spot: Spot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Spot {
    /// The node that the attached end shares with the parent.
    Start,
    Segment(NodeId),
    End,
}

/// A segment's node, over all changes of `nseg`; never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct NodeId(u32);

/// Where each node is now.
#[derive(Debug, Clone, Default)]
pub(super) struct NodeArena {
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Copy)]
enum Slot {
    At(usize),
    MovedTo(NodeId),
}

impl NodeArena {
    pub(super) fn create(&mut self, index: usize) -> NodeId {
        self.slots.push(Slot::At(index));
        NodeId(self.slots.len() as u32 - 1)
    }

    /// Notes that a node is now the one at `index` of its section.
    pub(super) fn set_index(&mut self, node: NodeId, index: usize) {
        self.set(node, Slot::At(index));
    }

    /// Notes that a node is gone and what it held is at another one.
    pub(super) fn replace(&mut self, node: NodeId, by: NodeId) {
        self.set(node, Slot::MovedTo(by));
    }

    fn set(&mut self, node: NodeId, slot: Slot) {
        if let Some(place) = self.slots.get_mut(node.0 as usize) {
            *place = slot;
        }
    }

    /// A node is only ever replaced by a younger or an older one that stood at that time, so this ends.
    fn index(&self, mut node: NodeId) -> usize {
        loop {
            match self.slots.get(node.0 as usize) {
                Some(Slot::At(index)) => return *index,
                Some(Slot::MovedTo(next)) => node = *next,
                None => return 0,
            }
        }
    }
}

impl Model {
    /// The place at `x`: the segment that contains it, or an end for x = 0 and 1.
    ///
    /// # Errors
    /// When the section was deleted or x lies outside of it.
    pub fn place(&self, id: SectionId, x: f64) -> Result<Place, CellError> {
        let section = self.section(id)?;
        let node = section.node_at(x)?;
        let spot = if x == section.own_end() {
            Spot::Start
        } else if x == 0.0 || x == 1.0 {
            Spot::End
        } else {
            section.nodes.get(node).map_or(Spot::End, |&node| Spot::Segment(node))
        };
        Ok(Place { section: id, spot })
    }

    /// Where a place is now: the section and the centre of the segment (or the end); none when the section is deleted.
    #[must_use]
    pub fn locate(&self, place: Place) -> Option<(SectionId, f64)> {
        let section = self.section(place.section).ok()?;
        let x = match place.spot {
            Spot::Start => section.own_end(),
            Spot::End => 1.0 - section.own_end(),
            Spot::Segment(node) => section.centre(self.nodes.index(node)),
        };
        Some((place.section, x))
    }
}
