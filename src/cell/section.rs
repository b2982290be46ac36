//! One section of a model: its numbers, and its values over the nodes.
//!
//! A section has one node for each segment and one at its far end. Nodes are counted from the attached end: node 0
//! is the segment at x = 0 of a section attached by its 0 end, and the one at x = 1 of a section attached by its 1 end.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::place::NodeId;
use super::points::Point;
use super::resolved::{segment_at, segment_centre};
use super::{CellError, SectionId};
use crate::mechanism::{MechanismId, MechanismKind, MechanismType};
use crate::neuron_defaults;

/// Lengths below are taken for this, um.
const SHORTEST_UM: f64 = 1e-9;
/// NEURON's area of a node that has none, um2.
pub(super) const END_AREA_UM2: f64 = 1e2;

/// Where the variables of a mechanism lie among the columns of its block.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// First column of each variable.
    pub offsets: Vec<usize>,
    /// Value of each column after insertion.
    pub defaults: Vec<f64>,
    /// Column of an ion's style.
    pub style: Option<usize>,
}

impl Layout {
    pub(super) fn of(mechanism: &MechanismType) -> Self {
        let (mut offsets, mut defaults) = (vec![], vec![]);
        for variable in &mechanism.variables {
            offsets.push(defaults.len());
            defaults.resize(defaults.len() + variable.length.max(1), variable.default);
        }
        let style = (mechanism.kind == MechanismKind::Ion).then(|| {
            defaults.push(0.0);
            defaults.len() - 1
        });
        Self { offsets, defaults, style }
    }
}

/// A mechanism in a section: its columns start at `start`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub mechanism: MechanismId,
    pub start: usize,
}

/// Children in NEURON's order: by distance from the attached end of the parent, then the newest first.
pub(super) type Children = BTreeMap<ChildKey, SectionId>;

/// Distance from the parent's attached end (the bits of a number from 0 to 1 sort as it does), and age.
pub(super) type ChildKey = (u64, Reverse<u64>);

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub name: String,
    pub alive: bool,
    pub parent: Option<SectionId>,
    /// Kept after `disconnect`, as is `own_end`.
    pub parent_x: f64,
    pub reversed: bool,
    pub key: ChildKey,
    pub children: Children,
    pub nseg: usize,
    pub length_um: f64,
    pub ra_ohm_cm: f64,
    pub rall_branch: f64,
    pub points: Vec<Point>,
    /// The point of `pt3dstyle(1, x, y, z)`.
    pub logical_point: Option<[f32; 3]>,
    /// Area, ri and, with 3-d points, diam are to be recomputed.
    pub stale: bool,
    /// How often anything of it was given out to be changed.
    pub touched: u64,
    /// What `touched` was when its geometry was last computed.
    pub refreshed: Option<u64>,
    /// One for each node.
    pub area_um2: Vec<f64>,
    /// Inverse axial resistance to the node before, uS; one for each node.
    pub conductance_us: Vec<f64>,
    /// One for each node.
    pub v_mv: Vec<f64>,
    /// Voltage of the node before node 0; used by a root.
    pub root_v_mv: f64,
    pub nodes: Vec<NodeId>,
    pub blocks: Vec<Block>,
    /// Column after column, each with one value for each segment in the order of the nodes.
    pub values: Vec<f64>,
}

impl Section {
    pub(super) fn new(name: String, node: NodeId) -> Self {
        Self {
            name,
            alive: true,
            parent: None,
            parent_x: 0.0,
            reversed: false,
            key: (0, Reverse(0)),
            children: Children::new(),
            nseg: 1,
            length_um: neuron_defaults::LENGTH_UM,
            ra_ohm_cm: neuron_defaults::RA_OHM_CM,
            rall_branch: 1.0,
            points: vec![],
            logical_point: None,
            stale: true,
            touched: 0,
            refreshed: None,
            area_um2: vec![END_AREA_UM2; 2],
            conductance_us: vec![0.0; 2],
            v_mv: vec![neuron_defaults::V_INIT_MV; 2],
            root_v_mv: neuron_defaults::V_INIT_MV,
            nodes: vec![node],
            blocks: vec![],
            values: vec![],
        }
    }

    /// The attached end, 0 or 1.
    pub(super) fn own_end(&self) -> f64 {
        f64::from(u8::from(self.reversed))
    }

    /// The node of the segment that contains `x`.
    pub(super) fn node_at(&self, x: f64) -> Result<usize, CellError> {
        if !(0.0..=1.0).contains(&x) {
            return Err(CellError::Position { x });
        }
        let index = segment_at(x, self.nseg);
        Ok(if self.reversed { self.nseg - 1 - index } else { index })
    }

    /// Place of the centre of a node's segment.
    pub(super) fn centre(&self, node: usize) -> f64 {
        let x = segment_centre(node, self.nseg);
        if self.reversed { 1.0 - x } else { x }
    }

    /// The block of a mechanism.
    /// Was anything given out to be changed since the geometry was last computed?
    pub(super) fn is_touched(&self) -> bool {
        self.refreshed != Some(self.touched)
    }

    pub(super) fn block(&self, mechanism: MechanismId) -> Option<Block> {
        self.blocks.iter().copied().find(|block| block.mechanism == mechanism)
    }

    /// The values of a column over the nodes.
    pub(super) fn column(&self, column: usize) -> &[f64] {
        self.values.get(column * self.nseg..(column + 1) * self.nseg).unwrap_or_default()
    }

    /// The values of a column over the nodes, to be set.
    pub(super) fn column_mut(&mut self, column: usize) -> &mut [f64] {
        self.values.get_mut(column * self.nseg..(column + 1) * self.nseg).unwrap_or_default()
    }

    /// Length as NEURON uses it: that of the 3-d points while these are newer, and never zero.
    pub(super) fn used_length_um(&mut self) -> f64 {
        if self.stale
            && let Some(last) = self.points.last()
        {
            self.length_um = last.arc_um;
        }
        if self.length_um <= SHORTEST_UM {
            self.length_um = SHORTEST_UM;
        }
        self.length_um
    }
}
